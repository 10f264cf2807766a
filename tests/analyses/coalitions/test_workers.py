"""The search dealt out to processes of this machine."""

import multiprocessing
from typing import Any

import pytest

from analyses.coalitions.made import same
from viability.analyses.coalitions import field, workers
from viability.analyses.coalitions import search as module
from viability.analyses.coalitions.search import search
from viability.errors import CoalitionError
from viability.study.study import Study


@pytest.mark.parametrize("by", ["viability", "cohesion"])
def test_several_processes_find_what_one_finds(framework_1: Study, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """Whatever the number of workers and the size of parts, the answer is the same, ties included."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(field, "DEARER", 0)  # list them, however few
    options: dict[str, Any] = {"candidates": [*framework_1.states], "size": 5, "by": by, "top": 12}
    alone = search(framework_1, **options)
    for share, count in ((7, 3), (40, 2)):
        monkeypatch.setattr(workers, "SHARE", share)
        same(alone, search(framework_1, **options, workers=count))


@pytest.mark.parametrize("work", [1 << 28, 1])
def test_draws_that_are_dealt_out_give_the_same_shares(
    framework_1: Study, monkeypatch: pytest.MonkeyPatch, work: int
) -> None:
    """Among all rivals, and among the highest alone, two processes count what one counts, and tell of all of it."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(module, "WORK", work)
    monkeypatch.setattr(module, "RIVALS", 20)
    options: dict[str, Any] = {"candidates": [*framework_1.states], "size": 4, "draws": 700, "top": 5}
    told: list[tuple[int, int]] = []
    alone, shared = (
        search(framework_1, **options),
        search(framework_1, **options, workers=2, progress=lambda *done: told.append(done)),
    )
    assert [one.first for one in alone.leaders] == [one.first for one in shared.leaders]
    assert 0 < sum(one.first or 0 for one in alone.leaders) <= 1.01
    same(alone, shared)
    assert alone.every_rival == (work > 1)
    assert told[-1][0] == told[-1][1]


def test_a_worker_that_dies_is_told_of(framework_1: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is ended from outside ends the search with a message, and no process stays behind."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.setattr(workers, "SHARE", 1)
    monkeypatch.setattr(field, "DEARER", 0)

    def kill(*_: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(CoalitionError, match="a worker process of the search ended before its work was done"):
        search(framework_1, candidates=[*framework_1.states], size=5, workers=2, progress=kill)
    assert [] == multiprocessing.active_children()
