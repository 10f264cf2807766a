"""What people write: dates, ranges, names, weights.

Longer than other files: one list of what models refuse.
"""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError

from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.criterion import Blocking, Criterion, Measure
from viability.study.fields import Frozen
from viability.study.framework import Framework, Pillar
from viability.study.names import fold
from viability.study.profile import Attribute, Datum, Institution, Membership, Source, State, Threat
from viability.study.scenario import Scenario, SetValue, SetWeight
from viability.study.study import Study

RUBRIC = {0: "None.", 1: "Some.", 2: "Much.", 3: "More.", 4: "Most."}
RATING = Attribute(title="Will", section="policy", range=(0, 4), rubric=RUBRIC, definition="Will.")
NUMBER = Attribute(title="Share", section="policy", unit="%", range=(-100, 100), definition="Share.")


def datum(value: float, quality: str, **more: object) -> Datum:
    """Make an observation."""
    return Datum.read({"value": value, "date": 2015, "source": "atlas", "quality": quality, **more})


@pytest.mark.parametrize(
    ("quality", "low", "high"),
    [("high", 2.0, 2.0), ("medium", 1.5, 2.5), ("low", 1.0, 3.0)],  # no step, half a step, one step
)
def test_a_rating_is_doubted_in_steps(quality: str, low: float, high: float) -> None:
    """A rating without a range of its own is uncertain by steps, by quality."""
    assert (low, high) == RATING.bounds(datum(2, quality))


@pytest.mark.parametrize(
    ("quality", "low", "high"),
    # its range goes below nought, so its doubt is a fiftieth of 200: a third of 4, 4, and 8/3 of 4
    [("high", -40 - 4 / 3, -40 + 4 / 3), ("medium", -44, -36), ("low", -40 - 32 / 3, -40 + 32 / 3)],
)
def test_a_number_on_an_interval_scale_is_doubted_alike_wherever_it_stands(
    quality: str, low: float, high: float
) -> None:
    """A number on an interval scale without a range of its own is uncertain by parts of the attribute's doubt."""
    assert (low, high) == pytest.approx(NUMBER.bounds(datum(-40, quality)))


def test_a_range_of_its_own_comes_before_the_quality() -> None:
    """What a datum says of its range holds, end by end; the quality gives the other end."""
    assert (1.0, 2.5) == RATING.bounds(datum(2, "medium", low=1))
    assert (1.5, 4.0) == RATING.bounds(datum(2, "medium", high=4))
    assert (1.0, 4.0) == RATING.bounds(datum(2, "low", low=1, high=4))


def test_ranges_end_where_the_attribute_ends() -> None:
    """No range reaches beyond the attribute's."""
    assert (3.0, 4.0) == RATING.bounds(datum(4, "low"))
    assert (0.0, 1.0) == RATING.bounds(datum(0, "low"))
    assert (90 - 32 / 3, 100.0) == pytest.approx(NUMBER.bounds(datum(90, "low")))  # the upper end is cut off


SPELL = Membership.read({"from": "2006-06", "to": 2012, "source": "atlas"})


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2006-05-31", False),
        ("2006-06-01", True),
        ("2006-06-30", True),
        ("2012-01-01", True),
        ("2012-12-31", True),
        ("2013-01-01", False),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(day: str, holds: bool) -> None:  # noqa: FBT001 - expected
    """A spell begins on the first day of the date it starts, and lasts through the whole date at which it ends."""
    assert holds is SPELL.holds(day)


def test_a_membership_without_an_end_lasts() -> None:
    """What has no end holds on any later day; without a beginning, a spell always held."""
    assert Membership.read({"from": 2006, "source": "atlas"}).holds("2106-01-01") is True
    assert Membership(source=("atlas",)).holds("1990-01-01") is True


def test_a_membership_may_begin_and_end_in_one_year() -> None:
    """A spell may last a day, or from a month to the year of that month; it cannot end before it begins."""
    day = Membership.read({"from": "2010-05-05", "to": "2010-05-05", "source": "atlas"})
    assert [False, True, False] == [day.holds(f"2010-05-0{number}") for number in (4, 5, 6)]
    spell = Membership.read({"from": "2010-05", "to": "2010", "source": "atlas"})
    assert [False, True, True, False] == [
        spell.holds(day) for day in ("2010-04-30", "2010-05-01", "2010-12-31", "2011")
    ]
    with pytest.raises(ValidationError, match=r"ends \(2009\) before it begins \(2010-05\)"):
        Membership.read({"from": "2010-05", "to": "2009", "source": "atlas"})


@pytest.mark.parametrize(
    "name",
    ["turkiye", "TUR", "tur", "Türkiye", "türkiye", "TÜRKİYE", "Turkiye", "Turkey", "TURKEY", "tür-kiye", " turkey "],
)
def test_a_state_is_found_by_any_of_its_names(study: Study, name: str) -> None:
    """Id, ISO code, name and aliases find a state, in any case, with or without accents, hyphens and blanks."""
    assert "turkiye" == study.state_id(name)


def test_an_unknown_state_comes_with_the_nearest_name(study: Study) -> None:
    """An unknown state is answered by the nearest id, name or alias; else by the ids."""
    with pytest.raises(UnknownName, match="unknown state 'kazakstan'; did you mean 'kazakhstan'"):
        study.state_id("kazakstan")
    with pytest.raises(UnknownName, match="unknown state 'Turky'; did you mean 'Turkey'"):
        study.state_id("Turky")
    with pytest.raises(UnknownName, match="unknown state 'xyz'; known: turkiye, azerbaijan, ") as caught:
        study.state_id("xyz")
    assert tuple(study.states) == caught.value.known
    with pytest.raises(UnknownName, match="unknown state ''"):
        study.state_id("")


@given(st.lists(st.lists(st.sampled_from(["Ab", "ab", "A b", "bA", "—", "Á-b", "c"]), min_size=1), max_size=4))
def test_of_several_states_of_one_name_the_first_is_meant(study: Study, names: list[list[str]]) -> None:
    """A name means the first state, in the study's order, that is called so, whichever of its names that is."""
    states = {f"s{i}": State(id=f"s{i}", name=called[0], aliases=tuple(called[1:])) for i, called in enumerate(names)}
    study = study.replace(states=states)
    for name in ("Ab", "ab", "áb", "BA", "—", "", "c", "s1"):
        meant = [
            one
            for one, called in zip(states, names, strict=True)
            if fold(name) in {fold(known) for known in (one, *called)}
        ]
        if meant:
            assert meant[0] == study.state_id(name)
        else:
            with pytest.raises(UnknownName, match="unknown state"):
                study.state_id(name)


def test_names_follow_the_states(study: Study) -> None:
    """A study whose states were replaced knows the new ones alone, however often the old one was asked."""
    assert "turkiye" == study.state_id("Turkey")
    few = {name: state for name, state in study.states.items() if name != "turkiye"}
    with pytest.raises(UnknownName, match="unknown state 'Turkey'"):
        study.replace(states=few).state_id("Turkey")
    again = copy.copy(study)
    assert study == again
    assert "turkiye" == again.state_id("Turkey")


def test_folding_keeps_letters_and_figures_alone() -> None:
    """Case, accents, dotted and dotless i, hyphens and blanks do not tell names apart; letters do."""
    assert {"istanbul"} == {fold(name) for name in ("İstanbul", "ISTANBUL", "\u0131stanbul", "Is-tan bul")}
    assert fold("Niger") != fold("Nigeria")


def test_a_criterion_is_found_with_and_without_its_pillar(study: Study) -> None:
    """A criterion goes by its id, alone or after its pillar."""
    assert "effort" == study.criterion_id("effort")
    assert "effort" == study.criterion_id("military_capacity.effort")


def test_a_criterion_under_another_pillar_is_unknown(study: Study) -> None:
    """A criterion is not found under a pillar it does not stand in, and the right one is suggested."""
    with pytest.raises(UnknownName, match="unknown criterion 'efort'; did you mean 'effort'"):
        study.criterion_id("efort")
    with pytest.raises(UnknownName, match=r"did you mean 'military_capacity\.effort'"):
        study.criterion_id("military_capacty.effort")


def test_a_criterion_goes_by_a_title_that_has_a_dot(study: Study) -> None:
    """A dot in a title does not stand for a pillar."""
    titled = study.criteria["effort"].replace(title="Effort vs. means")
    dotted = study.replace(criteria={**study.criteria, "effort": titled})
    for name in ("Effort vs. means", "military_capacity.Effort vs. means", "Military capacity.effort vs means"):
        assert "effort" == dotted.criterion_id(name), name


def test_members_are_named_in_any_way_and_kept_in_the_studys_order(study: Study) -> None:
    """Members may be named in any way and order, and the study itself stays as it is."""
    before = study.members
    assert ("turkiye", "hungary") == study.with_members(["HUN", "Turkey"]).members
    assert before == study.members


def test_a_member_cannot_be_named_twice(study: Study) -> None:
    """Two names of one state are one state named twice."""
    with pytest.raises(CoalitionError, match="'turkiye' is named twice among the members"):
        study.with_members(["azerbaijan", "TUR", "Turkey"])


@pytest.mark.parametrize("names", [[], ["turkiye"]])
def test_a_coalition_has_two_members_or_more(study: Study, names: list[str]) -> None:
    """Fewer than two states are no coalition."""
    with pytest.raises(CoalitionError, match="a coalition is two or more states; name at least two members"):
        study.with_members(names)


def test_an_unknown_member_is_an_unknown_state(study: Study) -> None:
    """A member that the study does not know is reported by name."""
    with pytest.raises(UnknownName, match="unknown state 'atlantis'"):
        study.with_members(["turkiye", "atlantis"])


def with_pillar_weights(study: Study, **weights: float) -> Study:
    """Replace the weights of pillars."""
    old = study.framework
    pillars = {p: pillar.replace(weight=weights.get(p, 0.0)) for p, pillar in old.pillars.items()}
    return study.replace(framework=old.replace(pillars=pillars))


def test_some_weight_is_above_zero_at_each_level(study: Study) -> None:
    """A study without weights at one level cannot be weighed; a pillar without weight needs none beneath it."""
    unweighted = {i: c.replace(weight=0.0) for i, c in study.criteria.items() if c.pillar == "institutional_capacity"}
    hollow = study.replace(criteria={**study.criteria, **unweighted})
    study.check_weights()
    with pytest.raises(FrameworkError, match="no pillar has a weight above zero"):
        with_pillar_weights(study).check_weights()
    with pytest.raises(FrameworkError, match="pillar 'institutional_capacity' has a weight, but none of its criteria"):
        hollow.check_weights()
    with_pillar_weights(hollow, foreign_policy=0.5, shared_concerns=1).check_weights()


def test_what_people_write_is_closed_and_frozen() -> None:
    """Unknown keys are errors, and nothing can be changed in place."""
    with pytest.raises(ValidationError, match="unknown field `weight`"):
        datum(1, "high", weight=2)
    with pytest.raises(AttributeError, match="immutable type: 'Datum'"):
        datum(1, "high").value = 2  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize("value", [True, "3", float("nan"), float("inf"), None])
def test_a_value_is_a_finite_number(value: object) -> None:
    """True, text and what is not finite are no values."""
    with pytest.raises(ValidationError, match="Expected `float`"):
        SetValue.read({"set": "alfa.resolve", "value": value})


def test_only_an_assumption_has_no_date() -> None:
    """A datum has a date, unless a what-if assumes it."""
    assert Datum(value=1, source=("assumption",), quality="high").date is None
    with pytest.raises(ValueError, match="a date is missing"):
        Datum(value=1, source=("atlas",), quality="high")


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        (
            Datum,
            {"value": "much", "date": "2020", "source": "atlas", "quality": "high"},
            "'value' is a number, not text",
        ),
        (Datum, {"value": 1, "date": "soon", "source": "atlas", "quality": "high"}, "'soon' is not a date"),
        (SetWeight, {"weight": "policy", "value": -5}, "'value' is a number >= 0.0"),
        (Scenario, {"id": "x", "title": "X", "compensation": 5.0}, "'5.0' is not a compensation"),
        (Scenario, {"id": "x", "title": "X", "wiht": ("alba",)}, "Scenario takes no 'wiht'; did you mean 'with_'"),
    ],
)
def test_a_constructor_checks_what_it_is_given(kind: type[Frozen], fields: dict[str, object], says: str) -> None:
    """Models made in a program are checked like those that are read."""
    with pytest.raises(ValueError, match=says):
        kind(**fields)


def test_a_replacement_is_checked_like_any_value() -> None:
    """What replaces a field has to fit, and is read as the field reads it."""
    one = datum(1, "high")
    assert ("press",) == one.replace(source="press").source
    with pytest.raises(ValueError, match="'value' is a number, not text"):
        one.replace(value="2")
    with pytest.raises(ValueError, match=r"low \(2\) is above the value \(1\)"):
        one.replace(low=2)


def test_a_constructor_takes_names_as_python_writes_them() -> None:
    """A field whose name is a word of Python's own has an underscore, and a lone source need not be listed."""
    spell = Membership(from_="2006", source=("atlas",))
    assert spell == Membership.read({"from": 2006, "source": "atlas"})
    assert ("alba",) == Scenario(id="x", title="X", with_=("alba",)).with_


def test_one_source_is_a_list_of_one() -> None:
    """A source may be written alone or in a list."""
    assert ("atlas",) == datum(1, "high").source
    assert ("atlas", "press") == datum(1, "high", source=["atlas", "press"]).source


def test_a_source_is_dated_by_date_or_edition() -> None:
    """A source has a date, an edition, or says that it has neither."""
    said = {"title": "Atlas", "publisher": "Press"}
    for how in ({"date": 2015}, {"edition": "second"}, {"undated": True}):
        assert "Atlas" == Source.read({**said, **how}).title
    with pytest.raises(ValidationError, match="give a date, an edition, or 'undated: true'"):
        Source.read(said)


@pytest.mark.parametrize("kind", [Attribute, Criterion, Framework, Scenario, Source, State])
def test_load_dump_load_is_the_identity(study: Study, kind: type[Frozen]) -> None:
    """Whatever the study holds can be written out and read again, as data and as JSON, and is the same."""
    held: dict[type[Frozen], list[Frozen]] = {
        Attribute: [*study.attributes.values()],
        Criterion: [*study.criteria.values()],
        Framework: [study.framework],
        Scenario: [*study.scenarios.values()],
        Source: [*study.sources.values()],
        State: [*study.states.values()],
    }
    assert held[kind]
    for one in held[kind]:
        assert one == kind.read(one.plain())
        assert one == kind.read(json.loads(json.dumps(one.plain())))


HEAD = {"title": "Will", "section": "policy", "definition": "Will."}
RATED = {**HEAD, "range": (0, 4), "rubric": RUBRIC}
COUNTED = {**HEAD, "range": (0, 100)}
ASKED = {"id": "x", "title": "X", "pillar": "p", "question": "?", "rationale": "R."}
POSTS = {"worst": 0, "best": 1, "reason": "R."}


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        (State, {"id": "x", "name": "X", "from": 1991, "to": 1990}, r"ends \(1990\) before it begins \(1991\)"),
        (Datum, {"value": 1, "date": 2020, "until": 2019, "source": "a", "quality": "low"}, r"ends \(2019\) before"),
        (Attribute, {**COUNTED, "max_age": 5, "timeless": True}, "a timeless value does not age"),
        (Attribute, {**COUNTED, "max_age": 0}, "Expected `float` > 0.0"),
        (Attribute, {**RATED, "scale": "interval"}, "a rating has levels and no scale"),
        (
            Attribute,
            {**COUNTED, "range": (-4, 4), "scale": "ratio"},
            "the range begins at -4, but that of a ratio at 0 or above",
        ),
        (Attribute, {**COUNTED, "doubt": 2}, "only a number on an interval scale has a doubt of its own"),
        (Attribute, {**RATED, "doubt": 2}, "only a number on an interval scale has a doubt of its own"),
        (Attribute, {**COUNTED, "zero_unless_listed": True}, "an attribute of states is unknown unless listed"),
        (
            Attribute,
            {**COUNTED, "of": "pair", "range": (1, 4), "zero_unless_listed": True},
            "0 lies outside the range",
        ),
        (Threat, {"title": "X", "definition": "X.", "state": "RUS"}, "write `kind: state`"),
        (Threat, {"title": "X", "definition": "X.", "kind": "state", "state": "Russia"}, "matching regex"),
        (Institution, {"name": "X", "mandate": "X.", "source": "a", "kind": "club"}, "Invalid enum value 'club'"),
        (Measure, {"kind": "attribute", "of": "a", "among": "forum"}, "'attribute' cannot be among 'forum'; remove"),
        (
            Measure,
            {"kind": "overlap", "of": "a", "among": "forum"},
            "cannot be among 'forum'; write 'state' or 'other'",
        ),
        (Measure, {"kind": "mean_membership", "of": "a", "among": "state"}, "write 'defence' or 'forum'"),
        (Measure, {"kind": "opponent_share", "of": "a"}, "needs 'against'"),
        (Measure, {"kind": "similarity", "of": "a", "against": "b"}, "'similarity' uses no opponents"),
        (Measure, {"kind": "distance", "of": "a"}, "'distance' reads latitude and longitude; remove 'of'"),
        (
            Criterion,
            {
                **ASKED,
                "measure": {"kind": "attribute", "of": "a"},
                "goalposts": POSTS,
                "aggregator": "summation",
                "blocking": {"below": 0.1, "on": "weakest"},
            },
            "summation does not score single members, so none of them can block",
        ),
        (Pillar, {"title": "X", "weight": 1e-9}, "weight is 1e-09; write 0, or a number from 0.000001 to 1000000"),
        (Pillar, {"title": "X", "weight": 1e308}, r"Expected `float` <= 1000000.0"),
        (SetWeight, {"weight": "x", "value": 1e-320}, "value is 9.99989e-321; write 0, or a number from 0.000001"),
        (SetValue, {"set": "a.b", "value": -2e30}, r"Expected `float` >= -1e\+?30"),
    ],
)
def test_fields_that_do_not_fit_are_refused(kind: type[Frozen], fields: dict[str, object], says: str) -> None:
    """Each field is checked by itself and beside the others, in words that say what to write."""
    with pytest.raises(ValueError, match=says):
        kind.read(fields)


def test_a_blocking_limit_is_a_number_or_says_on_whom() -> None:
    """A number alone is a limit on the coalition's score; a mapping may put it on the weakest member."""
    asked = {**ASKED, "measure": {"kind": "attribute", "of": "a"}, "goalposts": POSTS, "aggregator": "average"}
    assert Blocking(below=0.1, on="coalition") == Criterion.read({**asked, "blocking": 0.1}).blocking
    weakest = Criterion.read({**asked, "blocking": {"below": 0.2, "on": "weakest"}})
    assert Blocking(below=0.2, on="weakest") == weakest.blocking
    assert weakest == Criterion.read(weakest.plain())
    assert weakest == weakest.replace(weight=1.0)


def test_a_number_below_nought_is_on_an_interval_scale() -> None:
    """Nought is one point among others where the codebook says so or the range goes below it; a rating has levels."""
    assert NUMBER.interval
    assert not RATING.interval
    assert not Attribute.read(COUNTED).interval
    assert Attribute.read({**COUNTED, "scale": "interval", "doubt": 3}).interval


def test_a_measure_names_all_attributes_that_it_reads() -> None:
    """A measure reads what it names, what its opponents stand in, and coordinates by their names."""
    assert ("effort",) == Measure(kind="attribute", of="effort").attributes
    assert ("effort", "rivals") == Measure(kind="opponent_share", of="effort", against="rivals").attributes
    assert ("latitude", "longitude") == Measure(kind="distance").attributes
    assert () == Measure(kind="count").attributes
