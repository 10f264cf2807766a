"""Slips of a tired person that a study survives and that move its numbers: what `check` warns of and results count.

Each function looks for one kind of slip in a study that was read. A warning is no problem: it may be meant. The kinds
stand together, longer than other modules, for one list of them is what a reader looks for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as calendar_date
from functools import cache, cached_property
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from viability.errors import Problem
from viability.files.faults import Key
from viability.files.framework import written_pillars
from viability.files.pages import Page, Reader, composed
from viability.files.profiles import overlap, spell_of
from viability.files.unread import unread
from viability.study.fields import Frozen
from viability.study.names import fold
from viability.study.profile import Attribute, Data, Datum, Membership
from viability.study.study import Study

JUMP = 10
"""Times by which two neighbours of a series differ at most without a warning."""

FEW = 3
"""Other values that it takes to tell a fraction among per cents."""


class Written(NamedTuple):
    """Observations of one quantity, and where they are written."""

    file: str
    key: Key
    name: str
    """The attribute, or what an institution is rated by."""
    attribute: Attribute
    data: Data


class Spelt(NamedTuple):
    """Where a spell of membership is told."""

    state: str
    institution: str
    number: int
    """Which of the state's spells in the institution it is, from 0."""


class Slips:
    """What the functions below look at: a study, its folder, the names of its registers, and today if it matters."""

    def __init__(self, reader: Reader, study: Study, registers: Iterable[str], today: calendar_date | None) -> None:
        self.reader, self.study, self.registers = reader, study, (*registers,)
        self.today = None if today is None else today.isoformat()
        self._pages: dict[str, Page] = {}

    def page(self, file: str) -> Page:
        """Return a file of the study."""
        if file in self.reader.tabled:
            return self.reader.tabled[file]
        if file not in self._pages:
            self._pages[file] = Reader(self.reader.folder).page(self.reader.paths.get(file, self.reader.folder / file))
        return self._pages[file]

    def warn(self, file: str, key: Key, message: str, hint: str = "") -> Problem:
        """Return a warning of a key."""
        spot = self.page(file).spot(key)
        return Problem(spot.label, message, spot.line, hint, spot.column)

    def at(self, written: Written, datum: Datum, message: str, hint: str = "") -> Problem:
        """Return a warning of one observation."""
        return self.warn(written.file, _dated(self.page(written.file), written.key, datum.date), message, hint)

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """Every quantity that the study holds, as it is written."""
        return tuple(self._written())

    def _written(self) -> Iterator[Written]:
        known = self.study.attributes
        for state in self.study.states.values():
            file = f"states/{state.id}.yaml"
            for name, data in state.attributes.items():
                yield Written(file, (known[name].section, name), name, known[name], data)
            for name, felt in state.threats.items():
                for threat, data in felt.items():
                    yield Written(file, (known[name].section, name, threat), name, known[name], data)
            for other, ties in state.ties.items():
                for name, data in ties.items():
                    yield Written(file, ("ties", other, name), name, known[name], data)
        for name, institution in self.study.institutions.items():
            if institution.credibility:
                key = (name, "credibility")
                attribute = known["credibility"]
                yield Written("criteria/_institutions.yaml", key, "credibility", attribute, institution.credibility)

    def spells(self) -> Iterator[tuple[Spelt, Membership]]:
        """Return every spell of membership, with where it is told."""
        for state in self.study.states.values():
            for institution, spells in state.memberships.items():
                for i, spell in enumerate(spells):
                    yield Spelt(state.id, institution, i), spell

    def of_spell(self, told: Spelt, message: str, hint: str, part: Key = ()) -> Problem:
        """Return a warning of a spell of membership, or of a part of it."""
        file, institution = f"states/{told.state}.yaml", told.institution
        for section, body in self.page(file).data.items():
            held = body.get("memberships") if isinstance(body, dict) else None
            if isinstance(held, dict) and institution in held:
                place = (told.number,) if isinstance(held[institution], list) else ()
                return self.warn(file, (section, "memberships", institution, *place, *part), message, hint)
        return self.warn(file, (), message, hint)


def slips_of(
    reader: Reader, study: Study, registers: Iterable[str], *, today: calendar_date | None = None, whole: bool = True
) -> tuple[Problem, ...]:
    """Return every slip of a study, in order of file and line.

    Args:
        reader: What read the study.
        study: The study.
        registers: Names of the files that begin with `_` and are read.
        today: After which nothing has happened; without it no date is too late.
        whole: Whether the study holds all of its states. Without the others a slip that is told by them is not looked
            for.
    """
    held = Slips(reader, study, registers, today)
    looks = LOOKS if whole else tuple(look for look in LOOKS if look not in TOLD_BY_OTHERS)
    found = dict.fromkeys(problem for look in looks for problem in look(held))
    return tuple(sorted(found, key=lambda p: (p.file, p.line or 0, p.message)))


def _dated(page: Page, key: Key, date: str | None) -> Key:
    """Return the key of one observation among those that stand under a key."""
    raw: object = page.data
    for part in key:
        raw = raw.get(part) if isinstance(raw, Mapping) else None
    listed = raw if isinstance(raw, list) else [raw]
    for i, one in enumerate(listed):
        place = (*key, i) if isinstance(raw, list) else key
        if isinstance(one, Mapping):
            if date in one.get("series", ()):
                return (*place, "series", str(date))
            if str(one.get("date")) == date:
                return (*place, "date")
    return key


def _later(one: str | None, other: str | None) -> bool:
    """Tell whether one date lies after another, as far as both say."""
    if one is None or other is None:
        return False
    shared = min(len(one), len(other))
    return one[:shared] > other[:shared]


def unread_files(held: Slips) -> Iterator[Problem]:
    """Files and folders that look as if they were meant to be read, and are not."""
    register = held.reader.folder / "states/_tables.yaml"
    declared = held.page("states/_tables.yaml").data.values() if register.is_file() else ()
    tables = {composed(str(one.get("file"))) for one in declared if isinstance(one, Mapping)}
    yield from unread(held.reader.folder, held.registers, held.study.framework.pillars, tables)


def fractional_bands(held: Slips) -> Iterator[Problem]:
    """Bands on a scale to 1, where the index runs to 100: what begins there, or above it, is all but certain."""
    for pillar, key in written_pillars(held.page("criteria/_framework.yaml")).items():
        framework = held.study.framework
        question = framework.questions[framework.question_of(pillar)]
        if pillar != next(iter(question.pillars)):
            continue
        for i, band in enumerate(question.bands):
            if 0 < band.at_least <= 1:
                message = f"'{band.verdict}' begins at {band.at_least:g}, but an index runs from 0 to 100"
                place, hint = (*key[:-2], "bands", i), f"did you mean {100 * band.at_least:g}?"
                yield held.warn("criteria/_framework.yaml", place, message, hint)


def lonely_threats(held: Slips) -> Iterator[Problem]:
    """Threat sources that no two states rate, so that no two can share them; those that tables name stand nowhere."""
    written = held.page("criteria/_threats.yaml").data
    for name, threat in held.study.threats.items():
        if name not in written:
            continue
        raters = [s.id for s in held.study.states.values() if any(name in felt for felt in s.threats.values())]
        listed = any(a.zero_unless_listed for a in held.study.attributes.values() if a.of == "threat")
        if not raters:
            yield held.warn("criteria/_threats.yaml", (name,), f"no state rates '{name}'", "rate it, or remove it")
        elif len(raters) == 1 and threat.of is None and not listed:
            hint = "rate it for the others, 0 where it is none, or write `of: STATE`"
            yield held.warn("criteria/_threats.yaml", (name,), f"only '{raters[0]}' rates '{name}'", hint)


def twice_measured(held: Slips) -> Iterator[Problem]:
    """Criteria that measure the same and aggregate it alike: it counts twice."""
    for one, other in combinations(held.study.criteria.values(), 2):
        if one.measure == other.measure and one.aggregator == other.aggregator:
            message = f"this measures the same as criteria/{one.id}.yaml, with the same aggregator"
            yield held.warn(f"criteria/{other.id}.yaml", ("measure",), message, "what is measured twice counts twice")


def twice_titled(held: Slips) -> Iterator[Problem]:
    """Criteria of one pillar with one title: no table tells them apart."""
    met: dict[tuple[str, str], str] = {}
    for criterion in held.study.criteria.values():
        first = met.setdefault((criterion.pillar, fold(criterion.title)), criterion.id)
        if first != criterion.id:
            message = f"'{first}' of the same pillar has this title, too"
            yield held.warn(f"criteria/{criterion.id}.yaml", ("title",), message, "give one of them another")


def jumps(held: Slips) -> Iterator[Problem]:
    """Numbers that jump more than tenfold from one date to the next."""
    for written in held.written:
        if written.attribute.is_rating or written.attribute.interval or _is_share(written.attribute):
            continue
        for before, after in pairwise(written.data):
            low, high = sorted((abs(before.value), abs(after.value)))
            if low > 0 and high > JUMP * low and not _is_first_year(held, written, before):
                message = f"{written.name} goes from {before.value:g} ({before.date}) to {after.value:g} ({after.date})"
                yield held.at(
                    written, after, message, "that is more than ten times as much or as little: is it in another unit?"
                )


def _is_first_year(held: Slips, written: Written, datum: Datum) -> bool:
    """Tell whether a number is of the year in which its state began, and so of a part of it."""
    state = held.study.states.get(Path(written.file).stem)
    began = None if state is None else state.from_
    return began is not None and datum.date is not None and datum.date[:4] == began[:4]


def _is_share(attribute: Attribute) -> bool:
    """Tell whether it is a number of per cents, which may fall to next to nothing."""
    return not attribute.is_rating and attribute.range[0] == 0 and attribute.range[1] == 100  # noqa: PLR2004 - per cents


def fractions(held: Slips) -> Iterator[Problem]:
    """Shares written as fractions where the others are per cents."""
    found = [written for written in held.written if _is_share(written.attribute)]
    listed: dict[str, list[float]] = {}
    for written in found:
        listed.setdefault(written.name, []).extend(datum.value for datum in written.data if datum.value > 0)
    values = {name: np.array(numbers) for name, numbers in listed.items()}
    for written in found:
        rising = sorted(datum.value for datum in written.data if datum.value > 0)
        for datum in written.data:
            if not 0 < datum.value <= 1:
                continue
            # of thousands of small shares this leaves next to none to look at
            if len(rising) > FEW and rising[datum.value == rising[0]] <= JUMP * datum.value:
                continue
            if _is_first_year(held, written, datum):
                continue
            own = np.array([one.value for one in written.data if one is not datum and one.value > 0])
            every = values[written.name]
            like = own if len(own) >= FEW else every[every != datum.value]
            if len(like) < FEW or like.min() <= JUMP * datum.value:
                continue
            usual = float(np.median(like))
            if usual / 2 <= 100 * datum.value <= usual * 2:
                message = f"{written.name} is {datum.value:g}, but others are about {usual:g}"
                yield held.at(written, datum, message, f"did you mean {100 * datum.value:g}?")


def unreachable(held: Slips) -> Iterator[Problem]:
    """Goalposts on a total that all states of the study together come nowhere near."""
    study = held.study
    for criterion in study.criteria.values():
        if criterion.aggregation.goalposts != "total" or criterion.goalposts is None:
            continue
        name = criterion.measure.of
        largest = [
            max((abs(datum.value) for datum in state.attributes.get(name or "", ())), default=0.0)
            for state in study.states.values()
        ]
        reach = float(len(study.states)) if name is None else JUMP * sum(largest)
        posts = {"worst": criterion.goalposts.worst, "best": criterion.goalposts.best}
        for place, post in posts.items():
            if 0 < reach < abs(post):
                told = f"{len(study.states)} states" if name is None else f"the {sum(largest):g} of all states together"
                message = f"{place} is {post:g}, far beyond {told}"
                yield held.warn(f"criteria/{criterion.id}.yaml", ("goalposts", place), message, "check its unit")


def early_sources(held: Slips) -> Iterator[Problem]:
    """Facts that are younger than every source that they rest on."""
    sources = held.study.sources

    @cache
    def last(names: tuple[str, ...]) -> str | None:
        dates = [max(filter(None, (sources[n].date, sources[n].accessed)), default=None) for n in names]
        return None if None in dates or not dates else max(date for date in dates if date is not None)

    for written in held.written:
        for datum in () if written.attribute.timeless else written.data:
            if _later(datum.date, known := last(datum.source)):
                message = f"{written.name} is dated {datum.date}, but its sources end on {known}"
                yield held.at(written, datum, message, "check the date of the fact, and of its source")
    for told, spell in held.spells():
        if _later(spell.from_, known := last(spell.source)) or _later(spell.to, known):
            message = f"the membership ({spell_of(spell)}) goes beyond its sources, which end on {known}"
            hint = "check the dates of the membership, and of its source"
            yield held.of_spell(told, message, hint)


def overlapping_spells(held: Slips) -> Iterator[Problem]:
    """Spells of one membership that hold at once."""
    met: dict[tuple[str, str], list[Membership]] = {}
    for told, spell in held.spells():
        before = met.setdefault((told.state, told.institution), [])
        for one in before:
            if overlap(one, spell):
                message = f"two periods of membership overlap: {spell_of(one)}, and {spell_of(spell)}"
                hint = "make them one, or end the first before the second begins"
                yield held.of_spell(told, message, hint)
        before.append(spell)


def empty_members(held: Slips) -> Iterator[Problem]:
    """Members of which nothing is written."""
    for name in held.study.members:
        state = held.study.states[name]
        tied = any(name in other.ties for other in held.study.states.values())
        if not (state.attributes or state.threats or state.memberships or state.ties or tied):
            yield Problem(
                f"states/{name}.yaml", "the state is a member and has no data", None, "collect some, or leave it out"
            )


def copies(held: Slips) -> Iterator[Problem]:
    """States, sources and scenarios that say the same as another under another name."""
    study = held.study
    yield from _alike(study.states, lambda i: f"states/{i}.yaml", ("id", "name", "iso3", "aliases"))
    yield from _alike(study.scenarios, lambda i: f"scenarios/{i}.yaml", ("id", "title", "description"))
    for problem, name in _twins(study.sources, ()):
        yield held.warn("states/_sources.yaml", (name,), problem, "evidence that is the same is one source")


def _alike(entries: Mapping[str, Frozen], file: Callable[[str], str], apart: tuple[str, ...]) -> Iterator[Problem]:
    for problem, name in _twins(entries, apart):
        yield Problem(file(name), problem, None, "is it a copy that was to be changed?")


def _twins(entries: Mapping[str, Frozen], apart: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Return for each entry that equals one before, but for some fields, what to say of it, and its name."""
    alike: dict[tuple[object, ...], list[tuple[str, list[object]]]] = {}
    for name, entry in entries.items():
        what = [getattr(entry, field) for field in entry.__struct_fields__ if field not in apart]
        # texts and how much there is of the rest tell nearly all apart, so that few are compared whole
        before = alike.setdefault(tuple(map(_told_by, what)), [])
        twin = next((other for other, held in before if held == what), None)
        if twin is None:
            before.append((name, what))
        elif any(what):
            yield f"'{name}' has the same content as '{twin}'", name


def _told_by(part: object) -> object:
    """Return what tells a part of an entry from most others: a text itself, how many there are of anything else."""
    if isinstance(part, str):
        return part
    return len(part) if isinstance(part, tuple | dict) else str(part)


def future(held: Slips) -> Iterator[Problem]:
    """Dates after today, where that is known."""
    if (today := held.today) is None:
        return
    hint = "nothing is known of it yet"
    for written in held.written:
        for datum in written.data:
            if _later(datum.date, today):
                yield held.at(written, datum, f"{written.name} is dated {datum.date}, after today", hint)
    for told, spell in held.spells():
        if _later(spell.from_, today):
            message = f"a membership begins {spell.from_}, after today"
            yield held.of_spell(told, message, hint, ("from",))
    for name, source in held.study.sources.items():
        for what, date in (("dated", source.date), ("accessed", source.accessed)):
            if _later(date, today):
                key = (name, "date" if what == "dated" else what)
                yield held.warn(
                    "states/_sources.yaml", key, f"'{name}' is {what} {date}, after today", "check the date"
                )


def idle_scenarios(held: Slips) -> Iterator[Problem]:
    """Scenarios, and changes in them, that change nothing."""
    if held.study.scenarios:
        from viability.files.idle import idle  # noqa: PLC0415 - it brings what-ifs, and most runs read no scenario

        written = ((f"scenarios/{scenario.id}.yaml", scenario) for scenario in held.study.scenarios.values())
        yield from idle(held.study, written, held.warn)


def ended(held: Slips) -> Iterator[Problem]:
    """States whose data have all ended: none of them counts any more."""
    written: dict[str, list[Datum]] = {}
    for quantity in held.written:
        written.setdefault(quantity.file, []).extend(quantity.data)
    for state in held.study.states.values():
        data = written.get(f"states/{state.id}.yaml", [])
        ends = [datum.until for datum in data] + [s.to for spells in state.memberships.values() for s in spells]
        if data and all(end is not None for end in ends) and state.to is None:
            last = max(end for end in ends if end is not None)
            yield Problem(f"states/{state.id}.yaml", f"all of its data have ended, the last on {last}", None, _LIFE)


_LIFE = "write `to:` if the state has ended, or newer data"


def passed_over(held: Slips) -> Iterator[Problem]:
    """Rows of tables that were not read."""
    yield from held.reader.slips


LOOKS: tuple[Callable[[Slips], Iterator[Problem]], ...] = (
    unread_files,
    passed_over,
    fractional_bands,
    lonely_threats,
    twice_measured,
    twice_titled,
    jumps,
    fractions,
    unreachable,
    early_sources,
    overlapping_spells,
    empty_members,
    copies,
    future,
    ended,
    idle_scenarios,
)
"""Every kind of slip."""

TOLD_BY_OTHERS = frozenset({lonely_threats, fractions, unreachable, empty_members})
"""Kinds of slips that only the data of all other states can tell."""
