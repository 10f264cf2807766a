"""Was it different before: the study's coalition at one date after another, and what moved it in between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as calendar_date
from datetime import timedelta
from typing import Literal, assert_never

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About, about
from viability.analyses.causes import Cause, Day, causes_of, day_of, differences, matched_change
from viability.arguments import explained
from viability.brief import Brief
from viability.errors import CoalitionError, FrameworkError
from viability.study.fields import as_date, as_of_date, later
from viability.study.profile import Data
from viability.study.study import Study

Every = Literal["year", "event"]

Progress = Callable[[int, int], None]
"""Is told how many dates are done, of how many."""

MOST_DATES = 1_000
"""Dates beyond which a trend is refused."""

CAUSES = 3
"""Causes kept for each date."""

YEAR, MONTH = 4, 7
"""Length of a date that names a year, or a month, alone."""


class Moment(Struct, frozen=True, kw_only=True):
    """The coalition at one date. Where nothing is known of it the figures are NaN and the verdict is None."""

    date: str
    viability: float
    """0 to 100"""
    matched: float
    """The index if what is known had always been known: that of the last date, less what the values known at both of
    two neighbouring dates have moved since. NaN before a date at which nothing is."""
    cohesion: float
    """0 to 100; NaN where no dyadic criterion is known."""
    pillars: tuple[float, ...]
    """(q,), 0 to 100: each pillar's score."""
    verdict: int | None
    """Number of the band, 0 for the best."""
    blocking: tuple[str, ...]
    """Criteria that block."""
    coverage: float
    """Known share of the values that are read, by weight, 0 to 1. An index that rests on less is compared with care."""
    change: float
    """Points of the index since the date before; NaN at the first."""
    changed: int
    """How many values and memberships differ from the date before."""
    causes: tuple[Cause, ...]
    """The changes with the largest effect, largest first; none at the first date or if an index is unknown.

    Effects are measured one by one and need not add up to `change`: three members may have to rise before a
    weakest link does, and a value that becomes known takes weight from all others.
    """


class Trend(Brief, Struct, frozen=True, kw_only=True):
    """The coalition over time, oldest first."""

    about: About
    states: tuple[str, ...]
    pillars: tuple[str, ...]
    every: Every
    largest: int
    """Causes kept for each date."""
    moments: tuple[Moment, ...]

    def facts(self) -> Mapping[str, str]:
        """Say where it begins and ends, and which date moved it most."""
        moved = max(self.moments, key=lambda moment: abs(np.nan_to_num(moment.change)))
        return {
            "dates": str(len(self.moments)),
            "from": f"{self.moments[0].viability:.1f} ({self.moments[0].date})",
            "to": f"{self.moments[-1].viability:.1f} ({self.moments[-1].date})",
            "moved most": "" if np.isnan(moved.change) else f"{moved.change:+.1f} ({moved.date})",
            **self.about.facts(),
        }


@explained
def trend(
    study: Study,
    *,
    start: str | None = None,
    end: str | None = None,
    every: Every = "year",
    largest: int = CAUSES,
    progress: Progress | None = None,
) -> Trend:
    """Evaluate the study's coalition at one date after another.

    Goalposts do not move with the date, so that indices of different dates compare; what is known does, and
    `coverage` says how much. The matched index leaves out what became known: between two neighbouring dates both are
    evaluated on the values known at both, and the differences are taken off the index of the last date, backwards. The
    members are the same at every date.

    Args:
        study: Whose members are evaluated.
        start: The first date. A year or month means its last day, or its first where every event counts. By default
            the first year at whose end all members live and as much is known as a verdict takes, or else the first
            of all data in their lives.
        end: The last date, a year or month meaning its last day. By default the study's day, or the
            last event before it.
        every: `year` evaluates at `start`, at the end of every year between, and at `end`; `event` at
            `start`, at each date at which a value or membership of the members changes, and at `end`.
        largest: How many causes to keep for each date.
        progress: Is told after each date how many are done, of how many.

    Raises:
        FrameworkError: when a date is none, the end lies before the start or after the study's own day, or there
            are more than `MOST_DATES` dates.
        CoalitionError: when no value of the members has a date, so that there is no end, when a member does not live at
            the first or at the last date, or when nothing is known at any.
    """
    study = study.asking()
    days = _days(study, start, end, every)
    moments: list[Moment] = []
    steps: list[float] = []
    last: Day | None = None
    for i, day in enumerate(days):
        now = day_of(study, day)
        if every == "event" and last is not None and i + 1 < len(days) and not differences(last, now):
            continue
        moments.append(_moment(study, last, now, largest))
        steps.append(np.nan if last is None else matched_change(study, last, now))
        last = now
        if progress is not None:
            progress(i + 1, len(days))
    if all(np.isnan(moment.viability) for moment in moments):
        raise CoalitionError(f"nothing is known of the coalition from {days[0]} to {days[-1]}")
    return Trend(
        about=about(study if end is None else study.replace(as_of=days[-1])),
        states=study.members,
        pillars=tuple(study.framework.pillars),
        every=every,
        largest=largest,
        moments=tuple(_matched(moments, steps)),
    )


def _matched(moments: Sequence[Moment], steps: Sequence[float]) -> Iterator[Moment]:
    """Give each moment its matched index, from how much each date moved it."""
    moved = np.cumsum([*steps[:0:-1]])[::-1]
    for moment, since in zip(moments, [*moved.tolist(), 0.0], strict=True):
        yield replace(moment, matched=moments[-1].viability - since)


def _days(study: Study, start: str | None, end: str | None, every: Every) -> tuple[str, ...]:
    """List the dates to evaluate at, oldest first, each in full."""
    # a year's figure counts from its first day, and all of it is known at its last
    events = sorted({_opening(day) if every == "event" else as_of_date(day) for day in _events(study)})
    first, last = _ends(study, start, end, every, events)
    match every:
        case "year":
            between = [f"{year:04}-12-31" for year in range(int(first[:YEAR]), int(last[:YEAR]))]
        case "event":
            between = events
        case _:
            assert_never(every)
    days = (first, *(day for day in between if first < day < last), *([last] if last > first else []))
    if len(days) > MOST_DATES:
        other = "" if every == "year" else ", or evaluate at year ends (--every year)"
        raise FrameworkError(
            f"{len(days):,} dates from {first} to {last} are too many for a trend, which takes {MOST_DATES:,}; "
            f"bring start and end nearer to each other (--from, --until){other}"
        )
    return days


def _ends(study: Study, start: str | None, end: str | None, every: Every, events: Sequence[str]) -> tuple[str, str]:
    """Return the first and the last date, from what was asked for and when the data begin and end."""
    try:
        first = None if start is None else as_of_date(start) if every == "year" else _opening(as_date(start))
        last = study.day if end is None else as_of_date(end)
    except ValueError as error:
        raise FrameworkError(str(error)) from None
    if study.as_of is not None and last > study.as_of:
        raise FrameworkError(f"a trend as of {study.as_of} cannot end later ({last})")
    study.replace(as_of=last).check_lives()
    if not events and (first is None or (end is None and study.as_of is None)):
        raise CoalitionError("no value of the members has a date, so there is no trend; give a start and an end")
    if first is None:
        born = max((_opening(from_) for name in study.members if (from_ := study.states[name].from_)), default="")
        lived = [day for day in events if born <= day <= last]
        first = _beginning(study, lived or ([born] if born else events[:1]), every)
        if lived or born:  # the year of which has perhaps not ended
            first = min(first, last)
    if end is None and study.as_of is None:
        if last[:YEAR] < first[:YEAR]:
            raise FrameworkError(f"nothing of the members is dated after {first}; the newest is {last}")
        # after the last event nothing changes, to the study's day
        last = max(first, *(day for day in events if day <= last), "") if every == "event" else max(first, last)
    if last < first:
        raise FrameworkError(f"a trend cannot end ({last}) before it starts ({first})")
    study.replace(as_of=first).check_lives()  # who lives at both ends lives in between
    return first, last


def _beginning(study: Study, events: Sequence[str], every: Every) -> str:
    """Return the first year's end, or event, at which enough is known, else the first of all."""
    if every == "event" and len(events) > MOST_DATES:  # in which year comes first, for each day takes milliseconds
        year = _beginning(study, events, "year")[:YEAR]
        events = [day for day in events if day[:YEAR] == year]
    days = list(dict.fromkeys(as_of_date(day[:YEAR]) for day in events)) if every == "year" else events
    return next((day for day in days if day_of(study, day).coverage >= study.framework.least_coverage), days[0])


def _opening(day: str) -> str:
    """Return the first day of a year or a month, from which its observations count.

    >>> _opening("2022"), _opening("2022-05"), _opening("2022-05-17")
    ('2022-01-01', '2022-05-01', '2022-05-17')
    """
    return day + "-01-01"[len(day) - YEAR :]


def _events(study: Study) -> Iterator[str]:
    """List the dates of all values and memberships that the members' evaluation reads."""
    criteria = study.criteria.values()
    read = {name for c in criteria for name in c.measure.attributes if not study.attributes[name].timeless}
    members = [study.states[name] for name in study.members]
    kept: list[tuple[str, Data]] = []
    for state in members:
        kept += [(name, data) for name, data in state.attributes.items() if name in read]
        kept += [(name, data) for name, felt in state.threats.items() if name in read for data in felt.values()]
        ties = (ties for other, ties in state.ties.items() if other in study.members)
        kept += [(name, data) for of in ties for name, data in of.items() if name in read]
    credible = [name for name in read if study.attributes[name].of == "institution"]
    kept += [(name, institution.credibility) for name in credible for institution in study.institutions.values()]
    for name, data in kept:
        age = study.attributes[name].max_age
        yield from (datum.date for datum in data if datum.date is not None)
        yield from (_after(datum.until) for datum in data if datum.until is not None)
        yield from (_after(later(as_of_date(datum.date), age)) for datum in data if datum.date is not None and age)
    if any(c.facts.memberships for c in criteria):
        for state in members:
            for institution, spells in state.memberships.items():
                full = [spell for spell in spells if spell.role == "member" and institution != study.institution]
                yield from (spell.from_ for spell in full if spell.from_ is not None)
                yield from (_after(spell.to) for spell in full if spell.to is not None)


def _after(day: str) -> str:
    """Return the day after a year, a month or a day.

    >>> _after("1999"), _after("1999-12"), _after("2024-02-28"), _after("2021-02-31")
    ('2000-01-01', '2000-01-01', '2024-02-29', '2021-03-01')
    """
    if len(day) > MONTH and int(day[8:]) > int(as_of_date(day[:MONTH])[8:]):
        day = day[:MONTH]  # no calendar has it: as far as ages go, a month later than its 31st
    return (calendar_date.fromisoformat(as_of_date(day)) + timedelta(days=1)).isoformat()


def _moment(study: Study, last: Day | None, now: Day, largest: int) -> Moment:
    """Describe a date and what changed since the one before."""
    found = now.evaluation
    changed = 0 if last is None else len(differences(last, now))
    if found is None:
        unknown = (np.nan,) * len(study.framework.pillars)
        return Moment(
            date=now.date,
            viability=np.nan,
            matched=np.nan,
            cohesion=np.nan,
            pillars=unknown,
            verdict=None,
            blocking=(),
            coverage=0.0,
            change=np.nan,
            changed=changed,
            causes=(),
        )
    comparable = last is not None and last.evaluation is not None
    causes = causes_of(study, last, now) if last is not None and comparable else []
    before = np.nan if last is None else last.index
    return Moment(
        date=now.date,
        viability=float(found.viability[0]),
        matched=np.nan,
        cohesion=float(found.cohesion[0]),
        pillars=tuple(float(score) for score in found.pillar_scores[0]),
        verdict=int(found.verdicts[0]),
        blocking=tuple(c for c, blocks in zip(found.criteria, found.blocked[0], strict=True) if blocks),
        coverage=now.coverage,
        change=float(found.viability[0]) - before,
        changed=changed,
        causes=tuple(sorted(causes, key=lambda cause: -round(np.nan_to_num(abs(cause.effect)), 9))[:largest]),
    )
