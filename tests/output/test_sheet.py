"""Tidy rows: levels, stable columns, provenance, and cells that can do no harm in a spreadsheet."""

import math
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.api.types import infer_dtype

from viability import __version__
from viability.analyses.check import Check
from viability.analyses.compare import compare
from viability.analyses.explain import explain, trace_criterion, trace_state
from viability.analyses.members import members
from viability.analyses.pairs import pairs
from viability.analyses.score import assess
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError, Problem, UnknownName
from viability.files.folder import load_study
from viability.output.check import sheet as check_sheet
from viability.output.compare import sheet as compare_sheet
from viability.output.explain import sheet as explain_sheet
from viability.output.frame import safe, to_frame
from viability.output.levels import columns_of
from viability.output.members import sheet as members_sheet
from viability.output.pairs import sheet as pairs_sheet
from viability.output.score import SCORE_COLUMNS
from viability.output.score import sheet as score_sheet
from viability.output.sheet import Cell, Row, Sheet
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def by_id(sheet: Sheet, name: str) -> Row:
    """Return the row of that id."""
    (found,) = [each for each in sheet.rows if each["id"] == name]
    return found


def test_score_has_a_row_for_every_level(alliance: Study) -> None:
    """One row for the index, one for cohesion, one for each pillar and each criterion, always with the same columns."""
    found = assess(alliance, draws=10)
    sheet = score_sheet(found)
    assert ["index", "cohesion", "pillar", "pillar", *["criterion"] * 4] == [each["level"] for each in sheet.rows]
    assert all(columns_of(found, SCORE_COLUMNS) == [*each] for each in sheet.rows)
    assert 54.375 == pytest.approx(by_id(sheet, "viability")["score"])
    assert "viable" == by_id(sheet, "viability")["verdict"]
    assert 58.75 == pytest.approx(by_id(sheet, "means")["score"])
    assert (0.5, 1.0) == (by_id(sheet, "means")["share"], by_id(sheet, "means")["weight"])


def test_a_criterions_row_says_who_decides_it(alliance: Study) -> None:
    """A criterion's row holds score and points, and who drags or carries it with value, unit, date and sources."""
    found = by_id(score_sheet(assess(alliance, draws=10)), "pooled_expenditure")
    assert [42.5, 0.25, 10.625, 14.375] == pytest.approx([found[name] for name in ("score", "share", "gained", "lost")])
    # the total is lowest without Alfa, who spends 110 of 170
    assert ("alfa", 110.0, "million", "2015", "yearbook") == tuple(
        found[f"carries{part}"] for part in ("", "_value", "_unit", "_date", "_sources")
    )
    assert ("bravo", 60.0) == (found["drags"], found["drags_value"])


def test_the_difference_is_new_less_baseline(alliance: Study) -> None:
    """With a what-if every row holds the baseline's score and the difference; without one both are empty."""
    base = assess(alliance, draws=10)
    result = assess(alliance, alliance.scenarios["charlie_joins"], draws=10)
    before, after = score_sheet(base), score_sheet(result)
    assert [each["score"] for each in before.rows] == pytest.approx(
        [each["baseline"] for each in after.rows], nan_ok=True
    )
    assert 56.25 - 54.375 == pytest.approx(by_id(after, "viability")["difference"])
    assert 25.0 == pytest.approx(by_id(after, "defence_ties")["difference"])
    assert {None} == {each[name] for each in before.rows for name in ("baseline", "difference")}


def test_every_sheet_carries_what_is_needed_to_make_it_again(alliance: Study) -> None:
    """Provenance names study, place, framework, day, members, compensation, what-ifs, program and draws."""
    whatif = Scenario(id="", title="", as_of="2015", changes=(SetValue(set="alfa.resolve", value=1),))
    made = score_sheet(assess(alliance, whatif, draws=10, seed=7, weights="fixed")).provenance
    assert {
        "study": "The small coalition",
        "location": alliance.location,
        "framework_version": "1",
        "as_of": "2015-12-31",
        "data_to": "2015",
        "members": "alfa bravo",
        "compensation": 1.0,
        "draws": 10,
        "seed": 7,
        "weights_drawn": "fixed",
        "changes": "as of 2015; set alfa.resolve=1",
        "warnings": 0,
        "program_version": __version__,
    } == made


def test_compared_scenarios_carry_the_changes_that_hold_for_all(alliance: Study) -> None:
    """Each row of a comparison names its scenario, day and members, and the provenance what holds for all of them."""
    geometric = Scenario(id="", title="", compensation=0)
    results = compare(alliance, [alliance.scenarios["charlie_joins"]], then=[geometric], draws=10)
    sheet = compare_sheet(results)
    assert "compensation 0" == sheet.provenance["changes"]
    assert {("baseline", "alfa bravo"), ("charlie_joins", "alfa bravo charlie")} == {
        (each["scenario"], each["scenario_members"]) for each in sheet.rows
    }
    # baseline: sqrt(0.5 x sqrt(0.425 x 0.75)) = 0.531309; with Charlie ties 0.75 and threats 0.25, pooled 0.5 and
    # want 0.75: sqrt(sqrt(0.75 x 0.25) x sqrt(0.5 x 0.75)) = 0.514942
    index = {each["scenario"]: each["difference"] for each in sheet.rows if each["level"] == "index"}
    assert {"baseline": 0.0, "charlie_joins": 51.4942 - 53.1309} == pytest.approx(index, abs=1e-3)


def test_pairs_have_a_column_for_each_pillar(alliance: Study) -> None:
    """One row for a pair, its cohesion, and its cohesion in each pillar under that pillar's id."""
    (found,) = pairs_sheet(pairs(alliance)).rows
    assert {"a": "alfa", "b": "bravo", "cohesion": 50.0, "will": 50.0} == {
        name: found[name] for name in ("a", "b", "cohesion", "will")
    }
    assert math.isnan(float(found["means"] or 0))


def test_members_rows_hold_the_index_without_each_and_their_shapley_values(alliance: Study) -> None:
    """The Shapley values of the members add up to the index, and so do their parts by pillar and by criterion."""
    three = alliance.with_members(["alfa", "bravo", "charlie"])
    sheet = members_sheet(members(three))
    assert ["alfa", "bravo", "charlie"] == [each["state"] for each in sheet.rows]
    total = sum(float(each["shapley"] or 0) for each in sheet.rows)
    assert 56.25 == pytest.approx(total)
    for group in (alliance.framework.pillars, alliance.criteria):
        parts = [float(each[f"shapley.{name}"] or 0) for each in sheet.rows for name in group]
        assert total == pytest.approx(sum(parts))
    # without Charlie the coalition is the small one: 54.375
    assert 54.375 == pytest.approx(sheet.rows[2]["viability_without"])
    assert 54.375 - 56.25 == pytest.approx(sheet.rows[2]["difference"])


def test_a_trace_goes_from_the_raw_value_to_the_points(alliance: Study) -> None:
    """A criterion has score, share and points, and each row below it raw value, unit, goalposts and place."""
    whole, *items = explain_sheet(trace_criterion(alliance, "want_of_alternative")).rows
    assert ("criterion", "want_of_alternative", 75.0, 0.25, 18.75, 6.25) == tuple(
        whole[name] for name in ("level", "id", "score", "share", "gained", "lost")
    )
    assert [
        {"criterion": "want_of_alternative", "states": "alfa", "raw": 1.0, "placed": 0.5, "score": None},
        {"criterion": "want_of_alternative", "states": "bravo", "raw": 0.0, "placed": 1.0, "score": None},
    ] == [{name: each[name] for name in ("criterion", "states", "raw", "placed", "score")} for each in items]
    assert {(2.0, 0.0)} == {(each["worst"], each["best"]) for each in (whole, *items)}


def test_a_compared_scenario_says_to_when_its_data_go(study: Study) -> None:
    """A scenario with a day of its own has a newest value of its own."""
    rows = compare_sheet(compare(study, ["paper"], draws=5)).rows
    found = {row["scenario"]: row["scenario_data_to"] for row in rows}
    assert str(found["paper"]) <= "2024-12-17" < str(found["baseline"]) == study.newest_datum


def test_explained_questions_have_rows_from_the_index_down(alliance: Study) -> None:
    """The index comes first, then each pillar, its criteria and their items; points add up from level to level."""
    index, *rest = explain_sheet(explain(alliance, alliance.framework.asked)).rows
    found = evaluate(alliance)
    assert ("index", float(found.viability[0])) == (index["level"], index["score"])
    assert alliance.framework.verdict(int(found.verdicts[0])) == index["verdict"]
    pillars = [row for row in rest if row["level"] == "pillar"]
    assert [*alliance.framework.pillars] == [row["id"] for row in pillars]
    assert found.pillar_scores[0].tolist() == [row["score"] for row in pillars]
    criteria = [row for row in rest if row["level"] == "criterion"]
    for name in ("gained", "lost", "share"):
        assert index[name] == pytest.approx(sum(float(row[name] or 0) for row in pillars))
        for pillar in pillars:
            within = sum(float(row[name] or 0) for row in criteria if row["pillar"] == pillar["id"])
            assert pillar[name] == pytest.approx(within)
    assert {"pillar", "criterion", "item"} == {row["level"] for row in rest}
    for pillar in pillars:  # the same row by itself
        assert pillar == explain_sheet(explain(alliance, f"pillar:{pillar['id']}")).rows[0]
    assert index["score"] == pytest.approx(index["gained"])


def test_a_states_rows_end_with_what_is_missing(alliance: Study) -> None:
    """Each value of a state stands with range, unit and the criteria that read it; what is missing says so."""
    sheet = explain_sheet(trace_state(alliance, "bravo"))
    *known, missing = sheet.rows
    assert {"path": "bravo.threats.south", "note": "missing"} == missing
    (north,) = [each for each in known if each["path"] == "bravo.threats.north"]
    # a rating of medium quality: half a step to either side
    assert (1.0, 0.5, 1.5, "rating", "shared_threat") == tuple(
        north[name] for name in ("value", "low", "high", "unit", "criteria")
    )


def checked(problems: tuple[Problem, ...] = (), warnings: tuple[Problem, ...] = ()) -> Check:
    """Return a check that found these."""
    return Check(
        study=None,
        problems=problems,
        more={},
        warnings=warnings,
        location=".",
        counts={"states": 8},
        gaps=(),
        applied=True,
    )


def test_problems_have_their_columns_even_where_there_are_none() -> None:
    """A check without problems is a table with columns and no rows; a warning is a row of its own kind."""
    head = ["severity", "file", "line", "column", "message", "hint"]
    empty = to_frame(check_sheet(checked()))
    assert (0, head) == (len(empty), [*empty.columns][:6])
    one, other = Problem("states/alfa.yaml", "is wrong", 3, "mend it"), Problem("states/bravo.yaml", "is odd")
    found = check_sheet(checked((one,), (other,)))
    assert [
        dict(zip(head, ["problem", "states/alfa.yaml", 3, None, "is wrong", "mend it"], strict=True)),
        dict(zip(head, ["warning", "states/bravo.yaml", None, None, "is odd", ""], strict=True)),
    ] == [{name: row[name] for name in head} for row in found.rows]
    assert (1, 1) == (found.provenance["problems"], found.provenance["warnings"])


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("x")', "\uff0d1"])
def test_text_that_could_start_a_formula_is_made_harmless(cell: str) -> None:
    """Text that a spreadsheet could run gets an apostrophe before it."""
    assert "'" + cell == safe(cell)


@pytest.mark.parametrize("cell", ["plain", "a=b", "", "'=1", -1.5, -3, None, True])
def test_other_cells_are_left_alone(cell: Cell) -> None:
    """Harmless text and every number stay as they are, negative ones too."""
    assert cell == safe(cell)


def test_hostile_text_is_harmless_in_every_column_of_a_frame(alliance: Study) -> None:
    """A title from a study that begins like a formula is harmless in rows and provenance; numbers stay numbers."""
    evil = alliance.criteria["defence_ties"].replace(title="=cmd|' /C calc'!A0")
    hostile = alliance.replace(title="@evil", criteria={**alliance.criteria, "defence_ties": evil})
    frame = to_frame(score_sheet(assess(hostile, draws=10)))
    texts = [cell for name in frame for cell in frame[name] if isinstance(cell, str)]
    assert texts
    assert [] == [cell for cell in texts if cell[:1] in set("=+-@\t\r\n")]
    assert {"'@evil"} == set(frame["study"])
    assert "'=cmd|' /C calc'!A0" in set(frame["title"])


def test_a_column_and_its_namesake_of_the_provenance_both_stand() -> None:
    """Where a column has the name of a part of the provenance, that part gets a prefix."""
    frame = to_frame(Sheet(kind="any", rows=[{"members": 3}], provenance={"members": "alfa bravo"}))
    assert {"members": [3], "given_members": ["alfa bravo"]} == frame.to_dict("list")


def test_a_csv_file_reads_back_equal(alliance: Study) -> None:
    """The written table reads back with the same columns, the same text, and numbers equal to the last digits."""
    frame = to_frame(score_sheet(assess(alliance, alliance.scenarios["charlie_joins"], draws=10)))
    texts = {name: str for name in frame if infer_dtype(frame[name], skipna=True) == "string"}
    written = frame.to_csv(index=False)
    read = pd.read_csv(StringIO(written), dtype=texts)
    held, found = (each.astype(object).where(each.notna(), None) for each in (frame, read))
    pd.testing.assert_frame_equal(held, found, rtol=1e-14, atol=0)


def test_an_assessment_and_an_evaluation_become_frames(alliance: Study) -> None:
    """An assessment becomes the rows of `viability score`, an evaluation one row a coalition."""
    result = assess(alliance, draws=10)
    pd.testing.assert_frame_equal(to_frame(score_sheet(result)), to_frame(result))
    found = evaluate(alliance, [("alfa", "bravo"), ("alfa", "bravo", "charlie")])
    frame = to_frame(found)
    assert ["alfa bravo", "alfa bravo charlie"] == frame["members"].tolist()
    assert found.viability.tolist() == frame["viability"].tolist()
    assert found.cohesion.tolist() == frame["cohesion"].tolist()
    assert found.verdicts.tolist() == frame["band"].tolist()
    assert found.total_coverage().tolist() == frame["coverage"].tolist()
    assert (100 * found.scores).T.tolist() == [frame[name].tolist() for name in found.criteria]
    assert found.pillar_scores.T.tolist() == [frame[name].tolist() for name in found.pillars]
    assert frame["coverage"].nunique() == 2  # Charlie's values are partly unknown


def test_draws_are_no_table(alliance: Study) -> None:
    """An evaluation of draws has no row for each coalition."""
    obs = observe(alliance)
    drawn = evaluate(alliance, observations=obs.with_values(np.stack([obs.values] * 2)))  # noqa: PD011 - no frame
    with pytest.raises(CoalitionError, match="an evaluation of draws cannot be a table of coalitions"):
        to_frame(drawn)


def test_scenarios_of_the_study_go_by_name(alliance: Study) -> None:
    """A name stands for the scenario of the study, in an assessment and in a comparison."""
    named = assess(alliance, "charlie_joins", draws=10)
    assert assess(alliance, alliance.scenarios["charlie_joins"], draws=10).viability == named.viability
    assert [named.baseline and named.baseline.viability, named.viability] == [
        one.viability for one in compare(alliance, ["charlie_joins"], draws=10).results
    ]
    with pytest.raises(UnknownName, match="unknown scenario 'charlie_join'; did you mean 'charlie_joins'"):
        assess(alliance, "charlie_join")
