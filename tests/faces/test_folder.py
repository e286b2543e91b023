"""A reader's own faces: how a folder becomes Faces, and what is said of one that cannot."""

import io
import os
import random
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from convbook import load_folder, split_faces, validation_split
from convbook.faces.dataset import Faces
from convbook.faces.images import ImageError

COLORS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "gray": (102, 102, 102)}


def picture(path, color="red", size=(20, 20), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, COLORS[color]).convert(mode).save(path, **options)
    return path


@pytest.fixture
def home(tmp_path):
    """Three people, in an order of files that is not that of names."""
    for name in ("Zeynep", "Ann Lee", "bo_berg"):
        for i in (3, 1, 2):
            picture(tmp_path / "faces" / name / f"{i}.png", list(COLORS)[i - 1])
    return tmp_path / "faces"


def half_a_jpeg(path):
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)).save(file, "JPEG")
    path.write_bytes(file.getvalue()[: len(file.getvalue()) // 2])
    return path


# ---- what it gives ----


def test_a_folder_becomes_faces_in_the_order_of_names_and_files(home):
    faces = load_folder(home, size=16)
    assert isinstance(faces, Faces) and faces.source == "folder"
    assert faces.images.shape == (9, 16, 16, 3) and faces.images.dtype == np.float32
    assert faces.names == ("Ann Lee", "Zeynep", "bo_berg") and faces.labels.dtype == np.int64
    assert_array_equal(faces.labels, [0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert_array_equal(faces.images[:3, 8, 8], np.eye(3))  # red, green, blue: files 1, 2 and 3
    assert repr(faces) == "Faces(9 images of 3 people, 16x16, source='folder')"


def test_a_path_may_be_a_string_and_begin_with_the_home(home, monkeypatch):
    monkeypatch.setenv("HOME", str(home.parent))
    monkeypatch.setenv("USERPROFILE", str(home.parent))
    assert load_folder("~/faces", 8).names == load_folder(str(home), 8).names


def test_the_order_does_not_depend_on_how_the_system_lists_a_folder(home, monkeypatch):
    expected, listed, rng = load_folder(home, 8), Path.iterdir, random.Random(1)

    def in_any_order(path):
        found = list(listed(path))
        rng.shuffle(found)
        return iter(found)

    monkeypatch.setattr(Path, "iterdir", in_any_order)
    for _ in range(5):
        again = load_folder(home, 8)
        assert again.names == expected.names
        assert_array_equal(again.images, expected.images)


def test_of_a_wide_or_a_tall_picture_the_middle_is_taken(tmp_path):
    stripes = np.zeros((30, 90, 3), np.uint8)
    stripes[:, 30:60] = 255  # the middle third is white
    for name, pixels in (("wide", stripes), ("tall", stripes.transpose(1, 0, 2))):
        (tmp_path / name).mkdir()
        for i in (1, 2):
            Image.fromarray(pixels).save(tmp_path / name / f"{i}.png")
    assert_array_equal(load_folder(tmp_path, 15).images, 1)


@pytest.mark.parametrize("size", [(21, 30), (30, 21), (22, 31), (1, 1), (3, 100)])
def test_pictures_of_any_size_are_scaled(tmp_path, size):
    for person in ("a", "b"):
        for i in (1, 2):
            picture(tmp_path / person / f"{i}.png", "gray", size)
    assert_allclose(load_folder(tmp_path, 8).images, 0.4, atol=1e-6)


def test_pictures_of_every_kind_stand_side_by_side(tmp_path):
    for i, mode in enumerate(("RGB", "L", "P", "RGBA", "LA", "I;16")):
        deep = Image.fromarray(np.full((20, 20), 102 * 257, np.uint16))
        image = deep if mode == "I;16" else Image.new("RGB", (20, 20), COLORS["gray"]).convert(mode)
        for person in ("a", "b"):
            (tmp_path / person).mkdir(exist_ok=True)
            image.save(tmp_path / person / f"{i}.png")
    for person in ("a", "b"):
        picture(tmp_path / person / "ink.tiff", "gray", mode="CMYK")
        picture(tmp_path / person / "UPPER.JPG", "gray", quality=95)
    faces = load_folder(tmp_path, 8)
    assert len(faces.images) == 16
    assert_allclose(faces.images, 0.4, atol=0.01)


def test_a_picture_that_the_camera_turned_stands_upright(tmp_path):
    upright = np.zeros((24, 24, 3), np.uint8)
    upright[:12] = 255  # the sky is above
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    for person in ("a", "b"):
        for i in (1, 2):
            (tmp_path / person).mkdir(exist_ok=True)
            turned = Image.fromarray(np.ascontiguousarray(np.rot90(upright)))
            turned.save(tmp_path / person / f"{i}.jpg", exif=exif)
    images = load_folder(tmp_path, 8).images
    assert images[:, 0].min() > 0.9 and images[:, -1].max() < 0.1


# ---- names ----


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_turkish_names_arrive_composed_and_in_one_order_however_they_are_written(tmp_path, form):
    names = ["Şule Işık", "Çağla", "İstanbul", "Ada", "ada_2", "Zoë  O'Neil"]
    for name in names:
        for i in (1, 2):
            picture(tmp_path / normalize(form, name) / f"{i}.png")
    faces = load_folder(tmp_path, 8)
    assert faces.names == ("Ada", "Zoë  O'Neil", "ada_2", "Çağla", "İstanbul", "Şule Işık")
    assert all(normalize("NFC", name) == name for name in faces.names)


def test_one_name_written_in_two_ways_is_one_person(tmp_path):
    for form in ("NFC", "NFD"):
        picture(tmp_path / normalize(form, "Çağla") / f"{form}.png")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system writes names in one way only")
    picture(tmp_path / "Ada" / "1.png")
    picture(tmp_path / "Ada" / "2.png")
    faces = load_folder(tmp_path, 8)
    assert faces.names == ("Ada", "Çağla")
    assert_array_equal(np.bincount(faces.labels), [2, 2])


def test_hidden_files_and_folders_and_what_lies_beside_are_left_out(home):
    expected = load_folder(home, 8)
    for name in (".DS_Store", "Zeynep/.DS_Store", "Zeynep/._1.png", "Zeynep/Thumbs.db", "Zeynep/desktop.ini", "@eaDir"):
        (home / name).write_text("not for people")
    picture(home / ".thumbnails" / "1.png")
    picture(home / "__MACOSX" / "Zeynep.png")
    (home / "README.txt").write_text("who is who")
    picture(home / "everybody.png")
    found = load_folder(home, 8)
    assert found.names == expected.names
    assert_array_equal(found.images, expected.images)


# ---- files that are no pictures ----


def notes(home):
    path = home / "Ann Lee" / "notes.txt"
    path.write_text("born in May")
    return path, "is no picture that Pillow can read"


def a_text_called_jpg(home):
    path = home / "Ann Lee" / "portrait.jpg"
    path.write_text("no picture at all")
    return path, "is no picture that Pillow can read"


def a_truncated_jpeg(home):
    return half_a_jpeg(home / "bo_berg" / "9.jpg"), r"is damaged \(image file is truncated"


def an_empty_file(home):
    path = home / "Zeynep" / "0.png"
    path.touch()
    return path, "is empty, a file of 0 bytes"


def a_link_to_nothing(home):
    path = home / "Zeynep" / "0.png"
    try:
        path.symlink_to(home / "gone.png")
    except OSError:
        pytest.skip("links cannot be made here")
    return path, r"cannot be read \(No such file"


def a_pipe(home):
    path = home / "Zeynep" / "0.png"
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes here")
    os.mkfifo(path)
    return path, "is no picture but a pipe"


EVIL = [a_pipe, notes, a_text_called_jpg, a_truncated_jpeg, an_empty_file, a_link_to_nothing]


@pytest.mark.parametrize("spoil", EVIL)
def test_a_file_that_is_no_picture_is_named_and_left_out_only_when_asked(home, capsys, spoil):
    expected = load_folder(home, 8)
    path, why = spoil(home)
    with pytest.raises(ImageError, match=f"{path} {why}.*skip_broken=True leaves it out"):
        load_folder(home, 8)
    assert capsys.readouterr().out == ""
    assert_array_equal(load_folder(home, 8, skip_broken=True).images, expected.images)
    assert capsys.readouterr().out == f"1 file left out: {path.parent.name}/{path.name}\n"


def test_all_broken_files_are_named_in_one_line(home, capsys):
    notes(home)
    a_truncated_jpeg(home)
    load_folder(home, 8, skip_broken=True)
    assert capsys.readouterr().out == "2 files left out: Ann Lee/notes.txt; bo_berg/9.jpg\n"


def test_where_nothing_is_broken_nothing_is_said(home, capsys):
    load_folder(home, 8, skip_broken=True)
    assert capsys.readouterr().out == ""


def test_who_has_too_few_pictures_once_broken_ones_are_left_out_is_named(home):
    for i in (1, 2):
        half_a_jpeg(home / "bo_berg" / f"{i}.png")
    with pytest.raises(ValueError, match=r"fewer than two pictures of 'bo_berg' \(1\)"):
        load_folder(home, 8, skip_broken=True)


# ---- folders that are no data ----


def test_nothing_there_and_a_file_are_told_apart(home):
    with pytest.raises(FileNotFoundError, match="there is no folder .*nowhere; expected one with a subfolder"):
        load_folder(home / "nowhere")
    with pytest.raises(NotADirectoryError, match="1.png is a file; expected a folder"):
        load_folder(home / "Zeynep" / "1.png")


def test_a_folder_without_subfolders_is_refused(home, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "hidden" / ".git").mkdir(parents=True)
    for path in (tmp_path / "empty", tmp_path / "hidden", home / "Zeynep"):
        with pytest.raises(ValueError, match=f"{path} has no subfolders; expected one for each person"):
            load_folder(path)


def test_a_folder_in_a_persons_folder_is_named(home):
    picture(home / "Zeynep" / "summer" / "1.png")
    with pytest.raises(ValueError, match="summer is a folder in a person's folder; .*move them up"):
        load_folder(home)


def test_one_person_alone_is_too_few(tmp_path):
    for i in (1, 2):
        picture(tmp_path / "Ada" / f"{i}.png")
    with pytest.raises(ValueError, match=r"fewer than two people \('Ada'\); a classifier needs two"):
        load_folder(tmp_path)


def test_people_with_one_picture_or_none_are_named_and_left_out_only_when_asked(home):
    picture(home / "Çağla" / "1.png")
    (home / "Nobody").mkdir()
    with pytest.raises(ValueError, match=r"of 'Nobody' \(0\), 'Çağla' \(1\), too few.*min_faces_per_person=2"):
        load_folder(home, 8)
    assert load_folder(home, 8, min_faces_per_person=2).names == ("Ann Lee", "Zeynep", "bo_berg")
    assert load_folder(home, 8, min_faces_per_person=1).names == ("Ann Lee", "Zeynep", "bo_berg", "Çağla")
    with pytest.raises(ValueError, match=r"fewer than two people \(nobody\)"):
        load_folder(home, 8, min_faces_per_person=4)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 7}, ValueError, "size is 7; expected an int >= 8"),
        ({"size": "64"}, TypeError, "size is '64'; expected an int"),
        ({"min_faces_per_person": 0}, ValueError, "min_faces_per_person is 0; expected an int >= 1"),
        ({"min_faces_per_person": 2.5}, TypeError, "min_faces_per_person is 2.5"),
        ({"path": None}, TypeError, "path is a NoneType; expected the path of a folder"),
        ({"path": 3}, TypeError, "path is a int; expected the path of a folder"),
    ],
)
def test_bad_arguments_are_named(home, arguments, error, message):
    with pytest.raises(error, match=message):
        load_folder(**{"path": home, **arguments})


# ---- the split of a folder ----


def test_a_folder_is_split_for_training_validation_and_test(home):
    split = split_faces(load_folder(home, 8), 1 / 3, stratify=True)
    assert repr(split) == "Split(6 to train, 3 to test, 3 people, source='folder')"
    assert sorted(split.y_test) == [0, 1, 2]
    inner = validation_split(split, 0.5, stratify=True)
    assert sorted(inner.y_test) == sorted(inner.y_train) == [0, 1, 2]
    assert not {*inner.train_index, *inner.test_index} & {*split.test_index}


@pytest.mark.parametrize("fraction", [0, 1])
def test_a_folder_cannot_be_split_at_0_or_1(home, fraction):
    with pytest.raises(ValueError, match=f"test_fraction is {fraction} of 9 images"):
        split_faces(load_folder(home, 8), fraction)


def test_a_stratified_split_names_who_has_a_single_picture(home):
    picture(home / "Çağla" / "1.png")
    faces = load_folder(home, 8, min_faces_per_person=1)
    with pytest.raises(ValueError, match="only one image of 'Çağla', and each set needs one"):
        split_faces(faces, stratify=True)
    assert len(split_faces(faces).y_test) == 3  # by chance it can be done
