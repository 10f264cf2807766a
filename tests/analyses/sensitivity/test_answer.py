"""All of sensitivity, in one call."""

from io import StringIO

import pytest
from rich.console import Console

from analyses.sensitivity.made import averages, many
from viability.analyses.sensitivity.answer import sensitivity
from viability.errors import FrameworkError
from viability.output.sensitivity import sheet, view


def test_every_value_that_moves_a_point_is_named() -> None:
    """However few rows are shown, a value is named that alone moves the index by a point, and no other is."""
    # of two members each holds half of the index: 0.02 of doubt is a point, 0.01 half a point
    study = averages({"a": {"x": [0.5, 0.5, 0.52]}, "b": {"x": [0.5, 0.51, 0.51]}})
    found = sensitivity(study, samples=2)
    assert ["a.x"] == [bar.entry.path for bar in found.movers]
    written = StringIO()
    console = Console(width=200, file=written)
    console.print(view(found, top=1))
    shown = written.getvalue()
    assert "by a point or more over its range: A, x (1.0)." in shown
    rows = [(row["of"], row["value"]) for row in sheet(found).rows if row["part"] == "moves_a_point"]
    assert [("a.x", found.movers[0].swing)] == rows
    assert 1.0 == pytest.approx(found.movers[0].swing)


def test_sensitivity_of_many_members_says_how_many_scores_it_would_make() -> None:
    """150 members form 11,175 pairs: on 100 criteria 1,117,500 scores, 46,000 times and 6,000 times more."""
    refused = (
        "150 members are too many to say what the result depends on, on 100 criteria: this takes the work of "
        "58,110,000,000 scores of pairs of states, and at most 10,000,000,000 are made. Name fewer members"
    )
    with pytest.raises(FrameworkError, match=refused):
        sensitivity(many(150, 0, 100))


def test_sensitivity_with_many_candidates_names_them_as_the_way_out() -> None:
    """Of 3 members 500 candidates form 126,253 pairs with them, on 20 criteria 6,000 times too many."""
    refused = r"3 members and 500 candidates are too many .*, or write candidate: false in the profiles of states"
    with pytest.raises(FrameworkError, match=refused):
        sensitivity(many(3, 500, 20))
