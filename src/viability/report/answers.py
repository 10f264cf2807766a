"""All results that figures and a report tell of: each asked once, from one study with its what-ifs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from math import comb, isqrt
from typing import TYPE_CHECKING

from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.claims import Claims, claims
from viability.analyses.pairs import Pairs, pairs
from viability.analyses.path import Path, path
from viability.analyses.place import Place, place
from viability.analyses.score import Assessment, assess
from viability.analyses.sensitivity.tornado import Tornado, tornado
from viability.analyses.sliders import Sliders, sliders
from viability.analyses.strategies import Strategies, strategies
from viability.analyses.trend import Trend, trend
from viability.errors import OutputError, UnknownName
from viability.report.figures import FIGURES
from viability.report.needs import need
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply

if TYPE_CHECKING:
    from viability.report.figures.frame import Figure


PAIRS = 120_000
"""Pairs of members times criteria that a page shows: a minute of work, and some twenty megabytes."""

PACKED = 1_000_000
"""Pairs of members times criteria that a package lists: a minute of work."""


class Answers(Struct, frozen=True, kw_only=True, dict=True):
    """The questions of a report, each asked when its answer is first wanted.

    A study of which a question cannot be asked raises what its analysis raises.
    """

    study: Study
    """As it was read."""
    whatifs: Sequence[Scenario]
    asked: Study
    """With its what-ifs, and narrowed to a question if one was asked for."""
    question: str | None = None
    candidates: Iterable[str] | None = None
    """Who may be switched on in the page."""
    to: str | None = None
    """The verdict that the path aims at; by default the next better one."""
    seed: int = 0
    draws: int = 10_000

    @cached_property
    def score(self) -> Assessment:
        """What `viability score` answers."""
        return assess(self.study, *self.whatifs, question=self.question, draws=self.draws, seed=self.seed)

    @cached_property
    def sliders(self) -> Sliders:
        """Every coalition of the candidates."""
        return sliders(self.asked, candidates=self.candidates)

    @cached_property
    def pairs(self) -> Pairs:
        """What `viability pairs` answers."""
        return pairs(self.asked)

    @cached_property
    def tornado(self) -> tuple[About, Tornado]:
        """The part of what `viability sensitivity` answers that is drawn."""
        return about(self.asked.asking()), tornado(self.asked, draws=self.draws, seed=self.seed)

    @cached_property
    def trend(self) -> Trend:
        """What `viability trend` answers."""
        return trend(self.asked)

    @cached_property
    def path(self) -> Path:
        """What `viability path` answers, to the next better verdict."""
        bands = self.asked.asking().framework.bands
        number = max(int(self.score.evaluation.verdicts[0]) - 1, 0)
        return path(self.asked, to=bands[number].verdict if self.to is None else self.to)

    @cached_property
    def strategies(self) -> Strategies:
        """What `viability compare --strategies` answers."""
        return strategies(self.study, then=self.whatifs, question=self.question, draws=self.draws, seed=self.seed)

    @cached_property
    def place(self) -> Place:
        """What `viability place` answers."""
        return place(self.asked)

    @property
    def has_strategies(self) -> bool:
        """Whether the study holds any."""
        return any(scenario.strategy is not None for scenario in self.study.scenarios.values())

    @cached_property
    def claims(self) -> Claims:
        """What `viability claims` answers; claims may be about criteria of any question."""
        return claims(apply(self.study, *self.whatifs), draws=self.draws, seed=self.seed)


def check_pairs(answers: Answers, *, package: bool = False) -> None:
    """Check that a page can show, or a package list, every pair of the members.

    Raises:
        OutputError: when there are too many.
    """
    members, criteria = len(answers.asked.members), len(answers.asked.criteria)
    pairs, most = comb(members, 2), (PACKED if package else PAIRS) // max(criteria, 1)
    if pairs > most:
        what = "data package, which lists" if package else "report, which shows"
        tables = ", or write the tables alone (`viability export FOLDER`)" if pairs * criteria <= PACKED else ""
        raise OutputError(
            f"{members:,} members are too many for a {what} every pair of them ({pairs:,}) on {criteria:,} criteria; "
            f"at most {(1 + isqrt(1 + 8 * most)) // 2} can be. Name fewer (--members){tables}"
        )


RESULTS: Mapping[str, str] = {
    "scale": "score",
    "points": "score",
    "pairs": "pairs",
    "network": "pairs",
    "plane": "sliders",
    "tornado": "tornado",
    "trend": "trend",
    "themes": "path",
    "strategies": "strategies",
    "claims": "claims",
    "place": "place",
}
"""Which answer each figure draws."""


def figure_of(answers: Answers, name: str) -> "Figure":
    """Return a figure by its name.

    Raises:
        UnknownName: when there is none of that name.
        OutputError: when the extra `report` is not installed.
        ViabilityError: when its question cannot be answered.
    """
    if name not in FIGURES:
        raise UnknownName("figure", name, FIGURES)
    need("altair", "vl_convert", "fontTools")
    draw: Callable[[object], Figure] = getattr(import_module(f"viability.report.figures.{name}"), name)
    return draw(getattr(answers, RESULTS[name]))
