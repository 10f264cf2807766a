"""Where a coalition stands among groups that allied and groups that did not, in the few numbers of a sentence."""

from typing import NamedTuple


class Standing(NamedTuple):
    """The structural index of a coalition, and the shares of groups that it is above."""

    structural: float
    """0 to 100"""
    known: float
    """The known share of what is asked, 0 to 1."""
    allied: int
    """How many groups that signed a treaty could be compared."""
    above_allied: float
    """The share of them with a lower index; NaN where there are none."""
    matched: int
    """How many matched groups that signed none could be."""
    above_matched: float
    nearest: str
    """The group most like it among those that signed; empty where there is none."""
    date: str
    """At the end of which year that was scored."""
    read: str = ""
    """A sum over what was read beside the study to find it: the world's figures of the members, and the groups."""
