"""Where values stand: addresses printed, parsed, looked up and replaced; and which observation counts on a day."""

import pytest

from strategies import asks, build, data
from viability.errors import FrameworkError, UnknownName
from viability.study.address import Address, addresses, holdings, newest
from viability.study.profile import Attribute
from viability.study.study import Study

WEALTH = Attribute(title="Wealth", section="whole", range=(0, 100), definition="Wealth.")


def study_of() -> Study:
    """Build two states with an attribute, threats under two names, a tie and an institution."""
    return build(
        {
            "codebook": {"fear": {"levels": 4}, "rivals": {"levels": 4}},
            "criteria": {
                "wealth": asks("attribute", "wealth", worst=0, best=9),
                "fear": asks("overlap", "threats", worst=0, best=1),
                "share": {**asks("opponent_share", "wealth", worst=0, best=1), "measure": SHARE},
                "treaties": asks("tie", "treaty", worst=0, best=4),
                "want": asks("best_membership", "credibility", worst=4, best=0),
            },
            "institutions": {"pact": 4},
            "states": {
                "alba": {
                    "aliases": ["Albany"],
                    "attributes": {"wealth": 4},
                    "threats": {"north": 3},
                    "felt": {"rivals": {"north": 2}},
                },
                "bora": {"attributes": {"wealth": 6}, "ties": {"alba": {"treaty": 2}}},
            },
        }
    )


SHARE = {"kind": "opponent_share", "of": "wealth", "against": "rivals"}
ALL = [
    "pact.credibility",
    "alba.rivals.north",
    "bora.rivals.north",
    "alba.threats.north",
    "bora.threats.north",
    "alba.bora.treaty",
    "alba.wealth",
    "bora.wealth",
]


def test_addresses_are_all_that_criteria_read() -> None:
    """Every value that a criterion reads has an address, whether it is known or missing."""
    study = study_of()
    assert ALL == [str(address) for address in addresses(study, study.members)]
    held = {str(a): [datum.value for datum in a.held(study)] for a in addresses(study, study.members)}
    assert [[4], [2], [], [3], [], [2], [4], [6]] == [held[address] for address in ALL]


def test_what_all_states_hold_is_what_stands_at_each_address(study: Study) -> None:
    """An attribute read of all states at once gives what looking up each of its addresses gives."""
    kinds = set()
    for name, attribute in study.attributes.items():
        found = [*holdings(study, [*study.states], name)]
        assert [*addresses(study, study.states, [name])] == [address for address, _ in found]
        assert all(address.held(study) == data for address, data in found)
        kinds |= {attribute.of for _, data in found if data}
    assert {"state", "threat", "pair", "institution"} == kinds


def test_an_address_that_is_printed_and_parsed_is_the_same() -> None:
    """Printing and parsing undo each other."""
    study = study_of()
    for address in addresses(study, study.members):
        assert address == Address.parse(study, str(address))


def test_a_dot_may_be_part_of_a_name() -> None:
    """Names with dots of their own are found in an address, and the message on one that is none is the same."""
    study = study_of()
    alba = study.states["alba"].replace(name="St. Alba", aliases=("A.L.B.A.",))
    wealth = study.attributes["wealth"].replace(title="Wealth (U.S. dollars)")
    dotted = study.replace(states={**study.states, "alba": alba}, attributes={**study.attributes, "wealth": wealth})
    for text, told in (
        ("St. Alba.wealth", "alba.wealth"),
        ("A.L.B.A..wealth", "alba.wealth"),
        ("bora.Wealth (U.S. dollars)", "bora.wealth"),
        ("St. Alba.Wealth (U.S. dollars)", "alba.wealth"),
        ("bora.St. Alba.treaty", "bora.alba.treaty"),
        ("St. Alba.rivals.north", "alba.rivals.north"),
    ):
        assert told == str(Address.parse(dotted, text))
    with pytest.raises(UnknownName, match="unknown state 'St'"):
        Address.parse(dotted, "St. Bora.wealth")


def test_a_value_put_at_an_address_stands_there_alone() -> None:
    """Replacing moves one value and nothing else, whichever state wrote a tie."""
    study = study_of()
    every = list(addresses(study, study.members))
    for address in every:
        after = address.replaced(study, data(1))
        assert {address} == {one for one in every if one.held(after) == data(1)}
        assert [one.held(study) for one in every if one != address] == [o.held(after) for o in every if o != address]
    tie = Address.parse(study, "bora.Albany.treaty")
    assert data(1) == Address.parse(study, "alba.bora.treaty").held(tie.replaced(study, data(1)))


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("alba", FrameworkError, "'alba' is not the address of a value; write STATE.ATTRIBUTE"),
        ("alba.welath", UnknownName, "unknown attribute 'welath'; did you mean 'wealth'"),
        ("alba.alba.treaty", FrameworkError, "is a tie of 'alba' with itself"),
        ("alba.rivals.nroth", UnknownName, "unknown threat source 'nroth'; did you mean 'north'"),
        ("alba.rivals", FrameworkError, "'rivals' is an attribute of threats; write STATE.ATTRIBUTE.THREAT"),
        ("a.b.c.d", FrameworkError, "is not the address of a value; write STATE.ATTRIBUTE, STATE.STATE.ATTRIBUTE"),
        ("pcat.credibility", UnknownName, "unknown institution 'pcat'; did you mean 'pact'"),
    ],
)
def test_what_is_no_address_is_refused(text: str, error: type[Exception], says: str) -> None:
    """A name that nothing has is told with the nearest, and a form that none has with those there are."""
    with pytest.raises(error, match=says):
        Address.parse(study_of(), text)


def counting(day: str, **more: object) -> float | None:
    """Return which of three observations counts on a day."""
    found = newest(data({2010: 1, "2020-03-01": 2, "2015-06": 3}), WEALTH.replace(**more), day)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2009-12-31", None),
        ("2010-01-01", 1),
        ("2015-05-31", 1),
        ("2015-06-01", 3),
        ("2020-02-29", 3),
        ("2020-03-01", 2),
        ("2999-12-31", 2),
    ],
)
def test_the_newest_observation_not_later_than_the_day_counts(day: str, value: float | None) -> None:
    """The newest observation not later than the day counts, a year or month counting from its first day."""
    assert value == counting(day)


@pytest.mark.parametrize(
    ("day", "value"), [("2020-02-29", 3), ("2020-06-30", 2), ("2025-03-01", 2), ("2025-03-02", None)]
)
def test_an_observation_grows_too_old(day: str, value: float | None) -> None:
    """More than five years after its date an observation is unknown; until then it counts."""
    assert value == counting(day, max_age=5)


def test_a_year_is_old_from_its_end() -> None:
    """An observation of a year grows old from its last day, and no older one comes back for it."""
    found = [newest(data({2010: 1, 2011: 2}), WEALTH.replace(max_age=1), day) for day in ("2012-12-31", "2013-01-01")]
    assert [2, None] == [one and one.value for one in found]


@pytest.mark.parametrize(("day", "value"), [("2018-12-31", 3), ("2019-01-01", None), ("2020-03-01", 2)])
def test_a_value_holds_until_its_last_day(day: str, value: float | None) -> None:
    """After its last day a value is unknown until the next begins, and no older one comes back."""
    of = data({2010: 1, "2015-06": {"value": 3, "until": 2018}, "2020-03-01": 2})
    found = newest(of, WEALTH, day)
    assert value == (None if found is None else found.value)


def test_geography_holds_at_any_day() -> None:
    """A timeless observation counts before its date, too."""
    assert 2 == counting("1900-01-01", timeless=True)
