"""Values with their origin: the ends of all ranges at once are those of each."""

from typing import Any

import numpy as np
from hypothesis import given

from strategies import alliances, build
from viability.engine.entries import Entry, values_of
from viability.engine.observations import observe
from viability.study.study import Study


def each(study: Study, entries: tuple[Entry, ...]) -> np.ndarray:
    """Return value and range of each entry by itself, (3, N)."""
    return np.array([(e.datum.value, *study.attributes[e.attribute].bounds(e.datum)) for e in entries]).T


@given(alliances())
def test_ranges_of_all_are_the_range_of_each(plain: dict[str, Any]) -> None:
    """What is computed of a whole attribute at once is `Attribute.bounds` of each value, to the last bit."""
    study = build(plain)
    obs = observe(study)
    np.testing.assert_array_equal([obs.values[:-1], obs.low[:-1], obs.high[:-1]], each(study, obs.entries))
    assert np.isnan([obs.values[-1], obs.low[-1], obs.high[-1]]).all()


def test_ranges_of_the_shipped_study_are_the_range_of_each(study: Study) -> None:
    """The same holds of ratings and numbers of all scales and qualities, in any order of attributes."""
    entries = observe(study).entries
    assert len({(study.attributes[e.attribute].is_rating, e.datum.quality) for e in entries}) == 6
    for some in (entries, entries[::-1], entries[::7]):
        np.testing.assert_array_equal([values[:-1] for values in values_of(study, some)], each(study, some))
