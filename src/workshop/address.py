"""The repository's address: ``_config.yml`` says it, and ``make address URL=...`` changes it wherever it stands."""

import re
import subprocess
import sys
from pathlib import Path

import yaml


def repository(root):
    """The address and the branch in the ``_config.yml`` below `root`, two texts."""
    said = yaml.safe_load((Path(root) / "_config.yml").read_text(encoding="utf-8"))["repository"]
    return validate_url(said["url"]), said["branch"]


def validate_url(url):
    """`url` without a slash or ``.git`` at its end.

    Raises
    ------
    ValueError
        If it is not the https address of a repository on GitHub, from where alone Colab opens notebooks.
    """
    bare = url.strip().rstrip("/").removesuffix(".git")
    if not re.fullmatch(r"https://github\.com/[\w-]+/[\w.-]*\w[\w.-]*", bare, re.ASCII):
        raise ValueError(f"{url!r} is not the address of a repository: https://github.com/OWNER/NAME is expected")
    return bare


def replace_address(root, url):
    """Put `url` in the place of the repository's present address, in every file below `root` that git would take.

    Nothing else changes in a file, not even in a notebook.

    Returns
    -------
    list of Path
        The files that are changed.

    Raises
    ------
    ValueError
        If `url` is not the address of a repository on GitHub.
    """
    new, old = validate_url(url), repository(root)[0]
    changed = []
    for file in files(root):
        before = file.read_bytes()
        after = replaced(before, old, new)
        if after != before:
            file.write_bytes(after)
            changed.append(file)
    return changed


def replaced(content, old, new):
    """`content`, in bytes, with the address `new` for `old`, but not for a longer one that begins with it."""
    return re.sub(re.escape(old.encode()) + rb"(?![\w-]|\.(?!git\b)\w)", new.encode(), content)


def files(root):
    """Every file below `root` that git knows, or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    paths = [Path(root, name) for name in sorted(set(listed.split("\0")) - {""})]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def main(arguments):
    if not any(arguments):
        sys.exit("Say the new address: make address URL=https://github.com/OWNER/NAME")
    try:
        changed = replace_address(".", arguments[0])
    except ValueError as error:
        sys.exit(str(error))
    print(*changed, sep="\n")
    print(f"{len(changed)} files changed. The address is {repository('.')[0]} now; `make book` puts it into the pages.")


if __name__ == "__main__":
    main(sys.argv[1:])
