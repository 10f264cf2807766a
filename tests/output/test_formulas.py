"""The index as formulas of a workbook: a spreadsheet that computes them gives the engine's numbers."""

import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from programs import program
from viability.analyses.score import assess
from viability.files.folder import load_study
from viability.output.formulas import NAMES
from viability.output.score import sheet
from viability.output.workbook import as_workbook
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""A profile of LibreOffice that computes every formula anew when it opens a workbook."""


def workbook(study: Study) -> Workbook:
    """Return the workbook of a study's score."""
    return openpyxl.load_workbook(BytesIO(as_workbook(sheet(assess(study, draws=10)), study)))


def computed(books: Mapping[str, Workbook], folder: Path) -> dict[str, Workbook]:
    """Let LibreOffice open workbooks, compute them anew and save them."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    files = [folder / f"{name}.xlsx" for name in books]
    for path, book in zip(files, books.values(), strict=True):
        book.save(path)
    office = program("office")
    assert office is not None
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, files)], capture_output=True, check=False, timeout=180
    )
    assert 0 == done.returncode, done.stderr
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


def weigh(book: Workbook, weights: Mapping[str, float]) -> None:
    """Change weights on the sheet for it."""
    cells = {row[0].value: row[1] for row in book["weights"].iter_rows(min_row=2)}
    for name, weight in weights.items():
        cells[name].value = weight


MOVED = {"security_perceptions": 2.5, "institutional_capacity": 0, "disputes": 0.3, "common_danger": 3.0}


def test_the_first_sheet_is_the_index(study: Study) -> None:
    """Questions stand in column A and indices in column B, as formulas that are written with their values."""
    held = as_workbook(sheet(assess(study, draws=10)), study)
    formulas, values = (openpyxl.load_workbook(BytesIO(held), data_only=only) for only in (False, True))
    assert [*NAMES, "read me", "score"] == formulas.sheetnames
    for i, one in enumerate(assess(study, draws=10).questions.values(), start=2):
        assert one.question == formulas["index"][f"A{i}"].value
        assert str(formulas["index"][f"B{i}"].value).startswith("=")
        assert pytest.approx(one.index, abs=1e-12) == values["index"][f"B{i}"].value
        assert one.verdict == values["index"][f"C{i}"].value
    ids = [row[0].value for row in formulas["weights"].iter_rows(min_row=2)]
    assert [*study.framework.pillars, *study.criteria] == sorted(
        ids, key=[*study.framework.pillars, *study.criteria].index
    )
    assert [1.0] * len(ids) == [row[1].value for row in formulas["weights"].iter_rows(min_row=2)]


def test_text_in_formulas_is_text() -> None:
    """A verdict with quotation marks does not end the formula that names it."""
    study = load_study(SMALL)
    bands = tuple(band.replace(verdict=f'{band.verdict}"&A1&"') for band in study.framework.bands)
    question = study.framework.question.replace(bands=bands, blocked=bands[-1].verdict)
    study = study.replace(framework=study.framework.replace(questions={study.framework.asked: question}))
    formula = str(workbook(study)["index"]["C2"].value)
    assert f'"{bands[-1].verdict.replace(chr(34), 2 * chr(34))}"' in formula


@pytest.mark.office
def test_a_spreadsheet_gives_the_engines_indices(study: Study, tmp_path: Path) -> None:
    """With weights as given and changed, under several means and with what is unknown, LibreOffice agrees to 1e-6."""
    small = load_study(SMALL)
    heavier = {next(iter(small.framework.pillars)): 3.0}
    studies = {
        "given": (study, {}),
        "moved": (study, MOVED),
        **{
            f"small{i}": (small.replace(framework=small.framework.replace(compensation=c)), heavier)
            for i, c in enumerate((1.0, 0.0, -1.0, 0.5, -float("inf")))
        },
        "early": (study.replace(as_of="1996-12-31"), MOVED),
    }
    books = {name: workbook(one) for name, (one, _) in studies.items()}
    for name, (_, weights) in studies.items():
        weigh(books[name], weights)
    for name, book in computed(books, tmp_path).items():
        one, weights = studies[name]
        changes = tuple(SetWeight(weight=key, value=value) for key, value in weights.items())
        found = assess(apply(one, Scenario(id="", title="", changes=changes)), draws=10)
        for i, asked in enumerate(found.questions.values(), start=2):
            assert pytest.approx(asked.index, abs=1e-6) == book["index"][f"B{i}"].value, name
            assert asked.verdict == book["index"][f"C{i}"].value, name
        points = {row[0].value: row[9].value for row in book["scores"].iter_rows(min_row=2)}
        for asked in found.questions.values():
            for part in asked.contributions:
                assert pytest.approx(part.gained, abs=1e-6) == points[part.criterion], (name, part.criterion)
