"""A new profile asks for everything, is accepted as it is, and so is one that was filled in."""

import re
from pathlib import Path

import pytest

from viability.analyses.check import check_study
from viability.errors import OutputError, StudyError
from viability.files.beginning import begin
from viability.files.blank import id_of, new_state
from viability.files.folder import load_study

HERE = Path(__file__).parents[1]
ANSWERS = {"value": "1", "date": "2015", "source": "atlas", "quality": "high", "note": "It is so."}


def test_it_asks_for_every_attribute_in_words(small: Path) -> None:
    """Each attribute with its definition, levels or unit, the criteria that read it, and where others looked."""
    path = new_state(small, "Norway")
    assert small / "states/norway.yaml" == path
    text = path.read_text(encoding="utf-8")
    study = load_study(small)
    for name, attribute in study.attributes.items():
        if attribute.of != "institution":
            assert re.search(rf"^ +{name}:$", text, flags=re.MULTILINE), name
            assert attribute.definition in text
    assert "#   2: Assistance." in text
    assert "# Expenditure (million, 0 to 500)" in text
    assert "#   Asked for by pooled_expenditure: What do the members spend together?" in text
    assert "#   Where to look (yearbook): The office, Yearbook, second" in text
    assert "iso3: NOR\n" in text
    assert max(map(len, text.splitlines())) <= 120


def test_what_is_not_answered_is_a_known_gap(small: Path) -> None:
    """The new state has no value and no problem, moves nothing, and `check` counts what is empty."""
    before = load_study(small)
    new_state(small, "Delta")
    study = load_study(small)
    assert ({}, {}, {}) == (study.states["delta"].attributes, study.states["delta"].threats, study.states["delta"].ties)
    assert before.states == {name: state for name, state in study.states.items() if name != "delta"}
    found = check_study(small)
    assert ((), ()) == (found.problems, found.warnings)
    (gaps,) = [one for one in found.gaps if one.of == "delta"]
    # two threats, expenditure, memberships, ties with two members; resolve is read by no criterion
    assert (6, 6, 0, None) == (gaps.asked, gaps.empty, gaps.expired, gaps.oldest)


def test_a_profile_that_was_filled_in_is_accepted(small: Path) -> None:
    """Every empty key gets an answer, and all of them are read."""
    path = new_state(small, "Delta")
    text = path.read_text(encoding="utf-8")
    filled = re.sub(r"(?m)^( +)(value|date|source|quality|note):$", lambda m: f"{m[0]} {ANSWERS[m[2]]}", text)
    path.write_text(filled, encoding="utf-8")
    delta = load_study(small).states["delta"]
    assert {"resolve", "expenditure"} == {*delta.attributes}
    assert {"north", "south"} == {*delta.threats["threats"]}
    assert {"alfa", "bravo", "charlie"} == {*delta.ties}


def test_an_answer_in_part_is_told(small: Path) -> None:
    """A value without a date is a problem, as in any profile."""
    path = new_state(small, "Delta")
    path.write_text(path.read_text(encoding="utf-8").replace("value:\n", "value: 1\n", 1), encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"states/delta\.yaml:\d+: quality: expected 'high', 'low' or 'medium', got nothing"
    ):
        load_study(small)


@pytest.mark.parametrize("origin", ["world", HERE.parent])
def test_it_works_in_studies_of_any_kind(tmp_path: Path, origin: str | Path) -> None:
    """Tables or profiles, with attributes of which only what is so is listed."""
    begin(tmp_path / "mine", origin, members=("TUR", "HUN"))
    path = new_state(tmp_path / "mine", "Poland")
    assert "a known 0" in path.read_text(encoding="utf-8")
    found = check_study(tmp_path / "mine")
    assert () == found.problems
    (gaps,) = [one for one in found.gaps if one.of == "poland"]
    assert gaps.asked == gaps.empty > 3


@pytest.mark.parametrize("name", ["alfa", "First Land", "XAL"])
def test_a_state_that_is_there_is_not_written_over(small: Path, name: str) -> None:
    """By whatever name it is called."""
    with pytest.raises(OutputError, match="'alfa' is in the study already"):
        new_state(small, name)


def test_what_makes_no_profile_is_refused(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without a letter, and a study that comes with the program."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="has no letter"):
        new_state(small, "!")
    with pytest.raises(OutputError, match="to a study of your own; begin one with `viability init DIR`"):
        new_state("world", "Northland")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Türkiye", "turkiye"), ("Bosnia and Herzegovina", "bosnia-and-herzegovina"), ("Ağr\u0131", "agri"), ("?", "")],
)
def test_names_become_ids(name: str, expected: str) -> None:
    """Small letters without accents, hyphens for what is no letter."""
    assert expected == id_of(name)
