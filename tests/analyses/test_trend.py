"""Was it different before.

Longer than other files: histories worked by hand, whose ages and ends meet in laws at the end.
"""

import importlib
from itertools import combinations_with_replacement, product
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import asks, build, scenario
from viability.analyses.compare import compare
from viability.analyses.trend import Moment, Trend, trend
from viability.engine.evaluate import evaluate
from viability.errors import CoalitionError, FrameworkError
from viability.output.terminal import drawn
from viability.output.trend import view
from viability.report.figures.trend import trend as figure
from viability.study.fields import as_of_date
from viability.study.study import Study
from viability.study.whatif import apply

WILL = asks("attribute", "will", worst=0, best=4)
BEST = asks("attribute", "will", "best-shot", worst=0, best=4)
REFUGE = asks("best_membership", "credibility", worst=4, best=0)
NAN = np.nan

module = importlib.import_module("viability.analyses.trend")


def willing(*histories: object, criterion: dict[str, Any] = WILL) -> Study:
    """Build a study of one criterion, the will of states a, b, c, from a dated history of each."""
    states = {name: {"attributes": {"will": history}} for name, history in zip("abc", histories, strict=False)}
    return build({"criteria": {"will": criterion}, "codebook": {"will": {"levels": 4}}, "states": states})


def indices(found: Trend) -> list[tuple[str, float]]:
    """Return date and index of each moment."""
    return [(moment.date, round(moment.viability, 4)) for moment in found.moments]


def causes(moment: Moment) -> list[tuple[str, float, float, str, float]]:
    """Return path, before, after, date and effect of each cause."""
    return [(c.path, c.before, c.after, c.date, round(c.effect, 4)) for c in moment.causes]


def test_year_by_year() -> None:
    """The index is what was known at the end of each year, and last at the newest value."""
    # will 1 and 2 of 4: 37.5; 3 and 2: 62.5
    found = trend(willing({2015: 1, "2017-06-01": 3}, {2015: 2}))
    assert [("2015-12-31", 37.5), ("2016-12-31", 37.5), ("2017-06-01", 62.5)] == indices(found)
    first, second, third = found.moments
    assert [NAN, 0, 25] == pytest.approx([m.change for m in found.moments], nan_ok=True)
    assert [0, 0, 1] == [m.changed for m in found.moments]
    assert ((), ()) == (first.causes, second.causes)
    assert [("a.will", 1, 3, "2017-06-01", 25)] == causes(third)
    assert (("worked",), False) == (third.causes[0].source, third.causes[0].membership)
    assert (3, 1, (62.5,), 1, ()) == (first.verdict, third.verdict, third.pillars, third.coverage, third.blocking)
    assert (("a", "b"), ("whole",), "year") == (found.states, found.pillars, found.every)


def lived(study: Study, name: str, **life: str) -> Study:
    """Return the study with a state that lives from one day, or to another."""
    state = study.states[name].replace(**life)
    return study.replace(states={**study.states, name: state})


def test_a_day_within_the_year_of_a_birth_is_one_date() -> None:
    """The end of the year in which the youngest member began may lie after the day that is asked for."""
    young = lived(willing({2015: 3, 2018: 2}, {2010: 2}), "a", from_="2015-03-01").replace(as_of="2015-06-30")
    assert ["2015-06-30"] == [moment.date for moment in trend(young).moments]


def test_an_end_before_a_life_or_before_all_data_is_told() -> None:
    """The member is named whose life has not begun; without lives it is the data that have not."""
    young = lived(willing({2015: 3, 2018: 2}, {2010: 2}), "a", from_="2015-07-01")
    with pytest.raises(CoalitionError, match="'a' existed from 2015-07-01, so it cannot be a member on 2012-12-31"):
        trend(young, end="2012")
    with pytest.raises((CoalitionError, FrameworkError), match="1900"):
        trend(willing({2015: 3, 2018: 2}, {2010: 2}), end="1900")


@pytest.mark.parametrize("every", ["year", "event"])
def test_a_trend_keeps_to_the_lives_of_the_members(every: Literal["year", "event"]) -> None:
    """It begins where all members live, and a date before or after that is refused as by any other command."""
    study = willing({2010: 1, 2015: 3, 2018: 2}, {2010: 2})
    young = lived(study, "a", from_="2015-07-01")
    dates = [moment.date for moment in trend(young, every=every).moments]
    assert {"year": "2015-12-31", "event": "2018-01-01"}[every] == dates[0]
    with pytest.raises(CoalitionError, match="'a' existed from 2015-07-01, so it cannot be a member on 2014-12-31"):
        trend(young, start="2014-12-31", every=every)
    gone = lived(study, "b", to="2016-12-31").replace(as_of="2016")
    assert "2016-12-31" >= trend(gone, every=every).moments[-1].date
    with pytest.raises(CoalitionError, match="'b' existed to 2016-12-31, so it cannot be a member on 2017-12-31"):
        trend(gone.replace(as_of=None), start="2010", end="2017", every=every)


def test_a_coalition_of_which_nothing_is_known_has_no_trend() -> None:
    """As every other question it is answered by one message."""
    study = willing({2015: 1}, {2015: 2}, {2015: 3})
    with pytest.raises(CoalitionError, match="nothing is known of the coalition from 2010-12-31 to 2012-12-31"):
        trend(study, start="2010", end="2012")


def test_an_index_below_a_floor_is_never_rounded_onto_it() -> None:
    """69.98 is written 69.9 where the best verdict begins at 70, in the table and above the figure."""
    wealth = asks("attribute", "wealth", worst=0, best=100)
    held = {"attributes": {"wealth": {2014: 30, 2015: 69.98}}}
    codebook = {"wealth": {"range": [0, 100]}}
    study = build({"criteria": {"wealth": wealth}, "codebook": codebook, "states": {"a": held, "b": held}})
    found = trend(study)
    assert 70 == study.framework.bands[0].at_least
    lines = drawn(view(found), 120).splitlines()
    title = study.framework.question.title
    assert not [line for line in lines if line.startswith((title, "  matched")) and "70.0" in line]
    dated = next(line.split() for line in lines if line.startswith("2015-12-31"))
    assert ("69.9", "69.9") == (dated[1], dated[3])
    assert "69.9 on 2015-12-31" in figure(found).title


def test_a_trend_that_ends_early_is_of_what_was_known_to_its_end() -> None:
    """Day and newest value are those of the last date, not of the study."""
    found = trend(willing({2015: 1, 2017: 3, 2019: 2}, {2015: 2}), end="2017")
    assert ("2017-12-31", "2017") == (found.about.study.as_of, found.about.newest)
    whole = trend(willing({2015: 1, 2017: 3, 2019: 2}, {2015: 2}))
    assert (None, "2019") == (whole.about.study.as_of, whole.about.newest)


def test_event_by_event() -> None:
    """Each date at which a value changes stands, a year from its first day; one that is only confirmed does not."""
    found = trend(
        willing({2015: 1, "2016-03": 1, "2017-06-01": 3, "2019-01-01": 3}, {2015: 2, 2016: 4}),
        start="2015",
        every="event",
    )
    assert [("2015-01-01", 37.5), ("2016-01-01", 62.5), ("2017-06-01", 87.5), ("2019-01-01", 87.5)] == indices(found)
    assert [("b.will", 2, 4, "2016", 50 / 2)] == causes(found.moments[1])
    assert 0 == found.moments[-1].changed


def test_the_label_of_a_row_is_its_date() -> None:
    """Whatever is dated by a year or a month stands under the day at which `--as-of` gives the same index."""
    study = willing({2015: 1, "2016-03": 2, 2018: 4}, {2015: 2, "2017-06-01": 4})
    for every in ("year", "event"):
        for moment in trend(study, every=every).moments:
            assert len("2015-01-01") == len(moment.date)
            assert evaluate(study.replace(as_of=as_of_date(moment.date))).viability[0] == moment.viability


def test_a_value_that_came_back_is_dated_by_its_return() -> None:
    """A value that went away and came back has been what it is since it came back, not since its first time."""
    study = willing({2015: 1, "2016-02-01": 3, "2016-05-01": 1, "2017-03-01": 3, "2017-04-01": 3}, {2015: 1})
    assert [("a.will", 1, 3, "2017-03-01", 25)] == causes(trend(study).moments[-1])
    assert "2017-04-01" == trend(study).moments[-1].date


def test_the_matched_index_leaves_out_what_became_known() -> None:
    """From the last date back the index is moved by the values alone that are known at both of two dates."""
    # will of a 1, 1, 3 of 4; of b unknown, 4, 4: 25, (1 + 4) / 8 = 62.5, (3 + 4) / 8 = 87.5
    found = trend(willing({2015: 1, 2017: 3}, {2016: 4}), start="2015")
    assert [("2015-12-31", 25), ("2016-12-31", 62.5), ("2017-12-31", 87.5)] == indices(found)
    # from 2015 to 2016 a is known at both, and did not move
    assert [62.5, 62.5, 87.5] == pytest.approx([moment.matched for moment in found.moments])
    assert [[], [True], [False]] == [[cause.learned for cause in moment.causes] for moment in found.moments]
    # where nothing is known at both dates there is no way back
    apart = trend(willing({2015: 1}, {2016: 4}), start="2014")
    assert [NAN, 62.5, 62.5] == pytest.approx([moment.matched for moment in apart.moments], nan_ok=True)


def test_what_lies_in_the_future_stretches_no_trend() -> None:
    """A value dated after every source is in the future: the trend ends at the study's day."""
    study = willing({2015: 1, 2204: 3}, {2016: 2})
    study = study.replace(sources={name: source.replace(date="2018") for name, source in study.sources.items()})
    for every in ("year", "event"):
        assert "2016" == trend(study, every=every).moments[-1].date[:4]


def test_a_value_that_ages_out_is_an_event() -> None:
    """The day after a value has become too old it is known no more."""
    study = willing({"2015-03-01": 1}, {"2015-03-01": 1, "2016-02-01": 3})
    will = study.attributes["will"].replace(max_age=1)
    found = trend(study.replace(attributes={"will": will}), end="2016-12-31", every="event")
    assert [("2015-03-01", 25), ("2016-02-01", 50), ("2016-03-02", 75), ("2016-12-31", 75)] == indices(found)
    gone = found.moments[2].causes[0]
    assert ("a.will", 1, True) == (gone.path, gone.before, gone.learned)


def test_a_scenario_scales_each_dates_own_value() -> None:
    """Scaling follows the date, in a trend and in a comparison: no day gets another's value."""
    study = willing({2015: 1, 2016: 2}, {2015: 1})
    double = scenario({"id": "double", "changes": [{"scale": "a.will", "by": 2}]})
    # a 2 and 4 where it was 1 and 2, b 1
    assert [("2015-12-31", 37.5), ("2016-12-31", 62.5)] == indices(trend(apply(study, double)))
    then = compare(study, [double], then=[scenario({"as_of": "2015"})], draws=5)
    assert [25, 37.5] == pytest.approx([one.viability for one in then.results])


def test_a_trend_begins_where_enough_is_known() -> None:
    """Without a start the first date is the end of the first year with two thirds known, or with any value."""
    early = willing({1989: 1}, {1990: 2}, {1991: 3})
    early = early.replace(framework=early.framework.replace(least_coverage=0.65))
    assert ["1990-12-31", "1991-12-31"] == [moment.date for moment in trend(early).moments]
    assert ["1990-01-01", "1991-01-01"] == [moment.date for moment in trend(early, every="event").moments]
    assert "1989-12-31" == trend(willing({1989: 1, 1991: 2}, None)).moments[0].date


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({"end": "9999"}, r"7,985 dates from 2015-12-31 to 9999-12-31 are too many for a trend, which takes 1,000; "),
        ({"every": "event"}, r"1,001 dates from 2015-01-01 .* nearer to each other .*, or evaluate at year ends"),
    ],
)
def test_a_long_trend_is_refused(asked: dict[str, Any], match: str) -> None:
    """A trend of more dates than anybody reads is refused, with their number and the way out."""
    days = [f"{year}-{month:02}" for year in range(2015, 2099) for month in range(1, 13)]
    history = {"2015-01-01": 1, **{day: 1 + i % 2 for i, day in enumerate(days[1:1001])}}
    with pytest.raises(FrameworkError, match=match):
        trend(willing(history, {2015: 1}), **asked)


def test_a_cause_is_dated_by_what_changed_it() -> None:
    """Of several data since the date before, the cause is the one since which the value has been what it is."""
    study = willing({2015: 1, "2016-02-01": 2, "2016-03-01": 3, "2016-04-01": 3}, {2015: 1})
    found = trend(study, end="2016")
    assert [("a.will", 1, 3, "2016-03-01", 25)] == causes(found.moments[-1])


def test_two_that_only_move_it_together_have_half_each() -> None:
    """Where a best shot falls because both its holders do, neither alone moves it, and each has half the effect."""
    # best of 3 and 3 is 75; of 1 and 1 it is 25. One alone: 0 at first, and undoing one gives back all 50
    study = willing({2015: 3, "2016-02-01": 1}, {2015: 3, "2016-05-01": 1}, criterion=BEST)
    found = trend(study, end="2016")
    assert -50 == found.moments[-1].change
    assert [("a.will", 3, 1, "2016-02-01", -25), ("b.will", 3, 1, "2016-05-01", -25)] == causes(found.moments[-1])


def test_effects_need_not_add_up() -> None:
    """Where three have to move together their effects by themselves are less than the change."""
    # weakest of 1, 1, 1 is 25, of 2, 2, 2 is 50. Alone each adds 0, and undoing each takes 25: half of it is 12.5
    study = willing(*({2015: 1, 2016: 2},) * 3, criterion=asks("attribute", "will", "weakest-link", worst=0, best=4))
    moment = trend(study, end="2016").moments[-1]
    assert 25 == moment.change
    assert [12.5] * 3 == [cause.effect for cause in moment.causes]


def test_the_largest_causes_are_kept() -> None:
    """Causes come with the largest effect first, whatever its sign, and only so many are kept of all that changed."""
    study = willing({2015: 2, 2016: 3}, {2015: 4, 2016: 0}, {2015: 1, 2016: 3})
    moment = trend(study, end="2016", largest=2).moments[-1]
    assert 3 == moment.changed
    assert ["b.will", "c.will"] == [cause.path for cause in moment.causes]
    assert (4, 3) == (len(trend(study, end="2019").moments) - 1, len(trend(study, end="2016").moments[-1].causes))


def test_what_becomes_known_is_a_cause() -> None:
    """A value that was unknown has an effect from nothing to what it is, and coverage rises."""
    # a alone at 1: 25; with b at 3: 50. Undoing b gives 25 again
    found = trend(willing({2015: 1}, {2016: 3}), start="2015", end="2016")
    (cause,) = found.moments[-1].causes
    assert np.isnan(cause.before)
    assert ("b.will", 3, "2016", 25) == (cause.path, cause.after, cause.date, cause.effect)
    assert [0.5, 1] == [moment.coverage for moment in found.moments]


def test_what_becomes_known_of_threats_and_ties() -> None:
    """Threats and ties count by the path that a what-if gives them, also where they were unknown."""
    study = build(
        {
            "criteria": {
                "fear": asks("strongest_common", "threats", worst=0, best=4),
                "tie": asks("tie", "tie", worst=0, best=4),
            },
            "codebook": {"threats": {"levels": 4}, "tie": {"levels": 4}},
            "states": {
                "a": {"threats": {"north": {2015: 4}}},
                "b": {"threats": {"north": {2015: 0, 2016: 1}, "south": {2017: 4}}, "ties": {"a": {"tie": {2016: 4}}}},
            },
        }
    )
    # 2015: fear min(4, 0) is 0, the tie unknown: 0; 2016: fear 25, tie 100: 62.5; 2017: south is not rated by both
    found = trend(study, start="2015")
    assert [0, 62.5, 62.5] == [moment.viability for moment in found.moments]
    # the tie alone: (0 + 100) / 2 = 50 at first, and without it 25 of 62.5: the mean of 50 and 37.5
    # b's fear alone: 25 at first, and undone (0 + 100) / 2 of 62.5: the mean of 25 and 12.5
    assert [("a.b.tie", 4, 43.75), ("b.threats.north", 1, 18.75)] == [
        (cause.path, cause.after, cause.effect) for cause in found.moments[1].causes
    ]
    assert [("b.threats.south", 0)] == [(cause.path, cause.effect) for cause in found.moments[2].causes]


def refuge(**spell: object) -> Study:
    """Build a study of how little refuge members have elsewhere: a in a pact for a spell, b in a hollow forum."""
    return build(
        {
            "criteria": {"refuge": REFUGE},
            "institution": "club",
            "institutions": {
                "pact": {2000: 4},
                "forum": {2000: 0},
                "club": {2000: 4, 2018: 3},
                "far": {2000: 4, 2018: 3},
            },
            "states": {
                "a": {"memberships": {"pact": spell, "club": {"from": 2017}}},
                "b": {"memberships": {"forum": {"from": 2000}, "far": {"from": 2018, "role": "observer"}}},
            },
        }
    )


@pytest.mark.parametrize(
    ("last", "after"),
    [("2020", "2021-01-01"), ("2020-12", "2021-01-01"), ("2020-02", "2020-03-01"), ("2020-02-28", "2020-02-29")],
)
def test_memberships_begin_and_end(last: str, after: str) -> None:
    """A membership counts from its first day to its last, and stands under the name that a scenario gives it."""
    # without the pact nobody has a refuge: 100; with it a has one of 4: 50
    # no value is as new as the end of the pact, so the trend has to be asked for it
    found = trend(refuge(**{"from": "2018-03", "to": last}), start="2015", end="2022", every="event")
    assert [("2015-01-01", 100), ("2018-03-01", 50), (after, 100), ("2022-12-31", 100)] == indices(found)
    assert [("a.pact", 0, 1, "2018-03", -50)] == causes(found.moments[1])
    assert [("a.pact", 1, 0, last, 50)] == causes(found.moments[2])
    assert found.moments[1].causes[0].membership


def test_only_institutions_with_members_count() -> None:
    """The credibility of an institution counts where a member belongs to it; the coalition's own is none to itself."""
    found = trend(refuge(**{"from": "2000"}), start="2015", end="2018")
    assert [0] * 4 == [moment.changed for moment in found.moments]


def test_the_end_is_the_newest_or_the_day_of_the_study() -> None:
    """Without an end the trend runs to the newest value, or to the study's own day where it has one."""
    study = willing({2015: 1, "2017-06-01": 3}, {2015: 2, "2018-02": 4})
    assert "2018-02-28" == trend(study).moments[-1].date
    assert "2017-12-31" == trend(study.replace(as_of="2017-12-31")).moments[-1].date
    assert ("2016-06-30", "2016-12-31", "2017-01-31") == tuple(
        moment.date for moment in trend(study, start="2016-06-30", end="2017-01-31").moments
    )


def test_the_end_passes_over_what_is_not_read() -> None:
    """Without an end the years run to the study's day, and events to the last that a criterion reads."""
    study = build(
        {
            "criteria": {"refuge": REFUGE, "tie": asks("tie", "tie", worst=0, best=4)},
            "codebook": {"tie": {"levels": 4}},
            "institution": "club",
            "institutions": {"pact": {2015: 4}, "club": {}, "far": {}},
            "members": ["a", "b"],
            "states": {
                "a": {
                    "attributes": {"pride": {2023: 4}},
                    "memberships": {
                        "pact": {"from": 2016},
                        "club": {"from": 2020},
                        "far": {"from": 2021, "role": "observer"},
                    },
                    "ties": {"b": {"tie": {2015: 2}}, "c": {"tie": {2022: 4}}},
                },
                "b": {"memberships": {"pact": {"to": 2013}}},
                "c": {"memberships": {"pact": {"from": 2023}}},
            },
        }
    )
    assert study.day == "2023-12-31" == trend(study, start="2016").moments[-1].date
    assert [("2014-01-01", 100), ("2015-01-01", 75), ("2016-01-01", 50)] == indices(
        trend(study, start="2014", every="event")
    )


def test_a_tie_is_dated_whoever_writes_it() -> None:
    """A tie counts from the datum that changed it, also where the second state of the pair has written it."""
    states = {"a": None, "b": {"ties": {"a": {"tie": {2015: 0, 2016: 4, "2016-06": 4}}}}}
    study = build(
        {"criteria": {"tie": asks("tie", "tie", worst=0, best=4)}, "codebook": {"tie": {"levels": 4}}, "states": states}
    )
    assert [("a.b.tie", 0, 4, "2016", 100)] == causes(trend(study, end="2016").moments[-1])


def test_one_date_alone() -> None:
    """A trend of one date has one moment, without change."""
    for every in ("year", "event"):
        found = trend(willing({2015: 1}, {2015: 2}), start="2015-12-31", end="2015", every=every)
        assert [("2015-12-31", 37.5)] == indices(found)
    assert [("2015-01-01", 37.5)] == indices(trend(willing({2015: 1}, {2015: 2}), start="2015", every="event"))


def test_a_history_that_ends_within_the_first_year() -> None:
    """Where the newest value lies within the year of the start, the end of that year stands alone."""
    study = willing({2015: 1, "2015-03-01": 3}, {2015: 2})
    assert [("2015-12-31", 62.5)] == indices(trend(study))
    assert [("2015-01-01", 37.5), ("2015-03-01", 62.5)] == indices(trend(study, every="event"))
    found = trend(willing({2015: 1}, {2015: 2}), start="2015-06-30")
    assert [("2015-06-30", 37.5), ("2015-12-31", 37.5)] == indices(found)


def test_geography_is_no_event() -> None:
    """What holds at any day changes nothing on the day that it was measured."""
    criteria = {"will": WILL, "reach": asks("tie", "distance", worst=100, best=0)}
    states = {"a": {"attributes": {"will": {2015: 2}}, "ties": {"b": {"distance": {2019: 50}}}}, "b": None}
    codebook = {"distance": {"timeless": True}, "will": {"levels": 4}}
    study = build({"criteria": criteria, "codebook": codebook, "states": states})
    assert [("2015-01-01", 50)] == indices(trend(study, every="event"))


def test_before_anything_is_known() -> None:
    """At a date at which nothing is known the figures are unknown, and what follows has no change to explain."""
    found = trend(willing({2015: 1}, {2015: 2}), start="2014", end="2015")
    before, after = found.moments
    assert [NAN, NAN, NAN] == pytest.approx([before.viability, before.cohesion, *before.pillars], nan_ok=True)
    assert (None, 0, ()) == (before.verdict, before.coverage, before.causes)
    assert (37.5, 2, ()) == (after.viability, after.changed, after.causes)
    assert np.isnan(after.change)


def test_a_blocking_criterion_is_named() -> None:
    """At each date the criteria that block are named."""
    found = trend(willing({2015: 0, 2016: 1}, {2015: 0}, criterion={**WILL, "blocking": 0.1}), end="2016")
    assert [("will",), ()] == [moment.blocking for moment in found.moments]


def test_a_trend_ends_by_the_studys_own_day() -> None:
    """A study as of a day is not looked at later."""
    study = willing({2015: 1, 2017: 2}, {2015: 2}).replace(as_of="2016-12-31")
    assert ["2015-12-31", "2016-12-31"] == [moment.date for moment in trend(study, start="2015").moments]
    with pytest.raises(FrameworkError, match=r"a trend as of 2016-12-31 cannot end later \(2017-12-31\)"):
        trend(study, start="2015", end="2017")


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({"start": "2019"}, "nothing of the members is dated after 2019-12-31; the newest is 2017-12-31"),
        ({"start": "2017", "end": "2016"}, r"cannot end \(2016-12-31\) before it starts \(2017-12-31\)"),
        ({"start": "soon"}, "'soon' is not a date"),
        ({"end": "2016-13"}, "'2016-13' is not a date"),
    ],
)
def test_dates_that_cannot_be(asked: dict[str, Any], match: str) -> None:
    """A date that is none, or an end before the start, is refused."""
    with pytest.raises(FrameworkError, match=match):
        trend(willing({2015: 1, 2017: 2}, {2015: 2}), **asked)


def test_without_dates_there_is_no_trend() -> None:
    """Where no value has a date there is no end to run to."""
    with pytest.raises(CoalitionError, match="no value of the members has a date"):
        trend(willing(None, None))


def test_progress_is_told() -> None:
    """Progress counts the dates done, of all."""
    seen: list[tuple[int, int]] = []
    trend(willing({2015: 1}, {2017: 2}), start="2015", end="2017", progress=lambda *done: seen.append(done))
    assert [(1, 3), (2, 3), (3, 3)] == seen


_DATES = ("2014", "2015", "2015-06", "2015-06-15", "2016-02-29", "2017", "2017-12-31", "2018-03-01")


_CELLS = (*product(_DATES, range(5)),)
_HISTORIES = st.binary(max_size=4).map(lambda drawn: dict(_CELLS[byte % len(_CELLS)] for byte in drawn))
"""A rating from 0 to 4 at up to four dates: a byte each, for choices cost time."""

_SPELLS = st.sampled_from(
    [
        None,
        *(spell for first in _DATES for spell in ({}, {"from": first}, {"to": first})),
        *({"from": first, "to": last} for first, last in combinations_with_replacement(_DATES, 2)),
    ]
)
"""When a state belonged to a body, if ever."""


@st.composite
def histories(draw: st.DrawFn) -> Study:
    """Draw two or three states whose will, threats, ties and memberships change over time."""
    names = "abc"[: draw(st.integers(2, 3))]

    def history() -> dict[str, int]:
        return draw(_HISTORIES)

    spells = {(name, pact): draw(_SPELLS) for name in names for pact in ("pact", "forum")}
    states: dict[str, Any] = {
        name: {
            "attributes": {"will": history()},
            "threats": {"north": history(), "south": history()},
            "ties": {other: {"tie": history()} for other in names if other > name},
            "memberships": {pact: spell for (one, pact), spell in spells.items() if one == name and spell is not None},
        }
        for name in names
    }
    chosen = {
        "will": asks(
            "attribute", "will", draw(st.sampled_from(["average", "best-shot", "weakest-link"])), worst=0, best=4
        ),
        "like": asks("overlap", "threats", worst=0, best=1),
        "fear": asks("strongest_common", "threats", "weakest-link", worst=0, best=4, pillar="other"),
        "tie": asks("tie", "tie", worst=0, best=4),
        "refuge": {**REFUGE, "pillar": "other"},
        "shared": asks("shared_memberships", worst=0, best=1),
    }
    anchor = asks("attribute", "anchor", worst=0, best=4)
    for state in states.values():
        state["attributes"]["anchor"] = {"2014": draw(st.sampled_from(range(5)))}
    keep = draw(st.sets(st.sampled_from(sorted(chosen)), min_size=1))
    return build(
        {
            "criteria": {"anchor": anchor, **{name: chosen[name] for name in sorted(keep)}},
            "codebook": {name: {"levels": 4} for name in ("will", "anchor", "threats", "tie", "credibility")},
            "institutions": {"pact": history(), "forum": history()},
            "states": states,
        }
    )


@given(histories(), st.sampled_from(["year", "event"]))
def test_a_trend_ends_where_the_study_stands(study: Study, every: Any) -> None:  # noqa: ANN401 - a literal
    """The last moment is the study's own evaluation, and each is the study's as of its date."""
    found = trend(study, start="2014", every=every)
    now = evaluate(study)
    last = found.moments[-1]
    assert last.viability == pytest.approx(now.viability[0])
    assert last.cohesion == pytest.approx(now.cohesion[0], nan_ok=True)
    assert last.verdict == now.verdicts[0]
    assert last.coverage == pytest.approx(now.total_coverage()[0])
    for moment in found.moments:
        assert moment.viability == pytest.approx(evaluate(study.replace(as_of=moment.date)).viability[0])
    changes = [moment.change for moment in found.moments[1:]]
    assert sum(changes) == pytest.approx(last.viability - found.moments[0].viability)


@given(histories())
def test_one_change_alone_is_the_whole_change(study: Study) -> None:
    """Where one thing changed its effect is the change, and events hold one change or more, the last apart."""
    found = trend(study, start="2014", every="event", largest=1000)
    for moment in found.moments[1:]:
        assert moment.changed == len(moment.causes)
        if moment.changed == 1:
            assert moment.change == pytest.approx(moment.causes[0].effect)
        if moment.changed == 2:
            assert moment.change == pytest.approx(sum(cause.effect for cause in moment.causes))
    assert all(moment.changed for moment in found.moments[1:-1])


@given(histories())
def test_events_miss_nothing(study: Study) -> None:
    """Between two events the index does not move: on any day up to the study's it is that of the event before."""
    found = trend(study, start="2014", every="event")
    days = ("2014-12-31", "2015-06-14", "2015-12-31", "2016-03-01", "2017-06-30", "2018-01-01")
    for day in (day for day in days if day <= study.day):  # a membership may end after the newest datum
        past = [moment for moment in found.moments if moment.date <= day]
        assert past[-1].viability == pytest.approx(evaluate(study.replace(as_of=day)).viability[0])


@pytest.mark.parametrize("end", ["2016-12-31", "2024-06-30"])
def test_where_a_trend_begins_is_found_by_years_where_events_are_many(
    framework_1: Study, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tens of thousands of events are not evaluated one after another: the year comes first, and then its events."""
    whole = trend(framework_1, end=end, every="event").moments[0].date
    monkeypatch.setattr(module, "MOST_DATES", 1)
    with pytest.raises(FrameworkError, match=f"dates from {whole} to "):
        trend(framework_1, end=end, every="event")
