"""Values in words: whose they are, and what a level of a rating means."""

import math
import re
from typing import NamedTuple

from viability.analyses.points import Contribution
from viability.output.text import UNITS, measured, names, scaled, shortened
from viability.study.address import Address
from viability.study.criterion import Criterion
from viability.study.profile import Attribute
from viability.study.study import Study


def whose_value(study: Study, path: str, *, short: bool = False) -> str:
    """Name a value by its address: `Türkiye-Kazakhstan, dispute between members`; what has none, as it is written.

    A membership is named by the state and the institution.
    """
    owner, _, rest = path.partition(".")
    if owner in study.states and rest in study.institutions:
        return f"{names(study, [owner], short=short)} in {institution_words(study, rest)}"
    address = Address.parse(study, path)
    attribute = study.attributes[address.attribute]
    what = title_words(attribute)
    if address.of == "institution":
        return f"{institution_words(study, address.owner, article=False)}, {what.partition(' of ')[0]}"
    who = names(study, address.states, short=short)
    if address.of == "threat":
        return f"{who}, {what}: {study.threats[address.other].title}"
    return f"{who}, {what}"


def title_words(attribute: Attribute) -> str:
    """Return what an attribute is called within a sentence."""
    title = attribute.title.partition(",")[0]
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def institution_words(study: Study, name: str, *, article: bool = True) -> str:
    """Return what an institution is called for short: its id in capitals, if its name has these initials."""
    full = study.institutions[name].name
    initials = "".join(word[0] for word in full.split() if word[:1].isupper())
    told = name.upper() if name.upper() in {initials.upper(), full.partition(" ")[0]} else full
    return f"the {told}" if article else told


def level_words(attribute: Attribute, value: float) -> str:
    """Return the first words of a rating's level, without the details; nothing for what is no level of a rubric."""
    if not attribute.is_rating or value not in attribute.rubric:
        return ""
    text = re.split(r";| \(|\.$|\. ", attribute.rubric[int(value)])[0]
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def value_words(attribute: Attribute, value: float, most: int | None = None) -> str:
    """Write a value: a level with its words, as in `2 (a managed risk)`, in so many columns; a number with its unit."""
    if math.isnan(value):
        return "unknown"
    if attribute.is_rating:
        told = level_words(attribute, value)
        told = told if most is None else shortened(told, most)
        return f"{value:.4g} ({told})" if told else f"{value:.4g} of {attribute.range[1]:g}"
    return measured(value, UNITS.get(attribute.unit, attribute.unit))


class Behind(NamedTuple):
    """The value behind a criterion."""

    of: str
    """What it is of; nothing where that is plain."""
    value: str
    """A level in the words of its rubric, a share in per cent, a number with its unit."""
    ends: str = ""
    """Between which ends a number lies that has no unit."""


SHARED = {"state": "states", "other": "dangers"}
"""Of what two states have a share in common, where a measure looks at one kind of threat sources alone."""


def behind_words(study: Study, criterion: Criterion, raw: float) -> Behind:
    """Tell the value behind a criterion."""
    attribute = study.attributes.get(criterion.measure.of or "")
    if math.isnan(raw):
        return Behind("", "unknown")
    if criterion.facts.unit == "share":
        what = SHARED.get(criterion.measure.among or "", criterion.facts.common)
        return Behind("", f"{100 * raw:.3g} % of {what} shared" if what else f"opponent's share {100 * raw:.3g} %")
    if attribute is None:
        return Behind("", measured(raw, criterion.facts.unit or ""))
    if criterion.facts.apart:
        if attribute.is_rating:
            return Behind(title_words(attribute), f"{raw:.3g} level{'' if raw == 1 else 's'} apart")
        return Behind(title_words(attribute), *scaled(raw, attribute, " apart"))
    words = "" if criterion.facts.mean else level_words(attribute, raw)
    return Behind("", words) if words else Behind(title_words(attribute), *scaled(raw, attribute))


def limit_told(criterion: Criterion) -> str:
    """Say which score of a criterion keeps the verdict down; nothing where none does."""
    if criterion.blocking is None:
        return ""
    weakest = f" of its weakest {'pair' if criterion.measure.dyadic else 'member'}"
    return f"a score{weakest if criterion.blocking.on == 'weakest' else ''} under {100 * criterion.blocking.below:g}"


def who_is_under(study: Study, row: Contribution) -> str:
    """Say who scores under the limit of a criterion that blocks: the coalition, or its weakest item by name."""
    criterion, drags = study.criteria[row.criterion], row.drags
    blocking, posts = criterion.blocking, criterion.goalposts
    if blocking is None or blocking.on == "coalition":
        return "it scores"
    if drags is not None and posts is not None:
        placed = (drags.raw - posts.worst) / (posts.best - posts.worst)
        if placed < blocking.below:
            more = f" and {drags.alike} more score" if drags.alike else " scores"
            return f"{names(study, drags.states, short=False, sep=' and ')}{more}"
    return f"its weakest {'pair' if criterion.measure.dyadic else 'member'} scores"
