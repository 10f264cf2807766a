"""How fast every set of so many of the world's states is searched: `python benchmarks/worldwide.py [--five|--workers]`.

The study is the one of the world with its structural framework: nine criteria, with gaps, and rivals that are no rivals
once they are members. States are the members of the United Nations. Rates are of one core and one thread, by the clock
and by the processor's time, which says more where other programs are at work. `--five` takes the ten best of all sets
of five on two workers instead, `--workers` one process, two, and two workers of a Dask cluster on this machine in
turns, with the ratios; both take a few minutes.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from viability.analyses.coalitions.search import Search, search
from viability.engine.evaluate import evaluate
from viability.engine.observations import Observations, observe
from viability.files.folder import load_study
from viability.study.study import Study

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
"""Read when numpy is loaded, so the program starts itself again with them."""
MEMBERS = 193
SAMPLE = 2_000
"""Sets of four that are scored as an analyst would."""
STATES = (50, 100, MEMBERS)
SIZES = (3, 4, 5)
LARGEST = 100_000_000
"""Sets beyond which a size is not timed here."""


def of_the_world() -> tuple[Study, list[str]]:
    """Return the study and the members of the United Nations."""
    study = load_study("world")
    return study, [name for name, state in study.states.items() if state.lives(study.day) and "un" in state.memberships]


def timed(study: Study, states: list[str], size: int, workers: int = 1, scheduler: str | None = None) -> Search:
    """Search, and print how long it took."""
    wall, cpu = time.perf_counter(), processors()
    found = search(study, candidates=states, size=size, workers=workers, scheduler=scheduler)
    wall, cpu = time.perf_counter() - wall, processors() - cpu
    where = f"{workers} worker{'s' * (workers > 1)}" if scheduler is None else "Dask, 2 workers"
    print(f"{len(states):4} choose {size}: {found.eligible:13,} sets, {where:15} {wall:8.1f} s by the clock", end="")
    told = f", {cpu:8.1f} s of a core, {found.eligible / cpu / 1e6:6.2f} million a second of it"
    print(f"{told if scheduler is None else ''}, {found.eligible / wall / 1e6:6.2f} million a second", flush=True)
    return found


def processors() -> float:
    """Return the processor time of this process and of those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


class ByHand:
    """What an analyst would write: the structural index of one set of states after another."""

    def __init__(self, study: Study, obs: Observations) -> None:
        n, values = len(obs.states), obs.values  # noqa: PD011 - not pandas
        self.rivals = np.nan_to_num(values[obs.places["threat", "rivals"]])
        self.source = obs.threat_states
        own, theirs = (values[place] for place in obs.figures["expenditure_share", "rivals"])
        with np.errstate(invalid="ignore"):
            self.share = np.where(self.rivals > 0, theirs / (own + theirs), 0.0)
        state = {
            name: values[obs.places["state", name]]
            for name in (
                "polyarchy",
                "un_ideal_point",
                "expenditure_share",
                "government_effectiveness",
                "latitude",
                "longitude",
            )
        }
        self.spending, self.capacity = state["expenditure_share"], state["government_effectiveness"]
        apart = {name: np.abs(v[:, None] - v[None]) for name, v in state.items()}
        a, b = np.radians(state["latitude"]), np.radians(state["longitude"])
        half = np.sin((a[:, None] - a) / 2) ** 2 + np.cos(a[:, None]) * np.cos(a) * np.sin((b[:, None] - b) / 2) ** 2
        rivalry = np.zeros((n, n))
        rivalry[obs.pairs] = values[obs.places["pair", "rivalry"]]
        self.pairs = {
            "rivalry": 1 - (rivalry + rivalry.T) / 4,
            "regime": np.clip(1 - apart["polyarchy"] / 0.7, 0, 1),
            "voting": np.clip(1 - apart["un_ideal_point"] / self._posts(study, "voting_nearness")[0], 0, 1),
            "near": np.clip(1 - 2 * 6371 * np.arcsin(np.sqrt(np.clip(half, 0, 1))) / 7000, 0, 1),
        }
        low, high = self._posts(study, "state_capacity")
        self.able = np.clip((self.capacity - low) / (high - low), 0, 1)

    @staticmethod
    def _posts(study: Study, criterion: str) -> tuple[float, float]:
        posts = study.criteria[criterion].goalposts
        if posts is None:
            raise ValueError(criterion)
        return posts.worst, posts.best

    def index(self, members: tuple[int, ...]) -> float:
        """Return the index of one set, 0 to 100."""
        m = np.array(members)
        i, j = np.triu_indices(len(m), 1)
        outside = ~np.isin(self.source, m)
        common = np.minimum(self.rivals[m[i]], self.rivals[m[j]])[:, outside].max(axis=1) / 4
        rivals = (self.rivals[m] > 0) & outside
        known = ~(rivals & np.isnan(self.share[m])).any(axis=1) | (rivals & ~np.isnan(self.share[m])).any(axis=1)
        strongest = np.where(rivals, np.nan_to_num(self.share[m]), 0.0).max(axis=1)
        opposed = np.clip((strongest[known] - 0.25) / 0.5, 0, 1)
        pairs = {name: table[m[i], m[j]] for name, table in self.pairs.items()}
        spent = self.spending[m][~np.isnan(self.spending[m])]
        even = np.nan
        if spent.sum() > 0:
            shares = spent / spent.sum()
            even = 1 - ((shares**2).sum() - 1 / len(m)) / (1 - 1 / len(m))
        pooled = np.clip(spent.sum() / 13, 0, 1) if len(spent) else np.nan
        pillars = [
            [common.mean(), opposed.mean() if len(opposed) else np.nan, pairs["rivalry"].mean()],
            [mean(pairs["regime"]), mean(pairs["voting"])],
            [even, mean(pairs["near"]), pooled, mean(self.able[m])],
        ]
        return 100 * mean(np.array([mean(np.array(pillar)) for pillar in pillars]))

    def frame(self, sets: list[tuple[int, ...]]) -> np.ndarray:
        """Return the means of four criteria about pairs with pandas, a part of what the index takes."""
        rows = [(s, a, b) for s, one in enumerate(sets) for a, b in combinations(one, 2)]
        listed = pd.DataFrame(rows, columns=["set", "a", "b"])
        for name, table in self.pairs.items():
            listed[name] = table[listed["a"], listed["b"]]
        return listed.groupby("set")[[*self.pairs]].mean().to_numpy()


def mean(values: np.ndarray) -> float:
    """Return the mean of what is known, or that nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def beside_an_analyst(study: Study, states: list[str], rate: float) -> None:
    """Score some sets one by one with numpy, and a part of it with pandas, and compare numbers and times."""
    obs = observe(study, states)
    hand, rng = ByHand(study, obs), np.random.default_rng(1)
    rivals = np.flatnonzero(hand.rivals.any(axis=1))
    sets = [tuple(sorted(rng.choice(len(states), 4, replace=False))) for _ in range(SAMPLE // 2)]
    sets += [tuple(sorted(rng.choice(rivals, 4, replace=False))) for _ in range(SAMPLE // 2)]
    marks = np.zeros((len(sets), len(states)), dtype=bool)
    for mark, one in zip(marks, sets, strict=True):
        mark[[*one]] = True
    expected = evaluate(study, marks, observations=obs, partial=True).viability
    start = time.process_time()
    found = np.array([hand.index(one) for one in sets])
    took = (time.process_time() - start) / len(sets)
    np.testing.assert_allclose(expected, found, atol=1e-6)
    start = time.process_time()
    hand.frame(sets)
    framed = (time.process_time() - start) / len(sets)
    print(f"one by one with numpy, the same numbers: {1e6 * took:.0f} microseconds a set, {took * rate:,.0f} times")
    print(
        f"its four criteria about pairs alone with pandas: {1e6 * framed:.0f} microseconds, {framed * rate:,.0f} times"
    )


@contextmanager
def a_cluster() -> Iterator[str]:
    """Start a scheduler and two workers of one thread on this machine, and give the address."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "scheduler.json"
        begin = [sys.executable, "-m", "dask"]
        # as the manual says to start one
        settings = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}

        def begun(words: list[str]) -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                words, cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(written)]
        processes = [begun([*begin, "scheduler", *options])]
        try:
            while not written.exists() or not written.read_text():
                time.sleep(0.1)
            address = json.loads(written.read_text())["address"]
            one = [*begin, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            processes += [begun(one) for _ in range(2)]
            time.sleep(5)
            yield address
        finally:
            for process in processes:
                process.kill()
                process.wait()


def turn_about(study: Study, states: list[str], size: int, turns: int) -> None:
    """Search with one process, two, and two workers of a cluster in turns, and print the ratios of each turn."""
    clustered = find_spec("distributed") is not None
    ratios: dict[str, list[float]] = {"two workers, times as fast as one (at least 1.7)": []}
    with a_cluster() if clustered else nullcontext() as address:
        ways = [{"workers": 1}, {"workers": 2}] + [{"scheduler": address}] * clustered
        for turn in range(turns + 1):
            took = []
            for way in ways:
                start = time.perf_counter()
                timed(study, states, size, **way)
                took.append(time.perf_counter() - start)
            if turn:  # the first one loads what the others have
                ratios["two workers, times as fast as one (at least 1.7)"].append(took[0] / took[1])
                if clustered:
                    told = "Dask on two workers, times as fast as two processes (at least 0.9)"
                    ratios.setdefault(told, []).append(took[1] / took[2])
            if not turn:
                held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
                print(f"most memory that a worker held: {held:.0f} MB")
    for what, found in ratios.items():
        print(f"{what}: median {median(found):.2f}, {min(found):.2f} to {max(found):.2f} in {len(found)} turns")
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory that a worker held, those of Dask among them: {held:.0f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--five", action="store_true", help="all sets of five of 193, on two workers")
    parser.add_argument("--workers", action="store_true", help="one process, two, and a Dask cluster of two, in turns")
    parser.add_argument("--turns", type=int, default=3, help="how often, beside a first time that is not counted")
    parser.add_argument("--size", type=int, default=4, help="of the sets that these search")
    chosen = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        sys.exit(subprocess.run([sys.executable, *sys.argv], env={**os.environ, **ONE_THREAD}, check=False).returncode)
    load = f"load {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores"
    print(f"numpy {np.__version__}, Python {sys.version.split()[0]}; {load}", flush=True)
    study, members = of_the_world()
    members = members[:MEMBERS]
    if chosen.five:
        timed(study, members, 5, workers=2)
        held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"most memory ever held: {own:.0f} MB by this process, {held:.0f} MB by the other (at most 1,000)")
        print(f"load {os.getloadavg()[0]:.1f}")
        return
    if chosen.workers:
        turn_about(study, members, chosen.size, chosen.turns)
        print(f"load {os.getloadavg()[0]:.1f}")
        return
    taken: dict[tuple[int, int], float] = {}
    for states in STATES:
        for size in SIZES:
            if math.comb(states, size) <= LARGEST:
                start = time.process_time()
                found = timed(study, members[:states], size)
                taken[states, size] = time.process_time() - start
    rate = found.eligible / taken[MEMBERS, 4]
    for size in (3, 4):
        least, most = (taken[states, size] for states in (STATES[1], STATES[2]))
        grown = math.log(most / least) / math.log(STATES[2] / STATES[1])
        print(f"sets of {size}: time grows with the power {grown:.2f} of the number of states from 100 to 193")
    print(f"most memory ever held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    beside_an_analyst(study.asking(), members, rate)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
