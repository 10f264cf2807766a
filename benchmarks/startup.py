"""Start to finish: `viability score` with its 10,000 draws against importing the libraries it and typer stand on.

Run: python benchmarks/startup.py

A typer program that does nothing stands beside them with one option: typer 0.29 reads every option that is given by
pydantic's adapters, which takes as long as a third of the imports; what the program hands on as words does not come by
there.
"""

import sys
from pathlib import Path

from turns import ROUNDS, in_turn, started

IMPORTS = [sys.executable, "-c", "import numpy, pydantic, typer, rich.table, yaml"]
NOTHING = """
import numpy, pydantic, typer, rich.table, yaml, typing
def main(x: typing.Annotated[list[str], typer.Option()] = []): pass
typer.run(main)
"""
OPTION = [sys.executable, "-c", NOTHING, "--x=1"]
SCORE = [str(Path(sys.executable).with_name("viability")), "score"]
WHAT_IF = [*SCORE, "--without", "kyrgyzstan"]

COMMANDS = {
    "imports alone": IMPORTS,
    "and one option of typer": OPTION,
    "viability score": SCORE,
    "  --without kyrgyzstan": WHAT_IF,
}
GOALS = {"viability score": "  (goal: at most 1.5)", "  --without kyrgyzstan": "  (goal: at most 2.0)"}


def main() -> None:
    """Time them in turn, and print medians and their ratio to the imports."""
    taken = in_turn({name: started(command) for name, command in COMMANDS.items()})
    print(f"medians of {ROUNDS} runs           ms  ratio")
    for name, seconds in taken.items():
        print(f"{name:24} {1000 * seconds:6.0f}  {seconds / taken['imports alone']:5.2f}{GOALS.get(name, '')}")


if __name__ == "__main__":
    main()
