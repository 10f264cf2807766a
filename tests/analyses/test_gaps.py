"""What a study does not know is counted by state and by criterion."""

from pathlib import Path

import pytest

from viability.analyses.gaps import Gaps, gaps_of
from viability.files.folder import load_study
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study, of which Alfa and Bravo are the members and Charlie might join."""
    return load_study(SMALL)


def one(gaps: tuple[Gaps, ...], of: str) -> Gaps:
    """Return what is counted under one id."""
    return next(each for each in gaps if each.of == of)


def test_what_was_never_written_is_empty(alliance: Study) -> None:
    """Charlie: of two threats, expenditure, memberships and ties with two, it lacks a threat, memberships and a tie."""
    charlie = one(gaps_of(alliance), "charlie")
    assert ("state", 6, 3, 0, 0, "2015") == (
        charlie.by,
        charlie.asked,
        charlie.empty,
        charlie.expired,
        charlie.old,
        charlie.oldest,
    )
    assert ("alfa.charlie.defence_tie", "charlie.memberships", "charlie.threats.north") == tuple(
        sorted(charlie.missing)
    )


def test_a_tie_counts_once_for_a_criterion(alliance: Study) -> None:
    """Of the pairs among the members and with the candidate one is unknown."""
    ties = one(gaps_of(alliance), "defence_ties")
    assert ("criterion", 3, 1, ("alfa.charlie.defence_tie",)) == (ties.by, ties.asked, ties.empty, ties.missing)


def test_what_is_too_old_no_longer_counts(alliance: Study) -> None:
    """With a largest age of three years the expenditure of 2015 is gone in 2021, and what has none is old."""
    attribute = alliance.attributes["expenditure"].replace(max_age=3)
    later = alliance.replace(attributes={**alliance.attributes, "expenditure": attribute}, as_of="2021-06-30")
    alfa = one(gaps_of(later), "alfa")
    assert (1, ("alfa.expenditure",)) == (alfa.expired, tuple(m for m in alfa.missing if "expenditure" in m))
    # threats of both sources and the tie with Bravo, all of 2015
    assert 3 == alfa.old
    assert 0 == one(gaps_of(alliance), "alfa").old


def test_what_comes_later_is_empty_before(alliance: Study) -> None:
    """In 2010 nothing but what was known then is there."""
    early = alliance.replace(as_of="2010-06-30")
    assert ("expenditure" in "".join(one(gaps_of(early), "bravo").missing), 0) == (
        True,
        one(gaps_of(early), "bravo").old,
    )


def test_the_dead_are_not_asked(alliance: Study) -> None:
    """A candidate that does not live at the day has no row, and neither has one that stands beside."""
    gone = alliance.states["charlie"].replace(to="2000")
    beside = alliance.states["charlie"].replace(candidate=False)
    for charlie in (gone, beside):
        assert "charlie" not in {
            each.of for each in gaps_of(alliance.replace(states={**alliance.states, "charlie": charlie}))
        }
