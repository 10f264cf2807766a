"""What very many faults cost: `python benchmarks/faults.py`.

Times reading a study whose one profile holds 400 and 4,000 faults of several kinds, which is linear where the ratio is
10, checking one whose scenario holds as many, and a document with 60,000 and 600,000 duplicate keys; each also as a
ratio to reading a sound file of that length.
Processor time, medians of runs in turn.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from turns import ROUNDS, Timed, in_turn, worked

from viability.analyses.check import check_study
from viability.errors import StudyError
from viability.files.folder import load_study

FRAMEWORK = """\
title: Made up
version: "1"
pillars: {means: {title: Means}}
bands: [{verdict: good, at_least: 50}, {verdict: bad, at_least: 0}]
blocked: bad
"""

CRITERION = """\
title: Pool
pillar: means
question: How much?
measure: {kind: attribute, of: budget}
goalposts: {worst: 0, best: 10, reason: Made up.}
aggregator: average
rationale: Made up.
"""

FEW = 3
"""Rounds of what takes seconds."""


def written(folder: Path, profile: str) -> Path:
    """Write a study of two states, one of them with a given profile."""
    files = {
        "criteria/_framework.yaml": FRAMEWORK,
        "criteria/_codebook.yaml": "budget: {title: Budget, section: means, range: [0, 100], definition: Made up.}\n",
        "criteria/pool.yaml": CRITERION,
        "states/_coalition.yaml": "title: Made up\nmembers: [alfa, bravo]\n",
        "states/_sources.yaml": "book: {title: Book, publisher: Press, date: 2020}\n",
        "states/alfa.yaml": profile,
        "states/bravo.yaml": "name: Bravo\nmeans: {budget: {value: 1, date: 2020, source: book, quality: high}}\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def series(entries: int, value: str = "1", source: str = "book") -> str:
    """Return a profile with a list of dated observations, each right or wrong in the same way."""
    rows = (
        f"    - {{value: {value}, date: {1000 + i // 336}-{i // 28 % 12 + 1:02}-{i % 28 + 1:02}, "
        f"source: {source.format(i)}, quality: high}}\n"
        for i in range(entries)
    )
    return "name: Alfa\nmeans:\n  budget:\n" + "".join(rows)


FAULTS: dict[str, Callable[[int], str]] = {
    "values that are none": lambda n: series(n, "much"),
    "values outside the range": lambda n: series(n, "101"),
    "unknown sources, each another": lambda n: series(n, "1", "bok{}"),
    "unknown sections": lambda n: "name: Alfa\n" + "".join(f"mean{i}: {{}}\n" for i in range(n)),
    "unknown attributes": lambda n: "name: Alfa\nmeans:\n" + "".join(f"  budgt{i}: 1\n" for i in range(n)),
}


def reading(folder: Path, profile: str) -> Timed:
    """Time reading a study with a profile and writing the report, if there is one."""
    folder.mkdir()
    written(folder, profile)

    def read() -> None:
        try:
            load_study(folder)
        except StudyError as error:
            str(error)

    return worked(read)


CHANGES: dict[str, str] = {
    "unknown values": "  - {{set: alfa.budgt{}, value: 2}}\n",
    "unknown weights": "  - {{weight: mean{}, value: 2}}\n",
    "changes that change nothing": "  - {{scale: alfa.budget, by: 1}}  # {}\n",
}
"""One change of a scenario, by what is wrong with it."""


def scenario(changes: int, change: str = "  - {{scale: alfa.budget, by: 2}}  # {}\n") -> str:
    """Return a scenario of so many changes."""
    return "title: Made up\nchanges:\n" + "".join(map(change.format, range(changes)))


def checking(folder: Path, whatif: str) -> Timed:
    """Time checking a study with a scenario, for only the check applies what nobody asks for."""
    folder.mkdir()
    written(folder, series(1))
    (folder / "scenarios").mkdir()
    (folder / "scenarios/made_up.yaml").write_text(whatif, encoding="utf-8")
    return worked(lambda: check_study(folder))


def duplicates(keys: int) -> str:
    """Return a profile whose first section writes one key over and over."""
    return "name: Alfa\nmeans:\n" + "  a: 1\n" * keys


def show(
    named: tuple[str, str],
    files: dict[str, tuple[str, str]],
    sound: str,
    rounds: int,
    of: Callable[[Path, str], Timed] = reading,
) -> None:
    """Time each lesser and greater file beside a sound one, and print their ratios."""
    with tempfile.TemporaryDirectory() as name:
        timed = {"sound": of(Path(name) / "sound", sound)}
        for i, (less, more) in enumerate(files.values()):
            timed |= {f"less{i}": of(Path(name) / f"less{i}", less), f"more{i}": of(Path(name) / f"more{i}", more)}
        taken = in_turn(timed, rounds)
    print(f"  {named[0]:<32} {named[1]:>8} {'/ without':>12}")
    for i, what in enumerate(files):
        few, many = taken[f"less{i}"], taken[f"more{i}"]
        print(f"  {what:<32} {many / few:8.1f} {many / taken['sound']:12.1f} {1000 * many:12.0f} ms")


def main() -> None:
    """Print three tables."""
    faults = {what: (profile(400), profile(4_000)) for what, profile in FAULTS.items()}
    show(("4,000 faults (goal: 1,000 ms)", "/ 400"), faults, series(4_000), ROUNDS)
    print()
    changes = {what: (scenario(400, change), scenario(4_000, change)) for what, change in CHANGES.items()}
    show(("4,000 faults of a scenario", "/ 400"), changes, scenario(4_000), ROUNDS, checking)
    apart = "name: Alfa\nmeans:\n" + "".join(f"  {i:06}: 1\n" for i in range(400_000))
    print()
    show(("600,000 keys", "/ 60,000"), {"duplicate keys": (duplicates(60_000), duplicates(600_000))}, apart, FEW)


if __name__ == "__main__":
    main()
