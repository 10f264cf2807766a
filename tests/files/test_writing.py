"""A study written anew, as profiles or as tables, is the same study."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - sets how many examples laws are tried on
from viability.errors import OutputError
from viability.files.folder import load_study
from viability.files.pages import composed
from viability.files.places import shipped_study
from viability.files.writing import As, convert
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def read(folder: Path) -> Study:
    """Read a study, but for where it lies and for what looks like a slip in its files."""
    return load_study(folder).replace(location="", slips=())


@pytest.mark.parametrize("folder", [SMALL, shipped_study()], ids=["small", "shipped"])
def test_a_study_goes_to_tables_and_back(folder: Path, tmp_path: Path) -> None:
    """Nothing is lost on the way to tables, and nothing on the way from tables to profiles."""
    study = read(folder)
    convert(study, folder, tmp_path / "tables", "tables")
    assert read(tmp_path / "tables") == study
    convert(study, tmp_path / "tables", tmp_path / "yaml", "yaml")
    assert read(tmp_path / "yaml") == study
    assert not [*(tmp_path / "yaml/states").glob("*.csv")]


CHARACTERS = st.characters(exclude_categories=["C", "Zl", "Zp"])
WORDS = st.text(CHARACTERS, min_size=1, max_size=12).filter(str.strip).map(composed)
NUMBERS = st.floats(0, 500, allow_nan=False)


@given(st.data(), st.sampled_from(["tables", "yaml"]))
def test_whatever_a_study_says_is_read_back(data: st.DataObject, form: As) -> None:
    """Names, notes and numbers of any kind survive both forms: separators, quotes, formulas, words like others."""
    study = read(SMALL)
    alfa = study.states["alfa"]
    expenditure = tuple(
        datum.replace(
            value=(value := data.draw(NUMBERS)),
            low=data.draw(st.none() | st.floats(0, value)),
            high=None,
            note=data.draw(WORDS | st.just("=SUM(A1)") | st.just("true")),
        )
        for datum in alfa.attributes["expenditure"]
    )
    edited = alfa.replace(
        name=data.draw(WORDS.filter(lambda name: name.casefold() not in {"bravo", "charlie"})),
        aliases=(f"{data.draw(WORDS)} of Alfa",),
        candidate=data.draw(st.booleans()),
        to=data.draw(st.none() | st.just("2020-05")),
        attributes={**alfa.attributes, "expenditure": expenditure},
    )
    study = study.replace(states={**study.states, "alfa": edited})
    with tempfile.TemporaryDirectory() as folder:
        convert(study, SMALL, Path(folder) / "made", form)
        assert read(Path(folder) / "made") == study


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written into a folder that holds anything."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is not empty; name a new folder"):
        convert(read(SMALL), SMALL, tmp_path, "tables")
