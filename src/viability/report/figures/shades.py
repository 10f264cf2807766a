"""Shades of cohesion: orange where low, blue where high, darker the farther from the middle on the blue side alone.

In grey the blue end is dark and the orange end light, so that the order holds.
"""

import math

LOW_TO_HIGH = ("#f6c48f", "#f3e6d8", "#d5e1ec", "#7fb0d8", "#1b5e9b")
SPAN = (20, 35, 50, 65, 85)

DARK = 72
"""Cohesion from which a number on its shade is written in white."""


def ink(cohesion: float) -> str:
    """Return the colour of a number that is written on its shade."""
    return "#fffffe" if not math.isnan(cohesion) and cohesion >= DARK else "#1a1a1b"


def shade(cohesion: float) -> str:
    """Return the shade of a cohesion, between those of the two marks beside it."""
    if math.isnan(cohesion):
        return "#cccccc"
    at = min(max(cohesion, SPAN[0]), SPAN[-1])
    i = next(i for i in range(len(SPAN) - 1) if at <= SPAN[i + 1])
    part = (at - SPAN[i]) / (SPAN[i + 1] - SPAN[i])
    ends = [[int(LOW_TO_HIGH[j][k : k + 2], 16) for k in (1, 3, 5)] for j in (i, i + 1)]
    mixed = [round(low + part * (high - low)) for low, high in zip(*ends, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
