"""A sheet as JSON."""

import math
from collections.abc import Mapping
from typing import Any

from viability.output.sheet import Cell, Sheet

JSON_VERSION = 1
"""Version of the shape of JSON output; it rises when a reader would have to change."""


def as_json(sheet: Sheet, more: Mapping[str, Any] | None = None) -> str:
    """Return a sheet as JSON: version, kind, provenance, rows; what is unknown is null.

    Args:
        sheet: The rows and their provenance.
        more: What JSON holds in full beside the provenance, or in place of a cell of it.
    """
    import json  # noqa: PLC0415 - only this format needs it

    text = json.dumps(body_of(sheet, {}, more or {}), ensure_ascii=False, indent=2, allow_nan=False)
    if not text.isascii():
        # what hides or turns text around is written as an escape: the content stays, and nobody is misled by it
        text = "".join(ch if ch.isprintable() or ch == "\n" else json.dumps(ch)[1:-1] for ch in text)
    return text + "\n"


def body_of(sheet: Sheet, cells: Mapping[str, Cell], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return what JSON holds of a sheet, with cells and whatever more beside its provenance."""
    body: dict[str, Any] = {
        "version": JSON_VERSION,
        "kind": sheet.kind,
        **_finite({**sheet.provenance, **cells}),
        **more,
    }
    body["rows"] = [_finite(row) for row in sheet.rows]
    return body


def _finite(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Replace numbers that JSON cannot hold: NaN by null, an infinite compensation by text."""
    found: dict[str, Cell] = {}
    for name, value in cells.items():
        if isinstance(value, float) and not math.isfinite(value):
            found[name] = None if math.isnan(value) else str(value)
        else:
            found[name] = value
    return found
