"""The place of a coalition among groups that allied and groups that did not: by hand, and as it ships."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

import viability.analyses.place as module
from viability.analyses.backtest.scored import score_cases
from viability.analyses.place import place
from viability.analyses.score import assess
from viability.errors import CoalitionError
from viability.files.cases import read_cases
from viability.files.coalitions import load_coalitions
from viability.files.folder import load_study
from viability.files.reference import read_reference, world_folder
from viability.files.standings import shipped_standing
from viability.output.frame import to_frame
from viability.study.fingerprint import framework_sum
from viability.study.reference import ScoredGroup
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def world() -> Study:
    """Return the world study, whole."""
    return load_study("world")


def group(name: str, *, allied: bool, scores: tuple[float, ...], sets: tuple[str, ...] = ("hard",)) -> ScoredGroup:
    """Return a group of the reference class."""
    return ScoredGroup(id=name, name=name, members=("a", "b"), date="1950", allied=allied, sets=sets, scores=scores)


def test_the_place_is_computed_on_the_criteria_that_are_known(world: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pillars of one criterion each, one of which is unknown here: groups are compared on the other alone."""
    whole = read_reference()
    nan = float("nan")
    found = place(world)
    known = [k for k, score in enumerate(found.scores) if not np.isnan(score)]
    own = found.scores[known[0]]

    def scores(value: float, other: float) -> tuple[float, ...]:
        return tuple(value if k == known[0] else other for k in range(len(found.scores)))

    few = replace(
        whole,
        groups=(
            group("alike", allied=True, scores=scores(own, nan)),
            group("lower", allied=True, scores=tuple(score - 0.1 for score in found.scores)),
            group("higher", allied=False, scores=tuple(score + 0.01 for score in found.scores)),
        ),
    )
    monkeypatch.setattr(module, "read_reference", lambda: few)
    result = place(world)
    by_id = {one.id: one for one in result.sets}
    # of "alike" one criterion of nine is known, so that it is not compared
    assert (1, 1.0) == (by_id["allied"].groups, by_id["allied"].above)
    assert (1, 0.0) == (by_id["hard"].groups, by_id["hard"].above)
    assert (0, True) == (by_id["near"].groups, bool(np.isnan(by_id["near"].above)))
    assert ["lower", "higher"] == [near.group.name for near in result.nearest]
    assert [0.1, 0.01] == pytest.approx([near.distance for near in result.nearest])


def test_the_five_stand_where_it_ships(study: Study, world: Study) -> None:
    """The standing that comes along is the one that is computed, for the members and without one."""
    for members in (study.members, study.members[1:], study.members[:2]):
        asked = study.with_members(members).replace(as_of=study.day)
        shipped = shipped_standing(asked.day, [study.states[name].iso3 or "" for name in members])
        assert shipped is not None, "run python studies/world/reference.py"
        computed = place(asked, world=world).standing
        assert computed[:6] == pytest.approx(shipped[:6], abs=1e-4)
        assert computed[6:] == shipped[6:]


def test_a_figure_of_the_world_changes_the_sum_over_what_was_read(study: Study, world: Study) -> None:
    """A value of a member does, one of another state does not, and it matters not how many states were read."""
    asked = study.with_members(study.members[:2]).replace(as_of=study.day)
    held = place(asked, world=world)
    assert held.read == place(asked).read == held.standing.read
    for state, same in ((held.states[0], False), ("france", True)):
        profile = world.states[state]
        name, data = next((n, d) for n, d in profile.attributes.items() if d)
        other = profile.replace(attributes={**profile.attributes, name: data[:-1]})
        changed = world.replace(states={**world.states, state: other})
        assert same is (held.read == place(asked, world=changed).read), state


def test_the_reference_class_is_what_the_framework_makes_of_its_groups(world: Study) -> None:
    """The fingerprint is the framework's, and a sample of groups scores as it ships."""
    reference = read_reference()
    assert framework_sum(world) == reference.framework, "run python studies/world/reference.py CASES.csv"
    cases = read_cases(world_folder() / "reference/groups.csv").rows
    assert len(reference.groups) == len(cases) > 1000
    some = range(0, len(cases), 97)
    found = score_cases(world, [cases[number] for number in some])
    assert not found.left_out
    expected = np.array([reference.groups[number].scores for number in some])
    assert found.scores == pytest.approx(expected, abs=1e-5, nan_ok=True)
    assert [float(cases[number].columns["index"]) for number in some] == pytest.approx(found.index, abs=1e-3)


def test_the_reference_class_holds_no_treaty(world: Study) -> None:
    """Only our own results ship: who, when, whether, and scores."""
    head = (world_folder() / "reference/groups.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    own = ["id", "name", "members", "date", "label", "set", "match", "cluster", "index", "coverage"]
    assert [*own, *world.criteria] == head
    sets = {name for one in read_reference().groups for name in one.sets}
    assert {"easy", "hard", "near", "two", "three_and_more"} == sets


def test_states_of_any_study_are_found_by_their_codes(small: Path) -> None:
    """A study of one's own whose states have ISO codes has a place; with a code of no state it has none."""
    own = load_study(small)
    with pytest.raises(CoalitionError, match="'alfa' is not in the world study as of 2015"):
        place(own)
    for name, code in (("alfa", "SWE"), ("bravo", "FIN")):
        file = small / f"states/{name}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("iso3: XAL", f"iso3: {code}").replace("iso3: BRA", f"iso3: {code}"), encoding="utf-8"
        )
    coded = load_study(small)
    result = place(coded)
    assert ("sweden", "finland") == result.states
    assert 0 < result.index < 100
    assert assess(coded, draws=5, placed="line").standing == result.standing
    assert {"index", "criterion", "nearest_allied", "nearest_other"} == {*to_frame(result)["part"]}


def test_a_coalition_is_not_compared_with_itself(world: Study) -> None:
    """The founders of the North Atlantic Treaty as of 1949 are one of the groups, and not the nearest to themselves."""
    founders = load_coalitions("world")["nato_1949"].members
    asked = world.replace(members=founders, as_of="1949-04-04")
    result = place(asked, world=world)
    assert {*founders} in [{*one.members} for one in result.reference.groups if one.date == "1948"]
    assert {*founders} not in [{*near.group.members} for near in result.nearest]
    later = place(asked.replace(as_of="1960-12-31"), world=world)
    counts = [one.sets[0].groups for one in (result, later)]
    assert counts[0] <= counts[1]


def test_where_states_did_not_live_there_is_no_place(study: Study) -> None:
    """In 1980 none of four was a state; `score` says nothing then."""
    early = study.replace(as_of="1980-12-31")
    with pytest.raises(CoalitionError, match="is not in the world study as of 1980-12-31"):
        place(early)
