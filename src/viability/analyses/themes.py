"""A path told in themes: its single steps gathered by the criterion that each serves."""

from collections.abc import Sequence

from msgspec import Struct

from viability.analyses.path import Path, Step


class Theme(Struct, frozen=True, kw_only=True):
    """What has to change under one criterion."""

    criterion: str
    steps: tuple[Step, ...]
    """In the order of the path."""
    owners: tuple[tuple[str, ...], ...]
    """The states, or pairs of states, whose values move, in the order of their first step."""
    everyone: bool
    """Whether these are all members, or all pairs of them."""
    starts: tuple[float, float]
    """The least and the greatest value from which one sets out."""
    ends: tuple[float, float]
    """The least and the greatest at which one arrives."""
    gain: float
    """Points of the index that its steps add."""


def themes(found: Path) -> tuple[Theme, ...]:
    """Gather the steps of a path by criterion, in the order in which the path comes to them."""
    gathered: dict[str, list[Step]] = {}
    for step in found.steps:
        gathered.setdefault(step.criterion, []).append(step)
    return tuple(_theme(found, name, steps) for name, steps in gathered.items())


def _theme(found: Path, criterion: str, steps: Sequence[Step]) -> Theme:
    first = {step.entry.path: step.before for step in reversed(steps)}
    last = {step.entry.path: step.after for step in steps}
    owners = tuple(dict.fromkeys(step.entry.address.states or (step.entry.owner,) for step in steps))
    count = len(found.about.study.members)
    of_pairs = len(owners[0]) > 1
    return Theme(
        criterion=criterion,
        steps=tuple(steps),
        owners=owners,
        everyone=len(owners) == (count * (count - 1) // 2 if of_pairs else count),
        starts=(min(first.values()), max(first.values())),
        ends=(min(last.values()), max(last.values())),
        gain=sum(step.gain for step in steps),
    )
