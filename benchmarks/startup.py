"""Start to finish: `viability score` with its 10,000 draws against importing the libraries it and typer stand on.

Run: python benchmarks/startup.py

Compiled modules are kept, as they are for whoever runs a command twice. A typer program that does nothing stands beside
them with one option: typer 0.29 reads every option that is given by pydantic's adapters, which takes as long as a third
of the imports; what the program hands on as words does not come by there.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

RUNS = 15
IMPORTS = [sys.executable, "-c", "import numpy, pydantic, typer, rich.table, yaml"]
NOTHING = """
import numpy, pydantic, typer, rich.table, yaml, typing
def main(x: typing.Annotated[list[str], typer.Option()] = []): pass
typer.run(main)
"""
OPTION = [sys.executable, "-c", NOTHING, "--x=1"]
SCORE = [str(Path(sys.executable).with_name("viability")), "score"]
WHAT_IF = [*SCORE, "--without", "kyrgyzstan"]


def seconds(command: list[str]) -> float:
    """Time one run of a command."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=kept)
    return time.perf_counter() - start


def main() -> None:
    """Time them in turn, and print medians and their ratio to the imports."""
    commands = (IMPORTS, OPTION, SCORE, WHAT_IF)
    for command in commands:
        seconds(command)
    times = [[seconds(command) for command in commands] for _ in range(RUNS)]
    imports, option, score, what_if = (median(column) for column in zip(*times, strict=True))
    print(f"medians of {RUNS} runs           ms  ratio")
    print(f"imports alone            {1000 * imports:6.0f}   1.00")
    print(f"and one option of typer  {1000 * option:6.0f}  {option / imports:5.2f}")
    print(f"viability score          {1000 * score:6.0f}  {score / imports:5.2f}  (goal: at most 1.5)")
    print(f"  --without kyrgyzstan   {1000 * what_if:6.0f}  {what_if / imports:5.2f}  (goal: at most 2.0)")


if __name__ == "__main__":
    main()
