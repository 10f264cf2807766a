"""Worked examples: small named alliances in `worked/`, with expectations reached by hand.

A file holds a title, the truth it shows, a small study (see `strategies.build`) and cases. A case says what is asked
(`when`, as a scenario writes it) and what comes out (`expect`). Scores, coverages and shares run from 0 to 1, indices
and points from 0 to 100; `1/3` is a third, and `unknown` is unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import yaml

from strategies import build, scenario
from viability.analyses.members import without_each
from viability.analyses.pairs import pairs_of
from viability.analyses.points import contributions
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.measures import MEASURES
from viability.errors import ViabilityError
from viability.study.scenario import CHANGES
from viability.study.study import Study
from viability.study.vocabulary import AggregatorName
from viability.study.whatif import apply

WORKED = Path(__file__).parent / "worked"


def read(path: Path) -> dict[str, Any]:
    """Read one worked example as plain data."""
    raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert isinstance(raw, dict)
    return raw


def all_cases() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Give every case with the file it stands in and the number it has there."""
    for path in sorted(WORKED.glob("*.yaml")):
        raw = read(path)
        for i, case in enumerate(raw["cases"], 1):
            yield f"{path.stem}-{i}", raw, case


CASES = list(all_cases())


def number(raw: object) -> float:
    """Read an expectation: a number, a fraction written as text, or `unknown`."""
    if raw == "unknown":
        return np.nan
    return float(Fraction(raw)) if isinstance(raw, str) else float(raw)  # type: ignore[arg-type]  # YAML holds numbers


def _named(names: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _bound(study: Study, missing: float) -> float:
    return float(evaluate(study, missing=missing).viability[0])


def _decisive(result: Evaluation, side: str) -> dict[str, str]:
    found = {row.criterion: getattr(row, side) for row in contributions(result)}
    return {criterion: "+".join(decisive.states) for criterion, decisive in found.items() if decisive is not None}


def _pairs(study: Study) -> dict[str, float]:
    result = pairs_of(study)
    names = ["+".join(np.array(result.states)[marks]) for marks in result.coalitions]
    return _named(tuple(names), result.cohesion)


READERS: Mapping[str, Callable[[Study, Evaluation], object]] = {
    "scores": lambda _, r: _named(r.criteria, r.scores[0]),
    "coverage": lambda _, r: _named(r.criteria, r.coverage[0]),
    "shares": lambda _, r: _named(r.criteria, r.shares()[0]),
    "total_coverage": lambda _, r: float(r.total_coverage()[0]),
    "pillar_coverage": lambda _, r: _named(r.pillars, r.pillar_coverage()[0]),
    "pillars": lambda _, r: _named(r.pillars, r.pillar_scores[0]),
    "pillar_cohesion": lambda _, r: _named(r.pillars, r.pillar_cohesion[0]),
    "viability": lambda _, r: float(r.viability[0]),
    "cohesion": lambda _, r: float(r.cohesion[0]),
    "verdict": lambda s, r: s.framework.bands[int(r.verdicts[0])].verdict,
    "blocked_by": lambda _, r: [c for c, blocks in zip(r.criteria, r.blocked[0], strict=True) if blocks],
    "at_worst": lambda s, _: _bound(s, 0.0),
    "at_best": lambda s, _: _bound(s, 1.0),
    "pairs": lambda s, _: _pairs(s),
    "points": lambda _, r: {row.criterion: [row.gained, row.lost] for row in contributions(r)},
    "drags": lambda _, r: _decisive(r, "drags"),
    "carries": lambda _, r: _decisive(r, "carries"),
    "without": lambda s, _: {member.state: member.viability for member in without_each(s)},
}
"""How each key of `expect` is read off the study and its evaluation."""

NAMES = {"verdict", "blocked_by", "drags", "carries"}
"""Expectations that are names; all others are numbers."""


def agree(expected: object, actual: object, *, names: bool) -> None:
    """Compare what a file says with what came out; of a mapping, the keys that the file names."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict)
        for key, one in expected.items():
            agree(one, actual[key], names=names)
    elif names:
        assert expected == actual
    elif isinstance(expected, list):
        assert [number(one) for one in expected] == pytest.approx(actual, abs=1e-9, nan_ok=True)
    else:
        assert number(expected) == pytest.approx(actual, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(("raw", "case"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_worked_example_gives_what_was_worked_out_by_hand(raw: dict[str, Any], case: dict[str, Any]) -> None:
    """A worked example gives what was worked out by hand."""
    expected = dict(case["expect"])
    what_if = scenario(case.get("when", {}))
    if "error" in expected:
        with pytest.raises(ViabilityError, match=expected["error"]):
            evaluate(apply(build(raw), what_if))
        return
    study = apply(build(raw), what_if)
    result = evaluate(study)
    for key, value in expected.items():
        agree(value, READERS[key](study, result), names=key in NAMES)


def test_every_worked_example_says_what_it_shows() -> None:
    """Every worked example has a title, the truth it shows, and cases that expect something."""
    heads = [read(path) for path in sorted(WORKED.glob("*.yaml"))]
    assert [] == [raw for raw in heads if not (raw.get("title") and raw.get("truth") and raw.get("cases"))]
    assert [] == [name for name, _, case in CASES if not case["expect"]]
    titles = [raw["title"] for raw in heads]
    assert sorted(set(titles)) == sorted(titles)


def scored() -> Iterator[dict[str, Any]]:
    """Give every criterion for which some case expects a score."""
    for _, raw, case in CASES:
        for name in case["expect"].get("scores", {}):
            yield raw["criteria"][name]


def test_every_measure_has_a_worked_example() -> None:
    """Every measure has a worked example that expects its score."""
    assert set(MEASURES) == {criterion["measure"]["kind"] for criterion in scored()}


def test_every_aggregator_has_a_worked_example() -> None:
    """Every aggregator has a worked example that expects its score."""
    assert set(get_args(AggregatorName)) == {criterion["aggregator"] for criterion in scored()}


def test_every_kind_of_change_has_a_worked_example() -> None:
    """Every kind of change has a worked example that expects what it leads to."""
    made = [change for _, _, case in CASES for change in case.get("when", {}).get("changes", [])]
    assert set(CHANGES) == {key for change in made for key in change if key in CHANGES}


def test_every_kind_of_expectation_has_a_worked_example() -> None:
    """Every kind of expectation that a worked example may hold is held by one."""
    assert {*READERS, "error"} == {key for _, _, case in CASES for key in case["expect"]}
