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
    from viability.analyses.compare import compare
    from viability.analyses.members import Member, without_each
    from viability.analyses.pairs import Pair, pairs
    from viability.analyses.points import Contribution
    from viability.analyses.score import Assessment, assess
    from viability.analyses.uncertainty import Uncertainty, uncertainty
    from viability.engine.evaluate import Evaluation, evaluate
    from viability.engine.weighing import Weights
    from viability.errors import (
        CoalitionError,
        FrameworkError,
        ImporterError,
        OutputError,
        Problem,
        StudyError,
        UnknownName,
        ViabilityError,
    )
    from viability.files.folder import check_study, find_study, load_study
    from viability.output.frame import to_frame
    from viability.study.framework import Criterion, Framework
    from viability.study.profile import Datum, State
    from viability.study.scenario import Scenario
    from viability.study.study import Study
    from viability.study.whatif import apply

__version__ = "0.1.0"

_ROOMS = {
    "analyses.compare": ["compare"],
    "analyses.members": ["Member", "without_each"],
    "analyses.pairs": ["Pair", "pairs"],
    "analyses.points": ["Contribution"],
    "analyses.score": ["Assessment", "assess"],
    "analyses.uncertainty": ["Uncertainty", "uncertainty"],
    "engine.evaluate": ["Evaluation", "evaluate"],
    "engine.weighing": ["Weights"],
    "errors": [
        "CoalitionError",
        "FrameworkError",
        "ImporterError",
        "OutputError",
        "Problem",
        "StudyError",
        "UnknownName",
        "ViabilityError",
    ],
    "files.folder": ["check_study", "find_study", "load_study"],
    "output.frame": ["to_frame"],
    "study.framework": ["Criterion", "Framework"],
    "study.profile": ["Datum", "State"],
    "study.scenario": ["Scenario"],
    "study.study": ["Study"],
    "study.whatif": ["apply"],
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
