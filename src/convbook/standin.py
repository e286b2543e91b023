"""The drawn faces that stand in for LFW where it cannot be had: 34 people who do not exist, each in many takes.

Every shape is a signed distance (negative inside), in units of half an image with y down, so that edges are smooth at
every size; what comes in pairs is drawn once, in ``|x|``. Arrays of colours are (3, N, size, size) until the end.
Who somebody is lies in shapes and patterns, seldom in colours: clothes, light and background change from take to take,
so that a linear classifier finds it hard and a convolutional network does not.
"""

import inspect
import sys
from hashlib import sha256
from types import SimpleNamespace

import numpy as np

from ._checks import as_int

# How many images LFW has of each of its 34 people with at least 30, in its own (alphabetical) order.
LFW_COUNTS = (39, 35, 36, 77, 42, 236, 31, 121, 530, 109, 44, 30, 39, 71, 52, 55, 42)
LFW_COUNTS += (53, 31, 60, 32, 41, 41, 48, 33, 37, 30, 32, 52, 33, 33, 144, 32, 49)

SKINS = ((244, 208, 182), (238, 190, 156), (220, 164, 126), (186, 128, 90), (146, 96, 64), (106, 68, 48))
HAIRS = ((34, 29, 33), (58, 40, 32), (92, 60, 40), (150, 76, 42), (206, 164, 100))
GREYS = ((150, 148, 152), (222, 218, 212))
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

# What makes a person, and what differs from take to take: (low, high) of uniform draws.
# What only some have is there above 0.
PERSON = dict(
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
TAKE = dict(
    shift_x=(-0.22, 0.22), shift_y=(-0.16, 0.2), zoom=(0.92, 1.32), roll=(-0.28, 0.28), yaw=(-1, 1), pitch=(-1, 1),
    smile=(-0.02, 0.09), mouth_open=(-0.09, 0.09), lid=(0.6, 1.1), gaze=(-1, 1), brow_lift=(-0.03, 0.03),
    phase=(0, 6.3), collar=(0.1, 0.3), mike=(-6, 1), mike_x=(-0.6, 0.6), back_angle=(0, 6.3), weave=(0, 0.1),
    weave_pitch=(4, 16), glow_x=(-1, 1), glow_y=(-1, 1), glow_size=(0.1, 0.5),
    light=(0.85, 1.2), slope=(0, 0.4), slope_angle=(0, 6.3), warmth=(-0.13, 0.13), contrast=(1, 1.35),
    lamp_x=(-0.9, 0.9), lamp_y=(-0.9, 0.9), lamp_size=(0.3, 0.8), lamp_light=(-0.6, 0.7), tint=(0, 0.5),
    shade_x=(-0.9, 0.9), shade_y=(-0.9, 0.9), shade_size=(0.3, 0.8), shade_light=(-0.6, 0.7),
    blur=(0, 0.12), noise=(0, 0.03),
)  # fmt: skip
COLOURS = dict(back=0.65, back2=0.65, glow=0.65, cloth=0.65, cloth2=0.65, ribbon=1.0, lamp=0.65, shade=0.65)  # chroma


def draw_faces(size=64, seed=0, counts=LFW_COUNTS, *, zoom=1.0):
    """Faces of people who do not exist, shuffled; by default as many, and as many of each, as LFW's 34 people.

    Parameters
    ----------
    size : int, at least 8
        Height and width; the same people in the same takes at any size.
    seed : int
        Of the people and their takes; rounding to whole grey levels makes the pixels the same on most machines.
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
    people = _people(len(counts), np.random.default_rng([seed, 0]))
    images = [np.empty((0, size, size, 3), np.uint8)]
    for k, count in enumerate(counts):
        rng = np.random.default_rng([seed, 1 + k])
        takes = _takes(count, rng)
        for first in range(0, count, 64):  # what fits into a processor's cache
            some = {name: array[..., first : first + 64, :, :] for name, array in takes.items()}
            images.append(_draw({name: look[k] for name, look in people.items()} | some, size, zoom, rng))
    labels = np.repeat(np.arange(len(counts)), counts)
    order = np.argsort(np.random.default_rng([seed, 1 + len(counts)]).random(len(labels)))
    names = tuple(f"Person {k + 1:02d}" for k in range(len(counts)))
    return np.concatenate(images)[order], labels[order], names


def drawing_version():
    """Changes whenever this file does: what was drawn before is then drawn again."""
    return sha256(inspect.getsource(sys.modules[__name__]).encode()).hexdigest()[:12]


def _people(n, rng):
    """Looks of `n` people: each range is cut into `n` parts, one for everybody, so that few agree in much."""
    spread = {name: (np.argsort(rng.random(n)) + rng.random(n)) / n for name in PERSON}
    look = {name: np.float32(low + (high - low) * spread[name]) for name, (low, high) in PERSON.items()}
    style = (spread["style"] * len(STYLES)).astype(int)
    look |= {name: np.float32(STYLES)[style, j] for j, name in enumerate(HAIR)}
    for name in ("beard", "moustache"):
        look[name][look["length"] + look["puff"] + look["bun"] > 0] = -1
    dark, grey = look["tone"], np.clip(5 * look["age"] - 4, 0, 1)
    hair = _mix(HAIRS, look["hair_tone"] * (1 - 0.7 * dark))
    colours = {"skin": _mix(SKINS, dark), "hair": hair + grey * (_mix(GREYS, look["hair_tone"]) - hair)}
    colours |= {"iris": _mix(IRISES, look["iris_tone"] * (1 - 0.8 * dark)), "frame": _mix(FRAMES, look["frame_tone"])}
    return look | {name: colour.T[:, :, None, None, None] for name, colour in colours.items()}


def _mix(palette, t):
    """Colours (3, N) at the places `t` from 0 to 1 along a palette."""
    at = t * (len(palette) - 1)
    return np.stack([np.interp(at, range(len(palette)), c) for c in np.transpose(palette)]).astype(np.float32) / 255


def _takes(n, rng):
    take = {name: np.float32(low + (high - low) * rng.random((n, 1, 1))) for name, (low, high) in TAKE.items()}
    for name, chroma in COLOURS.items():
        value, pale = 0.2 + 0.75 * rng.random((n, 1, 1)), chroma * rng.random((n, 1, 1))
        take[name + "_colour"] = np.float32(value * (1 - pale * rng.random((3, n, 1, 1))))
    dark = take["cloth_colour"].mean(0) < 0.45  # the second colour of a pattern is lighter or darker than the first
    take["cloth2_colour"] = np.clip(take["cloth_colour"] + np.where(dark, 0.4, -0.4), 0.05, 0.95).astype(np.float32)
    return take


def _draw(looks, size, zoom, rng):
    """Paint one person's takes, from the wall behind to the microphone before; `looks` holds all that is drawn."""
    p = SimpleNamespace(**looks)
    axis = (np.arange(size, dtype=np.float32) + 0.5) * np.float32(2 / size) - 1
    p.X, p.Y = axis[None, None, :], axis[None, :, None]  # on the picture
    p.zoom = p.zoom * np.float32(zoom)
    p.pixel = np.float32(2 / size) / p.zoom
    c, s = np.cos(p.roll), np.sin(p.roll)
    x, y = (p.X - p.shift_x) / p.zoom, (p.Y - p.shift_y) / p.zoom
    p.x, p.y = c * x + s * y, c * y - s * x - 0.02  # on the head
    bulge = np.maximum(0, 1 - (p.x / p.width) ** 2 - (0.7 * p.y / p.height) ** 2)
    p.u, p.v = p.x - 0.13 * p.yaw * bulge, p.y - 0.07 * p.pitch * bulge  # on the face: turned, its outline stays
    p.image = _background(p)
    parts = (_hair_behind, _body, _head, _skin, _beard, _mouth, _nose, _eyes, _hair_before, _brows)
    for part in (*parts, _glasses, _headgear, _finery, _microphone):
        part(p)
    return _photograph(p, rng)


def _paint(p, distance, colour, opacity=1.0, soft=1.0):
    cover = np.clip(0.5 - distance / (p.pixel * soft), 0, 1) * opacity
    p.image += cover * (colour - p.image)


def _rgb(*channels):
    return np.float32(channels).reshape(3, 1, 1, 1) / 255


def _ellipse(x, y, a, b):
    near, steep = np.hypot(x / a, y / b), np.hypot(x / a**2, y / b**2)
    return near * (near - 1) / (steep + 1e-6)


def _stroke(x, y, width, thick, bend):
    """A parabola from the origin, `bend` lower where |x| is `width`, by a pen that gets thinner outwards."""
    t = x / width
    off = np.abs(y - bend * t * t) / np.sqrt(1 + (2 * bend * t / width) ** 2)
    return np.maximum(off - thick * (1.1 - 0.6 * t * t), np.abs(x) - width)


def _texture(p, pitch, angle, crossed=False):
    """Waves from -1 to 1 across the head, crossed by others where `crossed`."""
    c, s = np.cos(angle), np.sin(angle)
    across, along = c * p.x + s * p.y, c * p.y - s * p.x
    waves = np.sin(pitch * across + p.phase + np.sin(4 * along))
    return waves * np.sin(pitch * along + p.phase) if crossed else waves


def _skull(p):
    narrow = 1 - p.jaw * np.clip(p.y / p.height, 0, 1) ** 2
    return _ellipse(p.x / narrow, p.y, p.width, p.height)


def _background(p):
    c, s = np.cos(p.back_angle), np.sin(p.back_angle)
    t = 0.5 + 0.36 * (p.X * c + p.Y * s) + p.weave * np.sin(p.weave_pitch * (p.X * s + p.Y * c))
    image = p.back_colour + t * (p.back2_colour - p.back_colour)
    glow = np.exp(-((p.X - p.glow_x) ** 2 + (p.Y - p.glow_y) ** 2) / p.glow_size**2)
    return image + 0.7 * glow * (p.glow_colour - image)


def _hair_behind(p):
    gloss = 0.1 * np.exp(-30 * (np.hypot(p.x, p.y) - 0.55) ** 2) * np.maximum(0, -p.y)
    texture = p.strand_depth * _texture(p, p.strand, p.strand_angle)
    p.hairs = p.hair * (1 + texture) + gloss + texture
    if p.length > 0:
        wave = 0.035 * p.curl * np.sin(14 * np.arctan2(p.y, p.x) + p.phase)
        top = p.height + p.volume
        d = _ellipse(p.x, p.y - (p.length - top) / 2, p.width * p.spread, (p.length + top) / 2)
        _paint(p, d + wave, 0.8 * p.hairs)
    if p.puff > 0:
        x, y = np.abs(p.x) - p.width, p.y + 0.42
        _paint(p, np.hypot(x, y) - p.puff - 0.02 * np.sin(9 * np.arctan2(y, x)), 0.85 * p.hairs)
    if p.bun > 0:
        _paint(p, np.hypot(p.x, p.y + p.height + 0.08) - p.bun, 0.9 * p.hairs)


def _body(p):
    knit = 0.5 + 0.5 * p.knit_depth * np.clip(2 * _texture(p, p.knit, p.knit_angle, p.checks > 0), -1, 1)
    cloth = p.cloth_colour + knit * (p.cloth2_colour - p.cloth_colour)
    _paint(p, _ellipse(p.x, p.y - 1.34, 1.02, 0.66), cloth * (1 - 0.25 * np.clip(np.abs(p.x), 0, 1)))
    neck = np.maximum(np.abs(p.x) - 0.56 * p.width, np.abs(p.y - 0.5) - 0.4)
    _paint(p, neck, 0.78 * p.skin)
    _paint(p, _ellipse(p.x, p.y - 0.86, 0.56 * p.width, 0.6 * p.collar), 0.86 * p.skin)


def _head(p):
    x, y = np.abs(p.x) - 0.97 * p.width, p.y - 0.04
    _paint(p, _ellipse(x, y, 0.75 * p.ear, 1.25 * p.ear), 0.88 * p.skin)
    _paint(p, _ellipse(x, y, 0.40 * p.ear, 0.80 * p.ear), 0.72 * p.skin)
    if p.earring > 0:
        _paint(p, np.hypot(x - 0.03, y - 1.4 * p.ear) - 0.04, _rgb(240, 200, 80))
    p.skull = _skull(p)
    lit = np.cos(p.slope_angle) * p.x / p.width + np.sin(p.slope_angle) * p.y / p.height
    p.face = p.skin * (1 + 0.55 * p.slope * lit)
    _paint(p, p.skull, p.face)


def _skin(p):
    side = np.abs(p.u)
    _paint(p, np.hypot(side - 0.26, p.v - 0.22) - 0.1, p.face * _rgb(255, 150, 140), p.blush, soft=4)
    if p.freckles > 0:
        for x, y in ((0.15, 0.13), (0.22, 0.17), (0.29, 0.12), (0.2, 0.23), (0.28, 0.22), (0.34, 0.17)):
            _paint(p, np.hypot(side - x, p.v - y) - 0.014, p.face * _rgb(200, 150, 120), 0.7)
    if p.crease > 0:
        _paint(p, _stroke(p.v - 0.33, side - 0.19, 0.1, 0.008, -0.05), 0.7 * p.face, 2 * p.crease)


def _beard(p):
    if p.beard > 0:
        hollow = _ellipse(p.u, p.v - 0.06, 0.8 * p.width, 0.36)
        _paint(p, np.maximum(np.maximum(p.skull, -hollow), 0.05 - p.v), p.hairs, 0.45 + 0.5 * p.beard, soft=2)
    if p.moustache > 0:
        _paint(p, _stroke(p.u, p.v - p.mouth_y + 0.085, 0.95 * p.mouth_width, 0.045, 0.05), p.hairs)


def _mouth(p):
    t = np.minimum(1, (p.u / p.mouth_width) ** 2)
    y = p.v - p.mouth_y - p.smile * (0.4 - t)
    flat = 1 / np.sqrt(1 + (2 * p.smile * p.u / p.mouth_width**2) ** 2)
    opening = np.maximum(0, p.mouth_open) * (1 - t)

    def lens(up, down):
        return np.maximum(np.maximum(-up - y, y - down) * flat, np.abs(p.u) - p.mouth_width)

    lips = 0.9 * (p.face + p.lip_red * (_rgb(190, 60, 70) - p.face))
    _paint(p, lens(p.lip_upper * (1 - t), p.lip_lower * (1 - t) + opening), lips)
    inside = lens(0.004, opening + 0.004)
    _paint(p, inside, _rgb(90, 30, 36))
    _paint(p, np.maximum(inside, y - 0.45 * opening), _rgb(246, 242, 234), np.clip(30 * p.mouth_open - 0.3, 0, 1))


def _nose(p):
    x, y = p.u - 0.05 * p.yaw, p.v - p.nose_y - 0.02 * p.pitch
    away = np.where(np.cos(p.slope_angle) > 0, -0.02, 0.02)  # from the light
    _paint(p, _ellipse(x - away, y + p.nose_long, 0.45 * p.nose_width, 2 * p.nose_long), 0.9 * p.face, 0.6, soft=4)
    _paint(p, _ellipse(x, y, p.nose_width, 0.05), p.face * _rgb(240, 215, 205), 0.9, soft=2)
    _paint(p, _ellipse(x, y + 0.03, 0.4 * p.nose_width, p.nose_long), 1.07 * p.face, 0.6, soft=3)
    _paint(p, _ellipse(np.abs(x) - 0.5 * p.nose_width, y - 0.022, 0.022, 0.013), 0.45 * p.face)


def _eyes(p):
    side = np.sign(p.u)
    x = np.abs(p.u) - p.eye_gap
    y = p.v - p.eye_y + p.eye_tilt * x
    tall, r = p.eye_height * p.lid, 0.88 * p.eye_height
    ball = _ellipse(x, y, p.eye_width, tall)
    _paint(p, ball - 0.03, 0.86 * p.face, 0.6, soft=3)
    _paint(p, ball, _rgb(250, 248, 244))
    x = x - 0.03 * side * p.gaze
    iris = np.hypot(x, y)
    _paint(p, np.maximum(iris - r, ball), p.iris)
    _paint(p, np.maximum(iris - 0.5 * r, ball), _rgb(18, 14, 16))
    _paint(p, np.hypot(side * x + 0.35 * r, y + 0.3 * r) - 0.28 * r, _rgb(255, 255, 255))
    _paint(p, np.maximum(np.abs(ball) - 0.014, y + 0.15 * tall), 0.4 * p.hair)  # lashes


def _hair_before(p):
    t = p.x / p.width
    edge = p.line + p.temple * t**4 + p.tilt * p.x + 0.04 * p.pitch
    steep = 4 * p.temple * t**3 / p.width + p.tilt
    below = (p.y - edge + 0.03 * p.curl * np.sin(16 * t + p.phase)) / np.sqrt(1 + steep * steep)
    curls = 0.03 * p.curl * np.sin(13 * np.arctan2(p.y, p.x) + p.phase)
    scalp = p.skull - p.volume * np.clip(0.4 - 2 * p.y, 0, 1) + curls
    _paint(p, np.maximum(np.maximum(scalp, p.y - 0.12), below), p.hairs)


def _brows(p):
    x, y = np.abs(p.u) - p.eye_gap, p.v - p.eye_y + p.brow_y + p.brow_lift
    _paint(p, _stroke(x, y - p.brow_tilt * x, p.brow_width, p.brow_thick, p.brow_bend), 0.8 * p.hair)


def _glasses(p):
    if p.glasses > 0:
        side, y = np.abs(p.u), p.v - p.eye_y - 0.01
        rim = _ellipse(side - p.eye_gap, y, 0.17 * p.rim, 0.14 * p.rim)
        _paint(p, rim, _rgb(235, 245, 255), 0.12)
        _paint(p, np.abs(rim) - 0.016, p.frame)
        wire = np.abs(y + 0.03) - 0.014
        _paint(p, np.maximum(wire, side - p.eye_gap + 0.17 * p.rim), p.frame)
        _paint(p, np.maximum(np.maximum(wire, p.eye_gap + 0.17 * p.rim - side), np.abs(p.x) - p.width), p.frame)


def _headgear(p):
    """What somebody likes to wear, in another colour each day; so is the finery below."""
    if p.cap > 0:
        knit = 0.75 + 0.25 * _texture(p, p.knit, p.knit_angle, p.checks > 0)
        wool = np.maximum(p.skull - 0.07, p.y + 0.3)
        _paint(p, np.hypot(p.x, p.y + p.height + 0.1) - 0.12, p.cloth2_colour)
        _paint(p, wool, p.ribbon_colour * knit)
        _paint(p, np.maximum(wool - 0.02, -0.44 - p.y), 0.7 * p.ribbon_colour)
    elif p.band > 0:
        _paint(p, _stroke(p.x, p.y + 0.5, p.width + 0.02, 0.06, 0.16), p.ribbon_colour)
    elif p.flower > 0:
        x, y = p.x - 0.8 * p.width, p.y + 0.42
        _paint(p, np.hypot(x, y) * (1 - 0.25 * np.cos(5 * np.arctan2(y, x))) - 0.15, p.ribbon_colour)
        _paint(p, np.hypot(x, y) - 0.05, _rgb(244, 196, 60))


def _finery(p):
    if p.bow_tie > 0:
        x, y = np.abs(p.x), p.y - 0.84
        _paint(p, np.maximum(np.abs(y) - 0.05 - 0.35 * x, x - 0.24), p.ribbon_colour)
        _paint(p, _ellipse(x, y, 0.05, 0.06), 0.7 * p.ribbon_colour)


def _microphone(p):
    x, y, there = p.X - p.mike_x, p.Y - 0.75, p.mike > 0
    _paint(p, np.maximum(np.abs(x) - 0.05, -y), _rgb(50, 50, 56), there)
    grille = 0.7 + 0.17 * np.sin(40 * x) * np.sin(40 * y)
    _paint(p, np.hypot(x, y) - 0.16, _rgb(160, 164, 172) * grille, there)


def _photograph(p, rng):
    """Light (one slope, a lamp, a shade), film (brightness, warmth, contrast) and lens (blur, noise)."""
    light = p.light * (1 + p.slope * (p.X * np.cos(p.slope_angle) + p.Y * np.sin(p.slope_angle)))
    image = p.image * light * (1 + p.warmth * np.float32([1, 0, -1]).reshape(3, 1, 1, 1))
    for x, y, size, strength, colour in (
        (p.lamp_x, p.lamp_y, p.lamp_size, p.lamp_light, p.lamp_colour),
        (p.shade_x, p.shade_y, p.shade_size, p.shade_light, p.shade_colour),
    ):
        spot = np.exp(-((p.X - x) ** 2 + (p.Y - y) ** 2) / size**2)
        image *= 1 + spot * (strength + p.tint * (colour - 0.5))
    image = 0.45 + p.contrast * (image - 0.45)
    image -= 0.6 * np.maximum(0, image - 0.72)  # what is too bright turns white slowly, as on film
    for axis in (2, 3):
        image = (1 - p.blur) * image + 0.5 * p.blur * (np.roll(image, 1, axis) + np.roll(image, -1, axis))
    image += p.noise * (2 * rng.random(image.shape, dtype=np.float32) - 1)
    return np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 3, 0)
