"""The scripts of the world study: cases from a folder of groups, invented here in the same layout, and variations."""

import csv
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from viability.files.cases import read_cases
from viability.files.folder import load_study

WORLD = Path(__file__).parents[1] / "studies/world"

GROUPS = """\
group_id,match_id,cluster_id,label,set,year,size,x_prior_share,asymmetric,o_duration,o_censored,o_in_force_20y
G1,M1,C1,1,positive,1992,2,0.0,1,30,1,1
G2,M1,C1,0,hard,1992,2,0.0,,,,
G3,M2,C2,1,positive,1960,3,0.5,0,8,0,0
G4,M2,C2,0,easy,1960,3,0.0,,,,
"""
"""Invented: codes are of real states, and nothing else is of any treaty."""

MEMBERS = "group_id,ccode\nG1,365\nG1,385\nG2,380\nG2,385\nG3,365\nG3,380\nG3,390\nG4,2\nG4,20\nG4,385\n"

INDICATORS = "group_id,un_agree,pooled_cinc,prior_ties\nG1,.5,.1,.2\nG2,.6,.1,.2\nG3,,.3,.2\nG4,.7,.4,.2\n"


def script(name: str) -> ModuleType:
    """Return a script of the world study."""
    spec = spec_from_file_location(f"world_{name}", WORLD / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_cases_are_made_of_groups(tmp_path: Path) -> None:
    """Dated by the year before, members right for the year, sets from the treaty, `+` for what had not ended."""
    for name, text in (("groups", GROUPS), ("members", MEMBERS), ("indicators", INDICATORS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    target = tmp_path / "cases.csv"
    script("cases").main(tmp_path, target)
    rows = read_cases(target).rows
    assert [("G1", True, "1991"), ("G2", False, "1991"), ("G3", True, "1959"), ("G4", False, "1959")] == [
        (row.id, row.label, row.date) for row in rows
    ]
    # 365 is Russia at the end of 1991, and the Soviet Union in 1959
    assert [("russia", "norway"), ("sweden", "norway")] == [row.members for row in rows[:2]]
    assert ("soviet-union", "sweden", "denmark") == rows[2].members
    assert ("hard", "two", "new", "asymmetric") == rows[0].sets == rows[1].sets
    assert ("easy", "three_and_more", "renewed", "symmetric") == rows[2].sets == rows[3].sets
    assert ["30+", "", "8", ""] == [row.columns["lasted"] for row in rows]
    assert [".5", ".6", "", ".7"] == [row.columns["un_agreement"] for row in rows]


def test_a_code_of_no_state_is_told(tmp_path: Path) -> None:
    """In one line, and nothing is written."""
    members = MEMBERS.replace("385", "999")
    for name, text in (("groups", GROUPS), ("members", members), ("indicators", INDICATORS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match="no state of this study has the COW code 999"):
        script("cases").main(tmp_path, tmp_path / "cases.csv")
    assert not (tmp_path / "cases.csv").exists()


def test_a_variation_is_a_study_of_its_own(tmp_path: Path) -> None:
    """Security for autonomy has five criteria on the same states; a name of none is told."""
    made = tmp_path / "made"
    script("vary").vary("security_for_autonomy", made)
    study = load_study(made, profiles=("SWE", "FIN"))
    assert {"need", "patron", "unlike_capability", "voting_nearness", "rivalry_inside"} == {*study.criteria}
    assert {"common_danger", "likeness", "means"} == {*study.framework.pillars}
    with pytest.raises(SystemExit, match="no variation 'other'; there are: security_for_autonomy"):
        script("vary").vary("other", tmp_path / "more")


def test_no_shipped_case_knows_what_came_of_it() -> None:
    """What treaties obliged to, how long they held, and columns of others stay with their owners."""
    with (WORLD / "reference/groups.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    forbidden = {"lasted", "un_agreement", "capability", "earlier_ties", "atopid", "treaty", "asymmetric"}
    assert not forbidden & {*head}
