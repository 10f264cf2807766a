"""The index as formulas of a workbook: weights to change, and the indices that a spreadsheet computes from them.

Four sheets: `index`, `weights`, `pillars` and `scores`. Each formula is written with its value, so that programs that
compute nothing show it, too.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from viability.analyses.sliders import TOLERANCES
from viability.output.sheet import Cell, Row, Sheet
from viability.output.text import clean
from viability.study.framework import NO_VERDICT, Question
from viability.study.study import Study

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Style
    from xlsxwriter.worksheet import Worksheet

HUGE = "1E+300"
"""Stands for what no number is: the power of a nought."""

NAMES = ("index", "weights", "pillars", "scores")
"""The sheets, in order; only `weights` is for changing."""


class Mean(Struct, frozen=True):
    """A weighted power mean as formulas: a term for each score, and what becomes of their weighted mean."""

    compensation: float

    def term(self, score: str, weight: str) -> str:
        """Return the formula of a term, from the cells of a score (0 to 100) and of its weight."""
        c = self.compensation
        if c == 1:
            return f"=N({score})"
        if math.isinf(c):
            return f"=IF({weight}>0,N({score}),200)"
        if c == 0:
            return f"=IF(N({score})>0,LN({score}/100),-{HUGE})"
        return f"=IF(N({score})>0,({score}/100)^{c!r},{HUGE if c < 0 else 0})"

    def term_value(self, score: float, weight: float) -> float:
        """Return what that formula gives."""
        c, known = self.compensation, 0.0 if math.isnan(score) else score
        if c == 1:
            return known
        if math.isinf(c):
            return known if weight > 0 else 200.0
        if known > 0:
            return math.log(known / 100) if c == 0 else (known / 100) ** c
        return -float(HUGE) if c == 0 else float(HUGE) if c < 0 else 0.0

    def of(self, terms: str, weights: str) -> str:
        """Return the formula of the mean, 0 to 100, from ranges of terms and of weights; empty where nothing counts."""
        c, mean = self.compensation, f"SUMPRODUCT({weights},{terms})/SUM({weights})"
        if math.isinf(c):
            mean = f"MIN({terms})"
        elif c == 0:
            mean = f"100*EXP({mean})"
        elif c != 1:
            mean = f"100*({mean})^(1/({c!r}))"
        return f'=IF(SUM({weights})>0,{mean},"")'


def index_sheets(add: Callable[[str], "Worksheet"], bold: "Style", sheet: Sheet, study: Study) -> None:
    """Write the sheets of an assessment whose rows these are.

    Args:
        add: Makes a sheet of a name.
        bold: The style of headings.
        sheet: The rows of `viability score`.
        study: The study with its what-ifs.
    """
    pages = {name: add(name) for name in NAMES}
    found = _Assessment(sheet, study, bold)
    found.weights(pages["weights"])
    found.scores(pages["scores"])
    found.pillars(pages["pillars"])
    found.index(pages["index"])


class _Assessment:
    """The rows of an assessment, with those that a mean is taken of beside each other."""

    def __init__(self, sheet: Sheet, study: Study, bold: "Style") -> None:
        rows = {
            level: [row for row in sheet.rows if row["level"] == level] for level in ("index", "pillar", "criterion")
        }
        self.questions = rows["index"]
        self.study, self.bold, self.mean = study, bold, Mean(study.framework.compensation)
        only = self.questions[0]["id"]
        self.asked = {row["id"]: row.get("question") or only for row in rows["pillar"]}
        self.of_pillars = [
            row for one in self.questions for row in rows["pillar"] if self.asked[row["id"]] == one["id"]
        ]
        self.of_criteria = [row for one in self.of_pillars for row in rows["criterion"] if row["pillar"] == one["id"]]

    def _of_question(self, question: Cell) -> tuple[int, int]:
        """Return the first and the last line of a question's pillars, from 2; 0 where it has none."""
        return _span([self.asked[row["id"]] == question for row in self.of_pillars])

    def _heads(self, page: "Worksheet", heads: Sequence[str], texts: int) -> None:
        for column, head in enumerate(heads):
            page.write_string(0, column, head, self.bold)
            page.set_column(column, column, TEXT if column < texts else NUMBER)
        page.freeze_panes(1, 0)

    def weights(self, page: "Worksheet") -> None:
        """Write what is for changing."""
        self._heads(page, ("id", "weight", "level", "title", "of", "share of its index"), 1)
        page.set_column(3, 4, TEXT)
        for line, row in enumerate(self.of_pillars, start=2):
            question = self.asked[row["id"]]
            first, last = self._of_question(question)
            whole = sum(_number(one["weight"]) for one in self.of_pillars[first - 2 : last - 1])
            _weight(page, line, row, "pillar", question)
            _put(page, line, 5, f"=B{line}/SUM(B${first}:B${last})", _number(row["weight"]) / whole)
        for line, row in enumerate(self.of_criteria, start=2 + len(self.of_pillars)):
            _weight(page, line, row, "criterion", row["pillar"])
            _put(page, line, 5, f"=scores!I{line - len(self.of_pillars)}", _number(row["share"]))

    def scores(self, page: "Worksheet") -> None:
        """Write the criteria, from score to points."""
        heads = (
            "id",
            "title",
            "pillar",
            "score",
            "weight",
            "counted",
            "term",
            "of its pillar",
            "share",
            "gained",
            "lost",
        )
        self._heads(page, heads, 3)
        where = {row["id"]: line for line, row in enumerate(self.of_pillars, start=2)}
        for line, row in enumerate(self.of_criteria, start=2):
            score, counted, pillar = _number(row["score"]), _counted(row), where[row["pillar"]]
            inside = sum(_counted(one) for one in self.of_criteria if one["pillar"] == row["pillar"])
            _texts(page, line, row["id"], row["title"], row["pillar"])
            if not math.isnan(score):
                page.write_number(line - 1, 3, score)
            _put(page, line, 4, f"=weights!B{line + len(self.of_pillars)}", _number(row["weight"]))
            _put(page, line, 5, f"=IF(ISNUMBER(D{line}),E{line},0)", counted)
            _put(page, line, 6, self.mean.term(f"D{line}", f"F{line}"), self.mean.term_value(score, counted))
            _put(page, line, 7, f"=IF(F{line}>0,F{line}/pillars!E{pillar},0)", counted / inside if counted else 0.0)
            _put(page, line, 8, f"=H{line}*pillars!I{pillar}", _number(row["share"]))
            _put(page, line, 9, f"=I{line}*N(D{line})", _number(row["gained"]))
            _put(page, line, 10, f"=IF(ISNUMBER(D{line}),I{line}*(100-D{line}),0)", _number(row["lost"]))

    def pillars(self, page: "Worksheet") -> None:
        """Write the pillars, from their criteria to what they hold of an index."""
        heads = ("id", "title", "question", "weight", "criteria known", "score", "counted", "term", "share")
        self._heads(page, heads, 3)
        for line, row in enumerate(self.of_pillars, start=2):
            question = self.asked[row["id"]]
            first, last = _span([one["pillar"] == row["id"] for one in self.of_criteria])
            top, bottom = self._of_question(question)
            score, counted = _number(row["score"]), _counted(row)
            whole = sum(_counted(one) for one in self.of_pillars[top - 2 : bottom - 1])
            _texts(page, line, row["id"], row["title"], question)
            _put(page, line, 3, f"=weights!B{line}", _number(row["weight"]))
            if first:
                known = sum(_counted(one) for one in self.of_criteria[first - 2 : last - 1])
                _put(page, line, 4, f"=SUM(scores!F{first}:F{last})", known)
                _put(page, line, 5, self.mean.of(f"scores!G{first}:G{last}", f"scores!F{first}:F{last}"), score)
            _put(page, line, 6, f"=IF(ISNUMBER(F{line}),D{line},0)", counted)
            _put(page, line, 7, self.mean.term(f"F{line}", f"G{line}"), self.mean.term_value(score, counted))
            total = f"SUM(G${top}:G${bottom})"
            _put(page, line, 8, f"=IF({total}>0,G{line}/{total},0)", counted / whole if whole else 0.0)

    def index(self, page: "Worksheet") -> None:
        """Write the indices with their verdicts."""
        self._heads(page, ("question", "index", "verdict", "what it asks"), 1)
        page.set_column(2, 3, TEXT)
        for line, row in enumerate(self.questions, start=2):
            first, last = self._of_question(row["id"])
            _texts(page, line, row["id"])
            _put(
                page,
                line,
                1,
                self.mean.of(f"pillars!H{first}:H{last}", f"pillars!G{first}:G{last}"),
                _number(row["score"]),
            )
            question = self.study.framework.questions[str(row["id"])]
            if row["verdict"] == NO_VERDICT:
                page.write_string(line - 1, 2, NO_VERDICT)
            else:
                formula = _verdict(question, f"B{line}", capped=bool(row["blocking"]))
                _put(page, line, 2, formula, clean(str(row["verdict"])))
            page.write_string(line - 1, 3, clean(question.question))
        for i, text in enumerate(_notes(self.questions)):
            page.write_string(len(self.questions) + 2 + i, 0, clean(text))


TEXT, NUMBER = 30, 13
"""Widths of columns."""


def _span(fits: Sequence[bool]) -> tuple[int, int]:
    """Return the first and the last line, from 2, of rows that fit and stand together; 0 where none does."""
    found = [line for line, fit in enumerate(fits, start=2) if fit]
    return (found[0], found[-1]) if found else (0, 0)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else math.nan


def _counted(row: Row) -> float:
    """Return the weight of what is known."""
    return 0.0 if math.isnan(_number(row["score"])) else _number(row["weight"])


def _put(page: "Worksheet", line: int, column: int, formula: str, value: float | str) -> None:
    known = isinstance(value, str) or not math.isnan(value)
    page.write_formula(line - 1, column, formula, None, value if known else "")


def _texts(page: "Worksheet", line: int, *cells: Cell) -> None:
    for column, cell in enumerate(cells):
        page.write_string(line - 1, column, clean(str(cell)))


def _weight(page: "Worksheet", line: int, row: Row, level: str, of: Cell) -> None:
    _texts(page, line, row["id"])
    page.write_number(line - 1, 1, _number(row["weight"]))
    for column, text in ((2, level), (3, row["title"]), (4, of)):
        page.write_string(line - 1, column, clean(str(text)))


def _verdict(question: Question, cell: str, *, capped: bool) -> str:
    """Return the formula of a verdict: the band that an index reaches, at most the one left where something blocks."""
    names = [band.verdict for band in question.bands]
    best = names.index(question.blocked) if capped and question.blocked is not None else 0
    formula = _text(question.bands[-1].verdict)
    for band in question.bands[best:-1][::-1]:
        formula = f"IF({cell}>={band.at_least - TOLERANCES['even']!r},{_text(band.verdict)},{formula})"
    return f'=IF(ISNUMBER({cell}),{formula},"")'


def _text(text: str) -> str:
    return '"' + clean(text).replace('"', '""') + '"'


def _notes(questions: Sequence[Row]) -> Iterator[str]:
    yield "Change the weights on the sheet `weights`: the indices, pillars, shares and points follow."
    yield "The other sheets hold what the program computed, with weights and members as given; ranges do not follow."
    blocked = [f"{row['id']} ({row['blocking']})" for row in questions if row.get("blocking")]
    if blocked:
        yield f"Blocking, so that the verdict is capped: {'; '.join(blocked)}."
