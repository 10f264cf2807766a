"""What criteria read off the profiles.

Longer than other files: every measure is read off the same few profiles.
"""

from typing import Any

import numpy as np
import pytest

from strategies import asks, build, datum
from viability.engine.evaluate import evaluate
from viability.engine.measures import MEASURES
from viability.engine.observations import Observations, observe
from viability.engine.readings import read_one
from viability.study.profile import Attribute
from viability.study.study import Study
from viability.study.vocabulary import MEASURES as FACTS

NAN = np.nan


def study_of(criterion: dict[str, Any], states: dict[str, Any], **more: object) -> Study:
    """Build a study of one criterion."""
    return build({"criteria": {"one": criterion}, "states": states, **more})


def read(study: Study, obs: Observations | None = None) -> np.ndarray:
    """Measure the study's one criterion."""
    return read_one(study, study.criteria["one"], observe(study) if obs is None else obs).values


def attributes(name: str, *values: object) -> dict[str, Any]:
    """Write states a, b, c with one attribute."""
    return {state: {"attributes": {name: value}} for state, value in zip("abcd", values, strict=False)}


WEALTH = asks("attribute", "wealth", worst=0, best=10)
COUNT = asks("count", worst=0, best=9)
SIMILAR = asks("similarity", "wealth", worst=10, best=0)
LEVEL = asks("common_level", "wealth", worst=0, best=10)
OVERLAP = asks("overlap", "threats", worst=0, best=1)
STRONGEST = asks("strongest_common", "threats", worst=0, best=4)
TIE = asks("tie", "treaty", worst=0, best=4)
BEST = asks("best_membership", "credibility", worst=4, best=0)
SHARED = asks("shared_memberships", worst=0, best=1)


def test_a_timeless_attribute_holds_on_any_day() -> None:
    """Of an attribute that is timeless the newest observation counts, however early the day."""
    for timeless, expected in ((True, 5), (False, 3)):
        codebook = {"wealth": {"range": (0, 9), "timeless": timeless}}
        study = study_of(WEALTH, attributes("wealth", {1990: 3, 2020: 5}, 1), codebook=codebook)
        assert expected == read(study.replace(as_of="2000-12-31"))[0]


def test_an_attribute_is_the_value() -> None:
    """An attribute measures the value of each state, in its unit, and is unknown where the profile lacks it."""
    assert [3, NAN, -2] == pytest.approx(read(study_of(WEALTH, attributes("wealth", 3, None, -2))), nan_ok=True)


def test_a_count_is_one_for_each() -> None:
    """A count measures 1 for each state."""
    assert [1, 1, 1] == read(study_of(COUNT, attributes("wealth", 1, 2, 3))).tolist()


def test_similarity_is_a_distance() -> None:
    """Similarity measures the distance of two values, unknown where either is."""
    # pairs ab, ac, ad, bc, bd, cd
    found = read(study_of(SIMILAR, attributes("wealth", 3, -1, None, 4)))
    assert [4, NAN, 1, NAN, 5, NAN] == pytest.approx(found, nan_ok=True)


def test_a_common_level_is_the_lesser() -> None:
    """A common level measures the lesser of two values, unknown where either is."""
    found = read(study_of(LEVEL, attributes("wealth", 3, -1, None, 4)))
    assert [-1, NAN, 3, NAN, -1, NAN] == pytest.approx(found, nan_ok=True)


def threats(*ratings: dict[str, object]) -> dict[str, Any]:
    """Write states a, b, c with rated threats."""
    return {state: {"threats": rated} for state, rated in zip("abcd", ratings, strict=False)}


def test_overlap_is_common_over_either() -> None:
    """Overlap measures the sum of the lesser over the sum of the greater ratings."""
    # (min(4, 2) + min(1, 3)) / (max(4, 2) + max(1, 3)) = 3 / 7
    assert [3 / 7] == pytest.approx(read(study_of(OVERLAP, threats({"n": 4, "s": 1}, {"n": 2, "s": 3}))))


def test_overlap_leaves_out_what_one_of_two_does_not_rate() -> None:
    """Only threat sources that both states rate count; with none, or none felt, overlap is unknown."""
    states = threats({"n": 4, "s": 1}, {"n": 2}, {"s": 0}, {"n": 0, "s": 0})
    # ab over n 2/4; ac over s 0/1; ad 0/5; bc nothing in common; bd 0/2; cd feel nothing
    assert [0.5, 0, 0, NAN, 0, NAN] == pytest.approx(read(study_of(OVERLAP, states)), nan_ok=True)


def test_overlap_felt_as_given_stays_known_in_every_draw() -> None:
    """Whether anything is felt is decided by the values as given, and no draw makes a pair known or unknown."""
    study = study_of(OVERLAP, threats({"n": 0}, {"n": 0}, {"n": 1}, {"n": 0}))
    obs = observe(study)
    drawn = np.array([[1.0, 2.0, 4.0, 3.0, NAN], [0.0, 0.0, 0.0, 0.0, NAN]])
    # as given only c feels something: ac 1/4, bc 2/4, cd 3/4, and in the second draw nothing felt by anyone: alike
    assert [[NAN, 0.25, NAN, 0.5, NAN, 0.75], [NAN, 1, NAN, 1, NAN, 1]] == [
        pytest.approx(row, nan_ok=True) for row in read(study, obs.with_values(drawn))
    ]


def test_rows_that_are_given_decide_each_what_is_felt() -> None:
    """Sets of values that are each given, as a what-if gives them, are read as they would be alone."""
    study = study_of(OVERLAP, threats({"n": 0}, {"n": 0}, {"n": 1}))
    obs = observe(study)
    rows = np.array([[0, 0, 1, NAN], [2, 0, 1, NAN], [0, 0, 0, NAN], [0, 0, 4, NAN]])
    found = np.full((4, 3), -1.0)
    groups = list(obs.each_given(rows))
    for which, given in groups:
        found[which] = read(study, given)
    # what is felt differs but between the first and the last
    assert [[0, 3], [1], [2]] == sorted(which.tolist() for which, _ in groups)
    for row, one in zip(rows, found, strict=True):
        np.testing.assert_array_equal(read(study, obs.with_values(row)), one)


def test_other_values_alone_decide_anew_what_is_felt() -> None:
    """Values that take the place of those given, and are no draws, decide themselves whether anything is felt."""
    study = study_of(OVERLAP, threats({"n": 0}, {"n": 4}, {"n": 0}))
    found = read(study, observe(study).with_values(np.array([3.0, 0.0, 0.0, NAN])))
    assert [0, 0, NAN] == pytest.approx(found, nan_ok=True)


def test_the_strongest_common_threat_is_felt_by_both() -> None:
    """The strongest common threat is the greatest over sources of the lesser rating of two."""
    # n: min(4, 2) = 2; s: min(3, 3) = 3; the sea is rated by one alone
    states = threats({"n": 4, "s": 3, "sea": 4}, {"n": 2, "s": 3}, {"sea": 1})
    assert [3, 1, NAN] == pytest.approx(read(study_of(STRONGEST, states)), nan_ok=True)


def test_no_threat_felt_is_a_common_threat_of_nought() -> None:
    """Two states that rate a source at nought have a known strongest common threat of nought."""
    assert [0] == read(study_of(STRONGEST, threats({"n": 0}, {"n": 0}))).tolist()


def test_a_tie_is_read_whichever_state_wrote_it() -> None:
    """A tie measures the value of the pair, written by either state."""
    states = {"a": {"ties": {"c": {"treaty": 2}}}, "b": {"ties": {"a": {"treaty": 3}}}, "c": {}}
    assert [3, 2, NAN] == pytest.approx(read(study_of(TIE, states)), nan_ok=True)


def test_a_tie_written_twice_counts_once() -> None:
    """A tie that both states write the same is one value."""
    states = {"a": {"ties": {"b": {"treaty": 3}}}, "b": {"ties": {"a": {"treaty": 3}}}}
    obs = observe(study_of(TIE, states))
    assert ["a.b.treaty"] == [entry.path for entry in obs.entries]


def test_ties_with_states_left_out_are_not_read() -> None:
    """A tie with a state that is not observed is not the address of a value of the observation."""
    states = {"a": {"ties": {"b": {"treaty": 3}, "c": {"treaty": 1}}}, "b": {}, "c": {}}
    study = study_of(TIE, states)
    assert ["a.b.treaty"] == [entry.path for entry in observe(study, ["a", "b"]).entries]


INSTITUTIONS = {"pact": 4, "forum": 1, "league": 3, "club": None}


def belonging(**memberships: object) -> dict[str, Any]:
    """Write states that belong to institutions; None for a state whose memberships are unknown."""
    return {state: {"memberships": found} if found else {} for state, found in memberships.items()}


def test_the_best_membership_is_the_most_credible() -> None:
    """The best membership is the highest credibility among a state's memberships; 0 for none, unknown for no record."""
    states = belonging(a={"pact": {}, "forum": {}}, b={"forum": {}}, c={"pact": {"to": 2001}}, d=None)
    study = study_of(BEST, states, institutions=INSTITUTIONS)
    assert [4, 1, 0, NAN] == pytest.approx(read(study), nan_ok=True)


def test_the_coalitions_own_institution_is_no_alternative() -> None:
    """Membership of the coalition's own institution counts for nothing."""
    states = belonging(a={"league": {}}, b={"league": {}, "forum": {}})
    own = study_of(BEST, states, institutions=INSTITUTIONS, institution="league")
    other = study_of(BEST, states, institutions=INSTITUTIONS)
    assert [0, 1] == read(own).tolist()
    assert [3, 3] == read(other).tolist()


@pytest.mark.parametrize("role", ["observer", "partner", "associate"])
def test_only_full_members_belong(role: str) -> None:
    """An observer, partner or associate does not belong."""
    states = belonging(a={"pact": {"role": role}}, b={"pact": {"role": "member"}})
    assert [0, 4] == read(study_of(BEST, states, institutions=INSTITUTIONS)).tolist()


def test_an_institution_without_a_rating_is_left_out() -> None:
    """An institution of unknown credibility is left out; who belongs to such alone has no known best membership."""
    states = belonging(a={"forum": {}, "club": {}}, b={"club": {}})
    assert [1, NAN] == pytest.approx(read(study_of(BEST, states, institutions=INSTITUTIONS)), nan_ok=True)


@pytest.mark.parametrize(
    ("as_of", "belongs"),
    [
        (None, False),
        ("1998-12-31", False),
        ("1999-01-01", True),
        ("2010-12-31", True),
        ("2011-01-01", False),
        ("2015-05-31", False),
        ("2015-06-01", True),
        ("2015-07-15", True),
        ("2015-07-16", False),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(as_of: str | None, *, belongs: bool) -> None:
    """A membership holds from its first day to its last, a year or month counting in full; today if not over."""
    spells = [{"from": 1999, "to": 2010}, {"from": "2015-06", "to": "2015-07-15"}]
    study = study_of(SHARED, belonging(a={"pact": spells}, b={"pact": {}}), institutions=INSTITUTIONS)
    assert belongs == observe(study.replace(as_of=as_of)).belongs[0, 0]


def test_shared_memberships_are_common_over_either() -> None:
    """Shared memberships measure those in common over those of either; unknown where neither has any, or no record."""
    states = belonging(a={"pact": {}, "forum": {}}, b={"forum": {}, "club": {}}, c={"pact": {"to": 2001}}, d=None)
    study = study_of(SHARED, states, institutions=INSTITUTIONS)
    # ab forum of {pact, forum, club}; ac 0 of 2; bc 0 of 2
    assert [1 / 3, 0, NAN, 0, NAN, NAN] == pytest.approx(read(study), nan_ok=True)
    nobody = study_of(SHARED, belonging(a={"pact": {"to": 2001}}, b={"pact": {"to": 2001}}), institutions=INSTITUTIONS)
    assert [NAN] == pytest.approx(read(nobody), nan_ok=True)


def test_measures_of_pairs_are_those_declared_dyadic() -> None:
    """A dyadic measure gives one value a pair, any other one value a state."""
    of = {"state": "wealth", "pair": "treaty", "threat": "threats", "institution": "credibility", None: None}
    for kind in MEASURES:
        facts = FACTS[kind]
        more = {"against": "threats"} if facts.opponents else {}
        criterion = asks(kind, of[facts.reads], worst=0, best=1)
        criterion["measure"] |= more
        study = study_of(criterion, attributes("wealth", 1, 2, 3, 4))
        assert (6 if facts.dyadic else 4,) == read(study).shape


@pytest.mark.parametrize(
    "criterion",
    [WEALTH, COUNT, SIMILAR, LEVEL, OVERLAP, STRONGEST, TIE, BEST, SHARED],
    ids=lambda c: c["measure"]["kind"],
)
def test_a_measure_of_draws_is_the_measure_of_each(criterion: dict[str, Any]) -> None:
    """With draws in leading axes a measure gives each draw's values."""
    states = {
        "a": {
            "attributes": {"wealth": 3},
            "threats": {"n": 4, "s": 1},
            "ties": {"b": {"treaty": 2}, "c": {"treaty": 1}},
        },
        "b": {"attributes": {"wealth": 1}, "threats": {"n": 2, "s": 3}, "memberships": {"pact": {}, "forum": {}}},
        "c": {"attributes": {"wealth": 9}, "threats": {"n": 1}, "memberships": {"forum": {}}},
    }
    study = study_of(criterion, states, institutions=INSTITUTIONS)
    obs = observe(study)
    factors = np.random.default_rng(1).uniform(0.5, 2, (2, 3, len(obs.values)))
    found = read(study, obs.with_values(obs.values * factors))
    alone = [[read(study, obs.with_values(obs.values * one)) for one in block] for block in factors]
    np.testing.assert_array_equal(np.array(alone), found)


def bounds(rated: dict[str, Any], **attribute: object) -> tuple[float, float]:
    """Return the range of a datum under an attribute."""
    raw = {"title": "x", "section": "s", "definition": "d", "range": (0, 4), **attribute}
    return Attribute.read(raw).bounds(datum(rated))


FOUR = dict.fromkeys(range(5), ".")
EVEN = {0: ".", 2: ".", 4: "."}


@pytest.mark.parametrize(
    ("value", "quality", "attribute", "expected"),
    [
        (3, "low", {"rubric": FOUR}, (2, 4)),
        (4, "medium", {"rubric": FOUR}, (3.5, 4)),  # half a level, clipped to the scale's end
        (2, "high", {"rubric": FOUR}, (2, 2)),
        (2, "low", {"rubric": EVEN}, (0, 4)),  # a level is the next that the rubric describes
        (2, "medium", {"rubric": EVEN}, (1, 3)),
        (3, "medium", {"rubric": EVEN}, (2, 4)),  # midway between two levels, half a level either way
        (100, "low", {"range": (0, 120)}, (60, 120)),  # 40 per cent, clipped to the attribute's 120
        (100, "medium", {"range": (0, 120)}, (85, 115)),
        (100, "high", {"range": (0, 120)}, (95, 105)),
        (0, "low", {"range": (0, 120)}, (0, 0)),
        (0, "low", {"range": (-5, 5)}, (-8 / 15, 8 / 15)),  # below nought: 8/3 of a fiftieth of ten
        (1, "medium", {"range": (-5, 5)}, (0.8, 1.2)),
        (1, "high", {"range": (-5, 5), "doubt": 0.3}, (0.9, 1.1)),
        (10, "medium", {"range": (0, 50), "scale": "interval"}, (9, 11)),
    ],
)
def test_ranges_come_from_quality(
    value: float, quality: str, attribute: dict[str, Any], expected: tuple[float, float]
) -> None:
    """A range is levels of a rubric, a share of a number on a ratio scale, or parts of the doubt of an interval."""
    assert expected == pytest.approx(bounds({"value": value, "quality": quality}, **attribute))


def test_a_datums_own_ends_go_first() -> None:
    """An end that the datum gives is used, the other follows from its quality, and both are clipped."""
    assert (90, 120) == bounds({"low": 90, "value": 100, "high": 130}, range=(0, 120))
    assert (0, 2.5) == bounds({"value": 2, "low": 0, "quality": "medium"}, rubric=FOUR)


def test_the_last_place_stands_for_the_unknown() -> None:
    """The vector of values ends in an unknown, to which every missing quantity points."""
    obs = observe(study_of(WEALTH, attributes("wealth", 5, None)))
    assert [5, NAN] == pytest.approx(obs.values, nan_ok=True)
    assert [0, -1] == obs.places["state", "wealth"].tolist()


def test_pairs_are_numbered_in_the_order_of_states() -> None:
    """Pairs stand in the order of their first state, then of their second."""
    obs = observe(study_of(WEALTH, attributes("wealth", 1, 2, 3, 4)))
    pairs = list(zip(*(side.tolist() for side in obs.pairs), strict=True))
    assert [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] == pairs


def test_a_path_names_a_value_as_a_what_if_does() -> None:
    """Every value has the path by which a what-if sets it."""
    states = {
        "a": {
            "attributes": {"wealth": 1},
            "threats": {"n": 2},
            "memberships": {"pact": {}},
            "ties": {"b": {"treaty": 3}},
        },
        "b": {},
    }
    criteria = {"w": WEALTH, "o": OVERLAP, "t": TIE, "m": BEST}
    obs = observe(build({"criteria": criteria, "states": states, "institutions": {"pact": 4}}))
    assert {"a.wealth", "a.threats.n", "a.b.treaty", "pact.credibility"} == {entry.path for entry in obs.entries}


def test_only_what_a_criterion_reads_is_observed() -> None:
    """An attribute that no criterion reads is not the address of a value of the observation."""
    study = study_of(WEALTH, {"a": {"attributes": {"wealth": 1, "height": 2}}, "b": {"attributes": {"wealth": 3}}})
    assert ["a.wealth", "b.wealth"] == [entry.path for entry in observe(study).entries]


def paths(study: Study, item: int) -> list[str]:
    """Name the values behind one item of the study's one criterion."""
    return [entry.path for entry in read_one(study, study.criteria["one"], observe(study)).behind(item)]


def test_evidence_of_a_member_is_its_value() -> None:
    """Behind a member's attribute stands its value, and nothing where it is missing."""
    study = study_of(WEALTH, attributes("wealth", 1, None))
    assert ["a.wealth"] == paths(study, 0)
    assert [] == paths(study, 1)


@pytest.mark.parametrize("criterion", [SIMILAR, LEVEL], ids=["similarity", "common_level"])
def test_evidence_of_a_pair_is_the_values_of_both(criterion: dict[str, Any]) -> None:
    """Behind a pair stand the values of both states."""
    assert ["a.wealth", "c.wealth"] == paths(study_of(criterion, attributes("wealth", 1, 2, 3)), 1)


def test_evidence_of_a_tie_is_the_tie() -> None:
    """Behind a tie stands the one value of the pair."""
    states = {"a": {}, "b": {"ties": {"a": {"treaty": 3}}}}
    assert ["a.b.treaty"] == paths(study_of(TIE, states), 0)


def test_evidence_of_the_strongest_threat_is_that_threat() -> None:
    """Behind the strongest common threat stand both ratings of it; behind overlap the ratings of all that both rate."""
    states = threats({"n": 1, "s": 3, "sea": 4}, {"n": 4, "s": 3})
    assert ["a.threats.s", "b.threats.s"] == paths(study_of(STRONGEST, states), 0)
    both = ["a.threats.n", "b.threats.n", "a.threats.s", "b.threats.s"]
    assert both == paths(study_of(OVERLAP, states), 0)
    assert [] == paths(study_of(STRONGEST, threats({"n": 1}, {"s": 1})), 0)


def test_evidence_of_a_best_membership_is_the_institutions_credibility() -> None:
    """Behind a best membership stands the credibility of that institution; behind none, and a count, nothing."""
    states = belonging(a={"pact": {}, "forum": {}}, b={"forum": {"to": 2001}})
    study = study_of(BEST, states, institutions=INSTITUTIONS)
    assert ["pact.credibility"] == paths(study, 0)
    assert [] == paths(study, 1)
    assert [] == paths(study_of(COUNT, states, institutions=INSTITUTIONS), 0)


def test_states_are_observed_in_the_order_asked_for() -> None:
    """Observations hold the states asked for, in that order, and all of the study's by default."""
    study = study_of(WEALTH, attributes("wealth", 1, 2, 3))
    assert [3, 1] == read(study, observe(study, ["c", "a"])).tolist()
    assert ("a", "b", "c") == observe(study).states


def test_a_study_without_institutions_has_best_memberships_of_none() -> None:
    """Where a study knows no institutions, best memberships are unknown and no error."""
    study = study_of(BEST, attributes("wealth", 1, 2))
    assert [NAN, NAN] == pytest.approx(read(study), nan_ok=True)
    both = build({"criteria": {"one": BEST, "two": WEALTH}, "states": attributes("wealth", 5, 5)})
    assert 50 == evaluate(both).viability[0]
