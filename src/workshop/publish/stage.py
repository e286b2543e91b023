"""The files of a course's public repository, but for its built pages."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import yaml

from workshop import address, standalone
from workshop.exercise_cells import students_copy
from workshop.publish import contents
from workshop.publish.course import GITHUB, GITLAB
from workshop.publish.markdown import absolute, without_equations, without_missing
from workshop.publish.repository import BRANCH, MARK, SAID
from workshop.publish.solved import solved_copy
from workshop.publish.wheel import make_wheel

AS_THEY_ARE = (
    "LICENSE", "book/references.bib", "src/convbook", "binder/packages.txt", "binder/runtime.txt", "binder/start",
)  # fmt: skip
INSTALLS = re.compile(r"(?P<name>convbook(?:\[\w+\])?) @ git\+[^\s\"']+")
KEPT = (".git", "wheels")  # an older notebook installs an older wheel
PAGES = """# GitLab Pages serves the folder docs.
pages:
  image: busybox
  script: cp -r docs public
  artifacts:
    paths: [public]
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
"""


def stage(private, public, course):
    """Write the files.

    Parameters
    ----------
    private : Path
        A checkout of the private repository.
    public : Path
        The public one; what it has is taken away first, but for the package of earlier notebooks.
    course : Course

    Returns
    -------
    list of str
        The pages, without their ending, in the order of the contents.
    """
    for path in public.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in AS_THEY_ARE:
        (public / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (private / name).is_dir() else shutil.copy
        copy(private / name, public / name)
    (public / MARK).write_text(SAID, encoding="utf-8")
    wheel, sha256 = make_wheel(private, public / "wheels")
    package = f"{course.wheels}/{wheel}#sha256={sha256}"
    _write_requirements(private, public, package, wheel)
    listed = contents.of(private, course.released)
    _write_settings(private, public, course, listed)
    names = contents.pages(listed)
    if course.host == GITLAB:
        (public / ".gitlab-ci.yml").write_text(PAGES, encoding="utf-8")
    _write_pages(private, public, course, names, package)
    return names


def hand_out(private, public, course):
    """Let the exercises lead to the published pages, wherever their notebooks are opened, and add the solutions.

    Without a repository everything is fetched from the site: then the chapters that are downloaded there lead to its
    pages, too, and the package and the solutions are also in ``docs``.
    """
    downloads = () if course.url else public.glob("docs/_sources/**/*.ipynb")
    for file in sorted({*public.glob("**/exercises/*.ipynb"), *downloads}):
        notebook = nbformat.read(file, as_version=4)
        _lead_to_site(notebook, file, course)
        _write(notebook, file)
    for number in sorted(course.released.solutions & course.released.exercises):
        (file,) = (public / "book" / "exercises").glob(f"{number:02}-*.ipynb")
        solved = solved_copy(nbformat.read(private / "book" / "exercises" / file.name, as_version=4))
        solved.cells = [cell for cell in solved.cells if "remove-cell" not in cell.metadata.get("tags", [])]
        _rewrite(solved, lambda text, folder=file.parent: without_missing(text, lambda path: (folder / path).is_file()))
        _lead_to_site(solved, file, course)
        (public / "solutions").mkdir(exist_ok=True)
        _write(solved, public / "solutions" / file.name)
    for folder in () if course.url else ("wheels", "solutions"):
        shutil.rmtree(public / "docs" / folder, ignore_errors=True)
        if (public / folder).is_dir():
            shutil.copytree(public / folder, public / "docs" / folder)


def _lead_to_site(notebook, file, course):
    folder = "book/exercises" if file.parent.name == "exercises" else "book"
    page = f"{course.site}/{folder}/{file.stem}.html"
    _rewrite(notebook, lambda text: absolute(text, page, course.code))


def _write_requirements(private, public, package, wheel):
    *pins, _ = standalone.requirements(private, "", tensorflow=True).splitlines()
    (public / "requirements.txt").write_text("\n".join([*pins, f"convbook @ {package}", ""]), encoding="utf-8")
    script = (private / "binder" / "postBuild").read_text(encoding="utf-8")
    mended, count = re.subn(r"(?m)^(pip install .*--no-deps) \.$", rf"\1 wheels/{wheel}", script)
    if count != 1:
        raise ValueError("binder/postBuild has no line `pip install ... --no-deps .`, which installs the package")
    (public / "binder" / "postBuild").write_text(mended, encoding="utf-8")
    (public / "binder" / "postBuild").chmod(0o755)


def _write_settings(private, public, course, listed):
    settings = yaml.safe_load((private / "_config.yml").read_text(encoding="utf-8"))
    settings["repository"] |= {"url": course.url, "branch": BRANCH}
    _set_buttons(settings, course)
    settings["exclude_patterns"] += ["docs", "pictures", "solutions", "wheels"]
    config = settings["sphinx"]["config"]
    config["convbook_course"] = True
    (public / "pictures").mkdir()
    logo = config["html_theme_options"]["logo"]
    for options, name in ((settings["html"], "favicon"), (logo, "image_light"), (logo, "image_dark")):
        picture = Path(shutil.copy(private / options[name], public / "pictures"))
        options[name] = picture.relative_to(public).as_posix()
    for name, content in {"_config.yml": settings, "_toc.yml": listed}.items():
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
        (public / name).write_text(f"# `make course` built the pages in docs/ with this.\n{text}", encoding="utf-8")


def _set_buttons(settings, course):
    """Without a repository there are none; a GitLab's open Binder, but not Colab."""
    if course.host != GITHUB:
        settings["launch_buttons"] |= {"colab_url": "", **({} if course.url else {"binderhub_url": ""})}
        settings["html"]["use_repository_button"] = bool(course.url)
        config = settings["sphinx"]["config"]
        config["extensions"].append("workshop.publish.buttons")
        config["html_theme_options"]["repository_provider"] = course.host
        config["convbook_binder"] = course.binder


def _write_pages(private, public, course, names, package):
    """The pages of the contents, exercises as the students' copies; links to what is not there are words."""
    files = [path for name in names for path in (private / f"{name}.ipynb", private / f"{name}.md") if path.is_file()]
    there, old = {public / file.relative_to(private) for file in files}, address.repository(private)[0]
    numbered = {found for file in files for found in re.findall(r"\\tag\{(\d+)\}", file.read_text(encoding="utf-8"))}
    for file in files:
        target = public / file.relative_to(private)
        target.parent.mkdir(parents=True, exist_ok=True)

        def mended(text, folder=target.parent):
            def is_there(path):
                linked = Path(os.path.normpath(folder / path))
                return linked in there or linked.is_file()

            return without_missing(text, is_there).replace(old, course.url or course.site)

        if file.suffix == ".md":
            target.write_text(without_equations(mended(file.read_text(encoding="utf-8")), numbered), encoding="utf-8")
            continue
        notebook = nbformat.read(file, as_version=4)
        notebook = students_copy(notebook) if file.parent.name == "exercises" else notebook
        _rewrite(notebook, mended)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = INSTALLS.sub(rf"\g<name> @ {package}", cell.source)
        _write(notebook, target)


def _rewrite(notebook, change):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = change(cell.source)


def _write(notebook, file):
    file.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
