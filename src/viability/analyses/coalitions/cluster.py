"""A search sent to a Dask cluster, and put together here: the same parts, and the same answer, as on one machine.

The study is sent once, less what no number is made of. A part is a few numbers, and so is what comes back of it. What
a worker did not finish because it was lost is done again by others.
"""

import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from viability.analyses.coalitions.parts import Done, Told, Work
from viability.analyses.coalitions.sweep import Kept, Sweep
from viability.engine.arrays import Ints
from viability.errors import CoalitionError

if TYPE_CHECKING:
    from distributed import Client

    from viability.analyses.coalitions.acceptability import Ranking  # of draws, which not every worker needs

T = TypeVar("T")
P = TypeVar("P")
R = TypeVar("R", bound=Done)

SHARE = 4_000_000
"""Coalitions in a part at most."""

TURNS = 32
"""Parts that each thread of a worker gets at least, so that all are done at about the same time."""

AHEAD = 4
"""Parts that wait at the scheduler for each thread of a worker."""

PATIENCE = 10.0
"""Seconds in which a scheduler has to answer, and to have a worker."""

SAME = ("viability", "numpy")
"""Packages of which workers need the version that is here, for the same numbers to come out."""


def swept(sweep: Sweep, told: Told, beside: Callable[[], T], *, scheduler: str) -> tuple[Kept, T]:
    """Evaluate all of a search on a cluster, and do beside it what else has to be done here.

    Raises:
        CoalitionError: when `distributed` is not installed, no scheduler answers at the address, it has no workers,
            these have another version of the program, or they are lost.
    """
    with _connected(scheduler) as client:
        if sweep.judged:  # which got a verdict is told in order, of no more than one process has soon done
            return sweep.together(sweep.part(part, told) for part in sweep.field.parts(SHARE)), beside()
        share = min(SHARE, sweep.field.eligible // (TURNS * _threads(client)) + 1)
        coming = _by_cluster(client, sweep.without_sources(), sweep.field.parts(share), told)
        done = beside()
        return sweep.together(coming), done


def ranked(ranking: "Ranking", told: Told, *, scheduler: str) -> Ints:
    """Count the draws in which each leader leads, (m,), on a cluster.

    Raises:
        CoalitionError: as `swept` does.
    """
    with _connected(scheduler) as client:
        return ranking.together(_by_cluster(client, ranking, ranking.parts(), told))


@contextmanager
def _connected(scheduler: str) -> Iterator["Client"]:
    """Connect to a scheduler whose workers are fit, and say in one message what is wrong with it."""
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - it takes a second, and is an extra
        from distributed.comm.core import CommClosedError  # noqa: PLC0415 - likewise
    except ImportError:
        raise CoalitionError(
            "a search on a cluster needs distributed, which is not installed; run: pip install 'viability[cluster]', "
            "or in a checkout: pip install '.[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, once
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError):
        raise CoalitionError(
            f"no scheduler answers at '{scheduler}'; write its address as it prints it, such as tcp://HOST:8786"
        ) from None
    try:
        _check_workers(client, scheduler)
        yield client
    except (KilledWorker, CancelledError, CommClosedError):
        raise CoalitionError(
            f"the cluster at '{scheduler}' was lost during the search, or a part of the search ended several workers; "
            "do they have enough memory?"
        ) from None
    finally:
        client.close()


def _check_workers(client: "Client", scheduler: str) -> None:
    """Check that there are workers, and that they have the versions that are here."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise CoalitionError(f"the scheduler at '{scheduler}' has no workers; start some (dask worker)") from None
    for package in SAME:
        here = _here(package)
        found = client.run(version, package, on_error="return")
        for worker, there in found.items():
            if there != here:
                told = there if isinstance(there, str) else "none"
                raise CoalitionError(
                    f"the worker at {worker} has another version of {package}: {told}, and here it is {here}; install "
                    "the same on all machines"
                )


def _here(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a folder that was never installed
        from viability import __version__  # noqa: PLC0415 - the front door is not needed otherwise

        return __version__


def _by_cluster(client: "Client", work: Work[P, R], left: Iterator[P], told: Told) -> Iterator[R]:
    """Send the first parts, and give what comes of each as it comes."""
    from distributed import as_completed  # noqa: PLC0415 - an extra

    # as a task, not as data: data are lost with the workers that hold them, a task is done again
    sent = client.submit(pickle.loads, pickle.dumps(work), pure=False)
    coming = as_completed(_submitted(client, sent, left, AHEAD * _threads(client)), loop=client.loop)

    def found() -> Iterator[R]:
        try:
            for future in coming:
                done: R = future.result()
                future.release()
                told(done.evaluations)
                yield done
                coming.update(_submitted(client, sent, left, 1))
        finally:
            client.cancel([*coming.futures])

    return found()


def _threads(client: "Client") -> int:
    told = client.scheduler_info(n_workers=-1)["workers"]
    threads: int = sum(worker["nthreads"] for worker in told.values())
    return max(threads, 1)


def _submitted(client: "Client", sent: object, parts: Iterator[P], most: int) -> list[object]:
    return [client.submit(_part, sent, part, pure=False) for part in islice(parts, most)]


_MINE = threading.local()


def _part(work: Any, part: object) -> object:  # noqa: ANN401 - a dataclass that does parts
    """Do a part in a thread of a worker, each of which keeps its tables from one part to the next."""
    if getattr(_MINE, "of", None) is not work:
        _MINE.of, _MINE.work = work, replace(work)
    return _MINE.work.part(part)
