"""The data package: valid by its standard, whole, and harmless."""

import csv
import json
from collections.abc import Callable, Sequence
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import Result

from studies import loaded
from viability.output.made import Made
from viability.report.answers import Answers
from viability.report.package import Package, package
from viability.study.fingerprint import fingerprint
from viability.study.scenario import Scenario
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def made(study: Study, *, ours: bool = False, scenarios: Sequence[Scenario] = ()) -> Package:
    """Return the package of a study."""
    answers = Answers(study=study, whatifs=(), asked=study, draws=50, seed=1)
    wanted = Made(command="viability export package", study=study, scenarios=scenarios)
    return package(answers, wanted, None, ours=ours)


def rows(found: Package, table: str) -> list[dict[str, str]]:
    """Read a table of a package."""
    return [*csv.DictReader(StringIO(found.files[f"data/{table}.csv"].decode()))]


@pytest.fixture(scope="module")
def shipped(study: Study) -> Package:
    """Return the package of the study that comes along."""
    return made(study, ours=True)


def test_the_package_is_valid(shipped: Package, tmp_path: Path) -> None:
    """Frictionless finds no error in it: every cell has the type that its column declares."""
    for name, data in shipped.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    frictionless = import_module("frictionless")  # slow to import
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert [] == report.flatten(["rowNumber", "fieldName", "message"])
    assert shipped.tables == len(report.tasks)


def test_a_folder_name_that_is_no_text_does_no_harm() -> None:
    """What is no letter of the command is a question mark, in the description and in the read-me."""
    study = loaded(SMALL)
    answers = Answers(study=study, whatifs=(), asked=study, draws=5, seed=1)
    command = "viability export --study caf\udce9 x"
    found = package(answers, Made(command=command, study=study), None, ours=False)
    assert "viability export --study caf? x" == json.loads(found.files["datapackage.json"])["viability"]["command"]
    assert "caf? x" in found.files["README.md"].decode()


def test_the_package_holds_every_table(shipped: Package, study: Study) -> None:
    """Results, criteria, pairs, members, coalitions, claims, profiles, memberships and sources, all described."""
    described = json.loads(shipped.files["datapackage.json"])
    names = ["results", "criteria", "pairs", "members", "coalitions", "claims", "profiles", "memberships", "sources"]
    assert names == [one["name"] for one in described["resources"]]
    fields = [field for one in described["resources"] for field in one["schema"]["fields"]]
    pillars = {*study.framework.pillars}
    undescribed = {field["name"] for field in fields if "description" not in field} - pillars
    assert {name for name in undescribed if not name.startswith("shapley.")} == set()
    assert "viability export package" == described["viability"]["command"]
    assert [{"name": "MIT", "title": "MIT Licence"}] == described["licenses"]
    assert "viability export package" in shipped.files["README.md"].decode()


def test_every_datum_and_its_sources_are_there(shipped: Package, study: Study) -> None:
    """Each observation of each member stands in the profiles, and each source that it names among the sources."""
    profiles = rows(shipped, "profiles")
    for name in study.members:
        state = study.states[name]
        own = sum(map(len, state.attributes.values())) + sum(
            len(data) for felt in state.threats.values() for data in felt.values()
        )
        ties = sum(len(data) for held in state.ties.values() for data in held.values())
        assert own + ties == sum(row["owner"] == name for row in profiles)
    cited = {name for row in profiles for name in row["sources"].split()}
    assert cited & {*study.sources} <= {row["source"] for row in rows(shipped, "sources")}


def test_the_results_are_those_of_the_score(shipped: Package, study: Study) -> None:
    """The index in the package is the program's."""
    found = Answers(study=study, whatifs=(), asked=study, draws=50, seed=1).score
    told = {row["id"]: float(row["score"]) for row in rows(shipped, "results") if row["level"] == "index"}
    assert {name: one.index for name, one in found.questions.items()} == told
    own = " ".join(study.members)
    (mine,) = [row for row in rows(shipped, "coalitions") if row["members"] == own]
    assert pytest.approx(found.index, abs=1e-9) == float(mine["viability"])


def test_what_looks_like_a_formula_is_text() -> None:
    """A note that a spreadsheet could take for a formula begins with an apostrophe; no licence is claimed of others."""
    study = loaded(SMALL)
    first = study.members[0]
    state = study.states[first]
    name = next(iter(state.attributes))
    data = tuple(datum.replace(note="=1+1") for datum in state.attributes[name])
    states = {**study.states, first: state.replace(attributes={**state.attributes, name: data})}
    found = made(study.replace(states=states))
    assert {"'=1+1"} == {r["note"] for r in rows(found, "profiles") if r["path"] == f"{first}.{name}"}
    assert "licenses" not in json.loads(found.files["datapackage.json"])
    assert "claims" not in {path.partition("/")[2] for path in found.files}


def test_the_folder_appears_whole_or_not_at_all(tmp_path: Path, typed: Callable[..., Result]) -> None:
    """A new folder is written with its README, and one that holds something is left alone."""
    first, second = (typed("export", "out", "--study", str(SMALL), "--draws", "10") for _ in range(2))
    assert (0, 2) == (first.exit_code, second.exit_code), first.output
    assert {"README.md", "data", "datapackage.json"} == {path.name for path in (tmp_path / "out").iterdir()}
    assert "error: out is not empty; name a new folder" in second.stderr
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


def test_the_package_says_what_was_read() -> None:
    """Fingerprint, newest value and what a scenario holds stand in its description and on its first page."""
    small_study = loaded(SMALL)
    found = made(small_study, scenarios=[small_study.scenario("charlie_joins")])
    told = json.loads(found.files["datapackage.json"])["viability"]
    page = found.files["README.md"].decode()
    assert fingerprint(small_study) == told["fingerprint"]
    assert json.loads(json.dumps([small_study.scenario("charlie_joins").plain()])) == told["scenarios"]
    whatif = "Scenarios: charlie_joins: with charlie, set charlie.expenditure=30, weight will=50%."
    sum_ = f"Fingerprint of all that was read: {told['fingerprint']}."
    assert f"Newest value: {told['data_to']}. {whatif} {sum_}" in page
