"""The sentence that says where a coalition stands among groups that allied and groups that did not."""

import math

from viability.study.standing import Standing

CAVEAT = "A signature is not viability, and the structural index does not see what the ratings see."


ENOUGH = 0.995
"""Known share from which nothing is said of it."""


def line(found: Standing) -> str:
    """Say in two sentences where a coalition stands, and what that does not say."""
    known = "" if found.known > ENOUGH else f" ({whole(found.known)} known)"
    nearest = f"; nearest of those that signed: {found.nearest} ({found.date})" if found.nearest else ""
    return (
        f"Structurally {found.structural:.0f} of 100{known}, by what is measured for all states: above "
        f"{whole(found.above_allied)} of {found.allied} groups a year before they signed a defence treaty and "
        f"{whole(found.above_matched)} of {found.matched} matched groups that signed none{nearest}. {CAVEAT}"
    )


def whole(share: float) -> str:
    """Write a share in whole per cent."""
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"
