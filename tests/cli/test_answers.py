"""What commands answer, as people read it: comparisons, pairs, explanations, checks, and what to mind."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.asking import ARGUMENTS, SMALL, Made, Run


def test_scenarios_are_compared_in_the_order_given(made: Made, run: Run) -> None:
    """`compare` shows what the options make of the study, then each scenario, and keeps the options on record."""
    body = made("compare", "charlie_joins", "--draws", "5", "--set", "alfa.expenditure=190")
    assert "set alfa.expenditure=190" == body["changes"]
    index = {each["scenario"]: each["score"] for each in body["rows"] if each["id"] == "viability"}
    # pooled 250 / 400 = 0.625: means (0.625 + 0.75) / 2; with Charlie 280 / 400 = 0.7
    assert {"baseline": 59.375, "charlie_joins": 61.25} == pytest.approx(index)
    text = run("compare", "charlie_joins", "--draws", "5", "--set", "alfa.expenditure=190")
    assert "what if: set alfa.expenditure=190" in text
    assert "(+1.9)" in next(line for line in text.splitlines() if line.startswith("Viability "))


def test_options_alone_are_compared_with_the_study_as_it_is(made: Made, run: Run) -> None:
    """Where `compare` names no scenario, its what-if options are the second column."""
    body = made("compare", "--draws", "5", "--set", "alfa.expenditure=190")
    assert "" == body["changes"]
    index = {each["scenario"]: each["score"] for each in body["rows"] if each["id"] == "viability"}
    # pooled 170 / 400 = 0.425, and with 190 of Alfa 250 / 400 = 0.625; a quarter of the index
    assert {"baseline": 54.375, "what if": 59.375} == pytest.approx(index)
    assert "what if: set alfa.expenditure=190." in run("compare", "--draws", "5", "--set", "alfa.expenditure=190")


def test_each_compared_column_says_what_to_mind_of_it(run: Run) -> None:
    """A weight that looks like a share, a nought that decides and a day without values are told of their own column."""
    heavy, empty = "A: --weight will=40", "B: --compensation 0 --set alfa.bravo.defence_tie=0"
    lines = run("compare", heavy, empty, "C: --as-of 2090", "--draws", "5").splitlines()
    assert "A: weight will=40 is 97.6 %; did you mean 40%?" in lines  # 40 of 41
    assert [] == [line for line in lines if line.startswith("weight will")]
    assert any(line.startswith("B: 0 in ") and "at compensation 0 one zero makes the index 0" in line for line in lines)
    assert any(line.startswith("C: Nothing is known after ") for line in lines)


def test_pairs_show_every_pair(run: Run) -> None:
    """`pairs` prints a matrix of all members."""
    lines = run("pairs", "--with", "charlie").splitlines()
    assert ["Bravo", "50.0", "·", "100.0"] == next(line.split() for line in lines if line.startswith("Bravo"))


def test_members_show_the_coalition_without_each(made: Made, run: Run) -> None:
    """`members` leaves each member out in turn; of two members nothing would be left."""
    body = made("members", "--with", "charlie")
    assert 54.375 == pytest.approx(body["rows"][2]["viability_without"])  # without Charlie
    assert ["-", "-"] == next(x.split()[1:3] for x in run("members").splitlines() if x.startswith("Alfa "))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("defence_ties", "Defence ties (will.defence_ties, theory)"),
        ("will.defence_ties", "Defence ties (will.defence_ties, theory)"),
        ("will", "Will:"),
        ("alfa", "Alfa (alfa, XAL)"),
        ("first land", "Alfa (alfa, XAL)"),
        ("Charlie", "Charlie (charlie)"),
    ],
)
def test_states_criteria_and_pillars_are_explained(name: str, told: str, run: Run) -> None:
    """`explain` takes a state by any name, a criterion by its id alone or after its pillar's, and a pillar."""
    assert told in run("explain", name)


def test_an_explained_criterion_shows_the_arithmetic(run: Run) -> None:
    """The explanation goes from values, goalposts and aggregator to score, share and points."""
    text = " ".join(run("explain", "pooled_expenditure").split())
    assert "goalposts on total: 0 scores 0, 400 scores 100 (What the north spends.); aggregator: summation." in text
    assert "Score 42.5 x 25 % of the index = 10.62 points gained, 14.38 lost. Known: 100 %." in text
    assert "yearbook: Yearbook. The office, second." in text


def test_a_criterion_with_gaps_says_what_a_missing_value_makes_of_it(run: Run) -> None:
    """A total of which a part is unknown is a lower bound, in `explain` as below the score."""
    gap = ("--as-of", "2014")  # when only Alfa had spent
    told = " ".join(run("explain", "pooled_expenditure", *gap).split())
    assert "A value that is missing adds nothing, so the total is a lower bound." in told
    assert "for a value that is missing adds nothing: Pooled expenditure." in " ".join(run("score", *gap).split())
    assert "lower bound" not in run("explain", "pooled_expenditure")


def test_a_sound_study_passes_the_check(run: Run) -> None:
    """`check` names the study and counts what it read."""
    assert f"no problems in {SMALL}: 3 states, 4 criteria, 2 sources" == run("check").splitlines()[0]


def test_the_check_applies_every_scenario(app: typer.Typer, small: Path) -> None:
    """A scenario that cannot be applied is a problem of its file, found without being asked for by name."""
    odd = "title: Odd\nwithout: [charlie]\nchanges:\n  - {set: alfa.expenditur, value: 1}\n  - {leave: alfa.pakt}\n"
    (small / "scenarios/odd.yaml").write_text(odd)
    result = CliRunner().invoke(app, ["check", "--study", str(small)])
    assert 1 == result.exit_code
    assert [
        "scenarios/odd.yaml: 'charlie' is not a member, so it cannot be left out; members: alfa, bravo",
        "scenarios/odd.yaml:4: unknown attribute 'expenditur'; did you mean 'expenditure'?",
        "scenarios/odd.yaml:5: unknown institution 'pakt'; did you mean 'pact'?",
    ] == result.stdout.splitlines()[:3]


def test_the_check_says_when_scenarios_were_not_tried(app: typer.Typer, small: Path) -> None:
    """Where the study cannot be built, scenarios cannot be applied, and the report says so."""
    (small / "states/alfa.yaml").write_text("name: [Alfa]\n")
    result = CliRunner().invoke(app, ["check", "--study", str(small)])
    assert 1 == result.exit_code
    assert "Scenarios are read, and applied once the rest is in order." == result.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", ["pairs", "members", "sensitivity", "path", "trend", "coalitions", "claims"])
def test_a_zero_that_decides_is_named_by_every_command(name: str, run: Run) -> None:
    """Where one score of nought makes the index nought, the criterion is named."""
    what_if = ["--compensation", "0", "--set", "alfa.bravo.defence_tie=0"]
    said = " ".join(run(name, *ARGUMENTS.get(name, []), *what_if).split())
    assert "0 in Defence ties: at compensation 0 one zero makes the index 0" in said


def test_a_zero_of_other_members_says_what_it_does(run: Run) -> None:
    """Where a pair or another coalition has a nought, the table says what one zero does, and only there."""
    for words in (("pairs",), ("coalitions",)):
        zero = ("--set", "alfa.bravo.defence_tie=0", "--with", "charlie")
        told = "at compensation 0 one zero makes the whole 0. `viability score --members A,B --compensation 0`"
        assert told in " ".join(run(*words, *zero, "--compensation", "0").split()), words
        assert "one zero" not in run(*words, *zero)


def test_a_search_says_how_weights_are_drawn(run: Run, made: Made) -> None:
    """With the weights fixed, draws are of data alone, in words and in data."""
    for how, told in (("fixed", "of data alone."), ("uniform", "of data and all weights.")):
        words = ["coalitions", "--draws", "5", "--weights-drawn", how]
        assert f"5 random draws {told}" in " ".join(run(*words).split())
        assert how == made(*words)["weights_drawn"]
    assert "weights_drawn" not in made("coalitions")


@pytest.mark.parametrize(
    "name", ["pairs", "members", "sensitivity", "path", "trend", "coalitions", "claims", "explain"]
)
def test_a_day_after_the_newest_value_is_told_by_every_command(name: str, run: Run) -> None:
    """Nothing is known of the time between, and a result of such a day says so."""
    said = " ".join(run(name, *ARGUMENTS.get(name, []), "--as-of", "2017").split())
    assert "Nothing is known after 2015: later days only make values older" in said
