"""Any result as a data frame."""

import math
from importlib import import_module
from typing import TYPE_CHECKING

from viability.analyses.about import about
from viability.arguments import a_kind, explained
from viability.engine.evaluate import Evaluation
from viability.errors import CoalitionError, WrongArgument
from viability.output.sheet import Cell, Sheet, as_row, provenance
from viability.output.text import clean

if TYPE_CHECKING:
    import pandas as pd

ROOMS = {
    "Again": "again",
    "Agreements": "agreement",
    "Assessment": "score",
    "Backtest": "backtest",
    "Candidates": "candidates",
    "Check": "check",
    "Citations": "cite",
    "ClaimTrace": "explain",
    "Claims": "claims",
    "Comparison": "compare",
    "CriterionTrace": "explain",
    "Listing": "list",
    "Members": "members",
    "Pairs": "pairs",
    "Path": "path",
    "PillarTrace": "explain",
    "Place": "place",
    "QuestionTrace": "explain",
    "Search": "coalitions",
    "Sensitivity": "sensitivity",
    "Shapley": "members",
    "Sliders": "sliders",
    "StateTrace": "explain",
    "Strategies": "strategies",
    "ThingTrace": "explain",
    "Trend": "trend",
}
"""Which module of this room turns a result into rows; each is imported when there is something to turn."""


def safe(cell: Cell) -> Cell:
    """Make text harmless: hidden characters are replaced, and what could start a formula gets an apostrophe first."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text[:1] in {"\t", "\n"} or text.lstrip()[:1] in FORMULA else text


FORMULA = {*"=+-@", *"\uff1d\uff0b\uff0d\uff20", *"\ufe66\ufe62\ufe63\ufe6b", "\u2212"}
"""What makes a spreadsheet read a cell as a formula: also the wide and the small forms, and the sign for minus."""


def evaluation_sheet(found: Evaluation) -> Sheet:
    """Return one row for each coalition of an evaluation without draws: its indices, pillars and criteria, 0 to 100.

    Raises:
        CoalitionError: when the evaluation holds draws.
    """
    if found.viability.ndim > 1:
        raise CoalitionError("an evaluation of draws cannot be a table of coalitions; summarise the draws first")
    covered, asked = found.total_coverage(), found.questions.values()
    rows = [
        as_row(
            members=" ".join(state for state, inside in zip(found.states, mark, strict=True) if inside),
            **{name: float(one.viability[i]) for name, one in found.questions.items()},
            cohesion=float(found.cohesion[i]),
            band=int(found.verdicts[i]),
            coverage=float(covered[i]),
            **{n: float(one.pillar_scores[i, q]) for one in asked for q, n in enumerate(one.pillars)},
            **{n: 100 * float(one.scores[i, k]) for one in asked for k, n in enumerate(one.criteria)},
        )
        for i, mark in enumerate(found.coalitions)
    ]
    return Sheet(kind="evaluation", rows=rows, provenance=provenance(about(found.study)))


def sheet_of(result: object) -> Sheet:
    """Return the rows of any result, as its command writes them.

    Raises:
        WrongArgument: when it is no result.
        CoalitionError: when it is an evaluation that holds draws.
    """
    if isinstance(result, Sheet):
        return result
    if isinstance(result, Evaluation):
        return evaluation_sheet(result)
    kind = type(result)
    if kind.__module__.startswith("viability.analyses.") and kind.__name__ in ROOMS:
        rows: Sheet = import_module(f"viability.output.{ROOMS[kind.__name__]}").sheet(result)
        return rows
    raise WrongArgument(
        f"to_frame takes one result, such as assess(study) or search(study) returns, not {a_kind(result)}; "
        f"it knows {', '.join(sorted({*ROOMS, 'Evaluation'}))}"
    )


@explained
def to_frame(result: object) -> "pd.DataFrame":
    """Return any result as one DataFrame: its columns, then its provenance repeated on each row.

    The rows are those that the result's command writes (an evaluation: one row a coalition), and the provenance says
    of what study, day, members and what-ifs the result is, and which version made it. A result of several tables, as
    of a search or of sensitivity, is one long frame, whose first column tells them apart. Unknown numbers and empty
    text are None, and text that a spreadsheet could take for a formula begins with an apostrophe, here as in the CSV
    file, so that the file reads back equal. A name of the provenance that is a column already gets the prefix `given_`.

    Raises:
        WrongArgument: when it is no result.
        CoalitionError: when it is an evaluation that holds draws.
    """
    import pandas as pd  # noqa: PLC0415 - half a second that only tables of data pay for

    sheet = sheet_of(result)
    columns = {str(safe(name)): [_plain(each.get(name)) for each in sheet.rows] for name in sheet.columns}
    for name, value in sheet.provenance.items():
        columns[name if name not in columns else f"given_{name}"] = [_plain(value)] * len(sheet.rows)
    return pd.DataFrame(columns)


def _plain(cell: Cell) -> Cell:
    if cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return safe(cell)
