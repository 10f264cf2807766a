"""What tests of sensitivity share: small studies worked by hand, and one of too many states."""

from typing import Any

from strategies import asks, build
from viability.study.study import Study


def scored(pillars: dict[str, dict[str, Any]], **more: object) -> Study:
    """Make a coalition of two like states by pillar, criterion and score, or (score, weight, blocking)."""
    criteria, attributes = {}, {}
    for pillar, found in pillars.items():
        for name, raw in found.items():
            score, weight, blocking = (*raw, None)[:3] if isinstance(raw, tuple) else (raw, 1, None)
            criteria[name] = asks(
                "attribute",
                name,
                worst=0,
                best=1,
                pillar=pillar,
                weight=weight,
                **({"blocking": blocking} if blocking else {}),
            )
            attributes[name] = score
    return build({"criteria": criteria, "states": {s: {"attributes": attributes} for s in "ab"}, **more})


# p scores (1 + 0.5) / 2 = 0.75 and q 0.5; the index is 62.5: viable with conditions, from 55 to 70.
TWO = {"p": {"x": 1.0, "y": 0.5}, "q": {"z": 0.5}}


def sure(value: float) -> list[float]:
    """Write the value has no doubt."""
    return [value, value, value]


def doubtful() -> Study:
    """Make two states with two averaged attributes from 0 to 10, of which x is in more doubt than y."""
    # x = (4 + 8) / 2 = 6 and y = (2 + 6) / 2 = 4: scores 0.6 and 0.4, the index 50
    return build(
        {
            "criteria": {n: asks("attribute", n, worst=0, best=10) for n in "xyz"},
            "states": {
                "a": {"attributes": {"x": [2, 4, 6], "y": [2, 2, 3], "z": sure(5)}},
                "b": {"attributes": {"x": sure(8), "y": [5, 6, 7], "z": sure(5)}},
            },
        }
    )


def averages(states: dict[str, dict[str, Any]], **more: object) -> Study:
    """Make a study that asks the average of each attribute, from 0 to 1; a number is certain."""
    names = dict.fromkeys(name for held in states.values() for name in held)
    return build(
        {
            "criteria": {name: asks("attribute", name, worst=0, best=1) for name in names},
            "states": {
                state: {"attributes": {n: [v] * 3 if isinstance(v, float) else v for n, v in held.items()}}
                for state, held in states.items()
            },
            **more,
        }
    )


def many(members: int, candidates: int, criteria: int) -> Study:
    """Build so many members, and others who might join, of one rating in doubt that so many criteria read."""
    names = [f"s{i:04}" for i in range(members + candidates)]
    return build(
        {
            "criteria": {f"c{i}": asks("attribute", "arms", worst=0, best=4) for i in range(criteria)},
            "codebook": {"arms": {"levels": 4}},
            "states": {name: {"attributes": {"arms": {"value": 2, "low": 1, "high": 3}}} for name in names},
            "members": tuple(names[:members]),
        }
    )
