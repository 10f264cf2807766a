"""A study of one's own begins as an example, or as a part of another study that scores the same."""

from pathlib import Path

import pytest

from viability.analyses.check import check_study
from viability.engine.evaluate import evaluate
from viability.errors import CoalitionError, OutputError, StudyError, UnknownName
from viability.files.beginning import begin, with_column, without_blocks
from viability.files.folder import load_study
from viability.files.writing import convert
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"


def index(study: Study) -> float:
    """Return the index of a study's coalition."""
    return float(evaluate(study).viability[0])


def test_the_example_scores_at_once(tmp_path: Path) -> None:
    """It has no problem and no slip, two members and a candidate, and a comment in almost every file."""
    begun = begin(tmp_path / "mine")
    found = check_study(tmp_path / "mine")
    assert ((), ()) == (found.problems, found.warnings)
    assert ("northland", "eastland") == begun.study.members
    assert 0 < index(begun.study) < 100
    files = [*(tmp_path / "mine").rglob("*.yaml")]
    assert len(files) == 13
    assert sum("#" in file.read_text(encoding="utf-8") for file in files) >= 8


@pytest.mark.parametrize("as_of", [None, "1990"])
def test_a_part_of_the_world_scores_as_in_the_world(tmp_path: Path, as_of: str | None) -> None:
    """Four members with their rivals, licences and sources: the same index, at any date."""
    members = ("SWE", "Finland", "NOR", "Türkiye")
    begun = begin(tmp_path / "part", "world", members=members, as_of=as_of)
    found = check_study(tmp_path / "part")
    assert () == found.problems
    world = apply(load_study("world"), Scenario(id="", title="", members=members, as_of=as_of))
    assert (index(world), world.day) == (index(begun.study), begun.study.day)
    earlier = Scenario(id="", title="", as_of="1995")
    assert index(apply(begun.study, earlier)) == index(apply(world, earlier))
    assert {"greece", "soviet-union"} <= {*begun.beside}
    assert not any(begun.study.states[state].candidate for state in begun.beside)
    licences = (tmp_path / "part/LICENCES.md").read_text(encoding="utf-8")
    assert "CC-BY-SA-4.0" in licences
    assert (tmp_path / "part/states/vdem_polyarchy.csv").read_text(encoding="utf-8").startswith("state,year,polyarchy")
    assert "polyarchy" not in (tmp_path / "part/states/facts.csv").read_text(encoding="utf-8")


def test_a_part_of_profiles_scores_as_in_the_whole(tmp_path: Path, study: Study) -> None:
    """Ties with those who stay behind go, and so do scenarios and claims about them."""
    members = ("turkiye", "AZE", "hungary")
    begun = begin(tmp_path / "part", Path(__file__).parents[2], members=members)
    whole = apply(study, Scenario(id="", title="", members=members))
    assert (index(whole), whole.day) == (index(begun.study), begun.study.day)
    assert () == check_study(tmp_path / "part").problems
    assert begun.left["claims"] == len(study.claims)
    assert "russian_pressure" in begun.study.scenarios
    assert "leave_csto" not in begun.study.scenarios


def test_the_day_comes_along_where_the_rest_would_have_another(small: Path, tmp_path: Path) -> None:
    """The newest source stays behind with its state; without it a figure of 2016 would lie in the future."""
    for name, old, new in (
        ("_sources", "yearbook:", "late: {title: Late, publisher: The press, date: 2017}\nyearbook:"),
        ("charlie", "source: yearbook", "source: late"),
        ("alfa", "      2014: 100", "      2016: 120\n      2014: 100"),
    ):
        path = small / f"states/{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    begun = begin(tmp_path / "part", small, members=("alfa", "bravo"))
    assert "late" not in begun.study.sources
    assert ("2016-12-31", "2016-12-31") == (load_study(small).day, begun.study.as_of)
    assert "2015-12-31" == begun.study.replace(as_of=None).day


@pytest.mark.parametrize("form", ["yaml", "tables"])
def test_a_whole_study_is_copied(tmp_path: Path, form: str) -> None:
    """Without members all of it comes along, as profiles or as tables."""
    origin = SMALL
    if form == "tables":
        origin = tmp_path / "tables"
        convert(load_study(SMALL), SMALL, origin, "tables")
    begun = begin(tmp_path / "copy", origin, title="Mine")
    assert {} == begun.left
    assert load_study(SMALL).replace(location="", title="Mine") == begun.study.replace(location="")


def test_members_that_are_named_are_taken_alone(tmp_path: Path) -> None:
    """Also where they are those of the other study: the rest stays behind."""
    world = load_study("world", profiles=())
    begun = begin(tmp_path / "part", "world", members=world.members)
    assert len(world.members) == len(begun.study.states) - len(begun.beside) < 20


def test_rivals_of_a_table_are_marked_as_no_candidates(tmp_path: Path) -> None:
    """Also where the table of states has a column for it already."""
    first = begin(tmp_path / "first", "world", members=("NOR", "TUR"))
    second = begin(tmp_path / "second", tmp_path / "first", members=("TUR", "NOR"))
    assert first.study.states == second.study.states


@pytest.mark.parametrize(
    ("members", "as_of", "message"),
    [
        (("alfa",), None, "a coalition is two or more states"),
        (("alfa", "brawo"), None, "unknown state 'brawo'; did you mean 'bravo'"),
    ],
)
def test_a_study_that_cannot_begin_leaves_nothing(
    tmp_path: Path, members: tuple[str, ...], as_of: str | None, message: str
) -> None:
    """Neither the folder nor those above it."""
    with pytest.raises((CoalitionError, UnknownName), match=message):
        begin(tmp_path / "a/b", SMALL, members=members, as_of=as_of)
    assert [] == [*tmp_path.iterdir()]


def test_a_broken_study_is_not_taken_from(small: Path, tmp_path: Path) -> None:
    """Its problems are told, and nothing is written."""
    (small / "states/alfa.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(StudyError, match=r"states/alfa\.yaml:2: this is not valid YAML"):
        begin(tmp_path / "mine", small)
    assert not (tmp_path / "mine").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written into a folder that holds anything; an empty one is taken, whatever it is called."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is not empty; name a new folder"):
        begin(tmp_path)
    assert ["notes.txt"] == [path.name for path in tmp_path.iterdir()]
    (tmp_path / "empty").mkdir()
    begin(tmp_path / "empty")
    assert not [*(tmp_path / "empty").glob(".*")]


def test_entries_leave_a_file_with_their_comments() -> None:
    """The head of the file stays, quoted names are names, and what is not named stays to the letter."""
    text = '# head\n"a": 1\n\n# of b\nb:\n  c: 2\n# within b\n  d: 3\n# of e\ne: {}\n# end\n'
    assert without_blocks(text, {"b"}) == '# head\n"a": 1\n# of e\ne: {}\n# end\n'
    assert without_blocks(text, {"a"}) == text.replace('"a": 1\n', "")
    assert without_blocks(text, set()) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s:\n  columns: {state: id}\n", "s:\n  columns: {candidate: candidate, state: id}\n"),
        ("s:\n  columns:\n    state: id\n", "s:\n  columns:\n    candidate: candidate\n    state: id\n"),
    ],
)
def test_a_column_is_added_to_what_is_declared(text: str, expected: str) -> None:
    """In braces, and as a block."""
    assert with_column(text, "s", "candidate") == expected
