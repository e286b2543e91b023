"""The drawn faces: as many as LFW's, the same for a seed, and a task that a convolutional network does better."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

from convbook import RECIPES
from convbook.faces.dataset import Faces
from convbook.faces.people import PEOPLE
from convbook.faces.split import split_faces
from convbook.faces.synthetic import draw_faces


def test_there_are_as_many_images_of_each_person_as_in_lfw():
    images, labels, names = draw_faces(8)
    assert images.shape == (2370, 8, 8, 3) and images.dtype == np.uint8
    assert len(names) == 34 and names[0] == "Person 01" and names[-1] == "Person 34"
    assert_array_equal(np.bincount(labels), list(PEOPLE.values()))
    faces = Faces(images, labels, names, "synthetic")
    split = split_faces(faces)
    assert (len(split.y_train), len(split.y_test)) == (1777, 593)


def test_the_same_seed_draws_the_same_pictures_and_another_seed_other_people():
    counts = (3, 3)
    (one, labels, _), (two, again, _), (three, _, _) = (draw_faces(32, seed, counts) for seed in (0, 0, 1))
    assert_array_equal(one, two)
    assert_array_equal(labels, again)
    assert np.abs(one.astype(int) - three).mean() > 10


def test_a_persons_pictures_do_not_depend_on_how_many_others_have():
    many, labels, _ = draw_faces(16, counts=(4, 70, 5))
    few, fewer, _ = draw_faces(16, counts=(0, 70, 0))
    assert {image.tobytes() for image in many[labels == 1]} == {image.tobytes() for image in few}
    assert_array_equal(fewer, 1)


def test_the_same_people_in_the_same_takes_at_any_size():
    small, labels, _ = draw_faces(32, counts=(5, 5, 5))
    large, same, _ = draw_faces(128, counts=(5, 5, 5))
    assert_array_equal(labels, same)
    shrunk = large.reshape(15, 32, 4, 32, 4, 3).mean((2, 4))
    assert np.abs(shrunk - small).mean() < 8  # gray levels: the edges, and a little noise


def test_no_two_pictures_are_alike_and_labels_are_shuffled():
    images, labels, _ = draw_faces(16)
    assert len({image.tobytes() for image in images}) == len(images)
    assert len(set(labels[:100])) > 15


def test_stepping_back_shows_more_of_the_background():
    near, far = (draw_faces(32, counts=(6, 6), zoom=zoom)[0].astype(float) for zoom in (1.0, 0.5))
    rim = np.ones((32, 32), bool)
    rim[6:-6, 6:-6] = False
    # a wall is smooth and a face is not
    roughness = [np.abs(np.diff(images, axis=2))[:, rim[:, 1:]].mean() for images in (near, far)]
    assert roughness[1] < roughness[0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 7}, ValueError, "size is 7; expected an int >= 8"),
        ({"size": 32.0}, TypeError, "size is 32.0; expected an int"),
        ({"seed": None}, TypeError, "seed is None; expected an int"),
        ({"counts": (3, -1)}, ValueError, "an entry of counts is -1; expected an int >= 0"),
        ({"counts": ()}, ValueError, "counts add up to 0"),
        ({"counts": (0, 0)}, ValueError, "counts add up to 0"),
        ({"zoom": 0}, ValueError, "zoom is 0"),
    ],
)
def test_what_cannot_be_drawn_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        draw_faces(**{"size": 8, "counts": (2, 2), **arguments})


def test_the_mean_color_tells_few_people_apart():
    images, labels, names = draw_faces(16)
    split = split_faces(Faces(images.astype(np.float32) / 255, labels, names, "synthetic"))
    by_color = LogisticRegression(C=100, max_iter=200).fit(split.X_train.mean((1, 2)), split.y_train)
    most_frequent = np.mean(split.y_test == np.bincount(split.y_train).argmax())
    assert by_color.score(split.X_test.mean((1, 2)), split.y_test) < most_frequent + 0.1


@pytest.mark.slow
def test_a_convolutional_network_soon_learns_what_no_linear_classifier_does():
    recipe = RECIPES["fast"]
    images, labels, names = draw_faces(recipe.size)
    split = split_faces(Faces(images / np.float32(255), labels, names, "synthetic"))
    pca = PCA(150, svd_solver="randomized", random_state=0).fit(split.X_train.reshape(len(split.y_train), -1))
    Z_train, Z_test = (pca.transform(X.reshape(len(X), -1)) for X in (split.X_train, split.X_test))
    spread = Z_train.std(axis=0)
    linear = max(
        LogisticRegression(C=0.1, max_iter=400).fit(Z_train / s, split.y_train).score(Z_test / s, split.y_test)
        for s in (1, spread)
    )
    model = recipe.model(len(names), split.X_train.shape[1:])
    history = recipe.train(model, split, evaluate_test=False, progress=False)
    assert 0.4 < linear < 0.7
    assert history.accuracy[0] < linear  # it takes more than one look
    network = np.mean(recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test)
    assert network > linear + 0.1, f"network {network:.2f}, linear {linear:.2f}"
