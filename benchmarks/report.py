"""How large the page of a report is, how soon it can be used, and what a step of a slider takes.

The page of the study that comes along, 25 criteria, with all of its 12 states to switch on and off. A step has to fit
between two frames of a screen, 16 ms, with the layout that follows; the page is to be under 3 MB.

    python benchmarks/report.py
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from viability.files.folder import load_study
from viability.report.answers import Answers
from viability.report.live import plain_weights
from viability.report.page import page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

STEPS = """() => {
  const sliders = [...document.querySelectorAll("input[data-weight]")], took = [];
  for (let i = 0; i < 300; i++) {
    const slider = sliders[i % sliders.length], start = performance.now();
    slider.value = (i * 7 % 40) / 10;
    slider.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b);
}"""
"""Moves every slider some times, each with the layout that follows, and returns the milliseconds, least first."""


def main() -> None:
    """Write the page, open it, and print what was measured."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed; on Debian: apt-get install chromium")
    study = load_study(Path(__file__).parents[1])
    answers = Answers(study=study, whatifs=(), asked=study, candidates=study.states, draws=1000, seed=1)
    command = {"words": ["viability", "score"], "weights": [], "members": False, "plain": plain_weights(study)}
    text = page(answers, command, lambda name: f"viability figure {name} {name}.svg")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "report.html"
        path.write_text(text, encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page()
        opened.goto(path.as_uri())
        ready = []
        for _ in range(5):
            opened.reload()
            ready.append(opened.evaluate("performance.getEntriesByType('navigation')[0].domComplete"))
        took = opened.evaluate(STEPS)
        browser.close()
    print(f"states {len(answers.sliders.states)}, criteria {len(study.criteria)}")
    print(f"page: {len(text.encode()) / 1e6:.2f} MB (goal 3 MB)")
    print(f"time to interactive: {sorted(ready)[2]:.0f} ms")
    print(f"a slider's step with layout: median {took[150]:.1f} ms, 95 % {took[285]:.1f} ms (goal 16 ms)")


if __name__ == "__main__":
    main()
