"""Where things are that do not belong into the repository: the course, with its submissions and grades."""

from pathlib import Path


def course_folder(root=".", named=""):
    """The folder of nbgrader's course: beside the repository, where neither a commit nor ``make clean`` reaches it.

    Parameters
    ----------
    root : path
        The repository.
    named : path or str
        The folder that the user asks for, as ``make grade COURSE=folder`` does; empty for the usual one, which for a
        repository in ``cnn`` is ``../cnn-course``.

    Returns
    -------
    Path
        An absolute path; nothing need be there yet.

    Raises
    ------
    ValueError
        If the folder would be inside the repository.
    """
    root = Path(root).resolve()
    folder = Path(named).expanduser().resolve() if str(named) else root.with_name(f"{root.name}-course")
    if folder.is_relative_to(root):
        raise ValueError(
            f"COURSE={named} is inside the repository, where `make clean` and `git add` reach the grades; "
            "name a folder outside it"
        )
    return folder
