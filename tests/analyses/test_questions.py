"""What is said of a coalition under several questions, and what every analysis answers of the other one."""

import math

import pytest
from typer.testing import CliRunner

from analyses.made import two_questions
from viability.analyses.coalitions.search import search
from viability.analyses.compare import compare
from viability.analyses.explain import CriterionTrace, PillarTrace, QuestionTrace, explain
from viability.analyses.members import members
from viability.analyses.path import path
from viability.analyses.score import assess
from viability.analyses.sensitivity.answer import sensitivity
from viability.analyses.trend import trend
from viability.cli import build
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError, UnknownName
from viability.output.compare import view as compared
from viability.output.explain import view as explained
from viability.output.frame import sheet_of
from viability.output.score import view
from viability.output.terminal import drawn
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import what_if


def test_a_coalition_is_assessed_under_each_question() -> None:
    """Power 75, will (25 + 50) / 2 = 37.5: viability 56.25; geometric sqrt(75 * 37.5) = 53.03. Necessity 50."""
    found = assess(two_questions(), draws=50)
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
    found = explain(two_questions(), "Viability")
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
    geometric = explain(what_if(two_questions(), compensation=0), "viability")
    assert "Points are those at compensation 1; the index is at 0." in drawn(explained(geometric), 100)
    need = explain(two_questions(), "necessity")
    assert isinstance(need, QuestionTrace)
    levels = [(row["level"], row["id"] or row["criterion"]) for row in sheet_of(need).rows]
    assert (50.0, ("index", "necessity")) == (need.index, levels[0])
    assert {("criterion", "threat"), ("item", "threat")} == {one for one in levels if one[0] in {"criterion", "item"}}


def test_what_is_of_another_question_is_known(study: Study) -> None:
    """A pillar of viability is no unknown name where necessity is asked for."""
    words = ["explain", "foreign_policy", "--question", "necessity"]
    done = CliRunner().invoke(build(["explain"]), words)
    assert (2, "") == (done.exit_code, done.stdout)
    assert "'foreign_policy' belongs to another question than necessity; leave out --question" in done.stderr
    done = CliRunner().invoke(build(["explain"]), ["explain", "foregn", "--question", "necessity"])
    assert "unknown state, criterion" in done.stderr
    assert "shared_concerns" in study.asking("necessity").framework.pillars


def test_one_question_may_be_assessed_alone() -> None:
    """It then stands where the first would, and nothing beside it."""
    alone = assess(two_questions(), question="necessity", draws=50)
    assert ("necessity", 50.0, ()) == (alone.question, alone.index, alone.others)
    with pytest.raises(UnknownName, match="unknown question 'need"):
        assess(two_questions(), question="need")


def test_weights_of_one_question_say_nothing_of_those_of_another() -> None:
    """Who sets a weight of necessity has not said which weights of viability are meant; outputs tell both."""
    study = what_if(two_questions(), weights={"danger": 2})
    found = assess(study, draws=50)
    assert {"viability": "uniform", "necessity": "around"} == {
        name: one.uncertainty.weights for name, one in found.questions.items()
    }
    plain = assess(two_questions(), draws=50)
    assert plain.uncertainty.viability == found.uncertainty.viability
    assert "uniform (viability), around (necessity)" == sheet_of(found).provenance["weights_drawn"]
    told = " ".join(drawn(view(found), 120).split())
    assert "weights at random (viability) and around those in force (necessity)" in told
    assert "data and all weights (viability); data, and weights around the given (necessity)" in told
    both = compare(two_questions(), ["mine: --weight danger=2"], draws=50)
    ways = "uniform (baseline, viability of mine), around (necessity of mine)"
    assert ways == sheet_of(both).provenance["weights_drawn"]
    told = " ".join(drawn(compared(both), 120).split())
    assert "varied data and all weights (baseline, viability of mine); data, and weights around the given (nec" in told
    fixed = compare(two_questions(), ["mine: --weight danger=2"], draws=50, weights="fixed")
    assert "varied data alone." in " ".join(drawn(compared(fixed), 120).split())


def test_rows_tell_questions_apart() -> None:
    """A question's row has level `index` and its id, pillar rows say to which question they belong."""
    rows = sheet_of(assess(two_questions(), draws=50)).rows
    assert [("index", "viability"), ("index", "necessity"), ("cohesion", "cohesion")] == [
        (row["level"], row["id"]) for row in rows[:3]
    ]
    assert [("power", "viability"), ("will", "viability"), ("danger", "necessity")] == [
        (row["id"], row["question"]) for row in rows if row["level"] == "pillar"
    ]
    assert "claim_status" not in rows[0]
    one = sheet_of(assess(two_questions(), question="viability", draws=50))
    assert "viability" == one.provenance["questions"]


def test_the_face_says_both_verdicts() -> None:
    """Both verdicts stand on the face, criteria go by what they are, and no word of claims is said."""
    told = drawn(view(assess(two_questions(), draws=50), extent="full"), 120)
    lines = told.splitlines()
    assert any(line.startswith("viability ● 56.2 of 100: viable with conditions") for line in lines[:12])
    assert any(line.startswith("necessity ● ") and " of 100: fragile" in line for line in lines[:12])
    assert "with pillars that do not make up for each other: 53.0" in told
    assert "few arms" in told
    assert "grave threats" in told
    assert "laim" not in told


def test_a_what_if_moves_either_question() -> None:
    """A threat moves necessity alone."""
    moved = assess(
        two_questions(), Scenario(id="", title="x", changes=(SetValue(set="cira.threat", value=4),)), draws=50
    )
    assert moved.baseline is not None
    assert moved.baseline.index == moved.index
    assert 50 + 100 / 3 == pytest.approx(moved.others[0].index)
    found = {(row["level"], row["id"]): row["difference"] for row in sheet_of(moved).rows}
    assert 0 == found["index", "viability"]
    assert 100 / 3 == pytest.approx(found["index", "necessity"])


def test_every_analysis_answers_for_either_question() -> None:
    """The column of the index is called by the question that was asked."""
    need = two_questions().asking("necessity")
    assert 50.0 == members(need).viability
    assert "necessity_without" in sheet_of(members(need)).rows[0]
    assert "necessity" in sheet_of(trend(need)).rows[0]
    assert 50.0 == sensitivity(need, samples=8).variance.viability
    assert 56.25 == members(two_questions()).viability


def test_explain_finds_what_belongs_to_another_question() -> None:
    """A pillar or criterion is traced under its own question."""
    pillar, criterion = explain(two_questions(), "danger"), explain(two_questions(), "threat")
    assert isinstance(pillar, PillarTrace)
    assert isinstance(criterion, CriterionTrace)
    assert (50.0, 1.0) == (pillar.score, criterion.share)


def test_a_path_answers_for_the_first_question_alone() -> None:
    """To raise necessity would be no plan."""
    assert "viable" == path(two_questions(), to="viable", max_steps=0).to
    with pytest.raises(FrameworkError, match="to raise 'necessity' is not a plan"):
        path(two_questions().asking("necessity"), to="viable")


def test_a_search_shows_the_front_of_both_questions() -> None:
    """Alba and bora lead in both (arms 100, will (25 + 100) / 2; threat 75), so that they alone are the front."""
    found = search(two_questions())
    assert "necessity" == found.other
    assert [("alba", "bora")] == [one.members for one in found.against_other]
    assert {"necessity": 75.0} == dict(found.leaders[0].others)
    assert 81.25 == found.leaders[0].viability
    rows = sheet_of(found).rows
    assert {"pareto_necessity"} == {row["list"] for row in rows if str(row["list"]).startswith("pareto_n")}
    assert (81.25, 75.0) == (rows[0]["viability"], rows[0]["necessity"])


def test_a_search_may_be_by_the_other_question() -> None:
    """Leaders then lead in necessity, and the front is the same."""
    held = two_questions()
    found = search(held, by="necessity")
    assert [75.0, 50.0, 50.0] == [one.viability for one in found.leaders[:3]]
    assert found.leaders[0].others["viability"] == evaluate(held, [found.leaders[0].members]).viability[0]
    assert [one.members for one in search(held).against_other] == [one.members for one in found.against_other]
    with pytest.raises(UnknownName, match="unknown index 'size'; known: viability, necessity, cohesion"):
        search(held, by="size")
