"""How a result or a study shows itself at a prompt and in a notebook: a dozen lines, never all that it holds."""

from collections.abc import Iterable, Mapping

LINES = 12
"""Lines at most, the heading among them."""

WIDTH = 110
"""Characters of one fact at most."""

NAMED = 6
"""Things of a list that are named; the rest are counted."""


class Brief:
    """Shows a heading and a few facts in place of all that it holds."""

    __slots__ = ()

    def facts(self) -> Mapping[str, str]:
        """Say in a few lines what is most worth knowing, each with its label."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Return a heading and the facts, each on a line."""
        return as_text(type(self).__name__, self.facts())

    def _repr_html_(self) -> str:
        """Return the same as a small table, for notebooks."""
        return as_html(type(self).__name__, self.facts())


def as_text(heading: str, facts: Mapping[str, str]) -> str:
    """Lay out facts below a heading, as many as have room."""
    lines = [f"  {label}: {_cut(fact)}" for label, fact in facts.items() if fact]
    return "\n".join([heading, *lines[: LINES - 1]])


def as_html(heading: str, facts: Mapping[str, str]) -> str:
    """Lay out facts as a table with a caption; nothing in them is markup."""
    from html import escape  # noqa: PLC0415 - notebooks alone need it

    cell = 'style="text-align:left;vertical-align:top"'
    rows = [
        f"<tr><th {cell}>{escape(label)}</th><td {cell}>{escape(_cut(fact))}</td></tr>"
        for label, fact in facts.items()
        if fact
    ]
    caption = f'<caption style="text-align:left"><b>{escape(heading)}</b></caption>'
    return f"<table>{caption}{''.join(rows[: LINES - 1])}</table>"


def some(names: Iterable[str], most: int = NAMED, sep: str = ", ") -> str:
    """Name a few, and count the rest."""
    listed = [*names]
    rest = len(listed) - most
    return sep.join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")


def _cut(fact: str) -> str:
    line = " ".join(fact.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..."
