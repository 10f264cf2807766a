"""The shipped study put to the test: its claims, its coders and its strategies."""

import pytest

from viability.analyses.agreement import Agreements, agreement
from viability.analyses.claims import claims
from viability.analyses.score import assess
from viability.analyses.strategies import strategies
from viability.study.scenario import ScaleValue, SetValue
from viability.study.study import Study
from viability.study.subject import Subject
from viability.study.whatif import what_if

ABSTRACT = (
    "viable",
    "needed",
    "worth_the_effort",
    "shared_opponent",
    "outside_pressure",
    "less_secure_region",
    "institutions_decline",
    "osce_decline",
    "osce_conduct",
    "un_weak",
    "cis_weak",
    "guam_empty",
    "much_diplomacy",
    "internal_divisions",
    "diverging_fears",
    "distant_votes",
    "shallow_bodies",
    "capable_turkiye",
    "armenian_imbalance",
)
"""What the abstract of the paper asserts, by the ids of the claims."""


@pytest.fixture(scope="module")
def agreed(study: Study) -> Agreements:
    """Return how far the coders agree."""
    return agreement(study, resamples=20)


def test_every_assertion_of_the_abstract_is_a_claim(study: Study) -> None:
    """None is left out, and each says where to look."""
    assert [] == [name for name in ABSTRACT if name not in study.claims]
    assert all(claim.evidence for claim in study.claims.values())


def test_every_reference_says_how_it_was_found(study: Study) -> None:
    """A group that allied has a year, how many of it are known, and sources; a level of a rubric or parity has none."""
    for name, claim in study.claims.items():
        reference = claim.reference
        if reference is None:
            continue
        assert reference.how, name
        if reference.group.startswith(("level", "parity")):
            assert reference.source is None, name
        else:
            assert reference.year, name
            assert reference.coverage, name
            assert reference.source, name


def test_every_claim_with_a_test_is_tested(study: Study) -> None:
    """At the study's day something is known of whatever a test is about, on both of its days."""
    for row in claims(study, draws=20).rows:
        assert (row.outcome == "not tested") == bool(row.claim.not_tested), row.claim.id


def test_a_level_of_a_rubric_is_one(study: Study) -> None:
    """What a claim on a rating is held against lies within the rating's range."""
    for name, claim in study.claims.items():
        if claim.about is None or claim.reference is None:
            continue
        subject = Subject.parse(study, claim.about)
        read = subject.address.attribute if subject.address else study.criteria[subject.criterion or ""].measure.of
        attribute = study.attributes[read or ""]
        if attribute.is_rating and "level" in claim.reference.group:
            assert claim.reference.value in attribute.rubric, name


def test_the_range_of_each_rating_holds_every_coding(agreed: Agreements) -> None:
    """Where coders differ the profile's range holds what each of them called, and its note argues."""
    assert agreed.ratings
    assert [] == [str(rating.address) for rating in agreed.ratings if rating.outside]
    assert all(rating.datum.note for rating in agreed.disagreements)


def test_codings_of_what_is_gone_stay_in_the_file(agreed: Agreements) -> None:
    """All that was coded is counted or kept apart, and nothing of it names a date that no profile holds."""
    assert sum(len(coder.codings) for coder in agreed.coders) == len(agreed.ratings) + len(agreed.apart)
    assert {"gone", "older"} == {one.why for one in agreed.apart}


def test_there_are_strategies_and_each_says_who_acts(study: Study) -> None:
    """At least ten, each with sources, who proposed and who refused it, and only what somebody could change."""
    told = [one for one in study.scenarios.values() if one.strategy is not None]
    assert 10 <= len(told)
    for one in told:
        assert one.strategy is not None
        assert one.strategy.source, one.id
        assert one.strategy.proposed_by, one.id
        assert one.strategy.refused_by, one.id
        assert one.description, one.id
        assert one.members is None, one.id
        assert not any(isinstance(change, ScaleValue) for change in one.changes), one.id
        assert all(change.reason for change in one.changes if isinstance(change, SetValue)), one.id


def test_a_strategy_that_moves_nothing_is_kept(study: Study) -> None:
    """The list of strategies holds all of them, those that move no index included."""
    result = strategies(study, draws=20)
    assert len(result.alone) == sum(one.strategy is not None for one in study.scenarios.values())
    assert any(not one.moves for one in result.alone)
    assert 3 == len(result.pairs)


def test_institutions_count_in_the_papers_reading(study: Study) -> None:
    """Beside the evidence of its day, the paper's reading lets the common bodies fail more, and raises necessity."""
    scenario = study.scenario("paper")
    evidence = assess(what_if(study, as_of=scenario.as_of), draws=20).questions["necessity"]
    paper = assess(study, scenario, draws=20).questions["necessity"]
    number = evidence.evaluation.criteria.index("failure_of_common_bodies")
    assert paper.evaluation.scores[0, number] > evidence.evaluation.scores[0, number]
    assert paper.index > evidence.index


def test_the_papers_own_criteria_stand_alone(study: Study) -> None:
    """With roles `paper` no criterion of theory has a weight, and every other keeps its own."""
    held = what_if(study, roles="paper")
    assert {"theory"} == {one.role for one in held.criteria.values() if not one.weight}
    assert all(one.weight == study.criteria[name].weight for name, one in held.criteria.items() if one.weight)
