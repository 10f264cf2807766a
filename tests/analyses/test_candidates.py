"""Who would fit: each state outside the coalition put into it."""

import numpy as np
import pytest

from strategies import asks, build
from viability.analyses.candidates import candidates
from viability.engine.evaluate import evaluate
from viability.errors import UnknownName
from viability.output.candidates import sheet
from viability.study.study import Study


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
