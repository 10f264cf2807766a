"""How names are matched: as freely as people type them."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=1 << 14)  # what is looked up is compared with the same few names again and again
def fold(name: str) -> str:
    """Reduce a name to what a hurried typist would type: no case, accents, hyphens or blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))  # the dotless i
    return "".join(ch for ch in plain.casefold() if ch.isalnum())


def called(name: str, entries: Mapping[str, str]) -> str:
    """Return the id of whatever is called so, spelt as freely as states are; the name itself where nothing is.

    Args:
        name: An id or a title.
        entries: Titles by id.
    """
    if name in entries or not (wanted := fold(name)):
        return name
    return next((i for i, title in entries.items() if wanted in {fold(i), fold(title)}), name)
