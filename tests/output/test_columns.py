"""What columns mean, told once for the manual and for workbooks."""

import pytest

from viability.output.columns import COLUMNS, as_table, column_of


@pytest.mark.parametrize(
    ("kind", "name", "meaning"),
    [
        ("score", "gained", "points (criterion)"),
        (
            "compare",
            "coverage",
            "known share of the values that a criterion reads; of a pillar and an index the mean of these by weight",
        ),
        ("members", "shapley.anything", "the part of it that comes through a pillar or criterion"),
        ("trend", "cause_2_date", "since when it is so"),
        ("trend", "will", "one column for each pillar, by its id: its score"),
        (
            "provenance",
            "changes",
            "the what-ifs, in order, separated by semicolons; in compare the options, which come after every scenario",
        ),
    ],
)
def test_a_column_is_found_by_its_name_or_its_family(kind: str, name: str, meaning: str) -> None:
    """A name is found as it stands, as one of a numbered or named family, or in the table that another refers to."""
    column = column_of(kind, name)
    assert column is not None
    assert meaning == column.meaning


def test_an_unknown_column_or_sheet_has_no_meaning() -> None:
    """What nobody has told is not made up."""
    assert column_of("score", "nonsense") is None
    assert column_of("nonsense", "score") is None


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_stands_once_in_its_table(kind: str) -> None:
    """No name is told twice, and the table for the manual has a line for each entry."""
    names = [name for column in COLUMNS[kind] for name in column.names.split()]
    assert sorted(set(names)) == sorted(names)
    assert 2 + len(COLUMNS[kind]) == len(as_table(kind).splitlines())
