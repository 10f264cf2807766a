"""What a shell offers when one types the beginning of a name; it reads the study of the folder that one stands in.

Lists of states may be separated by commas, so what stands before the last comma is kept.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from viability.errors import ViabilityError
from viability.files.coalitions import load_coalitions
from viability.files.folder import load_study
from viability.study.fields import COMPENSATIONS
from viability.study.study import Study


def complete_states(incomplete: str) -> list[str]:
    """Complete the name of a state, the last of a list."""
    begun = re.split("[,;] *", incomplete)[-1]
    before = incomplete[: len(incomplete) - len(begun)]
    return [f"{before}{name}" for name in _completed(begun, lambda study: study.states)]


def complete_coalitions(incomplete: str) -> list[str]:
    """Complete the name of a coalition that the study names."""
    try:
        return _beginning(incomplete, load_coalitions())
    except ViabilityError:
        return []


def complete_weights(incomplete: str) -> list[str]:
    """Complete what has a weight: a pillar, or PILLAR.CRITERION."""
    return _completed(
        incomplete,
        lambda study: [*study.framework.pillars, *(f"{c.pillar}.{c.id}" for c in study.criteria.values())],
    )


def complete_questions(incomplete: str) -> list[str]:
    """Complete the name of a question."""
    return _completed(incomplete, lambda study: study.framework.questions)


def complete_ranks(incomplete: str) -> list[str]:
    """Complete what coalitions and candidates are ranked by: a question, or cohesion."""
    return _completed(incomplete, lambda study: [*study.framework.questions, "cohesion"])


def complete_owners(incomplete: str) -> list[str]:
    """Complete whose values a path may change: those of a state, or of a pillar."""
    return _completed(incomplete, lambda study: [*study.states, *study.framework.pillars])


def complete_compensations(incomplete: str) -> list[str]:
    """Complete the word for a compensation."""
    return _beginning(incomplete, COMPENSATIONS)


def complete_kinds(incomplete: str) -> list[str]:
    """Complete what can be listed."""
    from viability.analyses.list import KINDS

    return _beginning(incomplete, (*KINDS, "figures"))


def complete_scenarios(incomplete: str) -> list[str]:
    """Complete the name of a scenario."""
    return _completed(incomplete, lambda study: study.scenarios)


def complete_verdicts(incomplete: str) -> list[str]:
    """Complete a verdict of the framework."""
    return _completed(incomplete, lambda study: [band.verdict for band in study.framework.bands])


def complete_figures(incomplete: str) -> list[str]:
    """Complete the name of a figure."""
    from viability.report.figures import FIGURES

    return _beginning(incomplete, FIGURES)


def complete_studies(incomplete: str) -> list[str]:
    """Complete a study: one that comes along, or a folder."""
    from viability.files.places import named_studies

    above, begun = os.path.split(incomplete)
    try:
        folders = sorted(entry.name for entry in os.scandir(Path(above or ".").expanduser()) if entry.is_dir())
    except OSError:
        folders = []
    within = (f"{os.path.join(above, name)}/" for name in _beginning(begun, folders))  # noqa: PTH118 - as it was typed
    return [*_beginning(incomplete, ("shipped", *named_studies())), *(within if incomplete else ())]


def complete_things(incomplete: str) -> list[str]:
    """Complete whatever can be explained."""

    def found(study: Study) -> Iterable[str]:
        from viability.analyses.things import ids

        framework = study.framework
        named = [framework.pillars, study.criteria, framework.questions, study.states, study.claims, ids(study)]
        return dict.fromkeys(name for names in named for name in names)

    return _completed(incomplete, found)


def complete_addresses(incomplete: str) -> list[str]:
    """Complete the address of a value: first its state or institution, then what profiles hold of it."""

    def found(study: Study) -> Iterable[str]:
        from viability.study.address import addresses

        owner, dot, _ = incomplete.partition(".")
        if not dot:
            return [f"{name}." for name in (*study.states, *study.institutions)]
        return [f"{one}=" for one in addresses(study, study.states, study.attributes) if owner == one.owner]

    return _completed(incomplete, found)


def _completed(incomplete: str, names: Callable[[Study], Iterable[str]]) -> list[str]:
    """Return the names of the study that one stands in that begin so; none where it cannot be read."""
    try:
        return _beginning(incomplete, names(load_study()))
    except ViabilityError:
        return []


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
