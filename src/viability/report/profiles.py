"""Every value of every state, with its note and its sources, and how values become scores: the tables of a page."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from viability.analyses.explain import CriterionTrace, Item, StateTrace, trace_criterion, trace_state
from viability.output.text import UNITS, measured, names, number, percent, unit_of
from viability.output.words import limit_told
from viability.report.figures.words import value_named
from viability.study.profile import Membership
from viability.study.study import Study

SHOWN = 6
"""Values behind one item that are named; the rest are counted."""

Table = dict[str, Any]


class Cited:
    """Sources by number, in the order in which they are first cited."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._numbers: dict[str, int] = {}

    def of(self, sources: Iterable[str]) -> list[Table]:
        """Return sources that the study lists, each with its number."""
        found = []
        for name in dict.fromkeys(sources):
            if name in self._study.sources:
                source = self._study.sources[name]
                number = self._numbers.setdefault(name, len(self._numbers) + 1)
                found.append({"id": name, "number": number, "title": source.title, "weak": source.weak})
        return found

    def listed(self) -> list[Table]:
        """Return every source that was cited, in full, in order."""
        found = []
        for name in self._numbers:
            source = self._study.sources[name]
            when = ", ".join(filter(None, (source.edition, source.date))) or "undated"
            # an address that is none of the web's stays text: a page must not run what a study holds
            linked = source.href.startswith(("https://", "http://"))
            told = {"title": source.title, "publisher": source.publisher, "href": source.href, "weak": source.weak}
            found.append({"id": name, "when": when, "linked": linked, **told})
        return found


def profile(study: Study, state: str, cited: Cited, anchors: set[str]) -> Table:
    """Return all values that count for a state, by section; those that have a place in the page are added to it."""
    trace = trace_state(study, state)
    tables = []
    for section, heading in _sections(study).items():
        rows = [_value(study, trace, i, cited, anchors) for i in _of(study, trace, section)]
        if rows:
            tables.append({"title": heading, "rows": rows})
    spells = [
        f"{study.institutions[name].name if name in study.institutions else name} ({_spell(spell)})"
        for name, held in trace.state.memberships.items()
        for spell in held
    ]
    return {
        "id": state,
        "name": trace.state.name,
        "count": len(trace.entries),
        "tables": tables,
        "memberships": "; ".join(spells),
        "missing": list(trace.missing),
    }


def _sections(study: Study) -> dict[str, str]:
    titles = {name: pillar.title for name, pillar in study.framework.pillars.items()}
    others = {one.section: one.section.replace("_", " ").capitalize() for one in study.attributes.values()}
    return titles | {name: title for name, title in others.items() if name not in titles}


def _of(study: Study, trace: StateTrace, section: str) -> list[int]:
    return [i for i, entry in enumerate(trace.entries) if study.attributes[entry.attribute].section == section]


def _value(study: Study, trace: StateTrace, number_: int, cited: Cited, anchors: set[str]) -> Table:
    entry = trace.entries[number_]
    attribute = study.attributes[entry.attribute]
    low, high = attribute.bounds(entry.datum)
    unit = f"of {attribute.range[1]:g}" if attribute.is_rating else UNITS.get(attribute.unit, attribute.unit)
    anchor = f"value-{entry.path}"
    anchor = "" if anchor in anchors else anchor  # a tie stands in two profiles
    anchors.add(anchor)
    value = entry.datum.value
    return {
        "anchor": anchor,
        "title": value_named(study, entry.address).removeprefix(f"{trace.state.name}: "),
        "value": measured(value, unit),
        "range": "" if low == high else f"{measured(low, '')} to {measured(high, '')}",
        "date": entry.datum.date or "assumed",
        "level": attribute.rubric[int(value)] if attribute.is_rating and value in attribute.rubric else "",
        "note": entry.datum.note,
        "quality": entry.datum.quality,
        "sources": cited.of(entry.datum.source),
    }


def _spell(spell: Membership) -> str:
    told = (spell.role, f"from {spell.from_}" if spell.from_ else "", f"to {spell.to}" if spell.to else "")
    return ", ".join(filter(None, told))


def criterion(study: Study, name: str, anchors: set[str]) -> Table:
    """Return how a criterion came to its score: a row for each member or pair, with links to the values behind it."""
    trace = trace_criterion(study, name)
    one = trace.criterion
    rows = sorted(trace.items, key=lambda item: (math.isnan(item.raw), -_nought(item.placed)))
    pair = one.measure.dyadic
    return {
        "id": name,
        "title": one.title,
        "pillar": study.framework.pillars[one.pillar].title,
        "score": number(100 * trace.score, 0),
        "coverage": percent(trace.coverage),
        "question": one.question,
        "how": how(trace),
        "what": f"{'pairs' if pair else 'members'}, highest first",
        "unit_head": "Pair" if pair else "Member",
        "rows": [_item(study, trace, item, anchors) for item in rows],
        "rationale": one.rationale,
    }


def _nought(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def how(trace: CriterionTrace) -> str:
    """Say how a criterion is scored, and what it holds of the index."""
    one = trace.criterion
    posts = one.goalposts
    between = ""
    if posts is not None:
        on = "The total" if one.aggregation.goalposts == "total" else "Each value"
        between = (
            f" {on} is placed between {posts.worst:,.12g} (0) and {posts.best:,.12g} (100): {posts.reason.rstrip('.')}."
        )
    limit = limit_told(one)
    blocking = f" {limit.capitalize()} caps the verdict." if limit else ""
    return (
        f"Measure: {one.measure.kind.replace('_', ' ')}; aggregator: {one.aggregator}.{between} "
        f"It holds {percent(trace.share)} of the index: {trace.gained:.1f} points gained, {trace.lost:.1f} lost."
        f"{blocking}"
    )


def _item(study: Study, trace: CriterionTrace, item: Item, anchors: set[str]) -> Table:
    behind = [
        {
            "anchor": f"value-{entry.path}" if f"value-{entry.path}" in anchors else "",
            "told": f"{value_named(study, entry.address)} {measured(entry.datum.value, '')} "
            f"({entry.datum.date or 'assumed'}, {entry.datum.quality})",
        }
        for entry in item.entries
    ]
    return {
        "who": names(study, item.states, short=False, sep=" and "),
        "value": "unknown" if math.isnan(item.raw) else measured(item.raw, unit_of(study, trace.criterion)),
        "placed": number(100 * item.placed, 0) if not math.isnan(item.placed) else "",
        "behind": behind[:SHOWN],
        "more": max(len(behind) - SHOWN, 0),
    }


def shown_states(study: Study, states: Sequence[str]) -> list[str]:
    """Return whose profiles stand in a page: members first."""
    return [*study.members, *(state for state in states if state not in study.members)]
