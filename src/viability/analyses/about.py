"""Of what a result is: the study with its what-ifs, its day, and how much is known."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from viability.brief import Brief, some
from viability.engine.arrays import EVEN, EVEN_SCORE
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.errors import CoalitionError
from viability.study.fields import as_of_date
from viability.study.study import Study


class About(Brief, Struct, frozen=True, kw_only=True):
    """What a result is about; every result holds one, so that it tells by itself where it comes from."""

    study: Study
    """As it was evaluated; its `edits` hold the what-ifs in words."""
    newest: str
    """The date of the newest value that counts for the members; empty where none has a date."""
    coverage: float
    """The known share of what is asked, by weight, 0 to 1; NaN where nothing is known."""
    zeros: tuple[str, ...] = ()
    """The criteria that score nought where one nought makes the whole index nought."""

    @property
    def latest(self) -> str:
        """The date of the newest value that there is of the members, whatever the day asked for."""
        if self.study.as_of is None:
            return self.newest
        return _newest(self.study, observe(self.study.replace(as_of=None), self.study.members))

    @property
    def nothing_after(self) -> str:
        """The date of the newest value, where the day that was asked for is later than all of the study; else empty.

        A day that some state's values reach is one that the study speaks of, though those that count may be older.
        """
        asked = self.study.as_of
        # what is as new as the day settles it, and then the latest of all need not be looked for
        if asked is None or (self.newest and asked <= as_of_date(self.newest)) or asked <= self.study.newest_of_all:
            return ""
        return latest if (latest := self.latest) and asked > as_of_date(latest) else ""

    def facts(self) -> Mapping[str, str]:
        """Say of what a result is, for the results that hold this."""
        known = "nothing" if np.isnan(self.coverage) else f"{100 * self.coverage:.3g} %"
        return {
            "what if": "; ".join(self.study.edits),
            "study": self.study.title,
            "day": self.study.as_of or f"newest data, to {self.newest}",
            "members": some(self.study.members, 12),
            "known": known,
        }


def about(study: Study, *, observations: Observations | None = None, given: Evaluation | None = None) -> About:
    """Say of what a result about the study's coalition is.

    What was observed of the members, and the evaluation of their coalition, may be handed in.

    Raises:
        CoalitionError: when a member does not live at the study's day.
    """
    study.check_lives()
    obs = observe(study, study.members) if observations is None else observations
    try:
        found = evaluate(study, observations=obs) if given is None else given
    except CoalitionError:
        return About(study=study, newest=_newest(study, obs), coverage=np.nan)
    return About(
        study=study, newest=_newest(study, obs), coverage=float(found.total_coverage()[0]), zeros=deciding_zeros(found)
    )


def deciding_zeros(found: Evaluation) -> tuple[str, ...]:
    """Return the criteria of the first coalition that score nought where one nought makes the whole index nought."""
    if found.study.framework.compensation > 0 or found.viability[0] > EVEN:
        return ()
    weighed = found.weights.shares(found.pillar_of) > 0
    return tuple(name for name, at in zip(found.criteria, weighed & (found.scores[0] <= EVEN_SCORE), strict=True) if at)


def sources_behind(study: Study) -> set[str]:
    """Return the sources of the values and memberships that count for the members at the study's day."""
    day = study.day
    found = {source for entry in observe(study, study.members).entries for source in entry.datum.source}
    for member in study.members:
        for spells in study.states[member].memberships.values():
            found |= {source for spell in spells if spell.holds(day) for source in spell.source}
    return found


def _newest(study: Study, observations: Observations) -> str:
    """Return the date of the newest value; what holds at any day, such as geography, may be measured later."""
    dated = (entry for entry in observations.entries if not study.attributes[entry.attribute].timeless)
    return max((entry.datum.date or "" for entry in dated), default="")
