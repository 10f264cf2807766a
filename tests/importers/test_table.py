"""Any tidy or wide table to an offer; what is wrong with it comes in one report, with row and column."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import strategies  # noqa: F401 - sets how many examples laws are tried on
from viability.errors import StudyError
from viability.files.beginning import begin
from viability.files.folder import load_study
from viability.importers.declared import TableMap, read_map
from viability.importers.offer import Offer
from viability.importers.table import read_table
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"

SAID: dict[str, Any] = {"source": "yearbook", "licence": "CC0-1.0", "quality": "high"}


def offer(small: Path, text: str, **said: Any) -> Offer:  # noqa: ANN401 - whatever a map may say
    """Return what a table offers to the small study."""
    path = small.parent / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, TableMap.read({**SAID, **said}), load_study(small), str(small))


def faults(small: Path, text: str, **said: Any) -> str:  # noqa: ANN401 - as above
    """Return the report on a table that cannot be imported, by the name of the file alone."""
    with pytest.raises(StudyError) as caught:
        offer(small, text, **said)
    return str(caught.value).replace(f"{small.parent}/", "")


def values(found: Offer) -> dict[str, float]:
    """Return what is offered, by path and date."""
    return {f"{one.address}@{one.datum.date}": one.datum.value for one in found.values}


TIDY = "country,year,expenditure\nAlfa,2016,120\nBravo,2016,70\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TIDY, {}),
        ("expenditure,year,country\n120,2016,Alfa\n70,2016,Bravo\n", {}),
        ("country,when,Expenditure\nFirst Land,2016,120\nBRA,2016,70\n", {}),
        ("country,year,indicator,value\nAlfa,2016,expenditure,120\nBravo,2016,expenditure,70\n", {}),
        (
            "country,year,indicator,value\nAlfa,2016,expenditure,120\nAlfa,2016,people,5\nBravo,2016,expenditure,70\n",
            {},
        ),
        ("country,2016\nAlfa,120\nBravo,70\n", {"values": {"x": {"attribute": "expenditure"}}, "years": True}),
        ("country,indicator,2016\nAlfa,expenditure,120\nAlfa,people,5\nBravo,expenditure,70\n", {"years": True}),
        ("country,indicator,2015,2016\nAlfa,expenditure,,120\nAlfa,people,5,5\nBravo,expenditure,,70\n", {}),
        ("iso3,year,m\nXAL,2016,0.12\nBRA,2016,0.07\n", {"values": {"m": {"attribute": "expenditure", "times": 1000}}}),
        ("country;year;expenditure\nAlfa;2016;120,0\nBravo;2016;70,0\n", {"decimal": ","}),
        ("country,year,expenditure\nAlfa,2016,120\nBravo,2016,70\nAlfa,2017,n/a\n", {"missing": ["n/a"]}),
        ("country,year,expenditure\nAlfa,2016,120\nBravo,2016,70\nWorld,2016,9\n", {"leave_out": ["World"]}),
        ("country,expenditure\nAlfa,120\nBravo,70\n", {"date": "2016"}),
    ],
)
def test_tables_of_any_shape_say_the_same(small: Path, text: str, said: dict[str, Any]) -> None:
    """Columns in any order, long or wide by attribute or year, other codes, units, decimals, marks and regions."""
    assert {"alfa.expenditure@2016": 120, "bravo.expenditure@2016": 70} == values(offer(small, text, **said))


def test_ranges_notes_and_qualities_are_read(small: Path) -> None:
    """From columns of their own, each of its row."""
    text = "state,year,resolve,low,high,quality,note\nalfa,2016,1,0,2,low,Said little.\n"
    (one,) = offer(small, text).values
    assert (1, 0, 2, "low", "Said little.") == (
        one.datum.value,
        one.datum.low,
        one.datum.high,
        one.datum.quality,
        one.datum.note,
    )


ROWS = [
    ("Alfa", "2016", "120", "x"),
    ("Bravo", "2016", "70", ""),
    ("First Land", "2017", "", "y"),
    ("XAL", "2018", "9", ""),
]


@given(st.permutations(range(4)), st.permutations(ROWS), st.sampled_from(["", ",z"]))
def test_the_order_of_rows_and_columns_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, columns: list[int], rows: list[tuple[str, ...]], more: str
) -> None:
    """And a column or a row about others is only more."""
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    head = ("country", "year", "expenditure", "remarks")
    lines = [",".join(row[i] for i in columns) + more for row in (head, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read_table(path, TableMap.read(SAID), load_study(SMALL), str(SMALL))
    assert {"alfa.expenditure@2016": 120, "bravo.expenditure@2016": 70, "alfa.expenditure@2018": 9} == values(found)
    assert {"x", ""} == {one.datum.note for one in found.values}


def test_pairs_and_threats_are_read(small: Path) -> None:
    """A tie is one, whichever state comes first; a threat source is named by its id."""
    said = {"holds": "pairs", "columns": {"a": "x", "b": "y"}, "note": "A treaty."}
    assert {"alfa.charlie.defence_tie@2016": 2} == values(
        offer(small, "x,y,year,defence_tie\nCharlie,Alfa,2016,2\n", **said)
    )
    said = {"holds": "threats", "columns": {"threat": "source"}, "note": "Raids."}
    assert {"alfa.threats.south@2016": 1} == values(
        offer(small, "country,source,year,threats\nAlfa,south,2016,1\n", **said)
    )


def test_what_is_guessed_is_said(small: Path) -> None:
    """Only from names that leave no doubt; states beside the study are counted, not imported."""
    found = offer(small, TIDY + "Norway,2016,900\nNorway,2017,900\n")
    assert (
        "column 'country' is read as state, because of its name",
        "column 'year' is read as year or date, because of its name",
        "states are read as names or ids",
    ) == found.said
    assert {"Norway": 2} == found.elsewhere


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("a,b\n1,2\n", {}, "which column is the state is said by no name; say it with --state; there are 'a', 'b'"),
        ("country,state,year,expenditure\n", {}, "which column is the state may be 'country' or 'state'"),
        ("country,expenditure\nAlfa,1\n", {}, "which column is the year or date is said by no name"),
        ("country,year,people\nAlfa,2016,1\n", {}, "no column has the name of an attribute of the study"),
        (
            TIDY,
            {"columns": {"state": "contry"}},
            "there is no column 'contry', which was named as state; did you mean 'country'?",
        ),
        ("country,year,year,expenditure\n", {}, "column 'year': the column 'year' appears twice"),
        (TIDY, {"source": None}, "'expenditure' has no source; add --source ID"),
        (TIDY, {"source": "yearbok"}, "unknown source 'yearbok'; did you mean 'yearbook'?"),
        (TIDY, {"licence": None}, "'expenditure' has no licence; say what the owner allows"),
        (TIDY, {"quality": None}, "'expenditure' has no quality; add --quality high, medium or low"),
        (
            TIDY,
            {"values": {"expenditure": {"attribute": "expenditur"}}},
            "unknown attribute 'expenditur'; did you mean",
        ),
        (
            TIDY,
            {"unit": "thousand"},
            "'expenditure' is in 'thousand', and expenditure in 'million'; say what to multiply by",
        ),
        ("country,year,resolve\nAlfa,2016,1\n", {}, "resolve is a rating, and 'resolve' has no notes"),
    ],
)
def test_what_is_not_said_is_asked_for(small: Path, text: str, said: dict[str, Any], expected: str) -> None:
    """One message for each, with the option that says it."""
    assert expected in faults(small, text, **said)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Alpha,2016,1", "t.csv:2, column 'country': unknown state 'Alpha'; did you mean 'alfa'?"),
        (",2016,1", "t.csv:2, column 'country': no state is named; write the code of a state"),
        ("Alfa,,1", "t.csv:2, column 'year': the row has no date"),
        ("Alfa,1.5.2016,1", "t.csv:2, column 'year': '1.5.2016' is not a date of the form YYYY-MM-DD; add --dates dmy"),
        ("Alfa,42491,1", "t.csv:2, column 'year': '42491' is not a date; a spreadsheet stores dates as such numbers"),
        (
            "Alfa,2016,2-Mar",
            "t.csv:2, column 'expenditure': expected a number, got '2-Mar'; a spreadsheet may have made",
        ),
        ("Alfa,2016,=A1", "t.csv:2, column 'expenditure': the cell contains a formula, '=A1'"),
        ('Alfa,2016,"1,5"', "expected a number, got '1,5'; say with --decimal and --thousands which mark is which"),
        (
            "Alfa,2016,501",
            "t.csv:2, column 'expenditure': expenditure is 501, outside its range 0 to 500; check its unit",
        ),
        ("Alfa,2016,1\nAlfa,2016,1", "t.csv:3, column 'expenditure': alfa.expenditure of 2016 is also in row 2"),
        ("Alfa,2016,1,9", "t.csv:2: the row has 4 cells, but the header has 3; put cells that contain the separator"),
        ("Alfa,2016", "t.csv:2: the row has 2 cells, but the header has 3"),
    ],
)
def test_a_fault_of_a_row_is_told_with_row_and_column(small: Path, line: str, expected: str) -> None:
    """And with what to do."""
    assert expected in faults(small, f"country,year,expenditure\n{line}\n")


def test_a_level_that_is_none_and_a_quality_that_is_none_are_told(small: Path) -> None:
    """Ratings are held against their rubric."""
    told = faults(small, "country,year,resolve,quality,note\nAlfa,2016,1.5,good,\n")
    assert "column 'resolve': resolve is 1.5, which is not a level of its rubric; levels: 0, 1, 2" in told
    assert "column 'quality': 'good' is not a quality; write high, medium or low" in told
    assert "column 'note': the rating has no note" in told


def test_of_very_many_faults_the_rest_is_counted(small: Path) -> None:
    """One report with the first 200 of a file, and how many more there are."""
    lines = "".join(f"Alfa,{1000 + i},oops\n" for i in range(3000))
    told = faults(small, f"country,year,expenditure\n{lines}").splitlines()
    assert (201, "t.csv: 2,800 more problems") == (len(told), told[-1])


Read = tuple[Study, str]


@pytest.fixture(scope="module")
def germanies(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Return a study of the world's with states that share codes, and its folder."""
    folder = tmp_path_factory.mktemp("world") / "mine"
    begin(folder, "world", members=("FRA", "USSR", "west-germany"), as_of="1980")
    return load_study(folder), str(folder)


@pytest.mark.parametrize(
    ("codes", "row", "state"),
    [
        ("cow", "365,1980", "soviet-union"),
        ("gw", "260,1980", "west-germany"),
        ("cow", "220,2000", "france"),
        ("name", "Soviet Union,1980", "soviet-union"),
        ("iso3", "FRA,1980", "france"),
    ],
)
def test_codes_are_right_for_the_year(germanies: Read, tmp_path: Path, codes: str, row: str, state: str) -> None:
    """The same number means another state at another time."""
    path = tmp_path / "t.csv"
    path.write_text(f"code,year,polyarchy\n{row},0.5\n", encoding="utf-8")
    said = TableMap.read({**SAID, "source": "vdem16", "codes": codes, "columns": {"state": "code"}})
    found = read_table(path, said, *germanies)
    assert [state] == [one.address.owner for one in found.values]


def test_a_state_outside_its_life_is_told(germanies: Read, tmp_path: Path) -> None:
    """By name it is a fault; by a code that now means another state the row is about that other."""
    path = tmp_path / "t.csv"
    path.write_text("country,year,polyarchy\nUSSR,2000,0.5\n", encoding="utf-8")
    said = TableMap.read({**SAID, "source": "vdem16"})
    with pytest.raises(
        StudyError, match=r"2000 is outside the time in which Soviet Union existed \(1816-01-01 to 1991-12-24\)"
    ):
        read_table(path, said, *germanies)
    path.write_text("cow,year,polyarchy\n365,2000,0.5\n", encoding="utf-8")
    found = read_table(path, said, *germanies)
    assert ({"Russia": 1}, ()) == (found.elsewhere, found.values)


def test_a_workbook_is_an_offer_like_any(small: Path, tmp_path: Path) -> None:
    """Days, numbers and formulas of cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["country", "year", "expenditure"], ["Alfa", 2016, 120.5], ["Bravo", 2016, "=B2"]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    said = TableMap.read(SAID)
    with pytest.raises(StudyError, match="column 'expenditure': the cell contains a formula, '=B2'"):
        read_table(tmp_path / "t.xlsx", said, load_study(small), str(small))
    sheet["C3"] = 70
    book.save(tmp_path / "t.xlsx")
    assert {"alfa.expenditure@2016": 120.5, "bravo.expenditure@2016": 70} == values(
        read_table(tmp_path / "t.xlsx", said, load_study(small), str(small))
    )


def test_a_person_is_asked_what_the_header_leaves_open(small: Path) -> None:
    """In the order of the table, with what may be chosen; what is answered is used."""
    path = small.parent / "t.csv"
    path.write_text("x,y,z\nAlfa,2016,120\n", encoding="utf-8")
    answers = {"state": "x", "years": "y", "source": "yearbook", "supported": "high"}
    asked: list[str] = []

    def ask(question: str, choices: object) -> str | None:
        del choices
        asked.append(question)
        return next((answer for word, answer in answers.items() if word in question), None)

    said = TableMap.read({"values": {"z": {"attribute": "expenditure"}}, "licence": "CC0-1.0"})
    found = read_table(path, said, load_study(small), str(small), ask)
    assert ({"alfa.expenditure@2016": 120}, 4) == (values(found), len(asked))


def test_a_person_is_asked_for_the_columns_of_values(small: Path) -> None:
    """One after another, until there is no answer."""
    path = small.parent / "t.csv"
    path.write_text("country,year,spent\nAlfa,2016,120\n", encoding="utf-8")
    left = ["spent", "expenditure", None]
    said = TableMap.read(SAID)
    found = read_table(path, said, load_study(small), str(small), lambda question, choices: left.pop(0))  # noqa: ARG005 - answers in order
    assert ({"alfa.expenditure@2016": 120}, [None]) == (values(found), left)


def test_a_map_is_a_file_and_options_go_before_it(tmp_path: Path) -> None:
    """What is said of columns is joined; a fault of the file is told with its line."""
    path = tmp_path / "map.yaml"
    path.write_text("columns: {state: land}\nvalues:\n  x: {attribute: expenditure}\nquality: low\n", encoding="utf-8")
    said = read_map(path, {"columns": {"when": "jahr"}, "quality": "high"})
    assert ({"state": "land", "when": "jahr"}, "high", ["x"]) == (dict(said.columns), said.quality, [*said.values])
    path.write_text("colums: {state: land}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"map\.yaml:1: unknown key 'colums'; did you mean 'columns'"):
        read_map(path, {})
