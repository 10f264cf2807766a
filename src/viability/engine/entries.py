"""Values with their origin: where each stands, its number, the ends of its range, and as what it counts."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Floats, Ints
from viability.study.address import Address
from viability.study.fields import ASSUMPTION, as_of_date
from viability.study.profile import Attribute, Datum
from viability.study.study import Study

OLD_AFTER = 5
"""Years after which a value counts as old."""

NOUGHT = Datum(value=0.0, source=(ASSUMPTION,), quality="high")
"""What stands for every value that is nought because nothing is listed."""


class Entry(Struct, frozen=True, kw_only=True, gc=False):  # no circle leads through it
    """One value that holds at the study's day."""

    address: Address
    datum: Datum

    @property
    def attribute(self) -> str:
        """The id of its attribute."""
        return self.address.attribute

    @property
    def owner(self) -> str:
        """The state or institution that it is about."""
        return self.address.owner

    @property
    def other(self) -> str:
        """The second state of a pair, or the threat source."""
        return self.address.other

    @property
    def path(self) -> str:
        """How a what-if names the value."""
        return str(self.address)


def values_of(study: Study, entries: Sequence[Entry]) -> tuple[Floats, Floats, Floats]:
    """Return the values and the ends of their ranges, (N + 1,) each: `Attribute.bounds` of all, the last NaN."""
    values, low, high = (np.full(len(entries) + 1, np.nan) for _ in range(3))
    values[:-1] = [entry.datum.value for entry in entries]
    start = 0
    for name, alike in groupby(entries, lambda entry: entry.address.attribute):
        data, attribute = [entry.datum for entry in alike], study.attributes[name]
        part = slice(start, start + len(data))
        ends = _ends_of_ratings if attribute.is_rating else _ends_of_numbers
        low[part], high[part] = ends(attribute, data, values[part])
        start = part.stop
    return values, low, high


def _ends_of_ratings(attribute: Attribute, data: Sequence[Datum], values: Floats) -> Floats:  # noqa: ARG001 - both kinds share one signature
    known: dict[tuple[object, ...], tuple[float, float]] = {}  # of many ratings few differ
    for datum in data:
        like = (datum.value, datum.quality, datum.low, datum.high)
        if like not in known:
            known[like] = attribute.bounds(datum)
    return np.array([known[datum.value, datum.quality, datum.low, datum.high] for datum in data]).T


def _ends_of_numbers(attribute: Attribute, data: Sequence[Datum], values: Floats) -> tuple[Floats, Floats]:
    widths = {quality: attribute.half_width(quality) for quality in {datum.quality for datum in data}}
    if len(widths) == 1:
        ((share, fixed),) = widths.values()
        half = share * np.abs(values) + fixed
    else:
        shares, amounts = np.array([widths[datum.quality] for datum in data]).T
        half = shares * np.abs(values) + amounts
    low, high = values - half, values + half
    for place, datum in enumerate(data):
        if datum.low is not None:
            low[place] = datum.low
        if datum.high is not None:
            high[place] = datum.high
    return np.maximum(low, attribute.range[0]), np.minimum(high, attribute.range[1])


def counted_of(study: Study, entries: Sequence[Entry]) -> Ints:
    """Tell of each value whether it counts as read, known, old and weak, (4, N + 1); the last is unknown."""
    weak = {name for name, source in study.sources.items() if source.weak}
    timeless = {name for name, attribute in study.attributes.items() if attribute.timeless}
    day = study.day

    @cache
    def old(date: str | None) -> bool:
        if date is None:
            return False
        last = as_of_date(date)
        return f"{int(last[:4]) + OLD_AFTER:04}{last[4:]}" < day

    counted = np.zeros((4, len(entries) + 1), dtype=np.intp)
    counted[0], counted[1, :-1] = 1, 1
    counted[2, :-1] = [old(entry.datum.date) and entry.address.attribute not in timeless for entry in entries]
    counted[3, :-1] = [weak.issuperset(entry.datum.source) for entry in entries]
    return counted
