"""What a search keeps of many coalitions: equals stay equal, order is by index, then size, then the study's order."""

from itertools import combinations, pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import asks, build
from viability.analyses.coalitions import leaders
from viability.analyses.coalitions.leaders import Pool, Sieve, rounded
from viability.engine.blocks import Block
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets

NAN = float("nan")


def pool(*rows: tuple[float, float, str]) -> Pool:
    """Make a pool of coalitions: viability, cohesion, and members among a, b, c and d."""
    marks = np.array([[state in members for state in "abcd"] for _, _, members in rows])
    viability, cohesion = (np.array([row[i] for row in rows]) for i in (0, 1))
    return Pool(viability=viability, cohesion=cohesion, sizes=marks.sum(axis=1), marks=marks)


def test_short_binary_fractions_do_not_fall_apart() -> None:
    """Equal indices stay equal though rounding errors put them on either side of where decimals are cut."""
    edge = 25 / 1024
    low, high = rounded(np.array([edge - 1e-15, edge + 1e-15]))
    assert low == high


def test_equals_are_ordered_by_size_and_then_by_the_order_of_states() -> None:
    """Of equal indices the smaller coalition comes first, and of equal sizes the one with an earlier state."""
    found = pool((50, 0, "bc"), (50, 0, "ab"), (50, 0, "acd"), (60, 0, "abcd"), (50, 0, "abd"))
    assert [3, 1, 0, 4, 2] == found.best("viability", 9).tolist()


def test_the_highest_of_each_size_come_from_the_fewest_members_up() -> None:
    """Each size is there once, with its highest."""
    found = pool((50, 1, "bc"), (55, 0, "ab"), (40, 9, "acd"), (30, 0, "abcd"))
    assert [1, 2, 3] == found.best_per_size("viability").tolist()
    assert [0, 2, 3] == found.best_per_size("cohesion").tolist()


def test_what_another_beats_in_both_is_not_on_the_front() -> None:
    """The front of viability against cohesion holds what nothing else beats; an unknown cohesion beats nothing."""
    found = pool((60, 10, "ab"), (50, 30, "bc"), (50, 20, "cd"), (40, 30, "ac"), (30, 40, "ad"), (70, NAN, "bd"))
    # 70 is highest, but its cohesion is unknown: it neither rises over anything nor stands in another's way
    assert [0, 1, 4] == found.against_cohesion().tolist()


def test_a_larger_coalition_with_a_higher_index_beats_a_smaller() -> None:
    """The front of viability against size holds a coalition only if no larger or equal one has a higher index."""
    found = pool((60, 0, "ab"), (65, 0, "abc"), (50, 0, "abcd"), (64, 0, "bcd"))
    assert [1, 2] == found.against_size().tolist()


def test_a_tie_with_the_last_that_is_kept_is_settled_by_order() -> None:
    """A coalition whose index equals the lowest kept is taken up, for it may come first by size or by its states."""
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=4)},
            "states": {name: {"attributes": {"x": 2}} for name in "abc"},
        }
    )
    sieve = Sieve(3, "viability", 2)
    blocks = [*evaluate_subsets(study, among=np.arange(3), largest=1)]
    assert len(blocks) > 1
    for found in blocks:
        sieve.take(found, found.block.sizes() > 1)
    kept = sieve.pool.marks[sieve.pool.best("viability", 2)]
    # all indices are 50: the pairs come before the three, and of the pairs those with an earlier state
    assert [[True, True, False], [True, False, True]] == kept.tolist()


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40) | st.none()), min_size=126, max_size=126),
    st.sampled_from(["viability", "cohesion"]),
    st.integers(1, 7),
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
)
def test_what_is_kept_does_not_depend_on_how_it_is_dealt_out(
    points: list[tuple[int, int | None]], by: Literal["viability", "cohesion"], top: int, cuts: list[int]
) -> None:
    """Whether at once, block by block, or in parts that know what others kept, the same coalitions are kept."""
    viability, cohesion = np.array(points, dtype=float).T / 400
    rows = np.array([*combinations(range(9), 4)])

    def taken(sieve: Sieve, start: int, end: int) -> Sieve:
        none = rows[0, :0]
        sieve.take(
            Subsets(
                block=Block(start=start, low=none, top=none, rows=rows[start:end]),
                viability=viability[start:end],
                cohesion=cohesion[start:end],
                scores=None,
                verdicts=None,
                judged=None,
                coverage=None,
            ),
            np.ones(end - start, dtype=bool),
        )
        return sieve

    def answer(sieve: Sieve) -> list[list[list[int]]]:
        kept = sieve.pool
        chosen = (kept.best(by, top), kept.best_per_size(by), kept.against_cohesion(), kept.against_size())
        return [np.nonzero(kept.marks[one])[1].reshape(-1, 4).tolist() for one in chosen]

    whole = taken(Sieve(9, by, top), 0, len(rows))
    ends = sorted({*np.minimum(np.cumsum(cuts), len(rows)).tolist(), len(rows)})
    slowly = Sieve(9, by, top)
    together, before = Sieve(9, by, top), None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaders, "MANY", 2)
        for start, end in pairwise([0, *ends]):
            taken(slowly, start, end)
            before = taken(Sieve(9, by, top, after=before), start, end)
            together.add(before.pool)
    assert answer(whole) == answer(slowly) == answer(together)
    highest = rounded(viability if by == "viability" else cohesion)
    if not np.isnan(highest).all():
        assert rows[np.nanargmax(highest)].tolist() == answer(whole)[0][0]
