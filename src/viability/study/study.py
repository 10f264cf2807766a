"""The study: states, criteria and sources together, and how things are found by name."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Literal, Self

from viability.brief import Brief, some
from viability.errors import CoalitionError, FrameworkError, UnknownName, WrongArgument
from viability.study.claims import Claim
from viability.study.codings import Coder
from viability.study.criterion import Criterion
from viability.study.fields import Frozen, When, as_of_date
from viability.study.framework import Framework, Pillar
from viability.study.names import begun, cuts, fold, mentioning
from viability.study.profile import Attribute, Data, Institution, Source, State, Threat
from viability.study.scenario import Scenario, SetWeight

HOLLOW = "the pillar '{}' has a weight, but none of its criteria has a weight above zero"

Gapped = Literal["", "lower bound", "partial"]
"""What an unknown item makes of a score."""

LAST_DAY = "9999-12-31"
"""The day of a study in which nothing has a date."""


class Study(Brief, Frozen, frozen=True, kw_only=True, dict=True):
    """States, criteria and sources: everything an evaluation needs."""

    title: str
    location: str = ""
    """The folder it was read from, or 'shipped'."""
    members: tuple[str, ...]
    """The coalition that is evaluated unless another is asked for."""
    institution: str | None = None
    """The coalition's own institution, no alternative to itself."""
    as_of: When | None = None
    """The day whose observations count; None for the day of the newest one, see `day`."""
    framework: Framework
    criteria: Mapping[str, Criterion]
    attributes: Mapping[str, Attribute]
    threats: Mapping[str, Threat]
    institutions: Mapping[str, Institution]
    states: Mapping[str, State]
    sources: Mapping[str, Source]
    scenarios: Mapping[str, Scenario] = {}
    claims: Mapping[str, Claim] = {}
    """What somebody asserts of the coalition, to be tested; read with the whole study alone, as coders are."""
    coders: Mapping[str, Coder] = {}
    """Who rated values of the profiles once more, with their ratings."""
    edits: tuple[str, ...] = ()
    """The what-ifs that led to it, in words and in order; `apply` adds to them."""
    cautions: tuple[str, ...] = ()
    """What to mind about these what-ifs, such as a weight that was probably meant as a share."""
    slips: tuple[str, ...] = ()
    """What in the files that were read looks like a slip, as `check` warns of it; the clock is not asked."""
    unread_values: tuple[str, ...] = ()
    """What is to be minded of values that what-ifs set and no criterion reads; among the cautions, too."""
    asked_weights: tuple[SetWeight, ...] = ()
    """The weights that what-ifs set, as they were written, of which none was replaced since."""
    weights_set: frozenset[str] = frozenset()
    """The questions of which a what-if set a weight: whoever does has said which weights are meant."""
    beside: tuple[str, ...] = ()
    """The questions that the study holds, in order, where it is narrowed to one of several; see `asking`."""

    def facts(self) -> Mapping[str, str]:
        """Say what a study holds."""
        framework = self.framework
        return {
            "title": self.title,
            "location": self.location,
            "day": self.as_of or "of the newest data",
            "members": some(self.members),
            "framework": f"{framework.version}: {some(framework.pillars)}",
            "questions": some(framework.questions) if len(framework.questions) > 1 else "",
            "criteria": f"{len(self.criteria)}: {some(self.criteria, 4)}",
            "states": f"{len(self.states)}: {some(self.states)}",
            "threats": f"{len(self.threats)}: {some(self.threats)}",
            "institutions": f"{len(self.institutions)}: {some(self.institutions)}",
            "scenarios": f"{len(self.scenarios)}: {some(self.scenarios)}",
            "sources": str(len(self.sources)),
        }

    def replace(self, **edits: object) -> Self:
        """Return a copy with fields replaced; a year or a month as its day stands for its last day.

        Raises:
            ValueError: when the day is no date.
        """
        if edits.get("as_of") is not None:
            edits["as_of"] = as_of_date(str(edits["as_of"]))
        return super().replace(**edits)

    @property
    def day(self) -> str:
        """The day whose observations count: the study's own, else that of its members' newest observation.

        A year or a month stands for its last day. What is dated after every source is in the future, and sets no day.
        """
        return self.newest_datum if self.as_of is None else self.as_of

    @cached_property
    def newest_datum(self) -> str:
        """The last day of which the members' profiles tell something; after it nothing is known of them."""
        return self._newest(self.members)

    @cached_property
    def newest_of_all(self) -> str:
        """The last day of which any profile tells something."""
        return self._newest(self.states)

    def _newest(self, states: Iterable[str]) -> str:
        """Return the last day of which some profiles tell something, but for what is dated after every source."""
        dates = {as_of_date(date) for date in {*self._dates({*states})}}
        known = {
            as_of_date(date) for source in self.sources.values() for date in (source.date, source.accessed) if date
        }
        horizon = max(known, default=LAST_DAY)
        return max((date for date in dates if date <= horizon), default=max(dates, default=horizon))

    def _dates(self, members: AbstractSet[str]) -> Iterator[str]:
        """Give the dates of what was observed of states, and of the days on which they joined institutions."""
        held: list[Data] = [institution.credibility for institution in self.institutions.values()]
        timeless = {name for name, attribute in self.attributes.items() if attribute.timeless}
        for member in members:
            state = self.states[member]
            held += [data for name, data in state.attributes.items() if name not in timeless]
            held += [data for felt in state.threats.values() for data in felt.values()]
            held += [
                data
                for other, ties in state.ties.items()
                if other in members
                for name, data in ties.items()
                if name not in timeless
            ]
            for spells in state.memberships.values():
                yield from (spell.from_ for spell in spells if spell.from_ is not None)
        yield from (datum.date for data in held for datum in data if datum.date is not None)

    def check_lives(self, names: Iterable[str] | None = None) -> None:
        """Check that states, by default the members, live at the study's day.

        Raises:
            CoalitionError: when one does not, with the dates of its life.
        """
        day = self.day
        for name in self.members if names is None else names:
            state = self.states[name]
            if not state.lives(day):
                life = " ".join(f"{word} {date}" for word, date in (("from", state.from_), ("to", state.to)) if date)
                raise CoalitionError(
                    f"'{name}' existed {life}, so it cannot be a member on {day}; choose another date or other members"
                )

    def state_id(self, name: str) -> str:
        """Find a state by id, ISO code, name or alias, in any case and with or without accents.

        Raises:
            UnknownName: when no state is called that.
        """
        found = self._called.get(fold(name))
        if found is not None:
            return found
        # the last of several that differ in case alone is suggested: the id
        known = [n for s in self.states.values() for n in (s.name, s.iso3, *s.aliases, s.id) if n]
        several = name.split()
        if len(several) > 1 and all(fold(one) in self._called for one in several):
            raise UnknownName("state", name, (), [",".join(several)])
        raise UnknownName("state", name, list(self.states) if not _near(name, known) else known)

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """The state that each name means, folded; the first of several."""
        called: dict[str, str] = {}
        for state in self.states.values():
            for known in (state.id, state.name, state.iso3 or "", *state.aliases):
                if known:
                    called.setdefault(fold(known), state.id)
        return called

    @cached_property
    def dotted(self) -> bool:
        """Whether a dot is part of some name that addresses hold, as in St. Lucia, so that not all dots divide."""
        names = [name for state in self.states.values() for name in (state.name, *state.aliases)]
        names += [attribute.title for attribute in self.attributes.values()]
        names += [threat.title for threat in self.threats.values()]
        names += [institution.name for institution in self.institutions.values()]
        return any("." in name for name in names)

    def pillar_id(self, name: str) -> str:
        """Find a pillar by id or title, in any case and with or without accents, hyphens and blanks.

        Raises:
            UnknownName: when there is no such pillar.
        """
        if name in self.framework.pillars:
            return name
        wanted = fold(name)
        for pillar, entry in self.framework.pillars.items():
            if wanted and wanted in {fold(pillar), fold(entry.title)}:
                return pillar
        raise UnknownName("pillar", name, self.framework.pillars)

    def begun(self, name: str) -> str | None:
        """Find the one pillar, else the one criterion, whose id or title begins with some letters; else None.

        It takes four letters or more, and of several that begin so none is meant.
        """
        kinds: tuple[Mapping[str, Pillar | Criterion], ...] = (self.framework.pillars, self.criteria)
        found = [begun(name, {i: entry.title for i, entry in kind.items()}) for kind in kinds]
        ids = next(filter(None, found), [])
        return ids[0] if len(ids) == 1 else None

    def concerning(self, name: str) -> list[str]:
        """Return the criteria in whose title, question or attributes a word begins with some letters."""
        told = {i: " ".join((c.title, c.question, *c.measure.attributes)) for i, c in self.criteria.items()}
        return mentioning(name, told)

    def criterion_id(self, name: str) -> str:
        """Find a criterion by id, title or PILLAR.CRITERION, spelt as freely as a pillar.

        Raises:
            UnknownName: when there is no such criterion.
        """
        pillar, _, short = name.rpartition(".")
        parts = [(fold(head), fold(tail)) for head, tail in cuts(name) if fold(tail)]
        for criterion in sorted(self.criteria.values(), key=lambda c: c.id != short):
            heads = {fold(criterion.pillar), fold(self.framework.pillars[criterion.pillar].title)}
            called = {fold(criterion.id), fold(criterion.title)}
            if any(tail in called and (not head or head in heads) for head, tail in parts):
                return criterion.id
        known = self.criteria if not pillar else [f"{c.pillar}.{i}" for i, c in self.criteria.items()]
        raise UnknownName("criterion", name, known)

    def ends(self, criterion: Criterion) -> tuple[float, float]:
        """Return between which values an unknown item of a criterion lies, in its measure's unit."""
        of = criterion.measure.of
        return criterion.facts.bounds(self.attributes[of].range if of else (0.0, 0.0))

    def with_gaps(self, criterion: Criterion) -> Gapped:
        """Return what an item that is unknown makes of a criterion's score: nothing where it leaves the score."""
        posts = criterion.aggregation.goalposts
        if posts == "each":
            return ""
        return "lower bound" if posts == "total" and self.ends(criterion)[0] >= 0 else "partial"

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of that name, in any case and with or without hyphens and blanks.

        Raises:
            UnknownName: when the study has none.
        """
        if name in self.scenarios:
            return self.scenarios[name]
        for scenario in self.scenarios.values():
            if fold(name) and fold(name) == fold(scenario.id):
                return scenario
        raise UnknownName("scenario", name, self.scenarios)

    def asking(self, question: str | None = None) -> Self:
        """Return the same study with one question alone, by default the first: its pillars and its criteria.

        Raises:
            UnknownName: when the study does not ask that, or is narrowed to another question.
            WrongArgument: when it is no text.
        """
        if not isinstance(question, str | None):
            raise WrongArgument(f"asking: 'question' is the name of one, as text, not {question!r:.40}")
        questions = self.framework.questions
        asked = self.framework.asked if question is None else self.question_id(question)
        if len(questions) == 1:
            return self
        pillars = questions[asked].pillars
        return self.replace(
            framework=self.framework.replace(questions={asked: questions[asked]}),
            criteria={name: criterion for name, criterion in self.criteria.items() if criterion.pillar in pillars},
            beside=tuple(questions),
        )

    def question_id(self, name: str) -> str:
        """Find a question by id or title, spelt as freely as a pillar.

        Raises:
            UnknownName: when the study asks none that is called so.
        """
        for question, entry in self.framework.questions.items():
            if fold(name) in {fold(question), fold(entry.title)}:
                return question
        raise UnknownName("question", name, self.framework.questions)

    def with_members(self, names: Iterable[str]) -> Self:
        """Return a copy whose coalition is the named states, in the study's order.

        Raises:
            UnknownName: when a name is unknown.
            CoalitionError: when fewer than two remain, one is named twice, or one does not live at the study's day.
        """
        ids = [self.state_id(name) for name in names]
        if len(set(ids)) < len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise CoalitionError(f"'{twice}' is named twice among the members")
        if len(ids) < 2:  # noqa: PLR2004 - the definition of a coalition
            raise CoalitionError("a coalition is two or more states; name at least two members")
        order = [*self.states]
        coalition = self.replace(members=tuple(sorted(ids, key=order.index)))
        coalition.check_lives()
        return coalition

    def unweighted(self) -> tuple[str, ...]:
        """Return the pillars that have a weight and no criterion with a weight above zero."""
        held = {criterion.pillar for criterion in self.criteria.values() if criterion.weight > 0}
        return tuple(p for p, pillar in self.framework.pillars.items() if pillar.weight > 0 and p not in held)

    def check_weights(self) -> None:
        """Check that some pillar and, in each weighted pillar, some criterion has a weight above zero.

        Raises:
            FrameworkError: when all weights at one level are zero.
        """
        for question in self.framework.questions.values():
            if not any(pillar.weight > 0 for pillar in question.pillars.values()):
                raise FrameworkError("no pillar has a weight above zero")
        if hollow := self.unweighted():
            raise FrameworkError(f"{HOLLOW.format(hollow[0])}; give one of them a weight, or the pillar the weight 0")


def _near(name: str, known: Iterable[str]) -> bool:
    return UnknownName("state", name, known).closest is not None
