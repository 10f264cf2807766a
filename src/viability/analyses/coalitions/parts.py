"""Work that is done part by part, anywhere and in any order, with one result."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from viability.study.study import Study

Told = Callable[[int], None]
"""Is told how many more evaluations are done."""


class Done(Protocol):
    """What comes of a part."""

    @property
    def evaluations(self) -> int:
        """How many evaluations it took."""


P_contra = TypeVar("P_contra", contravariant=True)
R_co = TypeVar("R_co", bound=Done, covariant=True)


class Work(Protocol[P_contra, R_co]):
    """Something that can be sent, and that does parts."""

    def part(self, part: P_contra, told: Told | None = None) -> R_co:
        """Do a part, and tell of it on the way."""


def for_sending(study: Study) -> Study:
    """Return a study without what no number is made of once it has been observed, which is most of it."""
    none: dict[str, Any] = {"states": {}, "sources": {}, "institutions": {}, "members": ()}
    return study.replace(**none)
