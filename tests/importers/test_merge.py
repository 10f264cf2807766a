"""What is new is added as a table of its own, whatever a person wrote stays, and twice is as once."""

from pathlib import Path
from typing import Any

import pytest

from viability.errors import OutputError, StudyError
from viability.files.beginning import begin
from viability.files.folder import load_study
from viability.files.writing import convert
from viability.importers.declared import TableMap
from viability.importers.merge import Merged, merge
from viability.importers.table import read_table

HERE = Path(__file__).parents[1]
NEW = {"title": "Figures", "date": "2025", "url": "https://example.org/f", "licence": "CC-BY-4.0"}
SAID: dict[str, Any] = {"source": "figures", "quality": "high", "sources": {"figures": NEW}}
TIDY = "country,year,expenditure\nAlfa,2016,120\nAlfa,2015,111\nBravo,2015,60\nCharlie,2016,31\n"


def run(folder: Path, text: str, name: str = "figures", said: dict[str, Any] = SAID, **options: bool) -> Merged:
    """Import a table into a study."""
    path = folder.parent / "t.csv"
    path.write_text(text, encoding="utf-8")
    return merge(read_table(path, TableMap.read(said), load_study(folder), str(folder)), folder, name, **options)


def held(folder: Path) -> dict[str, str]:
    """Return every file of a study."""
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("form", ["yaml", "tables"])
def test_what_is_new_is_added_and_what_is_there_stays(small: Path, tmp_path: Path, form: str) -> None:
    """Of Alfa's 2015 another figure stands in the study: it stays, and is listed with both places."""
    folder = small
    if form == "tables":
        folder = tmp_path / "tables"
        convert(load_study(small), small, folder, "tables")
    before = held(folder)
    found = run(folder, TIDY)
    assert (2, 0, 1, 1) == (found.new, found.changed, found.same, len(found.kept))
    where = "states/attributes.csv:" if form == "tables" else "states/alfa.yaml:17: "
    assert str(found.kept[0]).startswith(where)
    assert "alfa.expenditure of 2015 stays 110; " in str(found.kept[0])
    assert str(found.kept[0]).endswith("t.csv:3 has 111")
    study = load_study(folder)
    assert [("2014", 100), ("2015", 110), ("2016", 120)] == [
        (d.date, d.value) for d in study.states["alfa"].attributes["expenditure"]
    ]
    assert ("figures",) == study.states["charlie"].attributes["expenditure"][-1].source
    assert ("Figures", "https://example.org/f") == (study.sources["figures"].title, study.sources["figures"].href)
    after = held(folder)
    assert (
        {"states/figures.csv", "states/_tables.yaml", "states/_sources.yaml"}
        == {name for name in after if after[name] != before.get(name)}
        == {*found.files}
    )
    assert after["states/_sources.yaml"].startswith(before["states/_sources.yaml"].rstrip("\n"))
    assert after["states/_tables.yaml"].startswith(before.get("states/_tables.yaml", "#").rstrip("\n"))
    assert 'licence: "CC-BY-4.0"' in after["states/_tables.yaml"]


def test_a_second_time_changes_nothing(small: Path) -> None:
    """Not a byte, and not a time of change."""
    run(small, TIDY)
    before = held(small), (small / "states/figures.csv").stat().st_mtime_ns
    found = run(small, TIDY)
    assert (0, 3, 1, ()) == (found.new, found.same, len(found.kept), found.files)
    assert before == (held(small), (small / "states/figures.csv").stat().st_mtime_ns)


def test_another_edition_adds_and_replaces_where_that_is_asked_for(small: Path) -> None:
    """What an earlier import of the name wrote gives way; what a person wrote does not."""
    run(small, TIDY)
    newer = TIDY.replace("2016,120", "2016,125").replace("2015,111", "2015,112") + "Bravo,2017,80\n"
    found = run(small, newer)
    assert (1, 0, 2) == (found.new, found.changed, len(found.kept))
    found = run(small, newer, update=True)
    assert (0, 1, 1) == (found.new, found.changed, len(found.kept))
    values = {d.date: d.value for d in load_study(small).states["alfa"].attributes["expenditure"]}
    assert {"2014": 100, "2015": 110, "2016": 125} == values


def test_a_dry_run_writes_nothing(small: Path) -> None:
    """It says the same."""
    before = held(small)
    assert run(small, TIDY, dry=True).files == ("states/figures.csv", "states/_tables.yaml", "states/_sources.yaml")
    assert before == held(small)


def test_two_imports_stand_beside_each_other(small: Path) -> None:
    """Each in a table of its own, with its own source."""
    run(small, TIDY)
    said = {**SAID, "source": "atlas", "sources": {}, "licence": "fair use"}
    found = run(small, "country,year,expenditure\nAlfa,2017,1\nAlfa,2016,9\n", "other", said)
    assert (1, 1) == (found.new, len(found.kept))
    assert "states/figures.csv:2" in str(found.kept[0])
    assert {"figures", "other"} <= {p.stem for p in (small / "states").glob("*.csv")}
    load_study(small)


def test_ties_and_threats_go_to_tables_of_their_own(small: Path) -> None:
    """A tie that the other state has written of already is written by that state."""
    said = {**SAID, "holds": "pairs", "columns": {"a": "a", "b": "b"}, "note": "A treaty."}
    found = run(small, "a,b,year,defence_tie\nBravo,Alfa,2016,2\nBravo,Alfa,2015,2\nAlfa,Charlie,2016,1\n", said=said)
    assert (2, 1, "states/figures_pairs.csv") == (found.new, len(found.kept), found.files[0])
    assert "alfa.bravo.defence_tie of 2015 stays 1" in str(found.kept[0])
    study = load_study(small)
    assert ["2015", "2016"] == [d.date for d in study.states["alfa"].ties["bravo"]["defence_tie"]]
    said = {**SAID, "holds": "threats", "columns": {"threat": "source"}, "note": "Raids."}
    found = run(small, "country,source,year,threats\nCharlie,north,2016,1\n", said=said)
    assert (1, "states/figures_threats.csv") == (found.new, found.files[0])
    assert 1 == load_study(small).states["charlie"].threats["threats"]["north"][0].value


def test_nothing_is_half_imported(small: Path) -> None:
    """A study with a fault, one that would have one, and a name that is taken leave everything as it was."""
    (small / "states/figures.csv").write_text("mine\n", encoding="utf-8")
    before = held(small)
    with pytest.raises(OutputError, match="exists already, and no import made it; choose another --name"):
        run(small, TIDY)
    with pytest.raises(StudyError, match="'a b' cannot be an id"):
        run(small, TIDY, "a b")
    assert before == held(small)


def test_what_a_person_says_of_tables_stays(small: Path, tmp_path: Path) -> None:
    """A name that another table has is refused, and what was added to an imported one is kept."""
    folder = tmp_path / "tables"
    convert(load_study(small), small, folder, "tables")
    path = folder / "states/_tables.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\nattributes:\n", "\nmine:\n"), encoding="utf-8")
    before = held(folder)
    with pytest.raises(OutputError, match=r"has another table of the name of mine\.csv; choose another --name"):
        run(folder, TIDY, "mine")
    assert before == held(folder)
    run(folder, TIDY)
    path.write_text(path.read_text(encoding="utf-8") + "  note: Read twice.\n", encoding="utf-8")
    said = {**SAID, "note": "He said so."}
    run(folder, "country,year,resolve\nAlfa,2016,1\n", said=said)
    assert 'note: "Read twice."' in path.read_text(encoding="utf-8")
    study = load_study(folder)
    assert "Read twice." == study.states["alfa"].attributes["expenditure"][-1].note
    assert ("2016", "He said so.") == (
        (last := study.states["alfa"].attributes["resolve"][-1]).date,
        last.note,
    )


def test_the_studies_that_come_along_are_left_alone(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data go into a study of one's own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "t.csv"
    path.write_text(TIDY, encoding="utf-8")
    offer = read_table(path, TableMap.read(SAID), load_study(small), str(small))
    with pytest.raises(OutputError, match="into a study of your own; begin one with `viability init DIR`"):
        merge(offer, "world", "figures")


def test_a_part_of_the_world_takes_figures(tmp_path: Path) -> None:
    """Wide tables of the study stay as they are, and the new year counts."""
    begin(tmp_path / "mine", "world", members=("NOR", "SWE"))
    text = "iso3,year,polyarchy\nNOR,2026,0.9\nSWE,2026,0.91\nNOR,2020,0.9\nDNK,2026,0.9\n"
    found = run(tmp_path / "mine", text)
    assert (2, 1) == (found.new, len(found.kept))
    assert "states/vdem_polyarchy.csv:" in str(found.kept[0])
    assert 0.9 == load_study(tmp_path / "mine").states["norway"].attributes["polyarchy"][-1].value
