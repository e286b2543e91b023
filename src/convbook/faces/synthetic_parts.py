"""The parts of a synthetic face, from the background to the microphone; each paints on `p.image`."""

import numpy as np

from convbook.faces.synthetic_shapes import add_light_and_noise, ellipse, face_coordinates, paint, rgb, stroke, texture


def draw_images(parameters, size, zoom, rng):
    """Images (N, size, size, 3) as uint8 of one person, from the parameters of the person and of each image."""
    p = face_coordinates(parameters, size, zoom)
    p.image = _background(p)
    for draw in PARTS:
        draw(p)
    return add_light_and_noise(p, rng)


def _background(p):
    c, s = np.cos(p.back_angle), np.sin(p.back_angle)
    t = 0.5 + 0.36 * (p.X * c + p.Y * s) + p.weave * np.sin(p.weave_pitch * (p.X * s + p.Y * c))
    image = p.back_color + t * (p.back2_color - p.back_color)
    glow = np.exp(-((p.X - p.glow_x) ** 2 + (p.Y - p.glow_y) ** 2) / p.glow_size**2)
    return image + 0.7 * glow * (p.glow_color - image)


def _hair_behind(p):
    gloss = 0.1 * np.exp(-30 * (np.hypot(p.x, p.y) - 0.55) ** 2) * np.maximum(0, -p.y)
    strands = p.strand_depth * texture(p, p.strand, p.strand_angle)
    p.hairs = p.hair * (1 + strands) + gloss + strands
    if p.length > 0:
        wave = 0.035 * p.curl * np.sin(14 * np.arctan2(p.y, p.x) + p.phase)
        top = p.height + p.volume
        d = ellipse(p.x, p.y - (p.length - top) / 2, p.width * p.spread, (p.length + top) / 2)
        paint(p, d + wave, 0.8 * p.hairs)
    if p.puff > 0:
        x, y = np.abs(p.x) - p.width, p.y + 0.42
        paint(p, np.hypot(x, y) - p.puff - 0.02 * np.sin(9 * np.arctan2(y, x)), 0.85 * p.hairs)
    if p.bun > 0:
        paint(p, np.hypot(p.x, p.y + p.height + 0.08) - p.bun, 0.9 * p.hairs)


def _body(p):
    knit = 0.5 + 0.5 * p.knit_depth * np.clip(2 * texture(p, p.knit, p.knit_angle, p.checks > 0), -1, 1)
    cloth = p.cloth_color + knit * (p.cloth2_color - p.cloth_color)
    paint(p, ellipse(p.x, p.y - 1.34, 1.02, 0.66), cloth * (1 - 0.25 * np.clip(np.abs(p.x), 0, 1)))
    neck = np.maximum(np.abs(p.x) - 0.56 * p.width, np.abs(p.y - 0.5) - 0.4)
    paint(p, neck, 0.78 * p.skin)
    paint(p, ellipse(p.x, p.y - 0.86, 0.56 * p.width, 0.6 * p.collar), 0.86 * p.skin)


def _head(p):
    x, y = np.abs(p.x) - 0.97 * p.width, p.y - 0.04
    paint(p, ellipse(x, y, 0.75 * p.ear, 1.25 * p.ear), 0.88 * p.skin)
    paint(p, ellipse(x, y, 0.40 * p.ear, 0.80 * p.ear), 0.72 * p.skin)
    if p.earring > 0:
        paint(p, np.hypot(x - 0.03, y - 1.4 * p.ear) - 0.04, rgb(240, 200, 80))
    narrowing = 1 - p.jaw * np.clip(p.y / p.height, 0, 1) ** 2
    p.skull = ellipse(p.x / narrowing, p.y, p.width, p.height)
    light = np.cos(p.slope_angle) * p.x / p.width + np.sin(p.slope_angle) * p.y / p.height
    p.face = p.skin * (1 + 0.55 * p.slope * light)
    paint(p, p.skull, p.face)


def _skin(p):
    side = np.abs(p.u)
    paint(p, np.hypot(side - 0.26, p.v - 0.22) - 0.1, p.face * rgb(255, 150, 140), p.blush, soft=4)
    if p.freckles > 0:
        for x, y in ((0.15, 0.13), (0.22, 0.17), (0.29, 0.12), (0.2, 0.23), (0.28, 0.22), (0.34, 0.17)):
            paint(p, np.hypot(side - x, p.v - y) - 0.014, p.face * rgb(200, 150, 120), 0.7)
    if p.crease > 0:
        paint(p, stroke(p.v - 0.33, side - 0.19, 0.1, 0.008, -0.05), 0.7 * p.face, 2 * p.crease)


def _beard(p):
    if p.beard > 0:
        hollow = ellipse(p.u, p.v - 0.06, 0.8 * p.width, 0.36)
        paint(p, np.maximum(np.maximum(p.skull, -hollow), 0.05 - p.v), p.hairs, 0.45 + 0.5 * p.beard, soft=2)
    if p.moustache > 0:
        paint(p, stroke(p.u, p.v - p.mouth_y + 0.085, 0.95 * p.mouth_width, 0.045, 0.05), p.hairs)


def _mouth(p):
    t = np.minimum(1, (p.u / p.mouth_width) ** 2)
    y = p.v - p.mouth_y - p.smile * (0.4 - t)
    flat = 1 / np.sqrt(1 + (2 * p.smile * p.u / p.mouth_width**2) ** 2)
    opening = np.maximum(0, p.mouth_open) * (1 - t)

    def lens(up, down):
        return np.maximum(np.maximum(-up - y, y - down) * flat, np.abs(p.u) - p.mouth_width)

    lips = 0.9 * (p.face + p.lip_red * (rgb(190, 60, 70) - p.face))
    paint(p, lens(p.lip_upper * (1 - t), p.lip_lower * (1 - t) + opening), lips)
    inside = lens(0.004, opening + 0.004)
    paint(p, inside, rgb(90, 30, 36))
    paint(p, np.maximum(inside, y - 0.45 * opening), rgb(246, 242, 234), np.clip(30 * p.mouth_open - 0.3, 0, 1))


def _nose(p):
    x, y = p.u - 0.05 * p.yaw, p.v - p.nose_y - 0.02 * p.pitch
    away = np.where(np.cos(p.slope_angle) > 0, -0.02, 0.02)  # from the light
    paint(p, ellipse(x - away, y + p.nose_long, 0.45 * p.nose_width, 2 * p.nose_long), 0.9 * p.face, 0.6, soft=4)
    paint(p, ellipse(x, y, p.nose_width, 0.05), p.face * rgb(240, 215, 205), 0.9, soft=2)
    paint(p, ellipse(x, y + 0.03, 0.4 * p.nose_width, p.nose_long), 1.07 * p.face, 0.6, soft=3)
    paint(p, ellipse(np.abs(x) - 0.5 * p.nose_width, y - 0.022, 0.022, 0.013), 0.45 * p.face)


def _eyes(p):
    side = np.sign(p.u)
    x = np.abs(p.u) - p.eye_gap
    y = p.v - p.eye_y + p.eye_tilt * x
    tall, r = p.eye_height * p.lid, 0.88 * p.eye_height
    ball = ellipse(x, y, p.eye_width, tall)
    paint(p, ball - 0.03, 0.86 * p.face, 0.6, soft=3)
    paint(p, ball, rgb(250, 248, 244))
    x = x - 0.03 * side * p.gaze
    iris = np.hypot(x, y)
    paint(p, np.maximum(iris - r, ball), p.iris)
    paint(p, np.maximum(iris - 0.5 * r, ball), rgb(18, 14, 16))
    paint(p, np.hypot(side * x + 0.35 * r, y + 0.3 * r) - 0.28 * r, rgb(255, 255, 255))
    paint(p, np.maximum(np.abs(ball) - 0.014, y + 0.15 * tall), 0.4 * p.hair)  # lashes


def _hair_before(p):
    t = p.x / p.width
    edge = p.line + p.temple * t**4 + p.tilt * p.x + 0.04 * p.pitch
    steep = 4 * p.temple * t**3 / p.width + p.tilt
    below = (p.y - edge + 0.03 * p.curl * np.sin(16 * t + p.phase)) / np.sqrt(1 + steep * steep)
    curls = 0.03 * p.curl * np.sin(13 * np.arctan2(p.y, p.x) + p.phase)
    scalp = p.skull - p.volume * np.clip(0.4 - 2 * p.y, 0, 1) + curls
    paint(p, np.maximum(np.maximum(scalp, p.y - 0.12), below), p.hairs)


def _brows(p):
    x, y = np.abs(p.u) - p.eye_gap, p.v - p.eye_y + p.brow_y + p.brow_lift
    paint(p, stroke(x, y - p.brow_tilt * x, p.brow_width, p.brow_thick, p.brow_bend), 0.8 * p.hair)


def _glasses(p):
    if p.glasses > 0:
        side, y = np.abs(p.u), p.v - p.eye_y - 0.01
        rim = ellipse(side - p.eye_gap, y, 0.17 * p.rim, 0.14 * p.rim)
        paint(p, rim, rgb(235, 245, 255), 0.12)
        paint(p, np.abs(rim) - 0.016, p.frame)
        wire = np.abs(y + 0.03) - 0.014
        paint(p, np.maximum(wire, side - p.eye_gap + 0.17 * p.rim), p.frame)
        paint(p, np.maximum(np.maximum(wire, p.eye_gap + 0.17 * p.rim - side), np.abs(p.x) - p.width), p.frame)


def _headgear(p):
    """A cap, a band or a flower, which belongs to the person; its color belongs to the image."""
    if p.cap > 0:
        knit = 0.75 + 0.25 * texture(p, p.knit, p.knit_angle, p.checks > 0)
        wool = np.maximum(p.skull - 0.07, p.y + 0.3)
        paint(p, np.hypot(p.x, p.y + p.height + 0.1) - 0.12, p.cloth2_color)
        paint(p, wool, p.ribbon_color * knit)
        paint(p, np.maximum(wool - 0.02, -0.44 - p.y), 0.7 * p.ribbon_color)
    elif p.band > 0:
        paint(p, stroke(p.x, p.y + 0.5, p.width + 0.02, 0.06, 0.16), p.ribbon_color)
    elif p.flower > 0:
        x, y = p.x - 0.8 * p.width, p.y + 0.42
        paint(p, np.hypot(x, y) * (1 - 0.25 * np.cos(5 * np.arctan2(y, x))) - 0.15, p.ribbon_color)
        paint(p, np.hypot(x, y) - 0.05, rgb(244, 196, 60))


def _bow_tie(p):
    if p.bow_tie > 0:
        x, y = np.abs(p.x), p.y - 0.84
        paint(p, np.maximum(np.abs(y) - 0.05 - 0.35 * x, x - 0.24), p.ribbon_color)
        paint(p, ellipse(x, y, 0.05, 0.06), 0.7 * p.ribbon_color)


def _microphone(p):
    x, y = p.X - p.mike_x, p.Y - 0.75
    present = p.mike > 0
    paint(p, np.maximum(np.abs(x) - 0.05, -y), rgb(50, 50, 56), present)
    grille = 0.7 + 0.17 * np.sin(40 * x) * np.sin(40 * y)
    paint(p, np.hypot(x, y) - 0.16, rgb(160, 164, 172) * grille, present)


PARTS = (
    _hair_behind, _body, _head, _skin, _beard, _mouth, _nose, _eyes, _hair_before, _brows, _glasses, _headgear,
    _bow_tie, _microphone,
)  # fmt: skip
