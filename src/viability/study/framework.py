"""Questions, pillars and bands: what is asked of a coalition and how much each answer weighs."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from msgspec import Meta

from viability.study.fields import Compensation, Frozen, Line, Misfit, Weight, check_weight

NO_VERDICT = "no verdict"
"""What stands where too little is known for one."""


class Pillar(Frozen, frozen=True, kw_only=True):
    """A heading under which criteria stand."""

    title: Line
    question: str = ""
    weight: Weight = 1.0

    def __post_init__(self) -> None:
        check_weight(self.weight)


class Band(Frozen, frozen=True, kw_only=True):
    """A verdict and the index from which it holds."""

    verdict: Line
    at_least: Annotated[float, Meta(ge=0, le=100)]


class Question(Frozen, frozen=True, kw_only=True):
    """What is asked of coalitions: it has an index, pillars, bands and words of its own."""

    title: Line
    """What its index is called."""
    question: str = ""
    pillars: Annotated[Mapping[str, Pillar], Meta(min_length=1)]
    bands: Annotated[tuple[Band, ...], Meta(min_length=1)]
    blocked: str | None = None
    """The best verdict left where a blocking criterion fails; None where no criterion blocks."""

    def __post_init__(self) -> None:
        check_titles(self.pillars.values(), "pillars")
        check_bands(self.bands, self.blocked)


FIRST = Question.__struct_fields__[2:]
"""What a framework of one question may hold itself: pillars, bands, blocked."""

VIABILITY = "viability"
"""The question of a framework that names none."""


def _read(title: str) -> str:
    """Return a title as the eye takes it: the same in any case, and with any blanks."""
    return " ".join(title.casefold().split())


def check_titles(pillars: Iterable[Pillar], field: str) -> None:
    """Check that no two pillars have one title, for tables and options know them by it.

    Raises:
        Misfit: when two have.
    """
    met: set[str] = set()
    for pillar in pillars:
        if _read(pillar.title) in met:
            raise Misfit(field, f"two pillars have the title '{pillar.title}'; rename one")
        met.add(_read(pillar.title))


def check_bands(bands: tuple[Band, ...], blocked: str | None) -> None:
    """Check that bands fall from the best verdict to one at 0, and that `blocked` is one of them.

    Raises:
        Misfit: when they do not.
    """
    floors = [band.at_least for band in bands]
    if floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
        raise Misfit("bands", "bands must go down from the best verdict to one with at_least 0")
    if len({_read(band.verdict) for band in bands}) < len(bands):
        raise Misfit("bands", "two bands have the same verdict")
    if any(_read(band.verdict) == NO_VERDICT for band in bands):
        raise Misfit(
            "bands", f"'{NO_VERDICT}' is what is said where too little is known; give the band another verdict"
        )
    if blocked is not None and blocked not in {band.verdict for band in bands}:
        raise Misfit("blocked", f"blocked: '{blocked}' is not the verdict of a band")


class OneQuestion(Frozen, frozen=True, kw_only=True):
    """A framework of one question, as it may be written: with pillars and bands of its own."""

    title: Line
    version: str
    pillars: Annotated[Mapping[str, Pillar], Meta(min_length=1)]
    bands: Annotated[tuple[Band, ...], Meta(min_length=1)]
    blocked: str
    """The best verdict left where a blocking criterion fails."""
    compensation: Compensation = Compensation(1)
    least_coverage: Annotated[float, Meta(ge=0, le=1)] = 0.65
    """The known share of what a coalition is asked below which it gets no verdict."""

    def __post_init__(self) -> None:
        check_titles(self.pillars.values(), "pillars")
        check_bands(self.bands, self.blocked)


class Framework(Frozen, frozen=True, kw_only=True):
    """Questions, each with pillars, weights and bands, and the compensation between criteria.

    A framework of one question may hold pillars, bands and blocked itself: that question is viability.
    """

    title: Line
    version: str
    questions: Annotated[Mapping[str, Question], Meta(min_length=1)]
    """In order; the first is asked where nothing else is said."""
    compensation: Compensation = Compensation(1)
    least_coverage: Annotated[float, Meta(ge=0, le=1)] = 0.65
    """The known share of what a coalition is asked below which it gets no verdict."""

    __other_fields__ = FIRST

    def __post_init__(self) -> None:
        taken: dict[str, str] = {}
        for name, question in self.questions.items():
            for pillar in question.pillars:
                if taken.setdefault(pillar, name) != name:
                    message = f"pillar '{pillar}' is in '{taken[pillar]}' and in '{name}'"
                    raise Misfit("questions", f"{message}; rename one")
        check_titles(self.pillars.values(), "questions")

    @classmethod
    def normalised(cls, plain: object) -> object:
        """Read pillars, bands and blocked of a framework of one question.

        Raises:
            ValueError: when they stand beside questions.
        """
        if not isinstance(plain, Mapping) or not (own := [name for name in FIRST if name in plain]):
            return plain
        if plain.get("questions") is not None:
            raise ValueError(f"{own[0]}: cannot be used together with questions; move it into one of them")
        asked = {"title": VIABILITY.capitalize(), **{name: plain[name] for name in own}}
        return {**{n: v for n, v in plain.items() if n not in FIRST}, "questions": {VIABILITY: asked}}

    def plain(self) -> Any:  # noqa: ANN401 - the counterpart of whatever a file may hold
        """Return the framework as plain data: with pillars of its own where viability is all that it asks."""
        plain = super().plain()
        question = self.question
        if len(self.questions) > 1 or question.blocked is None or question.question:
            return plain
        if (self.asked, question.title) != (VIABILITY, VIABILITY.capitalize()):
            return plain
        held = plain.pop("questions")[VIABILITY]
        return {"title": plain.pop("title"), "version": plain.pop("version")} | {n: held[n] for n in FIRST} | plain

    def replace(self, **edits: object) -> Self:
        """Return a copy with fields replaced; pillars go to the questions that they belong to, bands to the first.

        Raises:
            WrongArgument: when a value does not fit.
        """
        own = {name: edits.pop(name) for name in FIRST if name in edits}
        if not own:
            return super().replace(**edits)
        pillars = own.pop("pillars", None)
        asked = {name: question.replace(**own) if name == self.asked else question for name, question in self._all()}
        if isinstance(pillars, Mapping):
            of = {pillar: name for name, question in self._all() for pillar in question.pillars}
            asked = {
                name: question.replace(
                    pillars={p: entry for p, entry in pillars.items() if of.get(p, self.asked) == name}
                )
                for name, question in asked.items()
            }
        return super().replace(questions=asked, **edits)

    def _all(self) -> Iterable[tuple[str, Question]]:
        return self.questions.items()

    @property
    def asked(self) -> str:
        """The id of the first question."""
        return next(iter(self.questions))

    @property
    def question(self) -> Question:
        """The first question."""
        return self.questions[self.asked]

    @property
    def pillars(self) -> Mapping[str, Pillar]:
        """The pillars of all questions, in order."""
        if len(self.questions) == 1:
            return self.question.pillars
        return {pillar: entry for question in self.questions.values() for pillar, entry in question.pillars.items()}

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of the first question."""
        return self.question.bands

    @property
    def blocked(self) -> str:
        """The best verdict left to the first question where a criterion blocks; the worst where it names none."""
        return self.question.blocked or self.bands[-1].verdict

    def verdict(self, number: int) -> str:
        """Return the verdict of a band by its number; -1 stands for none, where too little is known."""
        return NO_VERDICT if number < 0 else self.bands[number].verdict

    def question_of(self, pillar: str) -> str:
        """Return the id of the question to which a pillar belongs."""
        return next(name for name, question in self.questions.items() if pillar in question.pillars)
