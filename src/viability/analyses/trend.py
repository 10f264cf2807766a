"""Was it different before: the study's coalition at one date after another, and what moved it in between."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date as calendar_date
from datetime import timedelta
from typing import Literal, assert_never

import numpy as np

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief
from viability.engine.arrays import Bools, Floats
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Entry, Observations, observe
from viability.errors import CoalitionError, FrameworkError
from viability.study.fields import as_date, as_of_date
from viability.study.profile import Data, Datum, Membership
from viability.study.study import Study

Every = Literal["year", "event"]

Progress = Callable[[int, int], None]
"""Is told how many dates are done, of how many."""

START = "2015"

LARGEST = 3
"""Causes kept for each date."""

YEAR, MONTH = 4, 7
"""Length of a date that names a year, or a month, alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """One value, or membership, that is not what it was at the date before."""

    path: str
    """How a what-if names it: a value, or STATE.INSTITUTION for a membership."""
    membership: bool
    """Whether it is a membership, which runs from 0 (outside) to 1 (full member)."""
    before: float
    """NaN where nothing was known of it: then the effect is one of knowing, not of a change in the world."""
    after: float
    date: str
    """Since when it is so: the date of the datum that changed it, or the first or last day of a membership,
    where that is known."""
    source: tuple[str, ...]
    effect: float
    """Points of the index: the mean of what this change alone adds to the earlier index, and of what undoing
    it alone takes from the later one. So of two changes that only do something together each has half. NaN
    where one of the two is unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """The coalition at one date. Where nothing is known of it the figures are NaN and the verdict is None."""

    date: str
    viability: float
    """0 to 100"""
    cohesion: float
    """0 to 100; NaN where no dyadic criterion is known."""
    pillars: tuple[float, ...]
    """(q,), 0 to 100: each pillar's score."""
    verdict: int | None
    """Number of the band, 0 for the best."""
    blocking: tuple[str, ...]
    """Criteria that block."""
    coverage: float
    """Known share of all weight, 0 to 1. An index that rests on less is compared with care."""
    change: float
    """Points of the index since the date before; NaN at the first."""
    changed: int
    """How many values and memberships differ from the date before."""
    causes: tuple[Cause, ...]
    """The changes with the largest effect, largest first; none at the first date or if an index is unknown.

    Effects are measured one by one and need not add up to `change`: three members may have to rise before a
    weakest link does, and a value that becomes known takes weight from all others.
    """


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Trend(Brief):
    """The coalition over time, oldest first."""

    about: About
    states: tuple[str, ...]
    pillars: tuple[str, ...]
    every: Every
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
    start: str = START,
    end: str | None = None,
    every: Every = "year",
    largest: int = LARGEST,
    progress: Progress | None = None,
) -> Trend:
    """Evaluate the study's coalition at one date after another.

    Goalposts do not move with the date, so that indices of different dates compare; what is known does, and
    `coverage` says how much. The members are the same at every date.

    Args:
        study: Whose members are evaluated.
        start: The first date. A year or month means its last day, or its first where every event counts.
        end: The last date, a year or month meaning its last day. By default the study's own day, else the
            newest date of a value or membership of the members.
        every: `year` evaluates at `start`, at the end of every year between, and at `end`; `event` at
            `start`, at each date at which a value or membership of the members changes, and at `end`.
        largest: How many causes to keep for each date.
        progress: Is told after each date how many are done, of how many.

    Raises:
        FrameworkError: when a date is none, or the end lies before the start or after the study's own day.
        CoalitionError: when no value of the members has a date, so that there is no end.

    """
    days = _days(study, start, end, every)
    moments: list[Moment] = []
    last: _Day | None = None
    for i, day in enumerate(days):
        now = _at(study, day)
        if every == "event" and last is not None and i + 1 < len(days) and not _differences(last, now):
            continue
        moments.append(_moment(study, last, now, largest))
        last = now
        if progress is not None:
            progress(i + 1, len(days))
    return Trend(
        about=about(study),
        states=study.members,
        pillars=tuple(study.framework.pillars),
        every=every,
        moments=tuple(moments),
    )


def _days(study: Study, start: str, end: str | None, every: Every) -> tuple[str, ...]:
    """List the dates to evaluate at, oldest first."""
    try:
        first = as_of_date(start) if every == "year" else as_date(start)
        last = study.as_of if end is None else as_of_date(end)
    except ValueError as error:
        raise FrameworkError(str(error)) from None
    if study.as_of is not None and last is not None and last > study.as_of:
        raise FrameworkError(f"a trend as of {study.as_of} cannot end later ({last})")
    events = sorted(set(_events(study)))
    if last is None:
        if not events:
            raise CoalitionError("no value of the members has a date, so there is no trend; give an end")
        if events[-1] < start[: len(events[-1])]:
            raise FrameworkError(f"nothing of the members is dated after {start}; the newest is {events[-1]}")
        last = max(first, events[-1])
    if last < first:
        raise FrameworkError(f"a trend cannot end ({last}) before it starts ({first})")
    match every:
        case "year":
            between = [f"{year:04}-12-31" for year in range(int(first[:YEAR]), int(last[:YEAR]))]
        case "event":
            between = events
        case _:
            assert_never(every)
    return (first, *(day for day in between if first < day < last), *([last] if last > first else []))


def _events(study: Study) -> Iterator[str]:
    """List the dates of all values and memberships that the members' evaluation reads."""
    criteria = study.criteria.values()
    read = {name for c in criteria for name in c.measure.attributes if not study.attributes[name].timeless}
    kinds = {study.attributes[name].of for name in read}
    members = [study.states[name] for name in study.members]
    kept: list[Data] = []
    for state in members:
        kept += [data for name, data in state.attributes.items() if name in read]
        kept += [data for name, felt in state.threats.items() if name in read for data in felt.values()]
        ties = (ties for other, ties in state.ties.items() if other in study.members)
        kept += [data for of in ties for name, data in of.items() if name in read]
    if "institution" in kinds:
        kept += [institution.credibility for institution in study.institutions.values()]
    yield from (datum.date for data in kept for datum in data if datum.date is not None)
    if any(c.facts.memberships for c in criteria):
        for state in members:
            for institution, spells in state.memberships.items():
                full = [spell for spell in spells if spell.role == "member" and institution != study.institution]
                yield from (spell.from_ for spell in full if spell.from_ is not None)
                yield from (_after(spell.to) for spell in full if spell.to is not None)


def _after(day: str) -> str:
    """Return the first date that is later than all of a year, a month or a day.

    >>> _after("1999"), _after("1999-12"), _after("2024-02-28")
    ('2000', '2000-01', '2024-02-29')
    """
    if len(day) == YEAR:
        return f"{int(day) + 1:04}"
    if len(day) == MONTH:
        year, month = int(day[:YEAR]), int(day[5:])
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return (calendar_date.fromisoformat(day) + timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds at a date and what it comes to; None where nothing is known."""

    date: str
    obs: Observations
    evaluation: Evaluation | None


def _at(study: Study, day: str) -> _Day:
    dated = study.replace(as_of=day)
    obs = observe(dated, dated.members)
    try:
        return _Day(day, obs, evaluate(dated, _everyone(obs), observations=obs))
    except CoalitionError:
        return _Day(day, obs, None)


def _everyone(obs: Observations) -> Bools:
    return np.ones((1, len(obs.states)), dtype=bool)


def _moment(study: Study, last: _Day | None, now: _Day, largest: int) -> Moment:
    """Describe a date and what changed since the one before."""
    found = now.evaluation
    changed = 0 if last is None else len(_differences(last, now))
    if found is None:
        unknown = (np.nan,) * len(study.framework.pillars)
        return Moment(
            date=now.date,
            viability=np.nan,
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
    causes = _causes(study, last, now) if last is not None and comparable else []
    before = float(last.evaluation.viability[0]) if last is not None and last.evaluation is not None else np.nan
    return Moment(
        date=now.date,
        viability=float(found.viability[0]),
        cohesion=float(found.cohesion[0]),
        pillars=tuple(float(score) for score in found.pillar_scores[0]),
        verdict=int(found.verdicts[0]),
        blocking=tuple(c for c, blocks in zip(found.criteria, found.blocked[0], strict=True) if blocks),
        coverage=float(found.total_coverage()[0]),
        change=float(found.viability[0]) - before,
        changed=changed,
        causes=tuple(sorted(causes, key=lambda cause: -round(np.nan_to_num(abs(cause.effect)), 9))[:largest]),
    )


_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Differences:
    """What is not what it was: numbers of the later values, and numbers (state, institution)."""

    values: tuple[int, ...]
    memberships: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.values) + len(self.memberships)


def _key(entry: Entry) -> _Key:
    return (entry.attribute, entry.owner, entry.other)


def _numbers(obs: Observations) -> Mapping[_Key, int]:
    return {_key(entry): i for i, entry in enumerate(obs.entries)}


def _differences(last: _Day, now: _Day) -> _Differences:
    """Find what the two dates do not share; a value once known stays known, so none can vanish.

    How credible an institution is counts only where a member belonged to it, before or after.
    """
    old = _numbers(last.obs)
    shared = np.flatnonzero((last.obs.belongs | now.obs.belongs).any(axis=0))
    outside = {*now.obs.institutions} - {now.obs.institutions[i] for i in shared}
    values = [
        i
        for i, entry in enumerate(now.obs.entries)
        if (_key(entry) not in old or last.obs.values[old[_key(entry)]] != now.obs.values[i])
        and entry.owner not in outside
    ]
    moved = np.argwhere(last.obs.belongs != now.obs.belongs)
    return _Differences(tuple(values), tuple((int(s), int(i)) for s, i in moved))


def _causes(study: Study, last: _Day, now: _Day) -> list[Cause]:
    """Measure what each value and membership that changed does alone."""
    found, old = _differences(last, now), _numbers(last.obs)
    entries = [now.obs.entries[i] for i in found.values]
    before = [old.get(_key(entry)) for entry in entries]
    # a value that was unknown, or a threat (felt at all or not), cannot stand beside others along one axis,
    # for what is unknown must be so in all of them
    alone = [
        number is None or study.attributes[entry.attribute].of == "threat"
        for number, entry in zip(before, entries, strict=True)
    ]
    made, undone = np.empty(len(entries)), np.empty(len(entries))
    together = [(i, n, found.values[i]) for i, n in enumerate(before) if n is not None and not alone[i]]
    if together:
        which, earlier, later = (list(column) for column in zip(*together, strict=True))
        old_values, new_values = last.obs.values[earlier], now.obs.values[later]
        made[which] = _indices(study, last.obs, earlier, new_values)
        undone[which] = _indices(study, now.obs, later, old_values)
    for i in (i for i, by_itself in enumerate(alone) if by_itself):
        made[i] = _index(study, _done(last.obs, before[i], now.obs, found.values[i]))
        undone[i] = _index(study, _undone(now.obs, found.values[i], last.obs, before[i]))
    causes = []
    for entry, number, i, plus, minus in zip(entries, before, found.values, made, undone, strict=True):
        datum = _decided(study, entry)
        causes.append(
            Cause(
                path=entry.path,
                membership=False,
                before=np.nan if number is None else float(last.obs.values[number]),
                after=float(now.obs.values[i]),
                date=datum.date or "",
                source=datum.source,
                effect=_effect(last, now, float(plus), float(minus)),
            )
        )
    for place in found.memberships:
        joined = bool(now.obs.belongs[place])
        state, institution = now.obs.states[place[0]], now.obs.institutions[place[1]]
        spell = _spell(study, state, institution, now.date if joined else last.date)
        causes.append(
            Cause(
                path=f"{state}.{institution}",
                membership=True,
                before=float(not joined),
                after=float(joined),
                date=(spell.from_ if joined else spell.to) or "",
                source=spell.source,
                effect=_effect(
                    last, now, _index(study, _turned(last.obs, place)), _index(study, _turned(now.obs, place))
                ),
            )
        )
    return causes


def _effect(last: _Day, now: _Day, made: float, undone: float) -> float:
    """Return the mean of what a change adds to the earlier index and its undoing takes from the later one."""
    earlier, later = (np.nan if day.evaluation is None else float(day.evaluation.viability[0]) for day in (last, now))
    return 0.5 * ((made - earlier) + (later - undone))


def _indices(study: Study, obs: Observations, places: list[int], values: Floats) -> Floats:
    """Return the index with each of some values replaced by itself, (M,)."""
    rows = np.repeat(obs.values[None], len(places), axis=0)
    rows[np.arange(len(places)), places] = values
    index: Floats = evaluate(study, _everyone(obs), observations=obs.with_values(rows)).viability[:, 0]
    return index


def _index(study: Study, obs: Observations) -> float:
    """Return the index, NaN where nothing is known."""
    try:
        return float(evaluate(study, _everyone(obs), observations=obs).viability[0])
    except CoalitionError:
        return np.nan


def _replaced(obs: Observations, number: int, value: float) -> Observations:
    values = obs.values.copy()
    values[number] = value
    return obs.with_values(values)


def _done(obs: Observations, number: int | None, later: Observations, i: int) -> Observations:
    """Return earlier observations with one value as it is later; its number is None where it was unknown."""
    if number is not None:
        return _replaced(obs, number, later.values[i])
    end = len(obs.entries)
    places = {key: np.where(later.places[key] == i, end, place) for key, place in obs.places.items()}
    values, low, high = (
        np.insert(mine, end, theirs[i])
        for mine, theirs in ((obs.values, later.values), (obs.low, later.low), (obs.high, later.high))
    )
    entries = (*obs.entries, later.entries[i])
    return replace(obs, entries=entries, values=values, given=values, low=low, high=high, places=places)


def _undone(obs: Observations, i: int, earlier: Observations, number: int | None) -> Observations:
    """Return later observations with one value as it was earlier; its number is None where it was unknown."""
    if number is not None:
        return _replaced(obs, i, earlier.values[number])
    return replace(obs, places={key: np.where(place == i, -1, place) for key, place in obs.places.items()})


def _turned(obs: Observations, place: tuple[int, int]) -> Observations:
    """Return observations with one membership the other way."""
    belongs = obs.belongs.copy()
    belongs[place] = not belongs[place]
    return replace(obs, belongs=belongs)


def _decided(study: Study, entry: Entry) -> Datum:
    """Return the observation since which a value has been what it is."""
    kind = study.attributes[entry.attribute].of
    if kind == "institution":
        data = study.institutions[entry.owner].credibility
    elif kind == "threat":
        data = study.states[entry.owner].threats[entry.attribute][entry.other]
    elif kind == "pair":
        mine, theirs = (
            study.states[a].ties.get(b, {}).get(entry.attribute, ())
            for a, b in ((entry.owner, entry.other), (entry.other, entry.owner))
        )
        data = mine or theirs
    else:
        data = study.states[entry.owner].attributes[entry.attribute]
    found = entry.datum
    for datum in reversed([d for d in data if (d.date or "") <= (entry.datum.date or "")]):
        if datum.value != found.value:
            break
        found = datum
    return found


def _spell(study: Study, state: str, institution: str, day: str) -> Membership:
    """Return the spell of full membership that holds at a day."""
    spells = study.states[state].memberships[institution]
    return next(spell for spell in spells if spell.role == "member" and spell.holds(day))
