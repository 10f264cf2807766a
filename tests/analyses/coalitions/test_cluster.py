"""A search on a real cluster: a scheduler and workers on this machine, some of which die."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analyses.coalitions.made import same
from viability.analyses.coalitions import cluster, field
from viability.analyses.coalitions.search import search
from viability.cli import build
from viability.errors import CoalitionError
from viability.files.folder import load_study
from viability.study.study import Study

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra `cluster`"),
]

SOURCE = Path(__file__).parents[3] / "src"
WAIT = 30.0
PATIENCE = 60.0


@contextmanager
def started(folder: Path, *arguments: str, version: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program of dask in its own process, and end it."""
    path = [str(SOURCE)]
    if version is not None:  # another version of the program, as far as the metadata say
        about = folder / "elsewhere" / f"viability-{version}.dist-info"
        about.mkdir(parents=True, exist_ok=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: viability\nVersion: {version}\n")
        path.insert(0, str(about.parent))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path), "OPENBLAS_NUM_THREADS": "1"}
    words = [sys.executable, "-m", "dask", *arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def clustered(folder: Path) -> Iterator[str]:
    """Start a scheduler on loopback and give its address."""
    written = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(written))
    with started(folder, "scheduler", *options):
        until = time.monotonic() + WAIT
        while not written.exists() or not written.read_text():
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.05)
        yield str(json.loads(written.read_text())["address"])


def worker(folder: Path, address: str, **more: Any) -> Any:  # noqa: ANN401 - a context of a process
    """Start a worker of one thread."""
    return started(folder, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", **more)


class Cluster:
    """A scheduler and the workers that it has at the moment."""

    def __init__(self, folder: Path, address: str, ends: ExitStack) -> None:
        self.folder, self.address, self.ends = folder, address, ends
        self.alive: list[subprocess.Popen[bytes]] = []

    def of(self, count: int) -> list[subprocess.Popen[bytes]]:
        """Start workers, or end some, until there are so many that the scheduler knows."""
        self.alive = [each for each in self.alive if each.poll() is None]
        for each in self.alive[count:]:
            each.kill()
        self.alive = self.alive[:count]
        while len(self.alive) < count:
            self.alive.append(self.ends.enter_context(worker(self.folder, self.address)))
        distributed = import_module("distributed")  # slow to import, and tests of clusters alone need it
        with distributed.Client(self.address, set_as_default=False) as client:
            until = time.monotonic() + WAIT
            while count != len(client.scheduler_info(n_workers=-1)["workers"]):
                assert time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.05)
        return self.alive


@pytest.fixture(scope="module")
def started_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start the scheduler that tests share, and the workers that they ask for: each takes a second to start."""
    folder = tmp_path_factory.mktemp("cluster")
    with clustered(folder) as address, ExitStack() as ends:
        yield Cluster(folder, address, ends)


def test_a_file_of_a_cluster_holds_the_bytes_of_one_machine(
    started_cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `coalitions --scheduler` writes is, to the last byte, what it writes without."""
    monkeypatch.setattr(cluster, "SHARE", 2_000)
    monkeypatch.chdir(tmp_path)
    app, forms, written = build(), ("csv", "json"), []
    names = ",".join([name for name, state in load_study("world").states.items() if "un" in state.memberships][:30])
    asked = ["coalitions", "--study", "world", "--candidates", names, "--size", "4", "--top", "30"]
    started_cluster.of(3)
    for more in ([], ["--scheduler", started_cluster.address]):
        result = CliRunner().invoke(app, [*asked, *more, "-o", "found.csv", "-o", "found.json"])
        assert 0 == result.exit_code, result.output
        written.append([(tmp_path / f"found.{form}").read_bytes() for form in forms])
    assert written[0] == written[1]
    assert written[0][0] != written[0][1]


def test_a_cluster_finds_what_one_machine_finds(
    framework_1: Study, started_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one, two and three workers and two sizes of parts, one worker killed on the way, the answer is the same."""
    monkeypatch.setattr(field, "DEARER", 0)  # list them, however few
    monkeypatch.setattr(cluster, "SHARE", 1)
    options: dict[str, Any] = {"candidates": [*framework_1.states], "size": 5, "top": 12}
    alone, address = search(framework_1, **options), started_cluster.address
    started_cluster.of(3)
    drawn = search(framework_1, **options, draws=600)
    same(drawn, search(framework_1, **options, draws=600, scheduler=address))
    _, second = started_cluster.of(2)
    same(alone, search(framework_1, **options, scheduler=address, progress=_killing(second)))
    assert second.wait(WAIT) == -signal.SIGKILL
    monkeypatch.setattr(cluster, "SHARE", 40)
    started_cluster.of(1)
    same(alone, search(framework_1, **options, scheduler=address))


def test_the_script_for_a_batch_system_runs_where_srun_starts_one_worker(tmp_path: Path) -> None:
    """The script of the manual has no slip: with a `srun` that starts its words once, it searches and writes."""
    page = (SOURCE.parent / "docs" / "cluster.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```bash\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    assert "--study world --size 6 " in script
    (tmp_path / "job.sh").write_text(script.replace("--study world --size 6 ", "--study shipped --size 2 "))
    assert 0 == subprocess.run(["/bin/bash", "-n", "job.sh"], cwd=tmp_path, check=False).returncode
    begun = {"srun": '"$@"', "viability": f'{sys.executable} -m viability "$@"'}
    begun["sleep"] = "/bin/sleep 0.1"  # for a scheduler that is there within a second
    begun["dask"] = f'{sys.executable} -m dask "$@" --host 127.0.0.1'
    for name, text in begun.items():
        (tmp_path / name).write_text(f"#!/bin/sh\nexec {text}\n")
        (tmp_path / name).chmod(0o755)
    path = os.pathsep.join([str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(SOURCE)}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            ["/bin/bash", "job.sh"], cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            assert 0 == process.wait(WAIT + PATIENCE), (tmp_path / "log").read_text()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a batch system ends what is left, too
    assert (tmp_path / "best_of_six.csv").read_text(encoding="utf-8").startswith("list,rank,")


def _killing(process: "subprocess.Popen[bytes]") -> Callable[[int, int], None]:
    def kill(done: int, total: int) -> None:
        assert done <= total
        os.kill(process.pid, signal.SIGKILL)

    return kill


def test_what_is_wrong_with_a_cluster_is_told(
    framework_1: Study, started_cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No scheduler, none of its workers, and workers with another version are one message each."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    for wrong in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(CoalitionError, match=f"no scheduler answers at '{wrong}'; write its address"):
            search(framework_1, size=3, scheduler=wrong)
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    started_cluster.of(0)
    with pytest.raises(CoalitionError, match=r"has no workers; start some \(dask worker\)"):
        search(framework_1, size=3, scheduler=started_cluster.address)
    monkeypatch.setattr(cluster, "PATIENCE", WAIT)
    with (
        worker(tmp_path, started_cluster.address, version="0.0.1"),
        pytest.raises(CoalitionError, match=r"has another version of viability: 0\.0\.1, and here it is"),
    ):
        search(framework_1, size=3, scheduler=started_cluster.address)


def test_either_workers_or_a_scheduler(framework_1: Study) -> None:
    """Both at once are refused."""
    with pytest.raises(CoalitionError, match="workers of this machine or those of a scheduler, not both"):
        search(framework_1, size=3, scheduler="tcp://127.0.0.1:9", workers=2)
