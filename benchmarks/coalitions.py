"""How fast all coalitions are scored, as ratios in one run: `python benchmarks/coalitions.py [--states 20]`.

One thread, processor time, medians of runs in turn. The study is made up: 20 criteria with every measure and every
aggregator, 8 of them dyadic.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from turns import in_turn, on_one_thread, worked

from viability.analyses.coalitions.search import search
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import observe
from viability.study.criterion import Criterion
from viability.study.framework import Band, Framework, Pillar
from viability.study.profile import Attribute, Datum, Institution, Membership, Source, State, Threat
from viability.study.study import Study

GENERAL = 20_000
"""Coalitions on which the general form is timed: it takes the same time for each."""

CRITERIA = [
    ("attribute", "income", "average", 0, 100),
    ("attribute", "trade", "average", 100, 0),
    ("attribute", "rating", "average", 0, 4),
    ("attribute", "rating", "weakest-link", 0, 4),
    ("attribute", "trade", "weakest-link", 100, 0),
    ("attribute", "rating", "best-shot", 0, 4),
    ("attribute", "income", "summation", 0, 800),
    ("attribute", "income", "evenness", None, None),
    ("count", None, "summation", 0, 12),
    ("best_membership", "credibility", "average", 4, 0),
    ("best_membership", "credibility", "weakest-link", 4, 0),
    ("best_membership", "credibility", "best-shot", 0, 4),
    ("similarity", "income", "average", 60, 0),
    ("similarity", "rating", "weakest-link", 4, 0),
    ("overlap", "threats", "average", 0, 1),
    ("strongest_common", "threats", "average", 0, 4),
    ("strongest_common", "threats", "best-shot", 0, 4),
    ("common_level", "rating", "average", 0, 4),
    ("shared_memberships", None, "average", 0, 1),
    ("tie", "distance", "average", 4000, 0),
]
"""Measure, what it reads, aggregator, goalposts; shared out over four pillars."""


def made_up(states: int, *, missing: float = 0.0, seed: int = 1) -> Study:
    """Make up a study with that many states, some share of its values missing."""
    rng = np.random.default_rng(seed)
    names = [f"s{i:03}" for i in range(states)]
    pillars = [f"p{i}" for i in range(4)]

    def datum(value: float) -> tuple[Datum, ...]:
        whole = Datum(value=value, date="2020", source=("x",), quality="medium", note="x")
        return () if rng.random() < missing else (whole,)

    def attribute(of: str, most: float, *, rating: bool = False) -> Attribute:
        rubric = dict.fromkeys(range(int(most) + 1), "x") if rating else {}
        return Attribute.read(
            {"title": "x", "section": "p0", "of": of, "range": (0, most), "rubric": rubric, "definition": "x"}
        )

    criteria = {}
    for i, (kind, of, aggregator, worst, best) in enumerate(CRITERIA):
        posts = None if worst is None else {"worst": worst, "best": best, "reason": "x"}
        criteria[f"c{i:02}"] = Criterion.read(
            {
                "id": f"c{i:02}",
                "title": "x",
                "pillar": pillars[i % 4],
                "question": "x",
                "measure": {"kind": kind, "of": of},
                "goalposts": posts,
                "aggregator": aggregator,
                "rationale": "x",
            }
        )
    profiles = {}
    for i, name in enumerate(names):
        profiles[name] = State(
            id=name,
            name=name,
            attributes={
                "income": datum(float(rng.uniform(1, 100))),
                "trade": datum(float(rng.uniform(0, 100))),
                "rating": datum(float(rng.integers(0, 5))),
            },
            threats={"threats": {f"t{t}": datum(float(rng.integers(0, 5))) for t in range(5)}},
            memberships={
                f"i{m}": (Membership.read({"from": "2000", "source": "x"}),)
                for m in range(4)
                if m == i % 4 or rng.random() < 0.4  # noqa: PLR2004 - the share that belongs
            },
            ties={other: {"distance": datum(float(rng.uniform(0, 4000)))} for other in names[:i]},
        )
    return Study(
        title="made up",
        members=tuple(names[:5]),
        framework=Framework.read(
            {
                "title": "made up",
                "version": "1",
                "pillars": {pillar: Pillar(title=pillar) for pillar in pillars},
                "bands": (Band(verdict="viable", at_least=50), Band(verdict="not viable", at_least=0)),
                "blocked": "not viable",
            }
        ),
        criteria=criteria,
        attributes={
            "income": attribute("state", 100),
            "trade": attribute("state", 100),
            "rating": attribute("state", 4, rating=True),
            "threats": attribute("threat", 4, rating=True),
            "credibility": attribute("institution", 4, rating=True),
            "distance": attribute("pair", 4000),
        },
        threats={f"t{t}": Threat(title="x", definition="x") for t in range(5)},
        institutions={
            f"i{m}": Institution(
                name=f"i{m}",
                mandate="x",
                source=("x",),
                credibility=(Datum(value=m + 1, date="2020", source=("x",), quality="high", note="x"),),
            )
            for m in range(4)
        },
        states=profiles,
        sources={"x": Source(title="x", publisher="x", undated=True)},
    )


def copied(count: int, k: int) -> Callable[[], None]:
    """Return what copies an array (B, k) in single precision into another that is there already."""
    single = np.random.default_rng(0).random((count, k), dtype=np.float32)
    room = np.empty_like(single)
    return lambda: np.copyto(room, single)


def measured(states: int, *, missing: float) -> None:
    """Print what it takes to score all coalitions of a study in several ways."""
    study = made_up(states, missing=missing)
    obs = observe(study)
    count, k = 1 << states, len(study.criteria)

    def all_of(**how: Any) -> Callable[[], None]:  # noqa: ANN401 - options of the function timed
        def run() -> None:
            for _ in evaluate_subsets(study, observations=obs, **how):
                pass

        return run

    marks = np.random.default_rng(0).random((GENERAL, states)) < 0.5  # noqa: PLR2004 - each belongs or not
    marks = marks[marks.sum(axis=1) > 1]
    ways: dict[str, Callable[[], object]] = {
        "copying": copied(count, k),
        "general": lambda: evaluate(study, marks, observations=obs),
        "indices, single precision": all_of(precision=np.float32),
        "indices and all scores, single": all_of(precision=np.float32, scores=True),
        "indices, double precision": all_of(),
        "indices and verdicts, double": all_of(verdicts=True),
        "the whole search, double": lambda: search(study, candidates=obs.states),
    }
    copying, general, *took = in_turn({name: worked(way) for name, way in ways.items()}).values()
    general *= count / len(marks)
    print(f"\n{states} states, {k} criteria, {missing:.0%} of the values missing: {count:,} sets of states")
    print(f"copying (B, k) in single precision {copying:.4f} s; the general form {general:.1f} s (from {len(marks):,})")
    print(f"{'':32}{'seconds':>9}{'million/s':>11}{'x copying':>11}{'general / it':>14}")
    for name, one in zip([*ways][2:], took, strict=True):
        print(f"{name:32}{one:9.3f}{count / one / 1e6:11.1f}{one / copying:11.1f}{general / one:14.0f}")


def largest() -> None:
    """Print how long 24 states take, and the most memory that this process ever held."""
    study = made_up(24)
    obs = observe(study)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    for _ in evaluate_subsets(study, observations=obs, precision=np.float32):
        pass
    scored = time.perf_counter() - begun
    begun = time.perf_counter()
    found = search(study)
    searched = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n24 states: {found.eligible:,} coalitions scored in {scored:.1f} s, searched in {searched:.1f} s")
    print(f"peak resident memory {most:.0f} MB, of which {before:.0f} MB before the first block")
    begun = time.perf_counter()
    found = search(made_up(60), size=4)
    print(f"60 states, 4 members: {found.eligible:,} coalitions searched in {time.perf_counter() - begun:.1f} s")


def main() -> None:
    """Measure 24 states first and in a process of their own, so that the memory is theirs alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--states", type=int, default=20, help="how many states to form coalitions of")
    parser.add_argument("--largest", action="store_true", help="measure 24 states alone")
    chosen = parser.parse_args()
    on_one_thread()
    if chosen.largest:
        largest()
        return
    print(f"numpy {np.__version__}, Python {sys.version.split()[0]}, one thread", flush=True)
    subprocess.run([sys.executable, __file__, "--largest"], check=True)
    for missing in (0.0, 0.1):
        measured(chosen.states, missing=missing)


if __name__ == "__main__":
    main()
