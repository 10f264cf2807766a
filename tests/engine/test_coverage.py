"""How much of what criteria read is known, and when that is too little for a verdict."""

import numpy as np
import pytest

from strategies import asks, build
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.study.profile import Source
from viability.study.study import Study

NAN = np.nan
RATING = asks("attribute", "x", worst=0, best=4)
TIE = asks("tie", "treaty", worst=0, best=4)
FEAR = asks("strongest_common", "threats", worst=0, best=4)


def study_of(least: float = 0.65) -> Study:
    """Build three states: a is known in all, b by its ties alone, c by x and its tie with a."""
    return build(
        {
            "criteria": {"x": RATING, "t": TIE, "f": FEAR},
            "sources": {"n": {}, "s": {}},
            "states": {
                "a": {"attributes": {"x": 2}, "threats": {"n": 1, "s": 1}, "ties": {"b": {"treaty": 1}}},
                "b": {},
                "c": {"attributes": {"x": 4}, "threats": {"n": 4}, "ties": {"a": {"treaty": 2}}},
            },
            "least_coverage": least,
        }
    )


def test_values_are_counted_by_criterion_in_all_and_by_member() -> None:
    """A tie counts once for its pair and for each of its states, each rating of a threat is a value."""
    found = evaluate(study_of(), [("a", "b", "c"), ("a", "c")])
    # abc: x 2 of 3, ties ab and ac of 3, ratings 3 of 6. ac: all but c's rating of s
    assert [[2 / 3, 2 / 3, 0.5], [1, 1, 0.75]] == [pytest.approx(row) for row in found.coverage]
    assert [(2 / 3 + 2 / 3 + 1 / 2) / 3, 2.75 / 3] == pytest.approx(found.total_coverage())
    # a: x, both ties, both ratings; b: the tie with a of two; c: x, one tie of two, one rating of two
    expected = [[1, (0 + 1 / 2 + 0) / 3, (1 + 1 / 2 + 1 / 2) / 3], [1, NAN, (1 + 1 + 1 / 2) / 3]]
    assert expected == [pytest.approx(row, nan_ok=True) for row in found.member_coverage()]


@pytest.mark.parametrize(("least", "verdicts"), [(0.9, [-1, 1]), (0.93, [-1, -1]), (0.5, [-1, 1]), (0, [2, 1])])
def test_too_little_known_gives_no_verdict(least: float, verdicts: list[int]) -> None:
    """Under the least coverage, or with a member known by less than a third, there is no verdict."""
    # abc is known by 11/18, but b by a sixth; ac by 11/12
    study = study_of(least)
    found = evaluate(study, [("a", "b", "c"), ("a", "c")])
    # ac: x 3/4, t 1/2, f min(1, 4) = 1/4: 50, fragile; abc: x 3/4, t 3/8, f 1/4: 45.8
    assert [45 + 5 / 6, 50] == pytest.approx(found.viability)
    assert [2, 2] == found.bands.tolist()
    (tables,) = evaluate_subsets(study, verdicts=True)
    assert tables.verdicts is not None
    assert tables.coverage is not None
    assert [-1 if one < 0 else 2 for one in verdicts] == found.verdicts.tolist()
    assert found.verdicts.tolist() == tables.verdicts[[0b111, 0b101]].tolist()
    assert found.total_coverage() == pytest.approx(tables.coverage[[0b111, 0b101]])


def test_coverage_holds_under_drawn_weights() -> None:
    """Under weights with a leading axis coverage is that of each, and the verdict's is the study's."""
    study = study_of()
    own = evaluate(study).weights
    weights = type(own)(pillars=np.ones((2, 1)), criteria=np.array([[1.0, 0, 0], [0, 0, 1.0]]))
    found = evaluate(study, [("a", "c"), ("b", "c")], weights=weights, partial=True)
    # x, then f: ac 1 and 3/4, bc 1/2 and 1/4
    assert [[1, 0.5], [0.75, 0.25]] == found.total_coverage().tolist()
    assert [[[1], [0.5]], [[0.75], [0.25]]] == found.pillar_coverage().tolist()
    assert (found.verdicts[:, 1] == -1).all()


def test_shares_of_weight_rest_on_what_is_old_and_weak() -> None:
    """What lies more than five years before the day is old but for geography, and weak where all sources are."""
    study = build(
        {
            "criteria": {"x": RATING, "far": asks("tie", "far", worst=9, best=0)},
            "codebook": {"far": {"range": (0, 9), "timeless": True}},
            "states": {
                "a": {
                    "attributes": {"x": {"value": 1, "date": "2014-12-31", "source": ["mirror"]}},
                    "ties": {"b": {"far": {"value": 1, "date": 1990, "source": ["mirror", "worked"]}}},
                },
                "b": {"attributes": {"x": {"value": 1, "date": "2015"}}},
            },
        }
    )
    mirror = Source(title="A mirror", publisher="Somebody", undated=True, weak="a copy")
    found = evaluate(study.replace(as_of="2020-12-31", sources={**study.sources, "mirror": mirror}))
    # 2015 lasts to its end, five years before the day and no more; a's x is half of x, and x half of all
    assert [0.25] == found.old_share().tolist()
    assert [0.25] == found.weak_share().tolist()
