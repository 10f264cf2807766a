"""What a study holds: its states, criteria, scenarios and the rest, each with its id and what matters most of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from viability.analyses.about import About, about, sources_behind
from viability.arguments import explained
from viability.brief import Brief, some
from viability.errors import UnknownName
from viability.files.coalitions import load_coalitions
from viability.files.folder import load_study
from viability.files.places import find_study, named_studies, shipped_study
from viability.study.names import fold
from viability.study.scenario import contents
from viability.study.study import Study

Fact = str | float | int | None


class Listed(Struct, frozen=True, kw_only=True):
    """One thing that a study holds."""

    id: str
    title: str
    told: Mapping[str, Fact] = {}
    """What matters most of it, by the name of the column."""


class Listing(Brief, Struct, frozen=True, kw_only=True):
    """All things of one kind that a study holds, or how many there are of each kind."""

    about: About
    what: str | None
    """The kind; None where each entry is a kind, with how many there are."""
    entries: tuple[Listed, ...]

    def facts(self) -> Mapping[str, str]:
        """Say what is listed."""
        return {
            "listed": self.what or "how many of each kind",
            "entries": f"{len(self.entries)}: {some(entry.id for entry in self.entries)}",
            **self.about.facts(),
        }


def shares(study: Study) -> dict[str, float]:
    """Return the share of each pillar and criterion in its question's index, were everything known, 0 to 1."""
    found: dict[str, float] = {}
    for question in study.framework.questions.values():
        total = sum(pillar.weight for pillar in question.pillars.values())
        for name, pillar in question.pillars.items():
            found[name] = pillar.weight / total if total else 0.0
            mine = {i: c.weight for i, c in study.criteria.items() if c.pillar == name}
            inside = sum(mine.values())
            found |= {i: found[name] * weight / inside if inside else 0.0 for i, weight in mine.items()}
    return found


def _states(study: Study) -> Iterator[Listed]:
    for state in study.states.values():
        rated = [*state.attributes, *(threat for felt in state.threats.values() for threat in felt)]
        ties = [tie for held in state.ties.values() for tie in held]
        part = "member" if state.id in study.members else "candidate" if state.candidate else "beside"
        told: dict[str, Fact] = {"iso3": state.iso3, "part": part, "values": len(rated) + len(ties)}
        yield Listed(id=state.id, title=state.name, told=told)


def _questions(study: Study) -> Iterator[Listed]:
    for name, question in study.framework.questions.items():
        criteria = sum(c.pillar in question.pillars for c in study.criteria.values())
        verdicts = ", ".join(f"{band.verdict} from {band.at_least:g}" for band in question.bands)
        told: dict[str, Fact] = {"pillars": len(question.pillars), "criteria": criteria, "verdicts": verdicts}
        yield Listed(id=name, title=question.title, told=told)


def _pillars(study: Study) -> Iterator[Listed]:
    held = shares(study)
    for question, entry in study.framework.questions.items():
        for name, pillar in entry.pillars.items():
            told: dict[str, Fact] = {"question": question} if len(study.framework.questions) > 1 else {}
            criteria = sum(c.pillar == name for c in study.criteria.values())
            told |= {"criteria": criteria, "weight": pillar.weight, "share": held[name], "asks": pillar.question}
            yield Listed(id=name, title=pillar.title, told=told)


def _criteria(study: Study) -> Iterator[Listed]:
    held = shares(study)
    for pillar in study.framework.pillars:
        for name, criterion in study.criteria.items():
            if criterion.pillar == pillar:
                told: dict[str, Fact] = {
                    "pillar": pillar,
                    "role": criterion.role,
                    "weight": criterion.weight,
                    "share": held[name],
                }
                yield Listed(id=name, title=criterion.title, told=told)


def _scenarios(study: Study) -> Iterator[Listed]:
    for name, scenario in study.scenarios.items():
        yield Listed(id=name, title=scenario.title, told={"does": "; ".join(contents(scenario))})


def _strategies(study: Study) -> Iterator[Listed]:
    for name, scenario in study.scenarios.items():
        if scenario.strategy is not None:
            told: dict[str, Fact] = {"actor": scenario.strategy.actor, "does": "; ".join(contents(scenario))}
            yield Listed(id=name, title=scenario.title, told=told)


def _claims(study: Study) -> Iterator[Listed]:
    for name, claim in study.claims.items():
        told: dict[str, Fact] = {"about": claim.about, "test": claim.test or "not tested"}
        yield Listed(id=name, title=claim.claim, told=told)


def _attributes(study: Study) -> Iterator[Listed]:
    for name, attribute in study.attributes.items():
        low, high = attribute.range
        readers = " ".join(i for i, c in study.criteria.items() if name in c.measure.attributes)
        told: dict[str, Fact] = {"of": attribute.of, "unit": "rating" if attribute.is_rating else attribute.unit}
        told |= {"range": f"{low:g} to {high:g}", "criteria": readers}
        yield Listed(id=name, title=attribute.title, told=told)


def _threats(study: Study) -> Iterator[Listed]:
    for name, threat in study.threats.items():
        yield Listed(id=name, title=threat.title, told={"kind": threat.kind, "definition": threat.definition})


def _institutions(study: Study) -> Iterator[Listed]:
    day = study.day
    for name, institution in study.institutions.items():
        inside = [m for m in study.members if any(s.holds(day) for s in study.states[m].memberships.get(name, ()))]
        rated = institution.credibility[-1].value if institution.credibility else None
        told: dict[str, Fact] = {"kind": institution.kind, "credibility": rated, "members": " ".join(inside)}
        yield Listed(id=name, title=institution.name, told=told)


def _coalitions(study: Study) -> Iterator[Listed]:
    for name, group in load_coalitions(study.location or None).items():
        told: dict[str, Fact] = {"date": group.date, "number": len(group.members), "members": " ".join(group.members)}
        yield Listed(id=name, title=group.title, told=told)


def study_folders() -> dict[str, Path]:
    """Return the studies that can be asked for: the nearest upward, if one's own, and those that come along."""
    found = {"shipped": shipped_study(), **named_studies()}
    nearest = find_study()
    return found if nearest in found.values() else {".": nearest, **found}


def _studies(study: Study) -> Iterator[Listed]:
    del study  # these are beside it
    for name, folder in study_folders().items():
        held = load_study(folder, profiles=())
        told: dict[str, Fact] = {"criteria": len(held.criteria), "version": held.framework.version}
        told |= {"members": " ".join(held.members)}
        yield Listed(id=name, title=held.title, told=told)


def _sources(study: Study) -> Iterator[Listed]:
    behind = sources_behind(study)
    for name, source in study.sources.items():
        when = source.date or source.edition or "undated"
        told: dict[str, Fact] = {
            "publisher": source.publisher,
            "date": when,
            "behind": "yes" if name in behind else "no",
        }
        yield Listed(id=name, title=source.title, told=told)


KINDS: Mapping[str, tuple[str, Callable[[Study], Iterator[Listed]]]] = {
    "states": ("state", _states),
    "questions": ("question", _questions),
    "pillars": ("pillar", _pillars),
    "criteria": ("criterion", _criteria),
    "scenarios": ("scenario", _scenarios),
    "strategies": ("strategy", _strategies),
    "claims": ("claim", _claims),
    "attributes": ("attribute", _attributes),
    "threats": ("threat", _threats),
    "institutions": ("institution", _institutions),
    "sources": ("source", _sources),
    "coalitions": ("coalition", _coalitions),
    "studies": ("study", _studies),
}
"""What can be listed, each kind with its name for a single one."""

MEANT: Mapping[str, str] = {
    "states": "members, candidates, and those that stand beside them",
    "questions": "what the framework asks, each with an index",
    "pillars": "what an index is made of",
    "criteria": "what a pillar is made of",
    "scenarios": "what-ifs with a name",
    "strategies": "scenarios that somebody could decide on",
    "claims": "assertions that can be tested",
    "attributes": "what profiles give values of",
    "threats": "sources of threat that profiles rate",
    "institutions": "what states are members of",
    "sources": "where values come from",
    "coalitions": "groups of states with a name, for --coalition",
    "studies": "what --study can be told by name",
}
"""What each kind is, in a few words."""


@explained
def listing(study: Study, what: str | None = None) -> Listing:
    """List all that a study holds of one kind; without a kind, how many it holds of each.

    Raises:
        UnknownName: when nothing of that kind can be listed.
    """
    if what is None:
        counts = {kind: sum(1 for _ in give(study)) for kind, (_, give) in KINDS.items() if kind != "studies"}
        counts["studies"] = len(study_folders())  # without reading them
        entries = tuple(Listed(id=k, title=MEANT[k], told={"number": n}) for k, n in counts.items() if n)
        return Listing(about=about(study), what=None, entries=entries)
    for kind, (single, give) in KINDS.items():
        if fold(what) in {fold(kind), fold(single)}:
            return Listing(about=about(study), what=kind, entries=tuple(give(study)))
    raise UnknownName("kind of thing", what, KINDS)
