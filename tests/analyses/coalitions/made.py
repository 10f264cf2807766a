"""What tests of the search share: states worked by hand, and every coalition evaluated one at a time."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from strategies import asks, build
from viability.analyses.coalitions.search import Ranked, Search
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.study import Study

# Two pairs of criteria, worked by hand. Wealth scores 0.8, 0.6, 0.1; ties score ab 1, ac 0, bc 0.5:
#   ab:  wealth 0.7,  tie 1    index 85.0, cohesion 100
#   ac:  wealth 0.45, tie 0    index 22.5, cohesion   0
#   bc:  wealth 0.35, tie 0.5  index 42.5, cohesion  50
#   abc: wealth 0.5,  tie 0.5  index 50.0, cohesion  50
THREE = {
    "criteria": {
        "wealth": asks("attribute", "wealth", worst=0, best=10),
        "treaty": asks("tie", "treaty", worst=0, best=4),
    },
    "codebook": {"treaty": {"levels": 4}},
    "states": {
        "a": {"attributes": {"wealth": 8}, "ties": {"b": {"treaty": 4}, "c": {"treaty": 0}}},
        "b": {"attributes": {"wealth": 6}, "ties": {"c": {"treaty": 2}}},
        "c": {"attributes": {"wealth": 1}},
    },
}
WILL = {"will": asks("attribute", "will", worst=0, best=1)}


def spelt(found: Sequence[Ranked]) -> list[str]:
    """Write coalitions of one-letter states as words."""
    return ["".join(one.members) for one in found]


def willing(**wills: float | None) -> Study:
    """Build a study whose only criterion is the members' mean will, from 0 to 1."""
    states = {name: {"attributes": {"will": will}} for name, will in wills.items()}
    return build({"criteria": WILL, "states": states})


def near(value: float) -> float:
    """Round an index, so that equals are equal, at a place where no short fraction is on the edge."""
    return round(value + 0.3e-9, 9)


def by_force(study: Study, fits: Sequence[tuple[str, ...]], by: str) -> list[Any]:
    """Evaluate coalitions one at a time and sort them: (members, viability, cohesion), best first."""
    order = [*study.states]
    found, observed = [], observe(study)
    for members in fits:
        one = evaluate(study, [members], observations=observed)
        indices = {"viability": near(one.viability[0]), "cohesion": near(one.cohesion[0])}
        if not np.isnan(indices[by]):
            found.append((members, indices["viability"], indices["cohesion"], indices[by]))
    return sorted(found, key=lambda f: (-f[3], len(f[0]), [order.index(s) for s in f[0]]))


def combinations_of(study: Study) -> list[tuple[str, ...]]:
    """List every coalition of a study's states."""
    return [found for size in range(2, len(study.states) + 1) for found in combinations(study.states, size)]


def same(one: Search, other: Search) -> None:
    """Check that two searches answer alike, to the last bit."""
    for name in ("eligible", "unknown", "unjudged", "leaders", "best_per_size", "against_cohesion", "against_other"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name
