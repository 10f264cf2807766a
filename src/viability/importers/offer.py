"""What a data set has to say of the states of a study: the one form in which importers hand on what they read."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from viability.study.address import Address
from viability.study.fields import Frozen, Text, When
from viability.study.profile import Datum, Source


class NewSource(Frozen, frozen=True, kw_only=True):
    """Where values come from, and what their owner allows."""

    title: Text
    date: When
    """When it was published."""
    url: Text
    licence: Text
    """What its owner allows, such as CC-BY-4.0."""
    publisher: str = ""
    edition: str = ""
    accessed: When | None = None

    def as_source(self) -> Source:
        """Return it as a study lists it."""
        return Source(
            title=self.title,
            publisher=self.publisher,
            edition=self.edition,
            date=self.date,
            accessed=self.accessed,
            href=self.url,
        )


class Offered(NamedTuple):
    """One value, and where in the file it stands."""

    address: Address
    datum: Datum
    row: int
    column: str


class Offer(Struct, frozen=True, kw_only=True):
    """All that a data set has to say of the states of a study."""

    file: str
    """How messages call it."""
    values: tuple[Offered, ...]
    """No two of one address and date."""
    sources: Mapping[str, NewSource]
    """By id; those that the study lists already need none."""
    licences: Mapping[str, str]
    """What the owner allows, by attribute."""
    elsewhere: Mapping[str, int] = {}
    """Rows about states that the study does not hold, by state."""
    said: tuple[str, ...] = ()
    """What was guessed, in words."""
