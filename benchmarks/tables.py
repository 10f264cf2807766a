"""How long large tables take: 300,000 rows imported, the same with 4,000 faults, and the same as tables of a study.

Ratios to what Python's own reader of CSV takes for the bytes, so that the machine matters little.
"""

import csv
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from viability.errors import StudyError
from viability.files.beginning import begin
from viability.files.folder import load_study
from viability.importers.declared import TableMap
from viability.importers.table import read_table

ROWS = 300_000
FAULTS = 4_000

SAID = {"source": "wgi2024", "licence": "CC-BY-4.0", "quality": "high"}

DECLARED = """
big:
  file: big.csv
  holds: attributes
  codes: name
  columns: {state: Country, date: date}
  values: {government_effectiveness: {source: wgi2024, quality: high}}
"""


def seconds(action: Callable[[], object]) -> float:
    """Return the processor time of an action."""
    start = time.process_time()
    with suppress(StudyError):
        action()
    return time.process_time() - start


def table(path: Path, names: list[str], faults: int) -> None:
    """Write a table of many states and days, some of whose cells are no numbers or name no state."""
    bad = set(random.Random(1).sample(range(ROWS), faults))  # noqa: S311 - no secrets here
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("Country", "date", "government_effectiveness"))
        for number in range(ROWS):
            name, turn = names[number % len(names)], number // len(names)
            day = f"{2000 + turn // 336 % 20}-{1 + turn // 28 % 12:02}-{1 + turn % 28:02}"
            value = f"{(number % 600) / 100 - 3:.2f}"
            if number in bad:
                name, value = (f"Nowhere {number}", value) if number % 3 == 0 else (name, "many")
            out.writerow((name, day, value))


def main() -> None:
    """Print the times, and their ratios to reading the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        root, path = Path(folder) / "mine", Path(folder) / "big.csv"
        study = begin(root, "world").study
        names = [s.name for s in study.states.values() if s.to is None and (s.from_ or "") < "2000"][:120]
        said = TableMap.read(SAID)
        for faults in (0, FAULTS):
            table(path, names, faults)
            with path.open(encoding="utf-8", newline="") as file:
                bytes_ = seconds(lambda file=file: [*csv.reader(file)])  # type: ignore[misc]  # bound at once
            took = seconds(lambda: read_table(path, said, study, str(root)))
            print(
                f"{ROWS:,} rows with {faults:,} faults: offered or told in {took:.1f} s, "
                f"{took / bytes_:.0f} times the bytes"
            )
        (root / "states/big.csv").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        with (root / "states/_tables.yaml").open("a", encoding="utf-8") as file:
            file.write(DECLARED)
        took = seconds(lambda: load_study(root))
        print(
            f"the same with faults as a table of the study: told in {took:.1f} s, {took / bytes_:.0f} times the bytes"
        )


if __name__ == "__main__":
    main()
