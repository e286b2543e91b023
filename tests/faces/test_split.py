"""Training, validation and test sets: scikit-learn's, with each image in one of them."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.model_selection import train_test_split

from convbook.faces.dataset import Faces
from convbook.faces.split import split_faces, validation_split


def some_faces(n=40, people=4):
    images = np.arange(n, dtype=np.float32).reshape(n, 1, 1, 1) * np.ones((1, 2, 2, 3), np.float32)
    return Faces(images, np.arange(n) % people, tuple("ABCDEFGH"[:people]), "synthetic")


def test_the_split_is_scikit_learns():
    faces = some_faces()
    split = split_faces(faces, 0.3, seed=5)
    expected = train_test_split(faces.images, faces.labels, test_size=0.3, random_state=5)
    for part, of_scikit_learn in zip((split.X_train, split.X_test, split.y_train, split.y_test), expected, strict=True):
        assert_array_equal(part, of_scikit_learn)
    assert (split.names, split.source) == (faces.names, faces.source)


def test_every_image_goes_into_one_part_and_the_index_says_where_from():
    faces = some_faces()
    split = split_faces(faces)
    assert sorted([*split.train_index, *split.test_index]) == list(range(40))
    assert_array_equal(faces.images[split.train_index], split.X_train)
    assert_array_equal(faces.labels[split.test_index], split.y_test)


def test_another_seed_gives_another_split_and_the_same_seed_the_same():
    faces = some_faces()
    one, same, other = (split_faces(faces, seed=seed).test_index for seed in (0, 0, 1))
    assert_array_equal(one, same)
    assert set(one) != set(other)


def test_a_stratified_split_gives_everybody_the_same_share():
    faces = replace(some_faces(48, 2), labels=np.repeat([0, 1], [40, 8]))
    split = split_faces(faces, 0.25, stratify=True)
    assert_array_equal(np.bincount(split.y_train), [30, 6])
    assert_array_equal(np.bincount(split.y_test), [10, 2])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"test_fraction": 0}, ValueError, "test_fraction is 0 of 40 images"),
        ({"test_fraction": 1}, ValueError, "test_fraction is 1 of 40 images"),
        ({"test_fraction": -0.2}, ValueError, "test_fraction is -0.2"),
        ({"test_fraction": 0.99}, ValueError, "test_fraction is 0.99 of 40 images; expected one that leaves some"),
        ({"test_fraction": float("nan")}, ValueError, "test_fraction is nan"),
        ({"test_fraction": "a quarter"}, TypeError, "test_fraction is 'a quarter'; expected a number between 0 and 1"),
        ({"test_fraction": True}, TypeError, "test_fraction is True"),
        ({"test_fraction": None}, TypeError, "test_fraction is None"),
        ({"seed": -1}, ValueError, "seed is -1; expected an int >= 0"),
        ({"seed": 0.5}, TypeError, "seed is 0.5; expected an int"),
        (
            {"faces": np.zeros((4, 8, 8, 3))},
            TypeError,
            "faces is of type ndarray; expected the Faces that load_faces returns",
        ),
        ({"faces": some_faces(people=1)}, ValueError, "images of fewer than two people; .*: load more people"),
        (
            {"faces": some_faces(5, 4), "stratify": True},
            ValueError,
            "stratify cannot share 5 images at test_fraction 0.25: there is only one image of 'B', 'C', 'D'",
        ),
        (
            {"faces": some_faces(8, 4), "test_fraction": 0.1, "stratify": True},
            ValueError,
            "stratify cannot share 8 images at test_fraction 0.1: The test_size = 1",
        ),
    ],
)
def test_a_split_that_cannot_be_made_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        split_faces(**{"faces": some_faces(), **arguments})


# ---- the validation part ----


def test_a_validation_part_is_cut_from_the_training_part_alone():
    faces = some_faces()
    split = split_faces(faces, 0.25)
    inner = validation_split(split, 0.2, seed=3)
    assert (len(inner.y_train), len(inner.y_test)) == (24, 6)
    assert sorted([*inner.train_index, *inner.test_index]) == sorted(split.train_index)
    assert not {*inner.train_index, *inner.test_index} & {*split.test_index}
    assert (inner.names, inner.source) == (faces.names, faces.source)


def test_both_indices_of_a_validation_split_are_rows_of_the_faces():
    faces = some_faces()
    inner = validation_split(split_faces(faces, seed=2))
    assert_array_equal(faces.images[inner.train_index], inner.X_train)
    assert_array_equal(faces.labels[inner.train_index], inner.y_train)
    assert_array_equal(faces.images[inner.test_index], inner.X_test)
    assert_array_equal(faces.labels[inner.test_index], inner.y_test)


def test_a_validation_split_follows_its_seed_and_is_stratified_on_demand():
    split = split_faces(replace(some_faces(48, 2), labels=np.repeat([0, 1], [40, 8])), 0.25, stratify=True)
    one, same, other = (validation_split(split, seed=seed).test_index for seed in (0, 0, 1))
    assert_array_equal(one, same)
    assert set(one) != set(other)
    inner = validation_split(split, 0.5, stratify=True)
    assert_array_equal(np.bincount(inner.y_train), [15, 3])
    assert_array_equal(np.bincount(inner.y_test), [15, 3])


def test_the_papers_training_part_gives_1332_to_train_and_445_to_choose_by():
    inner = validation_split(split_faces(some_faces(2370, 8)))
    assert repr(inner) == "Split(1,332 to train, 445 to test, 8 people, source='synthetic')"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"fraction": 0}, ValueError, "^fraction is 0 of 30 images"),
        ({"fraction": 1.0}, ValueError, "^fraction is 1.0 of 30 images"),
        ({"fraction": "half"}, TypeError, "^fraction is 'half'; expected a number between 0 and 1"),
        ({"seed": None}, TypeError, "seed is None"),
        ({"split": some_faces()}, TypeError, "split is of type Faces; expected the Split that split_faces returns"),
        ({"split": split_faces(some_faces(6, 4)), "stratify": True}, ValueError, "at fraction 0.25: there is only one"),
    ],
)
def test_a_validation_part_that_cannot_be_cut_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        validation_split(**{"split": split_faces(some_faces()), **arguments})


def test_who_is_in_the_test_set_only_is_told(capsys):
    faces = replace(some_faces(12, 3), labels=np.array([0] * 6 + [1] * 5 + [2]))
    alone = next(seed for seed in range(50) if 11 in split_faces(faces, 0.25, seed).test_index)
    capsys.readouterr()
    split_faces(faces, 0.25, alone)
    assert capsys.readouterr().out.startswith("In the test set only, so that no network can learn them: C.")
