"""The program as people run it: options, precedence, formats, exit codes, and messages for what cannot be."""

import ast
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from pandas.api.types import infer_dtype
from typer.testing import CliRunner

from viability import __version__
from viability.analyses.score import assess
from viability.analyses.sensitivity import discrimination
from viability.cli import COMMANDS, MAKERS, QUESTIONS, build, completion
from viability.cli.command import trim_options, with_errors
from viability.cli.score import score
from viability.errors import UnknownName
from viability.files.folder import load_study
from viability.output.frame import to_frame
from viability.output.score import sheet as score_sheet

HERE = Path(__file__).parents[1]
ROOT = HERE.parent
SMALL = str(HERE / "small_study")
TIMEOUT = 60

ASKING = [name for name in QUESTIONS if name not in {"again", "backtest", "place"}]
"""The commands that ask something of a coalition; `again` asks it of a result (test_again.py), `backtest` of cases, and
`place` asks where a coalition of real states stands."""

ARGUMENTS = {
    "compare": ["charlie_joins"],
    "explain": ["defence_ties"],
    "sensitivity": ["--samples", "2"],
    "path": ["--max-steps", "1"],
    "trend": ["--from", "2014"],
    "score": ["--draws", "10"],
}
"""What each command needs beside its name to say something of the small study, and to be quick."""


def program(
    *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the real program with its output piped."""
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING"}}
    return subprocess.run(
        [sys.executable, "-m", "viability", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONUTF8": "1", **(env or {})},
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
    )


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with all of its commands."""
    return build()


Run = Callable[..., str]
Started = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def run(app: typer.Typer) -> Run:
    """Return a function that runs a command in this process and returns what it prints."""

    def runs(*arguments: str, study: str = SMALL) -> str:
        result = CliRunner().invoke(app, [*arguments, "--study", study])
        assert (0, "") == (result.exit_code, result.stderr), result.output
        return result.stdout

    return runs


@pytest.fixture(scope="module")
def made(run: Run) -> Callable[..., dict[str, Any]]:
    """Return a function that runs a command and returns its JSON."""
    return lambda *arguments, study=SMALL: json.loads(run(*arguments, "--format", "json", study=study))


Made = Callable[..., dict[str, Any]]


def scores(body: Mapping[str, Any]) -> dict[str, float]:
    """Return the score of each row by its id."""
    return {each["id"]: each["score"] for each in body["rows"]}


def shares(body: Mapping[str, Any]) -> dict[str, float]:
    """Return the share of each pillar and criterion by its id."""
    return {each["id"]: each["share"] for each in body["rows"] if each["share"] is not None}


# --- the program itself ----------------------------------------------------------------------------------------------


def test_a_result_goes_to_stdout_alone_and_without_colour(tmp_path: Path) -> None:
    """In an empty folder the shipped study is scored; a pipe gets the table without colour or remarks."""
    done = program("score", "--draws", "100", cwd=tmp_path)
    assert (0, b"") == (done.returncode, done.stderr)
    text = done.stdout.decode()
    assert "A defence alliance of the Turkic states" in text
    assert f"viability {__version__}" in text
    assert "\x1b" not in text
    assert [] == [*tmp_path.iterdir()]


def test_an_error_goes_to_stderr_alone() -> None:
    """What cannot be answered is one message on stderr, nothing on stdout, and exit code 2."""
    done = program("score", "--with", "kazakstan")
    assert (2, b"") == (done.returncode, done.stdout)
    assert b"error: unknown state 'kazakstan'; did you mean 'kazakhstan'?" == done.stderr.strip()


SEVERAL = """
import sys
from viability.__main__ import main

for line in sys.argv[1:]:
    sys.argv = ["viability", *line.split()]
    try:
        main()
    except SystemExit as ended:
        print("-- ended", ended.code, flush=True)
"""


def in_ascii(*lines: str) -> list[tuple[int | None, bytes]]:
    """Run commands in one process whose console knows ASCII alone, and return how each ended and what it said."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", SEVERAL, *lines]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        timeout=TIMEOUT,
    )
    *parts, last = re.split(rb"^-- ended (\w+)\n", done.stdout, flags=re.MULTILINE)
    assert not last
    return [(ast.literal_eval(code.decode()), said) for said, code in zip(parts[::2], parts[1::2], strict=True)]


def test_a_console_without_utf8_gets_ascii() -> None:
    """Tables, help and errors are pure ASCII where the console knows nothing else."""
    lines = ("explain kyrgyzstan", "score --help", "scor", "score --with Türkye", "trend --from 2024")
    found = in_ascii(*lines)
    assert [0, 0, 2, 2, 0] == [code or 0 for code, _ in found]
    for line, (_, said) in zip(lines, found, strict=True):
        assert said, line
        assert said.isascii(), line
        assert b"Traceback" not in said, line
        assert b"\\x" not in said, line


@pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX")
def test_a_terminal_has_colour_unless_it_asks_for_none() -> None:
    """A terminal shows bars and colour; NO_COLOR leaves the bars and takes the colour."""
    shown = {name: in_a_terminal(env) for name, env in {"colour": {}, "none": {"NO_COLOR": "1"}}.items()}
    assert "█" in shown["colour"]
    assert "█" in shown["none"]
    assert "\x1b[36m" in shown["colour"]  # the members stand in cyan
    assert "\x1b[36m" not in shown["none"]


def in_a_terminal(env: Mapping[str, str]) -> str:
    """Run a score in a terminal of 100 columns and return what it shows."""
    import pty  # noqa: PLC0415 - POSIX alone has it

    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"}}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "viability", "score", "--draws", "10", "--study", SMALL]
    size = {"TERM": "xterm-256color", "COLUMNS": "100", "PYTHONUTF8": "1"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env={**clean, **size, **env}) as running:
        os.close(theirs)
        found = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            found += part
        assert 0 == running.wait(TIMEOUT)
    os.close(ours)
    return found.decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    """When the pipe is closed early the program ends quietly and with success, as it does before `head`."""
    command = [sys.executable, "-m", "viability", "explain", "kazakhstan"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (b"", 0) == (running.stderr.read(), running.wait(TIMEOUT))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scor"], "there is no command 'scor'; did you mean 'score'?"),
        (["score", "--wieght", "will=2"], "--weight"),
        (["--vrsion"], "--version"),
    ],
)
def test_a_misspelt_command_or_option_is_answered_with_the_nearest(
    arguments: list[str], told: str, started: Started
) -> None:
    """A typo in a command or an option gives exit code 2 and says what was probably meant."""
    code, out, said = started(*arguments)
    assert (2, "") == (code, out)
    assert told in said


def test_the_program_starts_as_a_command_and_as_a_module() -> None:
    """`viability --version` and `python -m viability --version` say the same."""
    script = shutil.which("viability", path=str(Path(sys.executable).parent))
    assert script is not None
    done = subprocess.run([script, "--version"], capture_output=True, check=True, timeout=TIMEOUT)
    assert f"viability {__version__}" == done.stdout.decode().strip()
    assert done.stdout == program("--version").stdout


def test_help_on_the_program_lists_every_command_wherever_it_is_asked_for(started: Started) -> None:
    """`viability --help`, before the name of a command too, lists all commands."""
    _, text, _ = started("--help", "score")
    assert [] == [name for name in COMMANDS if f" {name} " not in text]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_full_disk_is_an_error_of_the_output(form: str) -> None:
    """Where standard output cannot be written, that is said in one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "viability", "score", "--draws", "10", "--format", form],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=TIMEOUT,
        )
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert done.stderr.startswith(b"error: standard output cannot be written (No space left on device)")


def test_data_are_utf8_whatever_the_console_speaks() -> None:
    """On a console that knows ASCII alone a table is reduced to it, and data are not."""
    (_, table), (_, data) = in_ascii("score --draws 10", "explain turkiye --format csv")
    assert b"Turkiye" in table
    assert "Türkiye".encode() in data


def test_a_broken_profile_is_told_with_file_and_line(
    small: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every problem of a study is told with file, line and hint, by the command that needs it and by `check`."""
    profile = small / "states/alfa.yaml"
    profile.write_text(profile.read_text().replace("resolve:", "resolv:"))
    other = small / "criteria/defence_ties.yaml"
    other.write_text(other.read_text().replace("average", "averag"))
    monkeypatch.chdir(small)
    code, out, said = started("score")
    assert (2, "") == (code, out)
    lines = said.splitlines()
    assert [True, True] == [
        line.startswith(part)
        for line, part in zip(lines, ("criteria/defence_ties.yaml:", "states/alfa.yaml:"), strict=True)
    ]
    assert "did you mean 'average'" in lines[0]
    assert "unknown attribute 'resolv'; did you mean 'resolve'?" in lines[1]
    code, out, said = started("check")
    assert (1, "") == (code, said)
    assert [*lines, "2 problems in ."] == out.splitlines()[:3]


# --- in this process -------------------------------------------------------------------------------------------------


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


MOST = 8
"""Bars between the columns of a table that fits a page."""


@pytest.mark.parametrize("name", ASKING)
def test_every_command_writes_every_format(name: str, run: Run) -> None:
    """CSV and JSON hold the same rows, Markdown a page of what the terminal shows, and each its provenance."""
    arguments = [name, *ARGUMENTS.get(name, [])]
    body = json.loads(run(*arguments, "--format", "json"))
    frame = pd.read_csv(StringIO(run(*arguments, "--format", "csv")))
    lines = run(*arguments, "--format", "md").splitlines()
    assert 1 == body["version"]
    assert __version__ == body["program_version"]
    assert len(body["rows"]) == len(frame)
    assert [] == [line for line in lines if line.count(" | ") > MOST]
    assert "location" in frame.columns
    assert lines[-1].startswith(f"Source: viability {__version__}")
    assert f"Made by `viability {name}" in lines[-1]
    if name != "check":
        assert ("The small coalition", "alfa bravo") == (body["study"], body["members"])
        assert {"study", "as_of", "changes", "framework_version"} <= body.keys()
    assert run(*arguments)


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_an_output_file_holds_what_would_have_been_printed(
    form: str, app: typer.Typer, run: Run, tmp_path: Path
) -> None:
    """With --output stdout stays empty, stderr says what was written, and the file holds the same bytes."""
    arguments = ("score", "--draws", "10", "--format", form)
    path = tmp_path / "out"
    done = CliRunner().invoke(app, [*arguments, "--output", str(path), "--study", SMALL])
    assert (0, "") == (done.exit_code, done.stdout)
    assert done.stderr.startswith(f"wrote {path} (")
    made = f"\nviability score --draws 10 --seed 20241217 --study {SMALL}\nnewest value: 2015\nstudy "
    assert [run(*arguments)] == path.read_text(encoding="utf-8").split(made)[:1]
    assert [path] == [*tmp_path.iterdir()]


def test_one_run_writes_several_files(app: typer.Typer, tmp_path: Path) -> None:
    """Each --output gets the format of its ending, and a wrong one among them means that none is written."""
    paths = [tmp_path / f"out.{ending}" for ending in ("csv", "xlsx", "json")]
    arguments = ["pairs", "--study", SMALL, *(word for path in paths for word in ("-o", str(path)))]
    refused = CliRunner().invoke(app, [*arguments, "-o", str(tmp_path / "out.odt")])
    assert (2, "") == (refused.exit_code, refused.stdout)
    assert "no output has the ending .odt; use .csv, .docx, .json, .md, .txt or .xlsx" in refused.stderr
    assert [] == [*tmp_path.iterdir()]
    done = CliRunner().invoke(app, arguments)
    assert (0, [f"wrote {path} (1 row)" for path in paths]) == (done.exit_code, done.stderr.splitlines())
    assert sorted(paths) == sorted(tmp_path.iterdir())


def test_a_profile_is_never_overwritten_by_a_result_of_it(app: typer.Typer, small: Path) -> None:
    """An output that is a file of the study is refused before anything is computed."""
    profile = small / "states/alfa.yaml"
    held = profile.read_bytes()
    link = small / "report"
    link.symlink_to(profile)
    for output in (small / "states/new.csv", link):
        result = CliRunner().invoke(app, ["score", "--study", str(small), "-o", str(output)])
        assert (2, "") == (result.exit_code, result.stdout)
        assert "the file lies in a folder of the study; choose another --output" in result.stderr
    assert held == profile.read_bytes()


def test_what_a_request_reads_is_never_overwritten_by_its_result(
    app: typer.Typer, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario, a saved result and a table of cases that were named stay what they are, by whatever path."""
    monkeypatch.chdir(tmp_path)
    study = ["--study", str(small)]
    Path("mine.txt.yaml").write_text("title: Mine\nchanges: [{set: alfa.resolve, value: 2}]\n", encoding="utf-8")
    assert 0 == CliRunner().invoke(app, ["score", "--draws", "5", *study, "-o", "res.json"]).exit_code
    shutil.copy(Path(__file__).parents[1] / "small_cases.csv", "cases.csv")
    Path("link.csv").hardlink_to("mine.txt.yaml")
    held = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    for words in (
        ("again", "res.json", "-o", str(tmp_path / "res.json")),
        ("compare", "res.json", "-o", "res.json"),
        ("compare", "mine: res.json", "-o", "./res.json"),
        ("score", "--scenario", "mine.txt.yaml", "-o", "link.csv"),
        ("compare", "mine: --scenario mine.txt.yaml", "-o", "link.csv"),
        ("backtest", "cases.csv", "-o", "cases.csv"),
    ):
        found = CliRunner().invoke(app, [*words, *study])
        assert (2, "") == (found.exit_code, found.stdout), words
        assert "this file is read for the result; choose another --output" in found.stderr, words
    assert held == {path: path.read_bytes() for path in tmp_path.glob("*.*")}


def test_csv_reads_back_as_the_frame_of_the_library(run: Run) -> None:
    """The CSV of the program read by pandas is the frame that the library makes of the same assessment."""
    frame = to_frame(score_sheet(assess(load_study(SMALL), draws=50, seed=3)))
    texts = {name: str for name in frame if infer_dtype(frame[name], skipna=True) == "string"}
    read = pd.read_csv(StringIO(run("score", "--draws", "50", "--seed", "3", "--format", "csv")), dtype=texts)
    read = read.drop(columns=["scenarios", "fingerprint", "command"])  # of these a sheet knows nothing
    held, found = (each.astype(object).where(each.notna(), None) for each in (frame, read))
    pd.testing.assert_frame_equal(held, found, rtol=1e-14, atol=0)


def test_hostile_cells_can_do_no_harm(run: Run, small: Path) -> None:
    """A study whose title and notes begin like formulas yields CSV in which no cell does."""
    for file, old, new in (
        ("states/_coalition.yaml", "title: The small", "title: '=HYPERLINK(1)'\n#"),
        ("states/alfa.yaml", "Raided twice.", "'@SUM(1+1)'"),
        ("criteria/defence_ties.yaml", "title: Defence ties", "title: '-2+3'"),
    ):
        path = small / file
        path.write_text(path.read_text().replace(old, new))
    for arguments in (["score", "--draws", "10"], ["explain", "alfa"]):
        frame = pd.read_csv(StringIO(run(*arguments, "--format", "csv", study=str(small))), dtype=str)
        cells = [cell for name in frame for cell in frame[name].dropna()]
        evil = [cell for cell in cells if cell[:1] in set("=+-@\t\r") and not is_number(cell)]
        assert [] == evil
        assert {"'=HYPERLINK(1)"} == set(frame["study"])


def is_number(text: str) -> bool:
    """Tell whether a cell is a number, which a spreadsheet may read as one."""
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", ["Turkey", "TUR", "TR", "tur", "türkiye", "TÜRKIYE", "Turkiye", "turkiye"])
def test_a_state_goes_by_any_of_its_names(name: str, run: Run) -> None:
    """Ids, ISO codes, names and aliases are understood in any case, with or without accents."""
    body = json.loads(run("pairs", "--members", f"{name}, aze", "--format", "json", study=str(ROOT)))
    assert "turkiye azerbaijan" == body["members"]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ("AZ, Özbekistan", "azerbaijan uzbekistan"),
        ("Kazakistan, K\u0131rg\u0131zistan", "kazakhstan kyrgyzstan"),  # with the dotless i
        ("Macaristan, KKTC", "hungary trnc"),
        ("Türkmenistan, UZ", "turkmenistan uzbekistan"),
        ("HU, TM", "hungary turkmenistan"),
    ],
)
def test_states_of_the_study_go_by_their_turkish_names_and_short_codes(names: str, ids: str, run: Run) -> None:
    """A Turkish reader writes the names and the codes of two letters that are at hand."""
    body = json.loads(run("pairs", "--members", names, "--format", "json", study=str(ROOT)))
    assert set(ids.split()) == {*body["members"].split()}


def test_members_may_be_repeated_or_separated_by_commas(made: Made) -> None:
    """Both ways of naming several members lead to the same coalition, in the study's order."""
    comma = made("pairs", "--members", "charlie,alfa")
    repeated = made("pairs", "--members", "charlie", "--members", "alfa")
    assert "alfa charlie" == comma["members"] == repeated["members"]
    assert comma["rows"] == repeated["rows"]


def test_a_weight_is_replaced_as_written_or_given_as_a_share(made: Made) -> None:
    """`=3` replaces the weight as written, `=80%` sets its share with the others in proportion."""

    # two pillars of weight 1; two criteria of weight 1 in each
    def found(*weights: str) -> dict[str, float]:
        return shares(made("score", "--draws", "1", *(part for w in weights for part in ("--weight", w))))

    assert {"will": 0.75, "means": 0.25}.items() <= found("will=3").items()
    assert (0.8, 0.2) == pytest.approx(tuple(found("will=80%")[p] for p in ("will", "means")))
    # a criterion: 3 of 4 within a pillar that holds half of the index
    assert (0.375, 0.125) == pytest.approx(
        tuple(found("will.defence_ties=3")[c] for c in ("defence_ties", "shared_threat"))
    )
    assert found("defence_ties=75%") == pytest.approx(found("will.defence_ties=3"))
    assert found("will=3", "will=1") == found()  # the later wins


def test_shares_that_cannot_hold_together_are_answered_with_what_to_write(app: typer.Typer) -> None:
    """What is wrong is one line, and each way out is a line below it, to be pasted."""
    words = ["--study", str(SMALL), "--draws", "1"]
    found = CliRunner().invoke(app, ["score", *words, "--weight", "will=60%", "--weight", "means=60%"])
    assert (2, "") == (found.exit_code, found.stdout)
    wrong, given, same, fewer = found.stderr.splitlines()
    assert "error: the shares of pillars add up to 120 %; lower them to 100 %, or write plain numbers" == wrong
    assert "  as given: will 60 %, means 60 %" == given
    assert "  the last one left out: --weight will=60%, and 'means' takes 40 %" == fewer
    assert "  in the same proportion: --weight will=50% --weight means=50%" == same
    assert 0 == CliRunner().invoke(app, ["score", *words, *same.partition(": ")[2].split()]).exit_code


def test_options_of_draws_are_heeded_by_strategies_or_refused(app: typer.Typer, made: Made) -> None:
    """What is drawn is what was asked for, and weights, which stay as they are, cannot be asked to be drawn."""
    assert 7 == made("compare", "--strategies", "--draws", "7")["draws"]
    words = ["compare", "--strategies", "--weights-drawn", "uniform", "--study", str(SMALL)]
    found = CliRunner().invoke(app, words)
    assert (2, "") == (found.exit_code, found.stdout)
    assert "the data alone vary; leave out --weights-drawn" in found.stderr


def test_a_line_break_in_an_argument_breaks_no_message(
    app: typer.Typer, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is repeated of a name or of a file stands on one line, and a profile for such a name is not begun."""
    monkeypatch.chdir(tmp_path)
    for words, told in (
        (["score", "--a\nb"], "error: there is no option --a\ufffdb; `viability score -h` lists the options"),
        (["score", "--draws", "5", "-o", "a\nb.csv"], "wrote a\ufffdb.csv ("),
        (["score", "--draws", "a\nb"], "error: --draws: "),
        (["new", "state", "Zed\nland"], "error: 'Zed\ufffdland' holds a line break or another character that is not"),
    ):
        done = CliRunner().invoke(app, [*words, "--study", str(small)])
        assert done.stderr.startswith(told), words
        assert 1 == len(done.stderr.splitlines()), words
    assert not [*small.glob("states/zed*")]


def test_slips_of_a_scenario_file_of_ones_own_are_counted(made: Made, tmp_path: Path) -> None:
    """A scenario need not lie in the study for what changes nothing in it to be told, in `compare`, too."""
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nchanges: [{scale: alfa.expenditure, by: 1}]\n", encoding="utf-8")
    before = made("score", "--draws", "1")["warnings"]
    for words in (
        ("score", "--scenario", str(path)),
        ("compare", str(path)),
        ("compare", f"mine: {path}"),
        ("compare", f"mine: --scenario {path}"),
    ):
        assert before + 1 == made(*words, "--draws", "1")["warnings"], words


def test_the_options_win_over_scenarios_and_later_over_earlier(made: Made, small: Path) -> None:
    """Scenarios apply in the order given, options after them, and of two options the later wins."""
    for name, value in (("low", 140), ("high", 300)):
        text = f"title: Any\nas_of: 2014\nchanges: [{{set: alfa.expenditure, value: {value}}}]\n"
        (small / f"scenarios/{name}.yaml").write_text(text)

    def pooled(*arguments: str) -> float:
        return scores(made("score", "--draws", "1", *arguments, study=str(small)))["pooled_expenditure"]

    # Bravo's 60 are dated 2015, so that at the scenarios' day only Alfa's assumed value is known, of 400
    assert 75.0 == pytest.approx(pooled("--scenario", "low", "--scenario", "high"))
    assert 35.0 == pytest.approx(pooled("--scenario", "high", "--scenario", "low"))
    assert 50.0 == pytest.approx(pooled("--set", "alfa.expenditure=200", "--scenario", "low"))
    assert 50.0 == pytest.approx(pooled("--as-of", "2015", "--scenario", "low"))  # (140 + 60) / 400
    assert 25.0 == pytest.approx(
        pooled("--set", "alfa.expenditure=200", "--set", "alfa.expenditure=100", "--scenario", "low")
    )


def test_members_come_before_with_and_with_before_without(made: Made) -> None:
    """Whatever their order on the line, --members sets the coalition, --with adds and --without removes."""
    body = made("pairs", "--without", "alfa", "--with", "charlie", "--members", "alfa,bravo")
    assert "bravo charlie" == body["members"]
    assert "members alfa bravo; with charlie; without alfa" == body["changes"]
    joined = made("pairs", "--scenario", "charlie_joins", "--without", "alfa")
    assert "bravo charlie" == joined["members"]


def test_baseline_and_difference_are_those_of_two_runs(made: Made) -> None:
    """The baseline column is a run without the what-if, the score one of the study edited, the difference theirs."""
    plain, edited = made("score", "--draws", "10"), made("score", "--draws", "10", "--set", "bravo.alfa.defence_tie=2")
    before, after = scores(plain), scores(edited)
    assert before == {each["id"]: each["baseline"] for each in edited["rows"]}
    assert {name: after[name] - before[name] for name in before} == pytest.approx(
        {each["id"]: each["difference"] for each in edited["rows"]}
    )
    # the tie rises from 1 to 2 of 2: the criterion by 50, its pillar by 25, the index by 12.5
    assert (50.0, 25.0, 12.5) == pytest.approx(
        tuple(after[name] - before[name] for name in ("defence_ties", "will", "viability"))
    )


def test_every_kind_of_value_can_be_set(made: Made) -> None:
    """States' attributes, threats, ties and the credibility of institutions can be assumed."""
    found = scores(
        made(
            *("score", "--draws", "1", "--set", "Alfa.expenditure=340", "--set", "BRA.threats.north=2"),
            *("--set", "alfa.bravo.defence_tie=0", "--set", "pact.credibility=2"),
        )
    )
    # 400 of 400; min(2, 2) = 2 of 2; 0 of 2; Alfa in a pact of 2 (0.0), Bravo in none (1.0)
    assert {
        "pooled_expenditure": 100.0,
        "shared_threat": 100.0,
        "defence_ties": 0.0,
        "want_of_alternative": 50.0,
    } == pytest.approx({c: found[c] for c in found if c not in {"viability", "cohesion", "will", "means"}})


@pytest.mark.parametrize(
    ("compensation", "index"),
    [
        ("1", 54.375),
        # will 0.5 and 0.5; means 0.425 and 0.75: geometric sqrt(0.425 x 0.75) = 0.564579; sqrt(0.5 x 0.564579)
        ("0", 53.1309),
        # harmonic: means 2 / (1 / 0.425 + 1 / 0.75) = 0.542553; 2 / (1 / 0.5 + 1 / 0.542553) = 0.520408
        ("-1", 52.0408),
        ("-inf", 42.5),
    ],
)
def test_compensation_is_the_exponent_of_the_mean(compensation: str, index: float, made: Made) -> None:
    """--compensation 1, 0, -1 and -inf give the arithmetic, geometric and harmonic mean and the minimum."""
    body = made("score", "--draws", "1", "--compensation", compensation)
    assert index == pytest.approx(scores(body)["viability"], abs=1e-4)


def test_a_year_means_its_last_day(made: Made) -> None:
    """--as-of takes the newest data not later than a day, and a year stands for its last day."""
    assert "2014-12-31" == made("pairs", "--as-of", "2014")["as_of"]
    assert "2015-01-01" == made("pairs", "--as-of", "2015-01-01")["as_of"]
    early = scores(made("score", "--draws", "1", "--as-of", "2014"))
    assert 25.0 == pytest.approx(early["pooled_expenditure"])  # 100 of 400; Bravo's figure is of 2015


def test_the_same_seed_gives_the_same_bytes(run: Run) -> None:
    """Two runs with one seed are equal to the byte, and another seed draws otherwise."""
    first, again, other = (
        run("score", "--draws", "500", "--seed", seed, "--format", "csv") for seed in ("1", "1", "2")
    )
    assert first == again
    assert first.replace(",1,uniform,", ",2,uniform,") != other


def test_a_single_draw_and_no_limit_of_rows_are_allowed(run: Run) -> None:
    """One draw is enough for a result, and --top 0 shows every criterion, fewer rows say how many are hidden."""
    text = run("score", "--draws", "1", "--top", "0")
    assert 2 == sum(line.startswith("Want of an alternative ") for line in text.splitlines())
    assert "of 1 draws" in text
    assert "1 of 4 rows are shown, --top 0 shows all" in run("score", "--draws", "1", "--top", "1")


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


def test_what_if_holds_in_every_command(made: Made) -> None:
    """The shared options change the study of every command that evaluates one."""
    for name in ASKING:
        if name == "check":
            continue
        body = made(name, *ARGUMENTS.get(name, []), "--with", "charlie", "--compensation", "0")
        assert ("alfa bravo charlie", 0.0) == (body["members"], body["compensation"]), name
        assert "with charlie; compensation 0" == body["changes"], name


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
    ("figure points p.svg --format csv", "viability figure takes no --format; write the name of the file without"),
    ("export folder --decimal-comma", "viability export takes no --decimal-comma; write the name of the file without"),
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
        told = "at compensation 0 one zero makes the whole 0. `viability score --members A,B`"
        assert told in " ".join(run(*words, *zero, "--compensation", "0").split()), words
        assert "one zero" not in run(*words, *zero)


def test_a_search_says_how_weights_are_drawn(run: Run, made: Made) -> None:
    """With the weights fixed, draws are of data alone, in words and in data."""
    for how, told in (("fixed", "of data alone."), ("uniform", "of data and all weights.")):
        words = ["coalitions", "--draws", "5", "--weights-drawn", how]
        assert f"5 random draws {told}" in " ".join(run(*words).split())
        assert how == made(*words)["weights_drawn"]
    assert "weights_drawn" not in made("coalitions")


@pytest.mark.parametrize("name", [name for name in ASKING if name != "check"])
def test_a_member_that_has_ended_is_refused_by_every_command(name: str, app: typer.Typer, small: Path) -> None:
    """Whatever is asked of a coalition with a state that no longer lives, the answer is a message with its dates."""
    profile = small / "states/bravo.yaml"
    profile.write_text("to: 2012-05\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    result = CliRunner().invoke(app, [name, *ARGUMENTS.get(name, []), "--study", str(small)])
    assert (2, "") == (result.exit_code, result.stdout)
    assert "'bravo' existed to 2012-05, so it cannot be a member on 2015-12-31" in result.stderr


@pytest.mark.parametrize(
    "name", ["pairs", "members", "sensitivity", "path", "trend", "coalitions", "claims", "explain"]
)
def test_a_day_after_the_newest_value_is_told_by_every_command(name: str, run: Run) -> None:
    """Nothing is known of the time between, and a result of such a day says so."""
    said = " ".join(run(name, *ARGUMENTS.get(name, []), "--as-of", "2017").split())
    assert "Nothing is known after 2015: later days only make values older" in said


@pytest.mark.parametrize(
    ("output", "told"), [("missing/out.csv", "the folder"), ("", "is a folder; name a file in it")]
)
def test_an_output_that_cannot_be_written_is_told_at_once(
    output: str, told: str, app: typer.Typer, tmp_path: Path
) -> None:
    """A folder, or a file in a missing folder, gives exit code 2 and one message before anything is computed."""
    arguments = ["score", "--study", "nowhere at all", "--output", str(tmp_path / output)]
    result = CliRunner().invoke(app, arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert 1 == len(result.stderr.splitlines())
    assert told in result.stderr
    assert [] == [*tmp_path.iterdir()]


def test_a_failed_request_leaves_an_older_output_alone(app: typer.Typer, tmp_path: Path) -> None:
    """A file from an earlier run stays as it was when the new request cannot be answered."""
    path = tmp_path / "out.csv"
    path.write_text("old")
    result = CliRunner().invoke(app, ["score", "--with", "nobody", "--study", SMALL, "--output", str(path)])
    assert 2 == result.exit_code
    assert "old" == path.read_text()


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
