"""Figures: every one draws, says what it is made of, and looks the same everywhere."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.dom.minidom import parseString

import numpy as np
import pytest
from typer.testing import Result

from studies import loaded
from viability import __version__
from viability.errors import CoalitionError, OutputError, UnknownName
from viability.output.columns import column_of
from viability.output.sliders import places
from viability.report.answers import RESULTS, Answers, figure_of
from viability.report.figures import FIGURES
from viability.report.figures.frame import inline, saved, spec
from viability.report.figures.shades import LOW_TO_HIGH, SPAN, shade
from viability.report.needs import need
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def asked(study: Study) -> Answers:
    """Return the answers to all questions of a study, with few draws."""
    return Answers(study=study, whatifs=(), asked=study, draws=200, seed=1)


@pytest.fixture(scope="module")
def shipped(study: Study) -> Answers:
    """Return the answers of the study that comes along."""
    return asked(study)


@pytest.fixture(scope="module")
def few() -> Answers:
    """Return the answers of the small study, which has no strategies and one question."""
    return asked(loaded(SMALL))


def test_every_figure_is_listed_and_has_an_answer() -> None:
    """What is listed, what is drawn and what each draws are told of under the same names."""
    assert [*FIGURES] == [*RESULTS]


@pytest.fixture(scope="module")
def picture(few: Answers) -> Callable[[str], str]:
    """Return a function that gives a figure of the small study, drawn once."""
    return cache(lambda name: saved(figure_of(few, name), ".svg", f"viability figure {name} x.svg").decode())


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "place"])
def test_every_figure_draws_the_small_study(few: Answers, picture: Callable[[str], str], name: str) -> None:
    """A study of one question, without strategies, has every figure, with its text as outlines and its command."""
    found = figure_of(few, name)
    svg = picture(name)
    assert (name, True) == (found.name, svg.startswith("<svg"))
    assert parseString(svg).getElementsByTagName("path")  # noqa: S318 - it is what was just drawn
    assert "<text" not in svg
    assert f"viability {__version__}: viability figure {name} x.svg" in svg
    assert re.search(r'aria-label="Source: [^"]+; data as of \d{4}-\d\d-\d\d; members ', svg)
    assert f"<title>{found.told.split('.')[0]}" in svg.replace("&#x27;", "'").replace("&amp;", "&")


def test_the_outside_view_draws_where_there_is_one(shipped: Answers, few: Answers) -> None:
    """The place among other groups is drawn for states of the world study, and refused for others in one message."""
    found = figure_of(shipped, "place")
    assert f"{found.rows.rows[0]['value']:.1f} of 100" in found.title
    assert "<text" not in saved(found, ".svg").decode()
    with pytest.raises(CoalitionError, match="'alfa' is not in the world study as of "):
        figure_of(few, "place")


@pytest.mark.parametrize("name", ["plane", "tornado"])
def test_data_of_figures_have_documented_columns(few: Answers, name: str) -> None:
    """Every column of the data of a figure that no command writes is documented."""
    rows = figure_of(few, name).rows
    assert [] == [column for column in rows.columns if column_of(rows.kind, column) is None]


def test_a_figure_is_a_picture_and_a_page(few: Answers) -> None:
    """PNG and PDF are what they say, and the type is embedded in the latter."""
    found = figure_of(few, "pairs")
    assert saved(found, ".png").startswith(b"\x89PNG")
    page = saved(found, ".pdf")
    assert page.startswith(b"%PDF")
    assert b"+Inter-Regular" in page
    with pytest.raises(OutputError, match=r"no figure has the ending \.gif; use \.svg, \.png or \.pdf"):
        saved(found, ".gif")


def test_the_same_figure_is_the_same_file(few: Answers, picture: Callable[[str], str]) -> None:
    """Two drawings of one result have the same bytes."""
    assert picture("points") == saved(figure_of(few, "points"), ".svg", "viability figure points x.svg").decode()


def test_an_unknown_figure_is_told_with_those_that_there_are(few: Answers) -> None:
    """A name that is none is answered with the nearest."""
    with pytest.raises(UnknownName, match=r"unknown figure 'tornados'; did you mean 'tornado'\?"):
        figure_of(few, "tornados")


def test_the_points_of_a_figure_are_those_of_the_result(shipped: Answers) -> None:
    """Every bar is as long as the points that the criterion loses and gains."""
    made = spec(figure_of(shipped, "points"))
    drawn = [row for rows in made["datasets"].values() for row in rows] if "datasets" in made else []
    told = str(made) + str(drawn)
    for one in shipped.score.questions.values():
        for row in one.contributions:
            assert f"'lost': {-row.lost!r}" in told
            assert f"'gained': {row.gained!r}" in told


def test_the_front_holds_what_no_other_beats(shipped: Answers) -> None:
    """For each coalition on the front no other is as high in both indices and higher in one; for each other one is."""
    rows, _, _ = places(shipped.sliders)
    known = [row for row in rows if row["judged"]]
    points = np.array([[row["first"], row["second"]] for row in known], dtype=float)
    for row, point in zip(known, points, strict=True):
        beaten = ((points >= point - 1e-3).all(axis=1) & (points > point + 2e-3).any(axis=1)).any()
        assert beaten != row["front"]


def test_colours_of_a_page_follow_its_theme(few: Answers) -> None:
    """In a page a figure has the colours of the page, no ids that others have, and no size that cuts it."""
    svg = inline(figure_of(few, "points"))
    assert "var(--blue)" in svg
    assert not re.search(r'(fill|stroke)="#(1b5e9b|e8923a|1a1a1a|595959)"', svg)
    assert 'role="img"' in svg
    assert "aria-labelledby" in svg


def test_text_of_others_stays_text(few: Answers, tmp_path: Path) -> None:
    """Names that are markup are drawn, not obeyed."""
    study = few.study
    first = study.members[0]
    hostile = study.states[first].replace(name="<script>alert(1)</script>")
    found = figure_of(asked(study.replace(states={**study.states, first: hostile})), "pairs")
    for svg in (saved(found, ".svg").decode(), inline(found)):
        assert "<script" not in svg
        assert "&lt;script&gt;" in svg
    assert tmp_path.is_dir()


def test_shades_pass_through_their_marks() -> None:
    """At each mark a shade is the colour of the mark, and what is unknown is grey."""
    assert [*LOW_TO_HIGH] == [shade(at) for at in SPAN]
    assert (LOW_TO_HIGH[0], LOW_TO_HIGH[-1], "#cccccc") == (shade(0), shade(100), shade(np.nan))


def test_without_the_extra_it_says_what_to_install() -> None:
    """A module that is not installed is named, with the command that installs it."""
    with pytest.raises(
        OutputError, match=r"need no_such_module, which is not installed; run: pip install 'viability\[report\]'"
    ):
        need("no_such_module")


def test_the_command_writes_the_figure_and_its_data(tmp_path: Path, typed: Callable[..., Result]) -> None:
    """`--data` writes the table behind it beside it, with the command in it."""
    done = typed("figure", "plane", "p.svg", "--data", "--study", str(SMALL))
    assert (0, ["p.csv", "p.svg"]) == (done.exit_code, sorted(path.name for path in tmp_path.iterdir())), done.output
    assert "wrote p.svg" in done.stderr
    assert "viability figure plane p.svg" in (tmp_path / "p.csv").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["scale", "x.gif"], "x.gif: the ending .gif is not possible here; use .svg, .png or .pdf"),
        (["nope", "x.svg"], "unknown figure 'nope'"),
        (["scale", "x.svg", "--output", "y.csv"], "write the name of the file without an option"),
    ],
)
def test_a_wrong_file_is_one_message(tmp_path: Path, typed: Callable[..., Result], words: list[str], told: str) -> None:
    """What cannot be drawn ends in one message and exit code 2, and nothing is written."""
    done = typed("figure", *words, "--study", str(SMALL))
    assert 2 == done.exit_code, done.exception
    assert told in done.stderr
    assert [] == [*tmp_path.iterdir()]
