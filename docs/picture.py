"""Draw what `viability score` shows: docs/score.svg, 100 columns on dark, and docs/score_light.svg, 80 on light."""  # noqa: INP001 - a script, not a package

from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI, TerminalTheme

from viability.analyses.score import assess
from viability.files.folder import load_study
from viability.output.score import ScoreView

HERE = Path(__file__).parent
PICTURES = {"score.svg": (100, MONOKAI), "score_light.svg": (80, DEFAULT_TERMINAL_THEME)}
"""Width and colours of each picture."""


def picture(width: int, theme: TerminalTheme) -> str:
    """Return a picture as SVG; the same study gives the same bytes."""
    console = Console(
        record=True, width=width, file=StringIO(), force_terminal=True, color_system="truecolor", emoji=False
    )
    console.print(ScoreView(assess(load_study(HERE.parent))))
    return console.export_svg(title="viability score", theme=theme, unique_id="score", font_aspect_ratio=0.61)


if __name__ == "__main__":
    for name, (columns, colours) in PICTURES.items():
        (HERE / name).write_text(picture(columns, colours), encoding="utf-8")
