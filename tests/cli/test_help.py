"""Help, completion, and how options are built and matched."""

import inspect
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.asking import ASKING, ROOT, SMALL, Run
from viability.analyses.sensitivity import discrimination
from viability.cli import COMMANDS, MAKERS, build, completion
from viability.cli.command import trim_options
from viability.cli.score import score


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_in_an_example(app: typer.Typer, name: str) -> None:
    """Every command's help shows its options whole and an example that begins with the command."""
    result = CliRunner().invoke(app, [name, "--help"])
    assert 0 == result.exit_code
    assert f"Example: viability {name}" in result.stdout
    assert "…" not in result.stdout
    assert ("one later in this list counts: the study" in " ".join(result.stdout.split())) == (
        name not in {"check", "again", "backtest", *MAKERS}
    )


@pytest.mark.parametrize("name", ASKING)
def test_the_examples_of_the_help_run(app: typer.Typer, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in each command's help runs on the shipped study and prints something."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(discrimination, "PAIRS", 1 << 10)  # of thirty thousand, which take a second
    text = CliRunner().invoke(app, [name, "--help"]).stdout
    example = next(line for line in text.splitlines() if line.strip().startswith("Example:"))
    called, *arguments = shlex.split(example.strip().removeprefix("Example: "))
    assert ["viability", name] == [called, arguments[0]]
    result = CliRunner().invoke(app, arguments)
    assert (0, "") == (result.exit_code, result.stderr), result.output
    assert result.stdout


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ([], set()),
        (["--top", "3"], {"top"}),
        (["--members=alfa,bravo", "-o", "x.csv"], {"members", "output"}),
        (["--tpo", "3"], None),
        (["--help"], None),
        (["--compensation", "-1"], None),
    ],
)
def test_only_options_that_are_asked_for_are_built(words: list[str], kept: set[str] | None) -> None:
    """A command is built with the options that the words name, and with all of them where one is not known."""
    whole = set(inspect.signature(score).parameters)
    assert (whole if kept is None else kept) == set(inspect.signature(trim_options(score, words)).parameters)


def test_a_lean_command_does_what_the_whole_one_does(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Leaving out options that are not asked for changes nothing of what a command prints."""
    printed = []
    words = ["--study", str(small), "--draws", "10", "--format", "csv"]
    for app in (build(["score"]), build(["score"], words)):
        with pytest.raises(SystemExit) as ended:
            app(["score", *words])
        assert not ended.value.code
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "viability" in printed[0]


@pytest.mark.parametrize("words", [["-h"], ["score", "-h"], ["explain", "-h"]])
def test_the_short_option_for_help_works_everywhere(words: list[str], app: typer.Typer) -> None:
    """`-h` shows what `--help` shows."""
    long = CliRunner().invoke(app, [*words[:-1], "--help"])
    short = CliRunner().invoke(app, words)
    assert (0, long.stdout) == (short.exit_code, short.stdout)


@pytest.mark.parametrize(
    "line",
    [
        "score --weight Means=2",
        "score --weight mean=2",
        "score --weight DEFENCE-TIES=2",
        "score --weight defence=2",
        "score --scenario Charlie-Joins",
        "path --only MEANS --max-steps 1",
        "score --set ALFA.Resolve=2",
        "score --set alfa.THREATS.North=2",
        "score --set Bravo.alfa.Defence-Tie=1",
        "score --set PACT.Credibility=1",
        "score --members alfa;bravo",
    ],
)
def test_names_are_matched_as_people_type_them(line: str, run: Run) -> None:
    """Case, hyphens and blanks do not matter, titles are names, and the only name that begins so is meant."""
    assert run(*line.split())


@pytest.mark.parametrize(
    ("complete", "begun", "found"),
    [
        (completion.complete_scenarios, "ch", ["charlie_joins"]),
        (completion.complete_states, "alfa,br", ["alfa,bravo"]),
        (completion.complete_owners, "m", ["means"]),
        (completion.complete_owners, "a", ["alfa"]),
        (completion.complete_ranks, "", ["viability", "cohesion"]),
        (completion.complete_compensations, "ge", ["geometric"]),
        (completion.complete_studies, "w", ["world"]),
        (completion.complete_studies, "st", ["states/"]),
        (completion.complete_studies, f"{SMALL}/st", [f"{SMALL}/states/"]),
        (completion.complete_states, "alfa; br", ["alfa; bravo"]),
        (completion.complete_things, "viab", ["viability"]),
        (completion.complete_things, "charl", ["charlie", "charlie_joins"]),
        (completion.complete_addresses, "alf", ["alfa."]),
        (completion.complete_addresses, "alfa.res", ["alfa.resolve="]),
        (completion.complete_addresses, "pact.", ["pact.credibility="]),
        (completion.complete_verdicts, "viab", ["viable"]),
        (completion.complete_kinds, "sc", ["scenarios"]),
    ],
)
def test_names_are_completed(
    complete: Callable[[str], list[str]], begun: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenarios, verdicts, addresses and whatever can be explained are completed from the study that one stands in."""
    monkeypatch.chdir(SMALL)
    assert found == complete(begun)
