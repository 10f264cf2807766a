"""How much of what criteria read is known, and when that is too little for a verdict."""

import numpy as np
import pytest
from msgspec.structs import replace

from strategies import asks, build
from viability.engine.draws import draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.errors import CoalitionError
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


def test_a_member_is_known_too_little_where_all_that_it_fears_is_inside() -> None:
    """Among both sources nothing of fear is left to ask, so that what is known of a member is less of the rest."""
    study = build(
        {
            "criteria": {
                "k": asks("attribute", "k", worst=0, best=4),
                "x": asks("attribute", "x", worst=0, best=4, weight=3),
                "f": asks("strongest_common", "threats", worst=0, best=4, weight=2),
            },
            "sources": {"n": {"kind": "state", "state": "XAA"}, "s": {"kind": "state", "state": "XAC"}},
            "states": {
                "a": {"iso3": "XAA", "attributes": {"k": 1, "x": 1}, "threats": {"n": 0, "s": 2}},
                "c": {"iso3": "XAC", "attributes": {"k": 1}, "threats": {"n": 3, "s": 0}},
                "e": {"iso3": "XAE", "attributes": {"k": 1, "x": 1}, "threats": {"n": 3, "s": 3}},
            },
            "least_coverage": 0.3,
        }
    )
    # of c, in ace: k of k and x, 1 of 1 + 3; in ce: k and fear of n, of all three, 1 + 2 of 6
    together = [("a", "c", "e"), ("a", "e"), ("c", "e")]
    found = evaluate(study, together)
    assert [[1 / 4], [NAN], [1 / 2]] == [pytest.approx(row[1:2], nan_ok=True) for row in found.member_coverage()]
    # in all, by weights 1, 3 and 2: ace 1, 2/3 and 0; ae 1, 1 and 1; ce 1, 1/2 and 1
    assert [1 / 2, 1, 3 / 4] == pytest.approx(found.total_coverage())
    assert [True, False, False] == (found.verdicts < 0).tolist()
    assert [True, False, False] == [bool(evaluate(study, [one]).verdicts[0] < 0) for one in together]
    (tables,) = evaluate_subsets(study, verdicts=True)
    assert tables.verdicts is not None
    assert [True, False, False] == (tables.verdicts[[0b111, 0b101, 0b110]] < 0).tolist()


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


def test_all_known_is_one_under_drawn_weights() -> None:
    """Drawn weights are in single precision and add up to a little more or less than 1; what is all known is 1."""
    given = draw_weights(study_of(), np.random.default_rng(1), 500)
    found = evaluate(study_of(), [("a", "b")], weights=given, partial=True)
    known = replace(found, coverage=np.ones_like(found.coverage))
    assert (given.criteria.sum(axis=-1, dtype=np.float64) != 1).any()
    assert {1.0} == {*known.total_coverage().ravel()} == {*known.pillar_coverage().ravel()}


def test_what_is_known_and_has_no_score_is_not_called_unknown() -> None:
    """Burdens of nought have no evenness: the message says so, and does not say that nothing is known."""
    even = {"criteria": {"e": asks("attribute", "x", "evenness")}}
    with pytest.raises(CoalitionError, match="no criterion has a score for the coalition, although some values"):
        evaluate(build({**even, "states": {"a": {"attributes": {"x": 0}}, "b": {}}}))
    with pytest.raises(CoalitionError, match="nothing is known of the coalition; choose"):
        evaluate(build({**even, "states": {"a": {}, "b": {}}}))
