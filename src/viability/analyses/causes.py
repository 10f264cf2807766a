"""What moved the index between two dates: the values and memberships that changed, and what each does alone."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.engine.arrays import Bools, Floats
from viability.engine.entries import Entry
from viability.engine.evaluate import Evaluation, evaluate, index_moved, index_of, indices_moved
from viability.engine.observations import Observations, observe
from viability.errors import CoalitionError
from viability.study.profile import Datum, Membership
from viability.study.study import Study


class Cause(Struct, frozen=True, kw_only=True):
    """One value, or membership, that is not what it was at the date before."""

    path: str
    """How a what-if names it: a value, or STATE.INSTITUTION for a membership."""
    membership: bool
    """Whether it is a membership, which runs from 0 (outside) to 1 (full member)."""
    before: float
    """NaN where nothing was known of it: then the effect is one of knowing, not of a change in the world."""
    after: float
    """NaN where it is known no more."""
    date: str
    """Since when it is so: the date of the datum that changed it, or the first or last day of a membership,
    where that is known; empty for what is known no more."""
    source: tuple[str, ...]
    effect: float
    """Points of the index: the mean of what this change alone adds to the earlier index, and of what undoing
    it alone takes from the later one. So of two changes that only do something together each has half. NaN
    where one of the two is unknown."""

    @property
    def learned(self) -> bool:
        """Whether it became known, or is known no more, rather than that the world changed."""
        return bool(np.isnan(self.before) or np.isnan(self.after))


class Day(Struct, frozen=True):
    """What holds at a date and what it comes to; None where nothing is known."""

    date: str
    obs: Observations
    evaluation: Evaluation | None

    @property
    def index(self) -> float:
        """Its index, 0 to 100; NaN where nothing is known."""
        return np.nan if self.evaluation is None else float(self.evaluation.viability[0])

    @property
    def coverage(self) -> float:
        """The known share of what is asked, by weight, 0 to 1."""
        return 0.0 if self.evaluation is None else float(self.evaluation.total_coverage()[0])


def day_of(study: Study, day: str) -> Day:
    """Evaluate the study's coalition as of a day."""
    dated = study.replace(as_of=day)
    obs = observe(dated, dated.members)
    try:
        return Day(day, obs, evaluate(dated, _everyone(obs), observations=obs))
    except CoalitionError:
        return Day(day, obs, None)


def _everyone(obs: Observations) -> Bools:
    return np.ones((1, len(obs.states)), dtype=bool)


_Key = tuple[str, str, str]


class _Change(Struct, frozen=True):
    """One value that is not what it was; the number of its entry is None at the date at which it is unknown."""

    before: int | None
    after: int | None


class Differences(Struct, frozen=True):
    """What is not what it was: values, and numbers (state, institution) of memberships."""

    values: tuple[_Change, ...]
    memberships: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.values) + len(self.memberships)


def _key(entry: Entry) -> _Key:
    return (entry.attribute, entry.owner, entry.other)


def _numbers(obs: Observations) -> Mapping[_Key, int]:
    return {_key(entry): i for i, entry in enumerate(obs.entries)}


def differences(last: Day, now: Day) -> Differences:
    """Find what the two dates do not share.

    How credible an institution is counts only where a member belonged to it, before or after.
    """
    old, new = _numbers(last.obs), _numbers(now.obs)
    shared = np.flatnonzero((last.obs.belongs | now.obs.belongs).any(axis=0))
    outside = {*now.obs.institutions} - {now.obs.institutions[i] for i in shared}
    values = [
        _Change(old.get(key), new.get(key))
        for key in (*new, *(key for key in old if key not in new))
        if key[1] not in outside
        and not (key in old and key in new and last.obs.values[old[key]] == now.obs.values[new[key]])
    ]
    moved = np.argwhere(last.obs.belongs != now.obs.belongs)
    return Differences(tuple(values), tuple((int(s), int(i)) for s, i in moved))


def matched_change(study: Study, last: Day, now: Day) -> float:
    """Return how far the values known at both of two dates move the index; NaN where none is."""
    old, new = _numbers(last.obs), _numbers(now.obs)
    earlier = _forgotten(study, last, [number for key, number in old.items() if key not in new])
    later = _forgotten(study, now, [number for key, number in new.items() if key not in old])
    return later - earlier


def _forgotten(study: Study, day: Day, numbers: Sequence[int]) -> float:
    """Return the index of a day with some values unknown; NaN where nothing is known."""
    if not numbers:
        return day.index
    places = {key: np.where(np.isin(place, numbers), -1, place) for key, place in day.obs.places.items()}
    return _index(study, replace(day.obs, places=places))


def causes_of(study: Study, last: Day, now: Day) -> list[Cause]:
    """Measure what each value and membership that changed does alone."""
    found = differences(last, now)
    made, undone = _alone(study, last, now, found.values)
    causes = []
    for change, plus, minus in zip(found.values, made, undone, strict=True):
        entry = last.obs.entries[change.before or 0] if change.after is None else now.obs.entries[change.after]
        datum = _decided(study, entry)
        causes.append(
            Cause(
                path=entry.path,
                membership=False,
                before=np.nan if change.before is None else float(last.obs.values[change.before]),
                after=np.nan if change.after is None else float(now.obs.values[change.after]),
                date=(datum.date or "") if change.after is not None else "",
                source=datum.source,
                effect=_effect(last, now, float(plus), float(minus)),
            )
        )
    return causes + [_joined_or_left(study, last, now, place) for place in found.memberships]


def _alone(study: Study, last: Day, now: Day, changes: Sequence[_Change]) -> tuple[Floats, Floats]:
    """Return the earlier index with each change made, and the later one with it undone, (M,) each."""
    earlier, later = last.obs, now.obs
    made, undone = np.empty(len(changes)), np.empty(len(changes))
    # a value that is unknown at either date cannot stand beside others along one axis, for it must be so in all of them
    together = []
    for i, change in enumerate(changes):
        if change.before is None or change.after is None:
            entry = later.entries[change.after] if change.after is not None else earlier.entries[change.before or 0]
            made[i] = _moved(study, last, entry.attribute, _with(earlier, change.before, later, change.after))
            undone[i] = _moved(study, now, entry.attribute, _with(later, change.after, earlier, change.before))
        else:
            together.append((i, change.before, change.after))
    if together:
        which, old, new = (list(column) for column in zip(*together, strict=True))
        made[which] = _indices(study, earlier, old, later.values[new])
        undone[which] = _indices(study, later, new, earlier.values[old])
    return made, undone


def _joined_or_left(study: Study, last: Day, now: Day, place: tuple[int, int]) -> Cause:
    """Measure what one membership that changed does alone."""
    joined = bool(now.obs.belongs[place])
    state, institution = now.obs.states[place[0]], now.obs.institutions[place[1]]
    spell = _spell(study, state, institution, now.date if joined else last.date)
    made, undone = (_index(study, _turned(day.obs, place)) for day in (last, now))
    return Cause(
        path=f"{state}.{institution}",
        membership=True,
        before=float(not joined),
        after=float(joined),
        date=(spell.from_ if joined else spell.to) or "",
        source=spell.source,
        effect=_effect(last, now, made, undone),
    )


def _effect(last: Day, now: Day, made: float, undone: float) -> float:
    """Return the mean of what a change adds to the earlier index and its undoing takes from the later one."""
    return 0.5 * ((made - last.index) + (now.index - undone))


def _indices(study: Study, obs: Observations, places: list[int], values: Floats) -> Floats:
    """Return the index with each of some values replaced by itself, (M,)."""
    rows = np.repeat(obs.values[None], len(places), axis=0)
    rows[np.arange(len(places)), places] = values
    return indices_moved(study, _everyone(obs), obs, rows, [obs.entries[place].attribute for place in places])


def _index(study: Study, obs: Observations) -> float:
    """Return the index, NaN where nothing is known."""
    return float(index_of(study, _everyone(obs), obs)[0])


def _moved(study: Study, day: Day, attribute: str, obs: Observations) -> float:
    """Return the index of a day where one attribute alone has moved, NaN where nothing is known."""
    if day.evaluation is None:
        return _index(study, obs)
    return float(index_moved(study, _everyone(obs), obs, day.evaluation.scores, [attribute])[0])


def _with(obs: Observations, number: int | None, other: Observations, i: int | None) -> Observations:
    """Return observations with one value as it is in others; its number is None where it is unknown."""
    if number is None and i is not None:
        return _added(obs, other, i)
    if i is None:
        return replace(obs, places={key: np.where(place == number, -1, place) for key, place in obs.places.items()})
    values = obs.values.copy()
    values[number] = other.values[i]
    return obs.with_values(values)


def _added(obs: Observations, other: Observations, i: int) -> Observations:
    """Return observations with a value of others that is unknown in them."""
    end = len(obs.entries)
    places = {key: np.where(other.places[key] == i, end, place) for key, place in obs.places.items()}
    values, low, high = (
        np.insert(mine, end, theirs[i])
        for mine, theirs in ((obs.values, other.values), (obs.low, other.low), (obs.high, other.high))
    )
    return replace(
        obs, entries=(*obs.entries, other.entries[i]), values=values, given=values, low=low, high=high, places=places
    )


def _turned(obs: Observations, place: tuple[int, int]) -> Observations:
    """Return observations with one membership the other way."""
    belongs = obs.belongs.copy()
    belongs[place] = not belongs[place]
    return replace(obs, belongs=belongs)


def _decided(study: Study, entry: Entry) -> Datum:
    """Return the observation since which a value has been what it is."""
    data = entry.address.held(study)
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
