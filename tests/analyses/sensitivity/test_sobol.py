"""The variance of functions that are known in closed form, split as it is known to be."""

import numpy as np
import pytest

from viability.analyses.sensitivity import sobol
from viability.analyses.sensitivity.sobol import Sobol, sobol_indices
from viability.engine.arrays import Floats
from viability.errors import FrameworkError


def ishigami(uniform: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), An importance quantification technique in uncertainty analysis for computer models.

    sin x1 + a sin^2 x2 + b x3^4 sin x1 with a = 7, b = 0.1 and each x uniform from -pi to pi.
    """
    x = np.pi * (2.0 * uniform - 1.0)
    found: np.ndarray = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


# The variance is a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2; x1 alone takes (1 + b pi^4/5)^2 / 2, x2 takes a^2/8, x3 nothing,
# and x1 with x3 takes b^2 pi^8 (1/18 - 1/50).
A, B = 7.0, 0.1
WHOLE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
FIRST = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0.0]) / WHOLE
TOGETHER = B**2 * np.pi**8 * (1 / 18 - 1 / 50) / WHOLE


def test_the_indices_of_ishigamis_function_are_the_known_ones() -> None:
    """First-order and total indices of a function that is known in closed form come out."""
    # 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437: the figures that textbooks give
    assert [0.3139, 0.4424, 0.0] == FIRST.round(4).tolist()
    found = sobol_indices(ishigami, {"x1": 1, "x2": 1, "x3": 1}, samples=8192, seed=3)
    assert ["x1", "x2", "x3"] == [one.name for one in found]
    assert pytest.approx(FIRST, abs=0.02) == [one.first for one in found]
    assert pytest.approx(FIRST + np.array([TOGETHER, 0.0, TOGETHER]), abs=0.02) == [one.total for one in found]
    for one, first in zip(found, FIRST, strict=True):
        assert 0.0 < one.first_error < 0.1
        assert abs(one.first - first) <= one.first_error


def test_a_group_takes_what_its_inputs_take_together() -> None:
    """The index of a group holds what its inputs do alone and with each other, and an empty group holds nothing."""
    found = sobol_indices(lambda u: ishigami(u[:, [0, 2, 1]]), {"both": 2, "none": 0, "x2": 1}, samples=8192, seed=3)
    both = FIRST[0] + TOGETHER
    assert pytest.approx([both, 0.0, FIRST[1]], abs=0.02) == [one.first for one in found]
    assert pytest.approx([both, 0.0, FIRST[1]], abs=0.02) == [one.total for one in found]


def test_a_function_that_nothing_moves_has_no_variance_to_share() -> None:
    """Where the result is always the same, all indices are nought."""
    found = sobol_indices(lambda u: np.full(len(u), 5.0), {"x": 1, "y": 2}, samples=4)
    nought = {"first": 0.0, "first_error": 0.0, "total": 0.0, "total_error": 0.0}
    assert (Sobol(name="x", **nought), Sobol(name="y", **nought)) == found


@pytest.mark.parametrize("samples", [0, 1, 1000])
def test_samples_are_a_power_of_two(samples: int) -> None:
    """Sobol' numbers are balanced in powers of two only, so another count is an error."""
    with pytest.raises(FrameworkError, match=f"a power of two such as 1024, not {samples}"):
        sobol_indices(ishigami, {"x": 3}, samples=samples)


def test_too_many_samples_are_an_error() -> None:
    """More samples than an evening can take are refused at once, with how many can be taken."""
    with pytest.raises(FrameworkError, match="1,073,741,824 samples are too many; at most 1,048,576 can be taken"):
        sobol_indices(ishigami, {"x": 3, "y": 1}, samples=1 << 30)


def test_a_long_design_is_evaluated_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little of the design is held at a time, the indices are the same."""
    groups = {"x1": 1, "x2": 1, "x3": 1}
    whole = sobol_indices(ishigami, groups, samples=64, seed=3)
    monkeypatch.setattr(sobol, "CELLS", 120)
    assert whole == sobol_indices(ishigami, groups, samples=64, seed=3)


def test_too_many_inputs_are_an_error() -> None:
    """Sobol' numbers have so many dimensions and no more."""
    with pytest.raises(FrameworkError, match="10,001 values, goalposts and weights in doubt are too many"):
        sobol_indices(ishigami, {"x": 10_001}, samples=2)


def test_sobol_numbers_are_the_same_however_few_are_taken_together() -> None:
    """The design is cut at powers of two, so that parts of 16 rows are the whole of 64."""

    def total(uniform: Floats) -> Floats:
        added: Floats = uniform.sum(axis=1)
        return added

    groups = {"x": 1, "y": 2}
    whole = sobol_indices(total, groups, samples=64, seed=3)
    assert whole == sobol_indices(total, groups, samples=64, seed=3, together=21)
