"""The world study: who lived when, under which names, what may be shipped, and that its tables hold together."""

from pathlib import Path

import pytest

from viability.errors import UnknownName
from viability.files.coalitions import load_coalitions
from viability.files.folder import load_study
from viability.files.places import named_studies, study_folder
from viability.study.study import Study

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "studies/world"


@pytest.fixture(scope="module")
def world() -> Study:
    """Return the whole study."""
    return load_study(WORLD)


def test_the_world_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anywhere, and also where a folder is called so that is no study."""
    monkeypatch.chdir(tmp_path)
    assert study_folder("world") == named_studies()["world"] == WORLD
    (tmp_path / "world").mkdir()
    assert study_folder("world") == WORLD
    assert load_study("world", profiles=()).location == "world"


def test_every_state_has_its_life(world: Study) -> None:
    """211 states, of which those that are gone have a last day."""
    assert len(world.states) == 211
    lives = {name: (state.from_, state.to) for name, state in world.states.items()}
    assert lives["soviet-union"] == ("1816-01-01", "1991-12-24")
    assert lives["russia"] == ("1991-12-25", None)
    assert lives["east-germany"] == ("1949-10-05", "1990-10-02")
    assert lives["czechoslovakia"][1] == "1992-12-31"


NAMES = {
    "USSR": "soviet-union",
    "RUS": "russia",
    "DDR": "east-germany",
    "Germany": "germany",
    "Burma": "myanmar",
    "Swaziland": "eswatini",
    "Turkey": "turkiye",
    "Türkiye": "turkiye",
    "Almanya": "germany",
    "Rusya": "russia",
    "CSK": "czechoslovakia",
}


@pytest.mark.parametrize("name", NAMES)
def test_states_are_found_by_the_names_that_people_use(world: Study, name: str) -> None:
    """Old, new, foreign and Turkish names, and codes, also those withdrawn."""
    assert world.state_id(name) == NAMES[name]


@pytest.mark.parametrize("names", [("USSR", "Burma", "Almanya", "CSK", "Türkiye"), ("Rusya", "Swaziland", "Turkey")])
def test_a_part_of_the_world_reads_the_same(world: Study, names: tuple[str, ...]) -> None:
    """Whatever names ask for it: these states as in the whole, and few others."""
    partly = load_study(WORLD, profiles=names)
    assert len(partly.states) < 60
    assert all(partly.states[NAMES[name]] == world.states[NAMES[name]] for name in names)


def test_a_name_of_nobody_is_told_with_the_nearest(world: Study) -> None:
    """As in any study."""
    with pytest.raises(UnknownName, match="did you mean 'norway'"):
        world.state_id("Norwey")


def test_rivalries_begin_and_end(world: Study) -> None:
    """The Soviet Union and the United States, 1947 to 1989 by the peace scale, as a tie and as threats of both."""
    tie = [(d.date, d.value) for d in world.states["soviet-union"].ties["united-states"]["rivalry"]]
    assert tie == [("1946", 0), ("1947", 4), ("1990", 0)]
    for one, other in (("soviet-union", "united-states"), ("united-states", "soviet-union")):
        assert [(d.date, d.value) for d in world.states[one].threats["rivals"][other]] == tie
    assert world.threats["united-states"].state == "USA"


def test_shares_of_a_year_add_up(world: Study) -> None:
    """All states' shares of 1990 are 100 %, but for rounding."""
    held = (d for s in world.states.values() for d in s.attributes.get("expenditure_share", ()) if d.date == "1990")
    assert sum(d.value for d in held) == pytest.approx(100, abs=0.1)


def test_named_coalitions_are_of_states_that_lived(world: Study) -> None:
    """Each member is an id of the study, and lived at the coalition's date."""
    for name, coalition in load_coalitions(WORLD).items():
        for member in coalition.members:
            state = world.states[member]
            assert coalition.date is None or (state.from_ or "") <= f"{coalition.date}-12-31"[:10], (name, member)
            assert state.to is None or (coalition.date is not None and state.to > coalition.date)


def test_only_what_may_be_shipped_is_there() -> None:
    """Every column of values names its licence, and polyarchy stands in a file of its own."""
    declared = (WORLD / "states/_tables.yaml").read_text(encoding="utf-8")
    assert declared.count("licence:") == 8
    assert (WORLD / "states/vdem_polyarchy.csv").read_text(encoding="utf-8").startswith("state,year,polyarchy\n")
    assert "polyarchy" not in (WORLD / "states/facts.csv").read_text(encoding="utf-8").splitlines()[0]
