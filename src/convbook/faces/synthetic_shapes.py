"""Drawing functions for synthetic faces: signed distance shapes, paint, textures, and camera effects.

`p` holds all that an image needs: coordinates `x`, `y` on the head, `u`, `v` on the face, `X`, `Y` in the image; the
size of a `pixel`; the parameters of the face; and `image`, (3, N, size, size), on which the parts are painted in turn.
"""

from types import SimpleNamespace

import numpy as np


def face_coordinates(parameters, size, zoom):
    """The namespace `p` for images of one person, `size` pixels wide, without its `image`."""
    p = SimpleNamespace(**parameters)
    axis = (np.arange(size, dtype=np.float32) + 0.5) * np.float32(2 / size) - 1
    p.X, p.Y = axis[None, None, :], axis[None, :, None]  # in the image
    p.zoom = p.zoom * np.float32(zoom)
    p.pixel = np.float32(2 / size) / p.zoom
    c, s = np.cos(p.roll), np.sin(p.roll)
    x, y = (p.X - p.shift_x) / p.zoom, (p.Y - p.shift_y) / p.zoom
    p.x, p.y = c * x + s * y, c * y - s * x - 0.02  # on the head
    bulge = np.maximum(0, 1 - (p.x / p.width) ** 2 - (0.7 * p.y / p.height) ** 2)
    p.u, p.v = p.x - 0.13 * p.yaw * bulge, p.y - 0.07 * p.pitch * bulge  # on the face: turned, its outline stays
    return p


def paint(p, distance, color, opacity=1.0, soft=1.0):
    """Blend `color` into `p.image` where `distance` is negative; the edge is `soft` pixels wide."""
    cover = np.clip(0.5 - distance / (p.pixel * soft), 0, 1) * opacity
    p.image += cover * (color - p.image)


def rgb(*channels):
    """A color given from 0 to 255, as (3, 1, 1, 1) from 0 to 1."""
    return np.float32(channels).reshape(3, 1, 1, 1) / 255


def ellipse(x, y, a, b):
    """Signed distance from an ellipse around the origin with half axes `a` and `b`, to first order."""
    near, steep = np.hypot(x / a, y / b), np.hypot(x / a**2, y / b**2)
    return near * (near - 1) / (steep + 1e-6)


def stroke(x, y, width, thick, bend):
    """Signed distance from a parabola through the origin, `bend` lower at |x| = `width`, thinner toward its ends."""
    t = x / width
    off = np.abs(y - bend * t * t) / np.sqrt(1 + (2 * bend * t / width) ** 2)
    return np.maximum(off - thick * (1.1 - 0.6 * t * t), np.abs(x) - width)


def texture(p, pitch, angle, crossed=False):
    """Waves from -1 to 1 across the head, crossed by others where `crossed`."""
    c, s = np.cos(angle), np.sin(angle)
    across, along = c * p.x + s * p.y, c * p.y - s * p.x
    waves = np.sin(pitch * across + p.phase + np.sin(4 * along))
    return waves * np.sin(pitch * along + p.phase) if crossed else waves


def add_light_and_noise(p, rng):
    """Light `p.image` from the side, add a lamp and a shade, contrast, blur and noise: (N, size, size, 3), uint8."""
    light = p.light * (1 + p.slope * (p.X * np.cos(p.slope_angle) + p.Y * np.sin(p.slope_angle)))
    image = p.image * light * (1 + p.warmth * np.float32([1, 0, -1]).reshape(3, 1, 1, 1))
    for x, y, size, strength, color in (
        (p.lamp_x, p.lamp_y, p.lamp_size, p.lamp_light, p.lamp_color),
        (p.shade_x, p.shade_y, p.shade_size, p.shade_light, p.shade_color),
    ):
        spot = np.exp(-((p.X - x) ** 2 + (p.Y - y) ** 2) / size**2)
        image *= 1 + spot * (strength + p.tint * (color - 0.5))
    image = 0.45 + p.contrast * (image - 0.45)
    image -= 0.6 * np.maximum(0, image - 0.72)  # what is too bright turns white slowly, as on film
    for axis in (2, 3):
        image = (1 - p.blur) * image + 0.5 * p.blur * (np.roll(image, 1, axis) + np.roll(image, -1, axis))
    image += p.noise * (2 * rng.random(image.shape, dtype=np.float32) - 1)
    return np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 3, 0)
