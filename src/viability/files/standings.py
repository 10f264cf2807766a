"""Standings that come along: of the coalitions of the shipped study as of its day, so that no world has to be read."""

import csv
from collections.abc import Collection

from viability.files.places import named_studies
from viability.study.standing import Standing

FILE = "reference/standings.csv"


def shipped_standing(day: str, codes: Collection[str]) -> Standing | None:
    """Return the standing of the states of some ISO codes as of a day, if it comes along."""
    home = named_studies().get("world")
    if home is None or not (home / FILE).is_file():
        return None
    wanted = " ".join(sorted(codes))
    with (home / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row[1] == wanted and row[0] == day:
                structural, known, allied, above_allied, matched, above_matched, nearest, date, read = row[2:]
                return Standing(
                    structural=float(structural),
                    known=float(known),
                    allied=int(allied),
                    above_allied=float(above_allied),
                    matched=int(matched),
                    above_matched=float(above_matched),
                    nearest=nearest,
                    date=date,
                    read=read,
                )
    return None
