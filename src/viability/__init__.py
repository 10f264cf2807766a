"""Could these states sustain a defence alliance, what stands in the way, and how sure can we be?

The front door::

    from viability import load_study, assess
    result = assess(load_study())
    result.viability, result.verdict

Names are found on first use, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viability.assessment import Assessment, Pair, assess, compare, pairs
    from viability.changes import Scenario
    from viability.contributions import Contribution, Member, without_each
    from viability.engine import Evaluation, Weights, evaluate
    from viability.errors import (
        CoalitionError,
        FrameworkError,
        ImporterError,
        MissingExtra,
        OutputError,
        Problem,
        StudyError,
        UnknownName,
        ViabilityError,
    )
    from viability.library import check_study, find_study, load_study
    from viability.model import Criterion, Datum, Framework, State, Study
    from viability.render.rows import to_frame
    from viability.scenario import apply
    from viability.sensitivity import Uncertainty, uncertainty

__version__ = "0.1.0"

_ROOMS = {
    "assessment": ["Assessment", "Pair", "assess", "compare", "pairs"],
    "contributions": ["Contribution", "Member", "without_each"],
    "engine": ["Evaluation", "Weights", "evaluate"],
    "errors": [
        "CoalitionError",
        "FrameworkError",
        "ImporterError",
        "MissingExtra",
        "OutputError",
        "Problem",
        "StudyError",
        "UnknownName",
        "ViabilityError",
    ],
    "library": ["check_study", "find_study", "load_study"],
    "changes": ["Scenario"],
    "model": ["Criterion", "Datum", "Framework", "State", "Study"],
    "render.rows": ["to_frame"],
    "scenario": ["apply"],
    "sensitivity": ["Uncertainty", "uncertainty"],
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [  # noqa: RUF022 - the order of rooms, for readers
    "Assessment",
    "Pair",
    "assess",
    "compare",
    "pairs",
    "Contribution",
    "Member",
    "without_each",
    "Evaluation",
    "Weights",
    "evaluate",
    "CoalitionError",
    "FrameworkError",
    "ImporterError",
    "MissingExtra",
    "OutputError",
    "Problem",
    "StudyError",
    "UnknownName",
    "ViabilityError",
    "check_study",
    "find_study",
    "load_study",
    "Criterion",
    "Datum",
    "Framework",
    "Scenario",
    "State",
    "Study",
    "to_frame",
    "apply",
    "Uncertainty",
    "uncertainty",
]


def __getattr__(name: str) -> object:
    """Import a public name from its room on first use."""
    if name in _HOME:
        return getattr(import_module(f"viability.{_HOME[name]}"), name)
    raise AttributeError(f"module 'viability' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
