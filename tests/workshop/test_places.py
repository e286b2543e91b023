"""The course's folder is beside the repository, or where the user says, and never inside it."""

import pytest

from workshop.places import course_folder


def test_the_course_is_beside_the_repository_and_has_its_name(tmp_path):
    assert course_folder(tmp_path / "cnn") == tmp_path / "cnn-course"


def test_the_course_of_the_working_folder_is_the_same(tmp_path, monkeypatch):
    (tmp_path / "cnn").mkdir()
    monkeypatch.chdir(tmp_path / "cnn")
    assert course_folder() == course_folder(".", "") == tmp_path / "cnn-course"


def test_another_folder_may_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert course_folder(tmp_path / "cnn", "fall") == course_folder(tmp_path / "cnn", tmp_path / "fall")
    assert course_folder(tmp_path / "cnn", "fall") == tmp_path / "fall"


@pytest.mark.parametrize("inside", ["", "_build/assignments", "course"])
def test_a_folder_inside_the_repository_is_refused(tmp_path, inside):
    with pytest.raises(ValueError, match="inside the repository"):
        course_folder(tmp_path / "cnn", tmp_path / "cnn" / inside)
