"""`viability again`: a saved result is made again, and what differs is named.

Longer than other files: one list of damages, each made in a saved result.
"""

import inspect
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import viability
from cli import asking
from viability.analyses.again import differences
from viability.cli import HANDERS, MAKERS, QUESTIONS
from viability.cli.again import again as again_command
from viability.cli.rerun import again
from viability.errors import StudyError

ARGUMENTS = {**asking.ARGUMENTS, "backtest": [str(asking.HERE / "small_cases.csv"), "--outcome", "years"]}
"""What each command needs beside its name."""


Save = Callable[..., Path]


@pytest.fixture
def save(app: typer.Typer, small: Path, tmp_path: Path) -> Save:
    """Return a function that writes a result of the small study."""

    def saves(*arguments: str) -> Path:
        path = tmp_path / "result.json"
        done = CliRunner().invoke(app, [*arguments, "--study", str(small), "-o", str(path)])
        assert 0 == done.exit_code, done.output
        return path

    return saves


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    """Run `again` and return its exit code and what it prints."""
    done = CliRunner().invoke(app, ["again", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


def edit(file: Path, old: str, new: str) -> None:
    """Change a file."""
    text = file.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in {"again", "place"}])
def test_every_result_comes_out_the_same(name: str, app: typer.Typer, save: Save) -> None:
    """What nothing was changed of is the same, and exit code 0 says so."""
    path = save(name, *ARGUMENTS.get(name, []))
    code, told = answer(app, str(path))
    assert 0 == code
    assert re.search(r"^the same: \d+ numbers in ", told, re.MULTILINE)


def test_the_example_of_the_help_runs(app: typer.Typer, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in the help reads a result beside one."""
    path = save("score", "--draws", "10")
    monkeypatch.chdir(path.parent)
    path.rename("score.json")
    example = inspect.getdoc(again_command)
    assert example is not None
    assert example.endswith("Example: viability again score.json")
    assert 0 == answer(app, "score.json")[0]


def test_what_ifs_and_scenarios_are_made_again(app: typer.Typer, save: Save, small: Path) -> None:
    """The command of a result holds its what-ifs, and a scenario that has changed since is named."""
    path = save(
        "score", "--draws", "10", "--scenario", "charlie_joins", "--weight", "will=50%", "--set", "alfa.resolve=1"
    )
    assert 0 == answer(app, str(path))[0]
    edit(small / "scenarios/charlie_joins.yaml", "50%", "60%")
    code, told = answer(app, str(path))
    assert 1 == code
    assert "  scenario charlie_joins changed\n" in told


@pytest.mark.parametrize(
    ("file", "words", "part", "moves"),
    [
        ("criteria/_framework.yaml", (r"will: {", "will: {weight: 2, "), "weights", True),
        ("states/alfa.yaml", ("110", "119"), "data of alfa", True),
        ("states/_sources.yaml", ("title: Year", "title: New year"), "sources", False),
        ("criteria/defence_ties.yaml", (r"(?m)^question: ", "question: Really, "), "framework", False),
    ],
)
def test_an_edited_study_is_named_by_its_part(  # noqa: PLR0917 - cases and fixtures
    file: str,
    words: tuple[str, str],
    part: str,
    moves: bool,  # noqa: FBT001 - an expectation
    app: typer.Typer,
    save: Save,
    small: Path,
) -> None:
    """A weight or a datum is named with the numbers that it moved; a source's title alone differs all the same."""
    path = save("score", "--draws", "10")
    edit(small / file, *words)
    code, told = answer(app, str(path), "--top", "0")
    assert 1 == code
    assert any(line.startswith("not the same: ") for line in told.splitlines()[1:3])  # a long path takes a line more
    assert f"  study: {part} changed\n" in told
    assert moves == ("index viability: score" in told)


@pytest.mark.parametrize(
    ("name", "saved", "told"),
    [
        ("seed", 5, "  seed: 5 then, 20241217 now\n"),
        ("program_version", "0.0.9", f"  program version: 0.0.9 then, {viability.__version__} now\n"),
        ("framework_version", "0.9", "  framework version: 0.9 then, 1 now\n"),
    ],
)
def test_another_seed_or_version_is_named(name: str, saved: object, told: str, app: typer.Typer, save: Save) -> None:
    """A result of another seed or version differs, though no number may have moved."""
    path = save("score", "--draws", "10")
    body = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**body, name: saved}), encoding="utf-8")
    code, said = answer(app, str(path))
    assert 1 == code
    assert told in said


def test_the_world_study_is_part_of_what_was_read(save: Save) -> None:
    """A sum over the world's figures that is another is told as a cause."""
    path = save("pairs")
    saved = json.loads(path.read_text(encoding="utf-8"))
    found = differences({**saved, "world_fingerprint": "a"}, {**saved, "world_fingerprint": "b"})
    assert [("study", "figures of the world study, or groups to compare with,")] == [
        (one.part, one.what) for one in found.differences
    ]


def test_the_largest_move_comes_first(app: typer.Typer, save: Save) -> None:
    """Numbers that moved are listed by how far, and --top cuts the list."""
    path = save("score", "--draws", "10")
    body = json.loads(path.read_text(encoding="utf-8"))
    body["rows"][0]["score"] += 1
    body["rows"][1]["score"] -= 30
    body["rows"][2]["verdict"] = "odd"
    path.write_text(json.dumps(body), encoding="utf-8")
    lines = answer(app, str(path))[1].splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("cohesion cohesion: score"))
    assert lines[first + 1].startswith("index viability: score")
    assert lines[first].endswith("+30")
    assert "Showing 1 of 3; --top 0 shows all." == answer(app, str(path), "--top", "1")[1].splitlines()[-1]


def test_another_folder_may_be_named(app: typer.Typer, save: Save, small: Path, tmp_path: Path) -> None:
    """A study that has moved is found by --study, and is the same study; where it is not found, that is said."""
    path = save("pairs")
    small.rename(tmp_path / "moved")
    done = CliRunner().invoke(app, ["again", str(path)])
    assert 2 == done.exit_code
    assert "as seen from where it was made, and here there is none; name its folder with --study" in done.stderr
    assert 0 == answer(app, str(path), "--study", str(tmp_path / "moved"))[0]


def test_differences_can_be_written(app: typer.Typer, save: Save, small: Path, tmp_path: Path) -> None:
    """What differs is a table like any other, one row for each thing."""
    path = save("pairs")
    edit(small / "states/_sources.yaml", "title: Year", "title: New year")
    code, _ = answer(app, str(path), "-o", str(tmp_path / "diff.json"))
    body = json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))
    assert (1, "again", ["sources"]) == (code, body["kind"], [row["what"] for row in body["rows"]])


def test_the_library_makes_results_again(save: Save, small: Path) -> None:
    """`viability.again` says the same as the command."""
    path = save("pairs")
    found = viability.again(path)
    assert found.same
    assert ("pairs", 2) == (found.kind, found.compared)
    edit(small / "states/alfa.yaml", "110", "119")
    assert ["study"] == [one.part for one in again(path).differences]


def test_nothing_is_written_whatever_the_command_says(save: Save, tmp_path: Path) -> None:
    """A result from elsewhere cannot make the program write a file, or call another machine."""
    path = save("pairs")
    body = json.loads(path.read_text(encoding="utf-8"))
    for more in (f"-o {tmp_path / 'x.csv'}", f"-o{tmp_path / 'x.csv'}", f"--output={tmp_path / 'x.csv'}", "--save x"):
        path.write_text(json.dumps({**body, "command": f"{body['command']} {more}"}), encoding="utf-8")
        with pytest.raises(StudyError, match=r"its command has the option -(o|-output|-save)"):
            again(path)
    path.write_text(json.dumps({**body, "command": "viability coalitions --scheduler tcp://x:1"}), encoding="utf-8")
    with pytest.raises(StudyError, match="its command has the option --scheduler"):
        again(path)
    assert [path] == [*tmp_path.glob("*.*")]


@pytest.mark.parametrize("name", [*MAKERS, *HANDERS])
def test_what_writes_is_never_made_again(name: str, save: Save, tmp_path: Path) -> None:
    """Commands that make studies, figures, pages or packages are no questions, whatever a file says."""
    path = save("pairs")
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file() and one != path}
    body = json.loads(path.read_text(encoding="utf-8"))
    for words in ("points", str(tmp_path / "out.html"), "state Georgia"):
        path.write_text(json.dumps({**body, "command": f"viability {name} {words}"}), encoding="utf-8")
        with pytest.raises(StudyError, match=f"`viability {name}` asks nothing of a study that could be asked again"):
            again(path)
    assert before == {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file() and one != path}


def test_what_again_writes_says_of_what(app: typer.Typer, save: Save, small: Path, tmp_path: Path) -> None:
    """Saved as evidence that a result is the same, it names study, day, newest value and both sums."""
    path, out = save("pairs"), tmp_path / "again.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert 0 == CliRunner().invoke(app, ["again", str(path), "-o", str(out)]).exit_code
    told = json.loads(out.read_text(encoding="utf-8"))
    for name in ("study", "framework_version", "as_of", "data_to", "fingerprint"):
        assert saved[name] == told[name]
    assert saved["fingerprint"] == told["saved_fingerprint"]
    edit(small / "states/alfa.yaml", "110", "119")
    found = again(path)
    assert saved["fingerprint"] == found.saved_fingerprint != found.fingerprint
    assert "differences: none" in repr(differences(saved, saved))


@pytest.mark.parametrize(("name", "value"), [("seed", 10**400), ("members", 5), ("rows", [{"a": 10**400}])])
def test_a_damaged_value_is_a_difference(name: str, value: object, save: Save) -> None:
    """What no number of a machine holds, or is of another kind, is told as what was saved."""
    path = save("pairs")
    body = {**json.loads(path.read_text(encoding="utf-8")), name: value}
    path.write_text(json.dumps(body), encoding="utf-8")
    assert not again(path).same


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("", "the file is not JSON"),
        ("[" * 100_000, "the file is not JSON"),
        ("[]", "this is not a result of viability"),
        ('{"kind": "score", "rows": [1]}', "its rows cannot be read"),
        (
            '{"kind": "score", "rows": [], "version": 99}',
            "the file has the form of version 99; this program reads version 1",
        ),
        ('{"kind": "score", "rows": [], "version": 1}', "the file does not say what made it"),
        ('{"kind": "x", "rows": [], "version": 1, "command": "rm -r ."}', "no command of this program made the file"),
        (
            '{"kind": "x", "rows": [], "version": 1, "command": "viability pairs", "fingerprint_parts": 5}',
            "its fingerprint cannot be read",
        ),
        ('{"kind": "x", "rows": [], "version": 1, "command": "viability again x"}', "`viability again` asks nothing"),
        ('{"kind": "x", "rows": [], "version": 1, "command": "viability pairs -h"}', "its command has the option -h"),
        ('{"kind": "x", "rows": [], "version": 1, "command": "viability \'"}', "no command of this program made"),
        (
            '{"kind": "x", "rows": [], "version": 1, "command": "viability pairs --odd"}',
            "this version cannot read",
        ),
    ],
)
def test_what_is_no_result_is_told(text: str | None, told: str, tmp_path: Path) -> None:
    """A file that is no result of this program, or names what it does not do, is one message."""
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=re.escape(told)):
        again(path)


def test_a_device_or_a_pipe_is_no_result(tmp_path: Path) -> None:
    """What never ends is not read."""
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(StudyError, match="this is a folder or a device, not a file"):
            again(path)


def test_errors_of_the_study_are_told(app: typer.Typer, save: Save, small: Path) -> None:
    """A study that cannot be read any more gives its problems and exit code 2."""
    path = save("pairs")
    edit(small / "states/alfa.yaml", "resolve:", "resolv:")
    done = CliRunner().invoke(app, ["again", str(path)])
    assert (2, "") == (done.exit_code, done.stdout)
    assert "unknown attribute 'resolv'" in done.stderr


def test_provenance_is_in_every_format(app: typer.Typer, small: Path, tmp_path: Path) -> None:
    """CSV, JSON, Markdown, text and workbook hold the command, the newest date, the sum and what scenarios did."""
    paths = [tmp_path / f"out.{ending}" for ending in ("csv", "json", "md", "txt")]
    outputs = [word for path in paths for word in ("-o", str(path))]
    done = CliRunner().invoke(app, ["pairs", "--scenario", "charlie_joins", "--study", str(small), *outputs])
    assert 0 == done.exit_code, done.output
    body: dict[str, Any] = json.loads(paths[1].read_text(encoding="utf-8"))
    assert f"viability pairs --scenario charlie_joins --study {small}" == body["command"]
    assert "2015" == body["data_to"][:4]
    assert ["charlie_joins"] == [one["id"] for one in body["scenarios"]]
    assert {"weight": "will", "value": 0.5, "share": True}.items() <= body["scenarios"][0]["changes"][1].items()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert body["command"] in text.replace("\\", ""), path
        assert body["fingerprint"] in text, path
    assert "charlie_joins: with charlie, set charlie.expenditure=30, weight will=50%" in paths[0].read_text(
        encoding="utf-8"
    )


def test_a_saved_check_sees_a_value_and_a_scenario_that_changed(app: typer.Typer, small: Path, tmp_path: Path) -> None:
    """The check holds what was read: a changed value is named though nothing that it counts has moved."""
    path = tmp_path / "check.json"
    assert 0 == CliRunner().invoke(app, ["check", "--study", str(small), "-o", str(path)]).exit_code
    assert answer(app, str(path))[1].splitlines()[-1].startswith("the same: ")
    profile, scenario = small / "states/alfa.yaml", small / "scenarios/charlie_joins.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("2014: 100", "2014: 101"), encoding="utf-8")
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("value: 30", "value: 31"), encoding="utf-8")
    code, told = answer(app, str(path))
    assert 1 == code
    assert "  study: data of alfa changed\n" in told
    assert "  scenario charlie_joins changed\n" in told
