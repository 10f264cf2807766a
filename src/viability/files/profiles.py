"""State profiles, read against the codebook: observations, memberships, ties, each checked in its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from viability.files.countries import is_iso3, iso3_hint
from viability.files.faults import MAPPING, Key, shown
from viability.files.pages import Page, Reader
from viability.study.profile import Attribute, Data, Datum, Membership, State

HEAD = ("name", "iso3", "aliases", "from", "to", "candidate", "ties")
"""The keys of a profile that are no sections."""

_OWN = ("date", "value", "low", "high")
"""What each entry of a series says for itself; the rest is said once for all."""

_FIELDS = frozenset(Datum.__struct_fields__)
"""What a single observation may say."""


class _Entry(NamedTuple):
    """One observation as written."""

    raw: object
    key: Key
    """Where the observation stands."""
    shared: Key
    """Where the keys stand that a series shares; the same as `key` outside a series."""

    def place(self, field: str) -> Key:
        """Return where a field of the observation is written."""
        return (*(self.key if field in _OWN else self.shared), field)

    def locate(self, place: Key) -> Key:
        """Return where a part of the observation is written; the whole observation for no part."""
        return (*self.place(str(place[0])), *place[1:]) if place else self.key


class Profiles:
    """Reads profiles against the codebook and the registers, and remembers which sources they use.

    The registers are ids. Those of broken entries belong to them, so that one mistake is not reported a
    hundred times; an attribute that is broken is None, and what is written of it is not checked.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        attributes: Mapping[str, Attribute | None],
        pillars: Collection[str],
        threats: Collection[str],
        institutions: Collection[str],
        sources: Collection[str],
        states: Collection[str],
    ) -> None:
        self.reader, self.attributes, self.pillars = reader, attributes, pillars
        self.threats, self.institutions, self.sources, self.states = threats, institutions, sources, states
        self.used: set[str] = set()
        """The sources cited so far."""
        self._ties_at: dict[tuple[str, str, str], tuple[Page, Key]] = {}

    def state(self, page: Page) -> State | None:
        """Read one profile."""
        parts: dict[str, dict[str, Any]] = {"attributes": {}, "threats": {}, "memberships": {}, "ties": {}}
        before = self.reader.count
        for section, body in page.data.items():
            if section in HEAD:
                continue
            if section not in self.pillars:
                hint = self.reader.suggest(page, section, [*self.pillars, *HEAD])
                self.reader.note(page, (section,), f"unknown section '{section}'", hint)
            else:
                for name, raw in self._mapping(page, (section,), body).items():
                    self._attribute(page, section, name, raw, parts)
        self._ties(page, page.data.get("ties", {}), parts["ties"])
        head = {key: page.data[key] for key in HEAD if key in page.data and key != "ties"}
        state = self.reader.model(State, page, head, (), {"id": page.id, **parts})
        if state is not None and state.iso3 is not None and not is_iso3(state.iso3):
            message = f"iso3: '{state.iso3}' is not a code of ISO 3166"
            self.reader.note(page, ("iso3",), message, iso3_hint(state.iso3, state.name))
        return state if self.reader.count == before else None

    def find(self, page: Page, key: Key, name: str, *of: str) -> Attribute | None:
        """Find an attribute of some kinds, or report that there is none; None also for one that is broken."""
        attribute = self.attributes.get(name)
        if attribute is None and name not in self.attributes:
            here = [known for known, entry in self.attributes.items() if entry is None or entry.of in of]
            self.reader.note(page, key, f"unknown attribute '{name}'", self.reader.suggest(page, name, here))
        elif attribute is not None and attribute.of not in of:
            home = {"pair": "under 'ties'", "institution": "in criteria/_institutions.yaml"}
            where = home.get(attribute.of, f"under '{attribute.section}'")
            self.reader.note(page, key, f"'{name}' is an attribute of {attribute.of}s", f"write it {where}")
            return None
        return attribute

    def quantity(self, page: Page, key: Key, name: str, attribute: Attribute, raw: object) -> Data:
        """Read the observations of an attribute, oldest first, and check values and sources."""
        found = self._observations(page, key, raw)
        for entry, datum in found:
            self._check(page, entry, datum, name, attribute)
            self.cite(page, entry.place("source"), datum.source)
        return tuple(datum for _, datum in found)

    def cite(self, page: Page, key: Key, sources: Iterable[str]) -> None:
        """Check that sources exist, and remember that they are used."""
        for i, source in enumerate(sources):
            if source not in self.sources:
                hint = self.reader.suggest(page, source, self.sources, "add it to states/_sources.yaml")
                self.reader.note(page, (*key, i), f"unknown source '{source}'", hint)
            self.used.add(source)

    def contradictions(self, states: Mapping[str, State]) -> None:
        """Report ties that two profiles both write, and write differently."""
        for (a, b, name), (page, key) in self._ties_at.items():
            there = self._ties_at.get((b, a, name))
            if a < b or there is None or a not in states or b not in states:
                continue
            if states[a].ties[b][name] != states[b].ties[a][name]:
                where = there[0].spot(there[1])
                self.reader.note(page, key, f"{name} with '{b}' contradicts {where}", "write each tie only once")

    def _check(self, page: Page, entry: _Entry, datum: Datum, name: str, attribute: Attribute) -> None:
        if attribute.is_rating and datum.value not in attribute.rubric:
            levels = ", ".join(str(level) for level in attribute.rubric)
            message = f"{name} is {datum.value:.12g}, which is not a level of its rubric"
            self.reader.note(page, entry.place("value"), message, f"levels: {levels}")
        if attribute.is_rating and not datum.note:
            message = f"the rating of {datum.date} has no note"
            self.reader.note(page, entry.place("note"), message, "name the facts that decide it")
        least, most = attribute.range
        for field, value in (("value", datum.value), ("low", datum.low), ("high", datum.high)):
            inside = value is None or least <= value <= most
            if not inside and not (attribute.is_rating and field == "value"):
                what = name if field == "value" else f"{field} of {name}"
                message = f"{what} is {value:.12g}, outside its range {least:.12g} to {most:.12g}"
                self.reader.note(page, entry.place(field), message)

    def _observations(self, page: Page, key: Key, raw: object) -> list[tuple[_Entry, Datum]]:
        """Read one quantity: an observation, a list of them, or series; oldest first."""
        entries: list[_Entry] = []
        for place, one in _each(key, raw):
            unusual = one.keys() - _FIELDS if isinstance(one, dict) else set[str]()
            if isinstance(one, dict) and "series" in unusual:
                entries += self._series(page, place, one)
            elif any(name[:1].isdecimal() for name in unusual):
                self.reader.note(
                    page, place, "values are written by date without 'series'", "write them under `series:`"
                )
            elif not _is_open(one):
                entries.append(_Entry(one, place, place))
        if raw == []:
            self.reader.note(page, key, "there is no observation here", "write one, or remove the key")
        read = [(entry, self._observation(page, entry)) for entry in entries]
        found = sorted(((entry, datum) for entry, datum in read if datum is not None), key=_by_date)
        for (earlier, before), (entry, after) in pairwise(found):
            if before.date == after.date:
                there, here = page.spot(earlier.key), page.spot(entry.key)
                other = "" if there.label == here.label else f", the other in {there}"
                message = f"two observations are dated {after.date}{other}"
                self.reader.note(page, entry.key, message, "keep one, or merge them into a range")
        return found

    def _observation(self, page: Page, entry: _Entry) -> Datum | None:
        try:
            return Datum.read(entry.raw)
        except ValueError:
            self.reader.explain(page, Datum, entry.raw, entry.locate)
            return None

    def _series(self, page: Page, key: Key, raw: dict[str, Any]) -> list[_Entry]:
        series = raw["series"]
        if not isinstance(series, dict) or not series:
            message = f"series: expected a mapping of dates to values, got {shown(series)}"
            self.reader.note(page, (*key, "series"), message)
            return []
        for name in _OWN:
            if name in raw:
                message = f"'{name}' cannot be used together with 'series'"
                self.reader.note(page, (*key, name), message, "write `date: value` or `date: [low, value, high]`")
        shared = {name: value for name, value in raw.items() if name != "series" and name not in _OWN}
        entries = []
        for date, value in series.items():
            place = (*key, "series", date)
            if not isinstance(value, list):
                entries.append(_Entry({**shared, "date": date, "value": value}, place, key))
            elif len(value) == 3:  # noqa: PLR2004 - low, value, high
                numbers = zip(("low", "value", "high"), value, strict=True)
                entries.append(_Entry({**shared, "date": date, **dict(numbers)}, place, key))
            else:
                message = f"the entry of {date} has {len(value)} numbers"
                self.reader.note(page, place, message, "write `date: value` or `date: [low, value, high]`")
        return entries

    def _attribute(self, page: Page, section: str, name: str, raw: object, parts: dict[str, dict[str, Any]]) -> None:
        """Read what stands under one name of a section, and put it into the parts of the state."""
        key = (section, name)
        if name == "memberships":
            self._memberships(page, key, raw, parts["memberships"])
            return
        attribute = self.find(page, key, name, "state", "threat")
        if attribute is None:
            return
        if attribute.section != section:
            message = f"'{name}' belongs under '{attribute.section}', not '{section}'"
            self.reader.note(page, key, message, "move it there")
        elif attribute.of == "state":
            if data := self.quantity(page, key, name, attribute, raw):
                parts["attributes"][name] = data
        else:
            for threat, ratings in self._mapping(page, key, raw).items():
                if threat in self.threats:
                    if data := self.quantity(page, (*key, threat), name, attribute, ratings):
                        parts["threats"].setdefault(name, {})[threat] = data
                else:
                    hint = self.reader.suggest(page, threat, self.threats)
                    self.reader.note(page, (*key, threat), f"unknown threat source '{threat}'", hint)

    def _memberships(self, page: Page, key: Key, raw: object, into: dict[str, Any]) -> None:
        for institution, spells in self._mapping(page, key, raw).items():
            place = (*key, institution)
            if institution in into:
                self.reader.note(page, place, f"memberships of '{institution}' appear in two sections", "keep one")
            elif institution not in self.institutions:
                hint = self.reader.suggest(page, institution, self.institutions)
                self.reader.note(page, place, f"unknown institution '{institution}'", hint)
            else:
                into[institution] = self._spells(page, place, spells)

    def _spells(self, page: Page, key: Key, raw: object) -> tuple[Membership, ...]:
        """Read the spells of a state in an institution; in no two at once can it have two roles."""
        found: list[tuple[Key, Membership]] = []
        for where, one in _each(key, raw):
            spell = self.reader.model(Membership, page, one, where)
            if spell is None:
                continue
            self.cite(page, (*where, "source"), spell.source)
            other = next((held for _, held in found if held.role != spell.role and overlap(held, spell)), None)
            if other is not None:
                message = f"the state is {spell.role} and {other.role} at the same time ({spell_of(other)})"
                self.reader.note(
                    page, where, message, "a state has one role at a time: end one period before the other begins"
                )
            found.append((where, spell))
        return tuple(spell for _, spell in found)

    def _ties(self, page: Page, raw: object, into: dict[str, Any]) -> None:
        here = page.id
        for other, body in self._mapping(page, ("ties",), raw).items():
            key = ("ties", other)
            if other == here:
                self.reader.note(page, key, "this is a tie of the state with itself", "name another state")
            elif other not in self.states:
                self.reader.note(page, key, f"unknown state '{other}'", self.reader.suggest(page, other, self.states))
            else:
                tied = dict(self._pair(page, (here, other), self._mapping(page, key, body)))
                into |= {other: tied} if tied else {}

    def _pair(self, page: Page, pair: tuple[str, str], body: dict[str, Any]) -> Iterator[tuple[str, Data]]:
        for name, raw in body.items():
            key = ("ties", pair[1], name)
            attribute = self.find(page, key, name, "pair")
            data = () if attribute is None else self.quantity(page, key, name, attribute, raw)
            if data:
                self._ties_at[(*pair, name)] = (page, key)
                yield name, data

    def _mapping(self, page: Page, key: Key, raw: object) -> dict[str, Any]:
        """Return a mapping as it is, and an empty one, with a problem, for anything else."""
        if isinstance(raw, dict):
            return raw
        self.reader.note(page, key, f"expected a mapping, got {shown(raw)}", MAPPING)
        return {}


def _is_open(one: object) -> bool:
    """Tell whether an observation is a question that nobody has answered: keys that all stand empty."""
    if not isinstance(one, dict) or not one or any(one.values()):
        return False
    return all(value in (None, "") for value in one.values())  # a nought is no blank


def _each(key: Key, raw: object) -> Iterator[tuple[Key, object]]:
    """Return one entry, or every entry of a list, with its place."""
    if isinstance(raw, list):
        for i, item in enumerate(raw):
            yield (*key, i), item
    else:
        yield key, raw


def overlap(one: Membership, other: Membership) -> bool:
    """Tell whether two spells hold at once, beyond a day, month or year in which one ends and the other begins."""
    return _begins_within(one, other) or _begins_within(other, one)


def _begins_within(one: Membership, other: Membership) -> bool:
    start, first, last = one.from_ or "", other.from_ or "", other.to or "9999-12-31"
    shared = min(len(start), len(last))
    return (first <= start and start[:shared] < last[:shared]) or (start == "" == first)


def spell_of(spell: Membership) -> str:
    """Write a spell's dates."""
    return f"{spell.from_ or 'always'} to {spell.to or 'now'}"


def _by_date(one: tuple[_Entry, Datum]) -> str:
    return one[1].date or ""
