"""Where a course is: in a repository on GitHub or on a GitLab, or, without one, only on a web server."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from workshop.address import validate_url
from workshop.publish.repository import BRANCH
from workshop.publish.schedule import Released

GITHUB, GITLAB = "github", "gitlab"
SERVER = r"://[\w.-]+(?::\d+)?"
REPOSITORY = re.compile(rf"https{SERVER}(?:/\w[\w.-]*){{2,}}", re.ASCII)
SITE = re.compile(rf"https?{SERVER}(?:/[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True)
class Course:
    """Where the public repository is, if there is one, where its pages are served, and what is there today."""

    url: str
    site: str
    released: Released

    @property
    def host(self):
        """What the repository is on: ``github``, ``gitlab``, or an empty text if there is none."""
        return _host(self.url) if self.url else ""

    @property
    def code(self):
        """Where the folder ``src`` is shown, or an empty text."""
        return f"{self._files('blob')}/src/" if self.url else ""

    @property
    def wheels(self):
        """Where the package is fetched from."""
        return f"{self._files('raw')}/wheels" if self.url else f"{self.site}/wheels"

    @property
    def binder(self):
        """Where Binder opens the repository, or an empty text."""
        server, _, path = self.url.removeprefix("https://").partition("/")
        known = {"": "", "github.com": f"gh/{path}", "gitlab.com": f"gl/{quote(path, safe='')}"}
        spec = known.get(server, f"git/{quote(self.url, safe='')}")
        return f"https://mybinder.org/v2/{spec}/{BRANCH}" if spec else ""

    def _files(self, kind):
        return f"{self.url}{'/-' if self.host == GITLAB else ''}/{kind}/{BRANCH}"


def course_at(url, site, released):
    """A course with its addresses, of which `url` or `site` may be empty.

    Raises
    ------
    ValueError
        If one of them is no such address, or `site` does not follow from `url`.
    """
    url = repository_url(url) if url else ""
    site = site.strip().rstrip("/") or _pages_of(url)
    if not SITE.fullmatch(site):
        raise ValueError(f"{site!r} is not the address of a site, such as https://www.example.edu/cnn")
    return Course(url, site, released)


def repository_url(url):
    """`url` without a slash or ``.git`` at its end.

    Raises
    ------
    ValueError
        If it is the address of no repository on GitHub or on a GitLab, which any other server is taken for.
    """
    bare = url.strip().rstrip("/").removesuffix(".git")
    if _host(bare) == GITHUB:
        return validate_url(url)
    if not REPOSITORY.fullmatch(bare):
        expected = "https://github.com/OWNER/NAME or https://gitlab.com/GROUP/NAME"
        raise ValueError(f"{url!r} is not the address of a repository: {expected} is expected")
    return bare


def _host(url):
    return GITHUB if "github" in url.removeprefix("https://").partition("/")[0] else GITLAB


def _pages_of(url):
    """Where GitHub Pages or GitLab Pages serves the pages of a repository."""
    server, _, path = url.removeprefix("https://").partition("/")
    if server not in ("github.com", "gitlab.com"):
        raise ValueError(f"Say where the pages of {url or 'the course'} will be: SITE=https://www.example.edu/cnn")
    owner, _, name = path.partition("/")
    home = f"{owner.lower()}.{_host(url)}.io"
    return f"https://{home}" if name.lower() == home else f"https://{home}/{name}"
