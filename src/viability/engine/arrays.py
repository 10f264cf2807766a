"""Arrays that every room names: their types, and what counts as equal.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

EVEN = 1e-9
"""What is nearer than this to a limit or a band's floor counts as on it: the rest is rounding."""
