"""One picture from whatever a reader brings: every kind of file is held against pixels chosen here."""

import io

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image
from skimage.data import astronaut

from convbook import read_image
from convbook.faces.images import ImageError

RGB = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[0, 0, 0], [255, 255, 255], [51, 102, 153]]], np.uint8)
FLOATS = RGB.astype(np.float32) / 255
GRAY = np.array([[0, 51, 255], [102, 204, 153]], np.uint8)
GRAY_FLOATS = np.repeat(GRAY[..., None] / 255, 3, axis=2)


def saved(image, path, **options):
    image.save(path, **options)
    return path


def is_a_picture(pixels):
    return pixels.dtype == np.float32 and pixels.ndim == 3 and pixels.min() >= 0 and pixels.max() <= 1


# ---- what it may come as ----


def test_a_path_a_string_an_open_file_a_pil_image_and_an_array_give_the_same(tmp_path):
    path = saved(Image.fromarray(RGB), tmp_path / "a picture.png")
    with path.open("rb") as file:
        pictures = [read_image(what) for what in (path, str(path), file, Image.open(path), RGB, FLOATS)]
    for picture in pictures:
        assert is_a_picture(picture)
        assert_allclose(picture, FLOATS, atol=1e-7)


def test_a_file_in_memory_is_read_wherever_it_stands_and_left_open():
    file = io.BytesIO()
    Image.fromarray(RGB).save(file, "PNG")
    assert_allclose(read_image(file), FLOATS, atol=1e-7)
    assert not file.closed


def test_a_pil_image_stays_open_and_as_it_was(tmp_path):
    image = Image.open(saved(Image.fromarray(RGB).convert("P"), tmp_path / "p.png"))
    first = read_image(image)
    assert image.mode == "P"
    assert_array_equal(read_image(image), first)


def test_the_portrait_is_read_from_a_jpeg_to_within_its_losses(tmp_path):
    path = saved(Image.fromarray(astronaut()), tmp_path / "portrait.jpg", quality=95)
    picture = read_image(path)
    assert picture.shape == (512, 512, 3)
    assert np.abs(picture - astronaut() / 255).mean() < 0.01


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff", "webp", "gif", "jpg", "ppm"])
def test_common_formats_are_read(tmp_path, suffix):
    flat = np.full((16, 24, 3), (200, 100, 50), np.uint8)
    picture = read_image(saved(Image.fromarray(flat), tmp_path / f"flat.{suffix}"))
    assert picture.shape == (16, 24, 3)
    assert_allclose(picture, flat / 255, atol=4 / 255)


def test_of_an_animation_the_first_frame_counts(tmp_path):
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    path = saved(frames[0], tmp_path / "two.gif", save_all=True, append_images=frames[1:])
    assert_array_equal(read_image(path)[0, 0], [1, 0, 0])


# ---- what it may be made of ----


def test_gray_becomes_three_equal_channels(tmp_path):
    assert_allclose(read_image(saved(Image.fromarray(GRAY), tmp_path / "gray.png")), GRAY_FLOATS, atol=1e-7)


def test_one_bit_is_black_or_white(tmp_path):
    path = saved(Image.fromarray(GRAY > 102).convert("1"), tmp_path / "bits.png")
    assert_array_equal(read_image(path)[..., 0], [[0, 0, 1], [0, 1, 1]])


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path):
    path = saved(Image.fromarray(GRAY.astype(np.uint16) * 257), tmp_path / "deep.png")
    assert_allclose(read_image(path), GRAY_FLOATS, atol=1e-7)
    assert_allclose(read_image(saved(Image.open(path), tmp_path / "deep.tiff")), GRAY_FLOATS, atol=1e-7)


def test_a_pil_image_of_floats_or_of_long_integers_is_scaled_too():
    assert_allclose(read_image(Image.fromarray(np.float32(GRAY / 255))), GRAY_FLOATS, atol=1e-7)
    assert_allclose(read_image(Image.fromarray(np.int32(GRAY) * 257)), GRAY_FLOATS, atol=1e-7)


def test_a_palette_is_looked_up(tmp_path):
    path = saved(Image.fromarray(RGB).quantize(8), tmp_path / "palette.png")
    assert Image.open(path).mode == "P"
    assert_allclose(read_image(path), FLOATS, atol=1e-7)


def test_cmyk_becomes_red_green_and_blue(tmp_path):
    cmyk = Image.new("CMYK", (4, 4), (0, 255, 255, 0))  # all magenta and all yellow ink: red
    assert_array_equal(read_image(saved(cmyk, tmp_path / "ink.tiff"))[0, 0], [1, 0, 0])
    assert_allclose(read_image(saved(cmyk, tmp_path / "ink.jpg", quality=95))[0, 0], [1, 0, 0], atol=0.05)


def test_what_is_transparent_lies_over_white(tmp_path):
    """Half of red over white: red stays 1, green and blue are the half that is white."""
    pixels = np.zeros((1, 3, 4), np.uint8)
    pixels[0, :, 0] = 255
    pixels[0, :, 3] = [0, 51, 255]
    expected = [[[1, 1, 1], [1, 0.8, 0.8], [1, 0, 0]]]
    path = saved(Image.fromarray(pixels), tmp_path / "alpha.png")
    for what in (path, pixels, np.float64(pixels / 255)):
        assert_allclose(read_image(what), expected, atol=1e-6)


def test_transparency_of_gray_and_of_a_palette_lies_over_white(tmp_path):
    gray = Image.merge("LA", [Image.new("L", (2, 2), 0), Image.new("L", (2, 2), 51)])
    assert_allclose(read_image(saved(gray, tmp_path / "la.png")), 0.8, atol=1e-6)
    palette = Image.fromarray(RGB).quantize(8)
    of_red = palette.getpixel((0, 0))
    path = saved(palette, tmp_path / "p.png", transparency=of_red)
    assert_array_equal(read_image(path)[0, :2], [[1, 1, 1], [0, 1, 0]])


def test_the_transparent_gray_of_sixteen_bits_is_white(tmp_path):
    deep = Image.fromarray(np.array([[30_000, 65_535, 0]], np.uint16))
    path = saved(deep, tmp_path / "deep.png", transparency=30_000)
    assert_array_equal(read_image(path)[0, :, 0], [1, 1, 0])


def test_bytes_in_thirty_two_bits_are_bytes(tmp_path):
    image = Image.fromarray(np.int32(GRAY))
    assert image.mode == "I"
    for what in (image, saved(image, tmp_path / "long.tiff")):
        assert_allclose(read_image(what), GRAY_FLOATS, atol=1e-7)


def test_a_picture_beyond_pillows_limit_says_how_many_pixels_it_has(tmp_path, monkeypatch):
    path = saved(Image.new("L", (20, 10)), tmp_path / "large.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 99)
    with pytest.raises(ImageError, match="large.png has 200 pixels; expected at most 198.*make it smaller"):
        read_image(path)


def test_an_empty_picture_an_empty_file_and_heic_are_told(tmp_path):
    with pytest.raises(ImageError, match="is 0×5, a picture without pixels"):
        read_image(Image.new("RGB", (0, 5)))
    (tmp_path / "nothing.png").touch()
    with pytest.raises(ImageError, match="nothing.png is empty, a file of 0 bytes"):
        read_image(tmp_path / "nothing.png")
    (tmp_path / "phone.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
    with pytest.raises(ImageError, match="pip install pillow-heif"):
        read_image(tmp_path / "phone.HEIC")


# What a camera notes: the turn that was made of the upright picture, and so has to be undone.
TURNED = {
    1: lambda pixels: pixels,
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.transpose(1, 0, 2),
    6: lambda pixels: np.rot90(pixels, 1),
    7: lambda pixels: pixels[::-1, ::-1].transpose(1, 0, 2),
    8: lambda pixels: np.rot90(pixels, -1),
}


@pytest.mark.parametrize("orientation", TURNED)
def test_a_picture_that_was_turned_by_the_camera_stands_upright(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = Image.fromarray(np.ascontiguousarray(TURNED[orientation](RGB)))
    path = saved(turned, tmp_path / "turned.png", exif=exif)
    assert_allclose(read_image(path), FLOATS, atol=1e-7)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_notes_of_a_camera_that_make_no_sense_cost_nothing(tmp_path):
    path = saved(Image.fromarray(RGB), tmp_path / "odd.png", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff garbage")
    assert_allclose(read_image(path), FLOATS, atol=1e-7)


# ---- arrays ----


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (GRAY, GRAY_FLOATS),
        (GRAY[..., None], GRAY_FLOATS),
        (GRAY.astype(np.uint16) * 257, GRAY_FLOATS),
        (GRAY > 102, np.repeat((GRAY > 102)[..., None], 3, axis=2)),
        ((GRAY / 255).tolist(), GRAY_FLOATS),
        (RGB[:, ::-1], FLOATS[:, ::-1]),
        (FLOATS.astype(np.float16), FLOATS),
    ],
    ids=["gray", "one channel", "16 bits", "bool", "list", "a view", "float16"],
)
def test_arrays_of_every_kind_are_read(array, expected):
    picture = read_image(array)
    assert is_a_picture(picture)
    assert_allclose(picture, expected, atol=1e-3 if getattr(array, "dtype", None) == np.float16 else 1e-7)


def test_the_answer_shares_no_memory_with_the_array():
    array = FLOATS.copy()
    assert not np.shares_memory(read_image(array), array)


# ---- what is no picture ----


def test_a_text_file_is_named_whatever_it_is_called(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("no picture at all")
    with pytest.raises(ImageError, match=r"notes\.jpg is no picture that Pillow can read; expected JPEG, PNG"):
        read_image(path)


def test_half_a_jpeg_is_damaged(tmp_path):
    path = saved(Image.fromarray(astronaut()), tmp_path / "half.jpg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ImageError, match=r"half\.jpg is damaged \(image file is truncated.*: copy or save it again"):
        read_image(path)
    with pytest.raises(ImageError, match=r"half\.jpg is damaged"):
        read_image(Image.open(path))


@pytest.mark.parametrize("kept", [0, 5, 20, 40, 60, 200])
def test_the_beginning_of_a_png_is_no_picture(tmp_path, kept):
    file = io.BytesIO()
    Image.fromarray(astronaut()[:64, :64]).save(file, "PNG")
    with pytest.raises(ImageError, match="the open file is (no picture|damaged)"):
        read_image(io.BytesIO(file.getvalue()[:kept]))


def test_a_missing_file_a_folder_and_a_file_opened_as_text_are_told_apart(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.png"):
        read_image(tmp_path / "nowhere.png")
    with pytest.raises((IsADirectoryError, PermissionError)):  # the second is what Windows says
        read_image(tmp_path)
    path = saved(Image.fromarray(RGB), tmp_path / "a.png")
    with path.open(encoding="latin-1") as text, pytest.raises(ImageError, match=r"a\.png is no picture"):
        read_image(text)


@pytest.mark.parametrize(
    ("what", "error", "message"),
    [
        (None, TypeError, "file is a NoneType; expected a path, a file opened as binary, a PIL image or an array"),
        (b"\x89PNG", TypeError, "file is a bytes; .*: wrap them in io.BytesIO"),
        ({"a": 1}, TypeError, "file is a dict"),
        ([[1, 2], [3]], TypeError, "file is a list"),
        (3.5, ImageError, r"shape \(\); expected \(H, W\)"),
        (np.zeros(5), ImageError, r"shape \(5,\)"),
        (np.zeros((2, 8, 8, 3)), ImageError, r"shape \(2, 8, 8, 3\)"),
        (np.zeros((8, 8, 2)), ImageError, r"shape \(8, 8, 2\); expected \(H, W\), \(H, W, 1\), \(H, W, 3\)"),
        (np.zeros((3, 0, 3)), ImageError, r"shape \(3, 0, 3\)"),
        (np.zeros((4, 4), np.int64), ImageError, "dtype int64; expected bool, uint8, uint16 or float"),
        (np.full((4, 4), 255.0), ImageError, "values from 255.0 to 255.0; .*divide bytes by 255"),
        (np.full((4, 4), -0.1), ImageError, "values from -0.1"),
        (np.full((4, 4), np.nan), ImageError, "values from nan"),
        (Image.fromarray(np.full((4, 4), 70_000, np.int32)), ImageError, "the PIL image holds values from 70000"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(what, error, message):
    with pytest.raises(error, match=message):
        read_image(what)
