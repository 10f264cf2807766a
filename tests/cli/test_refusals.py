"""Requests that cannot be answered: one message that says what to write, exit code 2, no file."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.asking import ARGUMENTS, ASKING, SMALL
from viability.cli.command import with_errors
from viability.errors import UnknownName

UNANSWERABLE = [
    ("score --with nobody", "unknown state 'nobody'; known: alfa, bravo, charlie"),
    ("score --with charly", "unknown state 'charly'; did you mean 'charlie'?"),
    ("score --without charlie", "'charlie' is not a member, so it cannot be left out; members: alfa, bravo"),
    ("score --without alfa", "a coalition is two or more states; name at least two members"),
    ("score --members alfa", "a coalition is two or more states; name at least two members"),
    ("score --members ''", "a coalition is two or more states; name at least two members"),
    ("score --members alfa,XAL,bravo", "'alfa' is named twice among the members"),
    ("score --scenario charly_joins", "unknown scenario 'charly_joins'; did you mean 'charlie_joins'?"),
    ("score --weight wil=2", "unknown pillar or criterion 'wil'; did you mean 'will'?"),
    ("score --weight will.defense_ties=2", "did you mean 'will.defence_ties'?"),
    ("score --weight will=-1", "--weight will=-1: a weight is zero or more, not -1"),
    ("score --weight will=nan", "--weight will=nan: a weight is zero or more, not nan"),
    ("score --weight will=inf", "--weight will=inf: a weight is zero or more, not inf"),
    ("score --weight will=1e308", "--weight will=1e308: write 0, or a number from 0.000001 to 1000000"),
    ("score --weight will=1e-320", "write 0, or a number from 0.000001 to 1000000"),
    (
        "score --weight will=much",
        "--weight will=much: 'much' is not a weight; write a number such as 2, or a share such as 50%",
    ),
    ("score --weight will=101%", "--weight will=101%: a share is at most 100%"),
    ("score --weight will", "--weight will: write PILLAR=2, PILLAR=50% or PILLAR.CRITERION=2"),
    ("score --weight =2", "--weight =2: write PILLAR=2, PILLAR=50% or PILLAR.CRITERION=2"),
    ("score --weight will=0 --weight means=0", "no pillar has a weight above zero"),
    (
        "score --weight defence_ties=0 --weight shared_threat=0",
        "pillar 'will' has a weight, but none of its criteria has",
    ),
    ("score --set alfa.resolv=1", "unknown attribute 'resolv'; did you mean 'resolve'?"),
    ("score --set alfa.resolve==1", "--set alfa.resolve==1: write STATE.ATTRIBUTE=4"),
    ("score --weight will==50%", "--weight will==50%: write PILLAR=2"),
    ("place --question viability", "answers no question of the study; leave out --question"),
    ("score --set alfa.resolve=3", "alfa.resolve=3 lies outside the range 0 to 2"),
    ("score --set alfa.resolve=firm", "--set alfa.resolve=firm: write STATE.ATTRIBUTE=4, with a number after the sign"),
    ("score --set alfa.resolve=1e39", "--set alfa.resolve=1e39: write a number from -1e+30 to 1e+30"),
    ("score --set alfa.resolve=nan", "--set alfa.resolve=nan: write STATE.ATTRIBUTE=4, with a number after the sign"),
    ("score --set alfa.resolve", "--set alfa.resolve: write STATE.ATTRIBUTE=4, with a number after the sign"),
    ("score --set alfa=1", "'alfa' is not the address of a value; write STATE.ATTRIBUTE, STATE.STATE.ATTRIBUTE"),
    ("score --set alfa.alfa.defence_tie=1", "'alfa.alfa.defence_tie' is a tie of 'alfa' with itself"),
    ("score --set alfa.threats.nort=1", "unknown threat source 'nort'; did you mean 'north'?"),
    ("score --set pac.credibility=1", "unknown institution 'pac'; did you mean 'pact'?"),
    (
        "score --compensation 2",
        "--compensation: '2' is not a compensation; write arithmetic, geometric",
    ),
    ("score --compensation nan", "--compensation: 'nan' is not a compensation"),
    (
        "score --compensation full",
        "--compensation: 'full' is not a compensation; write arithmetic, geometric",
    ),
    ("score --as-of yesterday", "--as-of: 'yesterday' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("score --as-of 2023-02-30", "--as-of: '2023-02-30' is not a date"),
    ("score --as-of ''", "--as-of: '' is not a date"),
    ("compare", "or give --strategies. Its scenarios: charlie_joins"),
    ("coalitions --by size", "unknown index 'size'; known: "),
    ("compare charlie_joins --strategies", "name scenarios, or give --strategies, not both"),
    ("compare charly_joins", "unknown scenario 'charly_joins'; did you mean 'charlie_joins'?"),
    ("score --weight will.pooled_expenditure=2", "did you mean 'means.pooled_expenditure'?"),
    ("explain charly", "scenario, institution, threat, attribute or source 'charly'; did you mean 'charlie'?"),
    (
        "explain will.defense_ties",
        "institution, threat, attribute or source 'will.defense_ties'; did you mean",
    ),
    ("path --to viabl", "unknown verdict 'viabl'; did you mean 'viable'?"),
    ("path --only wil", "unknown state or pillar 'wil'; did you mean 'will'?"),
    ("path --as-of 2005 --set alfa.expenditure=200", "too little is known for a verdict, and no step changes that"),
    (f"score --scenario {'y' * 300}.yaml", "there is no such file; name a scenario of the study, or a file"),
    ("trend --from never", "'never' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("trend --from 2015 --until 2014", "a trend cannot end (2014-12-31) before it starts (2015-12-31)"),
    ("coalitions --must charly", "unknown state 'charly'; did you mean 'charlie'?"),
    ("coalitions --must alfa --never alfa", "'alfa' cannot both belong to every coalition and to none"),
    ("coalitions --size 4", "no coalition has 4"),
    ("coalitions --size 2 --max-size 3", "--size fixes the number of members; leave out --min-size and --max-size"),
    ("score --without ''", "--without: name a state"),
    ("score --with ,", "--with: name a state"),
    ("sensitivity --samples 3", "samples must be a power of two such as 1024, not 3"),
]
"""Requests on the small study that cannot be answered, and the message that says so."""


@pytest.mark.parametrize(("line", "told"), UNANSWERABLE, ids=[line for line, _ in UNANSWERABLE])
def test_what_cannot_be_answered_is_one_message(line: str, told: str, app: typer.Typer, tmp_path: Path) -> None:
    """Exit code 2, one line on stderr that says what to write instead, nothing on stdout, and no file."""
    arguments = [*shlex.split(line), "--study", SMALL, "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert (2, "") == (result.exit_code, result.stdout), result.exception
    assert 1 == len(result.stderr.splitlines())
    assert told in result.stderr.removeprefix("error: ")
    assert result.stderr.startswith("error: ")
    assert [] == [*tmp_path.iterdir()]


MISUSED = [
    ("score --format xml", "--format: 'xml' is none of 'table', 'csv', 'json'"),
    ("score --top -1", "--top: "),
    ("score --seed -1", "--seed: "),
    ("score --weights-drawn unifrm", "--weights-drawn: "),
    ("score extra", "unexpected: extra; `viability score -h` shows an example"),
    ("score --wieght will=2", "--weight"),
    ("score --outptu x", "--output"),
    ("score --scenari x", "--scenario"),
    ("compare '--with charlie'", "write it behind --, or with a label: 'mine: --with charlie'"),
    (f"score --format {'y' * 3000}", f"--format: '{'y' * 80}…' is none of"),
    (f"score {'y' * 3000}", f"unexpected: {'y' * 80}…"),
    ("report r.html -o r.json", "viability report takes no -o; write the name of the file without an option"),
    ("figure points p.svg --format csv", "viability figure takes no --format; the ending of the file says its format"),
    ("export -o folder", "viability export takes no -o; write the name of the folder without an option"),
    ("export folder --decimal-comma", "viability export takes no --decimal-comma; the tables of a package are CSV"),
    ("trend --to 2020", "there is no option --to; did you mean '--until'?"),
    ("score --to viable", "did you mean '--top', '--set' or"),
    ("score --as-fo 2015", "--as-of"),
    ("score --compensate 1", "--compensation"),
    ("score --membres alfa", "--members"),
    ("score --fromat csv", "--format"),
    ("score --stduy .", "--study"),
    ("score --withuot alfa", "--without"),
    ("score --members alfa bravo", "separate names by commas, as in --members A,B"),
    ("pairs --with charlie --without alfa bravo", "separate names by commas, as in --with A,B"),
    ("score -o", "-o needs a value behind it"),
    ("explain", "'name' is missing; `viability explain -h` shows an example"),
    ("new", "'what' is missing; write state"),
    ("score --decimal-comma=3", "--decimal-comma takes no value; write it alone"),
    ("nonsense", "there is no command 'nonsense'; `viability -h` lists the commands"),
    ("--versio", "there is no option --versio; did you mean '--version'?"),
    ("--nope score", "there is no option --nope; `viability -h` lists the options"),
    ("path --max-steps 0", "--max-steps: "),
    ("trend --every month", "--every: "),
    ("coalitions --by size", "unknown index 'size'"),
    ("coalitions --top 0", "--top: "),
    ("check --with charlie", "there is no option --with; `viability check -h` lists the options"),
    ("score --weigth law=2", "did you mean '--weight', '--with' or"),
    ("score --draws many", "--draws: write a whole number"),
    ("score --draws 0", "--draws: write 1 or more"),
    ("score --format pdf", "--format: 'pdf' is none of 'table'"),
    ("pair", "did you mean 'pairs'?"),
    ("sensitivty", "did you mean 'sensitivity'?"),
]
"""Lines that the parser refuses, and what its message names."""


@pytest.mark.parametrize(("line", "told"), MISUSED, ids=[line[:40] for line, _ in MISUSED])
def test_a_line_that_cannot_be_parsed_says_where(line: str, told: str, app: typer.Typer) -> None:
    """A wrong option, value or command gives exit code 2 and a message on stderr that names it, or what was meant."""
    result = CliRunner().invoke(app, shlex.split(line))
    assert (2, "") == (result.exit_code, result.stdout)
    assert (1, True) == (len(result.stderr.splitlines()), result.stderr.startswith("error: "))
    assert told in result.stderr


def test_where_nothing_is_known_the_answer_is_a_message(app: typer.Typer, small: Path) -> None:
    """At a day before any datum there is no index but a message; one state can still be explained, as all missing."""
    (small / "criteria/want_of_alternative.yaml").unlink()  # not to be a member is known at any day
    for name in ASKING:
        if name in {"agreement", "check", "claims", "explain", "list", "cite", "coalitions", "trend", "compare"}:
            continue
        arguments = [name, *ARGUMENTS.get(name, []), "--as-of", "1900", "--study", str(small)]
        result = CliRunner().invoke(app, arguments)
        assert (2, "") == (result.exit_code, result.stdout), name
        assert "nothing is known of" in result.stderr
    explained = CliRunner().invoke(app, ["explain", "alfa", "--as-of", "1900", "--study", str(small)])
    assert 0 == explained.exit_code
    assert "Missing: " in explained.stdout


@pytest.mark.parametrize("name", [name for name in ASKING if name != "check"])
def test_a_member_that_has_ended_is_refused_by_every_command(name: str, app: typer.Typer, small: Path) -> None:
    """Whatever is asked of a coalition with a state that no longer lives, the answer is a message with its dates."""
    profile = small / "states/bravo.yaml"
    profile.write_text("to: 2012-05\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    result = CliRunner().invoke(app, [name, *ARGUMENTS.get(name, []), "--study", str(small)])
    assert (2, "") == (result.exit_code, result.stdout)
    assert "'bravo' existed to 2012-05, so it cannot be a member on 2015-12-31" in result.stderr


@pytest.mark.parametrize(
    ("folder", "told"), [("nowhere", "nowhere: this is not a folder"), (".", "there is no folder 'criteria' in it")]
)
def test_a_folder_that_is_no_study_is_told(folder: str, told: str, app: typer.Typer, tmp_path: Path) -> None:
    """A study that is not there, or a folder that is none, gives exit code 2, and 1 from `check`."""
    where = str(tmp_path / folder)
    result = CliRunner().invoke(app, ["score", "--study", where])
    assert (2, "") == (result.exit_code, result.stdout)
    assert told in result.stderr
    checked = CliRunner().invoke(app, ["check", "--study", where])
    assert 1 == checked.exit_code
    assert (folder == ".") == ("Scenarios are read" in checked.stdout)  # none can be where no folder is


def test_errors_meant_for_the_user_become_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """A known error is a message and code 2, an interruption code 130; anything else is a bug and passes."""

    def fails(error: BaseException) -> Callable[[], None]:
        def action() -> None:
            raise error

        return action

    with pytest.raises(typer.Exit, match="2"):
        with_errors(fails(UnknownName("state", "a", ["b"])))
    assert "error: unknown state 'a'; known: b\n" == capsys.readouterr().err
    with pytest.raises(typer.Exit, match="130"):
        with_errors(fails(KeyboardInterrupt()))
    assert "interrupted; nothing was written\n" == capsys.readouterr().err
    with pytest.raises(ZeroDivisionError, match="a bug"):
        with_errors(fails(ZeroDivisionError("a bug")))
