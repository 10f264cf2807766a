"""JSON: a version, provenance, rows, full precision."""

import json
import math

from viability.output.json_text import JSON_VERSION, as_json
from viability.output.sheet import Row, Sheet

ROWS: list[Row] = [
    {"name": "Türkiye", "value": 1 / 3, "note": "a|b\nc", "nothing": None},
    {"name": "K\u0131br\u0131s", "value": math.nan, "note": "[bold]", "nothing": ""},
]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"study": "A study", "compensation": -math.inf, "changes": ""})


def test_json_has_a_version_and_full_precision() -> None:
    """JSON holds version, kind, provenance and rows; unknown is null and minus infinity is text."""
    body = json.loads(as_json(SHEET))
    assert JSON_VERSION == body["version"]
    assert ("test", "A study", "-inf") == (body["kind"], body["study"], body["compensation"])
    assert [1 / 3, None] == [each["value"] for each in body["rows"]]
    assert ["Türkiye", "K\u0131br\u0131s"] == [each["name"] for each in body["rows"]]


def test_hidden_characters_are_escapes_and_kept() -> None:
    """What a terminal would obey is written as an escape, halves of characters too, and reads back as it was."""
    held = "\x1b[31m \u202e \ud800 ü \u00a0"
    text = as_json(Sheet(kind="test", rows=[{"name": held}], provenance={}))
    assert held == json.loads(text)["rows"][0]["name"]
    assert "ü" in text
    assert text.encode()
    assert not {"\x1b", "\u202e", "\ud800"} & {*text}
