"""The search of all coalitions: the best, the Pareto sets, who would leave and who should join."""

import multiprocessing
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import alliances, asks, build
from viability.analyses.coalitions import field, workers
from viability.analyses.coalitions import search as module
from viability.analyses.coalitions.search import Ranked, Search, search
from viability.engine.arrays import EVEN
from viability.engine.draws import blocks, draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.engine.weighing import Weights
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.study import Study

# Two pairs of criteria, worked by hand. Wealth scores 0.8, 0.6, 0.1; ties score ab 1, ac 0, bc 0.5:
#   ab:  wealth 0.7,  tie 1    index 85.0, cohesion 100
#   ac:  wealth 0.45, tie 0    index 22.5, cohesion   0
#   bc:  wealth 0.35, tie 0.5  index 42.5, cohesion  50
#   abc: wealth 0.5,  tie 0.5  index 50.0, cohesion  50
THREE = {
    "criteria": {
        "wealth": asks("attribute", "wealth", worst=0, best=10),
        "treaty": asks("tie", "treaty", worst=0, best=4),
    },
    "codebook": {"treaty": {"levels": 4}},
    "states": {
        "a": {"attributes": {"wealth": 8}, "ties": {"b": {"treaty": 4}, "c": {"treaty": 0}}},
        "b": {"attributes": {"wealth": 6}, "ties": {"c": {"treaty": 2}}},
        "c": {"attributes": {"wealth": 1}},
    },
}
WILL = {"will": asks("attribute", "will", worst=0, best=1)}


def spelt(found: Sequence[Ranked]) -> list[str]:
    """Write coalitions of one-letter states as words."""
    return ["".join(one.members) for one in found]


def willing(**wills: float | None) -> Study:
    """Build a study whose only criterion is the members' mean will, from 0 to 1."""
    states = {name: {"attributes": {"will": will}} for name, will in wills.items()}
    return build({"criteria": WILL, "states": states})


def near(value: float) -> float:
    """Round an index, so that equals are equal, at a place where no short fraction is on the edge."""
    return round(value + 0.3e-9, 9)


def beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether a point is as high as another in both and higher in one."""
    return one[0] >= other[0] and one[1] >= other[1] and one != other


def by_force(study: Study, fits: Sequence[tuple[str, ...]], by: str) -> list[Any]:
    """Evaluate coalitions one at a time and sort them: (members, viability, cohesion), best first."""
    order = [*study.states]
    found, observed = [], observe(study)
    for members in fits:
        one = evaluate(study, [members], observations=observed)
        indices = {"viability": near(one.viability[0]), "cohesion": near(one.cohesion[0])}
        if not np.isnan(indices[by]):
            found.append((members, indices["viability"], indices["cohesion"], indices[by]))
    return sorted(found, key=lambda f: (-f[3], len(f[0]), [order.index(s) for s in f[0]]))


def test_a_search_worked_by_hand() -> None:
    """Leaders, best of each size, Pareto sets and moves are those worked out above for three states."""
    result = search(build(THREE))
    assert (4, 0, (2, 3)) == (result.eligible, result.unknown, result.sizes)
    assert ["ab", "abc", "bc", "ac"] == spelt(result.leaders)
    assert [85, 50, 42.5, 22.5] == pytest.approx([one.viability for one in result.leaders])
    assert [100, 50, 50, 0] == pytest.approx([one.cohesion for one in result.leaders], abs=1e-9)
    # viable from 70, fragile from 40
    assert [0, 2, 2, 3] == [one.verdict for one in result.leaders]
    assert [1, 1, 1, 1] == [one.coverage for one in result.leaders]
    assert ["ab", "abc"] == spelt(result.best_per_size)
    # ab has the highest of both; nothing larger beats abc
    assert ["ab"] == spelt(result.against_cohesion)
    assert ["ab", "abc"] == spelt(result.against_size)


def test_stability_worked_by_hand() -> None:
    """Who gains the rest by leaving leaves, and who raises the index by joining should join."""
    pair, whole, bc, ac = search(build(THREE)).leaders
    # ab: joined by c falls from 85 to 50, and a pair has nobody to spare
    assert ((), ()) == (pair.leavers, pair.joiners)
    assert pair.none_dropped
    assert pair.none_admitted
    # abc: without c 85; without a 42.5, without b 22.5
    assert ["c"] == [move.state for move in whole.leavers]
    assert 85 == pytest.approx(whole.leavers[0].viability)
    assert not whole.none_dropped
    assert whole.none_admitted
    # bc and ac rise to 50 with the third
    assert [["a"], ["b"]] == [[move.state for move in one.joiners] for one in (bc, ac)]
    assert not bc.none_admitted


def test_moves_come_in_order_of_gain() -> None:
    """Among leavers, and among joiners, the greatest gain comes first, and of equal ones the first state."""
    study = willing(a=1.0, b=0.2, c=0.05, d=0.05, e=0.8, f=0.9)
    leavers = search(study, candidates="bcde", must="bcde").leaders[0].leavers
    # bcde 1.1 / 4; without c or d 1.05 / 3, without b 0.9 / 3, and without e 0.3 / 3, which is less
    assert ["c", "d", "b"] == [move.state for move in leavers]
    assert [35, 35, 30] == pytest.approx([move.viability for move in leavers])
    result = search(study, must="bc", size=2)
    # bc 12.5; with a 1.25 / 3, with f 1.15 / 3, with e 1.05 / 3, and with d 10, which is less
    assert ["a", "f", "e"] == [move.state for move in result.leaders[0].joiners]


def test_the_studys_own_coalition_is_judged_even_if_it_is_not_eligible() -> None:
    """The study's own coalition stands beside the search, though some of its members be no candidates."""
    study = build({**THREE, "members": ["a", "b", "c"]})
    result = search(study, candidates="ab")
    assert ("a", "b") == result.candidates
    assert ["ab"] == spelt(result.leaders)
    assert result.own is not None
    assert ("a", "b", "c") == result.own.members
    assert 50 == pytest.approx(result.own.viability)
    assert ["c"] == [move.state for move in result.own.leavers]
    # c belongs already, and no other candidate is left
    assert () == result.own.joiners
    # with a the coalition bc would rise to 50, but a is no candidate
    assert () == search(build({**THREE, "members": ["a", "b"]}), candidates="bc").leaders[0].joiners


@given(alliances(least=3), st.sampled_from(["viability", "cohesion"]), st.data())
def test_a_search_finds_what_brute_force_finds(plain: dict[str, Any], by: Any, data: st.DataObject) -> None:  # noqa: ANN401
    """Leaders, best of each size and Pareto sets are those of all coalitions evaluated one at a time."""
    study = build(plain)
    states = [*study.states]
    musts = data.draw(st.sets(st.sampled_from(states), max_size=2))
    nevers = data.draw(st.sets(st.sampled_from(states), max_size=len(states) - 2)) - musts
    least = data.draw(st.integers(2, 3))
    most = data.draw(st.none() | st.integers(least, len(states)))
    fits = [
        members
        for size in range(least, (most or len(states)) + 1)
        for members in combinations(states, size)
        if musts <= {*members} and not nevers & {*members}
    ]
    expected = by_force(study, fits, by)
    options: dict[str, Any] = {"must": musts, "never": nevers, "min_size": least, "max_size": most, "by": by, "top": 99}
    if not expected:
        with pytest.raises(CoalitionError, match=r"no coalition has|of no coalition that fits is known"):
            search(study, **options)
        return
    result = search(study, **options)
    assert len(fits) == result.eligible
    assert len(fits) - len(expected) == result.unknown
    assert [one[0] for one in expected] == [one.members for one in result.leaders]
    assert [one[1] for one in expected] == pytest.approx([one.viability for one in result.leaders], abs=1e-8)
    assert [one[2] for one in expected] == pytest.approx(
        [one.cohesion for one in result.leaders], abs=1e-8, nan_ok=True
    )
    firsts: dict[int, tuple[str, ...]] = {}
    for one in expected:
        firsts.setdefault(len(one[0]), one[0])
    assert [firsts[size] for size in sorted(firsts)] == [one.members for one in result.best_per_size]
    assert front(expected, study, lambda one: one[2]) == [one.members for one in result.against_cohesion]
    assert front(expected, study, lambda one: len(one[0])) == [one.members for one in result.against_size]


def front(found: Sequence[Any], study: Study, against: Any) -> list[tuple[str, ...]]:  # noqa: ANN401 - a function of any
    """Return the Pareto set of viability against something, highest viability first, one of those that are equal."""
    order = [*study.states]
    points = sorted(
        (f for f in found if not np.isnan(against(f))), key=lambda f: (-f[1], len(f[0]), [order.index(s) for s in f[0]])
    )
    kept: dict[tuple[float, float], tuple[str, ...]] = {}
    for one in points:
        if not any(beats((other[1], against(other)), (one[1], against(one))) for other in points):
            kept.setdefault((one[1], against(one)), one[0])
    return [*kept.values()]


@given(alliances(least=3))
def test_stability_is_what_the_coalitions_beside_show(plain: dict[str, Any]) -> None:
    """Each would-be leaver and joiner raises the index, and nobody else would."""
    study = build(plain)
    index = {f[0]: f[1] for f in by_force(study, [*combinations_of(study)], "viability")}
    for one in search(study, top=99).leaders:
        here = index[one.members]
        for moves, beside in (
            (one.leavers, {s: tuple(m for m in one.members if m != s) for s in one.members if len(one.members) > 2}),
            (one.joiners, {s: (*one.members, s) for s in study.states if s not in one.members}),
        ):
            after = {s: index[tuple(m for m in study.states if m in members)] for s, members in beside.items()}
            assert {s for s, there in after.items() if there > here} == {move.state for move in moves}
            assert all(move.viability == pytest.approx(after[move.state], abs=1e-8) for move in moves)


def combinations_of(study: Study) -> list[tuple[str, ...]]:
    """List every coalition of a study's states."""
    return [found for size in range(2, len(study.states) + 1) for found in combinations(study.states, size)]


OPTIONS: dict[str, Any] = {"min_size": 3, "max_size": 4, "must": ["turkiye"], "draws": 60, "top": 30}
KEPT: list[Search] = []


def whole(study: Study) -> Search:
    """Search the study that comes along once, with blocks as they are."""
    if not KEPT:
        KEPT.append(search(study, **OPTIONS))
    return KEPT[0]


@pytest.mark.parametrize(
    "edits", [{"SETS_AT_ONCE": 1}, {"SETS_AT_ONCE": 2}, {"SETS_AT_ONCE": 16}, {"DEARER": 0}, {"DEARER": 10**9}]
)
def test_neither_blocks_nor_the_way_change_a_result(
    study: Study, monkeypatch: pytest.MonkeyPatch, edits: dict[str, int]
) -> None:
    """The size of a block, and whether coalitions are listed or sieved, change nothing, draws included."""
    expected = whole(study)
    for name, value in edits.items():
        for part in (module, field):
            if hasattr(part, name):
                monkeypatch.setattr(part, name, value)
    found = search(study, **OPTIONS)
    assert [(one.members, one.first) for one in expected.leaders] == [(one.members, one.first) for one in found.leaders]
    assert spelt(expected.best_per_size) == spelt(found.best_per_size)
    assert spelt(expected.against_cohesion) == spelt(found.against_cohesion)
    assert (expected.eligible, expected.rivals) == (found.eligible, found.rivals)


@cache
def trading() -> Study:
    """Build a study in which much index is traded for cohesion."""
    rng = np.random.default_rng(12)
    names = "abcdefghi"
    wills = rng.uniform(0, 1, 9).tolist()
    # the willing have weak ties, so that much is traded for cohesion
    profiles = {
        name: {
            "attributes": {"will": wills[i]},
            "ties": {names[j]: {"treaty": 2 * rng.uniform(0, 2 - wills[i] - wills[j])} for j in range(i)},
        }
        for i, name in enumerate(names)
    }
    return build({"criteria": {**WILL, "treaty": asks("tie", "treaty", worst=0, best=4)}, "states": profiles})


@cache
def forced(by: Any) -> Any:  # noqa: ANN401
    """Rank all coalitions of that study one by one; of each both indices are known."""
    if by == "viability":
        return by_force(trading(), combinations_of(trading()), by)
    order = [*trading().states]
    found = [(*one[:3], one[2]) for one in forced("viability")]
    return sorted(found, key=lambda f: (-f[3], len(f[0]), [order.index(s) for s in f[0]]))


@pytest.mark.parametrize("by", ["viability", "cohesion"])
@pytest.mark.parametrize("block", [1, 4, 32])
def test_small_blocks_lose_nothing_on_the_way(monkeypatch: pytest.MonkeyPatch, block: int, by: Any) -> None:  # noqa: ANN401
    """What is best, and what no other beats, is found wherever among the blocks it comes."""
    study, expected = trading(), forced(by)
    monkeypatch.setattr(field, "SETS_AT_ONCE", block)
    result = search(study, by=by, top=12)
    assert [one[0] for one in expected[:12]] == [one.members for one in result.leaders]
    traded = front(expected, study, lambda one: one[2])
    assert 3 == len(traded)
    assert traded == [one.members for one in result.against_cohesion]
    assert front(expected, study, lambda one: len(one[0])) == [one.members for one in result.against_size]


def test_filters_leave_only_what_fits(study: Study) -> None:
    """Everyone named must belong, nobody named never does, and sizes hold; names may be aliases."""
    result = search(study, must=["Türkiye"], never=["HUN", "kyrgyzstan"], size=3, top=99)
    assert ("turkiye",) == result.must
    assert ("kyrgyzstan", "hungary") == result.never
    assert (3, 3) == result.sizes
    # five others are left, of whom two join
    assert 10 == result.eligible == len(result.leaders)
    for one in result.leaders:
        assert 3 == len(one.members)
        assert "turkiye" in one.members
        assert not {"hungary", "kyrgyzstan"} & {*one.members}
    assert ("turkiye", "azerbaijan") == search(study, candidates=["azerbaijan"], must=["turkiye"]).leaders[0].members


def test_equals_are_ordered_by_size_then_by_state() -> None:
    """Of equal coalitions those with fewer members come first, then the order of states decides."""
    result = search(willing(d=0.5, a=0.5, c=0.5, b=0.5))
    expected = ["da", "dc", "db", "ac", "ab", "cb", "dac", "dab", "dcb", "acb", "dacb"]
    assert expected[:10] == spelt(result.leaders)
    many = search(willing(**dict.fromkeys("jihgfedcba", 0.5)), size=2)
    assert ["ji", "jh", "jg", "jf", "je", "jd", "jc", "jb", "ja", "ih"] == spelt(many.leaders)
    assert ["da", "dac", "dacb"] == spelt(result.best_per_size)
    # more members at the same index: nothing beats the whole
    assert ["dacb"] == spelt(result.against_size)


def test_what_is_unknown_is_left_out_and_counted() -> None:
    """A coalition of which nothing is known is no error: it is left out, counted, and nobody moves there."""
    result = search(willing(a=0.4, b=None, c=None))
    assert (4, 1) == (result.eligible, result.unknown)
    assert ["ab", "ac", "abc"] == spelt(result.leaders)
    # without a nothing is known of bc
    assert () == result.leaders[2].leavers
    assert result.own is not None
    alone = build({"criteria": WILL, "states": {"b": {}, "c": {}, "a": {"attributes": {"will": 1}}}, "members": "bc"})
    own = search(alone)
    assert own.own is None
    assert [0.5, 0.5, 1 / 3] == pytest.approx([one.coverage for one in own.leaders])


def test_what_is_known_too_little_for_a_verdict_is_left_out_and_counted() -> None:
    """The unknown never leads: a coalition without a verdict is counted, not ranked, and nobody moves there."""
    # will of a, b, c: 1, 1/2, unknown; with a and c, the one known value scores 1, at a coverage of a half
    plain = {"criteria": WILL, "least_coverage": 0.65}
    states = {"a": {"attributes": {"will": 1}}, "b": {"attributes": {"will": 0.5}}, "c": {}}
    result = search(build({**plain, "states": states}), draws=20)
    assert (4, 0, 3) == (result.eligible, result.unknown, result.unjudged)
    # c is known by nothing, so ab alone gets a verdict, and is the only rival
    assert ["ab"] == spelt(result.leaders) == spelt(result.best_per_size) == spelt(result.against_size)
    assert (1, True, 1.0) == (result.rivals, result.every_rival, result.leaders[0].first)
    assert () == result.leaders[0].joiners
    assert result.own is not None
    assert -1 == result.own.verdict
    with pytest.raises(CoalitionError, match=r"too little is known of the one coalition .* \(now 0.65\)"):
        search(build({**plain, "states": {"a": states["a"], "c": {}}}))


def same(one: Search, other: Search) -> None:
    """Check that two searches answer alike, to the last bit."""
    for name in ("eligible", "unknown", "unjudged", "leaders", "best_per_size", "against_cohesion", "against_other"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name


@pytest.mark.parametrize("by", ["viability", "cohesion"])
def test_several_processes_find_what_one_finds(framework_1: Study, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """Whatever the number of workers and the size of parts, the answer is the same, ties included."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(field, "DEARER", 0)  # list them, however few
    options: dict[str, Any] = {"candidates": [*framework_1.states], "size": 5, "by": by, "top": 12}
    alone = search(framework_1, **options)
    for share, count in ((7, 3), (40, 2)):
        monkeypatch.setattr(workers, "SHARE", share)
        same(alone, search(framework_1, **options, workers=count))


@pytest.mark.parametrize("work", [1 << 28, 1])
def test_draws_that_are_dealt_out_give_the_same_shares(
    framework_1: Study, monkeypatch: pytest.MonkeyPatch, work: int
) -> None:
    """Among all rivals, and among the highest alone, two processes count what one counts, and tell of all of it."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(module, "WORK", work)
    monkeypatch.setattr(module, "RIVALS", 20)
    options: dict[str, Any] = {"candidates": [*framework_1.states], "size": 4, "draws": 700, "top": 5}
    told: list[tuple[int, int]] = []
    alone, shared = (
        search(framework_1, **options),
        search(framework_1, **options, workers=2, progress=lambda *done: told.append(done)),
    )
    assert [one.first for one in alone.leaders] == [one.first for one in shared.leaders]
    assert 0 < sum(one.first or 0 for one in alone.leaders) <= 1.01
    same(alone, shared)
    assert alone.every_rival == (work > 1)
    assert told[-1][0] == told[-1][1]


def test_a_worker_that_dies_is_told_of(framework_1: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is ended from outside ends the search with a message, and no process stays behind."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(workers, "SHARE", 1)
    monkeypatch.setattr(field, "DEARER", 0)

    def kill(*_: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(CoalitionError, match="a worker process of the search ended before its work was done"):
        search(framework_1, candidates=[*framework_1.states], size=5, workers=2, progress=kill)
    assert [] == multiprocessing.active_children()


def test_nothing_known_at_all_is_an_error() -> None:
    """Where nothing is known of any coalition, or there is no cohesion to search by, the search says so."""
    with pytest.raises(CoalitionError, match="the viability of no coalition that fits is known; choose others"):
        search(willing(a=None, b=None))
    with pytest.raises(
        CoalitionError, match="the cohesion of no coalition that fits is known as of 2021-12-31; choose"
    ):
        search(willing(a=1, b=1).replace(as_of="2021-12-31"), by="cohesion")


def test_a_leader_without_doubt_is_first_in_every_draw() -> None:
    """Where weights and data are certain a leader is first in all draws, its equals too, and the others in none."""
    certain = {
        name: {"attributes": {"will": [will, will, will]}} for name, will in {"a": 1, "b": 0.5, "c": 0.5}.items()
    }
    study = build({"criteria": WILL, "states": certain})
    result = search(study, draws=50, weights="fixed")
    assert ["ab", "ac", "abc", "bc"] == spelt(result.leaders)
    assert [1, 1, 0, 0] == [one.first for one in result.leaders]
    assert (50, 4, True) == (result.draws, result.rivals, result.every_rival)
    assert [None] == [*{one.first for one in result.best_per_size}]
    assert [None] * 4 == [one.first for one in search(study).leaders]


def test_draws_keep_equals_equal() -> None:
    """Coalitions that are equal by different fractions are both first: draws are weighed in double precision."""

    def sure(x: float, y: float) -> dict[str, Any]:
        return {"x": [x, x, x], "y": [y, y, y]}

    axes = {name: asks("tie", name, worst=0, best=1) for name in "xy"}
    # ab (0.1 + 0.5) / 2, cd (0.3 + 0.3) / 2, which single precision tells apart
    states = {"a": {"ties": {"b": sure(0.1, 0.5)}}, "b": {}, "c": {"ties": {"d": sure(0.3, 0.3)}}, "d": {}}
    result = search(build({"criteria": axes, "states": states}), size=2, draws=5, weights="fixed")
    assert ["ab", "cd"] == spelt(result.leaders)
    assert [1, 1] == [one.first for one in result.leaders]


def test_a_coin_of_weights_makes_each_leader_first_half_the_time() -> None:
    """Two opposite coalitions are each first in half the draws of two weights, and a mixed one never."""

    def sure(x: float, y: float) -> dict[str, Any]:
        return {"attributes": {"x": [x, x, x], "y": [y, y, y]}}

    axes = {name: asks("attribute", name, worst=0, best=1) for name in "xy"}
    study = build({"criteria": axes, "states": {"a": sure(1, 0), "b": sure(1, 0), "c": sure(0, 1), "d": sure(0, 1)}})
    # ab has the weight of x, cd that of y, and all the mixed ones a half whatever the weights
    result = search(study, size=2, draws=4000)
    shares = {"".join(one.members): one.first or 0.0 for one in result.leaders}
    # standard error 0.008
    assert 0.5 == pytest.approx(shares["ab"], abs=0.03)
    assert 1 == pytest.approx(shares["ab"] + shares["cd"])
    assert 0 == shares["ac"] == shares["bd"]


@given(alliances(least=3), st.sampled_from(["uniform", "around", "fixed"]), st.sampled_from(["viability", "cohesion"]))
def test_rank_acceptability_is_what_the_draws_show(plain: dict[str, Any], how: Any, by: Any) -> None:  # noqa: ANN401
    """The share of firsts is that among all coalitions evaluated with the same drawn weights and data."""
    study = build(plain)
    obs, everyone = observe(study), combinations_of(study)
    (rng, many), *_ = blocks(30, 5)
    weights = draw_weights(study, rng, many, how)
    values = draw_values(obs, rng, many).astype(float)
    exact = Weights(pillars=weights.pillars.astype(float), criteria=weights.criteria.astype(float))
    drawn = evaluate(study, everyone, observations=obs.with_values(values), weights=exact)
    index = np.broadcast_to(getattr(drawn, by), (many, len(everyone)))
    if np.isnan(index).all():
        return
    highest = np.nanmax(np.where(np.isnan(index), -1, index), axis=1, keepdims=True)
    firsts = dict(zip(everyone, (index >= highest - EVEN).mean(axis=0), strict=True))
    result = search(study, draws=30, seed=5, weights=how, by=by, top=99)
    assert [firsts[one.members] for one in result.leaders] == pytest.approx([one.first for one in result.leaders])


def test_too_many_to_draw_are_ranked_among_the_leading(framework_1: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where coalitions times draws are too many, leaders are ranked among the highest, and the result says how many."""
    study = framework_1
    whole = search(study, draws=400, top=3)
    # of 247 coalitions those of two that little is known of get no verdict
    assert (245, 2, True) == (whole.rivals, whole.unjudged, whole.every_rival)
    monkeypatch.setattr(module, "WORK", 1000)
    monkeypatch.setattr(module, "RIVALS", 60)
    part = search(study, draws=400, top=3)
    assert (60, False) == (part.rivals, part.every_rival)
    assert spelt(whole.leaders) == spelt(part.leaders)
    # fewer rivals, the same draws: a leader is first at least as often
    assert all(few.first >= all_.first for few, all_ in zip(part.leaders, whole.leaders, strict=True))  # type: ignore[operator]
    monkeypatch.setattr(module, "RIVALS", 1000)
    assert whole.leaders == search(study, draws=400, top=3).leaders


def test_the_same_seed_gives_the_same_shares(study: Study) -> None:
    """The same seed gives the same shares of firsts, another seed others."""
    one, same, other = (search(study, draws=200, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert [x.first for x in one.leaders] != [x.first for x in other.leaders]


def crowd(states: int) -> Study:
    """Build a study of many states, of whom s03, s17, s31 and s49 are the most willing and tied to each other."""
    rng = np.random.default_rng(4)
    names = [f"s{i:02}" for i in range(states)]
    chosen = {"s03", "s17", "s31", "s49"}
    profiles = {
        name: {
            "attributes": {"will": 1.0 if name in chosen else float(rng.uniform(0, 0.95))},
            "ties": {
                other: {"treaty": 4.0 if {name, other} <= chosen else float(rng.integers(0, 4))} for other in names[:i]
            },
        }
        for i, name in enumerate(names)
    }
    criteria = {
        **WILL,
        "treaty": asks("tie", "treaty", worst=0, best=4),
        "worst_tie": asks("tie", "treaty", "weakest-link", worst=0, best=4),
        "burden": asks("attribute", "will", "evenness"),
    }
    return build({"criteria": criteria, "codebook": {"treaty": {"levels": 4}}, "states": profiles})


def test_four_of_sixty_are_searched_exactly() -> None:
    """All 487,635 coalitions of four among sixty are evaluated, and the best are found."""
    study = crowd(60)
    seen: list[tuple[int, int]] = []
    result = search(study, size=4, top=5, progress=lambda done, total: seen.append((done, total)))
    # 60 * 59 * 58 * 57 / 24
    assert 487_635 == result.eligible
    assert (487_635, 487_635) == seen[-1]
    assert ("s03", "s17", "s31", "s49") == result.leaders[0].members
    assert 100 == pytest.approx(result.leaders[0].viability)
    assert [4] == [len(one.members) for one in result.best_per_size]
    # of all that hold a leader's first three members, and of a thousand others, none beats the fifth
    obs, rng = observe(study), np.random.default_rng(1)
    marks = np.zeros((1000, 60), dtype=bool)
    for mark in marks:
        mark[rng.choice(60, 4, replace=False)] = True
    beside = [{*one.members[:3], other} for one in result.leaders for other in study.states]
    rest = [
        members for members in beside if len(members) == 4 and members not in [{*o.members} for o in result.leaders]
    ]
    for coalitions in (marks, rest):
        highest = evaluate(study, coalitions, observations=obs).viability.max()
        assert highest <= result.leaders[4].viability + 1e-9


def test_too_many_candidates_are_refused_with_the_way_out() -> None:
    """Beyond three billion coalitions the search says how many coalitions there are and what to do about it."""
    study = willing(**{f"s{i}": 1.0 for i in range(60)})
    # 2 ** 32 less the empty set and 32 single states, at 12 million a second 358 seconds
    with pytest.raises(
        CoalitionError,
        match=r"32 candidates form 4,294,967,263 coalitions, some 6 minutes .*--size.*--must.*--never.*--scheduler",
    ):
        search(study, candidates=[f"s{i}" for i in range(32)])
    # 60 choose 9
    with pytest.raises(CoalitionError, match="60 candidates form 14,783,142,660 coalitions, some 21 minutes of"):
        search(study, size=9)
    # 10,000 * 9,999 * 9,998 / 6, and 2 ** 10,000: told at once, before anything is observed
    study = study.replace(states={f"s{i}": study.states["s0"].replace(id=f"s{i}") for i in range(10_000)})
    with pytest.raises(CoalitionError, match="10,000 candidates form 166,616,670,000 coalitions"):
        search(study, size=3)
    with pytest.raises(CoalitionError, match=r"10,000 candidates form some 10\^3010 coalitions"):
        search(study)
    # of 25 one that must or that never belongs leaves 24: not refused, only long, so sizes shorten it
    some = [f"s{i}" for i in range(25)]
    assert 24 == search(study, candidates=some, must=["s0"], size=2).eligible
    assert 276 == search(study, candidates=some, never=["s0"], size=2).eligible
    assert 2_300 + 300 == search(study, candidates=some, max_size=3).eligible


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"must": ["a"], "never": ["a"]}, "'a' cannot both belong to every coalition and to none"),
        ({"size": 4}, "no coalition has 4 members where 3 states might belong and 0 must"),
        ({"size": 1}, "a coalition is two or more states; 1 is too few"),
        ({"max_size": 1}, "a coalition is two or more states; 1 is too few"),
        ({"never": ["a", "b"]}, "no coalition has 2 or more members where 1 states might belong"),
        ({"must": ["a", "b", "c"], "size": 2}, "where 3 states might belong and 3 must"),
        ({"top": 0}, "a search names at least one coalition, not 0"),
    ],
)
def test_what_cannot_be_searched_is_refused(options: dict[str, Any], message: str) -> None:
    """What contradicts itself, or leaves no coalition, is an error that says why."""
    with pytest.raises(CoalitionError, match=message):
        search(build(THREE), **options)


def test_states_that_are_no_candidates_are_not_searched() -> None:
    """By default members and candidates are searched; a state that only stands beside others is, if it is named."""
    study = willing(a=1.0, b=2.0, c=3.0, d=4.0)
    states = {**study.states, **{name: study.states[name].replace(candidate=False) for name in "ad"}}
    study = study.replace(states=states, members=("a", "b"))
    assert ("a", "b", "c") == search(study).candidates
    assert ("a", "b", "c", "d") == search(study, must=["d"]).candidates
    assert ("c", "d") == search(study, candidates=["c", "d"]).candidates


def test_stability_takes_rounding_for_none() -> None:
    """A state whose leaving or joining moves the index by less than the tolerance neither leaves nor joins."""
    near = 1e-6
    study = willing(a=0.5, b=0.5, c=0.5 - near, d=0.5 + near)
    own = search(study.replace(members=("a", "b", "c"))).own
    assert own is not None
    assert ((), ()) == (own.leavers, own.joiners)


def test_unknown_names_and_negative_draws_are_refused() -> None:
    """A state that the study does not know, and fewer than no draws, are errors."""
    with pytest.raises(UnknownName, match="unknown state 'x'"):
        search(build(THREE), never=["x"])
    with pytest.raises(FrameworkError, match="at least one draw is needed, not -3"):
        search(build(THREE), draws=-3)
    with pytest.raises(FrameworkError, match="1,000,000,000,000 draws are too many; at most 1,000,000 can be made"):
        search(build(THREE), draws=10**12)


def test_progress_rises_to_the_whole(study: Study) -> None:
    """Progress never falls, keeps its total, and ends with all of it."""
    seen: list[tuple[int, int]] = []
    search(study, draws=600, progress=lambda done, total: seen.append((done, total)))
    done = [one for one, _ in seen]
    # all 256 sets of eight states, once and in each draw
    assert {256 * 601} == {total for _, total in seen}
    assert sorted(done) == done
    assert 256 * 601 == done[-1]
