"""Any result as a data frame."""

import math
from typing import TYPE_CHECKING, assert_never

from viability import __version__
from viability.analyses.score import Assessment
from viability.engine.evaluate import Evaluation
from viability.errors import CoalitionError
from viability.output.score import sheet as score_sheet
from viability.output.sheet import Cell, Sheet, as_row

if TYPE_CHECKING:
    import pandas as pd


def safe(cell: Cell) -> Cell:
    """Make text harmless in a spreadsheet: what could start a formula gets an apostrophe before it."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def evaluation_sheet(found: Evaluation) -> Sheet:
    """Return one row for each coalition of an evaluation without draws: its indices, pillars and criteria, 0 to 100.

    Raises:
        CoalitionError: when the evaluation holds draws.
    """
    if found.viability.ndim > 1:
        raise CoalitionError("an evaluation of draws is no table of coalitions; summarise the draws first")
    covered = found.total_coverage()
    rows = [
        as_row(
            members=" ".join(state for state, inside in zip(found.states, mark, strict=True) if inside),
            viability=float(found.viability[i]),
            cohesion=float(found.cohesion[i]),
            band=int(found.verdicts[i]),
            coverage=float(covered[i]),
            **{name: float(found.pillar_scores[i, q]) for q, name in enumerate(found.pillars)},
            **{name: 100 * float(found.scores[i, k]) for k, name in enumerate(found.criteria)},
        )
        for i, mark in enumerate(found.coalitions)
    ]
    return Sheet(kind="evaluation", rows=rows, provenance=as_row(program_version=__version__))


def to_frame(result: Sheet | Assessment | Evaluation) -> "pd.DataFrame":
    """Return a result as a DataFrame: its columns, then its provenance repeated on each row.

    An assessment becomes the rows of `viability score`, an evaluation one row a coalition. Unknown numbers and empty
    text are None, and text that a spreadsheet could take for a formula begins with an apostrophe, here as in the CSV
    file, so that the file reads back equal. A name of the provenance that is a column already gets the prefix `given_`.

    Raises:
        CoalitionError: when an evaluation holds draws.
    """
    import pandas as pd  # noqa: PLC0415 - half a second that only tables of data pay for

    match result:
        case Assessment():
            sheet = score_sheet(result)
        case Evaluation():
            sheet = evaluation_sheet(result)
        case Sheet():
            sheet = result
        case _:
            assert_never(result)
    columns = {str(safe(name)): [_plain(each.get(name)) for each in sheet.rows] for name in sheet.columns}
    for name, value in sheet.provenance.items():
        columns[name if name not in columns else f"given_{name}"] = [_plain(value)] * len(sheet.rows)
    return pd.DataFrame(columns)


def _plain(cell: Cell) -> Cell:
    if cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return safe(cell)
