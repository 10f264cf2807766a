"""The study: states, criteria and sources together, and how things are found by name."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Self

from viability.brief import Brief, some
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.fields import Frozen, When
from viability.study.framework import Criterion, Framework
from viability.study.profile import Attribute, Institution, Source, State, Threat
from viability.study.scenario import Scenario

HOLLOW = "pillar '{}' has weight but none of its criteria has a weight above zero"


class Study(Brief, Frozen, frozen=True, kw_only=True):
    """States, criteria and sources: everything an evaluation needs."""

    title: str
    location: str = ""
    """The folder it was read from, or 'shipped'."""
    members: tuple[str, ...]
    """The coalition that is evaluated unless another is asked for."""
    institution: str | None = None
    """The coalition's own institution, no alternative to itself."""
    as_of: When | None = None
    """The day whose newest observations count; None for the newest."""
    framework: Framework
    criteria: Mapping[str, Criterion]
    attributes: Mapping[str, Attribute]
    threats: Mapping[str, Threat]
    institutions: Mapping[str, Institution]
    states: Mapping[str, State]
    sources: Mapping[str, Source]
    scenarios: Mapping[str, Scenario] = {}
    edits: tuple[str, ...] = ()
    """The what-ifs that led to it, each as one line, in the order in which they were applied."""
    weights_set: bool = False
    """Whether a what-if set a weight: whoever does has said which weights are meant."""

    def facts(self) -> Mapping[str, str]:
        """Say what a study holds."""
        framework = self.framework
        return {
            "title": self.title,
            "location": self.location,
            "day": self.as_of or "of the newest data",
            "members": some(self.members),
            "framework": f"{framework.version}: {some(framework.pillars)}",
            "criteria": f"{len(self.criteria)}: {some(self.criteria, 4)}",
            "states": f"{len(self.states)}: {some(self.states)}",
            "threats": f"{len(self.threats)}: {some(self.threats)}",
            "institutions": f"{len(self.institutions)}: {some(self.institutions)}",
            "scenarios": f"{len(self.scenarios)}: {some(self.scenarios)}",
            "sources": str(len(self.sources)),
        }

    def state_id(self, name: str) -> str:
        """Find a state by id, ISO code, name or alias, in any case and with or without accents.

        Raises:
            UnknownName: when no state is called that.
        """
        wanted = fold(name)
        for state in self.states.values():
            if wanted in {fold(known) for known in (state.id, state.name, state.iso3 or "", *state.aliases) if known}:
                return state.id
        # the last of several that differ in case alone is suggested: the id
        known = [n for s in self.states.values() for n in (s.name, s.iso3, *s.aliases, s.id) if n]
        raise UnknownName("state", name, list(self.states) if not _near(name, known) else known)

    def criterion_id(self, name: str) -> str:
        """Find a criterion by id or PILLAR.CRITERION.

        Raises:
            UnknownName: when there is no such criterion.
        """
        pillar, _, short = name.rpartition(".")
        found = self.criteria.get(short)
        if found is None or (pillar and found.pillar != pillar):
            known = self.criteria if not pillar else [f"{c.pillar}.{i}" for i, c in self.criteria.items()]
            raise UnknownName("criterion", name, known)
        return short

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of that name.

        Raises:
            UnknownName: when the study has none.
        """
        if name not in self.scenarios:
            raise UnknownName("scenario", name, self.scenarios)
        return self.scenarios[name]

    def with_members(self, names: Iterable[str]) -> Self:
        """Return a copy whose coalition is the named states, in the study's order.

        Raises:
            UnknownName: when a name is unknown.
            CoalitionError: when fewer than two remain or one is named twice.
        """
        ids = [self.state_id(name) for name in names]
        if len(set(ids)) < len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise CoalitionError(f"'{twice}' is named twice among the members")
        if len(ids) < 2:  # noqa: PLR2004 - the definition of a coalition
            raise CoalitionError("a coalition is two or more states; name at least two members")
        order = [*self.states]
        return self.replace(members=tuple(sorted(ids, key=order.index)))

    def unweighted(self) -> tuple[str, ...]:
        """Return the pillars that have a weight and no criterion with a weight above zero."""
        held = {criterion.pillar for criterion in self.criteria.values() if criterion.weight > 0}
        return tuple(p for p, pillar in self.framework.pillars.items() if pillar.weight > 0 and p not in held)

    def check_weights(self) -> None:
        """Check that some pillar and, in each weighted pillar, some criterion has a weight above zero.

        Raises:
            FrameworkError: when all weights at one level are zero.
        """
        if not any(pillar.weight > 0 for pillar in self.framework.pillars.values()):
            raise FrameworkError("no pillar has a weight above zero")
        if hollow := self.unweighted():
            raise FrameworkError(f"{HOLLOW.format(hollow[0])}; give one a weight, or the pillar weight 0")


def fold(name: str) -> str:
    """Reduce a name to what a hurried typist would type: no case, accents, hyphens or blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))  # the dotless i
    return "".join(ch for ch in plain.casefold() if ch.isalnum())


def _near(name: str, known: Iterable[str]) -> bool:
    return UnknownName("state", name, known).closest is not None
