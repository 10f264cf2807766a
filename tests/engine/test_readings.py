"""One criterion read once: its items and what sets of them score."""

from typing import Any

import numpy as np

from strategies import asks, build
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.engine.readings import read, read_one
from viability.study.study import Study

NAN = np.nan


def study_of(*values: float | None, **criteria: dict[str, Any]) -> Study:
    """Build states a, b, c with one attribute."""
    states = {name: {"attributes": {"x": value}} for name, value in zip("abcd", values, strict=False)}
    return build({"criteria": criteria, "states": states})


RATING = asks("attribute", "x", worst=0, best=4)
NEARNESS = asks("similarity", "x", worst=4, best=0)


def test_items_are_members_or_pairs_within_the_coalition() -> None:
    """The items of a monadic criterion are members, those of a dyadic one the pairs of which both are members."""
    study = study_of(1, 2, 3, 4, x=RATING, d=NEARNESS)
    marks = np.array([[True, False, True, True]])
    members, pairs = read(study, observe(study))
    assert marks.tolist() == members.within(marks).tolist()
    # pairs ab, ac, ad, bc, bd, cd
    assert [[False, True, True, False, False, True]] == pairs.within(marks).tolist()


def test_an_item_says_who_it_is_about_and_what_stands_behind_it() -> None:
    """An item knows its states and the values behind it."""
    study = study_of(1, 2, None, x=RATING, d=NEARNESS)
    members, pairs = read(study, observe(study))
    assert [("b",), ("c",)] == [members.who(1), members.who(2)]
    assert [["b.x"], []] == [[entry.path for entry in members.behind(item)] for item in (1, 2)]
    assert [("a", "b"), ("b", "c")] == [pairs.who(0), pairs.who(2)]
    assert [["a.x", "b.x"], ["b.x"]] == [[entry.path for entry in pairs.behind(item)] for item in (0, 2)]


def test_items_are_scored_by_the_criterions_own_goalposts() -> None:
    """Any set of items can be scored as the criterion says, and of chosen items alone."""
    marks = np.array([[True, False], [True, True]])
    for value, missing, scores in ((3, NAN, [0.25, 0.5]), (None, 0.0, [0.25, 0.125])):
        study = study_of(1, value, x=RATING)
        reading = read_one(study, study.criteria["x"], observe(study))
        assert scores == reading.score(marks, missing).tolist()
    assert [0.25] == reading.score(marks[:1, :1], items=np.array([0])).tolist()


def test_an_evaluation_holds_what_it_read() -> None:
    """An evaluation measures each criterion once and hands the readings on."""
    study = study_of(1, 3, x=RATING, d=NEARNESS)
    found = evaluate(study)
    assert ["x", "d"] == [reading.criterion.id for reading in found.readings]
    assert [[1, 3], [2]] == [reading.values.tolist() for reading in found.readings]
