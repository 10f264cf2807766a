"""The sentence that says where a coalition stands among groups that allied and groups that did not."""

import math

from viability.study.standing import Standing

CAVEAT = "A signature is not viability, and the structural index sees none of the ratings."


ENOUGH = 0.995
"""Known share from which nothing is said of it."""


def line(found: Standing) -> str:
    """Say in a few sentences where a coalition stands, and what that does not say."""
    known = "" if found.known > ENOUGH else f" ({whole(found.known)} of it is known)"
    nearest = f" Most alike of those that signed: {found.nearest} ({found.date})." if found.nearest else ""
    return (
        f"The structural index, of figures that exist for all states, gives this group {found.structural:.0f} of 100"
        f"{known}: more than {whole(found.above_allied)} of the {found.allied} groups that signed a defence treaty had "
        f"a year before, and more than {whole(found.above_matched)} of {found.matched} similar groups that signed none."
        f"{nearest} {CAVEAT}"
    )


def whole(share: float) -> str:
    """Write a share in whole per cent."""
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"
