"""What a study says of one thing that has an id and no score: a scenario, a threat source, an attribute, a value."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from viability.analyses.about import About, about
from viability.brief import Brief, some
from viability.engine.entries import Entry
from viability.engine.observations import observe
from viability.errors import UnknownName, ViabilityError
from viability.study.address import Address
from viability.study.names import fold
from viability.study.scenario import contents
from viability.study.study import Study

Facts = tuple[tuple[str, str], ...]


class ThingTrace(Brief, Struct, frozen=True, kw_only=True):
    """What the study says of one thing, with the values of its members that stand behind it."""

    about: About
    kind: str
    """Such as `scenario` or `source`."""
    id: str
    title: str
    told: Facts
    """What the study says of it, each with a label."""
    entries: tuple[Entry, ...] = ()
    """The values that it is about: at the day and of the members, but for a value all that was observed."""
    sources: tuple[str, ...] = ()
    """The sources behind it, each once."""

    def facts(self) -> Mapping[str, str]:
        """Say what it is."""
        return {
            self.kind: f"{self.id}: {self.title}",
            "values": str(len(self.entries)) if self.entries else "",
            "sources": some(self.sources, 4),
            **self.about.facts(),
        }


def _made(study: Study, head: tuple[str, str, str], told: Facts, entries: tuple[Entry, ...], *more: str) -> ThingTrace:
    kind, name, title = head
    sources = dict.fromkeys((*more, *(source for entry in entries for source in entry.datum.source)))
    return ThingTrace(
        about=about(study),
        kind=kind,
        id=name,
        title=title,
        told=tuple((label, text) for label, text in told if text),
        entries=entries,
        sources=tuple(sources),
    )


def _entries(study: Study, fits: Callable[[Entry], bool]) -> tuple[Entry, ...]:
    """Return those values of the members that count at the day and fit."""
    return tuple(entry for entry in observe(study, study.members).entries if fits(entry))


def _scenario(study: Study, name: str) -> ThingTrace:
    scenario = study.scenario(name)
    plain = scenario.replace(changes=())
    told = [("What it is", scenario.description), *(("First", line) for line in contents(plain))]
    for change in scenario.changes:
        (line,) = contents(plain.replace(changes=(change,), members=None, with_=(), without=(), as_of=None))[-1:]
        told.append(("Change", f"{line} ({change.reason})" if change.reason else line))
    if (strategy := scenario.strategy) is not None:
        told += [("Actor", strategy.actor), ("What exists", strategy.exists), ("Proposed by", strategy.proposed_by)]
        told += [("Refused by", strategy.refused_by), ("Law", strategy.law)]
    cites = () if strategy is None or strategy.source is None else strategy.source
    return _made(study, ("scenario", scenario.id, scenario.title), tuple(told), (), *cites)


def _threat(study: Study, name: str) -> ThingTrace:
    threat = study.threats[name]
    alone = "" if threat.of is None else f"{threat.of} alone; for all others it is 0"
    told: Facts = (("What it is", threat.definition), ("Kind", threat.kind or ""), ("Code", threat.state or ""))
    told = (*told, ("Concerns", alone))
    felt = _entries(study, lambda entry: entry.address.of == "threat" and entry.other == name)
    return _made(study, ("threat source", name, threat.title), told, felt)


def _institution(study: Study, name: str) -> ThingTrace:
    institution = study.institutions[name]
    told = [("Mandate", institution.mandate), ("Kind", institution.kind or "")]
    cites = list(institution.source)
    for member in study.members:
        for spell in study.states[member].memberships.get(name, ()):
            dates = " ".join(f"{word} {date}" for word, date in (("from", spell.from_), ("to", spell.to)) if date)
            told.append((study.states[member].name, f"{spell.role} {dates}".strip()))
            cites += spell.source
    rated = _entries(study, lambda entry: entry.address.of == "institution" and entry.owner == name)
    return _made(study, ("institution", name, institution.name), tuple(told), rated, *cites)


def _meaning(study: Study, name: str) -> Facts:
    """Say what an attribute is, by whom it is read, and what its levels mean."""
    attribute = study.attributes[name]
    low, high = attribute.range
    readers = ", ".join(c.id for c in study.criteria.values() if name in c.measure.attributes)
    told_unit = "a rating" if attribute.is_rating else f"in {attribute.unit}"
    told = [("What it is", attribute.definition), ("Of", f"a {attribute.of}; {told_unit} from {low:g} to {high:g}")]
    told += [("Read by", readers or "no criterion")]
    return (*told, *((f"Level {level}", text) for level, text in sorted(attribute.rubric.items())))


def _attribute(study: Study, name: str) -> ThingTrace:
    rated = _entries(study, lambda entry: entry.attribute == name)
    return _made(study, ("attribute", name, study.attributes[name].title), _meaning(study, name), rated)


def _source(study: Study, name: str) -> ThingTrace:
    source = study.sources[name]
    told = (
        ("Publisher", source.publisher),
        ("Edition", source.edition),
        ("Date", " ".join(part for part in (source.date or "", source.date_note) if part)),
        ("Accessed", source.accessed or ""),
        ("Address", source.href),
        ("Weak", source.weak),
    )
    return _made(study, ("source", name, source.title), told, _entries(study, lambda entry: name in entry.datum.source))


def _value(study: Study, text: str) -> ThingTrace:
    address = Address.parse(study, text)
    counts = address.newest(study)
    day = study.as_of or "the newest day"
    holds = f"nothing is known at {day}" if counts is None else f"{counts.value:g} of {counts.date or 'an assumption'}"
    entries = tuple(Entry(address=address, datum=datum) for datum in address.held(study))
    title = study.attributes[address.attribute].title
    told = (("What counts", holds), *_meaning(study, address.attribute))
    return _made(study, ("value", str(address), title), told, entries)


_KINDS: Mapping[str, tuple[Callable[[Study], Mapping[str, object]], Callable[[Study, str], ThingTrace]]] = {
    "scenario": (lambda study: study.scenarios, _scenario),
    "institution": (lambda study: study.institutions, _institution),
    "threat": (lambda study: study.threats, _threat),
    "attribute": (lambda study: study.attributes, _attribute),
    "source": (lambda study: study.sources, _source),
}
"""What has an id and no score, in the order in which a name is looked for."""


def ids(study: Study) -> list[str]:
    """Return the ids of all such things."""
    return [name for held, _ in _KINDS.values() for name in held(study)]


def trace_thing(study: Study, name: str) -> ThingTrace | None:
    """Say what the study holds of a thing: ID, KIND:ID where several have it, or the address of a value.

    Returns:
        None where nothing is called that.

    Raises:
        UnknownName: when the address of a value begins with a state or institution and goes on with nothing known.
    """
    kind, colon, short = name.partition(":")
    for single, (held, trace) in _KINDS.items():
        if colon and fold(kind) != fold(single):
            continue
        wanted = fold(short if colon else name)
        for one in held(study):
            if wanted and fold(one) == wanted:
                return trace(study, one)
    owner, dot, _ = name.partition(".")
    if not dot:
        return None
    try:
        return _value(study, name)
    except ViabilityError:
        if owner in study.institutions or _is_state(study, owner):
            raise
        return None


def _is_state(study: Study, name: str) -> bool:
    try:
        study.state_id(name)
    except UnknownName:
        return False
    return True
