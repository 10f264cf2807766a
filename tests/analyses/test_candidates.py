"""Who would fit: each state outside the coalition put into it."""

import numpy as np
import pytest

from strategies import asks, build
from viability.analyses.candidates import candidates
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError, UnknownName
from viability.output.candidates import sheet, view
from viability.output.terminal import drawn
from viability.study.study import Study
from viability.study.whatif import what_if


def study(**states: object) -> Study:
    """Build a coalition of two, of arms 2 and threat 4 each and half a tie, with others who might join."""
    tied = {"ties": {"alba": {"treaty": 4}, "bora": {"treaty": 4}}}
    return build(
        {
            "pillars": {"power": 1, "bonds": 1, "danger": 1},
            "questions": {"viability": ("power", "bonds"), "necessity": ("danger",)},
            "criteria": {
                "arms": asks("attribute", "arms", worst=0, best=4, pillar="power"),
                "treaties": asks("tie", "treaty", worst=0, best=4, pillar="bonds"),
                "threat": asks("attribute", "threat", worst=0, best=4, pillar="danger"),
            },
            "codebook": {name: {"levels": 4} for name in ("arms", "treaty", "threat")},
            "members": ("alba", "bora"),
            "least_coverage": 0.65,
            "states": {
                "alba": {"attributes": {"arms": 2, "threat": 4}, "ties": {"bora": {"treaty": 2}}},
                "bora": {"attributes": {"arms": 2, "threat": 4}},
                "cira": {"attributes": {"arms": 2, "threat": 4}, **tied},
                "dova": {"attributes": {"arms": {"value": 2, "low": 0, "high": 4}, "threat": 1}, **tied},
                **states,
            },
        }
    )


def test_each_candidate_is_evaluated_with_the_members() -> None:
    """Cira: arms 50, ties (2 + 4 + 4)/12 = 83.3, so viability 66.7 from 50; threat stays 100. Dova: threat 75."""
    found = candidates(study(), draws=200)
    assert {"viability": 50, "necessity": 100, "cohesion": 50} == found.indices
    cira, dova = sorted(found.ranked, key=lambda one: one.state)
    assert [200 / 3, 100, 250 / 3] == pytest.approx([place.index for place in cira.places.values()])
    assert [50 / 3, -25, 100 / 3] == pytest.approx([place.difference for place in dova.places.values()])
    assert [1, 1, 1] == [place.rank for place in cira.places.values()]
    assert [1, 2, 1] == [place.rank for place in dova.places.values()]
    assert "viable" == cira.verdicts["necessity"]
    assert (1, 1) == (cira.known, dova.known)


def test_ranks_have_ranges_over_common_draws() -> None:
    """Only dova's arms are in doubt, so it is first or second in viability, and always last in necessity."""
    cira, dova = sorted(candidates(study(), draws=400).ranked, key=lambda one: one.state)
    for one in (cira, dova):
        assert (1, 2) == (one.places["viability"].low, one.places["viability"].high)
        assert (1, 1) == (one.places["cohesion"].low, one.places["cohesion"].high)
    assert (2, 2) == (dova.places["necessity"].low, dova.places["necessity"].high)


def test_a_candidate_of_whom_little_is_known_has_no_rank() -> None:
    """Esta is known by nothing but a threat, so it stands below the table."""
    found = candidates(study(esta={"attributes": {"threat": 4}}), draws=50)
    assert ["esta"] == [one.state for one in found.unranked]
    assert all(place.rank is None for place in found.unranked[0].places.values())
    assert 0 == found.unranked[0].known
    assert ["cira", "dova", "esta"] == [row["state"] for row in sheet(found).rows]


def test_any_index_may_order_them() -> None:
    """By necessity cira stands before dova, whatever the order in the study; nothing else is an index."""
    assert ["cira", "dova"] == [one.state for one in candidates(study(), by="necessity", draws=50).ranked]
    with pytest.raises(UnknownName, match="unknown index 'size'; known: viability, necessity, cohesion"):
        candidates(study(), by="size")


def test_a_study_narrowed_to_one_question_ranks_by_it_alone() -> None:
    """Its rows hold no other index, and the numbers are the same."""
    both, alone = candidates(study(), draws=50), candidates(study().asking("necessity"), draws=50)
    assert ["necessity", "cohesion"] == [*alone.indices]
    for one in alone.ranked:
        other = next(each for each in both.ranked if each.state == one.state)
        assert one.places["necessity"] == other.places["necessity"]


def test_states_that_are_no_candidates_are_left_out() -> None:
    """A state that stands in the study because others name it is nobody who might join."""
    held = study()
    states = {**held.states, "dova": held.states["dova"].replace(candidate=False)}
    assert ["cira"] == [one.state for one in candidates(held.replace(states=states), draws=10).ranked]


def test_where_nobody_is_outside_nobody_is_ranked() -> None:
    """A coalition of all states has no candidates, and that is an answer."""
    everyone = study()
    found = candidates(everyone.with_members(everyone.states), draws=10)
    assert ((), ()) == (found.ranked, found.unranked)
    assert [] == sheet(found).rows


def test_without_doubt_the_draws_are_the_evaluation() -> None:
    """The index with a candidate is that of the coalition with it."""
    held = study()
    for one in candidates(held, draws=10).ranked:
        found = evaluate(held, [("alba", "bora", one.state)])
        np.testing.assert_allclose(found.indices[0], [one.places[q].index for q in ("viability", "necessity")])


def test_where_nobody_is_left_nobody_is_ranked() -> None:
    """A coalition of all has no candidates."""
    found = candidates(study().with_members(["alba", "bora", "cira", "dova"]), draws=10)
    assert ((), ()) == (found.ranked, found.unranked)
    assert [] == [*sheet(found).rows]


def many(members: int, others: int) -> Study:
    """Build a coalition of alba, bora and more, with many others of arms 0 to 4 in doubt."""
    states = {f"s{i:03}": {"attributes": {"arms": {"value": i % 5, "low": 0, "high": 4}}} for i in range(others)}
    more = {f"m{i:03}": {"attributes": {"arms": 2}} for i in range(members - 2)}
    found = study(**more, **states)
    return found.replace(members=("alba", "bora", *more))


def test_many_candidates_are_evaluated_together_as_each_is_alone() -> None:
    """Of 270 others some are drawn together; indices and ranks are those of coalitions looked at one by one."""
    whole = (
        many(2, 270)
        .asking("necessity")
        .replace(
            criteria={name: one.replace(pillar="danger") for name, one in many(2, 0).criteria.items() if name == "arms"}
        )
    )
    found = candidates(whole, draws=20)
    assert 272 == len(found.ranked) + len(found.unranked)
    states = {one.state: one for one in found.ranked}
    for name in ("cira", "dova", "s000", "s007", "s269"):
        alone = evaluate(whole, [(*whole.members, name)]).viability[0]
        assert alone == pytest.approx(states[name].places["necessity"].index, abs=1e-9)
    indices = np.array([one.places["necessity"].index for one in found.ranked])
    assert [1 + int((indices > index + 1e-3).sum()) for index in indices] == [
        one.places["necessity"].rank for one in found.ranked
    ]


def test_too_many_draws_of_many_candidates_are_refused_with_how_many_can_be() -> None:
    """Twice 44,850 pairs on 3 criteria: five thousand million are 18,580 draws, less 250 for what is beside them."""
    refused = (
        "50,000 draws are too many for 152 candidates beside 150 members: each takes 89,700 pairs of states on 3 "
        r"criteria. .* \(--draws 18330\), name fewer members"
    )
    with pytest.raises(FrameworkError, match=refused):
        candidates(many(150, 150), draws=50_000)


def test_weights_are_drawn_question_by_question() -> None:
    """A weight of necessity says nothing of viability's, and the foot tells both."""
    found = candidates(what_if(study(cira={"attributes": {"arms": 2, "threat": 4}}), weights={"danger": 2}), draws=5)
    assert {"viability": "uniform", "necessity": "around"} == found.weights
    assert "uniform (viability), around (necessity)" == sheet(found).provenance["weights_drawn"]
    told = " ".join(drawn(view(found), 120).split())
    assert "draws of data and all weights (viability); data, and weights around the given (necessity) (seed" in told
