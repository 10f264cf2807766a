"""Whether a result made again is the one that was saved, and what differs."""

from collections.abc import Mapping
from typing import Any

import pytest

from viability.analyses.again import Difference, differences

SAVED: Mapping[str, Any] = {
    "version": 1,
    "kind": "members",
    "program_version": "0.1.0",
    "framework_version": "1.1",
    "location": "here",
    "seed": 7,
    "command": "viability members",
    "fingerprint": "a",
    "fingerprint_parts": {"weights": "w", "data of alfa": "d"},
    "scenarios": [{"id": "leave", "changes": [1]}],
    "rows": [
        {"state": "alfa", "name": "Alfa", "shapley": 30.0, "difference": -2.0, "verdict_without": "viable"},
        {"state": "bravo", "name": "Bravo", "shapley": 20.0, "difference": None, "verdict_without": ""},
    ],
}


def changed(**edits: object) -> dict[str, Any]:
    """Return the result with some of it replaced."""
    return {**SAVED, **edits}


def rows(**edits: object) -> dict[str, Any]:
    """Return the result with cells of Alfa's row replaced."""
    first, second = SAVED["rows"]
    return changed(rows=[{**first, **edits}, second])


def test_the_same_is_the_same_wherever_it_was_made() -> None:
    """Folder and command do not count, nor a difference that another machine may make in the last digit."""
    found = differences(SAVED, {**rows(shapley=30.0 + 1e-12), "location": "there", "command": "viability members "})
    assert found.same
    assert 3 == found.compared  # two Shapley values and one difference


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (changed(program_version="0.2.0"), ("program", "program version", "0.1.0", "0.2.0")),
        (changed(framework_version="1.2"), ("framework", "framework version", "1.1", "1.2")),
        (changed(seed=8), ("request", "seed", 7.0, 8.0)),
        (changed(fingerprint_parts={"weights": "x", "data of alfa": "d"}), ("study", "weights", "w", "x")),
        (changed(fingerprint_parts={"weights": "w"}), ("study", "data of alfa", "d", None)),
        (rows(shapley=31.5), ("number", "alfa: shapley", 30.0, 31.5)),
        (rows(difference=None), ("number", "alfa: difference", -2.0, None)),
        (rows(verdict_without="fragile"), ("text", "alfa: verdict_without", "viable", "fragile")),
        (changed(rows=SAVED["rows"][:1]), ("row", "bravo", "there", None)),
    ],
)
def test_each_thing_that_differs_is_named(
    now: Mapping[str, Any], expected: tuple[str, str, str | float | None, str | float | None]
) -> None:
    """Versions, parts of the study, the request, numbers, text and rows each say what they were and are."""
    (found,) = differences(SAVED, now).differences
    assert expected == (found.part, found.what, found.before, found.after)


def test_a_scenario_that_holds_something_else_is_named() -> None:
    """A scenario of the same name with other changes is a cause."""
    (found,) = differences(SAVED, changed(scenarios=[{"id": "leave", "changes": [2]}])).differences
    assert ("request", "scenario leave") == (found.part, found.what)


def test_causes_come_first_and_then_the_largest_move() -> None:
    """What may be the cause stands above what it did; among numbers the largest move is first."""
    now = {**rows(shapley=31.0, difference=-5.0, name="Alpha"), "seed": 8, "program_version": "0.2.0"}
    told = [one.what for one in differences(SAVED, now).differences]
    assert ["program version", "seed", "alfa: difference", "alfa: shapley", "alfa: name"] == told


def test_rows_without_a_name_go_by_their_number() -> None:
    """Results of a kind that is not known are compared row by row."""
    old, new = ({"kind": "new", "rows": [{"x": 1}, {"x": value}]} for value in (2, 5))
    assert (Difference(part="number", what="row 2: x", before=2.0, after=5.0),) == differences(old, new).differences
