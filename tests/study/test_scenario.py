"""What-ifs as people write them: weights as numbers and shares, changes by the key that names their kind."""

import pytest
from msgspec import ValidationError

from viability.study.scenario import (
    CHANGES,
    Join,
    Leave,
    ScaleValue,
    Scenario,
    SetValue,
    SetWeight,
    as_changes,
    describe,
    kind_of,
    parse_weight,
)


@pytest.mark.parametrize(
    ("text", "value", "share"),
    [("2", 2.0, False), ("0", 0.0, False), (" 1.5 ", 1.5, False), ("50%", 0.5, True), ("12.5 %", 0.125, True)],
)
def test_a_weight_is_a_number_or_a_share(text: str, value: float, share: bool) -> None:  # noqa: FBT001 - expected
    """A number is a weight as written, a percentage a share of one."""
    assert {"value": value, "share": share} == parse_weight(text)


@pytest.mark.parametrize("text", ["-1", "-1%", "nan", "inf", "inf%"])
def test_a_weight_is_zero_or_more(text: str) -> None:
    """Negative and endless weights are refused."""
    with pytest.raises(ValueError, match=f"a weight is zero or more, not {text}"):
        parse_weight(text)


@pytest.mark.parametrize("text", ["half", "", "%", "1/2"])
def test_a_weight_is_a_number(text: str) -> None:
    """Words and fractions are no weights."""
    with pytest.raises(ValueError, match=f"'{text}' is not a weight; write a number such as 2, or a share such as 50%"):
        parse_weight(text)


def test_a_change_of_weight_reads_percentages() -> None:
    """A change may give its weight as text, and a share is at most the whole."""
    for written, value, share in ((2, 2.0, False), ("2", 2.0, False), ("40%", 0.4, True), ("100%", 1.0, True)):
        change = SetWeight.read({"weight": "policy", "value": written})
        assert (value, share) == (change.value, change.share)
    with pytest.raises(ValidationError, match="a share is at most 100%"):
        SetWeight.read({"weight": "policy", "value": "101%"})


def test_the_kind_of_a_change_is_a_key_of_it() -> None:
    """Every kind is found by its own key; without one the nearest is suggested, or all are named."""
    for kind in CHANGES:
        assert kind == kind_of({"reason": "x", kind: "y"})
    with pytest.raises(ValueError, match="unknown kind of change 'sett'; did you mean 'set'"):
        kind_of({"sett": "x"})
    with pytest.raises(ValueError, match="unknown kind of change ''; known: weight, set, scale, join, leave"):
        kind_of({})


def test_changes_may_have_been_read_before() -> None:
    """A list of changes may mix plain data and changes; anything else is no list of changes."""
    joined = Join(join="alfa.pact")
    assert (joined, SetValue(set="alfa.resolve", value=2.0)) == as_changes(
        [joined, {"set": "alfa.resolve", "value": 2}]
    )
    for wrong in ("join", {"join": "alfa.pact"}, ["join"]):
        with pytest.raises(ValueError, match="expected a list of changes"):
            as_changes(wrong)


@pytest.mark.parametrize(
    ("text", "value", "share"),
    [("0,5", 0.5, False), ("%40", 0.4, True), ("40 %", 0.4, True), ("% 12,5", 0.125, True)],
)
def test_a_weight_is_read_as_people_type_it(text: str, value: float, share: bool) -> None:  # noqa: FBT001 - expected
    """A decimal comma is a point, and a per cent sign may stand before its number."""
    assert {"value": value, "share": share} == parse_weight(text)


def test_two_weights_in_one_option_are_told_apart() -> None:
    """Whoever lists weights in one option is told to repeat it."""
    with pytest.raises(ValueError, match="'40,b=30' holds a second weight; repeat the option, --weight A=40 --weight"):
        parse_weight("40,b=30")


def test_a_what_if_is_told_as_the_options_would() -> None:
    """A nameless scenario is described change by change, a named one by its name."""
    whatif = Scenario(
        id="",
        title="",
        as_of="2019",
        members=("alfa", "bravo"),
        with_=("charlie",),
        without=("alfa",),
        compensation=-1,
        changes=(
            SetWeight(weight="will", value=2),
            SetWeight(weight="means", value=0.5, share=True),
            SetValue(set="alfa.resolve", value=1.5),
            ScaleValue(scale="*.expenditure", by=2),
            Join(join="alfa.pact"),
            Leave(leave="bravo.pact"),
        ),
    )
    assert (
        "as of 2019",
        "members alfa bravo",
        "with charlie",
        "without alfa",
        "compensation -1",
        "weight will=2",
        "weight means=50%",
        "set alfa.resolve=1.5",
        "scale *.expenditure=2",
        "join alfa.pact",
        "leave bravo.pact",
    ) == describe(whatif)
    assert ("scenario named",) == describe(whatif.replace(id="named"))
