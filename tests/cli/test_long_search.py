"""A search that takes long: it is interrupted, or refused, without anything left behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

WAIT = 120.0

LISTENING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from viability.__main__ import main; main()"
)
"""The program as a terminal starts it: what a script runs in the background is deaf to interrupts."""


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text(encoding="ascii").split()] if listed.exists() else []


def deaf(pid: int, how: str) -> bool:
    """Tell whether a process blocks or ignores interrupts."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (signals,) = re.findall(rf"^{how}:\s+(\w+)$", status, flags=re.MULTILINE)
    return bool(int(signals, 16) & 1 << (signal.SIGINT - 1))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes that were started")
def test_an_interrupt_ends_all_workers_and_writes_nothing(tmp_path: Path) -> None:
    """Ctrl-C, which every process of the terminal gets, is one line, exit code 130, no file and no process."""
    words = ["coalitions", "--study", "world", "--size", "5", "--workers", "3", "-o", str(tmp_path / "best.csv")]
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + WAIT
    try:
        while len(children(process.pid)) < 3 and time.monotonic() < until:  # two, and what keeps count of them
            time.sleep(0.01)
        started = children(process.pid)
        assert all(deaf(pid, "SigBlk") or deaf(pid, "SigIgn") for pid in started)  # from the first moment
        while not all(deaf(pid, "SigIgn") for pid in started) and time.monotonic() < until:  # once they have loaded
            time.sleep(0.05)
        time.sleep(0.5)  # let them begin
        os.killpg(process.pid, signal.SIGINT)
        printed, said = process.communicate(timeout=WAIT)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    assert (130, b"", b"interrupted; nothing was written\n") == (process.returncode, printed, said)
    assert [] == [*tmp_path.iterdir()]
    assert 3 == len(started)
    until = time.monotonic() + WAIT
    while left := [pid for pid in started if Path(f"/proc/{pid}").exists()]:  # what keeps count ends last, by itself
        assert time.monotonic() < until, left
        time.sleep(0.02)


def test_six_of_the_world_are_refused_with_the_way_out(started: Callable[..., tuple[int, str, str]]) -> None:
    """More than three billion sets are refused before anything is computed: 200 choose 6 is 82,408,626,300."""
    code, out, told = started("coalitions", "--study", "world", "--size", "6")
    assert (2, "") == (code, out)
    assert "200 candidates form 82,408,626,300 coalitions, some 2 hours of one core" in told
    assert told.endswith("or send the search to a cluster (--scheduler)\n")
