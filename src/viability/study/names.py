"""How names are matched: as freely as people type them."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from viability.errors import SPELT, FrameworkError


@lru_cache(maxsize=1 << 14)  # what is looked up is compared with the same few names again and again
def fold(name: str) -> str:
    """Reduce a name to what a hurried typist would type: no case, accents, hyphens or blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))  # the dotless i
    return "".join(ch for ch in plain.casefold() if ch.isalnum())


def cuts(name: str) -> tuple[tuple[str, str], ...]:
    """Return a name before and behind each of its dots, of which some may be its own; first whole, behind none.

    >>> cuts("a.b.c")
    (('', 'a.b.c'), ('a', 'b.c'), ('a.b', 'c'))
    """
    dots = (place for place, letter in enumerate(name) if letter == ".")
    return ("", name), *((name[:dot], name[dot + 1 :]) for dot in dots)


def begun(name: str, titles: Mapping[str, str]) -> list[str]:
    """Return the ids of what begins with some letters, by id or title; nothing for fewer letters than four."""
    wanted = fold(name)
    if len(wanted) < SPELT:
        return []
    return [i for i, title in titles.items() if any(fold(one).startswith(wanted) for one in (i, title))]


def mentioning(name: str, texts: Mapping[str, str]) -> list[str]:
    """Return the ids of texts in which a word begins with some letters; nothing for fewer letters than four."""
    wanted = fold(name)
    if len(wanted) < SPELT:
        return []
    return [i for i, text in texts.items() if any(fold(one).startswith(wanted) for one in re.split(r"[\W_]+", text))]


def called(name: str, entries: Mapping[str, str]) -> str:
    """Return the id of whatever is called so, spelt as freely as states are; the name itself where nothing is.

    Args:
        name: An id or a title.
        entries: Titles by id.

    Raises:
        FrameworkError: when two have that title.
    """
    if name in entries or not (wanted := fold(name)):
        return name
    if found := [i for i in entries if fold(i) == wanted]:  # an id goes before any title
        return found[0]
    titled = [i for i, title in entries.items() if fold(title) == wanted]
    if len(titled) > 1:
        raise FrameworkError(f"'{name}' is the title of '{titled[0]}' and of '{titled[1]}'; write the id of one")
    return titled[0] if titled else name
