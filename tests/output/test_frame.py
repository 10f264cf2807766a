"""Any result as a data frame that says of what it is."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

import viability
from viability.analyses.again import differences
from viability.errors import WrongArgument
from viability.files.folder import load_study
from viability.output.frame import ROOMS, to_frame
from viability.study.claims import Claim
from viability.study.scenario import Scenario, SetValue, Strategy
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"
CASES = SMALL.parent / "small_cases.csv"


@pytest.fixture(scope="module")
def edited() -> Study:
    """Return the small study with Charlie, at another day and with another value."""
    what_if = Scenario(
        id="", title="", as_of="2020", with_=("charlie",), changes=(SetValue(set="bravo.resolve", value=1),)
    )
    firm = Claim(id="firm", claim="Alfa is firm.", about="alfa.resolve", test="rose_since", since="2012")
    arm = Scenario(id="arm", title="Arm", strategy=Strategy(actor="Alfa."))
    study = load_study(SMALL)
    scenarios = {**study.scenarios, "arm": arm}
    return apply(study.replace(claims={"firm": firm}, scenarios=scenarios), what_if)


RESULTS: dict[str, Callable[[Study], object]] = {
    "Assessment": lambda study: viability.assess(study, draws=5),
    "Backtest": lambda study: viability.backtest(study, viability.read_cases(CASES), resamples=5),
    "Candidates": lambda study: viability.candidates(study.with_members(["alfa", "bravo"]), draws=5),
    "Agreements": lambda study: viability.agreement(study, resamples=5),
    "Citations": viability.cite,
    "ClaimTrace": lambda study: viability.explain(study, "firm"),
    "Claims": lambda study: viability.claims(study, draws=10),
    "Comparison": lambda study: viability.compare(study, ["charlie_joins"], draws=5),
    "CriterionTrace": lambda study: viability.explain(study, "shared_threat"),
    "Listing": lambda study: viability.listing(study, "criteria"),
    "Members": viability.members,
    "Pairs": viability.pairs,
    "Path": lambda study: viability.path(study, to="viable", max_steps=2),
    "QuestionTrace": lambda study: viability.explain(study, "viability"),
    "PillarTrace": lambda study: viability.explain(study, "means"),
    "Search": viability.search,
    "Sensitivity": lambda study: viability.sensitivity(study, samples=2),
    "Shapley": viability.shapley,
    "Sliders": viability.sliders,
    "StateTrace": lambda study: viability.explain(study, "alfa"),
    "Strategies": lambda study: viability.strategies(study, draws=5),
    "ThingTrace": lambda study: viability.explain(study, "north"),
    "Trend": lambda study: viability.trend(study, start="2018", end="2020"),
    "Evaluation": viability.evaluate,
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_frame_says_of_what_it_is(edited: Study, name: str) -> None:
    """Study, day, members, what-ifs and version stand on each row of the frame of any result."""
    result = RESULTS[name](edited)
    assert name == type(result).__name__
    frame = to_frame(result)
    assert len(frame)
    assert {edited.title} == {*frame["study"]}
    assert {"of each case" if name == "Backtest" else "2020-12-31"} == {*frame["as_of"]}
    assert {"as of 2020; with charlie; set bravo.resolve=1"} == {*frame["changes"]}
    assert {viability.__version__} == {*frame["program_version"]}
    members = {"Candidates": "alfa bravo", "Backtest": None}.get(name, "alfa bravo charlie")
    assert {members} == {*frame["given_members" if "given_members" in frame else "members"]}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_shows_itself_briefly(edited: Study, name: str) -> None:
    """At a prompt a result is a dozen lines at most, and a small table in a notebook; the what-if is among them."""
    result = RESULTS[name](edited)
    told = repr(result).splitlines()
    assert name == told[0]
    assert 2 < len(told) <= 12
    assert max(map(len, told)) <= 130
    assert f"<b>{name}</b>" in result._repr_html_()  # type: ignore[attr-defined]  # notebooks call it
    if name != "Evaluation":
        assert any(line.startswith("  what if: as of 2020; with charlie") for line in told)


def test_every_result_has_its_frame() -> None:
    """Every kind of result that a frame can be made of is tried here, and is at the front door."""
    assert {*ROOMS, "Evaluation"} == {*RESULTS, "Again", "Check", "Place"}
    assert [] == [name for name in RESULTS if not hasattr(viability, name)]


def test_a_check_shows_itself_and_becomes_a_frame() -> None:
    """A study in order has no problem, and its frame no row of one: a row for each state and criterion instead."""
    found = viability.check_study(SMALL)
    assert "  problems: none" in repr(found).splitlines()
    assert (0, 3, 4) == tuple(sum(to_frame(found)["severity"] == kind) for kind in ("warning", "state", "criterion"))


def test_a_saved_result_made_again_shows_itself_and_becomes_a_frame() -> None:
    """What differs has a row each, and a short view counts it."""
    saved, now = ({"kind": "score", "rows": [{"level": "pillar", "id": "will", "score": score}]} for score in (1, 2))
    found = differences(saved, now)
    assert ["pillar will: score"] == to_frame(found)["what"].tolist()
    assert "  differences: 1: pillar will: score" in repr(found).splitlines()


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        (3, "not 3; it knows Again, "),
        ([1, 2], "^to_frame takes one result, such as .* returns, not a list; it knows Again, "),
        ("score", "not 'score'"),
    ],
)
def test_what_is_no_result_is_answered_by_what_to_hand_in(thing: object, says: str) -> None:
    """The message says what a frame can be made of."""
    with pytest.raises(WrongArgument, match=says):
        to_frame(thing)


def test_pairs_become_a_symmetric_matrix(edited: Study) -> None:
    """From the frame of pairs it takes one line to fill both halves of a matrix."""
    found = viability.pairs(edited)
    half = to_frame(found).pivot(index="a", columns="b", values="cohesion")
    matrix = half.combine_first(half.T).loc[[*edited.members], [*edited.members]].to_numpy()
    assert [True] * 3 == [math.isnan(matrix[i, i]) for i in range(3)]
    for pair in found.pairs:
        a, b = (edited.members.index(state) for state in pair.states)
        assert [pair.cohesion] * 2 == pytest.approx([matrix[a, b], matrix[b, a]], nan_ok=True)
