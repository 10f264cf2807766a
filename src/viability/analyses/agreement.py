"""How far coders agree: shares of ratings that are the same, Krippendorff's alpha, and every disagreement."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal
from warnings import catch_warnings, simplefilter

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import Floats
from viability.engine.draws import SEED
from viability.errors import FrameworkError, ViabilityError
from viability.study.address import Address
from viability.study.codings import Coder, Coding, version_key
from viability.study.fields import ROUNDING, as_of_date
from viability.study.profile import Datum
from viability.study.study import Study

FIRST = "first"
"""Whoever wrote the profiles."""

RESAMPLES = 1000

LEVEL = 0.95
"""Of intervals, as is usual for alpha."""

DEFINED = 0.95
"""Share of resamples in which alpha must be defined for an interval: where all call the same there is none."""

Why = Literal["gone", "older", "undated", "later"]


class Rating(Struct, frozen=True, kw_only=True):
    """One observation of a profile with what each further coder made of it."""

    address: Address
    datum: Datum
    codings: Mapping[str, Coding]
    """By coder."""
    low: float
    high: float
    """The range of the profile's value."""

    @property
    def values(self) -> Mapping[str, float]:
        """What each coder called it, the profile first."""
        return {FIRST: self.datum.value, **{name: coding.value for name, coding in self.codings.items()}}

    @property
    def spread(self) -> float:
        """The widest distance of two coders."""
        return max(self.values.values()) - min(self.values.values())

    @property
    def outside(self) -> tuple[str, ...]:
        """The coders whose value the profile's range does not hold."""
        low, high = self.low - ROUNDING, self.high + ROUNDING
        return tuple(name for name, coding in self.codings.items() if not low <= coding.value <= high)


class Agreement(Struct, frozen=True, kw_only=True):
    """How far coders agree on some ratings."""

    attribute: str
    """Its id; empty for all together."""
    count: int
    """Ratings that two coders or more have called."""
    exact: float
    """Share of pairs of coders, over all ratings, that call the same; NaN where there is none."""
    within: float
    """Share that differ by one level at most."""
    alpha: float
    """Krippendorff's, for ordinal data; NaN where all call the same level and none is defined."""
    low: float
    high: float
    """95 % of resamples of the ratings; NaN where too few of them define alpha."""


class Apart(Struct, frozen=True, kw_only=True):
    """A coding that is not counted, and why."""

    coder: str
    coding: Coding
    why: Why
    """The value is `gone`; the rubric has had another meaning since, so that the coding is `older`; the profile holds
    no observation of that date (`undated`); or it is `later` than the day asked for."""


class Agreements(Brief, Struct, frozen=True, kw_only=True):
    """What a study's coders agree on, by attribute and in all."""

    about: About
    seed: int
    coders: tuple[Coder, ...]
    ratings: tuple[Rating, ...]
    """Those that count, in the order of the coders' files."""
    apart: tuple[Apart, ...]
    rows: tuple[Agreement, ...]
    """One for each attribute, in the order of the codebook, and one for all together."""
    without_noughts: tuple[Agreement, ...]
    """The same without ratings that all coders call 0; intervals for all together alone."""

    @property
    def disagreements(self) -> tuple[Rating, ...]:
        """The ratings that coders call differently, the widest first."""
        apart = (rating for rating in self.ratings if rating.spread > ROUNDING)
        return tuple(sorted(apart, key=lambda rating: -rating.spread))

    def facts(self) -> Mapping[str, str]:
        """Say how far coders agree."""
        total = self.rows[-1]
        return {
            "coders": some((FIRST, *(coder.id for coder in self.coders))),
            "ratings": f"{total.count}; {len(self.apart)} more codings are not counted",
            "exact": f"{100 * total.exact:.3g} %",
            "alpha": f"{total.alpha:.3f}, {total.low:.3f} to {total.high:.3f}",
            **self.about.facts(),
        }


@explained
def agreement(study: Study, *, resamples: int = RESAMPLES, seed: int = SEED) -> Agreements:
    """Say how far the further coders of a study agree with its profiles, and with each other.

    A coding counts where its address still exists, its rubric has meant the same since it was made, and the profile
    holds an observation of its date.

    Args:
        study: With its coders; it has to be read whole.
        resamples: How many of the ratings, to find intervals.
        seed: Of the resamples.

    Raises:
        FrameworkError: when fewer than one resample is asked for.

    References:
        Krippendorff (2019), Content analysis: an introduction to its methodology, 4th edition, chapter 12. Sage.
        Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding data.
        Communication Methods and Measures 1(1) (for the interval).
    """
    if resamples < 2:  # noqa: PLR2004 - one resample has no spread
        raise FrameworkError(f"at least two resamples are needed, not {resamples}")
    ratings, apart = _sorted(study)
    groups = {name: [one for one in ratings if one.address.attribute == name] for name in study.attributes}
    groups = {name: held for name, held in groups.items() if held} | {"": ratings}
    told = {name: [rating for rating in held if any(rating.values.values())] for name, held in groups.items()}
    return Agreements(
        about=about(study),
        seed=seed,
        coders=tuple(study.coders.values()),
        ratings=tuple(ratings),
        apart=tuple(apart),
        rows=tuple(_agreement(name, held, resamples, seed) for name, held in groups.items()),
        without_noughts=tuple(
            _agreement(name, held, resamples if name == "" else 0, seed) for name, held in told.items()
        ),
    )


def _sorted(study: Study) -> tuple[list[Rating], list[Apart]]:
    """Put codings beside the observations that they are of; those that do not count stay apart."""
    found: dict[tuple[Address, str], tuple[Datum, dict[str, Coding]]] = {}
    apart = []
    for coder in study.coders.values():
        for coding in coder.codings:
            place = _placed(study, coding)
            if isinstance(place, str):
                apart.append(Apart(coder=coder.id, coding=coding, why=place))
            else:
                address, datum = place
                found.setdefault((address, coding.date), (datum, {}))[1][coder.id] = coding
    ratings = []
    for (address, _), (datum, codings) in found.items():
        low, high = study.attributes[address.attribute].bounds(datum)
        ratings.append(Rating(address=address, datum=datum, codings=codings, low=low, high=high))
    return ratings, apart


def _placed(study: Study, coding: Coding) -> tuple[Address, Datum] | Why:
    try:
        address = Address.parse(study, coding.address)
    except ViabilityError:
        return "gone"
    attribute = study.attributes[address.attribute]
    if attribute.since is not None and version_key(coding.framework) < version_key(attribute.since):
        return "older"
    if study.as_of is not None and as_of_date(coding.date) > as_of_date(study.as_of):
        return "later"
    datum = next((datum for datum in address.held(study) if datum.date == coding.date), None)
    return "undated" if datum is None else (address, datum)


def _agreement(attribute: str, ratings: Sequence[Rating], resamples: int, seed: int) -> Agreement:
    gaps = [abs(a - b) for rating in ratings for a, b in combinations(rating.values.values(), 2)]
    exact, within = (np.mean([gap <= most + ROUNDING for gap in gaps]) if gaps else np.nan for most in (0, 1))
    low, high = _interval(ratings, resamples, seed)
    return Agreement(
        attribute=attribute,
        count=len(ratings),
        exact=float(exact),
        within=float(within),
        alpha=ordinal_alpha(_matrix(ratings)),
        low=low,
        high=high,
    )


def _matrix(ratings: Sequence[Rating]) -> Floats:
    """Return what each coder called each rating, coders by ratings; NaN where one did not."""
    coders = dict.fromkeys(name for rating in ratings for name in rating.values)
    return np.array([[rating.values.get(name, np.nan) for rating in ratings] for name in coders])


def ordinal_alpha(values: Floats) -> float:
    """Return Krippendorff's alpha for ordinal data, coders by ratings, NaN for what a coder did not rate.

    NaN where nothing varies, for then chance would agree, too.
    """
    given = values[~np.isnan(values)]
    levels = np.unique(given)
    if len(levels) < 2:  # noqa: PLR2004 - what varies has two levels
        return np.nan
    return _alpha(_counts(values, levels), levels)


def _counts(values: Floats, levels: Floats) -> Floats:
    """Count how many coders call each rating each level, ratings by levels."""
    return np.array((values[..., None] == levels).sum(axis=0))


def _alpha(counts: Floats, levels: Floats) -> float:
    from krippendorff import alpha  # noqa: PLC0415 - used by this question alone

    paired = counts[counts.sum(axis=1) > 1]
    if (paired.sum(axis=0) > 0).sum() < 2:  # noqa: PLR2004 - as above
        return np.nan
    return float(alpha(value_counts=paired, level_of_measurement="ordinal", value_domain=levels))


def _interval(ratings: Sequence[Rating], resamples: int, seed: int) -> tuple[float, float]:
    """Return 95 % of alpha over resamples of the ratings."""
    if resamples < 1 or len(ratings) < 2:  # noqa: PLR2004 - one rating has no other to stand for
        return np.nan, np.nan
    from scipy.stats import DegenerateDataWarning, bootstrap  # noqa: PLC0415 - over a second that this question alone pays for

    values = _matrix(ratings)
    levels = np.unique(values[~np.isnan(values)])
    if len(levels) < 2:  # noqa: PLR2004 - as above
        return np.nan, np.nan
    counts = _counts(values, levels)
    with catch_warnings():
        simplefilter("ignore", DegenerateDataWarning)  # of resamples that define no alpha, which are counted below
        found = bootstrap(
            (np.arange(len(ratings)),),
            lambda picked: _alpha(counts[picked], levels),
            n_resamples=resamples,
            vectorized=False,
            confidence_level=LEVEL,
            method="percentile",
            rng=np.random.default_rng(seed),
        )
    drawn = found.bootstrap_distribution
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < DEFINED * len(drawn):
        return np.nan, np.nan
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def by_reason(apart: Sequence[Apart]) -> Iterator[tuple[Why, int]]:
    """Count codings that are not counted by why they are not."""
    reasons: tuple[Why, ...] = ("gone", "older", "undated", "later")
    for why in reasons:
        if count := sum(one.why == why for one in apart):
            yield why, count
