"""What one names to compare: scenarios, files, saved results, coalitions, options under a label."""

import json
from pathlib import Path

import pytest

from viability.errors import FrameworkError, StudyError, UnknownName, ViabilityError
from viability.files.asked import whatif_named
from viability.files.folder import load_study
from viability.study.options import read_line
from viability.study.scenario import SetValue, SetWeight
from viability.study.study import Study


@pytest.fixture
def study(small: Path) -> Study:
    """Return a small study that a test may write into."""
    (small / "coalitions.yaml").write_text(
        "north:\n  title: The north\n  members: [alfa, charlie]\n  date: 2015\n  source: A list\n  note: Both.\n"
    )
    return load_study(small)


def test_options_under_a_label_are_read_as_typed(study: Study) -> None:
    """Quotation marks, `=` and commas hold as on the command line; the label is the name of the column."""
    found = whatif_named(study, 'mine: --weight "will=40 %" --with=charlie --set alfa.expenditure=2,5 --as-of 2014')
    assert ("mine", "mine") == (found.name, found.title)
    (scenario,) = found.scenarios
    assert (("charlie",), "2014") == (scenario.with_, scenario.as_of)
    assert (SetWeight(weight="will", value=0.4, share=True), SetValue(set="alfa.expenditure", value=2.5)) == (
        scenario.changes
    )
    assert found.description.startswith("as of 2014; with charlie; weight will=40%")


def test_scenarios_come_before_the_options_beside_them(study: Study) -> None:
    """`--scenario` within options names scenarios of the study, which come first."""
    found = whatif_named(study, "both: --scenario charlie_joins --compensation geometric")
    assert ["charlie_joins", ""] == [one.id for one in found.scenarios]
    assert 0 == found.scenarios[1].compensation


def test_anything_may_have_a_label(study: Study, tmp_path: Path) -> None:
    """A scenario, a scenario file and a coalition go by their own names, or by a label."""
    path = tmp_path / "own.yaml"
    path.write_text("title: My own\nwith: [charlie]\n")
    assert "charlie_joins" == whatif_named(study, "charlie_joins").name
    assert ("own", "My own") == ((found := whatif_named(study, str(path))).name, found.title)
    assert ("A", "A") == ((found := whatif_named(study, f"A: {path}")).name, found.title)
    assert "My own." == found.description
    north = whatif_named(study, "north")
    assert ("The north", "Both.") == (north.title, north.description)
    assert (("alfa", "charlie"), "2015") == (north.scenarios[0].members, north.scenarios[0].as_of)
    dated = whatif_named(study, "x: --coalition north --as-of 2014")
    assert "2014" == dated.scenarios[0].as_of


def saved(title: str, path: Path, **changed: object) -> Path:
    """Write what a saved result of a study holds of how it was made."""
    command = "viability score --draws 10 --full --weight will=2 --study somewhere"
    path.write_text(json.dumps({"kind": "score", "study": title, "command": command, "rows": []} | changed))
    return path


def test_a_saved_result_is_the_what_if_that_made_it(study: Study, tmp_path: Path) -> None:
    """Options of its command that make no what-if are passed over; what has changed in the study since is told."""
    found = whatif_named(study, str(saved(study.title, tmp_path / "r.json")))
    assert ("r", (SetWeight(weight="will", value=2),)) == (found.name, found.scenarios[0].changes)
    assert "changed" not in found.description
    old = saved(study.title, tmp_path / "old.json", fingerprint_parts={"state alfa": "other"})
    assert "The study has changed since: state alfa; the numbers are those of today." in (
        whatif_named(study, str(old)).description
    )


@pytest.mark.parametrize(
    ("item", "error", "told"),
    [
        ("charly_joins", UnknownName, "did you mean 'charlie_joins'"),
        ("zzzz", FrameworkError, r"'zzzz' cannot be compared; name a scenario of the study, a scenario file"),
        ("mine:", FrameworkError, "has a label and nothing after it"),
        ("mine: --wieght will=1", FrameworkError, "mine: there is no option --wieght .* did you mean '--weight'"),
        ("mine: --weight", FrameworkError, "mine: --weight needs a value"),
        ("mine: --weight --as-of 2014", FrameworkError, "mine: --weight needs a value"),
        ("mine: --weight 'will=1", FrameworkError, "mine: a quotation mark is not closed"),
        ("mine: --as-of 2014 more", FrameworkError, "mine: 'more' is not an option"),
        ("mine: --weight nothing=1", FrameworkError, "mine: unknown pillar or criterion 'nothing'"),
        ("mine: --with nobody", FrameworkError, "mine: unknown state 'nobody'"),
        ("mine: --roles all", FrameworkError, "mine: --roles: 'all' is not known; write paper"),
        ("mine: --coalition south", FrameworkError, "mine: unknown coalition 'south'"),
        ("mine: --coalition north --members alfa,bravo", FrameworkError, "both name the members"),
        ("--as-of soon", FrameworkError, "--as-of: "),
        ("nowhere.yaml", StudyError, "there is no such file"),
        ("nowhere.json", StudyError, "cannot be read"),
    ],
)
def test_each_kind_of_wrong_item_has_its_message(
    study: Study, item: str, error: type[ViabilityError], told: str
) -> None:
    """Whatever is wrong is told in one message, with the label where there is one."""
    with pytest.raises(error, match=told):
        whatif_named(study, item)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"study": "Other"}, "is about the study 'Other'"),
        ({"kind": "compare"}, "contains a comparison, not one result"),
        ({"command": None}, "the file does not say what made it"),
        ({"rows": [1]}, "its rows cannot be read"),
    ],
)
def test_a_result_that_cannot_be_compared_says_why(
    study: Study, tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    """A result of another study, of several what-ifs, or without its command is refused."""
    with pytest.raises(StudyError, match=told):
        whatif_named(study, str(saved(study.title, tmp_path / "r.json", **changed)))


def test_a_scenario_file_that_is_wrong_is_told_by_line(study: Study, tmp_path: Path) -> None:
    """A file is read as strictly as those of a study."""
    path = tmp_path / "bad.yaml"
    path.write_text("title: X\nchangs: []\n")
    with pytest.raises(StudyError, match=r"bad\.yaml:2: unknown key 'changs'; did you mean 'changes'"):
        whatif_named(study, f"mine: {path}")


def test_an_item_is_no_scenario_where_there_is_none(study: Study) -> None:
    """A study that names nothing says what can be compared."""
    bare = study.replace(scenarios={}, location="shipped")
    with pytest.raises(FrameworkError, match="cannot be compared"):
        whatif_named(bare, "x")


def test_shares_under_a_label_say_what_could_be_written(study: Study) -> None:
    """The label stands before the message, and the ways out go with it."""
    with pytest.raises(FrameworkError, match=r"^mine: the shares of pillars add up to 120 %") as caught:
        whatif_named(study, "mine: --weight will=60% --weight means=60%")
    assert "as given: will 60 %, means 60 %" == caught.value.ways[0]


def test_a_name_may_hold_an_equals_sign() -> None:
    """The last of several signs divides the name from the number."""
    weight, value = read_line("--weight 'a=b=40%' --set 'c=d.e=2'").whatif.changes
    assert (SetWeight(weight="a=b", value=0.4, share=True), SetValue(set="c=d.e", value=2)) == (weight, value)


def test_no_options_are_no_what_if() -> None:
    """An empty line asks for nothing."""
    assert ((), None, ()) == ((said := read_line("")).scenarios, said.coalition, said.whatif.changes)
