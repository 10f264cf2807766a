"""What to mind before reading a headline: each fact where it holds, and not where it does not."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from strategies import asks, build, scenario
from viability.analyses.cautions import Caution, cautions
from viability.analyses.score import Assessment, assess
from viability.files.folder import load_study
from viability.study.study import Study

AVERAGE = asks("attribute", "x", worst=0, best=4)
BOTH: dict[str, Any] = {"x": AVERAGE, "y": asks("attribute", "y", worst=0, best=4)}
SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def study_of(x: float, y: float, **more: object) -> Study:
    """Build two states that are alike, with x and y of 0 to 4."""
    states = {state: {"attributes": {"x": x, "y": y}} for state in "ab"}
    return build({"criteria": BOTH, "states": states, **more})


def found(result: Assessment) -> dict[str, Caution]:
    """Return cautions by their kind."""
    return {caution.kind: caution for caution in cautions(result)}


def test_one_zero_is_named_where_it_decides() -> None:
    """At compensation 0 one score of 0 makes the index 0 whatever the others; above it does not."""
    geometric, harmonic, plain = (assess(study_of(0, 4), scenario({"compensation": c}), draws=5) for c in (0, -1, 1))
    assert [0.0, 0.0, 50.0] == pytest.approx([geometric.viability, harmonic.viability, plain.viability])
    assert ("x",) == found(geometric)["zero decides"].about == found(harmonic)["zero decides"].about
    assert -1 == found(harmonic)["zero decides"].amount
    assert "zero decides" not in found(plain)
    assert "zero decides" not in found(assess(study_of(1, 4), scenario({"compensation": 0}), draws=5))


@pytest.mark.parametrize(("day", "later"), [("2030", True), ("2016", True), ("2015", False), ("2014", False)])
def test_a_day_after_the_newest_value_is_told(alliance: Study, day: str, later: bool) -> None:  # noqa: FBT001 - expected
    """The newest value that criteria read of the members is of 2015; after its end nothing is known."""
    told = found(assess(alliance, scenario({"as_of": day}), draws=5))
    assert later == ("nothing newer" in told)
    if later:
        assert ("2015",) == told["nothing newer"].about
    assert "nothing newer" not in found(assess(alliance, draws=5))


def test_a_known_coalition_answers_where_its_baseline_is_unknown() -> None:
    """Where nothing is known of the study as it is, a what-if that changes that has a result, and no baseline."""
    study = build({"criteria": {"x": AVERAGE}, "states": {"a": {}, "b": {}}})
    result = assess(study, scenario({"changes": [{"set": "a.x", "value": 3}]}), draws=5)
    assert 75.0 == pytest.approx(result.viability)
    assert result.baseline is None
    assert "baseline unknown" in found(result)
    assert "baseline unknown" not in found(assess(study_of(1, 2), scenario({"without": []}), draws=5))


def test_why_there_is_no_verdict_is_told() -> None:
    """Too little is known of the coalition as its framework asks for, or less than a third of a member."""
    # of the four values of a and b three are known
    states = {"a": {"attributes": {"x": 1, "y": 1}}, "b": {"attributes": {"x": 1}}}
    for least, told in ((0.74, False), (0.75, False), (0.76, True)):
        result = assess(build({"criteria": BOTH, "states": states, "least_coverage": least}), draws=5)
        assert told == ("little known" in found(result)) == ("no verdict" == result.verdict)
    # of c nothing is, and of all six values two thirds
    states = {"a": states["a"], "b": {"attributes": {"x": 1, "y": 1}}, "c": {}}
    result = assess(build({"criteria": BOTH, "states": states, "least_coverage": 0.5}), draws=5)
    assert "no verdict" == result.verdict
    assert ("c",) == found(result)["members little known"].about
    assert "little known" not in found(result)


def test_without_a_verdict_no_edge_is_near(alliance: Study) -> None:
    """A result without a verdict is near no edge, and most of its draws may have none either."""
    result = assess(alliance, draws=5)
    none = replace(
        result,
        evaluation=replace(result.evaluation, verdicts=result.evaluation.verdicts * 0 - 1),
        uncertainty=replace(result.uncertainty, verdicts=(0.0, 0.0), no_verdict=1.0),
    )
    assert ("no verdict", 1.0) == (none.verdict, none.same_verdict)
    assert {"viable": 0.0, "not viable": 0.0, "no verdict": 1.0} == none.verdicts
    assert not {"just above an edge", "just below an edge", "most draws differ"} & found(none).keys()


@pytest.mark.parametrize("missing", [True, False])
def test_totals_and_shares_of_burden_with_gaps_are_named(missing: bool) -> None:  # noqa: FBT001 - expected
    """Where a value is missing a total is a lower bound, but for values that may be negative; evenness is partial.

    A mean is told apart from both: what is missing leaves it.
    """
    own = {"arms": 1, "debt": 1, "rank": 1}
    found_in = found(
        assess(
            build(
                {
                    "codebook": {"arms": {"range": [0, 9]}, "debt": {"range": [-9, 9]}, "rank": {"range": [0, 9]}},
                    "criteria": {
                        "arms": asks("attribute", "arms", "summation", worst=0, best=9),
                        "debt": asks("attribute", "debt", "summation", worst=9, best=0),
                        "even": asks("attribute", "arms", "evenness"),
                        "rank": asks("attribute", "rank", worst=0, best=9),
                    },
                    "states": {
                        "a": {"attributes": own},
                        "b": {"attributes": own},
                        "c": {"attributes": {} if missing else own},
                    },
                }
            ),
            draws=5,
        )
    )
    kinds = ("totals are lower bounds", "scores are partial")
    told = [found_in[kind].about for kind in kinds if kind in found_in]
    assert ([("arms",), ("debt", "even")] if missing else []) == told
