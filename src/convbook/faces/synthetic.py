"""Synthetic faces for where LFW cannot be had: 34 people who do not exist, each in many images.

Every shape is a signed distance (negative inside), in units of half an image with y down, so that edges are smooth at
every size; what comes in pairs is drawn once, in ``|x|``. Arrays of colors are (3, N, size, size) until the end.
Who somebody is lies in shapes and patterns, seldom in colors: clothes, light and background change from image to
image, so that a linear classifier finds it hard and a convolutional network does not.
"""

import inspect
import sys
from hashlib import sha256

import numpy as np

from convbook.arguments import as_int
from convbook.faces import synthetic_parts, synthetic_shapes
from convbook.faces.people import LFW_COUNTS

SKINS = ((244, 208, 182), (238, 190, 156), (220, 164, 126), (186, 128, 90), (146, 96, 64), (106, 68, 48))
HAIRS = ((34, 29, 33), (58, 40, 32), (92, 60, 40), (150, 76, 42), (206, 164, 100))
GRAYS = ((150, 148, 152), (222, 218, 212))
IRISES = ((58, 38, 28), (106, 72, 36), (78, 116, 72), (70, 120, 172), (116, 132, 142))
FRAMES = ((26, 26, 30), (120, 60, 34), (150, 40, 50), (40, 70, 120))

# A hairstyle: hairline, drop at the temples, tilt, volume, length and spread behind the head, curls, bun, puffs.
HAIR = ("line", "temple", "tilt", "volume", "length", "spread", "curl", "bun", "puff")
STYLES = (
    (-0.44, 0.50, 0.00, 0.03, 0.00, 0.00, 0.0, 0.0, 0.0),  # cropped
    (-0.36, 0.42, 0.28, 0.08, 0.00, 0.00, 0.0, 0.0, 0.0),  # side parting
    (-0.20, 0.30, 0.04, 0.10, 0.55, 1.16, 0.0, 0.0, 0.0),  # fringe
    (-0.42, 0.62, 0.12, 0.08, 1.15, 1.20, 0.0, 0.0, 0.0),  # long
    (-0.38, 0.60, -0.3, 0.10, 0.95, 1.30, 0.4, 0.0, 0.0),  # waves
    (-0.40, 0.45, 0.00, 0.16, 0.42, 1.42, 1.0, 0.0, 0.0),  # curls
    (-0.46, 0.60, 0.00, 0.05, 0.00, 0.00, 0.0, 0.2, 0.0),  # bun
    (-0.42, 0.55, 0.00, 0.05, 0.00, 0.00, 0.8, 0.0, 0.2),  # two puffs
    (-0.46, 0.40, -0.2, 0.17, 0.00, 0.00, 0.6, 0.0, 0.0),  # quiff
    (-0.66, 0.74, 0.00, 0.03, 0.00, 0.00, 0.0, 0.0, 0.0),  # receding
)

# What makes a person, and what differs from image to image: (low, high) of uniform draws, in the order of the draws.
# What only some have is there above 0.
PERSON_RANGES = dict(
    tone=(0, 1), hair_tone=(0, 1), iris_tone=(0, 1), frame_tone=(0, 1), age=(0, 1), style=(0, 1),
    width=(0.43, 0.55), height=(0.60, 0.70), jaw=(0.08, 0.40), ear=(0.08, 0.14), blush=(0, 0.35), freckles=(-2, 0.6),
    eye_gap=(0.19, 0.25), eye_width=(0.10, 0.15), eye_height=(0.06, 0.115), eye_tilt=(-0.25, 0.25), eye_y=(-0.08, 0.02),
    brow_y=(0.15, 0.21), brow_width=(0.11, 0.18), brow_bend=(0, 0.09), brow_thick=(0.01, 0.048), brow_tilt=(-0.3, 0.3),
    nose_y=(0.18, 0.25), nose_width=(0.055, 0.11), nose_long=(0.05, 0.09), crease=(-0.5, 0.3), mouth_y=(0.36, 0.44),
    mouth_width=(0.13, 0.26), lip_upper=(0.012, 0.05), lip_lower=(0.02, 0.07), lip_red=(0.1, 0.6),
    strand=(14, 44), strand_angle=(-1.2, 1.2), strand_depth=(0, 0.1), beard=(-2, 1), moustache=(-2, 1),
    glasses=(-1, 0.8), rim=(0.75, 1.2), earring=(-2, 1), cap=(-4, 1), band=(-3, 1), flower=(-2, 1), bow_tie=(-1, 1),
    knit=(10, 44), knit_angle=(0, 3.1), knit_depth=(0, 1), checks=(-1, 1),
)  # fmt: skip
IMAGE_RANGES = dict(
    shift_x=(-0.22, 0.22), shift_y=(-0.16, 0.2), zoom=(0.92, 1.32), roll=(-0.28, 0.28), yaw=(-1, 1), pitch=(-1, 1),
    smile=(-0.02, 0.09), mouth_open=(-0.09, 0.09), lid=(0.6, 1.1), gaze=(-1, 1), brow_lift=(-0.03, 0.03),
    phase=(0, 6.3), collar=(0.1, 0.3), mike=(-6, 1), mike_x=(-0.6, 0.6), back_angle=(0, 6.3), weave=(0, 0.1),
    weave_pitch=(4, 16), glow_x=(-1, 1), glow_y=(-1, 1), glow_size=(0.1, 0.5),
    light=(0.85, 1.2), slope=(0, 0.4), slope_angle=(0, 6.3), warmth=(-0.13, 0.13), contrast=(1, 1.35),
    lamp_x=(-0.9, 0.9), lamp_y=(-0.9, 0.9), lamp_size=(0.3, 0.8), lamp_light=(-0.6, 0.7), tint=(0, 0.5),
    shade_x=(-0.9, 0.9), shade_y=(-0.9, 0.9), shade_size=(0.3, 0.8), shade_light=(-0.6, 0.7),
    blur=(0, 0.12), noise=(0, 0.03),
)  # fmt: skip
COLORS = dict(back=0.65, back2=0.65, glow=0.65, cloth=0.65, cloth2=0.65, ribbon=1.0, lamp=0.65, shade=0.65)  # chroma


def draw_faces(size=64, seed=0, counts=LFW_COUNTS, *, zoom=1.0):
    """Draw faces of people who do not exist, shuffled; by default as many, and as many of each, as LFW's 34 people.

    Parameters
    ----------
    size : int, at least 8
        Height and width; the same images at any size.
    seed : int
        Of the people and their images; rounding to whole gray levels makes the pixels the same on most machines.
    counts : sequence of int
        How many images of each person. A person's images do not depend on the other counts.
    zoom : float
        Below 1 the camera steps back: 0.5 shows as much around the face as LFW's whole images.

    Returns
    -------
    images : ndarray, (N, size, size, 3), uint8
    labels : ndarray, (N,), int64
        Index into names.
    names : tuple of str
        "Person 01" and so on, one for each count.
    """
    size, seed = as_int(size, "size", 8), as_int(seed, "seed", 0)
    counts = [as_int(count, "an entry of counts", 0) for count in counts]
    if not zoom > 0 or not any(counts):
        raise ValueError(f"zoom is {zoom!r} and counts add up to {sum(counts)}; expected more than 0 of both")
    people = _person_parameters(len(counts), np.random.default_rng([seed, 0]))
    images = [np.empty((0, size, size, 3), np.uint8)]
    for k, count in enumerate(counts):
        rng = np.random.default_rng([seed, 1 + k])
        person = {name: array[k] for name, array in people.items()}
        varying = _image_parameters(count, rng)
        for first in range(0, count, 64):  # what fits into a processor's cache
            batch = {name: array[..., first : first + 64, :, :] for name, array in varying.items()}
            images.append(synthetic_parts.draw_images(person | batch, size, zoom, rng))
    labels = np.repeat(np.arange(len(counts)), counts)
    order = np.argsort(np.random.default_rng([seed, 1 + len(counts)]).random(len(labels)))
    names = tuple(f"Person {k + 1:02d}" for k in range(len(counts)))
    return np.concatenate(images)[order], labels[order], names


def drawing_version():
    """A hash of the drawing code, which tells whether cached faces have to be drawn again."""
    source = "".join(map(inspect.getsource, (sys.modules[__name__], synthetic_parts, synthetic_shapes)))
    return sha256(source.encode()).hexdigest()[:12]


def _person_parameters(n, rng):
    """Parameters of `n` people, (n,) each: each range is cut into `n` parts, one a person, so that few agree in much.

    Colors are (n, 3, 1, 1, 1).
    """
    places = {name: (np.argsort(rng.random(n)) + rng.random(n)) / n for name in PERSON_RANGES}
    people = {name: np.float32(low + (high - low) * places[name]) for name, (low, high) in PERSON_RANGES.items()}
    style = (places["style"] * len(STYLES)).astype(int)
    people |= {name: np.float32(STYLES)[style, j] for j, name in enumerate(HAIR)}
    for name in ("beard", "moustache"):
        people[name][people["length"] + people["puff"] + people["bun"] > 0] = -1
    dark = people["tone"]
    gray = np.clip(5 * people["age"] - 4, 0, 1)
    hair = _mix(HAIRS, people["hair_tone"] * (1 - 0.7 * dark))
    colors = {
        "skin": _mix(SKINS, dark),
        "hair": hair + gray * (_mix(GRAYS, people["hair_tone"]) - hair),
        "iris": _mix(IRISES, people["iris_tone"] * (1 - 0.8 * dark)),
        "frame": _mix(FRAMES, people["frame_tone"]),
    }
    return people | {name: color.T[:, :, None, None, None] for name, color in colors.items()}


def _mix(palette, t):
    """Colors (3, N) at the places `t` from 0 to 1 along a palette."""
    at = t * (len(palette) - 1)
    return np.stack([np.interp(at, range(len(palette)), c) for c in np.transpose(palette)]).astype(np.float32) / 255


def _image_parameters(n, rng):
    """Parameters of `n` images, (n, 1, 1) each; colors are (3, n, 1, 1)."""
    images = {
        name: np.float32(low + (high - low) * rng.random((n, 1, 1))) for name, (low, high) in IMAGE_RANGES.items()
    }
    for name, chroma in COLORS.items():
        value, pale = 0.2 + 0.75 * rng.random((n, 1, 1)), chroma * rng.random((n, 1, 1))
        images[name + "_color"] = np.float32(value * (1 - pale * rng.random((3, n, 1, 1))))
    cloth = images["cloth_color"]  # the second color of a pattern is lighter or darker than the first
    second = cloth + np.where(cloth.mean(0) < 0.45, 0.4, -0.4)
    images["cloth2_color"] = np.clip(second, 0.05, 0.95).astype(np.float32)
    return images
