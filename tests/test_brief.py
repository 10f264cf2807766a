"""What a prompt and a notebook show of studies and results: a dozen lines, never all that they hold."""

import pytest

from viability.analyses.uncertainty import uncertainty
from viability.brief import LINES, WIDTH, Brief, as_html, as_text, some
from viability.engine.evaluate import evaluate
from viability.study.study import Study


def test_facts_stand_below_a_heading_and_empty_ones_are_left_out() -> None:
    """A fact is a line of its label and what it says; one that says nothing has none."""
    assert "Thing\n  one: a b\n  three: c" == as_text("Thing", {"one": "a\n b", "two": "", "three": "c"})


def test_no_more_than_a_dozen_lines_and_no_long_ones() -> None:
    """Whatever there are of facts, and however long they are."""
    told = as_text("Thing", {str(i): "x" * 1000 for i in range(100)}).splitlines()
    assert LINES == len(told)
    assert WIDTH + len("  10: ") == max(map(len, told))
    assert LINES - 1 == as_html("Thing", {str(i): "x" for i in range(100)}).count("<tr>")


def test_nothing_in_a_card_is_markup() -> None:
    """What a study's author wrote is shown, and does nothing."""
    card = as_html("<b>", {"<i>": "<script>alert('x')</script>"})
    assert "<script" not in card
    assert "&lt;script&gt;" in card
    assert "&lt;i&gt;" in card


def test_a_few_are_named_and_the_rest_counted() -> None:
    """The number that is not named is told."""
    assert "a, b and 2 more" == some("abcd", 2)
    assert "a, b" == some("ab", 2)


def test_facts_have_to_be_given() -> None:
    """A class that shows itself briefly says what."""
    with pytest.raises(NotImplementedError, match=r"^$"):
        repr(Brief())


def test_a_study_and_what_it_holds_show_themselves_briefly(study: Study) -> None:
    """The whole study, a state and an evaluation fit on a screen."""
    for thing in (study, study.states["turkiye"], evaluate(study), uncertainty(study, draws=10)):
        told = repr(thing).splitlines()
        assert type(thing).__name__ == told[0]
        assert 1 < len(told) <= LINES
        assert max(map(len, told)) <= WIDTH + 20
        assert thing._repr_html_().startswith("<table>")
    assert "  members: turkiye, azerbaijan, kazakhstan, kyrgyzstan, uzbekistan" in repr(study).splitlines()
    assert "  name: Türkiye (TUR)" in repr(study.states["turkiye"]).splitlines()
    assert "  viability: 51.1" in repr(evaluate(study)).splitlines()
