"""`make course` for a GitLab, and for a web server without a repository: where its links and buttons lead."""

import json
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from workshop.publish.__main__ import make
from workshop.publish.course import course_at
from workshop.publish.schedule import Released

ROOT = Path(__file__).parents[2]
GITLAB, GITLAB_PAGES = "https://gitlab.com/Dept/ml/cnn", "https://dept.gitlab.io/ml/cnn"
OWN, OWN_PAGES = "https://git.example.edu:8443/ml/cnn", "https://pages.example.edu/cnn"
WEB = "https://www.example.edu/cnn"

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a course is made from what git has")


def course(url, site=""):
    return course_at(url, site, Released(frozenset(), frozenset()))


# ---- addresses ----


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        ("https://github.com/Ada/cnn", "", "https://ada.github.io/cnn"),
        ("https://github.com/ada/ada.github.io", "", "https://ada.github.io"),
        ("https://github.com/ada/cnn.git", "https://cnn.example.edu/", "https://cnn.example.edu"),
        ("https://gitlab.com/ada/cnn", "", "https://ada.gitlab.io/cnn"),
        (GITLAB, "", GITLAB_PAGES),
        (OWN, OWN_PAGES, OWN_PAGES),
        ("", f"{WEB}/", WEB),
    ],
)
def test_the_pages_are_where_the_two_hosts_have_them_or_where_it_is_said(url, site, expected):
    assert course(url, site).site == expected


@pytest.mark.parametrize(
    ("url", "spec"),  # as mybinder.org's own form writes them
    [
        ("https://github.com/ada/cnn", "gh/ada/cnn/main"),
        (GITLAB, "gl/Dept%2Fml%2Fcnn/main"),
        (OWN, "git/https%3A%2F%2Fgit.example.edu%3A8443%2Fml%2Fcnn/main"),
    ],
)
def test_binder_is_told_the_repository(url, spec):
    assert course(url, WEB).binder == f"https://mybinder.org/v2/{spec}"
    assert course("", WEB).binder == ""


def test_a_gitlab_shows_files_below_a_dash():
    assert (course(GITLAB).code, course(GITLAB).wheels) == (f"{GITLAB}/-/blob/main/src/", f"{GITLAB}/-/raw/main/wheels")


@pytest.mark.parametrize(
    ("url", "site", "said"),
    [
        ("", "", "SITE="),
        (OWN, "", "SITE="),
        ("", "www.example.edu/cnn", "not the address of a site"),
        ("https://gitlab.com/cnn", "", "GROUP/NAME"),
        (f"{GITLAB}/-/tree/main", "", "GROUP/NAME"),
        ("git@gitlab.com:ada/cnn.git", "", "GROUP/NAME"),
        ("http://gitlab.com/ada/cnn", "", "GROUP/NAME"),
        ("https://me:pass@gitlab.com/ada/cnn", "", "GROUP/NAME"),
        ("https://github.com/ada", "", "OWNER/NAME"),
        ("https://github.example.edu/ada/cnn", WEB, "OWNER/NAME"),
    ],
)
def test_what_is_no_address_is_refused_and_what_is_missing_is_named(url, site, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        course(url, site)


def test_without_a_repository_there_is_nothing_to_push_to(tmp_path):
    with pytest.raises(ValueError, match="nothing to push to"):
        make(str(tmp_path / "public"), "", root=ROOT, site=WEB, push=True)
    assert not (tmp_path / "public").exists()


# ---- the files ----


DATES = "2,2026-10-08,2026-10-08,2026-10-15\n"


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Makes a course of chapter 2 with its solutions, without pages; the same one only once."""
    made = {}

    def at(url, site=""):
        if (url, site) not in made:
            folder = tmp_path_factory.mktemp("course")
            (folder / "dates.csv").write_text(DATES, encoding="utf-8")
            options = {"dates": folder / "dates.csv", "today": "2026-10-15", "build": False}
            make(str(folder / "public"), url, root=ROOT, site=site, **options)
            made[url, site] = folder / "public"
        return made[url, site]

    return at


def code(path):
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    ("url", "site", "wheels"),
    [
        (GITLAB, "", f"{GITLAB}/-/raw/main/wheels"),
        (OWN, OWN_PAGES, f"{OWN}/-/raw/main/wheels"),
        ("", WEB, f"{WEB}/wheels"),
    ],
)
def test_the_notebooks_install_the_package_from_there(public, url, site, wheels):
    (wheel,) = public(url, site).glob("wheels/*/*.whl")
    place = f"{wheels}/{wheel.parent.name}/{wheel.name}#sha256={wheel.parent.name}"
    notebooks = [*public(url, site).glob("book/0*.ipynb"), *public(url, site).glob("book/exercises/*.ipynb")]
    assert len(notebooks) == 3
    for notebook in notebooks:
        assert f"convbook @ {place}" in code(notebook)
    assert f"convbook @ {place}" in (public(url, site) / "requirements.txt").read_text(encoding="utf-8")


def test_gitlab_pages_serve_the_folder_docs(public, tmp_path):
    file = public(GITLAB) / ".gitlab-ci.yml"
    schema = [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", file]
    checked = subprocess.run(schema, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    job = yaml.safe_load(file.read_text(encoding="utf-8"))["pages"]
    assert job["artifacts"]["paths"] == ["public"]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.html").write_text("the first page")
    subprocess.run(job["script"], shell=True, cwd=tmp_path, check=True)
    assert (tmp_path / "public" / "index.html").read_text() == "the first page"


def test_only_a_gitlab_gets_its_file(public):
    assert (public(OWN, OWN_PAGES) / ".gitlab-ci.yml").is_file()
    assert not (public("", WEB) / ".gitlab-ci.yml").exists()


def test_the_readme_of_a_gitlab_offers_binder_alone(public):
    readme = (public(GITLAB) / "README.md").read_text(encoding="utf-8")
    assert f"{GITLAB_PAGES}/" in readme and "Binder" in readme and "Colab" not in readme


def test_the_readme_for_a_server_leads_to_what_the_server_has(public):
    readme = (public("", WEB) / "README.md").read_text(encoding="utf-8")
    assert "docs" in readme and "Binder" not in readme and "Colab" not in readme
    assert set(re.findall(r"\]\(([^)]+)\)", readme)) == {
        f"{WEB}/book/02-convolution.html", f"{WEB}/book/02b-photograph.html",
        f"{WEB}/book/exercises/02-convolution.html", f"{WEB}/solutions/02-convolution.ipynb",
    }  # fmt: skip
    assert (public("", WEB) / "docs" / "solutions" / "02-convolution.ipynb").is_file()


@pytest.fixture
def server(tmp_path):
    """The address at which a web server shows the folder `tmp_path`."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *_: None
    with ThreadingHTTPServer(("localhost", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://localhost:{running.server_port}"
        running.shutdown()


def test_pip_takes_the_package_from_the_server_and_refuses_another(tmp_path, server):
    make(str(tmp_path / "course"), "", root=ROOT, site=f"{server}/course/docs", chapters="1", build=False)
    (place,) = re.findall(r'"convbook @ ([^"]+)"', code(tmp_path / "course" / "book" / "01-images.ipynb"))

    def install(name):
        pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-cache-dir", "--target", tmp_path / name]
        return subprocess.run([*pip, f"convbook @ {place}"], capture_output=True, text=True)

    done = install("taken")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "taken" / "convbook" / "nn" / "conv.py").is_file()
    (wheel,) = (tmp_path / "course" / "docs").glob("wheels/*/*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"more")
    done = install("refused")
    assert done.returncode != 0 and "hash" in done.stderr.lower()
    assert not (tmp_path / "refused").exists()


# ---- its pages ----


PLACES = {"gitlab": (GITLAB, ""), "own": (OWN, OWN_PAGES), "web": ("", WEB)}
each_place = pytest.mark.parametrize("place", PLACES)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Makes the course of chapter 2 with its pages; the same one only once."""
    made = {}

    def at(place):
        if place not in made:
            made[place] = tmp_path_factory.mktemp("built") / "public"
            url, site = PLACES[place]
            make(str(made[place]), url, root=ROOT, site=site, chapters="2")
        return made[place]

    return at


def pages(folder):
    files = [*folder.glob("docs/*.html"), *folder.glob("docs/book/**/*.html")]
    return {file: BeautifulSoup(file.read_bytes(), "html.parser") for file in files}


def targets(soup):
    tags = soup.select("[href], [src], [action]")
    return {tag.get("href") or tag.get("src") or tag.get("action") for tag in tags}


@pytest.mark.slow
@each_place
def test_every_link_leads_into_the_course_or_to_what_the_text_names(built, place):
    folder, (url, site) = built(place), PLACES[place]
    sources = [*folder.glob("book/*.*"), *folder.glob("book/exercises/*.ipynb")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    own, external = course(url, site), set()
    for page, soup in pages(folder).items():
        for link in targets(soup):
            if re.match(r"[a-z]+:|//", link):
                external.add(link)
            elif link.partition("#")[0]:
                assert (page.parent / re.split("[#?]", link)[0]).is_file(), (page.name, link)
    in_text = {link for link in external if link.removeprefix("https://doi.org/") in text}
    of_course = {link for link in external if url and (link == url or link.startswith((own.code, f"{own.binder}?")))}
    assert external - in_text - of_course == set()
    assert in_text and bool(of_course) == bool(url)
    for link in of_course:
        if link.startswith(own.code):
            assert (folder / "src" / link.removeprefix(own.code).partition("#")[0]).is_file(), link


@pytest.mark.slow
@each_place
@pytest.mark.parametrize("name", ["02-convolution", "exercises/02-convolution"])
def test_below_the_title_are_the_buttons_of_the_place(built, place, name):
    page = built(place) / "docs" / "book" / f"{name}.html"
    soup, own = BeautifulSoup(page.read_bytes(), "html.parser"), course(*PLACES[place])
    (line,) = soup.select(".cb-ways")
    ways = {link.get_text().strip(): link["href"] for link in line.select("a")}
    beside = ways.pop("Back to the chapter" if "exercises" in name else "Exercises")
    assert (page.parent / beside).is_file()
    download = page.parent / ways.pop("Download the notebook")
    assert json.loads(download.read_bytes())["nbformat"] == 4
    binder = {"Open in Binder": f"{own.binder}?urlpath=lab/tree/book/{name}.ipynb"}
    assert ways == (binder if own.url else {})


@pytest.mark.slow
def test_what_is_downloaded_from_a_server_leads_to_its_pages(built):
    downloads = list(built("web").glob("docs/_sources/**/*.ipynb"))
    assert len(downloads) == 3
    for file in downloads:
        cells = nbformat.read(file, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        links = {link.partition("#")[0] for link in re.findall(r"\]\(([^()\s]+)\)", text)}
        own = {link for link in links if link.startswith(WEB)}
        assert own and not [link for link in links - own if link and not link.startswith("http")]
        for link in own:
            assert (built("web") / "docs" / link.removeprefix(f"{WEB}/")).is_file(), link
