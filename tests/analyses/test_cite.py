"""What to cite."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from viability.analyses.cite import Citations, cite
from viability.cli import build
from viability.files.folder import load_study
from viability.output.cite import references, written
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def small_study() -> Study:
    """Return the small study."""
    return load_study(SMALL)


@pytest.fixture(scope="module")
def found(study: Study) -> Citations:
    """Return what the shipped study rests on."""
    return cite(study)


def test_every_source_behind_a_value_is_cited(small_study: Study) -> None:
    """The sources of the members' values are there, and no other state's alone."""
    found = cite(small_study).sources
    for member in small_study.members:
        for data in small_study.states[member].attributes.values():
            assert {*data[-1].source} <= {*found}


def test_bibtex_has_one_entry_each_with_balanced_braces(found: Citations) -> None:
    """Every reference is an entry of its own, and what TeX would obey is escaped."""
    text = written(found, "bibtex")
    assert 2 + len(found.sources) == len(re.findall(r"^@misc\{", text, flags=re.MULTILINE))
    for entry in text.split("\n\n"):
        bare = re.sub(r"\\[{}]", "", entry)
        assert bare.count("{") == bare.count("}")
        assert not re.search(r"(?<!\\)[&%#]", re.sub(r"  url = .*", "", entry))


def test_csl_is_json_with_dates_in_parts(found: Citations) -> None:
    """Dates are lists of one to three whole numbers, and a source that was read and kept says so."""
    entries = json.loads(written(found, "csl"))
    assert ["viability", "framework", *found.sources] == [entry["id"] for entry in entries]
    for entry in entries[2:]:
        source = found.sources[entry["id"]]
        assert (source.accessed is not None) == ("accessed" in entry) == (entry.get("note") == "stored copy")
        if source.date:
            assert [[int(part) for part in source.date.split("-")]] == entry["issued"]["date-parts"]


def test_a_line_of_text_tells_the_day_of_access(found: Citations) -> None:
    """Each reference is one line, and where the day of access is known it is told."""
    lines = written(found, "text").splitlines()
    told = [*references(found)]
    assert len(told) == len(lines)
    for one, line in zip(told, lines, strict=True):
        assert (f"Accessed {one.accessed} (stored copy)" in line) == bool(one.accessed)


def test_a_style_goes_to_standard_output_alone(tmp_path: Path) -> None:
    """With a style the references alone are printed, uncut; a file is asked for by redirection."""
    words = ["cite", "--style", "csl", "--study", str(SMALL)]
    done = CliRunner().invoke(build(["cite"]), words)
    assert 0 == done.exit_code
    assert "viability" == json.loads(done.stdout)[0]["id"]
    refused = CliRunner().invoke(build(["cite"]), [*words, "-o", str(tmp_path / "x.json")])
    assert 2 == refused.exit_code
    assert "--style prints to standard output" in refused.stderr
