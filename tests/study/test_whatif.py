"""What-ifs: named edits of a study, and the study they lead to.

Longer than other files: every kind of change meets the same two small studies, worked once for all of them.
"""

import inspect
from typing import Any

import numpy as np
import pytest
from msgspec import ValidationError

from analyses.made import two_questions
from strategies import asks, build, scenario
from viability.arguments import WHATIF
from viability.engine.draws import way_to_draw
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.engine.weighing import weights_of
from viability.errors import CoalitionError, FrameworkError, UnknownName, WrongArgument
from viability.study.address import Address
from viability.study.study import Study
from viability.study.whatif import apply, combine, inapplicable, is_empty, what_if


def study_of(**more: object) -> Study:
    """Build three states with an attribute, a rated threat, a tie and memberships, in two pillars."""
    return build(
        {
            "pillars": {"power": 1, "will": 1},
            "codebook": {"wealth": {"range": [0, 100]}, "threats": {"levels": 4}, "treaty": {"levels": 4}},
            "criteria": {
                "wealth": asks("attribute", "wealth", worst=0, best=100, pillar="power"),
                "fear": asks("strongest_common", "threats", worst=0, best=4, pillar="power"),
                "treaties": asks("tie", "treaty", worst=0, best=4, pillar="will"),
                "want": asks("best_membership", "credibility", worst=4, best=0, pillar="will"),
            },
            "institutions": {"pact": 4, "forum": {2010: 1, 2020: 2}},
            "states": {
                "alba": {
                    "aliases": ["Albany"],
                    "attributes": {"wealth": {2010: 20, 2020: 40}},
                    "threats": {"north": 3},
                    "memberships": {"pact": {"from": 1999}, "forum": {"role": "observer"}},
                    "ties": {"bora": {"treaty": 2}},
                },
                "bora": {"attributes": {"wealth": 60}, "threats": {"north": 1}, "memberships": {"forum": {}}},
                "cira": {"name": "Čira", "threats": {"north": 2}},
            },
            **more,
        }
    )


def changed(*changes: dict[str, Any], study: Study | None = None, **more: object) -> Study:
    """Apply changes to the small study."""
    return apply(study_of() if study is None else study, scenario({"changes": changes, **more}))


def values(study: Study) -> dict[str, float]:
    """Give every value that holds, by its path."""
    return {entry.path: entry.datum.value for entry in observe(study).entries}


def test_a_scenario_makes_a_new_study() -> None:
    """Applying a scenario leaves the study as it was."""
    before = study_of()
    after = changed({"set": "alba.wealth", "value": 90}, study=before)
    assert (40, 90) == (values(before)["alba.wealth"], values(after)["alba.wealth"])
    assert study_of() == before


def test_no_scenario_changes_nothing() -> None:
    """With no scenarios at all the study stays the same."""
    study = study_of()
    assert study is apply(study)


def test_scenarios_apply_one_after_another() -> None:
    """A later scenario starts from where an earlier one leads."""
    double = scenario({"changes": [{"scale": "alba.wealth", "by": 2}]})
    fix = scenario({"changes": [{"set": "alba.wealth", "value": 10}]})
    assert 20 == values(apply(study_of(), fix, double))["alba.wealth"]
    assert 10 == values(apply(study_of(), double, fix))["alba.wealth"]


def test_changes_apply_in_the_order_written() -> None:
    """Within a scenario a later change starts from an earlier one."""
    up, fix = {"scale": "alba.wealth", "by": 2}, {"set": "alba.wealth", "value": 10}
    assert 20 == values(changed(fix, up))["alba.wealth"]
    assert 10 == values(changed(up, fix))["alba.wealth"]


def test_the_date_comes_before_the_values() -> None:
    """The date of a scenario is set first, so what is scaled is the value of that day."""
    assert 40 == values(changed({"scale": "alba.wealth", "by": 2}, as_of=2015))["alba.wealth"]
    assert "2015-12-31" == changed(as_of=2015).as_of


def test_a_date_of_a_later_scenario_wins() -> None:
    """Of two dates the later scenario's counts."""
    assert "2012-06-01" == apply(study_of(), scenario({"as_of": 2015}), scenario({"as_of": "2012-06-01"})).as_of


@pytest.mark.parametrize(
    ("edit", "members"),
    [
        ({}, ("alba", "bora")),
        ({"with": ["cira"]}, ("alba", "bora", "cira")),
        ({"with": ["alba"]}, ("alba", "bora")),
        ({"with": ["cira", "cira"]}, ("alba", "bora", "cira")),
        ({"members": ["cira", "alba"]}, ("alba", "cira")),
        ({"members": ["cira", "alba"], "with": ["bora"], "without": ["alba"]}, ("bora", "cira")),
        ({"with": ["cira"], "without": ["bora"]}, ("alba", "cira")),
        ({"members": ["ALBANY", "cira"]}, ("alba", "cira")),
    ],
)
def test_members_are_named_then_added_then_left_out(edit: dict[str, Any], members: tuple[str, ...]) -> None:
    """Members are those named, then with those added, then without those left out, in the study's order."""
    assert members == apply(study_of(members=["alba", "bora"]), scenario(edit)).members


@pytest.mark.parametrize(
    ("edit", "error", "says"),
    [
        (
            {"without": ["cira"]},
            CoalitionError,
            "'cira' is not a member, so it cannot be left out; members: alba, bora",
        ),
        ({"without": ["bora"]}, CoalitionError, "a coalition is two or more states"),
        ({"members": ["alba", "Albany"]}, CoalitionError, "'alba' is named twice"),
        ({"with": ["zembla"]}, UnknownName, "unknown state 'zembla'"),
        ({"without": ["boar"]}, UnknownName, "unknown state 'boar'; did you mean '[Bb]ora'"),
    ],
)
def test_members_that_cannot_be_are_refused(edit: dict[str, Any], error: type[Exception], says: str) -> None:
    """Unknown, repeated or too few members are refused."""
    with pytest.raises(error, match=says):
        apply(study_of(members=["alba", "bora"]), scenario(edit))


def test_a_compensation_replaces_the_frameworks() -> None:
    """A scenario's compensation stands in for the framework's, nought too."""
    assert 0 == changed(compensation=0).framework.compensation
    assert 1 == changed(as_of=2020).framework.compensation


def test_a_weight_is_replaced_as_written() -> None:
    """A weight as written replaces one, and the others keep theirs."""
    study = changed({"weight": "power", "value": 3}, {"weight": "power.wealth", "value": 4})
    assert (3, 1) == (study.framework.pillars["power"].weight, study.framework.pillars["will"].weight)
    assert (4, 1, 1) == tuple(study.criteria[c].weight for c in ("wealth", "fear", "treaties"))


def test_a_share_leaves_the_others_in_proportion() -> None:
    """A weight in per cent is that share of its level, and the others keep their proportions."""
    study = changed({"weight": "power.fear", "value": "25%"})
    assert [0.75, 0.25] == pytest.approx(weights_of(study).criteria[:2])
    assert [0.9, 0.1] == pytest.approx(weights_of(changed({"weight": "power", "value": "90%"})).pillars)


def test_a_criterion_may_be_named_without_its_pillar() -> None:
    """A criterion is found by its own id too."""
    assert 5 == changed({"weight": "wealth", "value": 5}).criteria["wealth"].weight


def test_a_share_that_the_weight_has_already_changes_nothing() -> None:
    """A weight that stands alone keeps a share of 100 per cent."""
    alone = changed({"weight": "power.fear", "value": 0})
    again = changed({"weight": "power.wealth", "value": "100%"}, study=alone)
    assert [1, 0] == pytest.approx(weights_of(again).criteria[:2])


def test_a_share_cannot_be_made_up_by_weights_of_zero() -> None:
    """A weight cannot have less than all where the others have none."""
    alone = changed({"weight": "power.fear", "value": 0})
    with pytest.raises(
        FrameworkError, match="'wealth' cannot have a share of 50 %, because all others have weight zero"
    ):
        changed({"weight": "power.wealth", "value": "50%"}, study=alone)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"weight": "power", "value": "120%"}, ValidationError, "a share is at most 100%"),
        ({"weight": "power", "value": -1}, ValidationError, "Expected `float` >= 0.0"),
        ({"weight": "power", "value": "much"}, ValueError, "'much' is not a weight"),
        ({"scale": "alba.wealth", "by": -1}, ValidationError, "Expected `float` >= 0.0"),
        ({"weight": "powder", "value": 1}, UnknownName, "unknown pillar or criterion 'powder'; did you mean 'power'?"),
        ({"weight": "will.wealth", "value": 1}, UnknownName, "unknown pillar or criterion 'will.wealth'"),
        ({"weight": "will", "value": 0, "share": True}, None, ""),
        ({"set": "alba.wealth", "value": 101}, FrameworkError, "alba.wealth=101 lies outside the range 0 to 100"),
        ({"set": "alba.wealth", "value": 50, "low": -1}, FrameworkError, "alba.wealth=-1 lies outside the range"),
        (
            {"set": "alba.wealth", "value": 50, "low": 60},
            FrameworkError,
            "low, value and high must rise, not 60, 50, 50",
        ),
        ({"set": "zembla.wealth", "value": 1}, UnknownName, "unknown state 'zembla'"),
        ({"set": "alba.welath", "value": 1}, UnknownName, "unknown attribute 'welath'; did you mean 'wealth'?"),
        (
            {"set": "alba.treaty", "value": 1},
            FrameworkError,
            "'treaty' is an attribute of pairs; write STATE",
        ),
        ({"set": "alba.threats.nroth", "value": 1}, UnknownName, "unknown threat source 'nroth'"),
        (
            {"set": "alba.bora.wealth", "value": 1},
            FrameworkError,
            "'wealth' is an attribute of states; write STATE",
        ),
        ({"set": "alba.Albany.treaty", "value": 1}, FrameworkError, "is a tie of 'alba' with itself"),
        ({"set": "pcat.credibility", "value": 1}, UnknownName, "unknown institution 'pcat'; did you mean 'pact'?"),
        (
            {"set": "wealth", "value": 1},
            FrameworkError,
            "'wealth' is not the address of a value; write STATE.ATTRIBUTE",
        ),
        ({"set": "a.b.c.d", "value": 1}, FrameworkError, "'a.b.c.d' is not the address of a value"),
        ({"scale": "*.welath", "by": 2}, UnknownName, "unknown attribute 'welath'"),
        ({"join": "zembla.pact"}, UnknownName, "unknown state 'zembla'"),
        ({"join": "alba.pcat"}, UnknownName, "unknown institution 'pcat'; did you mean 'pact'?"),
        ({"leave": "alba"}, UnknownName, "unknown institution ''"),
    ],
)
def test_a_change_that_cannot_be_is_refused(change: dict[str, Any], error: type[Exception] | None, says: str) -> None:
    """A change that names what is not there, or asks for what cannot be, is refused and says why."""
    if error is None:
        assert 0 == weights_of(changed(change)).pillars[1]
        return
    with pytest.raises(error, match=says.replace("?", r"\?").replace("*", r"\*")):
        changed(change)


def test_weights_that_all_become_zero_are_refused() -> None:
    """A scenario that leaves a level without weight is refused."""
    with pytest.raises(FrameworkError, match="no pillar has a weight above zero"):
        changed({"weight": "power", "value": 0}, {"weight": "will", "value": 0})


@pytest.mark.parametrize(
    "path",
    ["alba.wealth", "cira.wealth", "alba.threats.north", "alba.bora.treaty", "bora.alba.treaty", "pact.credibility"],
)
def test_any_value_can_be_assumed(path: str) -> None:
    """A set value holds on any day, without doubt, as an assumption with its reason."""
    for as_of in (None, "1900-01-01"):
        study = changed({"set": path, "value": 3, "reason": "What if."}, study=study_of().replace(as_of=as_of))
        obs = observe(study)
        ends = {path, ".".join([*path.split(".")[1::-1], *path.split(".")[2:]])}
        (found,) = [i for i, entry in enumerate(obs.entries) if entry.path in ends]
        datum = obs.entries[found].datum
        assert (3, 3, 3) == (obs.low[found], obs.values[found], obs.high[found])
        assert (None, ("assumption",), "What if.") == (datum.date, datum.source, datum.note)


def test_an_assumed_value_may_have_a_range() -> None:
    """A set value's range is the one given with it."""
    obs = observe(changed({"set": "bora.wealth", "value": 30, "low": 20, "high": 70}))
    (found,) = [i for i, entry in enumerate(obs.entries) if entry.path == "bora.wealth"]
    assert (20, 70) == (obs.low[found], obs.high[found])


def test_states_in_a_path_may_be_called_by_any_name() -> None:
    """In a path a state may be written as anywhere else."""
    assert 5 == values(changed({"set": "ALBANY.wealth", "value": 5}))["alba.wealth"]
    assert 4 == values(changed({"set": "Cira.Albany.treaty", "value": 4}))["alba.cira.treaty"]


def test_a_tie_set_from_either_side_is_the_same_tie() -> None:
    """A tie that one state wrote is replaced when it is set from the other's side."""
    for path in ("alba.bora.treaty", "bora.alba.treaty"):
        assert 4 == values(changed({"set": path, "value": 4}))["alba.bora.treaty"]


def test_scaling_multiplies_value_and_range() -> None:
    """A scaled value keeps its doubt in proportion, both clipped to the range."""
    study = study_of(
        states={"alba": {"attributes": {"wealth": [30, 40, 80]}}, "bora": {"attributes": {"wealth": 60}}},
    )
    obs = observe(changed({"scale": "alba.wealth", "by": 1.5}, study=study))
    # 30, 40, 80 by 1.5: 45, 60 and 120, clipped to 100
    (found,) = [i for i, entry in enumerate(obs.entries) if entry.path == "alba.wealth"]
    assert (45, 60, 100) == (obs.low[found], obs.values[found], obs.high[found])


def test_scaling_keeps_the_doubt_that_quality_gives() -> None:
    """A scaled value of high quality is as doubtful as before, in proportion."""
    obs = observe(changed({"scale": "bora.wealth", "by": 0.5}))
    (found,) = [i for i, entry in enumerate(obs.entries) if entry.path == "bora.wealth"]
    # 60 within 5 per cent, halved
    assert (28.5, 30, 31.5) == pytest.approx((obs.low[found], obs.values[found], obs.high[found]))


def test_a_star_stands_for_every_state_that_has_the_value() -> None:
    """Scaling `*` scales the value of each state that has one, candidates too, and gives none to the others."""
    study = study_of(members=["alba", "cira"])
    after = values(changed({"scale": "*.wealth", "by": 0.5}, study=study))
    assert {"alba.wealth": 20, "bora.wealth": 30} == {path: v for path, v in after.items() if path.endswith("wealth")}
    after = values(changed({"scale": "*.threats.north", "by": 3}))
    assert [4, 3, 4] == [after[f"{state}.threats.north"] for state in ("alba", "bora", "cira")]


def test_a_star_stands_for_every_state_with_a_tie() -> None:
    """Scaling the ties of `*` with a state scales each tie that it has."""
    study = changed({"set": "alba.cira.treaty", "value": 1})
    after = values(changed({"scale": "*.alba.treaty", "by": 2}, study=study))
    assert {"alba.bora.treaty": 4, "alba.cira.treaty": 2} == {p: v for p, v in after.items() if p.endswith("treaty")}


def test_scaling_the_unknown_leaves_it_unknown() -> None:
    """A value that is missing stays missing when scaled."""
    assert "cira.wealth" not in values(changed({"scale": "cira.wealth", "by": 2}))
    assert (
        evaluate(study_of()).coverage.tolist() == evaluate(changed({"scale": "cira.wealth", "by": 2})).coverage.tolist()
    )


def test_scaling_an_institutions_credibility() -> None:
    """The credibility of an institution is scaled like any value, as of the day."""
    assert 2 == values(changed({"scale": "pact.credibility", "by": 0.5}))["pact.credibility"]
    assert 3 == values(changed({"scale": "forum.credibility", "by": 3}, as_of=2015))["forum.credibility"]


def members_of(study: Study) -> dict[str, set[str]]:
    """Tell who belongs to what."""
    obs = observe(study)
    return {
        s: {i for i, b in zip(obs.institutions, row, strict=True) if b}
        for s, row in zip(obs.states, obs.belongs, strict=True)
    }


def test_joining_makes_a_full_member() -> None:
    """A state that joins is a full member, an observer too, on any day."""
    assert {"pact"} == members_of(study_of())["alba"]
    assert {"pact", "forum"} == members_of(changed({"join": "alba.forum"}))["alba"]
    assert {"pact", "forum"} == members_of(changed({"join": "alba.forum"}, as_of=2000))["alba"]


def test_joining_makes_memberships_known() -> None:
    """A state of whose memberships nothing was known is known to belong where it joins."""
    before, after = observe(study_of()), observe(changed({"join": "cira.pact"}))
    assert [True, True, False] == before.has_memberships.tolist()
    assert [True, True, True] == after.has_memberships.tolist()


def test_leaving_ends_what_holds() -> None:
    """A state that leaves belongs no more, whatever its role was, and is known to belong to nothing."""
    study = changed({"leave": "alba.pact"}, {"leave": "alba.forum"})
    assert set() == members_of(study)["alba"]
    assert [True, True, False] == observe(study).has_memberships.tolist()


def test_leaving_keeps_what_ended_before() -> None:
    """Leaving ends the spell of the day and keeps the others on record."""
    spells = [{"from": 1990, "to": 1995}, {"from": 2000}]
    study = study_of(states={"alba": {"memberships": {"pact": spells}}, "bora": {"attributes": {"wealth": 1}}})
    after = changed({"leave": "alba.pact"}, study=study, as_of=2010)
    assert set() == members_of(after)["alba"]
    assert {"pact"} == members_of(after.replace(as_of="1992-01-01"))["alba"]


def test_leaving_and_joining_again_is_belonging() -> None:
    """Of leaving and joining the later change counts."""
    assert {"pact"} == members_of(changed({"leave": "alba.pact"}, {"join": "alba.pact"}))["alba"]
    assert set() == members_of(changed({"join": "bora.pact"}, {"leave": "bora.pact"}, {"leave": "bora.forum"}))["bora"]


def test_leaving_tells_nothing_of_other_memberships() -> None:
    """Where nothing is known of a state's memberships, leaving one does not make the others known."""
    assert [True, True, False] == observe(changed({"leave": "cira.pact"})).has_memberships.tolist()


def test_a_membership_has_its_reason() -> None:
    """A membership that a what-if assumes says so and why."""
    (spell,) = changed({"join": "bora.pact", "reason": "Invited."}).states["bora"].memberships["pact"]
    assert (("assumption",), "Invited.", "member") == (spell.source, spell.note, spell.role)


@pytest.mark.parametrize(
    ("raw", "empty"),
    [
        ({}, True),
        ({"description": "Only words."}, True),
        ({"as_of": 2020}, False),
        ({"members": ["alba", "bora"]}, False),
        ({"with": ["cira"]}, False),
        ({"without": ["cira"]}, False),
        ({"compensation": 0}, False),
        ({"changes": [{"weight": "power", "value": 1}]}, False),
    ],
)
def test_an_empty_scenario_edits_nothing(raw: dict[str, Any], *, empty: bool) -> None:
    """A scenario is empty when it names no date, members, compensation or change."""
    assert empty == is_empty(scenario(raw))


def test_the_last_scenario_joins_the_others_if_it_changes_something() -> None:
    """The what-if of the command line comes last, and is dropped where it is empty."""
    named, none, last = scenario({"as_of": 2020}), scenario({}), scenario({"as_of": 2021})
    assert (named, last) == combine([named], last)
    assert (named,) == combine([named], none)


def test_assumptions_survive_a_later_date() -> None:
    """A value assumed by one scenario still holds when a later one turns the date back."""
    study = apply(study_of(), scenario({"changes": [{"set": "alba.wealth", "value": 77}]}), scenario({"as_of": 1950}))
    found = Address.parse(study, "alba.wealth").newest(study)
    assert 77 == (found and found.value)


def test_what_cannot_be_applied_is_found_change_by_change() -> None:
    """Each change is tried after those before it, and weights are judged when all have been made."""
    study = study_of()
    pillars = [*study.framework.pillars]
    fine = [{"weight": name, "value": 0} for name in pillars] + [{"weight": pillars[0], "value": 1}]
    assert () == inapplicable(study, scenario({"changes": fine}))
    broken = [*fine[:-1], {"set": "alba.welath", "value": 1}, {"leave": "alba.pcat"}]
    found = inapplicable(study, scenario({"without": ["zembla"], "changes": broken}))
    told = [(number, why.partition(";")[0]) for number, why in found]
    last = len(pillars)
    assert [
        (None, "unknown state 'zembla'"),
        (last, "unknown attribute 'welath'"),
        (last + 1, "unknown institution 'pcat'"),
        (None, "no pillar has a weight above zero"),
    ] == told


def test_shares_that_cannot_hold_together_are_found_at_the_last() -> None:
    """What is wrong with all weights of a level together is told at the last of them."""
    study = study_of()
    first, *others = study.framework.pillars
    changes = [{"weight": name, "value": 0} for name in others] + [{"weight": first, "value": "50%"}]
    found = inapplicable(study, scenario({"changes": changes}))
    assert [len(others)] == [number for number, _ in found]
    assert "these add up to 50 %" in found[0][1]


THREE = {"pillars": {"power": 1, "will": 1, "law": 2}}


def three(*changes: dict[str, Any]) -> Study:
    """Apply changes to a study of three pillars, of which the last has half of the weight."""
    criteria = {p: asks("attribute", p, worst=0, best=4, pillar=p) for p in THREE["pillars"]}
    states = {name: {"attributes": dict.fromkeys(THREE["pillars"], 2)} for name in ("alba", "bora")}
    return changed(*changes, study=build({**THREE, "criteria": criteria, "states": states}), id="")


def shares(**given: float | str) -> list[dict[str, Any]]:
    """Write changes of weights."""
    return [{"weight": name, "value": value} for name, value in given.items()]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"power": "50%", "will": "30%", "law": "20%"}, [0.5, 0.3, 0.2]),
        ({"law": "20%", "will": "30%", "power": "50%"}, [0.5, 0.3, 0.2]),
        ({"law": "20%"}, [0.4, 0.4, 0.2]),  # 0.8 left for two that were alike
        ({"power": "40%"}, [0.4, 0.2, 0.4]),  # 0.6 left for one and two parts
        ({"power": "40%", "law": "60%"}, [0.4, 0, 0.6]),
        ({"power": "40%", "law": 0}, [0.4, 0.6, 0]),
        ({"power": "0%"}, [0, 1 / 3, 2 / 3]),
        ({"power": "33.3%", "will": "33.3%", "law": "33.4%"}, [0.333, 0.333, 0.334]),
    ],
)
def test_shares_given_are_shares_got(given: dict[str, float | str], expected: list[float]) -> None:
    """All shares of a level hold together in any order, and the rest keeps its proportions in what they leave."""
    assert expected == pytest.approx(weights_of(three(*shares(**given))).pillars)


def test_shares_of_criteria_hold_together() -> None:
    """Shares of the criteria of a pillar hold together like those of pillars."""
    study = changed(*shares(wealth="70%", fear="30%", treaties="1%"))
    assert [0.7, 0.3, 0.01, 0.99] == pytest.approx(weights_of(study).criteria)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"power": "60%", "will": "60%"}, "the shares of pillars add up to 120 %; lower them to 100 %"),
        (
            {"power": "30%", "will": "30%", "law": "30%"},
            "all pillars are given shares, and these add up to 90 %; raise them to 100 %, or leave one out",
        ),
        ({"power": "40%", "will": 2}, "'power' is given a share and 'will' a plain weight; write both as shares"),
        ({"wealth": "40%"}, "all criteria of 'power' are given shares"),
    ],
)
def test_shares_that_cannot_hold_together_are_refused(given: dict[str, float | str], says: str) -> None:
    """A sum that is not possible, and shares beside plain numbers, are refused with the sum and the way out."""
    study = changed({"weight": "fear", "value": 0}) if "wealth" in given else None
    if study is not None:
        says = "'wealth' cannot have a share of 40 %, because all others have weight zero; raise it to 100 %"
        with pytest.raises(FrameworkError, match=says):
            changed(*shares(**given), study=study)
        return
    with pytest.raises(FrameworkError, match=says):
        three(*shares(**given))


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        (
            {"power": "60%", "will": "60%"},
            (
                "as given: power 60 %, will 60 %",
                "in the same proportion, the others at 0: --weight power=50% --weight will=50%",
                "the last one left out, so that 'will' and the others take 40 %: --weight power=60%",
            ),
        ),
        (
            {"power": "30%", "will": "30%", "law": "30%"},
            (
                "as given: power 30 %, will 30 %, law 30 %",
                "in the same proportion: --weight power=33.4% --weight will=33.3% --weight law=33.3%",
                "the last one left out, so that 'law' takes 40 %: --weight power=30% --weight will=30%",
            ),
        ),
        (
            {"power": "100%", "will": "0.2%", "law": "0%"},
            (
                "as given: power 100 %, will 0.2 %, law 0 %",
                "in the same proportion: --weight power=99.8% --weight will=0.2% --weight law=0%",
            ),
        ),
        (
            {"power": "80%", "will": "80%", "law": 0},
            (
                "as given: power 80 %, will 80 %",
                "in the same proportion: --weight power=50% --weight will=50%",
                "the last one left out, so that 'will' takes 20 %: --weight power=80%",
            ),
        ),
    ],
)
def test_shares_that_cannot_hold_together_say_what_could_be_written(
    given: dict[str, float | str], ways: tuple[str, ...]
) -> None:
    """The ways out are shares in the same proportion, in numbers fine enough, and all but the last where they fit."""
    with pytest.raises(FrameworkError, match="add up to") as caught:
        three(*shares(**given))
    assert ways == caught.value.ways


def test_weights_of_another_question_do_not_trip_a_narrowed_study() -> None:
    """What was set before a study was narrowed is left out of what is said of its weights."""
    whole = what_if(two_questions(), weights={"power": "40%"})
    narrow = whole.asking("necessity")
    assert () == what_if(narrow, weights={"danger": "100%"}).cautions
    assert () == what_if(narrow, set={"alba.threat": 1}).cautions


def test_members_and_institutions_may_have_dots_in_their_names() -> None:
    """Joining and scaling find them as setting does."""
    study = study_of()
    alba = study.states["alba"].replace(name="St. Alba")
    dotted = study.replace(states={**study.states, "alba": alba})
    left = apply(dotted, scenario({"id": "", "changes": [{"leave": "St. Alba.pact"}]}))
    assert not any(spell.holds(left.day) for spell in left.states["alba"].memberships["pact"])
    for path in ("alba.bora.treaty", "*.St. Alba.treaty"):
        scaled = apply(dotted, scenario({"id": "", "changes": [{"scale": path, "by": 0.5}]}))
        assert dotted.states["alba"].ties["bora"]["treaty"] != scaled.states["alba"].ties["bora"]["treaty"], path


def test_what_is_set_and_nothing_reads_is_minded() -> None:
    """A value of the command line that no criterion reads is told, and stays told; a scenario's file is warned of."""
    study = study_of()
    spare = study.attributes["wealth"].replace(title="Spare")
    spared = study.replace(attributes={**study.attributes, "spare": spare})
    told = "set alba.spare=3 changes nothing: no criterion reads 'spare'"
    edited = what_if(spared, set={"alba.spare": 3})
    assert (told,) == edited.cautions
    assert (told,) == what_if(edited, weights={"will": "40%"}).cautions == what_if(edited, as_of="2015").cautions
    assert () == apply(spared, scenario({"id": "named", "changes": [{"set": "alba.spare", "value": 3}]})).cautions
    assert () == what_if(spared, set={"alba.wealth": 3}).cautions


@pytest.mark.parametrize(
    ("share", "told"), [("0.3%", True), ("0.99%", True), ("1%", False), ("30%", False), (0, False)]
)
def test_a_share_below_one_per_cent_is_asked_about(share: str | float, told: bool) -> None:  # noqa: FBT001 - expected
    """Somebody who writes 0.3 % probably meant the fraction."""
    cautions = three(*shares(power="40%", will=share)).cautions
    assert told is any("is less than one per cent; did you mean" in caution for caution in cautions)


def test_scenarios_set_weights_one_after_another() -> None:
    """Shares of one scenario hold together; those of the next start from where they lead."""
    study = three(*shares(power="50%", will="50%"))
    again = apply(study, scenario({"id": "", "changes": shares(law="20%")}))
    assert [0.4, 0.4, 0.2] == pytest.approx(weights_of(again).pillars)
    assert () == study.cautions
    told = (
        "weight {}=50% is 40 % now, because weights that were set after it changed it; set them together to keep all "
        "of them"
    )
    assert tuple(map(told.format, ("power", "will"))) == again.cautions
    assert () == apply(again, scenario({"id": "", "changes": shares(power="40%", will="40%", law="20%")})).cautions


def test_a_study_tells_its_edits_in_words() -> None:
    """A named scenario is told by its name, edits of its own as they are in force: plain weights with their share."""
    study = three(*shares(power=2, law=0), {"set": "alba.power", "value": 3, "from": 2021})
    assert ("set alba.power=3 from 2021", "weight power=2 (66.67%)", "weight law=0 (0%)") == study.edits
    assert ("weight law=20%",) == three(*shares(law="20%")).edits
    named = apply(study_of(), scenario({"id": "named", "changes": shares(power=2)}))
    assert ("scenario named", "as of 2015") == apply(named, scenario({"id": "", "as_of": 2015})).edits
    assert () == apply(study_of(), scenario({"id": ""})).edits


def test_a_weight_that_is_set_twice_is_told_once() -> None:
    """Of two weights for one name the later counts, and it alone is told, by whatever name it was set."""
    twice = three({"weight": "power", "value": "50%"}, {"weight": "law", "value": 9}, {"weight": "POWER", "value": 2})
    assert ("weight POWER=2 (16.67%)", "weight law=9 (75%)") == twice.edits  # of 2 + 1 + 9


@pytest.mark.parametrize(
    ("given", "cautions"),
    [
        ({"power": 40, "law": 1}, ("weight power=40 is 95.2 %; did you mean 40%?",)),  # 40 of 42
        ({"power": 5, "law": 1}, ("weight power=5 is 71.4 %; did you mean 5%?",)),  # 5 of 7, beside ones
        ({"power": 4, "law": 1}, ()),
        ({"power": 20}, ()),  # beside 1 and 2 it takes more than ten times 2
        ({"power": 21}, ("weight power=21 is 87.5 %; did you mean 21%?",)),  # 21 of 24
        ({"power": 300}, ("weight power=300 is 99 %",)),
        ({"power": "90%"}, ()),
        ({"power": 40, "will": 0, "law": 0}, ()),
    ],
)
def test_a_weight_that_was_probably_meant_as_a_share_is_told(
    given: dict[str, float | str], cautions: tuple[str, ...]
) -> None:
    """A plain weight that leaves the others next to nothing gets a line with its share, and what may be meant."""
    assert cautions == three(*shares(**given)).cautions


def test_what_is_told_of_a_weight_is_true_of_those_in_force() -> None:
    """A weight that is set again, or a level that gets shares, is told anew: after 40 of 42 nothing is left to ask."""
    heavy = scenario({"id": "heavy", "changes": shares(power=40, law=1)})
    once = apply(three(), heavy)
    assert ("weight power=40 is 95.2 %; did you mean 40%?",) == once.cautions
    for later in (shares(power="40%"), shares(power=1), shares(will=40)):
        assert () == apply(once, scenario({"id": "", "changes": later})).cautions
    assert once.cautions == apply(once, scenario({"id": "", "as_of": 2020})).cautions


def test_a_title_that_two_attributes_have_names_neither() -> None:
    """An id goes before any title, and a title of two is refused with the ids of both."""
    study = three()
    law, power = study.attributes["law"], study.attributes["power"]
    both = {"law": law.replace(title="Strength"), "power": power.replace(title="Strength")}
    with pytest.raises(FrameworkError, match=r"'strength' is the title of '(law|power)' and of '(law|power)'; write"):
        changed({"set": "alba.strength", "value": 1}, study=study.replace(attributes={**study.attributes, **both}))
    swapped = study.replace(attributes={**study.attributes, "law": law.replace(title="Power")})
    assert 1 == values(changed({"set": "alba.POWER", "value": 1}, study=swapped)).get("alba.power")


def test_a_year_as_the_day_of_a_study_stands_for_its_last_day() -> None:
    """Also where the field itself is replaced."""
    assert "2015-12-31" == study_of().replace(as_of="2015").day


def test_pillars_and_criteria_are_named_as_freely_as_states() -> None:
    """Case, hyphens and blanks do not matter, a title will do, and the beginning of a name says which is meant."""
    study = study_of()
    criteria = {**study.criteria, "fear": study.criteria["fear"].replace(title="Common fear")}
    study = study.replace(criteria=criteria)
    for name in ("fear", "Power.FEAR", "common-fear", "power.Common fear"):
        assert 3 == changed({"weight": name, "value": 3}, study=study).criteria["fear"].weight
    assert 3 == changed({"weight": " POWER ", "value": 3}, study=study).framework.pillars["power"].weight
    with pytest.raises(UnknownName, match="unknown pillar or criterion 'treaty'; did you mean 'treaties'"):
        changed({"weight": "treaty", "value": 3}, study=study)


def test_scaling_follows_the_date() -> None:
    """Every observation is scaled, so that each day finds its own value, twice as high, with its own date."""
    double = {"scale": "alba.wealth", "by": 2}
    for day, value in ((2009, None), (2010, 40), (2019, 40), (2020, 80)):
        assert value == values(apply(changed(double), scenario({"as_of": day}))).get("alba.wealth")
        assert value == values(apply(study_of(), scenario({"as_of": day}), scenario({"changes": [double]}))).get(
            "alba.wealth"
        )
    assert ["2010", "2020"] == [one.date for one in changed(double).states["alba"].attributes["wealth"]]


def test_a_value_is_assumed_from_a_day_on() -> None:
    """Before its first day what was observed holds; from it on the assumption does, whatever was observed later."""
    study = changed({"set": "alba.wealth", "value": 7, "from": 2015})
    for day, value in ((2012, 20), (2014, 20), (2015, 7), (2024, 7)):
        assert value == values(apply(study, scenario({"as_of": day})))["alba.wealth"]


def test_what_if_takes_what_the_options_of_the_command_line_take(study: Study) -> None:
    """Weights, members, values, day and compensation in one call; the study that it is asked of stays as it is."""
    made = what_if(
        study,
        weights={"foreign_policy": "40%", "institutional_capacity.state_capacity": 2},
        members=["turkiye", "azerbaijan"],
        with_=["HUN"],
        without=["turkiye"],
        set={"azerbaijan.declared_will": 4},
        as_of="2021",
        compensation=0,
    )
    assert ("azerbaijan", "hungary") == made.members
    assert ("2021-12-31", 0) == (made.as_of, made.framework.compensation)
    weights = [pillar.weight for pillar in made.framework.questions["viability"].pillars.values()]
    assert 0.4 == pytest.approx(made.framework.pillars["foreign_policy"].weight / sum(weights))
    assert 2 == made.criteria["state_capacity"].weight
    assert [4] == [datum.value for datum in made.states["azerbaijan"].attributes["declared_will"]]
    assert () == study.edits
    assert study == what_if(study)


def test_a_single_string_is_no_list_of_members(study: Study) -> None:
    """Names go into a list, and the answer says so."""
    with pytest.raises(WrongArgument, match=r"'members' is a list of names, not 'turkiye'; write \['turkiye'\]"):
        what_if(study, members="turkiye")


def test_what_if_takes_what_analyses_point_to() -> None:
    """Where an analysis is asked for a what-if, its message names an argument that `what_if` has."""
    assert {*WHATIF} == {*inspect.signature(what_if).parameters} - {"study"}


def test_roles_leave_theory_out() -> None:
    """With one criterion of a role only that one is left, and its pillar; weights are drawn freely."""
    study = study_of()
    catalyst = study.criteria["treaties"].replace(role="catalyst")
    held = what_if(study.replace(criteria={**study.criteria, "treaties": catalyst}), roles="paper")
    assert ["treaties"] == [name for name, criterion in held.criteria.items() if criterion.weight]
    assert ["will"] == [name for name, pillar in held.framework.pillars.items() if pillar.weight]
    assert ("roles paper",) == held.edits
    assert 100 * evaluate(held).scores[0, [*held.criteria].index("treaties")] == evaluate(held).viability[0]
    assert frozenset() == held.weights_set
    assert "uniform" == way_to_draw(held)


def test_roles_need_a_criterion_of_another_role() -> None:
    """Where all are of theory nothing would be left."""
    with pytest.raises(
        FrameworkError, match="all criteria have the role 'theory', so roles 'paper' leaves no criterion"
    ):
        what_if(study_of(), roles="paper")


def test_numbers_of_numpy_are_numbers() -> None:
    """Values and weights that come out of an array are taken as they are."""
    of_arrays: dict[str, Any] = {"alba.power": np.int64(3)}
    heavier: dict[str, Any] = {"law": np.float32(1)}
    edited = what_if(three(), set=of_arrays, weights=heavier)
    assert ("set alba.power=3", "weight law=1 (33.33%)") == edited.edits[-2:]
