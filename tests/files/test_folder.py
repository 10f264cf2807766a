"""Reading studies: what is wrong with a file is said in one line, with its place and what to do.

One list of what a reader refuses, longer than other files, for each line of it is read beside its likes.
"""

import math
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from viability.analyses.check import check_study
from viability.engine.evaluate import evaluate
from viability.errors import LISTED, Problem, StudyError, UnknownName
from viability.files.folder import load_study
from viability.files.pages import LARGEST_PAGE, Reader
from viability.files.places import find_study, shipped_study
from viability.files.strict_yaml import DEEPEST, Slips, Unreadable, parse_yaml
from viability.study.study import Study

HERE = Path(__file__).parents[1]
OPTIONAL = ("criteria/_claims.yaml",)
"""Files that the small study does not hold."""

BROKEN = sorted((HERE / "broken").glob("*.yaml"))


def report(folder: Path) -> str:
    """Check a study and return all that is wrong with it."""
    found = check_study(folder)
    return str(StudyError(found.problems, found.more))


def header(path: Path) -> tuple[str, str]:
    """Return the first comments of a broken file: which file it replaces, and the report expected."""
    comments = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        comments.append(line.removeprefix("# "))
    return comments[0], "\n".join(comments[1:])


def test_the_small_study_is_in_order(small: Path) -> None:
    """The study that the other tests break has nothing wrong with it."""
    found = check_study(small)
    assert () == found.problems == found.warnings
    assert found.study == load_study(small)


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_file_is_reported(path: Path, small: Path) -> None:
    """A broken file gives exactly the report that its first comments promise."""
    replaced, expected = header(path)
    assert (small / replaced).is_file() or replaced in OPTIONAL
    (small / replaced).write_bytes(path.read_bytes())
    assert expected == report(small)


def test_broken_files_differ_in_what_they_promise() -> None:
    """No two broken files promise the same report."""
    assert len(BROKEN) == len({header(path)[1] for path in BROKEN})


def test_all_problems_come_in_one_report(small: Path) -> None:
    """Problems of several files come at once, in order of file and line, and loading raises the same."""
    for name in ("rating_off_rubric", "unknown_pillar", "unknown_change"):
        path = HERE / "broken" / f"{name}.yaml"
        (small / header(path)[0]).write_bytes(path.read_bytes())
    expected = [
        "criteria/pooled_expenditure.yaml:4: unknown pillar 'mean'; did you mean 'means'?",
        "scenarios/charlie_joins.yaml:6: unknown kind of change 'sett'; did you mean 'set'?",
        "states/alfa.yaml:11: resolve is 1.5, which is not a level of its rubric; levels: 0, 1, 2",
    ]
    assert expected == report(small).splitlines()
    with pytest.raises(StudyError, match=r"resolve is 1\.5") as caught:
        load_study(small)
    assert expected == str(caught.value).splitlines()


def test_all_problems_of_one_file_come_in_one_report(small: Path) -> None:
    """A bad observation hides neither the other observations' problems nor those of the rest of its file."""
    alfa = small / "states/alfa.yaml"
    text = alfa.read_text(encoding="utf-8")
    for before, after in (
        ("iso3: XAL", "iso3: alf"),
        ("{value: 1, date: 2010", "{value: one, date: 2010"),
        ("{value: 2, low: 1, date: 2015-06", "{value: 9, low: 1, date: 2015-06"),
        ("pact:", "pakt:"),
    ):
        assert before in text
        text = text.replace(before, after)
    alfa.write_text(text, encoding="utf-8")
    expected = [
        "states/alfa.yaml:2: iso3: 'alf' does not fit the pattern ^[A-Z]{3}$",
        "states/alfa.yaml:9: value: expected a number, got 'one'",
        "states/alfa.yaml:10: resolve is 9, which is not a level of its rubric; levels: 0, 1, 2",
        "states/alfa.yaml:12: unknown institution 'pakt'; did you mean 'pact'?",
    ]
    assert expected == report(small).splitlines()


def test_a_framework_with_faults_hides_no_others(small: Path) -> None:
    """A framework that names its pillars is enough to judge criteria and profiles by."""
    for name, before, after in (
        ("criteria/_framework", "blocked: not viable", "blocked: doomed"),
        ("criteria/defence_ties", "aggregator: average", "aggregator: mean"),
        ("states/bravo", "iso3: BRA", "iso3: bra"),
    ):
        path = small / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    blocked, aggregator, iso3 = report(small).splitlines()
    assert blocked.endswith("blocked: 'doomed' is not the verdict of a band")
    assert "aggregator: expected 'average'" in aggregator
    assert iso3.startswith("states/bravo.yaml:2: iso3: 'bra' does not fit")


@pytest.mark.parametrize("name", ["states/del ta", "states/d.elta", "criteria/a=b", "scenarios/what if"])
def test_the_name_of_a_file_is_an_id(small: Path, name: str) -> None:
    """A file whose name could not stand in the path of a what-if is reported."""
    (small / f"{name}.yaml").write_text("title: Any\n", encoding="utf-8")
    assert f"{name}.yaml: '{name.split('/')[1]}' cannot be an id; use only letters, digits, _ and -" in report(small)


@pytest.mark.parametrize("name", ["states/NA", "states/None", "criteria/nan", "scenarios/true", "states/NULL"])
def test_no_file_is_called_like_a_missing_value(small: Path, name: str) -> None:
    """A file whose name pandas or R would read as missing, or as true and false, is reported."""
    (small / f"{name}.yaml").write_text("title: Any\n", encoding="utf-8")
    assert f"{name}.yaml: '{name.split('/')[1]}' cannot be an id; pandas and R read it as a missing" in report(small)


def test_names_in_decomposed_unicode_are_those_that_people_type(small: Path) -> None:
    """A file name, or text, whose accents stand apart is read as composed; two files of one name are reported."""
    apart, whole = unicodedata.normalize("NFD", "t\u00fcr"), "t\u00fcr"
    charlie = small / "states/charlie.yaml"
    charlie.rename(small / f"states/{apart}.yaml")
    bravo, coalition = small / "states/bravo.yaml", small / "states/_coalition.yaml"
    bravo.write_text(bravo.read_text(encoding="utf-8").replace("charlie", apart), encoding="utf-8")
    text = coalition.read_text(encoding="utf-8")
    for written in (apart, whole):
        coalition.write_text(text.replace("[alfa, bravo]", f"[alfa, {written}]"), encoding="utf-8")
        assert ("alfa", whole) == load_study(small).members
    (small / f"states/{whole}.yaml").write_text("name: Tor\n", encoding="utf-8")
    assert "another file has the same name, in other Unicode; remove one of the two" in report(small)


def test_evenness_needs_values_from_nought(small: Path) -> None:
    """Shares of a total are not defined where a value may be negative, whatever the values at hand."""
    codebook, criterion = small / "criteria/_codebook.yaml", small / "criteria/pooled_expenditure.yaml"
    text = criterion.read_text(encoding="utf-8").replace("aggregator: summation", "aggregator: evenness")
    criterion.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "goalposts" not in line), encoding="utf-8"
    )
    assert () == check_study(small).problems
    codebook.write_text(
        codebook.read_text(encoding="utf-8").replace("range: [0, 500]", "range: [-1, 500]"), encoding="utf-8"
    )
    assert (
        "criteria/pooled_expenditure.yaml:5: evenness is not defined for 'expenditure', which may be negative; "
        "shares of a total need values from 0: use another aggregator, or a range that begins at 0"
    ) == report(small)


@pytest.mark.parametrize(
    ("spells", "sound"),
    [
        ("{role: observer, to: 2001}, {from: 2001}", True),
        ("{role: observer, to: 2001-05}, {from: 2001}", True),
        ("{role: observer, from: 1999, to: 2000}, {from: 2001}", True),
        ("{role: observer, from: 1999, to: 2002}, {from: 2001}", False),
        ("{role: observer}, {}", False),
        ("{role: observer, from: 2005}, {to: 2004}", True),
        ("{role: observer, from: 2003, to: 2004}, {from: 2001}", False),
        ("{from: 1999, to: 2002}, {from: 2001}", True),
    ],
)
def test_a_state_has_one_role_at_a_time(small: Path, spells: str, sound: bool) -> None:  # noqa: FBT001 - a column
    """Spells of two roles may follow each other within a year or month, but not hold at once."""
    alfa = small / "states/alfa.yaml"
    cited = spells.replace("}", ", source: atlas}").replace("{, ", "{")
    text = alfa.read_text(encoding="utf-8").replace("{from: 2001, source: atlas}", f"[{cited}]")
    alfa.write_text(text, encoding="utf-8")
    assert sound is ("one role at a time" not in report(small))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{value: 62,5, date: 2012}", "value: 62,5 is not a number; write 62.5"),
        ("{2012: 1,234, 2013: 2}", "2012: 1,234 is not a number; write 1.234 or 1234"),
        ("[1,234, 500]", "1,234 may be one number or two; write 1.234 or 1234, and a blank"),
        ("[0, 62,5]", "62,5 may be one number or two; write 62.5, and a blank"),
    ],
)
def test_a_decimal_comma_in_brackets_is_seen(written: str, says: str) -> None:
    """Brackets part entries at commas, so a number with a comma becomes two, and that is said."""
    with pytest.raises(Unreadable) as caught:
        parse_yaml(written)
    message, _, hint = caught.value.args
    assert f"{message}; {hint}".startswith(says)


@pytest.mark.parametrize(
    "written", ["[1,2,3]", "[1, 234, 500]", "[a,b, c]", "[0,100]", "{a: 62, 5}", "{2022: 5, 2023: }"]
)
def test_commas_that_part_entries_are_no_decimal_commas(written: str) -> None:
    """A list without any blanks, with all of them, or of names, is read as it stands."""
    assert parse_yaml(written) is not None


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("criteria/shared_threat.yaml", "criteria/cohesion.yaml", "'cohesion', the name of another column of a table"),
        ("criteria/shared_threat.yaml", "criteria/means.yaml", "'means', the name of a pillar"),
    ],
)
def test_a_criterion_has_a_name_of_its_own(small: Path, before: str, after: str, says: str) -> None:
    """A criterion called like a column of tables, or like a pillar, is reported."""
    (small / before).rename(small / after)
    assert f"{after}: a criterion cannot be called {says}; rename the file" in report(small).splitlines()


def test_no_pillar_is_called_like_a_column(small: Path) -> None:
    """A pillar called like a column of tables is reported."""
    framework = small / "criteria/_framework.yaml"
    framework.write_text(framework.read_text(encoding="utf-8").replace("  means:", "  cohesion:"), encoding="utf-8")
    says = "a pillar cannot be called 'cohesion', the name of another column of a table; rename it"
    assert f"criteria/_framework.yaml:5: {says}" in report(small).splitlines()


def test_credibility_may_be_nought_where_no_rating_is(small: Path) -> None:
    """Who belongs nowhere has a best membership of 0, whatever the range of credibility."""
    codebook = small / "criteria/_codebook.yaml"
    text = codebook.read_text(encoding="utf-8")
    before, after = (
        "range: [0, 2]\n  rubric: {0: None., 1: Some., 2: Proven.}",
        "range: [1, 2]\n  rubric: {1: Some., 2: Proven.}",
    )
    assert 1 == text.count(before)
    codebook.write_text(text.replace(before, after), encoding="utf-8")
    assert "best: 0" in (small / "criteria/want_of_alternative.yaml").read_text(encoding="utf-8")
    assert "" == report(small)


def test_a_control_character_in_a_key_is_told_and_not_printed(small: Path) -> None:
    """A key that would colour the terminal is reported without doing so."""
    with (small / "states/alfa.yaml").open("a", encoding="utf-8") as file:
        file.write('"\\e[31mred": 1\n')
    told = report(small)
    assert "the text contains a control character; remove it" in told
    assert "\x1b" not in told


def test_a_slip_is_raised_unless_it_is_taken_up() -> None:
    """A key that stands twice is raised, or taken up beside data in which the last of the two counts."""
    with pytest.raises(Unreadable, match="the key 'a' appears twice"):
        parse_yaml("{a: 1, a: 2}")
    slips = Slips(1)
    assert {"a": 2} == parse_yaml("{a: 1, a: 2}", slips)
    assert [("the key 'a' appears twice", 1, "keep one of the two")] == [slip.args for slip in slips.kept]


def test_without_a_register_other_files_are_still_read(small: Path) -> None:
    """Where a register cannot be read no name is blamed, and files that cannot be read are reported beside it."""
    (small / "criteria/_codebook.yaml").write_text("threats: [\n", encoding="utf-8")
    (small / "states/bravo.yaml").write_text("", encoding="utf-8")
    (small / "scenarios/charlie_joins.yaml").write_text("- leave\n", encoding="utf-8")
    codebook, scenario, bravo = report(small).splitlines()
    assert codebook.startswith("criteria/_codebook.yaml:2: this is not valid YAML: ")
    assert (
        "scenarios/charlie_joins.yaml: the file must contain a mapping, not a list; write `key: value` lines"
        == scenario
    )
    assert "states/bravo.yaml: the file is empty; docs/data.md says what it contains" == bravo


@pytest.mark.parametrize("name", ["criteria/_framework", "criteria/_codebook", "states/_coalition", "states/_sources"])
def test_a_missing_register_is_all_that_is_reported(small: Path, name: str) -> None:
    """A study without one of the files it needs is told which, and nothing else."""
    (small / f"{name}.yaml").unlink()
    assert f"{name}.yaml: the file is missing; every study needs it; see docs/data.md" == report(small)


def test_a_study_needs_neither_threats_nor_institutions(small: Path) -> None:
    """Threats and institutions are registers that only those need who write of them."""
    for name in ("_threats", "_institutions", "shared_threat", "want_of_alternative"):
        (small / f"criteria/{name}.yaml").unlink()
    expected = [
        "states/_coalition.yaml:3: unknown institution 'league'; there are none",
        "states/alfa.yaml:6: unknown threat source 'north'; there are none",
        "states/alfa.yaml:7: unknown threat source 'south'; there are none",
        "states/alfa.yaml:12: unknown institution 'pact'; there are none",
        "states/bravo.yaml:5: unknown threat source 'north'; there are none",
        "states/bravo.yaml:8: unknown institution 'pact'; there are none",
        "states/charlie.yaml:4: unknown threat source 'south'; there are none",
    ]
    assert expected == report(small).splitlines()


def test_a_study_needs_criteria(small: Path) -> None:
    """A study without criteria has nothing to ask."""
    for path in (small / "criteria").glob("[!_]*.yaml"):
        path.unlink()
    assert "criteria: the folder contains no criterion; write one file per criterion; see docs/data.md" == report(small)


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    """A folder without criteria or states is no study, and neither is a folder that is not there."""
    hint = "a study has the folders criteria/ and states/; see docs/data.md"
    assert f"{tmp_path}: there is no folder 'criteria' in it; {hint}" == report(tmp_path)
    (tmp_path / "criteria").mkdir()
    assert f"{tmp_path}: there is no folder 'states' in it; {hint}" == report(tmp_path)
    nowhere = tmp_path / "nowhere"
    assert f"{nowhere}: this is not a folder; name the folder of a study" == report(nowhere)


def test_a_study_needs_no_scenarios(small: Path) -> None:
    """A study without a folder of scenarios has none."""
    (small / "scenarios/charlie_joins.yaml").unlink()
    (small / "scenarios").rmdir()
    assert {} == load_study(small).scenarios


def test_a_broken_criterion_is_not_blamed_on_its_pillar(small: Path) -> None:
    """A criterion that cannot be read leaves its pillar empty without a second report."""
    for name in ("shared_threat", "defence_ties"):
        (small / f"criteria/{name}.yaml").write_text("", encoding="utf-8")
    is_empty = "the file is empty; docs/data.md says what it contains"
    assert [f"criteria/{name}.yaml: {is_empty}" for name in ("defence_ties", "shared_threat")] == report(
        small
    ).splitlines()


def write_latin(path: Path) -> None:
    """Write text in another encoding."""
    path.write_bytes("name: Türkiye\n".encode("latin-1"))


def write_sparse(path: Path) -> None:
    """Write a large file that takes no room."""
    with path.open("wb") as file:
        file.truncate(LARGEST_PAGE + 1)


def make_folder(path: Path) -> None:
    """Put a folder where a file belongs."""
    path.unlink()
    path.mkdir()


def link_nowhere(path: Path) -> None:
    """Put a link to nothing where a file belongs."""
    path.unlink()
    path.symlink_to("nothing.yaml")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (write_latin, "the file is not UTF-8 text; save it as UTF-8"),
        (
            write_sparse,
            "the file is larger than 5 MB; a profile is a short text; large data belong in a table, see docs/data.md",
        ),
        (make_folder, "this is a folder or a device, not a file"),
        (link_nowhere, "the file cannot be read (No such file or directory)"),
    ],
)
@pytest.mark.parametrize("name", ["states/bravo.yaml", "criteria/shared_threat.yaml", "states/_sources.yaml"])
def test_a_file_that_cannot_be_read_is_reported(
    small: Path, name: str, spoil: Callable[[Path], None], message: str
) -> None:
    """A file that is no readable text is a problem like any other, whatever it should hold."""
    spoil(small / name)
    assert f"{name}: {message}" == report(small)


def test_a_file_of_the_largest_size_is_read(small: Path) -> None:
    """The limit is a size that may be reached."""
    path = small / "states/bravo.yaml"
    path.write_bytes(path.read_bytes() + b"#" * (LARGEST_PAGE - path.stat().st_size))
    assert LARGEST_PAGE == path.stat().st_size
    assert () == check_study(small).problems


def test_a_file_by_another_ending_is_not_passed_over(small: Path) -> None:
    """YAML files whose names end otherwise are reported, and files for people are not."""
    (small / "states/delta.yml").write_text("name: Delta\n", encoding="utf-8")
    (small / "criteria/trade.YAML").write_text("title: Trade\n", encoding="utf-8")
    (small / "states/README.md").write_text("Read me.\n", encoding="utf-8")
    expected = [
        "criteria/trade.YAML: the file is not read; name it 'trade.yaml'",
        "states/delta.yml: the file is not read; name it 'delta.yaml'",
    ]
    assert expected == report(small).splitlines()


def test_files_may_be_put_aside(small: Path) -> None:
    """Files whose names begin with an underscore or a dot are not read."""
    for name in ("states/_draft.yaml", "states/.#alfa.yaml", "criteria/_draft.yaml", "scenarios/_draft.yaml"):
        (small / name).write_text("[", encoding="utf-8")
    assert () == check_study(small).problems


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(small: Path) -> None:
    """What editors on Windows write is read like any other file, and lines are counted the same."""
    bravo = small / "states/bravo.yaml"
    before = load_study(small).states
    bravo.write_bytes(b"\xef\xbb\xbf" + bravo.read_bytes().replace(b"\n", b"\r\n"))
    assert before == load_study(small).states
    bravo.write_bytes(bravo.read_bytes().replace(b"iso3: BRA", b"iso4: BRA"))
    assert report(small).startswith("states/bravo.yaml:2: unknown section 'iso4'; did you mean 'iso3'?")


def test_a_source_that_nothing_uses_leaves_the_study_whole(small: Path) -> None:
    """A study with an unused source loads; only checking it reports the source."""
    with (small / "states/_sources.yaml").open("a", encoding="utf-8") as file:
        file.write("diary: {title: Diary, publisher: A friend, undated: true}\n")
    found = check_study(small)
    assert (Problem("states/_sources.yaml", "no value uses the source 'diary'", 3, "remove it"),) == found.problems
    assert found.study == load_study(small)


def test_a_tie_written_twice_alike_is_no_contradiction(small: Path) -> None:
    """Both states may write a tie if they write the same."""
    tie = "    defence_tie: {value: 1, date: 2015, source: atlas, quality: high, note: A treaty of consultation.}\n"
    assert tie in (small / "states/alfa.yaml").read_text(encoding="utf-8")
    bravo = small / "states/bravo.yaml"
    bravo.write_text(bravo.read_text(encoding="utf-8").replace("ties:\n", f"ties:\n  alfa:\n{tie}"), encoding="utf-8")
    assert () == check_study(small).problems


def test_a_tie_is_not_compared_with_a_broken_profile(small: Path) -> None:
    """Where one of two profiles is broken, its own problems are reported and no contradiction."""
    bravo = small / "states/bravo.yaml"
    tie = "    defence_tie: {value: 2, date: 2015, source: atlas, quality: high, note: A treaty.}\n"
    text = bravo.read_text(encoding="utf-8").replace("ties:\n", f"ties:\n  alfa:\n{tie}")
    bravo.write_text(text.replace("iso3: BRA", "iso3: bra"), encoding="utf-8")
    assert "states/bravo.yaml:2: iso3: 'bra' does not fit the pattern ^[A-Z]{3}$" == report(small)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("12:30", "12:30"),
        ("2021-06-15", "2021-06-15"),
        ("1.2.3", "1.2.3"),
        ("1_", "1_"),
        ("_1", "_1"),
        ("0x1F", "0x1F"),
        ("1e", "1e"),
        ("--", "--"),
        ("'1'", "1"),
        ("''", ""),
        ("1e6", 1e6),
        ("1E-2", 0.01),
        ("+1.5", 1.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("-3", -3),
        ("007", 7),
        ("1_000_000", 1_000_000),
        (".inf", math.inf),
        ("-.inf", -math.inf),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("9" * 5000, math.inf),
    ],
)
def test_plain_words_mean_what_they_look_like(written: str, read: object) -> None:
    """Numbers, true, false and null are what they look like, and everything else is text."""
    parsed = parse_yaml(f"key: {written}\n")
    assert {"key": read} == parsed
    assert isinstance(parsed, dict)
    assert type(read) is type(parsed["key"])


def test_not_a_number_is_read_as_such() -> None:
    """`.nan` is the number that is none."""
    parsed = parse_yaml("[.nan]")
    assert isinstance(parsed, list)
    assert math.isnan(parsed[0])


def test_keys_are_text() -> None:
    """Keys are text as written, whatever they look like."""
    assert {"2015": 1, "true": 2, "null": 3, "NO": 4} == parse_yaml("{2015: 1, true: 2, null: 3, NO: 4}")


def test_an_empty_document_is_nothing() -> None:
    """Neither nothing nor comments nor a bare marker hold data."""
    assert parse_yaml("") is None
    assert parse_yaml("# a comment\n") is None
    assert parse_yaml("---\n") is None


def test_nesting_may_be_deep_but_not_endless() -> None:
    """The deepest nesting is read, one level more is refused, and a hundred thousand do no harm."""
    assert parse_yaml("[" * DEEPEST + "]" * DEEPEST) != []
    assert parse_yaml("{a: " * DEEPEST + "}" * DEEPEST) != {}
    for levels in (DEEPEST + 1, 100_000):
        with pytest.raises(Unreadable, match="nested deeper than 20 levels"):
            parse_yaml("[" * levels + "]" * levels)


def test_the_shipped_study_ships_with_the_program() -> None:
    """The shipped study is a folder that holds criteria and states."""
    assert (shipped_study() / "criteria").is_dir()
    assert (shipped_study() / "states").is_dir()


def test_the_nearest_study_upward_is_found(small: Path) -> None:
    """From a study and from any folder within it, that study is found."""
    within = small / "states/drafts/old"
    within.mkdir(parents=True)
    assert small.resolve() == find_study(small) == find_study(within)


def test_without_a_study_upward_the_shipped_one_is_found(tmp_path: Path) -> None:
    """A folder with criteria but no states is no study."""
    (tmp_path / "criteria").mkdir()
    assert shipped_study() == find_study(tmp_path)


def test_the_folder_worked_in_is_where_the_search_starts(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the study around the working folder is read and checked."""
    monkeypatch.chdir(small / "states")
    assert "The small coalition" == load_study().title
    found = check_study()
    assert () == found.problems
    assert found.study == load_study()


def test_members_come_first_and_criteria_follow_their_pillars(small: Path) -> None:
    """States stand in the order of the coalition, then by name; criteria in the order of the pillars, then by name."""
    coalition = small / "states/_coalition.yaml"
    coalition.write_text("title: Turned round\nmembers: [charlie, alfa]\ninstitution: league\n", encoding="utf-8")
    study = load_study(small)
    assert ("charlie", "alfa", "bravo") == tuple(study.states)
    assert ("defence_ties", "shared_threat", "pooled_expenditure", "want_of_alternative") == tuple(study.criteria)


def test_observations_stand_from_the_oldest_on(small: Path) -> None:
    """Lists and series become observations in order of their dates, with what a series shares."""
    alfa = load_study(small).states["alfa"]
    assert ["2010", "2015-06"] == [datum.date for datum in alfa.attributes["resolve"]]
    first, second = alfa.attributes["expenditure"]
    assert ("2014", None, 100, None) == (first.date, first.low, first.value, first.high)
    assert ("2015", 90, 110, 150) == (second.date, second.low, second.value, second.high)
    assert ("yearbook",) == first.source == second.source


def test_a_criterion_may_read_no_attribute(small: Path) -> None:
    """A criterion may count the members, and then names no attribute."""
    path = small / "criteria/pooled_expenditure.yaml"
    text = path.read_text(encoding="utf-8").replace("{kind: attribute, of: expenditure}", "{kind: count}")
    path.write_text(text, encoding="utf-8")
    measure = load_study(small).criteria["pooled_expenditure"].measure
    assert ("count", None) == (measure.kind, measure.of)


def test_a_study_says_where_it_was_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study is named by its folder, and from within by the way to it."""
    assert str(small) == load_study(small).location
    monkeypatch.chdir(small / "states")
    assert ".." == load_study().location


def test_only_what_is_asked_for_is_read(small: Path) -> None:
    """With profiles named, only members and these are read, by any spelling of the file's name, and no scenarios."""
    assert ("alfa", "bravo") == tuple(load_study(small, profiles=()).states)
    assert ("alfa", "bravo", "charlie") == tuple(load_study(small, profiles=["Charlie", "alfa"]).states)
    assert {} == load_study(small, profiles=()).scenarios
    (small / "states/charlie.yaml").write_text("", encoding="utf-8")
    assert ("alfa", "bravo") == tuple(load_study(small, profiles=()).states)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        (["First Land"], "alfa bravo"),
        (["Charlie"], "alfa bravo charlie"),
        (["charles the bald"], "alfa bravo charlie"),
        (["CHX"], "alfa bravo charlie"),
        (["charlie.resolve"], "alfa bravo charlie"),
        (["alfa.charlie.defence_tie"], "alfa bravo charlie"),
        (["alfa.threats.north", "pact.credibility", "*.resolve"], "alfa bravo"),
        (["nobody"], "alfa bravo charlie delta"),
        (["alfa.nobody.defence_tie"], "alfa bravo charlie delta"),
    ],
)
def test_a_name_is_looked_for_at_the_head_of_profiles(small: Path, asked: list[str], read: str) -> None:
    """Names, codes and aliases, alone or at the head of a path, find their profile; for a name of none all are read."""
    charlie = small / "states/charlie.yaml"
    text = charlie.read_text(encoding="utf-8")
    charlie.write_text("iso3: XCH\naliases: [Charles the Bald, CHX]\n" + text, encoding="utf-8")
    (small / "states/delta.yaml").write_text("name: Delta\n", encoding="utf-8")
    assert read.split() == [*load_study(small, profiles=asked).states]


def test_scenarios_that_are_wanted_are_read_with_their_states(small: Path) -> None:
    """A scenario that is named is read, and the states that it names; a name of none makes all be read."""
    (small / "scenarios/calm.yaml").write_text("title: Calm\nas_of: 2014\n", encoding="utf-8")
    calm, joins, both = (load_study(small, profiles=(), scenarios=[n]) for n in ("calm", "charlie_joins", "calms"))
    assert (["calm"], ["alfa", "bravo"]) == ([*calm.scenarios], [*calm.states])
    assert (["charlie_joins"], ["alfa", "bravo", "charlie"]) == ([*joins.scenarios], [*joins.states])
    assert ["calm", "charlie_joins"] == [*both.scenarios]


def test_opponents_outside_the_coalition_are_read(small: Path) -> None:
    """Where a measure looks at opponents, the states that members name as such are read, and no others."""
    threats, criterion = small / "criteria/_threats.yaml", small / "criteria/pooled_expenditure.yaml"
    threats.write_text(
        "north: {title: The north, definition: Raids., kind: state, state: XNO}\n"
        "south: {title: The south, definition: Raids., kind: state, state: XSO}\n"
        "west: {title: The west, definition: Raids., kind: state, state: XWE}\n",
        encoding="utf-8",
    )
    for name in ("north", "south", "west"):
        text = f"name: {name}\niso3: X{name[:2].upper()}\ncandidate: false\n"
        (small / f"states/{name}ia.yaml").write_text(text, encoding="utf-8")
    assert ["alfa", "bravo"] == [*load_study(small, profiles=()).states]
    text = criterion.read_text(encoding="utf-8").replace("best: 400", "best: 1").replace("summation", "average")
    measure = "{kind: opponent_share, of: expenditure, against: threats}"
    criterion.write_text(text.replace("{kind: attribute, of: expenditure}", measure), encoding="utf-8")
    assert ["alfa", "bravo", "northia", "southia"] == [*load_study(small, profiles=()).states]


def test_a_study_read_in_part_evaluates_like_the_whole(study: Study) -> None:
    """The members alone score as they do among all states."""
    part, whole = evaluate(load_study(HERE.parent, profiles=())), evaluate(study)
    assert part.states == whole.states
    np.testing.assert_array_equal(whole.scores, part.scores)
    np.testing.assert_array_equal(whole.coverage, part.coverage)
    np.testing.assert_array_equal(whole.viability, part.viability)


def test_the_small_study_scores_what_it_scores_by_hand(small: Path) -> None:
    """What is read is what is evaluated."""
    # will: shared threat min(2, 1) / 2 = 0.5, defence ties 1 / 2 = 0.5, so 50
    # means: expenditure (110 + 60) / 400 = 0.425; Alfa's pact (2 - 1) / 2 = 0.5, Bravo left its own and has none,
    # (2 - 0) / 2 = 1, together 0.75; so 58.75
    found = evaluate(load_study(small))
    assert [[50.0, 58.75]] == pytest.approx(found.pillar_scores)
    assert [54.375] == pytest.approx(found.viability)


def test_a_scenario_is_found_by_its_name(small: Path) -> None:
    """A scenario goes by the name of its file, and a wrong name is answered by the nearest."""
    study = load_study(small)
    assert "Charlie joins" == study.scenario("charlie_joins").title
    with pytest.raises(UnknownName, match="unknown scenario 'charlie_join'; did you mean 'charlie_joins'"):
        study.scenario("charlie_join")


def test_a_large_mistake_is_reported_once(small: Path) -> None:
    """A source that a long series shares is reported once, and a broken attribute not by those who use it."""
    alfa = small / "states/alfa.yaml"
    entries = "".join(f"      {year}: 100\n" for year in range(1900, 2014))
    text = alfa.read_text(encoding="utf-8").replace("      2014: 100\n", entries + "      2014: 100\n")
    alfa.write_text(text.replace("source: yearbook", "source: yearbok"), encoding="utf-8")
    line = text.splitlines().index("    source: yearbook") + 1
    assert f"states/alfa.yaml:{line}: unknown source 'yearbok'; did you mean 'yearbook'?" == report(small)


def test_of_very_many_problems_two_hundred_a_file_are_listed(small: Path) -> None:
    """A report lists the problems of a file that were met first, and says how many more there are."""
    alfa, bravo = small / "states/alfa.yaml", small / "states/bravo.yaml"
    alfa.write_text("name: Alfa\n" + "".join(f"mean{i}: {{}}\n" for i in range(1_201)), encoding="utf-8")
    bravo.write_text("name: Bravo\nmean: {}\n", encoding="utf-8")
    lines = report(small).splitlines()
    assert "states/alfa.yaml:2: unknown section 'mean0'; did you mean 'means'?" == lines[0]
    assert "states/alfa.yaml:201: unknown section 'mean199'; did you mean 'means'?" == lines[LISTED - 1]
    assert [
        "states/alfa.yaml: 1,001 more problems",
        "states/bravo.yaml:2: unknown section 'mean'; did you mean 'means'?",
    ] == lines[LISTED:]


def test_of_very_many_duplicate_keys_two_hundred_are_listed(small: Path) -> None:
    """Keys that stand more than once are counted like any other problem, and the rest of the file is judged."""
    alfa = small / "states/alfa.yaml"
    alfa.write_text("name: Alfa\nmean: {}\nwill:\n" + "  resolve: []\n" * 300, encoding="utf-8")
    lines = report(small).splitlines()
    # 200 of 299 slips are listed; the unknown section and the empty list come on top
    assert "states/alfa.yaml:5: the key 'resolve' appears twice; keep one of the two" == lines[0]
    assert [LISTED, "states/alfa.yaml: 101 more problems"] == [len(lines) - 1, lines[-1]]


def test_the_line_of_a_key_that_stands_twice_is_that_of_the_last(small: Path) -> None:
    """What counts is told where it stands; what only the first of two holds has no line of its own."""
    page = Reader(small).page(small / "states/bravo.yaml")
    page.path.write_text("a:\n  b: 1\n  c: [1, {d: 2}]\na:\n  c:\n    - 1\n    - d: 2\n", encoding="utf-8")
    assert [4, 4, 5, 7, 7] == [
        page.line(key) for key in (("a",), ("a", "b"), ("a", "c"), ("a", "c", 1), ("a", "c", 1, "d"))
    ]
    assert page.line(("x",)) is None


@contextmanager
def nobody() -> Iterator[None]:
    """Take away the rights of whoever runs the tests, if they are all rights there are."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize(
    ("part", "rights", "says"),
    [
        ("states", 0o311, "states: the folder cannot be read (Permission denied)"),
        ("states", 0o644, "states/_coalition.yaml: the file is missing; every study needs it"),
        ("scenarios", 0, "scenarios: the folder cannot be read (Permission denied)"),
        ("states/alfa.yaml", 0, "states/alfa.yaml: the file cannot be read (Permission denied)"),
    ],
)
def test_what_may_not_be_read_is_reported(part: str, rights: int, says: str) -> None:
    """A folder or a file without rights is a problem like any other."""
    with tempfile.TemporaryDirectory() as name:  # whose way everyone may go
        Path(name).chmod(0o755)
        small = Path(shutil.copytree(HERE / "small_study", Path(name) / "study"))
        report(small)  # loads what it needs while that may be read
        before = (small / part).stat().st_mode
        (small / part).chmod(rights)
        with nobody():
            told = report(small)
        (small / part).chmod(before)
    assert says in told
