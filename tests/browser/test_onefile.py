"""A chapter's page as one file, away from everything else."""

from workshop.onefile import one_file

from .conftest import HTML
from .driving import said


def test_one_file_is_the_whole_page(open_page, tmp_path):
    file = tmp_path / "chapter.html"
    chapter = HTML / "book" / "07b-transposed-convolution.html"
    file.write_text(one_file(chapter, f"https://example.org/book/{chapter.name}"), encoding="utf-8")
    page = open_page(file.as_uri(), home=tmp_path.as_uri())
    assert [address for address in page.asked if not address.startswith("data:")] == [file.as_uri()]
    assert page.complaints == []
    assert page.locator("mjx-container").count() == page.locator(".math").count() > 100
    assert page.locator("mjx-merror").count() == 0
    assert page.evaluate("[...document.fonts].find((font) => font.family === 'MJXTEX-I').status") == "loaded"
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    widget = page.locator('[data-widget="InputGradientStepper"] .cbw-live')
    first = said(widget)
    widget.get_by_role("button", name="Next").click()
    assert said(widget) != first


def test_a_network_inside_the_file_is_there_when_a_reader_asks_for_it(open_page, tmp_path):
    file = tmp_path / "chapter.html"
    file.write_text(one_file(HTML / "book" / "13-feature-maps.html", "https://example.org/"), encoding="utf-8")
    page = open_page(file.as_uri(), home=tmp_path.as_uri(), wait=False)
    widget = page.locator('[data-widget="FeatureMapExplorer"] .cbw-live')
    widget.scroll_into_view_if_needed()
    widget.get_by_text("are blank for this picture").wait_for()
    widget.get_by_role("button", name="Ask for the three likeliest labels").click()
    widget.get_by_text("nobody is identified").wait_for()
    assert page.complaints == []
    assert [address for address in page.asked if not address.startswith("data:")] == [file.as_uri()]
