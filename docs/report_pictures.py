"""Draw the pictures of the manual that show a report: figures, and the page as a browser shows it."""  # noqa: INP001 - a script, not a package

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

import vl_convert
from playwright.sync_api import sync_playwright

from viability.files.folder import load_study
from viability.report.answers import Answers, figure_of
from viability.report.figures.frame import FONTS, spec
from viability.report.live import plain_weights
from viability.report.page import page

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOWN = ("points", "plane", "pairs", "trend")
"""Figures of the manual."""

VIEWS: tuple[tuple[str, int, int, Literal["light", "dark"], int], ...] = (
    ("page-wide", 1440, 940, "light", 1),
    ("page-narrow", 375, 812, "dark", 2),
)
"""Name, width, height, theme, and points of the picture for each of the screen."""


def main() -> None:
    """Draw everything."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed; on Debian: apt-get install chromium")
    study = load_study(HERE.parent)
    answers = Answers(study=study, whatifs=(), asked=study, draws=10_000, seed=20241217)
    vl_convert.register_font_directory(str(FONTS))
    for name in SHOWN:
        made = spec(figure_of(answers, name), f"viability figure {name} {name}.png")
        (HERE / f"pictures/{name}.png").write_bytes(vl_convert.vegalite_to_png(made, ppi=110))
    command = {"words": ["viability", "score"], "weights": [], "members": False, "plain": plain_weights(study)}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "report.html"
        path.write_text(page(answers, command, lambda name: f"viability figure {name} {name}.svg"), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, width, height, theme, scale in VIEWS:
            context = browser.new_context(device_scale_factor=scale)
            opened = context.new_page()
            opened.set_viewport_size({"width": width, "height": height})
            opened.emulate_media(color_scheme=theme)
            opened.goto(path.as_uri())
            opened.screenshot(path=HERE / f"pictures/{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
