"""Draw docs/score.svg, the README's picture: what `viability score` shows in a terminal of 100 columns."""  # noqa: INP001 - a script, not a package

from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from viability.analyses.score import assess
from viability.files.folder import load_study
from viability.output.score import ScoreView

HERE = Path(__file__).parent
WIDTH = 100


def picture() -> str:
    """Return the picture as SVG; the same study gives the same bytes."""
    console = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor", emoji=False
    )
    console.print(ScoreView(assess(load_study(HERE.parent))))
    return console.export_svg(title="viability score", theme=MONOKAI, unique_id="score", font_aspect_ratio=0.61)


if __name__ == "__main__":
    (HERE / "score.svg").write_text(picture(), encoding="utf-8")
