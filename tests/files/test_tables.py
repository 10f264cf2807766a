"""Tables beside profiles: read like them, right for the year, and every fault told with its row and column.

Longer than other files: one list of what a hurried person, or a spreadsheet, does to the same four tables.
"""
# ruff: noqa: E501 - faults stand beside what is said of them, one a line

import csv
import gzip
import io
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - sets how many examples laws are tried on
from viability.errors import StudyError
from viability.files.folder import load_study
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"

STATES = """state,name,iso3,cow,from,to
alfa,Alfa,XAL,1,,
bravo,Bravo,XBR,2,,
old,Old Land,XOL,3,1900,1990-06-30
new,New Land,XNE,3,1990-07-01,
"""

FACTS = """state,year,expenditure,low,odd
alfa,2014,100,90,x
alfa,2015,110,,x
bravo,2015,50,40,x
old,1989,7,,x
new,1991,8,,x
"""

PAIRS = "a,b,year,tie\nalfa,bravo,2015,1\nbravo,new,2015,2\n"

FOES = "state,foe,year,grade\nalfa,new,2015,2\nbravo,new,2015,1\n"

DECLARED = """
states:
  file: states.csv
  holds: states
  columns: {state: state, name: name, iso3: iso3, cow: cow, from: from, to: to}
facts:
  file: facts.csv
  holds: attributes
  columns: {state: state, year: year}
  values:
    expenditure: {low: low, source: yearbook, quality: high, licence: CC0}
pairs:
  file: pairs.csv
  holds: pairs
  columns: {a: a, b: b, year: year}
  source: atlas
  quality: high
  note: As the atlas has it.
  values:
    tie: {attribute: defence_tie}
foes:
  file: foes.csv
  holds: threats
  threats: id
  both_ways: true
  columns: {state: state, threat: foe, year: year}
  source: atlas
  quality: high
  note: As the atlas has it.
  values:
    grade: {attribute: threats}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a study of four states in tables, of which two are one after the other."""
    return made(tmp_path / "study")


def made(root: Path) -> Path:
    """Write the study of tables."""
    shutil.copytree(SMALL / "criteria", root / "criteria")
    (root / "states").mkdir()
    shutil.copyfile(SMALL / "states/_sources.yaml", root / "states/_sources.yaml")
    files = {"states.csv": STATES, "facts.csv": FACTS, "pairs.csv": PAIRS, "foes.csv": FOES, "_tables.yaml": DECLARED}
    files["_coalition.yaml"] = "title: Tabled\nmembers: [alfa, bravo]\n"
    for name, text in files.items():
        (root / "states" / name).write_text(text, encoding="utf-8")
    return root


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace text of a file of the study."""
    path = folder / "states" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(folder: Path) -> str:
    """Return the report on a study that cannot be read."""
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    return str(caught.value)


def slips(folder: Path) -> list[str]:
    """Return what looks like a slip in the files of states."""
    return [slip for slip in load_study(folder).slips if slip.startswith("states/")]


def same(one: Study, other: Study) -> bool:
    """Tell whether two studies say the same of states."""
    return one.replace(location="") == other.replace(location="")


def test_tables_say_what_profiles_say(folder: Path) -> None:
    """Values, ranges, ties, threats that are states, and when states live."""
    study = load_study(folder)
    (first, last) = study.states["alfa"].attributes["expenditure"]
    assert (first.date, first.value, first.low, first.high) == ("2014", 100, 90, None)
    assert (last.value, last.low, last.source, last.quality) == (110, None, ("yearbook",), "high")
    assert study.states["alfa"].ties["bravo"]["defence_tie"][0].value == 1
    assert study.states["old"].to == "1990-06-30"
    assert study.threats["new"].kind == "state"
    assert study.threats["new"].state == "XNE"
    assert (
        study.states["new"].threats["threats"]["alfa"][0].value
        == study.states["alfa"].threats["threats"]["new"][0].value
        == 2
    )


def test_only_states_that_are_asked_for_are_read(folder: Path) -> None:
    """The members, and whom one names by code, name or alias."""
    assert [*load_study(folder, profiles=()).states] == ["alfa", "bravo"]
    assert [*load_study(folder, profiles=("XNE",)).states] == ["alfa", "bravo", "new"]
    assert [*load_study(folder, profiles=("old land",)).states] == ["alfa", "bravo", "old"]
    whole = load_study(folder)
    assert load_study(folder, profiles=("XNE",)).states["new"] == whole.states["new"]


def test_a_code_means_the_state_of_its_year(folder: Path) -> None:
    """Code 3 is the old land to the middle of 1990 and the new one after."""
    edit(folder, "_tables.yaml", "  holds: attributes\n", "  holds: attributes\n  codes: cow\n")
    rows = "state,year,expenditure,low,odd\n3,1989,1,,\n3,1990,2,,\n3,1991,3,,\n1,2015,4,,\n"
    (folder / "states/facts.csv").write_text(rows, encoding="utf-8")
    states = load_study(folder).states
    assert [(d.date, d.value) for d in states["old"].attributes["expenditure"]] == [("1989", 1)]
    assert [(d.date, d.value) for d in states["new"].attributes["expenditure"]] == [("1990", 2), ("1991", 3)]


def test_a_table_may_be_packed_and_begin_with_a_mark_of_order(folder: Path) -> None:
    """Both forms are read like the plain one."""
    before = load_study(folder)
    path = folder / "states/facts.csv"
    (folder / "states/facts.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes()))
    path.unlink()
    edit(folder, "_tables.yaml", "file: facts.csv", "file: facts.csv.gz")
    assert same(before, load_study(folder))


def test_a_long_table_names_its_attributes(folder: Path) -> None:
    """A row holds one value, and a column says of which attribute; others are not read."""
    rows = "state,year,what,number\nalfa,2014,expenditure,100\nalfa,2014,weather,1\n"
    (folder / "states/facts.csv").write_text(rows, encoding="utf-8")
    edit(
        folder,
        "_tables.yaml",
        "  columns: {state: state, year: year}",
        "  columns: {state: state, year: year, attribute: what, value: number}",
    )
    edit(folder, "_tables.yaml", "expenditure: {low: low, ", "expenditure: {")
    assert load_study(folder).states["alfa"].attributes["expenditure"][0].value == 100


def long(folder: Path, rows: str) -> None:
    """Make the table of facts a long one."""
    (folder / "states/facts.csv").write_text(f"state,year,what,number\n{rows}", encoding="utf-8")
    columns = "  columns: {state: state, year: year}"
    edit(folder, "_tables.yaml", columns, "  columns: {state: state, year: year, attribute: what, value: number}")
    edit(folder, "_tables.yaml", "expenditure: {low: low, ", "expenditure: {")


@pytest.mark.parametrize(
    ("head", "said"), [("", "the row names no attribute"), ("Expenditure ", "did you mean 'expendi")]
)
def test_a_row_without_an_attribute_or_with_one_in_capitals_is_a_problem(folder: Path, head: str, said: str) -> None:
    """It was meant to be read."""
    long(folder, f"alfa,2014,{head},100\nalfa,2015,expenditure,100\n")
    told = faults(folder)
    assert "facts.csv:2, column 'what': " in told
    assert said in told


@pytest.mark.parametrize(
    ("head", "hint"), [("expendture", "did you mean 'expenditure'?"), ("resolve", "declare it under")]
)
def test_rows_of_what_is_almost_declared_are_warned_of(folder: Path, head: str, hint: str) -> None:
    """A table of others may hold much else; what looks like a declared name, or is one of the codebook, is told once."""
    long(folder, f"alfa,2014,{head},100\nalfa,2015,{head},100\nbravo,2015,expenditure,1\nbravo,2015,rain,1\n")
    told = f"states/facts.csv:2, column 'what': rows of '{head}' are not read, because _tables.yaml does not declare it"
    assert [f"{told}; {hint}"] == [slip[: len(told) + 2 + len(hint)] for slip in slips(folder)]


def test_a_table_that_is_not_declared_is_warned_of(folder: Path) -> None:
    """Nobody would know that it counts for nothing."""
    (folder / "states/more.csv").write_text(FACTS, encoding="utf-8")
    told = "states/more.csv: the table is not read, because states/_tables.yaml does not declare it"
    assert [told] == [slip.partition(";")[0] for slip in slips(folder)]


def test_a_table_goes_by_its_name_whatever_form_its_accents_have(folder: Path) -> None:
    """Some systems write an accent as a letter of its own."""
    before = load_study(folder)
    (folder / "states/facts.csv").rename(folder / "states/zahle\u0301.csv")
    edit(folder, "_tables.yaml", "file: facts.csv", "file: zahl\u00e9.csv")
    assert same(before, load_study(folder))
    assert [] == slips(folder)


def test_a_point_where_commas_are_decimal_is_no_number(folder: Path) -> None:
    """It may part thousands."""
    edit(folder, "facts.csv", "alfa,2014,100,90,x", 'alfa,2014,"1.234",,x')
    edit(folder, "_tables.yaml", "{low: low, ", '{low: low, decimal: ",", ')
    assert "got '1.234'; the column has decimal commas, so a point may part thousands" in faults(folder)


def test_states_that_could_not_be_read_are_not_unknown_in_every_row(folder: Path) -> None:
    """One fault of the table of states is one problem."""
    path = folder / "states/states.csv"
    path.write_bytes(STATES.replace("New Land", "Türkei").encode("latin-1"))
    assert "unknown state" not in "".join(line for line in faults(folder).splitlines() if ".csv:" in line)


def test_decimal_commas_and_marks_of_missing_are_told_once(folder: Path) -> None:
    """A column may have decimal commas and marks of its own."""
    edit(folder, "facts.csv", "alfa,2014,100,90,x", 'alfa,2014,"100,5",..,x')
    edit(folder, "_tables.yaml", "{low: low, ", '{low: low, decimal: ",", missing: [".."], ')
    first = load_study(folder).states["alfa"].attributes["expenditure"][0]
    assert (first.value, first.low) == (100.5, None)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("facts.csv", "alfa,2014,100", "alfa,2014,=B2", "facts.csv:2, column 'expenditure': the cell contains a formula, '=B2'"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,3-May", "facts.csv:2, column 'expenditure': expected a number, got '3-May'; a spreadsheet"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,N/A", 'if it means that the value is missing, set `missing: ["N/A"]`'),
        ("facts.csv", "alfa,2014,100", 'alfa,2014,"1,000"', "no marks between thousands"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,1 234", "got '1 234'; write no marks between thousands"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,50%", "got '50%'; write the number without the sign"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,\u2212100", "write a plain hyphen for minus"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,#N/A", 'got \'#N/A\'; if it means that the value is missing, set `missing: ["#N/A"]`'),
        ("facts.csv", "alfa,2014,100,90", "alfa,2014,,90", "facts.csv:2, column 'low': expenditure has a low end and no value; write the value"),
        ("facts.csv", "state,year", "\nstate,year", "facts.csv:1: the first line is empty; a table begins with the names of its columns"),
        ("facts.csv", "state,year", "sep=,\nstate,year", "facts.csv:1: the first line is 'sep='; a table begins with"),
        ("facts.csv", "alfa,2014,", "alfa,31.12.2014,", "facts.csv:2, column 'year': '31.12.2014' is not a date; write YYYY"),
        ("facts.csv", "alfa,2014,", "alfa,,", "facts.csv:2, column 'year': the value has no date"),
        ("facts.csv", "alfa,2015", "alfa,2014", "facts.csv:3: two observations are dated 2014"),
        ("facts.csv", "old,1989", "old,1995", "facts.csv:5, column 'year': 1995 is outside the time in which Old Land existed (1900 to 1990-06-30)"),
        ("facts.csv", "bravo,2015", "brawo,2015", "facts.csv:4, column 'state': unknown state 'brawo'; did you mean 'bravo'?"),
        ("facts.csv", "alfa,2014,100,90", "alfa,2014,100,190", "facts.csv:2, column 'low': low (190) is above the value (100)"),
        ("facts.csv", "alfa,2014,100", "alfa,2014,900", "facts.csv:2, column 'expenditure': expenditure is 900, outside its range"),
        ("facts.csv", "new,1991,8,,x", "new,1991,8,,x,y", "facts.csv:6: the row has 6 cells, but the header has 5"),
        ("facts.csv", "year,expenditure", "year,spending", "facts.csv:1: there is no column 'expenditure'"),
        ("facts.csv", "low,odd", "low,low", "facts.csv:1, column 'low': the column 'low' appears twice"),
        ("facts.csv", ",", ";", 'facts.csv:1: the cells seem to be separated by semicolons, not commas; write `separator: ";"`'),
        ("facts.csv", "alfa,2014", '"alfa,2014', "facts.csv:2: this is not a table"),
        ("states.csv", "bravo,Bravo", "NA,Bravo", "states.csv:3, column 'state': 'NA' cannot be an id; pandas and R"),
        ("foes.csv", "alfa,new", "alfa,NOBODY", "foes.csv:2, column 'foe': unknown state 'NOBODY'"),
        ("states.csv", "bravo,Bravo", "alfa,Bravo", "states.csv:3, column 'state': 'alfa' is also in row 2"),
        ("states.csv", "XBR", "XAL", "states.csv:3, column 'iso3': 'XAL' is also a name of 'alfa'"),
        ("states.csv", "1990-06-30", "30/6/1990", "states.csv:4, column 'to': to: '30/6/1990' is not a date"),
        ("pairs.csv", "bravo,new,2015,2", "bravo,bravo,2015,2", "pairs.csv:3, column 'b': this is a tie of the state with itself"),
        ("pairs.csv", "2015,1", "2015,1.5", "pairs.csv:2, column 'tie': defence_tie is 1.5, which is not a level of its rubric"),
        ("_tables.yaml", "source: yearbook, ", "", "_tables.yaml:11: 'expenditure' has no source; name one"),
        ("_tables.yaml", "source: yearbook", "source: yerbook", "unknown source 'yerbook'; did you mean 'yearbook'?"),
        ("_tables.yaml", "{attribute: defence_tie}", "{attribute: defence_ties}", "unknown attribute 'defence_ties'; did you mean"),
        ("_tables.yaml", "{attribute: defence_tie}", "{attribute: resolve}", "'resolve' is an attribute of states, but the table has pairs"),
        ("_tables.yaml", "file: facts.csv", "file: fact.csv", "there is no file 'fact.csv'"),
        ("_tables.yaml", "file: facts.csv", "file: ../facts.csv", "is not the name of a .csv or .csv.gz file in the folder"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_row_and_column(folder: Path, name: str, old: str, new: str, said: str) -> None:
    """What a hurried person, or a spreadsheet, does to a table."""
    edit(folder, name, old, new)
    assert said in faults(folder)


def test_an_unknown_threat_or_institution_is_told_with_its_column(folder: Path) -> None:
    """What a row is about beside its state stands in a column of its own."""
    edit(folder, "_tables.yaml", "  threats: id\n  both_ways: true\n", "")
    members = "who:\n  file: who.csv\n  holds: memberships\n  columns: {state: s, institution: body}\n  source: atlas\n"
    declared = folder / "states/_tables.yaml"
    declared.write_text(f"{declared.read_text(encoding='utf-8')}{members}", encoding="utf-8")
    (folder / "states/who.csv").write_text("s,body\nalfa,club\n", encoding="utf-8")
    told = faults(folder)
    assert "foes.csv:2, column 'foe': unknown threat source 'new'" in told
    assert "who.csv:2, column 'body': unknown institution 'club'" in told


def test_tables_in_other_encodings_are_refused(folder: Path) -> None:
    """Latin-1 is told with the row, UTF-16 as such."""
    path = folder / "states/states.csv"
    path.write_bytes(STATES.replace("New Land", "Türkei").encode("latin-1"))
    assert "states/states.csv:5: the file is not UTF-8 text; save it as CSV UTF-8" in faults(folder)
    path.write_bytes(STATES.encode("utf-16"))
    assert "states/states.csv: the file is UTF-16, not UTF-8 text" in faults(folder)


def test_a_profile_adds_to_what_tables_say(folder: Path) -> None:
    """Values of other attributes and of other dates stand together; one of the same date is told with both places."""
    profile = "name: Alfa\nwill:\n  resolve: {value: 1, date: 2015, source: atlas, quality: high, note: Said so.}\n"
    path = folder / "states/alfa.yaml"
    path.write_text(profile, encoding="utf-8")
    assert load_study(folder).states["alfa"].attributes.keys() == {"resolve", "expenditure"}
    own = "{value: 1, date: 2012, source: atlas, quality: high}"
    for more in (f" {own}", f"\n    - {own}", "\n    series: {2012: 1}\n    source: atlas\n    quality: high"):
        path.write_text(f"{profile}means:\n  expenditure:{more}\n", encoding="utf-8")
        held = load_study(folder).states["alfa"].attributes["expenditure"]
        assert [("2012", 1), ("2014", 100), ("2015", 110)] == [(datum.date, datum.value) for datum in held]
        path.write_text(path.read_text(encoding="utf-8").replace("2012", "2014"), encoding="utf-8")
        told = faults(folder)
        assert "states/facts.csv:2: two observations are dated 2014, the other in states/alfa.yaml:" in told


def test_a_profile_in_the_wrong_shape_is_told_beside_tables(folder: Path) -> None:
    """With its own line."""
    (folder / "states/alfa.yaml").write_text("name: Alfa\nmeans:\n  expenditure: 5\n", encoding="utf-8")
    assert "states/alfa.yaml:3: expected a mapping, got 5" in faults(folder)


def test_tables_name_states_of_profiles(folder: Path) -> None:
    """By id, name or code, as the table says."""
    (folder / "states/extra.yaml").write_text("name: Extra Land\niso3: XEX\n", encoding="utf-8")
    declared = (folder / "states/_tables.yaml").read_text(encoding="utf-8")
    for codes, code in (("id", "extra"), ("name", "Extra Land"), ("iso3", "XEX")):
        more = f"more:\n  file: more.csv\n  holds: attributes\n  codes: {codes}\n  columns: {{state: s, year: y}}\n"
        more += "  values: {expenditure: {source: yearbook, quality: high}}\n"
        (folder / "states/_tables.yaml").write_text(declared + more, encoding="utf-8")
        (folder / "states/more.csv").write_text(f"s,y,expenditure\n{code},2015,9\n", encoding="utf-8")
        assert 9 == load_study(folder).states["extra"].attributes["expenditure"][0].value


def test_thousands_of_faults_are_one_report_in_seconds(folder: Path) -> None:
    """The first of each file are listed, and how many more there are."""
    lines = [f"alfa,{1000 + i % 1000},{i},," for i in range(16_000)]
    lines += [f"nobody{i},2000,x{i},," for i in range(4_000)]
    (folder / "states/facts.csv").write_text("\n".join([FACTS.splitlines()[0], *lines]) + "\n", encoding="utf-8")
    start = time.process_time()
    said = faults(folder)
    assert "more problems" in said
    assert time.process_time() - start < 8


def _shuffled(text: str, seed: int, extra: Callable[[list[list[str]]], None] | None = None) -> str:
    """Return a table with its columns and rows in another order."""
    rows = [*csv.reader(io.StringIO(text))]
    if extra is not None:
        extra(rows)
    order = random.Random(seed)  # noqa: S311 - no secrets here
    columns = [*range(len(rows[0]))]
    order.shuffle(columns)
    body = rows[1:]
    order.shuffle(body)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([[row[i] for i in columns] for row in (rows[0], *body)])
    return out.getvalue()


@given(st.integers(0, 10_000))
def test_order_says_nothing_and_more_is_only_more(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Columns and rows in any order, a column more, a year more and a state more: the same but for these."""
    root = made(tmp_path_factory.mktemp("tables") / "study")
    before = load_study(root)

    def more(rows: list[list[str]]) -> None:
        rows[0].append("extra")
        for row in rows[1:]:
            row.append("z")

    for name, text in (("states.csv", STATES), ("facts.csv", FACTS), ("pairs.csv", PAIRS), ("foes.csv", FOES)):
        (root / "states" / name).write_text(_shuffled(text, seed, more), encoding="utf-8")
    assert same(before, load_study(root))
    (root / "states/states.csv").write_text(_shuffled(f"{STATES}late,Late,XLA,9,,\n", seed), encoding="utf-8")
    (root / "states/facts.csv").write_text(
        _shuffled(f"{FACTS}alfa,2016,120,,x\nlate,2015,1,,x\n", seed), encoding="utf-8"
    )
    after = load_study(root)
    assert {*after.states} - {*before.states} == {"late"}
    held = after.states["alfa"].attributes["expenditure"]
    assert held[:-1] == before.states["alfa"].attributes["expenditure"]
    assert held[-1].date == "2016"
    assert all(after.states[name] == before.states[name] for name in ("bravo", "old", "new"))


@pytest.mark.parametrize(
    ("name", "column"),
    [("states.csv", "state"), ("states.csv", "name"), ("facts.csv", "state"), ("facts.csv", "year"),
     ("facts.csv", "expenditure"), ("facts.csv", "low"), ("pairs.csv", "a"), ("pairs.csv", "b"), ("pairs.csv", "tie"),
     ("foes.csv", "foe"), ("foes.csv", "grade")],
)  # fmt: skip
def test_a_needed_column_that_is_gone_is_named(folder: Path, name: str, column: str) -> None:
    """The message names file and column."""
    path = folder / "states" / name
    rows = [*csv.reader(io.StringIO(path.read_text(encoding="utf-8")))]
    at = rows[0].index(column)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([row[:at] + row[at + 1 :] for row in rows])
    path.write_text(out.getvalue(), encoding="utf-8")
    assert f"states/{name}:1: there is no column '{column}'" in faults(folder)
