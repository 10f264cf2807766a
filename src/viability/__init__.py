"""Could these states sustain a defence alliance, what stands in the way, and how sure can we be?

The front door::

    from viability import load_study, assess
    result = assess(load_study())
    result.viability, result.verdict

Its names stand in `__init__.pyi` alone, for type checkers and for the program, and are found on first use, so that
importing the package costs nothing. The rooms behind it, along the way that a number travels, are `study`, `files`,
`engine`, `analyses`, `output` and `cli`; `help("viability.engine")` says what a room holds.
"""

import sys
from importlib import import_module

__version__ = "0.2.0"


def _homes() -> dict[str, str]:
    """Read in which module each public name stands, from lines as `from viability.errors import Problem as Problem`."""
    lines = __loader__.get_data(f"{__file__}i").decode().splitlines()
    return {words[-1]: words[1] for words in map(str.split, lines) if words[:1] == ["from"]}


def __getattr__(name: str) -> object:
    """Import a public name from its room on first use."""
    homes = _homes()
    if name == "__all__":
        return [*homes]
    if name not in homes:
        raise AttributeError(f"module 'viability' has no attribute '{name}'", name=name, obj=sys.modules[__name__])
    found = globals()[name] = getattr(import_module(homes[name]), name)
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return [*_homes(), "__version__"]
