"""A search dealt out to processes of this machine, and put together again."""

import signal
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from viability.analyses.coalitions.field import Part
from viability.analyses.coalitions.sweep import Kept, Sweep, Told
from viability.errors import CoalitionError

SHARE = 4_000_000
"""Coalitions in a part at most."""

TURNS = 16
"""Parts that each worker gets at least, so that all are done at about the same time."""

ALONE = 1_000_000
"""Coalitions up to which one process is sooner done than others are started."""


def swept(sweep: Sweep, told: Told, *, workers: int = 1) -> Kept:
    """Evaluate all of a search, in this process or in several others, with the same result."""
    field = sweep.field
    if workers == 1 or not field.listed or sweep.judged or field.eligible <= ALONE:
        return sweep.together(sweep.part(part, told) for part in field.parts(field.evaluations + 1))
    parts = [*field.parts(min(SHARE, field.eligible // (TURNS * workers) + 1))]
    return sweep.together(_told(_by_workers(sweep, parts, min(workers, len(parts))), told))


def _told(found: Iterable[Kept], told: Told) -> Iterator[Kept]:
    for kept in found:
        told(kept.evaluations)
        yield kept


def _by_workers(sweep: Sweep, parts: Iterable[Part], workers: int) -> Iterator[Kept]:
    """Give what is kept of each part as it comes from one of some processes."""
    context, sent = get_context("spawn"), sweep.without_sources()
    left, processes, ends = iter(parts), [], []
    try:
        for _ in range(workers):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(sent, there), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            ends.append(here)
        try:
            busy = {end for end in ends if _send(end, left)}
            while busy:
                ready = wait([*busy])
                for end in [one for one in busy if one in ready]:
                    found = end.recv()
                    if not _send(end, left):
                        busy.discard(end)
                    yield found
        except (EOFError, ConnectionError):
            raise CoalitionError(
                "a worker process of the search ended before its work was done; is memory short? Ask for fewer "
                "(--workers)"
            ) from None
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _send(end: Connection, left: Iterator[Part]) -> bool:
    """Send the next part to a worker; tell whether there was one."""
    for part in left:
        end.send(part)
        return True
    return False


def _work(sweep: Sweep, end: Connection) -> None:
    """Evaluate the parts that come, until the process is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is interrupted, and ends it
    while True:
        end.send(sweep.part(end.recv()))
