"""What would have to change first.

Longer than other files: each kind of step is worked by hand on a study of its own, which takes its lines.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.made import two_questions
from analyses.sensitivity.made import many
from strategies import BANDS, alliances, asks, build, compensations
from viability.analyses.path import Path, path
from viability.analyses.themes import themes
from viability.engine.evaluate import evaluate
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.profile import Threat
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply

WILL = asks("attribute", "will", worst=0, best=4)
FIRM = asks("attribute", "will", "weakest-link", worst=0, best=4)
RATING = {"levels": 4, "changeable": True}
NUMBER = {"range": (0, 100), "changeable": True}


def study_of(
    criteria: dict[str, Any],
    codebook: dict[str, Any],
    *,
    ties: object = None,
    more: dict[str, object] | None = None,
    **columns: list[object],
) -> Study:
    """Build a study of states a, b, c and so on from a list of values for each attribute."""
    size = max(len(values) for values in columns.values())
    states: dict[str, Any] = {
        "abcdef"[i]: {"attributes": {name: values[i] for name, values in columns.items()}} for i in range(size)
    }
    if ties is not None:
        states["a"]["ties"] = ties
    return build({"criteria": criteria, "codebook": codebook, "states": states, **(more or {})})


def steps_of(found: Path) -> list[tuple[str, float, float, float]]:
    """Return what changed, from, to, and the index after it."""
    return [(s.entry.path, s.before, s.after, round(s.viability, 4)) for s in found.steps]


def test_a_path_leads_to_the_best_verdict_where_none_is_named() -> None:
    """Whatever the best of a study's bands is called."""
    study = two_questions()
    best = study.asking().framework.bands[0].verdict
    found, named = path(study, max_steps=2), path(study, to=best, max_steps=2)
    assert (best, found.steps) == (found.to, named.steps)
    question = study.framework.question
    bands = (question.bands[0].replace(verdict="sound"), *question.bands[1:])
    questions = {**study.framework.questions, "viability": question.replace(bands=bands)}
    renamed = study.replace(framework=study.framework.replace(questions=questions))
    assert "sound" == path(renamed, max_steps=0).to


def test_too_many_values_of_too_many_members_are_refused() -> None:
    """150 values on 11,175 pairs and 20 criteria are 33,525,000 scores a round."""
    study = many(150, 0, 20)
    study = study.replace(attributes={name: one.replace(changeable=True) for name, one in study.attributes.items()})
    with pytest.raises(
        FrameworkError, match=r"^150 values of 150 members may change, .* on 11,175 pairs and 20 criteria"
    ):
        path(study)


def test_a_rating_rises_level_by_level() -> None:
    """A rating moves to the next level of its rubric, the first in order where several gain alike, to the band."""
    # will 1 and 3 of 4 score 0.25 and 0.75: 50; each level adds an eighth: 62.5, then 75 is past 70
    found = path(study_of({"will": WILL}, {"will": RATING}, will=[1, 3]), to="viable")
    assert [("a.will", 1, 2, 62.5), ("a.will", 2, 3, 75)] == steps_of(found)
    assert (50, 2, 75, 0) == (found.start, found.start_verdict, found.viability, found.verdict)
    assert [12.5, 12.5] == [step.gain for step in found.steps]
    assert [1, 0] == [step.verdict for step in found.steps]
    assert (True, "reached", 2) == (found.reached, found.stopped, found.needed)
    assert ("viable", 0, 70) == (found.to, found.target, found.at_least)


def test_the_largest_gain_goes_first() -> None:
    """Of several steps the one that gains most is made first, whatever the order of states and attributes."""
    # pillars of one criterion each, 1 to 3: a level of `will` is 100/4 x 1/8, of `zeal` 100/4 x 3/8
    study = study_of(
        {"will": {**WILL, "pillar": "p"}, "zeal": {**asks("attribute", "zeal", worst=0, best=4), "pillar": "q"}},
        {"will": RATING, "zeal": RATING},
        more={"pillars": {"p": 1, "q": 3}},
        will=[0, 0],
        zeal=[0, 3],
    )
    found = path(study, to="viable", max_steps=2)
    assert [("a.zeal", 0, 1, 37.5), ("a.zeal", 1, 2, 46.875)] == steps_of(found)


def test_a_number_moves_by_a_tenth_and_stops_at_the_best() -> None:
    """A number moves a tenth of its goalposts' span towards the better one, and not beyond it."""
    # trade of 8 and 1 between 51 and 1 scores 0.86 and 1: 93; with `rank` at nought beside it 46.5
    # a step of 5 is 0.1 for one of two members of one of two criteria: 2.5; the last step, of 2, is 1
    study = study_of(
        {"rank": asks("attribute", "rank", worst=0, best=4), "trade": asks("attribute", "trade", worst=51, best=1)},
        {"trade": NUMBER, "rank": {"levels": 4}},
        trade=[8, 1],
        rank=[0, 0],
    )
    found = path(study, to="viable")
    assert [("a.trade", 8, 3, 49), ("a.trade", 3, 1, 50)] == steps_of(found)
    assert (46.5, 50, "no gain", None, 50) == (
        found.start,
        found.viability,
        found.stopped,
        found.needed,
        found.farthest,
    )
    assert 1 == found.movable


def test_a_value_stays_in_its_range() -> None:
    """A value stops at the end of its attribute's range where the goalposts lie beyond it."""
    # 8 of 20 is 0.4, a step is 2: 10 is all the range allows
    study = study_of(
        {"share": asks("attribute", "share", worst=0, best=20)},
        {"share": {"range": (0, 10), "changeable": True}},
        share=[8, 8],
    )
    found = path(study, to="viable")
    assert [("a.share", 8, 10, 45), ("b.share", 8, 10, 50)] == steps_of(found)


def test_a_value_stops_at_the_best_within_its_range() -> None:
    """A value stops at the better goalpost where the range goes on, upwards as well."""
    # 17 and 20 of 20, a step being 2; `rank` at nought holds the index at half
    study = study_of(
        {"share": asks("attribute", "share", worst=0, best=20), "rank": asks("attribute", "rank", worst=0, best=4)},
        {"share": NUMBER, "rank": {"levels": 4}},
        share=[17, 20],
        rank=[0, 0],
    )
    assert [("a.share", 17, 19, 48.75), ("a.share", 19, 20, 50)] == steps_of(path(study, to="viable"))


def test_a_rating_stops_at_the_best() -> None:
    """A rating does not pass the goalpost either, though its rubric has a level beyond."""
    found = path(
        study_of({"will": asks("attribute", "will", worst=0, best=5)}, {"will": {"levels": 5}}, will=[0, 0]),
        to="viable",
    )
    assert 0 == found.movable
    study = study_of(
        {"will": asks("attribute", "will", worst=0, best=2), "rank": asks("attribute", "rank", worst=0, best=4)},
        {"will": RATING, "rank": {"levels": 4}},
        will=[1, 2],
        rank=[0, 0],
    )
    assert [("a.will", 1, 2, 50)] == steps_of(path(study, to="viable"))


def test_a_number_beyond_the_worst_is_brought_back() -> None:
    """A number beyond its worst goalpost gains nothing at first; the run of steps that does is made as one move."""
    # trade 60 scores 0 as 50 does; a step is 5, so two steps gain nothing and the third to 45 gains 0.1 of a member
    # per step that is 5/3, and longer runs gain more a step: eight steps to 20 score 0.6, with b 0.8
    study = study_of({"trade": asks("attribute", "trade", worst=50, best=0)}, {"trade": NUMBER}, trade=[60, 0])
    found = path(study, to="viable", max_steps=20)
    assert 50 == found.start
    assert [50, 50, 55, 60, 65, 70] == pytest.approx([step.viability for step in found.steps])
    assert [1] * 6 == [step.move for step in found.steps]
    assert ("reached", 30) == (found.stopped, found.steps[-1].after)


def test_values_that_tie_at_the_weakest_link_move_together() -> None:
    """Where several members are the weakest link a step each makes one move, which gains only at its end."""
    # will 1, 1, 3: weakest 1 of 4 is 25; a and b together lift it to 50, again to 75
    found = path(study_of({"will": FIRM}, {"will": RATING}, will=[1, 1, 3]), to="viable")
    assert [
        ("a.will", 1, 2, 25),
        ("b.will", 1, 2, 50),
        ("a.will", 2, 3, 50),
        ("b.will", 2, 3, 75),
    ] == steps_of(found)
    assert [1, 1, 2, 2] == [step.move for step in found.steps]
    assert [0, 25, 0, 25] == [step.gain for step in found.steps]


def test_the_weakest_pairs_move_together() -> None:
    """Disputes that tie at a weakest link are settled together."""
    # disputes ab, ac and ad at 3, others unknown, between 4 and 0: 25; all three at 2: 50
    ties = {"b": {"dispute": 3}, "c": {"dispute": 3}, "d": {"dispute": 3}}
    study = study_of(
        {"dispute": asks("tie", "dispute", "weakest-link", worst=4, best=0)},
        {"dispute": RATING},
        ties=ties,
        rank=[0, 0, 0, 0],
    )
    found = path(study, to="fragile")
    assert [("a.b.dispute", 3, 2, 25), ("a.c.dispute", 3, 2, 25), ("a.d.dispute", 3, 2, 50)] == steps_of(found)


def test_members_below_a_weakest_common_level_move_together() -> None:
    """What both sides of a pair can do is held down by the lower one; all that hold it down rise together."""
    # levels 1, 1, 1, 3: every pair is at 1, held down by a, b or c, never by d: 25; the three at 2: 50
    study = study_of(
        {"level": asks("common_level", "will", "weakest-link", worst=0, best=4)}, {"will": RATING}, will=[1, 1, 1, 3]
    )
    found = path(study, to="fragile")
    assert [("a.will", 1, 2, 25), ("b.will", 1, 2, 25), ("c.will", 1, 2, 50)] == steps_of(found)


def test_a_pair_of_steps_crosses_a_plateau() -> None:
    """Where no step gains alone the best pair of steps is made."""
    # the best pair of levels 1, 1, 0 is ab at 1 of 4: 25; only a and b together lift it, to 50
    study = study_of(
        {"level": asks("common_level", "will", "best-shot", worst=0, best=4)}, {"will": RATING}, will=[1, 1, 0]
    )
    found = path(study, to="fragile")
    assert [("a.will", 1, 2, 25), ("b.will", 1, 2, 50)] == steps_of(found)
    assert [1, 1] == [step.move for step in found.steps]


def test_below_full_compensation_any_two_steps_may_be_a_pair() -> None:
    """At the worst criterion's compensation two criteria that tie as worst rise together."""
    study = study_of(
        {"will": WILL, "zeal": asks("attribute", "zeal", worst=0, best=4)},
        {"will": RATING, "zeal": RATING},
        more={"compensation": float("-inf")},
        will=[1, 1],
        zeal=[1, 1],
    )
    # both criteria at 25: one step each lifts both to 37.5, again to 50
    found = path(study, to="fragile")
    assert [25, 37.5, 37.5, 50] == [step.viability for step in found.steps]


def test_a_best_shot_below_the_best_takes_a_run() -> None:
    """A member below the strongest may pass it in several steps, if the strongest cannot move."""
    # the best shot is b at 3 of 4, with `rank` at 0: 37.5; b may not move, so a goes from 2 past it to 4: 50
    study = study_of(
        {
            "will": asks("attribute", "will", "best-shot", worst=0, best=4),
            "rank": asks("attribute", "rank", worst=0, best=4),
        },
        {"will": RATING, "rank": {"levels": 4}},
        will=[2, 3],
        rank=[0, 0],
    )
    found = path(study, to="fragile", only="a")
    assert [("a.will", 2, 3, 37.5), ("a.will", 3, 4, 50)] == steps_of(found)


def blocked(will: list[object], wealth: list[object], *, changeable: bool = True) -> Study:
    """Build a study in which the weakest will blocks below 0.1, and wealth of 0 to 10 counts three times as much."""
    criteria = {"will": {**FIRM, "blocking": 0.1}, "wealth": asks("attribute", "wealth", worst=0, best=10, weight=3)}
    codebook = {"will": {**RATING, "changeable": changeable}, "wealth": {"range": (0, 10), "changeable": True}}
    return study_of(criteria, codebook, will=will, wealth=wealth)


def test_a_blocking_criterion_is_raised() -> None:
    """An index that is high enough is not: what blocks the verdict is raised."""
    # will 0 (weight 1), wealth 1 (weight 3): 75, yet fragile; a at level 1: 0.25 / 4 + 0.75 = 81.25
    found = path(blocked([0, 4], [10, 10]), to="viable")
    assert (75, 2, ("will",)) == (found.start, found.start_verdict, found.start_blocking)
    assert [("a.will", 0, 1, 81.25)] == steps_of(found)
    assert (0, (), "reached") == (found.verdict, found.blocking, found.stopped)


def test_what_blocks_is_raised_first() -> None:
    """Steps that unblock are needed in any case, so they come before those that gain more."""
    # 0.75 x 0.8 is 60; a and b tie at 0, and raising both gives 25 / 4 = 6.25; then two more steps reach 70: of
    # wealth 2 x 75 x 0.1 / 3 = 5, of will (a and b again) 6.25
    found = path(blocked([0, 0, 4], [8, 8, 8]), to="viable")
    assert ["a.will", "b.will"] == [step.entry.path for step in found.steps[:2]]
    assert [("will",), ()] == [step.blocking for step in found.steps[:2]]
    assert "reached" == found.stopped
    assert [60, 66.25, 66.25, 72.5] == pytest.approx([step.viability for step in found.steps])
    assert 4 == len(found.steps)


def test_what_still_blocks_is_named() -> None:
    """Where nothing may raise the blocking criterion, the path says how far it gets and what stays in the way."""
    high = path(blocked([0, 4], [10, 10], changeable=False), to="viable")
    assert ((), "blocked", ("will",), None) == (high.steps, high.stopped, high.blocking, high.needed)
    # 45 rises to 75 in eight steps of a tenth for each of two members, of 3.75 each, and stays fragile
    low = path(blocked([0, 4], [6, 6], changeable=False), to="viable")
    assert ("blocked", ("will",), 2) == (low.stopped, low.blocking, low.verdict)
    assert 71.25 == pytest.approx(low.viability)


def test_a_blocked_verdict_is_no_bar_to_a_band_below() -> None:
    """A criterion that blocks the better verdicts bars no path to the one it leaves."""
    # 7.5 rises by wealth, 2.5 a step, rather than by will, of which three steps make 6.25
    found = path(blocked([0, 0, 0], [1, 1, 1]), to="fragile")
    assert (13, "reached", ("will",)) == (len(found.steps), found.stopped, found.blocking)
    assert {"wealth"} == {step.entry.attribute for step in found.steps}


def test_no_step_makes_a_criterion_block() -> None:
    """A step that raises the index is not made where it would block the verdict aimed at."""
    # a will of 2 is good for `bold` (0.5, weight 1) and bad for `meek` (0.5, weight 9); at 1 bold would block below 0.3
    study = study_of(
        {"bold": {**FIRM, "blocking": 0.3}, "meek": asks("attribute", "will", worst=4, best=0, weight=9)},
        {"will": RATING},
        will=[2, 2],
    )
    assert ((), "no gain") == (path(study, to="viable").steps, path(study, to="viable").stopped)
    assert {"a.will", "b.will"} >= {
        step.entry.path for step in path(study.replace(criteria=without_blocking(study)), to="viable").steps
    }


def without_blocking(study: Study) -> dict[str, Any]:
    """Return the study's criteria, none of which blocks."""
    return {name: criterion.replace(blocking=None) for name, criterion in study.criteria.items()}


def test_what_blocks_by_a_hair_is_raised() -> None:
    """A criterion that blocks by no more than rounding is raised like any other."""
    # 7 of 35 is 0.2, but comes out a hair below the threshold of 0.2; a step is 3.5
    study = study_of(
        {
            "will": asks("attribute", "will", "weakest-link", worst=0, best=35, blocking=0.2),
            "top": asks("count", worst=0, best=1, weight=9),
        },
        {"will": NUMBER},
        will=[7, 35],
    )
    found = path(study, to="viable")
    assert (True, (), 0) == (found.reached, found.blocking, found.verdict)


def test_only_a_member_moves_its_own_values_and_ties() -> None:
    """Narrowed to a member, its own values move and the ties it has a part in, whatever name it is given."""
    study = study_of(
        {"will": WILL, "tie": asks("tie", "tie", worst=0, best=4)},
        {"will": RATING, "tie": RATING},
        ties={"b": {"tie": 0}, "c": {"tie": 0}},
        will=[3, 3, 3],
    )
    found = path(study, to="viable", only="B")
    assert {"b.will", "a.b.tie"} == {step.entry.path for step in found.steps}
    assert 2 == found.movable


def test_only_a_pillar_moves_what_its_criteria_read() -> None:
    """Narrowed to a pillar, only values that its criteria read move."""
    study = study_of(
        {"will": {**WILL, "pillar": "p"}, "zeal": {**asks("attribute", "zeal", worst=0, best=4), "pillar": "q"}},
        {"will": RATING, "zeal": RATING},
        will=[0, 0],
        zeal=[0, 0],
    )
    found = path(study, to="viable", only="q")
    assert {"a.zeal", "b.zeal"} == {step.entry.path for step in found.steps}
    assert (50, "no gain", "q") == (found.viability, found.stopped, found.only)


def test_what_is_missing_cannot_be_moved() -> None:
    """Changeable values of which nothing is known are named, as a what-if would name them."""
    study = study_of(
        {
            "will": WILL,
            "tie": asks("tie", "tie", worst=0, best=4),
            "fear": asks("strongest_common", "threats", worst=0, best=4),
            "hope": asks("best_membership", "credibility", worst=4, best=0),
            "rank": asks("attribute", "rank", worst=0, best=4),
        },
        {"will": RATING, "tie": RATING, "threats": RATING, "credibility": RATING},
        more={"institutions": {"pact": None}},
        will=[4, None],
        rank=[4, None],
    )
    study = study.replace(threats={"north": Threat(title="North", definition="Any.")})
    assert ("pact.credibility", "a.threats.north", "b.threats.north", "a.b.tie", "b.will") == path(
        study, to="viable"
    ).unknown
    assert ("b.threats.north", "a.b.tie", "b.will") == path(study, to="viable", only="b").unknown


def test_what_is_not_changeable_does_not_move() -> None:
    """A value that the codebook does not mark changeable stays, and the path says that nothing could be moved."""
    found = path(study_of({"will": WILL}, {"will": {"levels": 4}}, will=[1, 1]), to="viable")
    assert ((), 0, "no gain", None) == (found.steps, found.movable, found.stopped, found.needed)
    assert found.start == found.farthest == found.viability


def test_a_band_already_reached_takes_no_step() -> None:
    """A coalition that stands in the band, or above it, need not change."""
    found = path(study_of({"will": WILL}, {"will": RATING}, will=[3, 3]), to="Fragile")
    assert ((), "reached", 0, 75, ()) == (found.steps, found.stopped, found.needed, found.viability, found.changes)


def test_a_path_longer_than_allowed_says_how_long_it_is() -> None:
    """Where the steps allowed run out, the path says how many it would take and how far they would lead."""
    # 0 and 0 of 4: each level is 12.5, 75 takes six; of the six the first three are shown
    found = path(study_of({"will": WILL}, {"will": RATING}, will=[0, 0]), to="viable", max_steps=3)
    assert (3, "out of steps", 6, 37.5, 75) == (
        len(found.steps),
        found.stopped,
        found.needed,
        found.viability,
        found.farthest,
    )
    none = path(study_of({"will": WILL}, {"will": RATING}, will=[0, 0]), to="viable", max_steps=0)
    assert ((), "out of steps", 6) == (none.steps, none.stopped, none.needed)


def test_a_move_that_does_not_fit_runs_out_of_steps() -> None:
    """A joint move longer than the steps left is no lack of gain, but of steps."""
    found = path(study_of({"will": FIRM}, {"will": RATING}, will=[1, 1, 3]), to="viable", max_steps=1)
    assert ((), "out of steps", 4) == (found.steps, found.stopped, found.needed)


def test_likeness_may_be_sought_from_either_side() -> None:
    """Where likeness counts a value may move up or down, and no step undoes another."""
    # 0 and 4 apart by 4 of 4 score 0; steps of 0.4, and four of them leave 2.4 apart: 40
    study = study_of(
        {"like": asks("similarity", "view", worst=4, best=0)},
        {"view": {"range": (-10, 10), "changeable": True}},
        view=[0, 4],
    )
    found = path(study, to="fragile")
    assert [10, 20, 30, 40] == pytest.approx([step.viability for step in found.steps])
    assert {1} == {np.sign(step.after - step.before) for step in path(study, to="fragile", only="a").steps}
    assert {-1} == {np.sign(step.after - step.before) for step in path(study, to="fragile", only="b").steps}


def test_no_step_undoes_another() -> None:
    """A value that has gone down does not come up again, though that gained once the others have moved."""
    # `apart` wants the least distance between any two to be large, `height` and `least` want all high
    study = study_of(
        {
            "rank": asks("attribute", "rank", worst=0, best=4, pillar="p"),
            "height": asks("attribute", "view", worst=-5, best=5, weight=3, pillar="p"),
            "least": asks("attribute", "view", "weakest-link", worst=-5, best=5, pillar="p"),
            "apart": asks("similarity", "view", "weakest-link", worst=0, best=9, pillar="q"),
        },
        {"view": {"range": (-10, 10), "changeable": True}, "rank": {"levels": 4}},
        view=[0, 0, 0],
        rank=[0, 0, 0],
    )
    found = path(study, to="viable", max_steps=100)
    ways = {(step.entry.path, bool(step.after > step.before)) for step in found.steps}
    assert len({name for name, _ in ways}) == len(ways) > 1


@pytest.mark.parametrize(("up", "down", "to"), [(3, 1, 4), (1, 3, 0)])
def test_of_two_directions_the_better_is_taken(up: int, down: int, to: int) -> None:
    """A value that is good for one criterion and bad for another goes where it gains more."""
    study = study_of(
        {"up": {**WILL, "weight": up}, "down": asks("attribute", "will", worst=4, best=0, weight=down)},
        {"will": RATING},
        will=[2, 2],
    )
    found = path(study, to="viable", max_steps=20)
    assert {to} == {change.value for change in found.changes}
    assert (75, "reached") == (found.viability, found.stopped)


def test_a_burden_without_goalposts_moves_by_a_tenth_of_its_range() -> None:
    """Evenness has no goalposts, so a step is a tenth of the range, either way."""
    # burdens 10 and 50: shares 1/6 and 5/6, H 26/36, evenness 1 - (26/36 - 1/2) * 2 = 0.5556
    # a at 20: 2/7 and 5/7, H 29/49, 0.8163;  b at 40: 1/5 and 4/5, H 0.68, 0.64
    study = study_of({"even": asks("attribute", "burden", "evenness")}, {"burden": NUMBER}, burden=[10, 50])
    found = path(study, to="viable")
    assert [("a.burden", 10, 20, 81.6327)] == steps_of(found)


def test_a_total_is_raised_past_a_single_goalpost() -> None:
    """Under summation the goalposts stand on the total, so a value may pass them only by its range."""
    # 15 and 15 between 40 and 10: 33.3; a step of 3 is 10 points, and each may fall below 10, for the total is 18 then
    shed = study_of({"sum": asks("attribute", "pool", "summation", worst=40, best=10)}, {"pool": NUMBER}, pool=[15, 15])
    assert [43.3333, 53.3333, 63.3333, 73.3333] == pytest.approx(
        [step.viability for step in path(shed, to="viable").steps], abs=1e-4
    )
    # 90 and 0 of 200: 45; tenths of 200 are 20: a may only go to 100, and b to 40: 140 is 70
    study = study_of({"sum": asks("attribute", "pool", "summation", worst=0, best=200)}, {"pool": NUMBER}, pool=[90, 0])
    found = path(study, to="viable")
    assert "reached" == found.stopped
    assert 3 == len(found.steps)


def test_threats_are_weighed_one_by_one() -> None:
    """Where threats may move, a step that makes a pair feel its first threat counts as the study with it would."""
    study = study_of(
        {"rank": asks("attribute", "rank", worst=0, best=4), "fear": asks("overlap", "threats", worst=0, best=1)},
        {"threats": RATING, "rank": {"levels": 4}},
        rank=[0, 0, 0],
    )
    # no threat is felt, so likeness is unknown: 0. a at 1 is like nobody: 0; a and b at 1 are alike, one pair of three:
    # 16.7; all three at 1: 50
    found = path(calm(study), to="fragile")
    assert [0, 16.6667, 50] == pytest.approx([step.viability for step in found.steps], abs=1e-4)


def test_threats_once_felt_are_felt_in_what_follows() -> None:
    """After a first threat is felt, further steps are judged with it."""
    # nothing felt: likeness unknown, the rest 0. Both at 1: likeness 1, fear 0.25: 125 / 4, and each level of both adds
    # 25 / 4, to 50; so does each level of both in `will`, whose best pair counts, to 75
    study = study_of(
        {
            "rank": asks("attribute", "rank", worst=0, best=4),
            "like": asks("overlap", "threats", worst=0, best=1),
            "fear": asks("strongest_common", "threats", worst=0, best=4),
            "will": asks("common_level", "will", "best-shot", worst=0, best=4),
        },
        {"threats": RATING, "will": RATING, "rank": {"levels": 4}},
        rank=[0, 0],
        will=[0, 0],
    )
    found = path(calm(study), to="viable")
    reached = [[step for step in found.steps if step.move == move][-1].viability for move in range(1, 9)]
    assert [31.25, 37.5, 43.75, 50, 56.25, 62.5, 68.75, 75] == pytest.approx(reached)


def calm(study: Study) -> Study:
    """Return the study with one threat source, which every state rates at nought, as it does its rank."""
    states = {
        name: state.replace(threats={"threats": {"north": state.attributes["rank"]}})
        for name, state in study.states.items()
    }
    return study.replace(states=states, threats={"north": Threat(title="North", definition="Any.")})


@pytest.mark.parametrize(
    ("asked", "error", "match"),
    [
        ({"to": "viabel"}, UnknownName, "unknown verdict 'viabel'; did you mean 'viable'"),
        ({"to": "viable", "only": "whol"}, UnknownName, "unknown state or pillar 'whol'; did you mean 'whole'"),
        ({"to": "viable", "only": "c"}, CoalitionError, "'c' is not a member; members: a, b"),
        ({"to": "viable", "max_steps": -1}, FrameworkError, "cannot have -1 steps"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, Any], error: type[Exception], match: str) -> None:
    """A band, state or pillar that is not there, a state outside and a negative length are refused."""
    study = study_of({"will": WILL}, {"will": RATING}, more={"members": ["a", "b"]}, will=[1, 1, 1])
    with pytest.raises(error, match=match):
        path(study, **asked)


def test_progress_is_told() -> None:
    """Progress counts the steps taken, of those allowed."""
    seen: list[tuple[int, int]] = []
    path(
        study_of({"will": FIRM}, {"will": RATING}, will=[1, 1, 3]),
        to="viable",
        max_steps=9,
        progress=lambda *done: seen.append(done),
    )
    assert [(2, 9), (4, 9)] == seen


@given(alliances(), compensations, st.sampled_from([*BANDS]), st.sampled_from([None, 0.2, 0.6]))
def test_a_path_put_back_reaches_what_it_promises(
    plain: dict[str, Any], compensation: float, to: str, blocking: float | None
) -> None:
    """The changes of a path, applied as a scenario, give the index, verdict and blocking criteria it ends with."""
    codebook = {name: {**entry, "changeable": name != "anchor"} for name, entry in plain["codebook"].items()}
    codebook["outlook"] = {"range": (-10, 10), "changeable": True}
    codebook["burden"] = {"range": (0, 10), "changeable": True}
    criteria = {**plain["criteria"]}
    criteria["c0"] = {**criteria["c0"], "blocking": blocking}
    study = build({**plain, "codebook": codebook, "criteria": criteria, "compensation": compensation})
    found = path(study, to=to, max_steps=12)
    after = evaluate(apply(study, Scenario(id="path", title="Path", changes=found.changes)))
    assert found.viability == pytest.approx(after.viability[0])
    assert found.verdict == after.verdicts[0]
    assert found.blocking == tuple(np.array(after.criteria)[after.blocked[0]])
    assert found.reached == (after.verdicts[0] <= found.target)
    assert (found.needed is not None) >= found.reached
    start = evaluate(study)
    assert (start.viability[0], start.verdicts[0]) == (pytest.approx(found.start), found.start_verdict)
    assert found.farthest >= found.viability - 1e-6 or found.stopped == "out of steps"
    for step in found.steps:
        attribute = study.attributes[step.entry.attribute]
        assert attribute.range[0] <= step.after <= attribute.range[1]
        assert step.after in attribute.rubric or not attribute.rubric
        assert step.before != step.after


@given(alliances(), compensations)
def test_no_move_lowers_the_index(plain: dict[str, Any], compensation: float) -> None:
    """Where nothing blocks, every move raises the index, and none is longer than it must be to reach the band."""
    codebook = {name: {**entry, "changeable": True} for name, entry in plain["codebook"].items()}
    study = build({**plain, "codebook": codebook, "compensation": compensation})
    found = path(study, to="viable", max_steps=12)
    height = found.start
    for move in sorted({step.move for step in found.steps}):
        after = [step for step in found.steps if step.move == move][-1]
        assert after.viability > height
        height = after.viability
    assert all(step.verdict > 0 for step in found.steps[:-1])


def test_steps_are_gathered_into_themes(framework_1: Study) -> None:
    """Each step stands in the theme of its criterion once, in order, and the gains of themes add up to the path's."""
    study = framework_1
    found = path(study, to="viable", max_steps=30)
    told = themes(found)
    assert {*found.steps} == {step for theme in told for step in theme.steps}
    assert len({theme.criterion for theme in told}) == len(told)
    assert found.viability - found.start == pytest.approx(sum(theme.gain for theme in told))
    for theme in told:
        attributes = study.criteria[theme.criterion].measure.attributes
        assert {step.entry.attribute for step in theme.steps} <= {*attributes}
        assert theme.starts[0] == min(step.before for step in theme.steps)
    freed = next(theme for theme in told if theme.criterion == "freedom_to_ally")
    assert ("uzbekistan",) == freed.owners[0]


def test_no_step_no_theme() -> None:
    """A path of no steps has no themes, however far steps would lead."""
    found = path(study_of({"will": WILL}, {"will": RATING}, will=[1, 3]), to="viable", max_steps=0)
    assert (2, ()) == (found.needed, themes(found))
