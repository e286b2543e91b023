"""HTML printed to PDF by a Chromium or Chrome, where there is one."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)  # fmt: skip
PAPERS = {"a4": ("A4", "270mm"), "letter": ("letter", "252mm")}  # the size, and how much of its height is used
SECONDS = 300


def chromium():
    """The path of a Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def printed(page, program, paper):
    """Print an HTML file to a PDF of the same name beside it, on one of the `PAPERS`.

    Raises
    ------
    OSError
        If the browser makes no PDF; the message is in one line.
    """
    made = page.with_suffix(".pdf")
    made.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sized = Path(folder, page.name)
        size, height = PAPERS[paper]
        style = f"<style>@page {{ size: {size} }} @media print {{ .page {{ height: {height} }} }}</style></head>"
        sized.write_text(page.read_text(encoding="utf-8").replace("</head>", style, 1), encoding="utf-8")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # else it does not start
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        command = [program, *as_root, *options, f"--print-to-pdf={made.resolve()}", sized.as_uri()]
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=True)
        except (subprocess.SubprocessError, OSError) as error:
            raise OSError(
                f"{Path(program).name} did not print {page.name}: {str(error).splitlines()[0][:200]}"
            ) from None
    if not made.is_file():
        raise OSError(f"{Path(program).name} did not print {page.name}")
    return made
