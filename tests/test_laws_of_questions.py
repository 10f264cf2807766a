"""Laws that hold for every study of two questions: Hypothesis looks for one that breaks them."""

from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from strategies import alliances, asks, build, compensations
from viability.analyses.uncertainty import uncertainty
from viability.engine.evaluate import evaluate
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

QUESTIONS = ("viability", "necessity")


def asked_twice(plain: dict[str, Any]) -> dict[str, Any]:
    """Ask a second question beside the first: all pillars but `a` belong to it, and one of what is always known."""
    needed = asks("attribute", "anchor", worst=4, best=0, pillar="needed")
    pillars = {**plain["pillars"], "needed": 1}
    return {
        **plain,
        "pillars": pillars,
        "criteria": {**plain["criteria"], "needed_by_all": needed},
        "questions": {"viability": ("a",), "necessity": tuple(pillar for pillar in pillars if pillar != "a")},
    }


studies = alliances().map(asked_twice)


def indices(study: Study, compensation: float = 1.0) -> dict[str, bytes]:
    """Return the index of each question to the last bit."""
    found = evaluate(study, compensation=compensation)
    return {name: one.viability.tobytes() for name, one in found.questions.items()}


@given(studies, st.sampled_from(QUESTIONS), compensations, st.data())
def test_all_weight_on_one_criterion_gives_that_criterion(
    plain: dict[str, Any], question: str, compensation: float, data: st.DataObject
) -> None:
    """A question whose pillar and criterion have 100 % has the criterion's score as index, and the other its own."""
    study = build(plain)
    before = evaluate(study, compensation=compensation).questions
    name = data.draw(st.sampled_from(sorted(study.asking(question).criteria)))
    score = before[question].scores[0, before[question].criteria.index(name)]
    assume(not np.isnan(score))
    pillar = study.criteria[name].pillar
    changes = tuple(SetWeight(weight=which, value=1, share=True) for which in (pillar, f"{pillar}.{name}"))
    after = evaluate(apply(study, Scenario(id="", title="x", changes=changes)), compensation=compensation).questions
    np.testing.assert_allclose(100 * score, after[question].viability[0], atol=1e-9)
    other = next(one for one in QUESTIONS if one != question)
    assert before[other].viability.tobytes() == after[other].viability.tobytes()


@given(studies, compensations)
def test_doubling_all_weights_changes_no_byte(plain: dict[str, Any], compensation: float) -> None:
    """Weights are relative within each question, for the indices and for every draw of them."""
    study = build({**plain, "compensation": compensation})
    doubled = study.replace(
        framework=study.framework.replace(
            pillars={name: one.replace(weight=2 * one.weight) for name, one in study.framework.pillars.items()}
        ),
        criteria={name: one.replace(weight=2 * one.weight) for name, one in study.criteria.items()},
    )
    assert indices(study, compensation) == indices(doubled, compensation)
    for question in QUESTIONS:
        one, other = (uncertainty(each.asking(question), draws=50) for each in (study, doubled))
        np.testing.assert_array_equal(
            [one.viability.low, one.cohesion.high], [other.viability.low, other.cohesion.high]
        )


@given(studies, st.sampled_from(QUESTIONS), st.data())
def test_a_criterion_of_one_question_never_moves_the_other(
    plain: dict[str, Any], question: str, data: st.DataObject
) -> None:
    """Whatever becomes of a criterion, only the question that asks it has another index."""
    study = build(plain)
    name = data.draw(st.sampled_from(sorted(study.asking(question).criteria)))
    chosen = study.criteria[name]
    posts = None if chosen.goalposts is None else chosen.goalposts.replace(worst=chosen.goalposts.best - 1)
    for edited in (chosen.replace(weight=7.0), chosen.replace(goalposts=posts)):
        moved = study.replace(criteria={**study.criteria, name: edited})
        other = next(one for one in QUESTIONS if one != question)
        assert indices(study)[other] == indices(moved)[other]


@given(alliances(least=3).map(asked_twice))
def test_outsiders_move_neither_question(plain: dict[str, Any]) -> None:
    """A coalition has the same indices whoever else the study holds."""
    members = [*plain["states"]][:-1]
    states = {name: dict(plain["states"][name]) for name in members}
    for state in states.values():
        state["ties"] = {other: ties for other, ties in state["ties"].items() if other in members}
    alone, beside = (
        evaluate(build({**plain, "states": held, "members": members})) for held in (states, plain["states"])
    )
    np.testing.assert_allclose(alone.indices, beside.indices, rtol=0, atol=1e-9)


@given(studies, compensations)
def test_each_question_is_answered_as_if_it_were_the_only_one(plain: dict[str, Any], compensation: float) -> None:
    """The evaluation of all questions holds what the study narrowed to each gives alone."""
    study = build({**plain, "compensation": compensation})
    for question, one in evaluate(study).questions.items():
        alone = evaluate(study.asking(question))
        assert [*alone.questions] == [question]
        for name in ("viability", "cohesion", "verdicts", "scores", "pillar_scores", "coverage"):
            np.testing.assert_array_equal(getattr(alone, name), getattr(one, name), err_msg=name)


@given(
    st.lists(st.sets(st.sampled_from(("pact", "forum", "club"))), min_size=2, max_size=4),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.sampled_from(("pact", "forum", "club")),
    st.sampled_from(("average", "weakest-link", "best-shot")),
    st.data(),
)
def test_a_forum_that_is_worth_less_never_lowers_necessity(
    joined: list[set[str]], worth: list[int], name: str, aggregator: str, data: st.DataObject
) -> None:
    """Where failing forums are a reason, one that fails further is no less of a reason."""
    bodies = dict(zip(("pact", "forum", "club"), worth, strict=True))
    plain: dict[str, Any] = {
        "pillars": {"a": 1, "failing": 1},
        "questions": {"viability": ("a",), "necessity": ("failing",)},
        "codebook": {"anchor": {"levels": 4}, "credibility": {"levels": 4}},
        "criteria": {
            "anchor": asks("attribute", "anchor", worst=0, best=4, pillar="a"),
            "needed": asks("attribute", "anchor", worst=4, best=0, pillar="failing"),
            "failure": asks("mean_membership", "credibility", aggregator, worst=4, best=0, pillar="failing"),
        },
        "states": {
            f"s{i}": {"attributes": {"anchor": 2}, "memberships": {body: {} for body in sorted(of)}}
            for i, of in enumerate(joined)
        },
    }
    before = evaluate(build({**plain, "institutions": bodies}))
    after = evaluate(
        build({**plain, "institutions": {**bodies, name: data.draw(st.integers(0, bodies[name]), label="less")}})
    )
    assert before.viability[0] == after.viability[0]
    assert after.others["necessity"].viability[0] >= before.others["necessity"].viability[0] - 1e-9
