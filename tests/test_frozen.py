"""Numbers that may not move unseen: those of framework 1.1, kept beside the tests, as the engine gave them.

`pytest tests/test_frozen.py --update-frozen` writes them anew. Whoever does says in the commit which fault was mended.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from viability.analyses.pairs import pairs
from viability.analyses.shapley import shapley
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.files.folder import load_study
from viability.study.study import Study

HERE = Path(__file__).parent
FROZEN = HERE / "framework_1" / "frozen.json"
DATES = ("2015-12-31", "2019-12-31", "2024-12-17", None)
Numbers = dict[str, float]


@cache
def framework_1() -> Study:
    """Return the study as framework 1.1 had it."""
    return load_study(HERE / "framework_1")


def of_coalition(study: Study) -> Iterator[tuple[str, float]]:
    """Name every number of the study's coalition: index, cohesion, coverage, pillars and criteria."""
    found = evaluate(study)
    yield "viability", float(found.viability[0])
    yield "cohesion", float(found.cohesion[0])
    yield "verdict", float(found.verdicts[0])
    for i, pillar in enumerate(found.pillars):
        yield f"pillar {pillar}", float(found.pillar_scores[0, i])
        yield f"cohesion of {pillar}", float(found.pillar_cohesion[0, i])
    for k, criterion in enumerate(found.criteria):
        yield f"criterion {criterion}", float(found.scores[0, k])
        yield f"coverage of {criterion}", float(found.coverage[0, k])
    for pair in pairs(study).pairs:
        yield f"pair {' '.join(pair.states)}", pair.cohesion


def numbers(study: Study) -> Iterator[tuple[str, Numbers]]:
    """Name all that is frozen."""
    for day in DATES:
        yield f"as of {day}", dict(of_coalition(study.replace(as_of=day)))
    found = shapley(study)
    yield "shapley", dict(zip(found.states, found.values.tolist(), strict=True))
    indices = (v for part in evaluate_subsets(study) for v in part.viability.tolist())
    # a coalition is told by its number: bit i is set where the i-th state belongs to it
    yield "coalitions", {str(number): index for number, index in enumerate(indices)}


def test_the_numbers_of_framework_1_are_what_they_were(request: pytest.FixtureRequest) -> None:
    """Index, pillars, criteria, pairs at four dates, Shapley values and every coalition agree to 1e-9."""
    now = dict(numbers(framework_1()))
    if request.config.getoption("--update-frozen"):
        FROZEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    assert frozen.keys() == now.keys()
    for name, held in frozen.items():
        assert pytest.approx(held, rel=0, abs=1e-9, nan_ok=True) == now[name], name
