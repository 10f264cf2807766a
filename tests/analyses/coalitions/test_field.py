"""Which coalitions are searched: what fits, what is refused, and that no way of going through them matters."""

from typing import Any

import pytest

from analyses.coalitions.made import THREE, spelt, willing
from strategies import build
from viability.analyses.coalitions import field
from viability.analyses.coalitions import search as module
from viability.analyses.coalitions.search import Search, search
from viability.errors import CoalitionError
from viability.study.study import Study

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
