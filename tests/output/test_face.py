"""The face of a score: one screen that answers of what scale, which verdicts, how sure, what costs, what carries."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from viability.analyses.score import Assessment, assess
from viability.engine.draws import SEED
from viability.output.destination import Format
from viability.output.face import chart, scale, shares, tell, under_scale
from viability.output.layout import View
from viability.output.moved import moved
from viability.output.score import ScoreView, sheet
from viability.output.terminal import drawn, plain
from viability.output.text import shortened
from viability.output.words import level_words
from viability.output.write import emit
from viability.study.framework import Band
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study


@pytest.fixture(scope="module")
def result(study: Study) -> Assessment:
    """Return the shipped study's assessment."""
    return assess(study, draws=200)


@pytest.mark.parametrize("width", [80, 120])
def test_one_screen_answers(result: Assessment, width: int) -> None:
    """In 24 lines stand each index of 100, its scale, ranges by name, every verdict's share, pillars, and six rows."""
    lines = drawn(ScoreView(result, extent="brief"), width).splitlines()[:24]
    assert [] == [line for line in lines if cell_len(line) > width]
    text = "\n".join(lines)
    for one in result.questions.values():
        assert f"{one.study.framework.question.title} ● {one.index:.1f} of 100: {one.verdict}" in text
        for name, found in one.ranges.items():
            assert f"{found.low:.0f} to {found.high:.0f} ({name})" in text
        assert all(band.verdict in text for band in one.study.framework.bands)
        assert all(pillar.title in text for pillar in one.study.framework.pillars.values())
    assert "200 trials varied data within their doubt, weights at random" in " ".join(text.split())
    assert "ranges hold 9 of 10" in " ".join(text.split())
    assert 3 == len(re.findall(r"^ +-\d+\.\d \w", text, re.MULTILINE))
    assert 3 == len(re.findall(r"^ +\+\d+\.\d \w", text, re.MULTILINE))


@pytest.mark.parametrize(("above", "floor"), [(0.0, "upper"), (0.1, "upper"), (-0.1, "lower")])
def test_an_index_stands_within_its_band(result: Assessment, above: float, floor: str) -> None:
    """The mark stands behind the floor of its band and before the next, also right on a floor and right below it."""
    edge = round(result.index - above, 3)
    bands = (Band(verdict="good", at_least=edge if above else result.index), Band(verdict="bad", at_least=0))
    study = result.study.replace(framework=result.study.framework.replace(bands=bands, blocked="bad"))
    before, _, after = scale(replace(result, about=replace(result.about, study=study)), 80).plain.partition("●")
    assert (f"{bands[0].at_least:g} " in before) == (floor == "upper")
    assert (f"{bands[0].at_least:g} " in after) == (floor == "lower")


def test_shares_of_verdicts_go_from_worst_to_best(result: Assessment) -> None:
    """The shares stand in the order of the scale."""
    told = shares(result)
    worst_first = [band.verdict for band in result.study.framework.bands[::-1]]
    assert worst_first == [re.sub(r" [<>]?\d+ %$", "", part) for part in told.split(", ")]


def test_the_chart_holds_every_criterion_once(result: Assessment) -> None:
    """Each criterion has one row in the chart, and a brief score has none."""
    rows = [line.plain for line in chart(result, 80)]
    asked = result.questions.values()
    titles = [one.study.criteria[row.criterion].title for one in asked for row in one.contributions]
    assert [1] * len(titles) == [sum(row.startswith(f"  {title} ") for row in rows) for title in titles]
    assert "by criterion" in drawn(ScoreView(result))
    assert "by criterion" not in drawn(ScoreView(result, extent="brief"))


def test_lost_and_gained_are_told_apart_in_ascii(result: Assessment) -> None:
    """In ASCII the scale, the mark and both sides of the chart stay."""
    text = plain(drawn(ScoreView(result)))
    assert text.isascii()
    assert "points against | for" in text
    assert re.search(r"# \| #", text)
    assert re.search(r"0 \.+[-=. ]", text)


def test_a_level_is_told_in_the_words_of_its_rubric(study: Study) -> None:
    """What stands behind a rated criterion is told by the first words of its level."""
    found = assess(study, draws=5)
    rated = [
        (row, row.carries)
        for row in found.contributions
        if (of := study.criteria[row.criterion].measure.of) and study.attributes[of].is_rating
    ]
    told = [(tell(found, row, "gained"), row.criterion, by) for row, by in rated if by is not None]
    whole = [(one.value, study.attributes[study.criteria[name].measure.of or ""]) for one, name, by in told]
    assert whole
    assert any(value in {level_words(of, level) for level in of.rubric} for value, of in whole)


@pytest.mark.parametrize(
    ("text", "width", "told"),
    [
        ("None found", 10, "None found"),
        ("None found; no quarrel", 15, "None found ..."),
        ("One two three", 9, "One ..."),
        ("none found, and no border known", 25, "none found ..."),
        ("and with no end", 12, "and ..."),
    ],
)
def test_a_sentence_is_shortened_between_words(text: str, width: int, told: str) -> None:
    """What does not fit ends after a word, and three dots say so."""
    assert told == shortened(text, width)


def test_a_page_has_few_columns_captions_and_sources(result: Assessment, tmp_path: Path) -> None:
    """Markdown holds what the terminal shows, in tables of eight columns at most, each with a caption."""
    emit(sheet(result), ScoreView(result), Format.md, [tmp_path / "score.md"])
    lines = (tmp_path / "score.md").read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if re.match(r"\|[ -]*---", line)]
    assert len(tables) == sum(line.startswith("Table: ") for line in lines)
    assert 8 >= max(line.count("|") - 1 for line in tables)
    assert any(line.startswith("Sources of the values named: ") for line in lines)
    assert any(f"seed: {SEED}" in line for line in lines)


def test_a_weight_that_looks_like_a_share_is_minded(study: Study) -> None:
    """A plain weight of 40 beside ones is told of in the heading of a score, once."""
    pillar = next(iter(study.framework.pillars))
    view: View = ScoreView(
        assess(study, Scenario(id="", title="", changes=(SetWeight(weight=pillar, value=40),)), draws=20)
    )
    assert 1 == drawn(view).count("did you mean")


def test_effects_of_pillars_add_up_to_that_on_the_index(study: Study) -> None:
    """Beside what a weight moved stands each pillar's effect; their sum is the index's difference."""
    pillar = next(iter(study.framework.pillars))
    weighed = Scenario(id="", title="", changes=(SetWeight(weight=pillar, value=0.4, share=True),))
    result = assess(study, weighed, draws=5)
    assert result.baseline is not None
    lines = drawn(moved(result.baseline, result, 120), 120).splitlines()
    effects = [float(line.split()[-1]) for line in lines if "->" in line and "%" in line]
    assert len(study.framework.question.pillars) == len(effects)
    assert result.index - result.baseline.index == pytest.approx(sum(effects), abs=0.005 * len(effects))
    told = f"Viability {result.baseline.index:.1f} -> {result.index:.1f} {result.index - result.baseline.index:+.2f}"
    assert told == " ".join(lines[-1].split())


def test_verdicts_stand_below_their_parts_of_the_scale(result: Assessment) -> None:
    """Under the scale each verdict has its name and its share, in the order of the scale, at 80 columns, too."""
    for width in (80, 120):
        for one in result.questions.values():
            line = under_scale(one, width)
            assert cell_len(line) <= width
            assert shares(one) == re.sub(" {2,}", ", ", line.removeprefix("  "))
    bands = tuple(Band(verdict=band.verdict * 3, at_least=band.at_least) for band in result.study.framework.bands)
    long = result.study.framework.replace(bands=bands, blocked=bands[0].verdict)
    crowded = replace(result, about=replace(result.about, study=result.study.replace(framework=long)))
    assert f"  {shares(crowded)}" == under_scale(crowded, 60)


def test_a_page_of_all_tables_holds_more_than_one_without(result: Assessment) -> None:
    """With all tables asked for, the page ends with them; else it stops at the list of criteria."""
    short, whole = (ScoreView(result, 0, extent).markdown() for extent in ("chart", "full"))
    assert whole.startswith(short)
    assert "Table: Obstacles (points lost: " in whole
    assert "Table: Obstacles" not in short
