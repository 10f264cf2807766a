"""Numbers and dates as spreadsheets and people write them."""

from datetime import date

import pytest

from viability.importers.cells import Formula
from viability.importers.numbers import Dates, Odd, as_day, as_number


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "expected"),
    [
        ("12", ".", None, 12.0),
        (" -0.5 ", ".", None, -0.5),
        ("1e3", ".", None, 1000.0),
        ("0,5", ",", None, 0.5),
        ("1.234.567,8", ",", ".", 1_234_567.8),
        ("1,234", ".", ",", 1234.0),
        ("12\u202f345,6", ",", " ", 12_345.6),
        ("1'234", ".", "'", 1234.0),
        ("\u22123", ".", None, -3.0),
        (2.5, ",", ".", 2.5),
    ],
)
def test_a_number_is_read_as_it_is_declared(
    cell: str | float, decimal: str, thousands: str | None, expected: float
) -> None:
    """Decimal commas, any mark between thousands, blanks of all widths, and cells that are numbers already."""
    assert expected == as_number(cell, decimal, thousands)


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "message"),
    [
        ("1,5", ".", None, "say with --decimal and --thousands which mark is which"),
        ("1.5", ",", None, "say with --decimal and --thousands"),
        ("1.23", ",", ".", "'.' separates groups of three digits"),
        ("..", ".", None, 'if it means that the value is missing, add --missing "..'),
        ("45%", ".", None, "write percentages without the sign"),
        ("2-Mar", ".", None, "a spreadsheet may have made a date of it"),
        (date(2024, 3, 2), ".", None, "got the date 2024-03-02"),
        (Formula("=A1*2"), ".", None, "the cell contains a formula, '=A1*2'"),
        ("=SUM(A1)", ".", None, "the cell contains a formula"),
        ("1_000", ".", None, "expected a number, got '1_000'"),
        ("inf", ".", None, "expected a number, got 'inf'"),
        ("many", ".", None, "correct it, leave it empty, or name it with --missing"),
    ],
)
def test_what_is_no_number_is_told_with_what_to_do(
    cell: str | date, decimal: str, thousands: str | None, message: str
) -> None:
    """Each in words of its own."""
    with pytest.raises(Odd) as caught:
        as_number(cell, decimal, thousands)
    assert message in "; ".join(map(str, caught.value.args))


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("2024", "iso", "2024"),
        (2024.0, "iso", "2024"),
        ("2024.0", "iso", "2024"),
        ("2024-05", "iso", "2024-05"),
        (date(2024, 5, 1), "iso", "2024-05-01"),
        ("1.5.2024", "dmy", "2024-05-01"),
        ("5/1/2024", "mdy", "2024-05-01"),
    ],
)
def test_a_date_is_read_as_it_is_declared(cell: str | float | date, form: Dates, expected: str) -> None:
    """Years, months and days, also those of spreadsheets."""
    assert expected == as_day(cell, form)


@pytest.mark.parametrize(
    ("cell", "form", "message"),
    [
        ("1.5.2024", "iso", "add --dates dmy if the day comes first"),
        ("45413", "iso", "a spreadsheet stores dates as such numbers"),
        (45413.0, "iso", "a spreadsheet stores dates as such numbers"),
        ("31.13.2024", "dmy", "is not a date; write YYYY"),
        ("soon", "iso", "'soon' is not a date; write YYYY"),
        ("=NOW()", "iso", "the cell contains a formula"),
    ],
)
def test_what_is_no_date_is_told_with_what_to_do(cell: str | float, form: Dates, message: str) -> None:
    """A date that was turned round, and the days that spreadsheets count."""
    with pytest.raises(Odd) as caught:
        as_day(cell, form)
    assert message in "; ".join(map(str, caught.value.args))
