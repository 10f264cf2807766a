"""Views at a terminal's widths: nothing is cut, text is text, what is unknown shows as unknown.

Longer than other files: all views are drawn once, and what holds for each of them is asked of all.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console, RenderableType

from viability.analyses.check import Check
from viability.analyses.coalitions.search import search
from viability.analyses.compare import compare
from viability.analyses.explain import trace_criterion, trace_pillar, trace_state
from viability.analyses.members import members
from viability.analyses.pairs import pairs
from viability.analyses.path import path
from viability.analyses.score import Assessment, assess
from viability.analyses.sensitivity.answer import sensitivity
from viability.analyses.trend import trend
from viability.analyses.uncertainty import Range
from viability.engine.evaluate import evaluate
from viability.errors import Problem
from viability.files.folder import load_study
from viability.output.check import CheckView
from viability.output.coalitions import SearchView
from viability.output.compare import CompareView
from viability.output.explain import CriterionView, StateView
from viability.output.layout import band_style, bar, grid
from viability.output.members import MembersView
from viability.output.pairs import PairsView
from viability.output.path import PathView
from viability.output.pillars import PillarView
from viability.output.score import ScoreView
from viability.output.sensitivity import view as sensitivity_view
from viability.output.terminal import drawn, plain
from viability.output.text import indexed, measured, number, percent, signed
from viability.output.trend import TrendView, sparkline
from viability.study.framework import Band
from viability.study.scenario import Scenario, SetValue, SetWeight
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"
NAN = float("nan")


def whole(result: Assessment, top: int = 8) -> ScoreView:
    """Return all that a score can show."""
    return ScoreView(result, top, "full")


def score(study: Study) -> RenderableType:
    """Return every row of a score with its baseline."""
    return whole(assess(study, study.scenarios["turkmenistan_joins"], draws=20), 0)


def side_by_side(study: Study) -> RenderableType:
    """Return a comparison of every scenario that is no strategy, for these are ranked instead."""
    shown = ("leave_csto", "paper", "russian_pressure", "turkmenistan_joins", "wide_opponents")
    return CompareView(compare(study, [study.scenarios[name] for name in shown], draws=20))


def matrix(study: Study) -> RenderableType:
    """Return the pairs of all states."""
    everyone = study.with_members(study.states)
    return PairsView(pairs(everyone))


def carriers(study: Study) -> RenderableType:
    """Return what each member brings."""
    return MembersView(members(study))


def pillar(study: Study) -> RenderableType:
    """Return an explained pillar."""
    return PillarView(trace_pillar(study, "foreign_policy"))


VIEWS: dict[str, Callable[[Study], RenderableType]] = {
    "score": score,
    "compare": side_by_side,
    "pairs": matrix,
    "members": carriers,
    "explain state": lambda study: StateView(trace_state(study, "kazakhstan")),
    "explain criterion": lambda study: CriterionView(trace_criterion(study, "freedom_to_ally")),
    "explain pair criterion": lambda study: CriterionView(trace_criterion(study, "defence_ties")),
    "explain pillar": pillar,
    "coalitions": lambda study: SearchView(search(study, draws=5)),
    "path": lambda study: PathView(path(study, to="viable", max_steps=3)),
    "trend": lambda study: TrendView(trend(study, start="2024")),
}


@pytest.fixture(scope="module")
def views(study: Study) -> dict[str, RenderableType]:
    """Return every view of the shipped study."""
    return {name: make(study) for name, make in VIEWS.items()}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", VIEWS)
def test_views_keep_to_the_width_and_cut_nothing(views: dict[str, RenderableType], name: str, width: int) -> None:
    """No line is longer than the width, and each table's last heading, the first to be cut, stands whole."""
    lines = drawn(views[name], width).splitlines()
    assert [] == [line for line in lines if cell_len(line) > width]
    assert [] == [line for line in lines if "…" in line]
    heads = [line for line, below in pairwise(lines) if below.startswith("─")]
    assert heads
    assert [] == [head for head in heads if not head.endswith(LAST[name])]


LAST = {
    "score": ("Share of index", "Effect", "Coverage", "Value"),
    "compare": ("(leave_csto)", "(paper)", "(russian_pressure)", "(turkmenistan_joins)", "(wide_opponents)"),
    "pairs": ("TKM",),
    "members": ("Shapley", "Institutional"),
    "explain state": ("Why, and source",),
    "explain criterion": ("Behind it",),
    "explain pair criterion": ("Behind it",),
    "explain pillar": ("Question",),
    "coalitions": ("Marks",),
    "path": ("Gain",),
    "trend": ("Most", "Verdict", "What"),
}
"""The last headings of each view's tables."""


@pytest.mark.parametrize("width", [80, 120])
def test_the_titles_of_all_criteria_stand_whole(study: Study, width: int) -> None:
    """With every row shown, what each criterion is called stands whole: once where it is low, once where it is high."""
    lines = drawn(whole(assess(study, draws=20), 0), width).partition("Obstacles")[2].splitlines()
    called = [name for c in study.criteria.values() for name in (c.when_low, c.when_high)]
    assert dict.fromkeys(called, 1) == {name: sum(line.startswith(f"{name} ") for line in lines) for name in called}


@pytest.mark.parametrize("width", [80, 120])
def test_names_of_compared_scenarios_stand_whole(views: dict[str, RenderableType], study: Study, width: int) -> None:
    """Scenarios that do not fit beside each other stand in a table below, each with the baseline."""
    lines = drawn(views["compare"], width).splitlines()
    heads = [line.split() for line, below in pairwise(lines) if below.startswith("─")]
    assert {"Baseline"} == {head[0] for head in heads}
    plain = [name for name, one in study.scenarios.items() if one.strategy is None or name == "leave_csto"]
    assert [f"({name})" for name in plain] == [name for head in heads for name in head[1:]]
    labels = [c.title for c in study.criteria.values() if any(line.strip().startswith(c.title) for line in lines)]
    assert "Great-power pressure" in labels


def test_a_narrow_terminal_is_no_error(views: dict[str, RenderableType]) -> None:
    """At 40 columns, too, every view is drawn within the width."""
    for view in views.values():
        assert [] == [line for line in drawn(view, 40).splitlines() if cell_len(line) > 40]


def test_brackets_in_text_are_text(framework_1: Study) -> None:
    """What looks like markup in a title or a note is shown as it was written, in tables and outside."""
    study = framework_1
    criterion = study.criteria["effort"].replace(title="[bold]Effort[/]", rationale="[red]why[/red]")
    state = study.states["kazakhstan"].replace(name="Kazakh[i]stan")
    marked = study.replace(
        title="[blue]Study",
        criteria={**study.criteria, "effort": criterion},
        states={**study.states, "kazakhstan": state},
    )
    text = drawn(whole(assess(marked, draws=20), 0))
    assert 2 == sum(line.startswith("[bold]Effort[/] ") for line in text.splitlines())
    assert "[blue]Study" in text
    assert "Kazakh[i]stan" in text
    assert "[red]why[/red]" in drawn(CriterionView(trace_criterion(marked, "effort")))
    assert "[/nonsense" in drawn(CheckView(checked([Problem("a.yaml", "bad [/nonsense")])))


@pytest.mark.parametrize("joins", ["turkmenistan", "trnc"])
def test_a_blocked_verdict_names_the_criterion_first(study: Study, joins: str) -> None:
    """Where a criterion blocks, the view says which and what verdict is left before it shows any table."""
    result = assess(study, Scenario(id="", title="", with_=(joins,)), draws=20)
    assert ["freedom_to_ally"] == [c.id for c in result.blocking]
    lines = drawn(whole(result)).splitlines()
    told = (
        f"Blocked by Freedom to ally: {study.states[joins].name} scores under 10, so the verdict is at most 'fragile'."
    )
    assert lines.index(told) < next(i for i, line in enumerate(lines) if line.startswith("─"))


def assessed(verdicts: tuple[float, ...], low: float, high: float) -> Assessment:
    """Return the assessment of the small study (index near 50, between two bands) with other draws."""
    result = assess(load_study(SMALL), draws=10)
    ends = Range(low=low, median=(low + high) / 2, high=high)
    return replace(result, uncertainty=replace(result.uncertainty, verdicts=verdicts, viability=ends))


def test_the_headline_says_how_it_could_be_misread() -> None:
    """A verdict that most draws do not share is told, and an index outside the range of the draws."""
    result = assess(load_study(SMALL), draws=10)
    index, band = result.viability, int(result.evaluation.verdicts[0])
    ours, others = (1.0, 0.0) if band == 0 else (0.0, 1.0), (0.3, 0.7) if band == 0 else (0.7, 0.3)
    other = result.study.framework.bands[1 - band].verdict
    lines = drawn(whole(assessed(others, index - 5, index + 5))).splitlines()
    assert f"Most results say otherwise: 70 % '{other}'." in [line.strip() for line in lines]
    lines = drawn(whole(assessed(ours, index + 1, index + 5)), 200).splitlines()
    outside = (
        "The index lies outside its range (data and weights varied): more of the doubt about the values is to the "
        "other side of it."
    )
    assert outside in [line.strip() for line in lines]
    data = replace(result.uncertainty, viability_data=Range(low=index + 1, median=index + 2, high=index + 3))
    lines = drawn(whole(replace(result, uncertainty=data)), 200).splitlines()
    assert outside.replace("data and weights varied", "data varied") in [line.strip() for line in lines]
    pillar = result.study.framework.pillars["will"].title
    low = Range(low=0.0, median=0.0, high=result.pillars["will"].score - 1)
    for ranges in ("pillars", "pillars_data"):
        doubt = replace(result.uncertainty, **{ranges: (low, *getattr(result.uncertainty, ranges)[1:])})
        text = drawn(whole(replace(result, uncertainty=doubt)), 2000)
        assert f"Scores outside their own range, as most doubt about the values is to one side: {pillar}" in text
    quiet = drawn(whole(assessed(ours, index - 5, index + 5)))
    assert "otherwise" not in quiet
    assert "outside" not in quiet


@pytest.mark.parametrize(("share", "warned"), [(0.94, True), (0.95, False)])
def test_an_edge_that_no_draw_crosses_is_no_worry(share: float, warned: bool) -> None:  # noqa: FBT001 - expected
    """An index a point above the edge of its band is warned of, unless nearly all draws have its verdict."""
    result = assess(load_study(SMALL), draws=10)
    bands = (Band(verdict="viable", at_least=result.viability - 1), Band(verdict="not viable", at_least=0))
    study = result.study.replace(framework=result.study.framework.replace(bands=bands))
    doubt = replace(result.uncertainty, verdicts=(share, 1 - share))
    near = replace(assess(study, draws=10), uncertainty=doubt)
    assert warned == ("Only 1.0 points above 'not viable'" in drawn(whole(near)))


@pytest.mark.parametrize(("covered", "warned"), [(0.64, True), (0.66, False)])
def test_less_than_two_thirds_known_is_little(covered: float, warned: bool) -> None:  # noqa: FBT001 - expected
    """Where less is known than a verdict takes, the headline says so."""
    result = assess(load_study(SMALL), draws=10)
    less = replace(result, about=replace(result.about, coverage=covered))
    assert warned == ("a verdict takes 65 %" in drawn(whole(less)))


def test_set_weights_are_named_where_they_leave_the_range(study: Study) -> None:
    """An index beside the range is blamed on weights that were set, also by a scenario, if draws do not follow them."""
    weighed = Scenario(id="w", title="W", changes=(SetWeight(weight="military_capacity", value=0.97, share=True),))
    text = drawn(whole(assess(study, weighed, draws=200, weights="uniform")), 1000)
    assert "The index lies outside its range: the varied weights do not follow the weights that were set." in text
    assert "The range does not follow the weights that were set" in text


def test_a_comparison_shows_how_much_is_known(framework_1: Study) -> None:
    """Where something is unknown in any of the compared, each column has its coverage."""
    study = framework_1
    text = drawn(CompareView(compare(study.replace(as_of="2001-12-31"), [], draws=5)), 200)
    covered = percent(float(evaluate(study.replace(as_of="2001-12-31")).total_coverage()[0]))
    assert ["coverage", *covered.split()] == next(r.split() for r in text.splitlines() if r.startswith("  coverage"))
    assert "  coverage" not in drawn(CompareView(compare(study, [], draws=5)), 200)


def test_ties_are_told(framework_1: Study) -> None:
    """Where others move a criterion as much, their number stands behind the name, and where all do, `all alike`."""
    study = framework_1
    level = study.attributes["declared_will"]
    assert level.is_rating
    changes = tuple(SetValue(set=f"{state}.declared_will", value=3) for state in study.members)
    text = drawn(whole(assess(study, Scenario(id="", title="", changes=changes), draws=20), 0), 200)
    (row,) = {" ".join(line.split()[4:6]) for line in text.splitlines() if line.startswith("Declared will")}
    assert "all alike" == row
    assert re.search(r", 1 more (member|pair) ", text)
    alone = tuple(SetValue(set=f"{state}.declared_will", value=2) for state in ("turkiye", "azerbaijan"))
    pair = Scenario(id="", title="", members=("turkiye", "azerbaijan"), changes=alone)
    found = assess(study, pair, draws=20)
    some = any(0 < d.alike < d.of - 1 for c in found.contributions for d in (c.drags, c.carries) if d is not None)
    assert some == (re.search(r", \d more (member|pair)s? ", drawn(whole(found, 0), 200)) is not None)


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (59.98, 1, "59.9"),
        (60.0, 1, "60.0"),
        (60.0 - 1e-12, 1, "60.0"),
        (59.94, 1, "59.9"),
        (59.6, 0, "59"),
        (60.4, 0, "60"),
        (39.996, 2, "39.99"),
    ],
)
def test_an_index_is_not_rounded_onto_a_floor(study: Study, value: float, digits: int, written: str) -> None:
    """What is below the floor of a band is never written as the floor, unless it counts as on it."""
    bands = (Band(verdict="good", at_least=60), Band(verdict="fair", at_least=40), Band(verdict="bad", at_least=0))
    assert written == indexed(
        study.replace(framework=study.framework.replace(bands=bands, blocked="bad")), value, digits
    )


def test_a_what_if_that_cannot_matter_says_so(study: Study) -> None:
    """A change to a state outside the coalition moves nothing, and the table of what moved says that."""
    change = SetValue(set="hungary.freedom_to_ally", value=0)
    text = drawn(whole(assess(study, Scenario(id="", title="", changes=(change,)), draws=20)))
    assert "  nothing: all scores are what they were" in [line.rstrip() for line in text.splitlines()]


def test_weights_drawn_alike_although_some_are_set_are_told(study: Study) -> None:
    """Where all weights are to be drawn alike and some are set, the headline says that the range does not follow."""
    weighed = Scenario(id="", title="", changes=(SetWeight(weight="foreign_policy", value=2),))
    told = "The range does not follow the weights that were set: leave out --weights-drawn uniform."
    assert told in drawn(whole(assess(study, weighed, draws=20, weights="uniform")), 1000)
    assert told not in drawn(whole(assess(study, weighed, draws=20)), 1000)
    assert told not in drawn(whole(assess(study, draws=20, weights="uniform")), 1000)


def test_the_headline_names_both_ranges_and_the_share_of_every_verdict(study: Study) -> None:
    """Data varied, then data and weights varied, each with its median, and every verdict that draws give."""
    result = assess(study, draws=200)
    lines = [line.strip() for line in drawn(whole(result), 200).splitlines()]
    for name, found in result.ranges.items():
        assert f"{name}: {found.low:.0f} to {found.high:.0f}, median {found.median:.0f}" in lines
    told = "; ".join(f"{100 * share:.0f} % {verdict}" for verdict, share in result.verdicts.items() if share)
    assert any(line.endswith(f"{told} (of 200 draws)") for line in lines)


def test_scores_outside_their_ranges_are_named_below(framework_1: Study) -> None:
    """A score whose doubt lies on one side of it may lie outside its range, and the view says so and why."""
    study = framework_1
    text = drawn(whole(assess(study, draws=2000)), 2000)
    named = "Regional imbalance, Effort."
    assert f"Scores outside their own range, as most doubt about the values is to one side: {named}" in text


def test_every_view_warns_where_little_is_known(study: Study) -> None:
    """Below the head of any view stands how little of the values that count is known, where it is little."""
    early = study.replace(as_of="2001-12-31")
    covered = percent(float(evaluate(early).total_coverage()[0]))
    warning = f"only {covered} of the values that count are known: the result says little"
    for view in (PairsView(pairs(early)), StateView(trace_state(early, "kazakhstan"))):
        assert warning == drawn(view, 200).splitlines()[3]
    assert "says little" not in drawn(PairsView(pairs(study)), 200)


def test_a_scenario_that_the_study_does_not_hold_is_compared_like_any_other(study: Study) -> None:
    """What-ifs of one's own stand beside the baseline by id, or by what they do where they have none."""
    mine = Scenario(id="mine", title="Mine", description="As I see it.", without=("kyrgyzstan",))
    nameless = Scenario(id="", title="", compensation=0)
    text = drawn(CompareView(compare(study, [mine, nameless], draws=20)), 200)
    head = next(line for line, below in pairwise(text.splitlines()) if below.startswith("─"))
    assert ["Baseline", "(mine)", "compensation", "0"] == head.split()
    assert "mine: Mine. As I see it." in text.splitlines()


def test_a_scenario_of_another_day_says_so(study: Study) -> None:
    """Where a scenario has its own day, part of the difference from the baseline is the date, and that is told."""
    told = "paper is as of 2024-12-17, the baseline as of 2026-03-13: part of the difference is the date"
    assert told in drawn(CompareView(compare(study, ["paper"], draws=20)), 1000)
    same = compare(study, ["paper"], then=[Scenario(id="", title="", as_of="2024-12-17")], draws=20)
    assert told not in drawn(CompareView(same), 1000)


def test_what_is_unknown_shows_as_unknown() -> None:
    """An unknown number is a dash, an unknown pair has a dash, an unknown value says so."""
    assert ["-", "-", "-", "-", "-"] == [number(None), number(NAN), percent(NAN), signed(NAN), measured(NAN, "km")]
    alliance = load_study(SMALL).with_members(["alfa", "bravo", "charlie"])
    want = drawn(CriterionView(trace_criterion(alliance, "want_of_alternative")))
    assert ["Charlie", "unknown", "-", "-"] == next(row.split() for row in want.splitlines() if row[:7] == "Charlie")
    early = alliance.replace(as_of="2014-12-31")
    rows = drawn(PairsView(pairs(early))).splitlines()
    # only Charlie has no memberships and no values at all: no pair is known of anybody, for ties date from 2015
    assert ["Charlie", "-", "-", "·"] == next(row.split() for row in rows if row.startswith("Charlie"))
    assert "Missing: alfa.defence_tie, threats.north" in drawn(StateView(trace_state(alliance, "charlie")))


def test_a_criterion_without_known_values_is_named_as_weightless(framework_1: Study) -> None:
    """A criterion of which nothing is known at the day holds no points and is named below the obstacles."""
    study = framework_1
    text = drawn(whole(assess(study, Scenario(id="", title="", as_of="1991"), draws=20), 0), 1000)
    (note,) = [line for line in text.splitlines() if "unknown, so without weight" in line]
    assert "Effort" in note.partition(": ")[2].split(", ")
    assert not any(line.startswith("Effort ") for line in text.splitlines())


@pytest.mark.parametrize(("value", "told"), [(54.99, "55.0"), (0.0, "0.0"), (100.0, "100.0"), (None, "-")])
def test_numbers_have_one_decimal(value: float | None, told: str) -> None:
    """An index is written with one decimal."""
    assert told == number(value)


@pytest.mark.parametrize(
    ("share", "told"), [(1.0, "100 %"), (0.9999, "99.9 %"), (0.25, "25 %"), (1 / 6, "16.7 %"), (0.0, "0 %")]
)
def test_what_is_nearly_all_is_not_all(share: float, told: str) -> None:
    """A share is written with three digits, and only what is all is 100 %."""
    assert told == percent(share)


@pytest.mark.parametrize(("delta", "told"), [(0.04, "0"), (-0.04, "0"), (0.05, "+0.1"), (-2.0, "-2.0")])
def test_a_difference_has_a_sign_or_is_nought(delta: float, told: str) -> None:
    """A difference that one decimal cannot show is 0, any other has its sign."""
    assert told == signed(delta)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(21884.0, "m US$", "21,884 m US$"), (0.428, "% of GDP", "0.428 % of GDP"), (3.0, "", "3")],
)
def test_a_raw_value_has_its_unit(value: float, unit: str, told: str) -> None:
    """A measured value has three digits, thousands have commas, and the unit follows."""
    assert told == measured(value, unit)


def test_a_pipe_gets_neither_shaded_bars_nor_colour_and_a_terminal_both(study: Study) -> None:
    """Bars of pillars and colour stand where a person looks; the numbers are the same without."""
    view = whole(assess(study, draws=20))
    assert "░" not in drawn(view)
    console = Console(width=120, force_terminal=True, color_system="truecolor", highlight=False, _environ={})
    with console.capture() as captured:
        console.print(view)
    shown = captured.get()
    assert "░" in shown
    assert "\x1b[" in shown
    quiet = Console(width=120, force_terminal=True, no_color=True, highlight=False, _environ={})
    with quiet.capture() as captured:
        quiet.print(PairsView(pairs(study)))
    assert "\x1b[3" not in captured.get()  # no colour, be it of text or of ground
    assert "\x1b[4" not in captured.get()


@pytest.mark.parametrize(("value", "full"), [(0.0, 0), (50.0, 8), (100.0, 16), (120.0, 16), (-5.0, 0), (NAN, 0)])
def test_a_bar_is_as_long_as_its_value(value: float, full: int) -> None:
    """Of sixteen blocks as many are full as the value's share of a hundred; beyond the ends it stops."""
    assert "█" * full + "░" * (16 - full) == bar(value).plain


def test_a_sparkline_runs_on_a_scale_that_several_share() -> None:
    """The least of the scale has the lowest block, the most the highest, and a gap is unknown."""
    assert "▁ █" == sparkline([1.0, NAN, 2.0], 1, 2)
    assert "▁▁" == sparkline([3.0, 3.0], 3, 3)
    assert "▁▁" == sparkline([3.0, 3.1], 0, 100)
    assert " " == sparkline([NAN], 0, 1)


def test_every_view_can_be_had_in_ascii(views: dict[str, RenderableType]) -> None:
    """In ASCII every view keeps its words: nothing of the shipped study is beyond likeness."""
    for name, view in views.items():
        text = drawn(view, 120)
        reduced = plain(text)
        assert reduced.isascii(), name
        assert text.count("?") == reduced.count("?"), name


def test_a_sound_study_says_so_and_problems_are_counted() -> None:
    """The check lists every problem and counts them, or says that there is none and what was read."""
    problems = [Problem("states/a.yaml", "is wrong", 3, "mend it"), Problem("states/b.yaml", "is worse")]
    assert ("states/a.yaml:3: is wrong; mend it\nstates/b.yaml: is worse\n2 problems in here\n") == drawn(
        CheckView(checked(problems))
    )
    assert "no problems in here: 8 states, 2 sources\n" == drawn(CheckView(checked()))


def test_warnings_stand_below_problems_and_are_counted() -> None:
    """What looks like a slip is told as such, and a report says how many problems it does not list."""
    odd = [Problem("states/a.yaml", "is odd", 3)]
    told = "no problems in here: 8 states, 2 sources; 1 warning\nwarning: states/a.yaml:3: is odd\n"
    assert told == drawn(CheckView(checked(warnings=odd)))
    many = CheckView(replace(checked([Problem("states/a.yaml", "is wrong")]), more={"states/a.yaml": 3_800}))
    assert "states/a.yaml: is wrong\nstates/a.yaml: 3,800 more problems\n3,801 problems in here\n" == drawn(many)


def checked(problems: Sequence[Problem] = (), warnings: Sequence[Problem] = ()) -> Check:
    """Return a check that found these."""
    counts = {"states": 8, "sources": 2}
    return Check(
        study=None,
        problems=(*problems,),
        more={},
        warnings=(*warnings,),
        location="here",
        counts=counts,
        gaps=(),
        applied=True,
    )


@pytest.mark.parametrize(
    ("bands", "colours"),
    [
        (1, ["dodger_blue1"]),
        (2, ["dodger_blue1", "dark_orange"]),
        (3, ["dodger_blue1", "orange3", "dark_orange"]),
        (4, ["dodger_blue1", "deep_sky_blue3", "orange3", "dark_orange"]),
        (6, ["dodger_blue1", "deep_sky_blue3", "deep_sky_blue3", "orange3", "orange3", "dark_orange"]),
    ],
)
def test_the_worst_verdict_is_drawn_as_the_worst(bands: int, colours: list[str]) -> None:
    """However many bands there are, the first is blue and the last of several orange."""
    assert [f"bold {colour}" for colour in colours] == [band_style(band, bands) for band in range(bands)]


def test_what_rests_on_old_values_is_said() -> None:
    """Beside what is known stands how much of it is old; where nothing is, no word on age."""
    study = load_study(SMALL)
    result = assess(study.replace(as_of="2024-12-31"), draws=1)
    # all of three criteria; of the fourth the pact's credibility, but not the two states' memberships: 3/4 + 1/4 / 3
    assert 5 / 6 == pytest.approx(result.old_share)
    assert "83.3 % of the weight rests on values more than five years old" in drawn(whole(result), 100)
    assert "five years" not in drawn(whole(assess(study, draws=1)), 100)


def test_a_coalition_stands_once_with_marks_that_the_legend_explains(study: Study) -> None:
    """Whatever a search names stands in one row; each mark that is used is explained, and no other."""
    found = search(study, size=3, top=3)
    lines = drawn(SearchView(found), 120).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("─")) + 1
    rows = lines[start : lines.index("", start)]
    listed = (found.leaders, found.best_per_size, found.against_cohesion, found.against_other, found.against_size)
    assert len(rows) == len({one.members for each in listed for one in each}) + 1
    assert next(row for row in rows if row.startswith("TUR AZE KAZ KGZ UZB")).endswith("own")
    assert rows[0].endswith("s l c q")
    explained = [line[:3].strip() for line in lines[start + len(rows) + 1 :] if line[3:4] == " " and line[:1] != " "]
    assert {"own", "s", "l", "c", "q"} == {*explained} - {"Wit"}


def test_members_begin_with_who_carries_and_who_drags(study: Study) -> None:
    """The first sentences name both, by how much the index moves without them, and in how many draws it does so."""
    found = members(study, draws=100)
    lines = drawn(MembersView(found), 200).splitlines()
    by_gap = sorted(found.without, key=lambda one: one.viability)
    first, last = by_gap[0], by_gap[-1]
    told = f"{study.states[first.state].name} carries the coalition most: without it the index would be"
    assert lines[4].startswith(told)
    assert f"It is lower in {percent(first.lower)} of the draws." in lines[4]
    assert lines[5].startswith(f"{study.states[last.state].name} drags the coalition down most")


def test_a_coalition_of_two_cannot_lose_a_member(study: Study) -> None:
    """Where nobody can leave, the view says so and draws nothing."""
    text = drawn(MembersView(members(study.with_members(["turkiye", "azerbaijan"]))))
    assert "A coalition of two cannot lose a member" in text
    assert "9 of 10 draws" not in text


def test_sensitivity_begins_with_how_sure_the_verdict_is() -> None:
    """The first sentences say how far all doubt reaches, where it comes from, and what turns the verdict."""
    found = sensitivity(load_study(SMALL), samples=2)
    lines = drawn(sensitivity_view(found), 200).splitlines()
    change = found.least_change
    assert change is not None
    assert "all in doubt, 9 of 10 results lie between" in lines[4]
    assert lines[5].startswith("Doubt about ")
    assert f"as soon as {50 * change.change:.1f} % of all weight is moved" in lines[6]
    assert "before their order is sure" in lines[7]


def test_no_word_of_a_table_is_broken_where_all_words_fit() -> None:
    """At 40 columns words and short cells stand whole, the longest text takes the rest; a longer word gives way."""
    table = grid(("Id", "left"), ("What", "left"), ("Range", "right"))
    table.add_row("security_perceptions", "What the members see as a danger", "0 to 4")
    lines = drawn(table, 40).splitlines()
    assert [] == [line for line in lines if cell_len(line) > 40]
    assert {*["security_perceptions", "What", "the", "members", "see", "as", "a", "danger", "0", "to", "4"]} <= {
        *" ".join(lines).split()
    }
    assert any("0 to 4" in line for line in lines)
    table.add_row("a_word_that_is_longer_than_any_table", "Short", "1")
    lines = drawn(table, 40).splitlines()
    assert [] == [line for line in lines if cell_len(line) > 40]
    assert any("0 to 4" in line for line in lines)


def test_the_foot_says_of_each_question_how_much_is_known(study: Study) -> None:
    """A figure is missing that necessity reads, and viability's share, which is whole, does not stand for it."""
    result = assess(study, draws=5)
    told = " ".join(drawn(ScoreView(result)).split())
    necessity = result.questions["necessity"]
    assert 0.99 < necessity.coverage < 1 == result.coverage
    assert "Known for viability: 100 % of the values" in told
    assert f"Known for necessity: {100 * necessity.coverage:.3g} % of the values" in told
    alone = " ".join(drawn(ScoreView(assess(study, draws=5, question="necessity"))).split())
    assert f" Known: {100 * necessity.coverage:.3g} % of the values" in alone
