"""What draws a face: shapes by their distance, paint, patterns, and the photograph that is taken in the end.

`p` holds all that a picture needs: places `x`, `y` on the head, `u`, `v` on the face, `X`, `Y` on the picture; the
size of a `pixel`; the looks; and `image`, (3, N, size, size), on which one part is painted after the other.
"""

from types import SimpleNamespace

import numpy as np


def easel(looks, size, zoom):
    """Where everything is, for one person's takes of `size` pixels; `looks` holds all that is drawn."""
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
    return p


def paint(p, distance, colour, opacity=1.0, soft=1.0):
    cover = np.clip(0.5 - distance / (p.pixel * soft), 0, 1) * opacity
    p.image += cover * (colour - p.image)


def rgb(*channels):
    return np.float32(channels).reshape(3, 1, 1, 1) / 255


def ellipse(x, y, a, b):
    near, steep = np.hypot(x / a, y / b), np.hypot(x / a**2, y / b**2)
    return near * (near - 1) / (steep + 1e-6)


def stroke(x, y, width, thick, bend):
    """A parabola from the origin, `bend` lower where |x| is `width`, by a pen that gets thinner outwards."""
    t = x / width
    off = np.abs(y - bend * t * t) / np.sqrt(1 + (2 * bend * t / width) ** 2)
    return np.maximum(off - thick * (1.1 - 0.6 * t * t), np.abs(x) - width)


def texture(p, pitch, angle, crossed=False):
    """Waves from -1 to 1 across the head, crossed by others where `crossed`."""
    c, s = np.cos(angle), np.sin(angle)
    across, along = c * p.x + s * p.y, c * p.y - s * p.x
    waves = np.sin(pitch * across + p.phase + np.sin(4 * along))
    return waves * np.sin(pitch * along + p.phase) if crossed else waves


def photograph(p, rng):
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
