"""What is wrong with plain data is told all at once, each fault with its place, in words for analysts."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viability.files.faults import Fault, faults_of, shown
from viability.study.criterion import Criterion
from viability.study.fields import Frozen
from viability.study.framework import OneQuestion
from viability.study.profile import Attribute, Datum, Membership, Source
from viability.study.scenario import Scenario, SetWeight
from viability.study.vocabulary import MEASURES

DATUM = {"value": 1, "date": 2015, "source": "atlas", "quality": "high"}
CRITERION = {
    "id": "x",
    "title": "X",
    "pillar": "means",
    "question": "?",
    "measure": {"kind": "attribute", "of": "wealth"},
    "goalposts": {"worst": 0, "best": 1, "reason": "Chosen."},
    "aggregator": "average",
    "rationale": "An example.",
}
FRAMEWORK = {
    "title": "Small",
    "version": "1",
    "pillars": {"means": {"title": "Means"}},
    "bands": [{"verdict": "good", "at_least": 50}, {"verdict": "bad", "at_least": 0}],
    "blocked": "bad",
}
ATTRIBUTE = {"title": "X", "section": "means", "range": [0, 4], "definition": "An example."}


@pytest.mark.parametrize(
    ("kind", "plain", "edits", "expected"),
    [
        (Datum, DATUM, {"value": "1"}, ("value: expected a number, got '1'",)),
        (Datum, DATUM, {"value": True}, ("value: expected a number, got true",)),
        (Datum, DATUM, {"value": math.nan}, ("value: expected a finite number, got nan",)),
        (Datum, DATUM, {"low": math.inf}, ("low: expected a finite number, got inf",)),
        (Datum, DATUM, {"value": 10**400}, ("value: expected a finite number, got 1000",)),
        (Datum, DATUM, {"low": 2}, ("low (2) is above the value (1)",)),
        (Datum, DATUM, {"date": "soon"}, ("date: 'soon' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD",)),
        (Datum, DATUM, {"source": []}, ("source: must not be empty",)),
        (Datum, DATUM, {"source": [5]}, ("source: expected a name or a list of names",)),
        (Datum, DATUM, {"note": None}, ("note: expected text, got nothing",)),
        (
            Datum,
            DATUM,
            {"quality": None},
            ("quality: expected 'high', 'low' or 'medium', got nothing",),
        ),
        (Membership, {"source": "x"}, {"from": 2015, "to": 2014}, ("ends (2014) before it begins (2015)",)),
        (Criterion, CRITERION, {"weight": -1}, ("weight: expected 0 or more, got -1",)),
        (Criterion, CRITERION, {"blocking": 0}, ("below: expected more than 0, got 0",)),
        (Criterion, CRITERION, {"blocking": 2}, ("below: expected 1 or less, got 2",)),
        (Criterion, CRITERION, {"measure": "tie"}, ("measure: expected a mapping, got 'tie'",)),
        (Criterion, CRITERION, {"references": "a book"}, ("references: expected a list, got 'a book'",)),
        (Criterion, CRITERION, {"references": [{"title": 3}]}, ("title: expected text, got 3",)),
        (Criterion, CRITERION, {"goalposts": None}, ("aggregator 'average' needs goalposts",)),
        (OneQuestion, FRAMEWORK, {"pillars": {}}, ("pillars: must not be empty",)),
        (OneQuestion, FRAMEWORK, {"pillars": ["means"]}, ("pillars: expected a mapping, got a list",)),
        (OneQuestion, FRAMEWORK, {"bands": []}, ("bands: must not be empty",)),
        (OneQuestion, FRAMEWORK, {"blocked": "ugly"}, ("blocked: 'ugly' is not the verdict of a band",)),
        (Attribute, ATTRIBUTE, {"range": [0]}, ("range: expected 2 entries, got 1",)),
        (Attribute, ATTRIBUTE, {"changeable": "yes"}, ("changeable: expected true or false, got 'yes'",)),
        (Attribute, ATTRIBUTE, {"rubric": {"one": "One."}}, ("rubric: expected a whole number, got 'one'",)),
        (Source, {"title": "X", "publisher": "Y"}, {}, ("give a date, an edition, or 'undated: true'",)),
        (SetWeight, {"weight": "means"}, {"value": "half"}, ("'half' is not a weight; write a number such as 2,",)),
        (SetWeight, {"weight": "means"}, {"value": "101%"}, ("a share is at most 100%",)),
        (Scenario, {"id": "x", "title": "X"}, {"changes": "x"}, ("changes: expected a list of changes",)),
    ],
)
def test_a_fault_is_told_in_our_words(
    kind: type[Frozen], plain: dict[str, Any], edits: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """Each kind of fault has its message, headed by the name under which it stands."""
    told = [fault.message for fault in faults_of(kind, {**plain, **edits})]
    assert [True] == [message.startswith(start) for message, start in zip(told, expected, strict=True)], told


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Datum, DATUM),
        (Criterion, CRITERION),
        (OneQuestion, FRAMEWORK),
        (Attribute, {**ATTRIBUTE, "rubric": {"0": "None.", "4": "All."}}),
        (SetWeight, {"weight": "means", "value": "50%"}),
        (Scenario, {"id": "x", "title": "X", "compensation": "-inf", "changes": [{"join": "alfa.pact"}]}),
    ],
)
def test_what_fits_has_no_fault(kind: type[Frozen], plain: dict[str, Any]) -> None:
    """Data that the model takes have nothing wrong with them."""
    assert () == faults_of(kind, plain)


def test_all_faults_come_at_once_each_with_its_place() -> None:
    """One fault hides no other, however deep it stands, and the model's own rules are asked once its parts fit."""
    plain = {
        **CRITERION,
        "wieght": 2,
        "weight": "much",
        "goalposts": {"worst": 1, "best": 1, "reason": "Same."},
        "measure": {"kind": "tei"},
        "references": [{"title": "A book"}, {"href": "x"}],
    }
    del plain["question"]
    kinds = ", ".join(repr(kind) for kind in sorted(MEASURES) if kind != "tie")
    expected = [
        Fault(("wieght",), "unknown key 'wieght'", "did you mean 'weight'?"),
        Fault(("question",), "'question' is missing"),
        Fault(("weight",), "weight: expected a number, got 'much'"),
        Fault(
            ("measure", "kind"),
            f"kind: expected {kinds} or 'tie', got 'tei'",
            "did you mean 'tie'?",
        ),
        Fault(("goalposts", "worst"), "goalposts: worst and best are equal, so nothing could be scored between them"),
        Fault(("references", 1, "title"), "'title' is missing"),
    ]
    assert expected == [*faults_of(Criterion, plain)]


def test_a_number_where_text_belongs_is_told_to_take_quotes() -> None:
    """A version such as 1.0 is text; true and lists are not helped by quotes."""
    for written, hint in ((1.0, "put it in quotes"), (2, "put it in quotes"), (True, ""), ([], "")):
        (fault,) = faults_of(OneQuestion, {**FRAMEWORK, "version": written})
        assert (f"version: expected text, got {shown(written)}", hint) == (fault.message, fault.hint)


def test_what_is_no_mapping_is_no_model() -> None:
    """A list or a word in place of a whole entry is one fault."""
    expected = (Fault((), "expected a mapping, got a list", "write `key: value` lines"),)
    assert expected == faults_of(Datum, [DATUM])


def test_a_fault_that_no_rule_of_ours_names_is_told_all_the_same() -> None:
    """What the library refuses and the walk passes keeps the library's words."""

    class Odd(float):
        """A number that is none of the plain kinds."""

    (fault,) = faults_of(Datum, {**DATUM, "value": Odd(1)})
    assert "Expected `float`, got `Odd` - at `$.value`" == fault.message


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([(Datum, DATUM), (Criterion, CRITERION), (OneQuestion, FRAMEWORK), (Attribute, ATTRIBUTE)]),
    st.data(),
)
def test_whatever_is_refused_has_a_fault_and_nothing_else_has(
    case: tuple[type[Frozen], dict[str, Any]], data: st.DataObject
) -> None:
    """Whatever stands in place of a field, the data are either read or have a fault that begins at a known place."""
    kind, plain = case
    name = data.draw(st.sampled_from([*plain]))
    spoilt = {**plain, name: data.draw(_ANYTHING)}
    try:
        kind.read(spoilt)
    except ValueError:
        found = faults_of(kind, spoilt)
        assert found
        # where fields do not fit together, the fault may be told at another
        assert {(), *((field,) for field in plain)} >= {fault.place[:1] for fault in found}
        assert not [fault for fault in found if fault.message.startswith("Expected")]
    else:
        assert () == faults_of(kind, spoilt)
