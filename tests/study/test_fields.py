"""What models are made of: dates, compensation, lists of names."""

from collections.abc import Callable

import pytest

from viability.errors import WrongArgument
from viability.study.fields import as_compensation, as_date, as_names, as_of_date
from viability.study.framework import Pillar
from viability.study.scenario import Scenario, SetValue, SetWeight


@pytest.mark.parametrize(
    ("written", "read"), [(2024, "2024"), ("2024", "2024"), ("2024-02", "2024-02"), ("2024-02-29", "2024-02-29")]
)
def test_a_date_is_a_year_a_month_or_a_day(written: object, read: str) -> None:
    """A date is kept as it was written, as text."""
    assert read == as_date(written)


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-29",
        "2024-13",
        "2024-1",
        "24",
        "20240101",
        "2024-W01-1",
        "2024-06-",
        "0000",
        "soon",
        "",
        True,
        2024.0,
        None,
    ],
)
def test_anything_else_is_no_date(written: object) -> None:
    """Days that no calendar has, weeks, short years and words are refused."""
    with pytest.raises(ValueError, match=r"is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"):
        as_date(written)


def test_dates_compare_as_text() -> None:
    """A year stands before its months and a month before its days, so the oldest date sorts first."""
    jumbled = ["2020-10", "2020-01-01", "2019", "2020-02", "2020", "2020-01", "2019-12-31"]
    in_order = ["2019", "2019-12-31", "2020", "2020-01", "2020-01-01", "2020-02", "2020-10"]
    assert in_order == sorted(map(as_date, jumbled))


@pytest.mark.parametrize(
    ("date", "last"), [("2019", "2019-12-31"), ("2024-02", "2024-02-29"), ("2024-02-05", "2024-02-05")]
)
def test_as_of_a_date_means_its_last_day(date: str, last: str) -> None:
    """As of a year includes all of the year, and as of a month all of the month."""
    assert last == as_of_date(date)
    assert as_date(date) <= as_of_date(date)


def test_as_of_no_date_is_refused() -> None:
    """A day as of which to look has to be a date."""
    with pytest.raises(ValueError, match="'yesterday' is not a date"):
        as_of_date("yesterday")


@pytest.mark.parametrize(("written", "read"), [(1, 1.0), ("-inf", float("-inf")), ("0", 0.0), (-2.5, -2.5)])
def test_compensation_is_at_most_one(written: object, read: float) -> None:
    """Compensation is any number up to 1 and minus infinity, as number or text."""
    assert read == as_compensation(written)


@pytest.mark.parametrize("written", [1.01, "inf", "nan", "full", True, None])
def test_other_compensations_are_refused(written: object) -> None:
    """Nothing above 1, and nothing that is no number, is a compensation."""
    with pytest.raises(
        ValueError,
        match=f"'{written}' is not a compensation; write arithmetic, geometric",
    ):
        as_compensation(written)


@pytest.mark.parametrize(("written", "read"), [("atlas", ("atlas",)), (["atlas", "press"], ("atlas", "press"))])
def test_a_name_may_stand_alone(written: object, read: tuple[str, ...]) -> None:
    """One name is a list of one."""
    assert read == as_names(written)


@pytest.mark.parametrize(
    ("written", "says"), [([], "must not be empty"), (3, "expected a name or a list"), (["a", 3], "expected a name or")]
)
def test_names_are_text_and_at_least_one(written: object, says: str) -> None:
    """An empty list names nothing, and a number is no name."""
    with pytest.raises(ValueError, match=says):
        as_names(written)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Scenario("x"), r"Scenario takes its fields by name; write Scenario\(id='x', \.\.\.\)"),  # type: ignore[call-arg]  # wrong on purpose
        (lambda: Scenario(id="a"), "Scenario: 'title' is missing"),  # type: ignore[call-arg]  # wrong on purpose
        (lambda: Scenario(id="a", title="t", as_of="soon"), "Scenario: 'as_of': 'soon' is not a date; write YYYY"),
        (lambda: Scenario(id="a", title="t", members="b"), "Scenario: 'members' is a list or None, not text"),  # type: ignore[arg-type]  # wrong on purpose
        (lambda: SetWeight(weight="a", value=40, share=True), "SetWeight: a share is at most 100%; 40 % is 0.4"),
        (lambda: SetWeight(weight="a", value=-1), "SetWeight: 'value' is a number >= 0.0"),
        (lambda: SetValue(set="a", value="x"), "SetValue: 'value' is a number, not text"),  # type: ignore[arg-type]  # wrong on purpose
    ],
)
def test_a_constructor_says_what_to_write(make: Callable[[], object], says: str) -> None:
    """A wrong field is told by its name, with what is due, and the error is meant for the user."""
    with pytest.raises(WrongArgument, match=says):
        make()


@pytest.mark.parametrize("title", ["", " ", "\u2800", "\u200b\u00a0", "a\nb", "a\n", "a\rb", "a\u2028b", "\x85a"])
def test_a_title_is_seen_and_stands_on_one_line(title: str) -> None:
    """What looks like nothing, or would break a table, is no title."""
    with pytest.raises(WrongArgument, match="'title'"):
        Pillar(title=title)


@pytest.mark.parametrize("title", ["a", " a b ", "\u2800a", "\u0130\u015fbirli\u011fi", "a\tb"])
def test_any_other_title_is_one(title: str) -> None:
    """Blanks beside what is seen do no harm."""
    assert title == Pillar(title=title).title


def test_the_title_of_a_what_if_may_be_missing_but_not_break() -> None:
    """Options have none; one of two lines would break a list."""
    assert not Scenario(id="", title="").title
    with pytest.raises(WrongArgument, match="'title'"):
        Scenario(id="", title="Two\nlines")
