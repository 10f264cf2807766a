"""A profile whose every value is a question: what it means, where others looked, and a place for the answer."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from viability.errors import OutputError, UnknownName, printable
from viability.files.countries import country_of
from viability.files.folder import load_study
from viability.files.places import is_shipped, study_folder
from viability.files.whole import new_file
from viability.files.writing import text_of
from viability.study.fields import ASSUMPTION
from viability.study.profile import Attribute, Data
from viability.study.study import Study

WIDTH = 110
"""Characters of a line of comment."""

LOOKED = 3
"""Sources that are named for an attribute."""

MANY = 40
"""States with all of which a tie is asked for; of more only the members."""

_HEAD = """\
# {name}
# Every value that the framework asks for, as a question. Nothing here has to be answered: what stands empty is a
# known gap, and `viability check` counts it.
#
# value    a number, or a level of the rubric; `low:` and `high:` may stand beside it, where the evidence gives a range
# date     the time that the value is about: YYYY, YYYY-MM or YYYY-MM-DD
# source   an id of states/_sources.yaml, or several: [one, other]; add new ones there
# quality  high (measured, official, or decided by a dated fact), medium (estimated or indirect), low (a single report)
# note     which facts decide it; a rating needs one
# Several dates of one value are a list, each entry with a dash:  - {{value: 1, date: 2015, source: ..., quality: ...}}
name: {written}
{iso3}
aliases: []               # other names by which it is found"""


def new_state(study: Path | str | None, name: str) -> Path:
    """Write the profile of a state that a study does not have, with every value as a question.

    Args:
        study: A study's folder or name; None for the nearest upward.
        name: What the state is called: its name, or its code of ISO 3166.

    Returns:
        The file that was written.

    Raises:
        StudyError: when the study cannot be read.
        OutputError: when the study has the state, is the one that comes with the program, or cannot be written.
    """
    root = study_folder(study)
    if is_shipped(root):
        raise OutputError("a state is added to a study of your own; begin one with `viability init DIR`")
    held = load_study(root)
    if printable(name, None) != name:
        raise OutputError(f"'{name}' holds a line break or another character that is not seen; write it without")
    called, code = country_of(name) or (name.strip(), None)
    for known in dict.fromkeys((name, called, code or name)):
        try:
            there = held.state_id(known)
        except UnknownName:
            continue
        raise OutputError(f"'{there}' is in the study already; `viability check` says what of it is empty")
    state = id_of(called)
    path = root / f"states/{state}.yaml"
    if not state:
        raise OutputError(f"'{name}' has no letter or digit to make an id of; choose another name")
    new_file(path, profile_of_questions(held, state, called, code))
    return path


def id_of(name: str) -> str:
    """Return an id for a name: small letters without accents, hyphens for blanks.

    >>> id_of("Bosnia and Herzegovina"), id_of("Türkiye"), id_of("Côte d'Ivoire")
    ('bosnia-and-herzegovina', 'turkiye', 'cote-d-ivoire')
    """
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))
    bare = "".join(letter for letter in plain.casefold() if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "-", bare).strip("-")


def profile_of_questions(study: Study, state: str, name: str, code: str | None) -> str:
    """Return the text of a profile for a state, with every attribute of the codebook as a question."""
    iso3 = (
        f"iso3: {code}" if code else "# iso3:                 its code of ISO 3166, three letters, where there is one"
    )
    lines = [_HEAD.format(name=name, written=text_of(name), iso3=iso3)]
    for number, (pillar, heading) in enumerate(study.framework.pillars.items()):
        asked = [(n, a) for n, a in study.attributes.items() if a.section == pillar and a.of in {"state", "threat"}]
        body = [line for n, a in asked for line in _attribute(study, state, n, a)]
        if number == 0 and study.institutions:
            body += _memberships(study)
        title = f"{heading.title}: {heading.question}" if heading.question else heading.title
        lines += ["", *_comment(title, "")]
        live = any(line.strip() and not line.lstrip().startswith("#") for line in body)
        lines += [f"{pillar}:" if live else f"# {pillar}:", *body] if body else []
    lines += _ties(study, state)
    return "\n".join(lines) + "\n"


def _attribute(study: Study, state: str, name: str, attribute: Attribute) -> Iterator[str]:
    """Ask for one attribute of the state."""
    yield from _meaning(study, name, attribute)
    if attribute.of == "state":
        yield f"  {name}:"
        yield from _answer(attribute, 4)
        return
    if attribute.zero_unless_listed:
        yield "  # Only what is so is listed: a threat source without an entry is a known 0."
        yield f"  # {name}:"
        yield "  #   SOURCE: {value: 1, date: 2024, source: ID, quality: high}"
        return
    felt = {n: t for n, t in study.threats.items() if t.of is None and state not in {n, t.state}}
    yield f"  {name}:" if felt else f"  # {name}:   (this study has no threat source yet)"
    for threat, entry in felt.items():
        yield from _comment(f"{entry.title}: {entry.definition}", "    ")
        yield f"    {threat}:"
        yield from _answer(attribute, 6)


def _meaning(study: Study, name: str, attribute: Attribute, indent: str = "  ") -> Iterator[str]:
    """Say what an attribute means, what reads it, and where others looked."""
    low, high = attribute.range
    unit = "a rating" if attribute.is_rating else f"{attribute.unit or 'a number'}, {low:,.12g} to {high:,.12g}"
    yield ""
    yield from _comment(f"{attribute.title} ({unit})", indent)

    def told(text: str) -> Iterable[str]:
        return _comment(text, indent, "  ")

    yield from told(attribute.definition)
    for level, meaning in sorted(attribute.rubric.items()):
        yield from told(f"{level}: {meaning}")
    read = [criterion for criterion in study.criteria.values() if name in criterion.measure.attributes]
    for criterion in read:
        yield from told(f"Asked for by {criterion.id}: {criterion.question}")
    if not read:
        yield from told("No criterion reads it.")
    if attribute.timeless:
        yield from told("It holds at any day; the date says when it was looked up.")
    elif attribute.max_age is not None:
        yield from told(f"A value counts for {attribute.max_age:g} years.")
    for source in looked_up(study, name):
        entry = study.sources[source]
        parts = (entry.publisher, entry.title, entry.date or entry.edition)
        where = f"; {entry.href}" if entry.href else ""
        yield from told(f"Where to look ({source}): {', '.join(part for part in parts if part)}{where}")


def looked_up(study: Study, name: str) -> list[str]:
    """Return the sources from which other states have most values of an attribute."""
    counted: Counter[str] = Counter()
    for state in study.states.values():
        held: list[Data] = [state.attributes.get(name, ()), *state.threats.get(name, {}).values()]
        held += [tied.get(name, ()) for tied in state.ties.values()]
        counted.update(source for data in held for datum in data for source in datum.source)
    return [source for source, _ in counted.most_common(LOOKED + 1) if source != ASSUMPTION][:LOOKED]


def _answer(attribute: Attribute, indent: int) -> Iterator[str]:
    for part in ("value", "date", "source", "quality", *(("note",) if attribute.is_rating else ())):
        yield f"{' ' * indent}{part}:"


def _memberships(study: Study) -> Iterator[str]:
    yield ""
    yield "  # What it belongs to, and since when (`from`, `to`); `role:` may be associate, observer or partner, too."
    yield "  # memberships:"
    for body, entry in study.institutions.items():
        yield f"  #   {body}: {{from: YYYY, source: ID}}   # {entry.name}"


def _ties(study: Study, state: str) -> Iterator[str]:
    """Ask for what stands between the state and the others; a tie is written once, by either of the two."""
    asked = [(name, attribute) for name, attribute in study.attributes.items() if attribute.of == "pair"]
    others = [one.id for one in study.states.values() if one.candidate and one.id != state]
    others = others if len(others) <= MANY else [*study.members]
    if not asked or not others:
        return
    yield ""
    yield "# Ties with the other states; each is written once, here or in the other's profile."
    for name, attribute in asked:
        yield from _meaning(study, name, attribute, "")
        if attribute.zero_unless_listed:
            note = ", note: ..." if attribute.is_rating else ""
            yield "#   Only what is so is listed, under `ties:`; a pair without an entry is a known 0:"
            yield f"#   {others[0]}: {{{name}: {{value: 1, date: 2024, source: ID, quality: high{note}}}}}"
    live = [(name, attribute) for name, attribute in asked if not attribute.zero_unless_listed]
    yield from ("ties:",) if live else ()
    for other in others if live else ():
        yield f"  {other}:"
        for name, attribute in live:
            yield f"    {name}:"
            yield from _answer(attribute, 6)


def _comment(text: str, indent: str, more: str = "") -> Iterable[str]:
    """Wrap text as comments; `more` stands between the sign and the text."""
    head = f"{indent}# {more}"
    plain = " ".join(text.split())
    return textwrap.wrap(
        plain,
        WIDTH,
        initial_indent=head,
        subsequent_indent=head,
        break_long_words=False,
        break_on_hyphens=False,
    )
