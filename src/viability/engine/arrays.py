"""Arrays that every room names: their types, and what counts as equal.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

EVEN = 1e-3
"""Points of 0 to 100: an index nearer than this to a floor, or to another index, counts as on it, or as even with it.

One tolerance for results and for their draws, which are in single precision: what lies on a floor does so in each.
"""

EVEN_SCORE = EVEN / 100.0
"""The same for scores and shares, 0 to 1."""

CELLS = 1 << 22
"""Numbers of an array that are made at a time, which bounds the memory: 32 MB in double precision."""
