"""`FeatureMapExplorer` as a person drives it, and TensorFlow's numbers beside its own."""

import base64
import io
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from convbook import FeatureMapExplorer, feature_maps, load_trained
from convbook.widgets import _scripts
from convbook.widgets.feature_map_explorer import MAPS, pictures

from .conftest import found_on_page
from .driving import said, tab_to

CHAPTER = "book/13-feature-maps"
SENTENCE = re.compile(
    r"(\w+), channel (\d+) of (\d+): (\d+)×\d+ numbers from (\S+) to (\S+), (\d+)% of them zero\. "
    r"(\d+) of the layer's \d+ channels are blank for this picture\."
)
INSIDE = f"{_scripts._shared()}\n{_scripts._inside(_scripts.read('feature_map_explorer.js'))}"
FORWARD = INSIDE.replace("export default { render };", "return { forward, tensor };")
RUN = """([layers, weights, pixels, rounds]) => {
    const { forward, tensor } = (() => { %s })();
    const bytes = new DataView(Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)).buffer);
    const X = tensor([64, 64, 3], Float64Array.from(pixels, (byte) => byte / 255));
    const times = [];
    let maps;
    for (let run = 0; run < rounds; run++) {
        const before = performance.now();
        maps = forward(X, layers, bytes);
        times.push(performance.now() - before);
    }
    return { maps: maps.map(({ data }) => [...data]), time: Math.min(...times) };
}"""


@pytest.fixture(scope="module")
def model():
    return load_trained()


@pytest.fixture
def explorer(alone):
    """A widget alone on a page, once its network has arrived."""

    def place(page_options=None, **values):
        widget = alone(FeatureMapExplorer(**values), **(page_options or {}))
        widget.get_by_text("are blank for this picture").wait_for()
        return widget

    return place


def tile(widget, channel):
    return widget.get_by_role("button", name=re.compile(rf"channel {channel + 1}\b"))


def pixels(canvas):
    """What is painted on a canvas: (H, W, 4)."""
    data = canvas.evaluate("c => [c.height, c.width, ...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
    return np.array(data[2:]).reshape(data[0], data[1], 4)


def upload(widget, content, name="face.png", mime="image/png"):
    widget.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": content})


def as_file(image, form="PNG", **options):
    file = io.BytesIO()
    Image.fromarray(image).save(file, form, **options)
    return file.getvalue()


def check_sentence(widget, maps):
    """What the widget says of its channel is what TensorFlow computed."""
    layer, channel, count, width, low, high, zero, blank = SENTENCE.fullmatch(said(widget)).groups()
    channel, activation = int(channel) - 1, maps[layer]
    shown, largest = activation[..., channel], activation.max()
    assert activation.shape == (int(width), int(width), int(count))
    assert_allclose([float(low), float(high)], [shown.min(), shown.max()], atol=1e-3 * largest)
    assert abs(float(zero) / 100 - (shown == 0).mean()) <= 0.0101
    assert int(blank) == (~activation.any(axis=(0, 1))).sum()


def run_forward(page, image, rounds=1):
    """The browser's own forward pass of an image, (64, 64, 3) bytes: its `maps`, and the least `time`, in ms."""
    widget = FeatureMapExplorer()
    weights = base64.b64encode(widget.load("convolutions")).decode()
    return page.evaluate(RUN % FORWARD, [widget.given["layers"], weights, image.ravel().tolist(), rounds])


@pytest.mark.parametrize("which", ["portrait", "drawn", "random"])
def test_every_activation_is_tensorflows(open_page, model, which):
    image = {"portrait": pictures()[0], "drawn": pictures()[3]}.get(which)
    if image is None:
        image = np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    found = run_forward(open_page("about:blank"), image)
    for (name, wanted), data in zip(feature_maps(model, image / 255).items(), found["maps"], strict=True):
        got = np.reshape(data, wanted.shape)
        assert abs(got - wanted).max() <= 1e-3 * wanted.max(), name


@pytest.mark.parametrize("seed", range(3))
def test_what_it_says_is_what_tensorflow_computed(explorer, seed):
    rng = np.random.default_rng(seed)
    state = {"picture": FeatureMapExplorer().given["pictures"][int(rng.integers(5))], "channel": int(rng.integers(32))}
    widget, maps = explorer(**state), FeatureMapExplorer(**state).activations
    for layer in MAPS:
        widget.get_by_label("Layer").select_option(layer)
        tile(widget, int(rng.integers(maps[layer].shape[-1]))).click()
        assert said(widget).startswith(layer + ",")
        check_sentence(widget, maps)


def test_the_network_comes_when_the_widget_is_in_sight_and_its_dense_layers_when_asked_for(open_page, model):
    widget = found_on_page(open_page, CHAPTER, "FeatureMapExplorer")  # far down, with the whole page above it
    page = widget.page
    assert not [address for address in page.asked if "widget-data" in address]
    widget.scroll_into_view_if_needed()
    widget.get_by_text("are blank for this picture").wait_for()
    assert said(widget).startswith("conv1, channel 1 of 32: 64×64 numbers from 0 to 0.577")
    assert not [address for address in page.asked if "dense" in address]
    assert "Laura Bush" not in widget.inner_text()
    widget.get_by_role("button", name="Ask for the three likeliest labels").click()
    widget.get_by_text("nobody is identified").wait_for()
    assert len([address for address in page.asked if "dense" in address]) == 1
    assert page.strangers == []
    p = model.predict(pictures()[:1] / 255, verbose=0)[0]
    shown = re.findall(r"(\d+\.\d)% ([A-Z][\w ]+)\.", widget.inner_text())
    labels = FeatureMapExplorer().given["labels"]
    assert [name for _, name in shown] == [labels[k] for k in np.argsort(p)[:-4:-1]]
    assert_allclose([float(share) / 100 for share, _ in shown], np.sort(p)[:-4:-1], atol=1e-3)
    widget.get_by_label("Picture").select_option("drawn face 1")
    assert "%" in said(widget)
    assert "nobody is identified" not in widget.inner_text(), "an answer belongs to the picture it was asked for"


def test_arrow_keys_lead_from_channel_to_channel(explorer):
    widget = explorer(layer="conv2")
    tab_to(widget.page, tile(widget, 0))
    for key, channel in [
        ("ArrowRight", 2), ("ArrowDown", 10), ("End", 16), ("ArrowDown", 24), ("ArrowUp", 16), ("Home", 9),
        ("ArrowLeft", 9),
    ]:  # fmt: skip
        widget.page.keyboard.press(key)
        assert said(widget).startswith(f"conv2, channel {channel} of 64:"), key
    widget.page.keyboard.press("Tab")
    assert widget.locator("input[type=file]").evaluate("node => node === document.activeElement")


def test_a_layer_with_fewer_channels_shows_its_last(explorer):
    widget = explorer(layer="conv3", channel=127)
    widget.get_by_label("Layer").focus()
    widget.page.keyboard.press("Home")
    assert said(widget).startswith("conv1, channel 32 of 32:")


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_a_small_map_enlarges_it(explorer, touch):
    widget = explorer({"has_touch": touch, "width": 360 if touch else 1280}, layer="pool3")
    target = tile(widget, 92)
    assert min(target.bounding_box()[side] for side in ("width", "height")) >= 24
    getattr(target, "tap" if touch else "click")()
    assert said(widget).startswith("pool3, channel 93 of 128: 8×8")
    assert "channel 93 of 128" in widget.get_by_role("img").last.get_attribute("aria-label")
    assert widget.page.evaluate("document.documentElement.scrollWidth") <= (360 if touch else 1280)


def test_blank_channels_are_named_counted_and_not_painted(explorer):
    widget = explorer(layer="conv3")
    maps = FeatureMapExplorer().activations["conv3"]
    blank = [k for k in range(128) if not maps[..., k].any()]
    names = widget.get_by_role("button", name=re.compile("blank")).evaluate_all(
        "all => all.map(b => b.getAttribute('aria-label'))"
    )
    assert [int(re.search(r"channel (\d+)", name)[1]) - 1 for name in names] == blank
    tile(widget, blank[0]).click()
    assert "from 0 to 0, 100% of them zero. 14 of the layer's 128" in said(widget)
    assert not pixels(widget.get_by_role("img").last).any()
    tile(widget, 0).click()
    assert (pixels(widget.get_by_role("img").last)[..., 3] == 255).all()


def test_a_filter_is_shown_with_its_numbers(explorer):
    widget = explorer(layer="conv1", channel=11)
    F = load_trained().get_layer("conv1").weights[0].numpy()[..., 11]
    rows = widget.locator(".cbw-filter td").all_inner_texts()
    assert_allclose([float(n.replace("−", "-")) for n in rows], F.transpose(2, 0, 1).ravel(), atol=0.00501)
    widget.get_by_label("Layer").select_option("pool1")
    assert "the largest of four in conv1, channel 12." in widget.inner_text()


def test_ones_own_photo_goes_through_the_network_and_nowhere_else(explorer, model):
    widget = explorer(layer="conv3", channel=3)
    asked = len(widget.page.asked)
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    upload(widget, as_file(image))
    widget.get_by_role("img", name="your photo").wait_for()
    np.testing.assert_array_equal(pixels(widget.get_by_role("img").first)[..., :3], image)
    check_sentence(widget, feature_maps(model, image / 255))
    widget.get_by_label("Picture").select_option("the portrait")
    widget.get_by_label("Picture").select_option("your photo")
    check_sentence(widget, feature_maps(model, image / 255))
    assert len(widget.page.asked) == asked
    assert "stays on this device" in widget.inner_text()


def test_what_is_transparent_in_a_photo_is_white_as_in_python(explorer, model):
    widget = explorer(layer="conv3", channel=3)
    image = np.random.default_rng(1).integers(0, 256, (64, 64, 4), dtype=np.uint8)
    image[..., 3] = 255
    image[:, :32, 3] = 0
    upload(widget, as_file(image))
    widget.get_by_role("img", name="your photo").wait_for()
    white = np.where(image[..., 3:] == 0, 255, image[..., :3])
    np.testing.assert_array_equal(pixels(widget.get_by_role("img").first)[..., :3], white)
    check_sentence(widget, feature_maps(model, Image.fromarray(image)))


def test_a_wide_turned_photo_is_set_upright_and_cut_to_its_middle(explorer):
    widget = explorer()
    stripes = np.zeros(
        (300, 900, 3), np.uint8
    )  # upright once turned: 900 high; its middle third is red above, blue below
    stripes[:, :450, 0] = stripes[:, 450:, 2] = 255
    stripes[:, :300, 1] = stripes[:, 600:, 1] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    upload(widget, as_file(stripes, "JPEG", quality=100, exif=exif), "face.jpg", "image/jpeg")
    widget.get_by_role("img", name="your photo").wait_for()
    shown = pixels(widget.get_by_role("img").first)
    assert_allclose(shown[4:28, 4:60, :3].mean(axis=(0, 1)), [255, 0, 0], atol=6)
    assert_allclose(shown[36:60, 4:60, :3].mean(axis=(0, 1)), [0, 0, 255], atol=6)


@pytest.mark.parametrize(
    "content", [b"I am no picture", b"", as_file(pictures()[0])[:500]], ids=["text", "empty", "cut"]
)
def test_what_is_no_picture_is_refused_in_words_and_the_last_picture_stays(explorer, content):
    widget = explorer()
    before = said(widget)
    upload(widget, content)
    widget.get_by_text("The last picture stays.").wait_for()
    assert said(widget) == before
    assert widget.get_by_label("Picture").input_value() == "the portrait"
    upload(widget, as_file(pictures()[1]))
    widget.get_by_role("img", name="your photo").wait_for()
    assert "The last picture stays." not in widget.inner_text()


def test_without_a_photo_the_choice_of_it_says_so(explorer):
    widget, chosen = explorer(), "s => s.options[s.selectedIndex].text"
    pictures = widget.get_by_label("Picture")
    pictures.select_option("drawn face 2")
    pictures.select_option("your photo")
    assert widget.get_by_role("alert").filter(has_text="There is no photo yet; see below.").is_visible()
    assert pictures.evaluate(chosen) == "drawn face 2", "the last good choice stays"
    check_sentence(widget, FeatureMapExplorer("drawn face 2").activations)
    pictures.select_option("drawn face 1")
    assert widget.get_by_text("There is no photo yet").count() == 0


def test_a_photo_that_python_asks_for_before_there_is_one_gets_a_sentence(alone):
    widget = alone(FeatureMapExplorer("your photo"))
    widget.get_by_text("There is no photo yet; see below.").wait_for()
    widget.get_by_label("Picture").select_option("the portrait")
    widget.get_by_text("are blank for this picture").wait_for()


@pytest.mark.parametrize("good", [True, False], ids=["a picture", "no file"])
def test_a_photo_can_be_dropped_on_the_picture(explorer, good):
    widget = explorer()
    drop = """(canvas, png) => {
        const data = new DataTransfer();
        if (png) data.items.add(new File([Uint8Array.from(atob(png), (l) => l.charCodeAt(0))], 'face.png'));
        canvas.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    png = base64.b64encode(as_file(pictures()[2])).decode() if good else None
    widget.get_by_role("img").first.evaluate(drop, png)
    if good:
        widget.get_by_role("img", name="your photo").wait_for()
        np.testing.assert_array_equal(pixels(widget.get_by_role("img").first)[..., :3], pictures()[2])
    else:
        widget.get_by_text("The last picture stays.").wait_for()


def test_the_camera_runs_only_between_its_two_buttons(open_page, server):
    page = open_page(f"{server}/{CHAPTER}.html")
    widget = page.locator('[data-widget="FeatureMapExplorer"] .cbw-live')
    widget.scroll_into_view_if_needed()
    video, running = widget.locator("video"), "v => Boolean(v.srcObject?.active)"
    assert not video.is_visible()
    assert not video.evaluate(running)
    for press, done in [("Stop", "the portrait"), ("Take the picture", "your photo")]:
        widget.get_by_role("button", name="Use the camera").click()
        video.wait_for()
        page.wait_for_function("document.querySelector('video').videoWidth > 0")
        assert video.evaluate(running)
        widget.get_by_role("button", name=press).click()
        widget.get_by_role("img", name=done).wait_for()
        video.wait_for(state="hidden")
        assert not video.evaluate(running)
    green = pixels(widget.get_by_role("img").first).mean(axis=(0, 1))
    assert green[1] > green[0] + 50  # Chromium's pretended camera shows a green field


def test_a_refused_camera_is_told_in_words(explorer):
    widget = explorer()
    widget.page.evaluate(
        "() => (navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('Permission denied.'); }, 0)"
    )
    widget.get_by_role("button", name="Use the camera").click()
    widget.get_by_text("That did not work: Permission denied. The last picture stays.").wait_for()
    assert not widget.locator("video").is_visible()
