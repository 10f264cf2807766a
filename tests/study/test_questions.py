"""Frameworks of several questions: each has an index, pillars and bands of its own."""

import pytest

from strategies import asks, build
from viability.engine.evaluate import evaluate
from viability.engine.weighing import weights_of
from viability.errors import FrameworkError, UnknownName, WrongArgument
from viability.study.fingerprint import fingerprint, parts
from viability.study.framework import Band, Framework, Pillar, Question
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

BANDS = (Band(verdict="high", at_least=50), Band(verdict="low", at_least=0))
ONE = {
    "title": "Small",
    "version": "1",
    "pillars": {"power": {"title": "Power"}},
    "bands": [{"verdict": "high", "at_least": 50}, {"verdict": "low", "at_least": 0}],
    "blocked": "low",
}


def both(**more: object) -> Study:
    """Build two states with two questions: one pillar of two criteria, and one of one."""
    return build(
        {
            "pillars": {"power": 1, "will": 3, "danger": 1},
            "questions": {"viability": ("power", "will"), "necessity": ("danger",)},
            "criteria": {
                "arms": asks("attribute", "arms", worst=0, best=4, pillar="power"),
                "words": asks("attribute", "words", worst=0, best=4, pillar="will"),
                "threat": asks("attribute", "threat", worst=0, best=4, pillar="danger"),
            },
            "states": {
                "alba": {"attributes": {"arms": 4, "words": 2, "threat": 1}},
                "bora": {"attributes": {"arms": 4, "words": 2, "threat": 3}},
            },
            **more,
        }
    )


def test_a_framework_with_pillars_of_its_own_asks_for_viability() -> None:
    """The old form is read as one question called viability, and written as it was read."""
    framework = Framework.read(ONE)
    assert ["viability"] == [*framework.questions]
    assert "Viability" == framework.question.title
    assert ["power"] == [*framework.pillars] == [*framework.question.pillars]
    assert framework == Framework.read(framework.plain())
    assert framework.plain().keys() == {*ONE, "compensation", "least_coverage"}
    assert framework == Framework(  # type: ignore[call-arg]  # the old form, which type checkers need not know
        title="Small", version="1", pillars={"power": Pillar(title="Power")}, bands=BANDS, blocked="low"
    )


def test_a_framework_of_questions_is_written_as_it_was_read() -> None:
    """The new form keeps its questions, also where there is one alone that says more than pillars and bands."""
    asked = Question(title="Need", question="Do they need it?", pillars={"danger": Pillar(title="Danger")}, bands=BANDS)
    for questions in ({"necessity": asked}, {"viability": asked}):
        framework = Framework(title="Small", version="1", questions=questions)
        assert "questions" in framework.plain()
        assert framework == Framework.read(framework.plain())


def test_both_forms_at_once_are_refused() -> None:
    """Pillars beside questions would belong to none."""
    asked = {"viability": {"title": "V", "pillars": {"will": {"title": "Will"}}, "bands": ONE["bands"]}}
    with pytest.raises(ValueError, match="pillars: cannot be used together with questions; move it into one of them"):
        Framework.read({**ONE, "questions": asked})
    with pytest.raises(WrongArgument, match="Framework takes no 'pilars'; did you mean 'pillars'"):
        Framework(title="Small", version="1", pilars={})  # type: ignore[call-arg]  # which is the point


def test_a_pillar_belongs_to_one_question() -> None:
    """Names of pillars are told apart in profiles and what-ifs, so two questions cannot share one."""
    asked = {"title": "T", "pillars": {"power": {"title": "Power"}}, "bands": ONE["bands"]}
    with pytest.raises(ValueError, match="pillar 'power' is in 'viability' and in 'necessity'; rename one"):
        Framework.read({"title": "S", "version": "1", "questions": {"viability": asked, "necessity": asked}})


def test_pillars_put_in_place_go_to_their_questions() -> None:
    """What-ifs on weights replace pillars of either question as they did those of one."""
    framework = both().framework
    heavier = {name: pillar.replace(weight=2.0) for name, pillar in framework.pillars.items()}
    moved = framework.replace(pillars=heavier)
    assert [("power", "will"), ("danger",)] == [tuple(q.pillars) for q in moved.questions.values()]
    assert {2.0} == {pillar.weight for pillar in moved.pillars.values()}
    banded = framework.replace(bands=BANDS, blocked="low")
    assert BANDS == banded.bands == banded.questions["viability"].bands != banded.questions["necessity"].bands


def test_a_study_is_narrowed_to_one_question() -> None:
    """It keeps the question's pillars and criteria, and remembers what it was asked beside."""
    study = both()
    necessity = study.asking("NECESSITY")
    assert (["danger"], ["threat"]) == ([*necessity.framework.pillars], [*necessity.criteria])
    assert ("viability", "necessity") == necessity.beside
    assert ["arms", "words"] == [*study.asking().criteria]
    assert study.asking().asking("viability") == study.asking()
    with pytest.raises(UnknownName, match="unknown question 'necesity'; did you mean 'necessity'"):
        study.asking("necesity")
    with pytest.raises(UnknownName, match="unknown question 'viability'"):
        necessity.asking("viability")


def test_each_question_has_an_index() -> None:
    """Viability: power 1 at weight 1, will 1/2 at weight 3: 62.5. Necessity: the mean of 1/4 and 3/4: 50."""
    found = evaluate(both())
    assert ["viability", "necessity"] == [*found.questions]
    assert [[62.5, 50.0]] == found.indices.tolist()
    assert ([62.5], [50.0]) == (found.viability.tolist(), found.others["necessity"].viability.tolist())
    assert ("power", "will") == found.pillars
    assert [[62.5, 50.0]] * 2 == evaluate(both(), [["alba", "bora"], ["bora", "alba"]]).indices.tolist()


def test_weights_handed_in_are_those_of_the_first_question() -> None:
    """Whoever hands in weights asks for the index that they weigh."""
    study = both()
    found = evaluate(study, weights=weights_of(study))
    assert ([62.5], {}) == (found.viability.tolist(), dict(found.others))


def test_weights_hold_within_their_question() -> None:
    """A share of a pillar is one of its question, and leaves the others alone."""
    moved = apply(both(), Scenario(id="", title="x", changes=(SetWeight(weight="power", value=0.5, share=True),)))
    assert {"power": 0.5, "will": 0.5, "danger": 1} == {p: one.weight for p, one in moved.framework.pillars.items()}
    whole = apply(both(), Scenario(id="", title="x", changes=(SetWeight(weight="danger", value=1, share=True),)))
    assert [62.5, 50.0] == evaluate(whole).indices[0].tolist()


def test_every_question_needs_weight() -> None:
    """A question whose pillars all weigh nothing has no index."""
    with pytest.raises(FrameworkError, match="no pillar has a weight above zero"):
        evaluate(both(pillars={"power": 1, "will": 1, "danger": 0}))


def test_weights_of_each_question_are_in_the_fingerprint() -> None:
    """A weight of the second question moves the part that holds weights, and no other."""
    study = both()
    heavier = study.replace(
        framework=study.framework.replace(
            pillars={
                name: pillar.replace(weight=5.0) if name == "danger" else pillar
                for name, pillar in study.framework.pillars.items()
            }
        )
    )
    assert fingerprint(study) != fingerprint(heavier)
    assert ["weights"] == [name for name, total in parts(study).items() if parts(heavier)[name] != total]
