"""The search of all coalitions: the best, the Pareto sets, who would leave and who should join."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.coalitions.made import THREE, WILL, by_force, combinations_of, spelt, willing
from strategies import alliances, asks, build
from viability.analyses.coalitions import field
from viability.analyses.coalitions.search import search
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.study import Study


def beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether a point is as high as another in both and higher in one."""
    return one[0] >= other[0] and one[1] >= other[1] and one != other


def test_a_search_worked_by_hand() -> None:
    """Leaders, best of each size, Pareto sets and moves are those worked out beside `THREE`."""
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
def test_a_search_finds_what_brute_force_finds(plain: dict[str, Any], by: Any, data: st.DataObject) -> None:  # noqa: ANN401 - a literal
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
def forced(by: Any) -> Any:  # noqa: ANN401 - a literal, and tuples of several lengths
    """Rank all coalitions of that study one by one; of each both indices are known."""
    if by == "viability":
        return by_force(trading(), combinations_of(trading()), by)
    order = [*trading().states]
    found = [(*one[:3], one[2]) for one in forced("viability")]
    return sorted(found, key=lambda f: (-f[3], len(f[0]), [order.index(s) for s in f[0]]))


@pytest.mark.parametrize("by", ["viability", "cohesion"])
@pytest.mark.parametrize("block", [1, 4, 32])
def test_small_blocks_lose_nothing_on_the_way(monkeypatch: pytest.MonkeyPatch, block: int, by: Any) -> None:  # noqa: ANN401 - a literal
    """What is best, and what no other beats, is found wherever among the blocks it comes."""
    study, expected = trading(), forced(by)
    monkeypatch.setattr(field, "SETS_AT_ONCE", block)
    result = search(study, by=by, top=12)
    assert [one[0] for one in expected[:12]] == [one.members for one in result.leaders]
    traded = front(expected, study, lambda one: one[2])
    assert 3 == len(traded)
    assert traded == [one.members for one in result.against_cohesion]
    assert front(expected, study, lambda one: len(one[0])) == [one.members for one in result.against_size]


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


def test_nothing_known_at_all_is_an_error() -> None:
    """Where nothing is known of any coalition, or there is no cohesion to search by, the search says so."""
    with pytest.raises(CoalitionError, match="the viability of no coalition that fits is known; choose others"):
        search(willing(a=None, b=None))
    with pytest.raises(
        CoalitionError, match="the cohesion of no coalition that fits is known as of 2021-12-31; choose"
    ):
        search(willing(a=1, b=1).replace(as_of="2021-12-31"), by="cohesion")


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
