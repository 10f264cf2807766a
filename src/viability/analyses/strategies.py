"""What an actor could decide on: the strategies of a study ranked by what they do, alone and two by two."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About, about
from viability.analyses.uncertainty import Progress, Range, check_work, range_of
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import CELLS, EVEN, Floats
from viability.engine.draws import DRAWS, LEAST_AT_ONCE, SEED, blocks, draw_values
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply

BEST = 3
"""So many of the best are tried in pairs."""


class Effect(Struct, frozen=True, kw_only=True):
    """What one strategy does, or two together."""

    strategies: tuple[Scenario, ...]
    rank: int
    """1 for the greatest gain of the first question; equals share a rank."""
    indices: Mapping[str, float]
    """Each question's index with it, 0 to 100."""
    gains: Mapping[str, float]
    """That less the index without it."""
    ranges: Mapping[str, Range]
    """Of the gains, over common draws of the data, with the weights as given."""
    verdict: int
    """The number of the band of the first question."""
    blocking: tuple[str, ...]
    """Criteria that cap its verdict."""

    @property
    def moves(self) -> bool:
        """Whether it moves any index at all."""
        return any(abs(gain) > EVEN for gain in self.gains.values())


class Strategies(Brief, Struct, frozen=True, kw_only=True):
    """Every strategy of a study, ranked, and the best in pairs."""

    about: About
    indices: Mapping[str, float]
    """Each question's index as things are."""
    verdict: int
    alone: tuple[Effect, ...]
    """Best first; those that move nothing are among them."""
    pairs: tuple[Effect, ...]
    """The best two by two, best first."""
    draws: int
    seed: int

    def facts(self) -> Mapping[str, str]:
        """Say which strategies do most."""
        first = next(iter(self.indices))
        told = (f"{one.strategies[0].id} {one.gains[first]:+.1f}" for one in self.alone)
        return {
            "strategies": f"{len(self.alone)}, of which {sum(not one.moves for one in self.alone)} move nothing",
            first: some(told, 4),
            **self.about.facts(),
        }


@explained
def strategies(
    study: Study,
    *,
    then: Sequence[Scenario] = (),
    question: str | None = None,
    best: int = BEST,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Strategies:
    """Rank the study's strategies by what they do to a question, alone, and the best of them in pairs.

    Args:
        study: With its scenarios; those with a `strategy` are ranked.
        then: What-ifs that come last in every one of them, and in the baseline.
        question: By which they are ranked, and which alone is answered; by default all are answered, and the first
            question ranks.
        best: How many are tried in pairs.
        draws: How often data are drawn, the same for each strategy.
        seed: Of the draws.
        progress: Is told how many are done, of how many.

    Raises:
        ViabilityError: when a strategy names what is not there, or a coalition cannot be scored.
    """
    asked = [scenario for scenario in study.scenarios.values() if scenario.strategy is not None]
    base = _asked(study, then, question)
    count = len(asked) + len([*combinations(range(min(best, len(asked))), 2)])
    check_work(base, draws, 1 + count)
    given, drawn = _evaluated(base, draws, seed)
    done = 0

    def effect(*several: Scenario) -> Effect:
        nonlocal done
        held = _asked(study, (*several, *then), question)
        found, drawn_with = _evaluated(held, draws, seed)
        done += 1
        if progress is not None:
            progress(done, count)
        asking = evaluate(held)
        blocked = zip(asking.criteria, asking.blocked[0], strict=True)
        return Effect(
            strategies=several,
            rank=0,
            indices=found,
            gains={name: value - given[name] for name, value in found.items()},
            ranges={name: range_of(drawn_with[name] - drawn[name]) for name in found},
            verdict=int(asking.verdicts[0]),
            blocking=tuple(name for name, blocks in blocked if blocks),
        )

    alone = _ranked([effect(scenario) for scenario in asked])
    leading = [one.strategies[0] for one in alone[:best] if one.moves]
    return Strategies(
        about=about(base),
        indices=given,
        verdict=int(evaluate(base).verdicts[0]),
        alone=alone,
        pairs=_ranked([effect(a, b) for a, b in combinations(leading, 2)]),
        draws=draws,
        seed=seed,
    )


def _asked(study: Study, scenarios: Sequence[Scenario], question: str | None) -> Study:
    """Return the study that scenarios lead to, narrowed to a question if one is named."""
    edited = apply(study, *scenarios)
    return edited if question is None else edited.asking(question)


def _evaluated(study: Study, draws: int, seed: int) -> tuple[dict[str, float], dict[str, Floats]]:
    """Return each question's index, as given and as drawn (D,)."""
    obs = observe(study, study.members)
    marks = np.ones((1, len(obs.states)), dtype=bool)
    given = evaluate(study, marks, observations=obs)
    parts: dict[str, list[Floats]] = {name: [] for name in given.questions}
    step = max(LEAST_AT_ONCE, CELLS // max(len(obs.pairs[0]), 1))
    for rng, size in blocks(draws, seed):
        values = draw_values(obs, rng, size)
        for part in (values[first : first + step] for first in range(0, size, step)):
            for name, found in evaluate(study, marks, observations=obs.with_values(part)).questions.items():
                parts[name].append(np.broadcast_to(found.viability[..., 0], (len(part),)))
    indices = {name: float(found.viability[0]) for name, found in given.questions.items()}
    return indices, {name: np.concatenate(blocks) for name, blocks in parts.items()}


def _ranked(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Sort by the gain of the first question, then of the others; equals share a rank."""

    def key(one: Effect) -> tuple[float, ...]:
        return tuple(-round(gain / EVEN) * EVEN for gain in one.gains.values())

    ordered = sorted(effects, key=key)
    first = [key(one)[0] for one in ordered]
    return tuple(replace(one, rank=1 + first.index(first[i])) for i, one in enumerate(ordered))
