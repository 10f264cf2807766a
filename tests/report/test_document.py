"""Documents: every result's page as Word reads it, with captions, numbered notes and figures."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from typer.testing import Result

from studies import loaded
from viability.analyses.explain import explain
from viability.analyses.pairs import pairs
from viability.analyses.score import assess
from viability.output import explain as of_explain
from viability.output import pairs as of_pairs
from viability.output import score as of_score
from viability.report.document import document
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def read(data: bytes) -> "docx.document.Document":
    """Open a document."""
    return docx.Document(BytesIO(data))


def text_of(found: "docx.document.Document") -> str:
    """Return all text of a document, cells last."""
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def test_a_score_is_a_document_with_tables_notes_and_figures(study: Study) -> None:
    """Tables stand with their captions, criteria with their sources, and two figures with what they say."""
    result = assess(study, draws=50)
    found = read(document(of_score.sheet(result), of_score.view(result), study, "viability score"))
    first = found.tables[0]
    assert ["Index", "of 100", "Verdict"] == [cell.text for cell in first.rows[0].cells][:3]
    assert [f"{one.index:.1f}" for one in result.questions.values()] == [row.cells[1].text for row in first.rows[1:]]
    captions = [p.text for p in found.paragraphs if p.style is not None and p.style.name == "Caption"]
    assert any(caption.startswith("Most against viability") for caption in captions)
    noted = {int(n) for one in re.findall(r"\[([\d, ]+)\]", text_of(found)) for n in one.split(",")}
    listed = {int(p.text[1:].partition("]")[0]) for p in found.paragraphs if re.match(r"\[\d+\] \w", p.text)}
    assert noted
    assert noted == listed
    assert 2 == len(found.inline_shapes)
    assert all(shape._inline.docPr.get("descr") for shape in found.inline_shapes)  # noqa: SLF001 - no other name for it


def test_ids_of_sources_become_numbers(study: Study) -> None:
    """Where a page cites sources by id, the document cites them by number and lists them in full."""
    result = explain(study, "disputes")
    found = read(document(of_explain.sheet(result), of_explain.view(result), study, "viability explain disputes"))
    told = text_of(found)
    cited = {name for item in result.items for entry in item.entries for name in entry.datum.source}  # type: ignore[union-attr]  # a criterion
    assert cited
    assert [] == [name for name in cited if f"[{name}]" in told]
    assert [] == [name for name in cited if study.sources[name].title not in told]


def test_text_of_others_stays_text() -> None:
    """What is markup in Markdown, HTML or Word stands as it was written."""
    study = loaded(SMALL)
    first = study.members[0]
    name = "a *b* | <c> & _d_ `e` [f]"
    study = study.replace(states={**study.states, first: study.states[first].replace(name=name)})
    result = pairs(study)
    assert name in text_of(read(document(of_pairs.sheet(result), of_pairs.view(result), study, "viability pairs")))


def test_the_command_writes_a_document(tmp_path: Path, typed: Callable[..., Result]) -> None:
    """`-o FILE.docx` works as any other ending does, and beside it."""
    done = typed("members", "-o", "m.docx", "-o", "m.csv", "--study", str(SMALL))
    assert 0 == done.exit_code, done.output
    assert {"m.csv", "m.docx"} == {path.name for path in tmp_path.iterdir()}
    assert "viability members" in text_of(read((tmp_path / "m.docx").read_bytes()))


@pytest.mark.parametrize("words", [["list"], ["check"], ["agreement"], ["trend"]])
def test_every_kind_of_result_can_be_one(tmp_path: Path, typed: Callable[..., Result], words: list[str]) -> None:
    """A result of one table, of several, or of none is a document."""
    done = typed(*words, "-o", "x.docx", "--study", str(SMALL))
    assert 0 == done.exit_code, done.output
    assert text_of(read((tmp_path / "x.docx").read_bytes()))
