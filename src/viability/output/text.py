"""How numbers, units and names are written."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len

from viability.engine.arrays import EVEN
from viability.errors import printable
from viability.study.criterion import Criterion
from viability.study.fields import UNSEEN, WHOLE
from viability.study.profile import Attribute
from viability.study.study import Study

VARIED: Mapping[str, str] = {
    "uniform": "data and all weights",
    "around": "data, and weights around the given",
    "fixed": "data alone",
}
"""What draws vary, by how weights are drawn."""


def of_each(said: Mapping[str, str], between: str = "; ") -> str:
    """Return what is said of each of several things: once where it is the same of all, else each with its names.

    >>> of_each({"a": "x", "b": "y", "c": "x"})
    'x (a, c); y (b)'
    """
    names: dict[str, list[str]] = {}
    for name, one in said.items():
        names.setdefault(one, []).append(name)
    if len(names) == 1:
        return next(iter(names))
    return between.join(f"{one} ({', '.join(those)})" for one, those in names.items())


def clean(text: str) -> str:
    """Return text of others without what a terminal, an editor or a spreadsheet obeys rather than shows.

    Line breaks and tabs stay; a line break is one however it was written.
    """
    if text.isascii() and text.isprintable():
        return text
    parts = re.split("([\n\t])", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(part if part in {"\n", "\t"} else printable(part, None) for part in parts)


def unit_named(study: Study, criterion: str) -> str:
    """Return the unit of what a criterion measures; a rating's is `rating`."""
    measure = study.criteria[criterion].measure
    if measure.facts.unit is not None or measure.of is None:
        return measure.facts.unit or ""
    return study.attributes[measure.of].unit or "rating"


def many(count: int, what: str) -> str:
    """Write how many there are of something, in the plural but for one."""
    if count == 1:
        return f"1 {what}"
    return f"{count:,} {what[:-1]}ies" if re.search("[^aeiou]y$", what) else f"{count:,} {what}s"


def slips_told(study: Study) -> str:
    """Say how much in the files of a study looks like a slip, and what comes first; nothing where nothing does.

    What the study's cautions say in the same words is not told twice.
    """
    slips = [slip for slip in study.slips if not any(slip.endswith(caution) for caution in study.cautions)]
    if not slips:
        return ""
    first = slips[0] if len(slips) == 1 else f"the first is {slips[0]}"
    count = many(len(slips), "warning")
    return f"{count} about the files that were read (`viability check` shows those of the study): {first}"


def listing(names: Sequence[str]) -> str:
    """Write names in a row, the last after `and`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def number(value: float | None, digits: int = 1) -> str:
    """Write a number, or a dash for what is unknown."""
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def indexed(study: Study, value: float, digits: int = 1) -> str:
    """Write an index; what is below the floor of a band is never rounded up onto it."""
    shown = number(value, digits)
    step = 10.0**-digits
    if any(value < band.at_least - EVEN and float(shown) >= band.at_least for band in study.framework.bands):
        return number(math.floor(value / step) * step, digits)
    return shown


def percent(share: float) -> str:
    """Write a share as per cent; what is nearly all is not all."""
    if math.isnan(share):
        return "-"
    return f"{min(100 * share, 99.9 if share < WHOLE else 100):.3g} %"


def how_often(share: float, *, short: bool = False) -> str:
    """Write a share of draws in whole per cents: what is rare is not never, and nearly all is not all."""
    if 0 < share < 0.01:  # noqa: PLR2004 - less than the least that is shown
        return "<1 %" if short else "under 1 %"
    if 0.99 < share < 1:  # noqa: PLR2004 - likewise
        return ">99 %" if short else "over 99 %"
    return f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """Write a difference with its sign; nothing moved is 0."""
    return "-" if math.isnan(value) else "0" if abs(value) < UNSEEN else f"{value:+.1f}"


def measured(value: float, unit: str) -> str:
    """Write a raw value with its unit."""
    if math.isnan(value):
        return "-"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004 - decimals say nothing there
    return f"{shown} {unit}".strip()


INDEXES = {"ideal-point units", "WGI units", "WGI", "index 0-1"}
"""Units that name an index: what its numbers mean is said by its scale."""

UNITS = {"million US$ of 2023": "m US$", **dict.fromkeys(INDEXES, "")}
"""Units that are long, and what stands for them in tables; an index has none."""


def scaled(value: float, attribute: Attribute, what: str = "") -> tuple[str, str]:
    """Write a value with its unit; of a rating, and an index without unit, also tell the ends of its scale."""
    if not attribute.is_rating and attribute.unit not in INDEXES:
        return measured(value, UNITS.get(attribute.unit, attribute.unit)) + what, ""
    low, high = attribute.range
    return f"{value:.2g}{what}", f"scale {low:g} to {high:g}"


def on_scale(attribute: Attribute, what: str = "") -> str:
    """Return an attribute's unit, or for an index its scale in words."""
    if attribute.unit in INDEXES:
        return f"{what} on a scale of {attribute.range[0]:g} to {attribute.range[1]:g}".strip()
    return UNITS.get(attribute.unit, attribute.unit) + what


def unit_of(study: Study, criterion: Criterion) -> str:
    """Return the unit of what a criterion measures."""
    of, apart = criterion.measure.of, " apart" if criterion.facts.apart else ""
    if criterion.facts.unit == "share":
        return "of 1 in common" if criterion.measure.dyadic else "of 1"
    if of is None or of not in study.attributes:
        return ""
    attribute = study.attributes[of]
    if attribute.is_rating:
        return f"of {attribute.range[1]:g}{apart}"
    return on_scale(attribute, apart)


def names(study: Study, states: Sequence[str], *, short: bool, sep: str = "-") -> str:
    """Name states in full or by code."""
    return sep.join((study.states[s].iso3 or s.upper()) if short else study.states[s].name for s in states)


def codes(study: Study, states: Iterable[str]) -> str:
    """Return the ISO codes of states, separated by blanks; of a state without one its id."""
    return " ".join(study.states[state].iso3 or state for state in states)


def signed_fine(value: float) -> str:
    """Write an effect with two decimals and its sign."""
    return "-" if math.isnan(value) else f"{value:+.2f}"


BREAK = 16
"""Columns that an address may take on one line."""


def broken(address: str) -> str:
    """Break a long address behind its dots, so that no name within it is cut."""
    return address if len(address) <= BREAK else address.replace(".", ".\n")


def set_left(text: str, width: int) -> str:
    """Fill text with blanks to a width."""
    return text + " " * (width - cell_len(text))


def set_right(text: str, width: int) -> str:
    """Fill text with blanks before it to a width."""
    return " " * (width - cell_len(text)) + text


def shortened(text: str, width: int) -> str:
    """Return the first words of a sentence that fit a width, with three dots where more follow.

    It ends after a word that says something: `none found ...` and not `none found, and no ...`.
    """
    if cell_len(text) <= width:
        return text
    kept: list[str] = []
    for word in text.split():
        if cell_len(" ".join([*kept, word, "..."])) > width:
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1].lower() in SMALL_WORDS:
        kept.pop()
    return f"{' '.join(kept).rstrip(',;:.')} ..."


SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "its", "no", "nor", "not", "of", "on"}
    | {"only", "or", "over", "that", "the", "their", "to", "under", "which", "with"}
)
"""Words at which no shortened sentence ends."""
