"""Claims put to the test: the coalition's own figure against a reference, or against itself on another day.

Longer than other modules, for what a test comes to is told in full before it is made.
"""

import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About, about
from viability.analyses.uncertainty import SURE, Range, range_of
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import EVEN_SCORE, Bools, Floats
from viability.engine.draws import DRAWN_AT_ONCE, DRAWS, SEED, check_draws, draw_values
from viability.engine.entries import Entry
from viability.engine.observations import Observations, observe
from viability.engine.readings import Reading, read_one
from viability.errors import UnknownName
from viability.study.claims import LEVELS, Claim
from viability.study.fields import as_of_date
from viability.study.study import Study
from viability.study.subject import Subject

Outcome = Literal["borne out", "not borne out", "open", "not tested"]

OUTCOMES: tuple[Outcome, ...] = ("borne out", "not borne out", "open", "not tested")


class Figure(Struct, frozen=True, kw_only=True):
    """What one side of a test comes to."""

    value: float
    range: Range
    """Of the draws."""
    day: str
    """Of what day; empty for a reference."""
    items: tuple[tuple[str, ...], ...] = ()
    """The members or pairs that it is made of."""
    read: int = 0
    """How many members or pairs there are, known or not."""
    entries: tuple[Entry, ...] = ()
    """The values behind it."""


class Trial(Struct, frozen=True, kw_only=True):
    """One claim with what came of its test."""

    claim: Claim
    outcome: Outcome
    reason: str = ""
    """Why it is not tested."""
    share: float = np.nan
    """Share of draws in which the test holds; NaN where it was not tested."""
    found: Figure | None = None
    """The coalition's figure, or the value that the claim is about."""
    against: Figure | None = None
    """The reference, or the same figure on the other day."""
    subject: Subject | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source behind it, those of the reference last, each once."""
        sides = [side for side in (self.found, self.against) if side is not None]
        held = [source for side in sides for entry in side.entries for source in entry.datum.source]
        cited = () if self.claim.reference is None else self.claim.reference.source or ()
        return tuple(dict.fromkeys((*held, *cited)))


class Claims(Brief, Struct, frozen=True, kw_only=True):
    """The claims of a study, each with the outcome of its test."""

    about: About
    draws: int
    seed: int
    rows: tuple[Trial, ...]
    """In the order written."""

    def count(self, outcome: Outcome) -> int:
        """Return how many claims have an outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    def facts(self) -> Mapping[str, str]:
        """Say how many claims came out how, and which."""
        named = {o: [row.claim.id for row in self.rows if row.outcome == o] for o in OUTCOMES}
        return {
            "claims": str(len(self.rows)),
            **{outcome: f"{len(names)}: {some(names, 4)}" for outcome, names in named.items() if names},
            **self.about.facts(),
        }


class ClaimTrace(Brief, Struct, frozen=True, kw_only=True):
    """How one claim was tested: the values behind both sides, and where they come from."""

    about: About
    draws: int
    tested: Trial

    def facts(self) -> Mapping[str, str]:
        """Say how the claim came out."""
        tested = self.tested
        told = tested.reason if np.isnan(tested.share) else f"{100 * tested.share:.3g} % of {self.draws:,} draws"
        return {
            "claim": f"{tested.claim.id}: {tested.claim.claim}",
            "outcome": f"{tested.outcome}: {told}",
            "sources": some(tested.sources, 4),
            **self.about.facts(),
        }


@explained
def claims(study: Study, *, draws: int = DRAWS, seed: int = SEED) -> Claims:
    """Test every claim of a study, or of the one of its questions that it is narrowed to.

    A claim that the evidence is above or below a reference is held against it; one that something fell or rose since a
    day is held against the same figure on that day, over what is known on both. Data are drawn on both sides, the
    reference from its range if it has one; weights play no part. What was observed once and holds on both days is drawn
    once, so that what did not change differs by nought. It is borne out where the test holds strictly in nine draws of
    ten, not borne out where it does in one of ten at most.

    Args:
        study: With its claims.
        draws: How often.
        seed: Of the draws.

    Raises:
        FrameworkError: when fewer than one draw is asked for, or more than a million.
    """
    bench = _Bench(study, draws, seed)
    asked = [claim for claim in study.claims.values() if _is_asked(study, claim)]
    return Claims(about=about(study), draws=draws, seed=seed, rows=tuple(map(bench.test, asked)))


def _is_asked(study: Study, claim: Claim) -> bool:
    """Tell whether a claim is about what a study, narrowed to one of its questions, still asks."""
    if not study.beside or claim.about is None:
        return True
    try:
        Subject.parse(study, claim.about)
    except UnknownName:
        return False
    return True


@explained
def trace_claim(study: Study, name: str, *, draws: int = DRAWS, seed: int = SEED) -> ClaimTrace:
    """Trace the test of one claim.

    Raises:
        UnknownName: when the study has no such claim.
    """
    if name not in study.claims:
        raise UnknownName("claim", name, study.claims)
    return ClaimTrace(about=about(study), draws=draws, tested=_Bench(study, draws, seed).test(study.claims[name]))


class _Bench:
    """Tests claims of one study, with the draws that all of them share."""

    def __init__(self, study: Study, draws: int, seed: int) -> None:
        check_draws(draws)
        self.study, self.draws, self.seed = study, draws, seed
        self._then: dict[str, tuple[Observations, Observations]] = {}
        self._against: dict[str, tuple[Figure, Floats]] = {}

    @cached_property
    def now(self) -> Observations:
        return _observed(self.study)

    @cached_property
    def drawn(self) -> Observations:
        return self.now.with_values(self._values(self.now, "now"))

    def then(self, day: str) -> tuple[Observations, Observations]:
        """Return what holds on another day, as given and as drawn; what holds today, too, is drawn as it is today."""
        if day not in self._then:
            given = _observed(self.study.replace(as_of=day))
            values = self._values(given, day)
            today = {entry: place for place, entry in enumerate(self.now.entries)}
            for place, entry in enumerate(given.entries):
                if entry in today:
                    values[:, place] = self.drawn.values[:, today[entry]]
            self._then[day] = given, given.with_values(values)
        return self._then[day]

    def _rngs(self, name: str) -> Iterable[tuple[np.random.Generator, int]]:
        """Give a generator for each block of draws, the same for a name whatever else is drawn."""
        for start in range(0, self.draws, DRAWN_AT_ONCE):
            key = [self.seed, start // DRAWN_AT_ONCE, zlib.crc32(name.encode())]
            yield (
                np.random.Generator(np.random.SFC64(np.random.SeedSequence(key))),
                min(DRAWN_AT_ONCE, self.draws - start),
            )

    def _values(self, given: Observations, name: str) -> Floats:
        return np.concatenate([draw_values(given, rng, size) for rng, size in self._rngs(name)])

    def _triangle(self, low: float, mode: float, high: float, name: str) -> Floats:
        if not low < high:
            return np.full(self.draws, mode)
        return np.concatenate([rng.triangular(low, mode, high, size) for rng, size in self._rngs(name)])

    def test(self, claim: Claim) -> Trial:
        """Test one claim."""
        if claim.not_tested.strip() or claim.about is None:
            return Trial(claim=claim, outcome="not tested", reason=claim.not_tested.strip())
        subject = Subject.parse(self.study, claim.about)
        if claim.reference is not None and claim.reference.coalition is not None:
            resolved = self._measured(claim, subject)
            if isinstance(resolved, str):
                return Trial(claim=claim, outcome="not tested", reason=resolved, subject=subject)
            claim, self._against[claim.id] = resolved
        sides = self._address(claim, subject) if subject.criterion is None else self._criterion(claim, subject)
        if isinstance(sides, str):
            return Trial(claim=claim, outcome="not tested", reason=sides, subject=subject)
        (found, ours), (against, theirs) = sides
        gap = ours - theirs if claim.test in {"above", "rose_since"} else theirs - ours
        share = float((gap > self._even(subject)).mean())
        outcome: Outcome = "open"
        if share >= SURE - EVEN_SCORE:
            outcome = "borne out"
        elif share <= 1 - SURE + EVEN_SCORE:
            outcome = "not borne out"
        return Trial(claim=claim, outcome=outcome, share=share, found=found, against=against, subject=subject)

    def _even(self, subject: Subject) -> float:
        """Return the difference that counts as none, in the unit of what is tested."""
        if subject.address is not None:
            low, high = self.study.attributes[subject.address.attribute].range
            return EVEN_SCORE * (high - low)
        posts = self.study.criteria[subject.criterion or ""].goalposts
        return EVEN_SCORE * (1.0 if posts is None else abs(posts.best - posts.worst))

    def _reference(self, claim: Claim) -> tuple[Figure, Floats] | None:
        if claim.test not in LEVELS or claim.reference is None:
            return None
        if claim.id in self._against:
            return self._against[claim.id]
        low, value, high = claim.reference.triangle
        drawn = self._triangle(low, value, high, f"reference {claim.id}")
        return Figure(value=value, range=range_of(drawn), day=""), drawn

    def _measured(self, claim: Claim, subject: Subject) -> tuple[Claim, tuple[Figure, Floats]] | str:
        """Measure a reference coalition of the world study by the criterion of a claim, or say why it cannot be."""
        from viability.analyses.measured import measured  # noqa: PLC0415 - it reads the world

        reference = claim.reference
        if reference is None or reference.coalition is None or subject.criterion is None or subject.state is not None:
            return "a reference coalition is measured by a criterion; name one under 'about'"
        found = measured(self.study, self.study.criteria[subject.criterion], reference.coalition)
        if isinstance(found, str):
            return found
        group, given = found
        values = self._values(given, f"reference {reference.coalition}")
        readings = [
            read_one(self.study, self.study.criteria[subject.criterion], obs)
            for obs in (given, given.with_values(values))
        ]
        marks = _marks(readings[0], None)
        known = marks & ~np.isnan(readings[0].values)
        if not known.any():
            return f"nothing is known of it of {group.group}"
        figure, drawn = _figure(readings, marks, known, "")
        told = group.replace(value=figure.value, coverage=f"{int(known.sum())} of {int(marks.sum())} known")
        # sources of the world study are told in words; the study of the claim does not hold them
        return claim.replace(reference=told), (replace(figure, entries=()), drawn)

    def _criterion(self, claim: Claim, subject: Subject) -> tuple[tuple[Figure, Floats], ...] | str:
        """Return both sides of a test of a criterion, or why there are none."""
        if subject.state is not None and subject.state not in self.study.members:
            return f"{self.study.states[subject.state].name} is not a member of this coalition"
        criterion = self.study.criteria[subject.criterion or ""]
        now = [read_one(self.study, criterion, obs) for obs in (self.now, self.drawn)]
        marks = _marks(now[0], subject.state)
        known = marks & ~np.isnan(now[0].values)
        if claim.since is None:
            against = self._reference(claim)
            if not known.any() or against is None:
                return "nothing is known of it"
            return _figure(now, marks, known, self.study.day), against
        day = as_of_date(claim.since)
        if day >= self.study.day:
            return f"the study's day, {self.study.day}, is not after {claim.since}"
        then = [read_one(self.study, criterion, obs) for obs in self.then(day)]
        known &= ~np.isnan(then[0].values)
        if not known.any():
            return f"nothing is known of it both on {day} and on {self.study.day}"
        return _figure(now, marks, known, self.study.day), _figure(then, marks, known, day)

    def _address(self, claim: Claim, subject: Subject) -> tuple[tuple[Figure, Floats], ...] | str:
        """Return both sides of a test of one value, or why there are none."""
        found = self._value(subject, self.study, "value")
        if found is None:
            return "nothing is known of it"
        if claim.since is None:
            against = self._reference(claim)
            return "nothing is known of it" if against is None else (found, against)
        day = as_of_date(claim.since)
        if day >= self.study.day:
            return f"the study's day, {self.study.day}, is not after {claim.since}"
        before = self._value(subject, self.study.replace(as_of=day), f"value {day}")
        if before is None:
            return f"nothing is known of it on {day}"
        if found[0].entries == before[0].entries:  # one observation that holds on both days is drawn once
            before = replace(found[0], day=day), found[1]
        return found, before

    def _value(self, subject: Subject, study: Study, name: str) -> tuple[Figure, Floats] | None:
        address = subject.address
        datum = None if address is None else address.newest(study)
        if address is None or datum is None:
            return None
        low, high = study.attributes[address.attribute].bounds(datum)
        drawn = self._triangle(low, min(max(datum.value, low), high), high, f"{name} {address}")
        entry = Entry(address=address, datum=datum)
        figure = Figure(value=datum.value, range=range_of(drawn), day=study.day, read=1, entries=(entry,))
        return figure, drawn


def _observed(study: Study) -> Observations:
    """Observe the members; a threat source that is one of them is no threat from without."""
    found = observe(study, study.members)
    return found.in_company(np.ones(len(found.states), dtype=bool))


def _marks(reading: Reading, state: str | None) -> Bools:
    """Mark the items of all members, or those about one, (m,)."""
    return np.array([state is None or state in reading.who(item) for item in range(reading.values.shape[-1])])


def _figure(readings: list[Reading], marks: Bools, known: Bools, day: str) -> tuple[Figure, Floats]:
    """Aggregate known items, as given and as drawn."""
    given, drawn = (reading.level(known[None])[..., 0] for reading in readings)
    items = np.flatnonzero(known).tolist()
    draws = np.broadcast_to(drawn, readings[1].observations.values.shape[:1])
    figure = Figure(
        value=float(given),
        range=range_of(draws),
        day=day,
        items=tuple(readings[0].who(item) for item in items),
        read=int(marks.sum()),
        entries=tuple(dict.fromkeys(entry for item in items for entry in readings[0].behind(item))),
    )
    return figure, draws
