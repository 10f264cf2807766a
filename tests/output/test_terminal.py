"""What a terminal or a text file shows: plain text, reduced where the console knows no more."""

import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.table import Table
from rich.text import Text

from viability.output.terminal import InSightStream, drawn, plain, readable, remark, show


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Türkiye · K\u0131br\u0131s", "Turkiye - Kibris"),
        ("Erdoğan, Əliyev, Q\u0131rğ\u0131z\u0131stan", "Erdogan, Eliyev, Qirgizistan"),
        ("25 → 50 %, ±3", "25 -> 50 %, +-3"),
        ("Is it? Yes", "Is it? Yes"),
        ("\u201cso\u201d \u2013 it\u2019s", '"so" - it\'s'),
        ("\u0416\u042f", "??"),
        ("█░─", "#.-"),
    ],
)
def test_plain_text_is_ascii_and_loses_as_little_as_possible(text: str, expected: str) -> None:
    """Letters lose their accents, marks have likenesses, questions keep their marks, and the rest shows as one."""
    assert expected == plain(text)


def test_text_is_reduced_only_for_streams_that_need_it() -> None:
    """A stream in UTF-8, however spelt, takes text as it is; any other takes ASCII."""
    streams = {name: TextIOWrapper(BytesIO(), encoding=name) for name in ("utf-8", "UTF8", "ascii", "latin-1")}
    assert {"utf-8": "ü·", "UTF8": "ü·", "ascii": "u-", "latin-1": "u-"} == {
        name: readable("ü·", stream) for name, stream in streams.items()
    }
    assert "ü·" == readable("ü·", StringIO())


def test_drawn_text_has_no_colour_and_no_trailing_blanks() -> None:
    """A view is drawn as plain lines of at most the width, without markup and without colour."""
    assert "red [bold]  \n".rstrip() + "\n" == drawn(Text("red [bold]  ", style="red"), width=40)
    assert ["aaaa", "bbbb"] == drawn(Text("aaaa bbbb"), width=5).splitlines()


def test_a_remark_is_lost_where_nobody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is closed, a remark is not said, and that is no error."""
    monkeypatch.setattr("sys.stderr", None)
    remark("wrote a.csv")


HOSTILE = "[/] [link=http://evil]here[/link] :smile: \x1b]0;x\x07 \u202eover"


def test_text_of_others_is_text() -> None:
    """Brackets and colons of a name are no markup, link or emoji, in a table that rich makes of plain strings, too."""
    table = Table.grid()
    table.add_row(HOSTILE)
    for told in (drawn(HOSTILE), drawn(table), drawn(Text(HOSTILE))):
        assert told.startswith("[/] [link=http://evil]here[/link] :smile: \ufffd]0;x")
        assert told.endswith(" \ufffdover\n")
        assert "\x07" not in told


def test_a_terminal_gets_colours_and_nothing_of_others_to_obey(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the escapes of colours are the program's own; those within text are replaced."""

    class Terminal(StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(Text(HOSTILE, style="bold red"))
    assert "\x1b[1;31m" in screen.getvalue()
    for hidden in ("\x1b]", "\x07", "\u202e", "\x1b]8;"):
        assert hidden not in screen.getvalue()


def test_a_stream_in_sight_hides_nothing() -> None:
    """What goes through it is replaced like text in a view, line breaks apart, and it is no terminal."""
    held = StringIO()
    stream = InSightStream(held)
    stream.write("no such option: \x1b[31m\n")
    assert "no such option: \ufffd[31m\n" == held.getvalue()
    assert not stream.isatty()
