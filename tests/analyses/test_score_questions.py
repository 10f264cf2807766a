"""What is said of a coalition under several questions, and what every analysis answers of the other one."""

import math

import pytest

from strategies import asks, build
from viability.analyses.coalitions.search import search
from viability.analyses.compare import compare
from viability.analyses.explain import CriterionTrace, PillarTrace, QuestionTrace, explain
from viability.analyses.members import members
from viability.analyses.path import path
from viability.analyses.score import assess
from viability.analyses.sensitivity.answer import sensitivity
from viability.analyses.trend import trend
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError, UnknownName
from viability.output.explain import view as explained
from viability.output.frame import sheet_of
from viability.output.score import view
from viability.output.terminal import drawn
from viability.study.scenario import Scenario, SetValue, SetWeight
from viability.study.study import Study
from viability.study.whatif import what_if


def study() -> Study:
    """Build three states: arms 4, 4, 1; words 1 each; threats 4, 2, 0; so that viability and necessity disagree."""
    return build(
        {
            "pillars": {"power": 1, "will": 1, "danger": 1},
            "questions": {"viability": ("power", "will"), "necessity": ("danger",)},
            "codebook": {name: {"levels": 4} for name in ("arms", "words", "threat", "treaty")},
            "criteria": {
                "arms": asks("attribute", "arms", worst=0, best=4, pillar="power", when_low="few arms"),
                "words": asks("attribute", "words", worst=0, best=4, pillar="will"),
                "treaties": asks("tie", "treaty", worst=0, best=4, pillar="will"),
                "threat": asks("attribute", "threat", worst=0, best=4, pillar="danger", when_high="grave threats"),
            },
            "states": {
                name: {"attributes": {"arms": {"2020": arms}, "words": {"2020": 1}, "threat": {"2020": threat}}, **more}
                for name, arms, threat, more in (
                    ("alba", 4, 4, {"ties": {"bora": {"treaty": 4}, "cira": {"treaty": 0}}}),
                    ("bora", 4, 2, {"ties": {"cira": {"treaty": 2}}}),
                    ("cira", 1, 0, {}),
                )
            },
        }
    )


def test_a_coalition_is_assessed_under_each_question() -> None:
    """Power 75, will (25 + 50) / 2 = 37.5: viability 56.25; geometric sqrt(75 * 37.5) = 53.03. Necessity 50."""
    found = assess(study(), draws=50)
    assert ["viability", "necessity"] == [*found.questions]
    need = found.questions["necessity"]
    assert (56.25, 50.0) == (found.index, need.index)
    assert math.sqrt(75 * 37.5) == pytest.approx(found.geometric)
    assert 50 == pytest.approx(need.geometric)
    assert (["threat"], ["danger"]) == ([c.criterion for c in need.contributions], [*need.pillars])
    assert 100 == pytest.approx(sum(c.gained + c.lost for c in need.contributions))
    assert {"data varied", "data and weights varied"} == {*need.ranges}
    assert (1, ()) == (need.coverage, need.pairs)


def test_a_question_is_explained_by_its_pillars() -> None:
    """Power 75 and will 37.5 with half of the weight each are viability 56.25; at compensation 0 points say so."""
    found = explain(study(), "Viability")
    assert isinstance(found, QuestionTrace)
    assert ("viability", 56.25, "viable with conditions") == (found.question, found.index, found.verdict)
    assert [("power", 0.5, 75.0), ("will", 0.5, 37.5)] == [
        (one.pillar, weight, one.score) for weight, one in zip(found.weights, found.pillars, strict=True)
    ]
    text = drawn(explained(found), 100)
    assert ["power", "50", "%", "75.0", "37.50", "12.50"] == next(
        line.split() for line in text.splitlines() if line.startswith("power ")
    )
    assert "at compensation 1" not in text
    geometric = explain(what_if(study(), compensation=0), "viability")
    assert "Points are those at compensation 1; the index is at 0." in drawn(explained(geometric), 100)
    need = explain(study(), "necessity")
    assert isinstance(need, QuestionTrace)
    assert (50.0, {"threat"}) == (need.index, {row["criterion"] for row in sheet_of(need).rows})


def test_one_question_may_be_assessed_alone() -> None:
    """It then stands where the first would, and nothing beside it."""
    alone = assess(study(), question="necessity", draws=50)
    assert ("necessity", 50.0, ()) == (alone.question, alone.index, alone.others)
    with pytest.raises(UnknownName, match="unknown question 'need"):
        assess(study(), question="need")


def test_rows_tell_questions_apart() -> None:
    """A question's row has level `index` and its id, pillar rows say to which question they belong."""
    rows = sheet_of(assess(study(), draws=50)).rows
    assert [("index", "viability"), ("index", "necessity"), ("cohesion", "cohesion")] == [
        (row["level"], row["id"]) for row in rows[:3]
    ]
    assert [("power", "viability"), ("will", "viability"), ("danger", "necessity")] == [
        (row["id"], row["question"]) for row in rows if row["level"] == "pillar"
    ]
    assert "claim_status" not in rows[0]
    one = sheet_of(assess(study(), question="viability", draws=50))
    assert "viability" == one.provenance["questions"]


def test_the_face_says_both_verdicts() -> None:
    """Both verdicts stand on the face, criteria go by what they are, and no word of claims is said."""
    told = drawn(view(assess(study(), draws=50), extent="full"), 120)
    lines = told.splitlines()
    assert any(line.startswith("viability ● 56.2 of 100: viable with conditions") for line in lines[:12])
    assert any(line.startswith("necessity ● ") and " of 100: fragile" in line for line in lines[:12])
    assert "with pillars that do not make up for each other: 53.0" in told
    assert "few arms" in told
    assert "grave threats" in told
    assert "laim" not in told


def test_a_what_if_moves_either_question() -> None:
    """A threat moves necessity alone, and a weight of necessity moves viability as little."""
    moved = assess(study(), Scenario(id="", title="x", changes=(SetValue(set="cira.threat", value=4),)), draws=50)
    assert moved.baseline is not None
    assert moved.baseline.index == moved.index
    assert 50 + 100 / 3 == pytest.approx(moved.others[0].index)
    found = {(row["level"], row["id"]): row["difference"] for row in sheet_of(moved).rows}
    assert 0 == found["index", "viability"]
    assert 100 / 3 == pytest.approx(found["index", "necessity"])
    heavy = Scenario(id="heavy", title="x", changes=(SetWeight(weight="danger", value=3),))
    both = compare(study(), [heavy], draws=50)
    assert [(56.25, 50.0)] * 2 == [(one.index, one.others[0].index) for one in both.results]
    assert [50.0, 50.0] == [one.index for one in compare(study(), [heavy], question="necessity", draws=50).results]


def test_every_analysis_answers_for_either_question() -> None:
    """The column of the index is called by the question that was asked."""
    need = study().asking("necessity")
    assert 50.0 == members(need).viability
    assert "necessity_without" in sheet_of(members(need)).rows[0]
    assert "necessity" in sheet_of(trend(need)).rows[0]
    assert 50.0 == sensitivity(need, samples=8).variance.viability
    assert 56.25 == members(study()).viability


def test_explain_finds_what_belongs_to_another_question() -> None:
    """A pillar or criterion is traced under its own question."""
    pillar, criterion = explain(study(), "danger"), explain(study(), "threat")
    assert isinstance(pillar, PillarTrace)
    assert isinstance(criterion, CriterionTrace)
    assert (50.0, 1.0) == (pillar.score, criterion.share)


def test_a_path_answers_for_the_first_question_alone() -> None:
    """To raise necessity would be no plan."""
    assert "viable" == path(study(), to="viable", max_steps=0).to
    with pytest.raises(FrameworkError, match="to raise 'necessity' is not a plan"):
        path(study().asking("necessity"), to="viable")


def test_a_search_shows_the_front_of_both_questions() -> None:
    """Alba and bora lead in both (arms 100, will (25 + 100) / 2; threat 75), so that they alone are the front."""
    found = search(study())
    assert "necessity" == found.other
    assert [("alba", "bora")] == [one.members for one in found.against_other]
    assert {"necessity": 75.0} == dict(found.leaders[0].others)
    assert 81.25 == found.leaders[0].viability
    rows = sheet_of(found).rows
    assert {"pareto_necessity"} == {row["list"] for row in rows if str(row["list"]).startswith("pareto_n")}
    assert (81.25, 75.0) == (rows[0]["viability"], rows[0]["necessity"])


def test_a_search_may_be_by_the_other_question() -> None:
    """Leaders then lead in necessity, and the front is the same."""
    held = study()
    found = search(held, by="necessity")
    assert [75.0, 50.0, 50.0] == [one.viability for one in found.leaders[:3]]
    assert found.leaders[0].others["viability"] == evaluate(held, [found.leaders[0].members]).viability[0]
    assert [one.members for one in search(held).against_other] == [one.members for one in found.against_other]
    with pytest.raises(UnknownName, match="unknown index 'size'; known: viability, necessity, cohesion"):
        search(held, by="size")
