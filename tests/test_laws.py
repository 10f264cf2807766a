"""Laws that hold for every study: Hypothesis looks for one that breaks them.

Longer than other files: a law is looked for among its likes, and all draw the same studies.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from strategies import MINUS_INFINITY, all_coalitions, alliances, asks, build, compensations, scenario
from viability.analyses.pairs import pairs_of
from viability.analyses.points import contributions
from viability.analyses.uncertainty import uncertainty
from viability.engine.blocks import rows_by_size
from viability.engine.company import Company, companies
from viability.engine.draws import draw_values, draw_weights
from viability.engine.evaluate import Evaluation, evaluate, masks
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import observe
from viability.engine.readings import of_firsts, read
from viability.engine.weighing import Weights
from viability.study.whatif import apply

PLACED = ("average", "weakest-link", "best-shot")
BOUNDED = (*PLACED, "summation")
ROUNDING = 1e-9


def same(one: Evaluation, other: Evaluation) -> None:
    """Check that two evaluations hold the same numbers, up to rounding."""
    for name in ("scores", "coverage", "pillar_scores", "pillar_cohesion", "viability", "cohesion"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=1e-9, err_msg=name)


def renamed(plain: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Give states other names, and the order of those names."""

    def profile(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "ties": {names[other]: ties for other, ties in raw["ties"].items()}}

    return {**plain, "states": {new: profile(plain["states"][old]) for old, new in names.items()}}


@given(alliances() | alliances(company=True), compensations)
def test_scores_lie_between_nought_and_one(plain: dict[str, Any], compensation: float) -> None:
    """Scores lie in [0, 1], coverages too, and indices in [0, 100], for every coalition."""
    result = evaluate(build(plain), all_coalitions([*plain["states"]]), compensation=compensation)
    for values, most in (
        (result.scores, 1),
        (result.coverage, 1),
        (result.viability, 100),
        (result.cohesion, 100),
        (result.pillar_scores, 100),
    ):
        known = values[~np.isnan(values)]
        assert (known >= 0).all()
        assert (known <= most + ROUNDING).all()


@given(alliances(), compensations, st.randoms(use_true_random=False))
def test_order_and_names_of_states_do_not_matter(plain: dict[str, Any], compensation: float, random: Any) -> None:  # noqa: ANN401 - Hypothesis's own Random
    """Reordering or renaming the states changes no number."""
    old = [*plain["states"]]
    shuffled = random.sample(old, len(old))
    new = random.sample([f"s{i}" for i in range(len(old))], len(old))
    study = build({**plain, "compensation": compensation})
    same(
        evaluate(study),
        evaluate(build({**plain, "states": {s: plain["states"][s] for s in shuffled}, "compensation": compensation})),
    )
    same(
        evaluate(study),
        evaluate(build(renamed({**plain, "compensation": compensation}, dict(zip(shuffled, new, strict=True))))),
    )


@given(alliances(least=3) | alliances(least=3, company=True), compensations)
def test_outsiders_do_not_matter(plain: dict[str, Any], compensation: float) -> None:
    """A coalition has the same numbers whoever else the study holds, but for the figures of its opponents."""
    *members, outsider = plain["states"]
    plain["states"][outsider]["attributes"]["burden"] = None
    insiders = {**plain, "states": {name: plain["states"][name] for name in members}}
    for name in members:
        ties = insiders["states"][name]["ties"]
        insiders["states"][name] = {**insiders["states"][name], "ties": {b: t for b, t in ties.items() if b in members}}
    alone = evaluate(build(insiders), compensation=compensation)
    same(alone, evaluate(build(plain), [members], compensation=compensation))
    same(alone, evaluate(build({**plain, "members": members}), compensation=compensation))


@given(alliances() | alliances(company=True), compensations)
def test_a_batch_is_each_coalition_alone(plain: dict[str, Any], compensation: float) -> None:
    """Many coalitions at once have the numbers that each has alone."""
    study, coalitions = build(plain), all_coalitions([*plain["states"]])
    obs = observe(study)
    batch = evaluate(study, coalitions, observations=obs, compensation=compensation)
    alone = [evaluate(study, [one], observations=obs, compensation=compensation) for one in coalitions]
    for name in (
        "scores",
        "coverage",
        "pillar_scores",
        "pillar_cohesion",
        "viability",
        "cohesion",
        "verdicts",
        "blocked",
    ):
        each = np.concatenate([getattr(one, name) for one in alone])
        np.testing.assert_allclose(each, getattr(batch, name), rtol=0, atol=1e-9, err_msg=name)


@given(alliances() | alliances(company=True), compensations, st.sampled_from([2, 8, 1 << 16]))
def test_every_set_by_tables_is_its_evaluation(plain: dict[str, Any], compensation: float, largest: int) -> None:
    """What tables over subsets say of every set of two or more states is what the evaluation of that coalition says."""
    study, n = build({**plain, "least_coverage": 0.65}), len(plain["states"])
    seen, obs = 0, observe(study)
    for found in evaluate_subsets(study, compensation=compensation, scores=True, verdicts=True, largest=largest):
        seen += len(found.block)
        chosen = np.flatnonzero(found.block.sizes() > 1)
        one = evaluate(study, found.block.marks(chosen, n), observations=obs, compensation=compensation)
        for name in ("viability", "cohesion", "scores", "verdicts"):
            np.testing.assert_allclose(getattr(one, name), getattr(found, name)[chosen], atol=1e-9, err_msg=name)
        assert found.coverage is not None
        np.testing.assert_allclose(one.total_coverage(), found.coverage[chosen], atol=1e-9)
    assert 2**n == seen


@given(alliances(company=True, least=3), compensations, st.data())
def test_any_list_of_groups_is_each_of_them(plain: dict[str, Any], compensation: float, data: st.DataObject) -> None:
    """Groups of differing sizes, some of them twice, have together the numbers that each has alone."""
    study = build({**plain, "least_coverage": 0.65})
    obs = observe(study)
    listed = data.draw(st.lists(st.sampled_from(all_coalitions(obs.states)), min_size=1, max_size=12))
    marks = masks(obs.states, listed)
    alone = [evaluate(study, one[None], observations=obs, compensation=compensation) for one in marks]
    names = ("scores", "coverage", "viability", "cohesion", "verdicts", "blocked")
    together = evaluate(study, marks, observations=obs, compensation=compensation)
    for name in names:
        each = np.concatenate([getattr(one, name) for one in alone])
        np.testing.assert_allclose(getattr(together, name), each, atol=1e-9, err_msg=name)
    for share in (Evaluation.old_share, Evaluation.weak_share, Evaluation.member_coverage):
        np.testing.assert_allclose(share(together), np.concatenate([share(one) for one in alone]), atol=1e-9)
    order = np.argsort(marks.sum(axis=1), kind="stable")
    rows = [rows for _, rows in rows_by_size(marks)]
    found = [*evaluate_subsets(study, rows=rows, observations=obs, compensation=compensation, verdicts=True)]
    for name in ("viability", "cohesion", "verdicts"):
        listed_so = np.concatenate([getattr(block, name) for block in found])
        np.testing.assert_allclose(listed_so, getattr(together, name)[order], atol=1e-9, err_msg=name)


@given(alliances(kinds=(), company=True, least=3))
def test_what_is_looked_up_in_a_table_is_what_is_measured(plain: dict[str, Any]) -> None:
    """Without a table each absence is measured when it occurs, to the same numbers."""
    study = build(plain)
    readings = read(study, observe(study))
    marks = masks([*study.states], all_coalitions([*study.states]))
    for k, tabled in companies(readings, marks.shape[1]).items():
        measured = Company(readings[k], marks.shape[1], 0)
        np.testing.assert_array_equal(tabled.alone, measured.alone)
        np.testing.assert_array_equal(tabled.count_alone(), measured.count_alone())
        np.testing.assert_array_equal(tabled.score_marked(marks), measured.score_marked(marks))


@given(alliances())
def test_coverage_counts_values_once_for_whom_they_are(plain: dict[str, Any]) -> None:
    """Coverage lies in [0, 1], is 1 of each member where it is 1 in all, and that of pillars weighs up to the whole."""
    found = evaluate(build(plain), all_coalitions([*plain["states"]]))
    total, members = found.total_coverage(), found.member_coverage()
    assert (np.isnan(members) == ~found.coalitions).all()
    for values in (total, members[found.coalitions], found.old_share(), found.weak_share()):
        assert (values >= 0).all()
        assert (values <= 1 + ROUNDING).all()
    assert (members[total == 1][found.coalitions[total == 1]] > 1 - ROUNDING).all()
    np.testing.assert_allclose(total, found.pillar_coverage() @ found.weights.pillars, atol=1e-9)


QUARTERS = st.integers(-20, 20).map(lambda i: i / 4)


@given(
    st.sampled_from(BOUNDED),
    st.lists(st.none() | QUARTERS, min_size=2, max_size=5),
    QUARTERS,
    st.sampled_from([(0, 4), (4, 0), (-3, 5), (1, -1)]),
    st.integers(1, 20),
)
def test_a_better_value_never_lowers_the_score(
    aggregator: str, others: list[float | None], value: float, posts: tuple[float, float], by: int
) -> None:
    """Moving a value towards the best goalpost lowers neither the score nor the index."""
    worst, best = posts
    criteria = {
        "x": asks("attribute", "x", aggregator, worst=worst, best=best),
        "n": asks("count", worst=0, best=2),
    }

    def found(first: float, compensation: float) -> Evaluation:
        states = {f"s{i}": {"attributes": {"x": x}} for i, x in enumerate([first, *others])}
        return evaluate(build({"criteria": criteria, "states": states}), compensation=compensation)

    for compensation in (1.0, 0.0, MINUS_INFINITY):
        before, after = found(value, compensation), found(value + by / 4 * float(np.sign(best - worst)), compensation)
        assert after.scores[0, 0] >= before.scores[0, 0] - ROUNDING
        assert after.viability[0] >= before.viability[0] - ROUNDING


@given(alliances(), compensations, st.sampled_from([0.001, 0.5, 3, 1e5]), st.sampled_from([0.01, 7]))
def test_weights_are_relative(plain: dict[str, Any], compensation: float, pillars: float, within: float) -> None:
    """Scaling all weights of the pillars, or all of one pillar's criteria, changes nothing."""
    criteria = {
        name: {**raw, "weight": raw["weight"] * (within if raw["pillar"] == "a" else 1)}
        for name, raw in plain["criteria"].items()
    }
    scaled = {
        **plain,
        "criteria": criteria,
        "pillars": {name: weight * pillars for name, weight in plain["pillars"].items()},
    }
    same(evaluate(build(plain), compensation=compensation), evaluate(build(scaled), compensation=compensation))


@given(alliances(kinds=("attribute",), aggregators=("evenness",)), st.sampled_from([0.01, 0.3, 2, 1000]))
def test_evenness_asks_only_for_shares(plain: dict[str, Any], factor: float) -> None:
    """Scaling the burdens of all states alike leaves evenness alone."""
    study = build(plain)
    scaled = apply(study, scenario({"changes": [{"scale": "*.burden", "by": factor}]}))
    same(evaluate(study), evaluate(scaled))


@given(alliances(), compensations)
def test_the_index_lies_among_its_scores(plain: dict[str, Any], compensation: float) -> None:
    """The index lies between the lowest and the highest score that counts, and a pillar between its own."""
    result = evaluate(build(plain), compensation=compensation)
    scores = 100 * result.scores[0]
    assert np.nanmin(scores) - ROUNDING <= result.viability[0] <= np.nanmax(scores) + ROUNDING
    for pillar, height in enumerate(result.pillar_scores[0]):
        own = scores[(result.pillar_of == pillar) & ~np.isnan(scores)]
        assert len(own) == 0 or own.min() - ROUNDING <= height <= own.max() + ROUNDING


@given(alliances())
def test_the_index_never_rises_as_compensation_falls(plain: dict[str, Any]) -> None:
    """The less a strong criterion makes up for a weak one, the lower are index and pillars, down to the worst score."""
    study = build(plain)
    results = [evaluate(study, compensation=c) for c in (1.0, 0.5, 0.1, 0.0, -0.1, -1.0, -5.0, -50.0, MINUS_INFINITY)]
    for higher, lower in pairwise(results):
        assert lower.viability[0] <= higher.viability[0] + 1e-7
        known = ~np.isnan(higher.pillar_scores)
        assert (lower.pillar_scores[known] <= higher.pillar_scores[known] + 1e-7).all()
    assert 100 * np.nanmin(results[-1].scores) == np.float64(results[-1].viability[0])


@given(alliances(aggregators=("average",), gaps=False))
def test_cohesion_is_the_mean_of_the_pairs(plain: dict[str, Any]) -> None:
    """With averages, nothing missing and full compensation, cohesion is the mean of the pairs', in each pillar too."""
    study = build(plain)
    whole, pairs = evaluate(study), pairs_of(study)
    np.testing.assert_allclose(pairs.cohesion.mean(), whole.cohesion[0], atol=1e-9)
    np.testing.assert_allclose(pairs.pillar_cohesion.mean(axis=0), whole.pillar_cohesion[0], atol=1e-9)


@given(alliances() | alliances(company=True))
def test_an_empty_scenario_changes_nothing(plain: dict[str, Any]) -> None:
    """A scenario without edits leads to the same study and the same numbers."""
    study = build(plain)
    after = apply(study, scenario({}))
    assert study == after.replace(edits=())
    same(evaluate(study), evaluate(after))


@given(alliances(), st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_bytes(plain: dict[str, Any], seed: int) -> None:
    """Draws of values and of weights, and what is said of them, depend on the seed alone."""
    study = build(plain)
    obs = observe(study)
    first, second = (draw_values(obs, np.random.default_rng(seed), 7) for _ in range(2))
    assert first.tobytes() == second.tobytes()
    one, two = (draw_weights(study, np.random.default_rng(seed), 7) for _ in range(2))
    assert (one.pillars.tobytes(), one.criteria.tobytes()) == (two.pillars.tobytes(), two.criteria.tobytes())
    assert repr(uncertainty(study, draws=20, seed=seed)) == repr(uncertainty(study, draws=20, seed=seed))


@given(alliances() | alliances(company=True), compensations, st.integers(0, 2**32), st.booleans())
def test_draws_at_once_are_draws_one_by_one(plain: dict[str, Any], compensation: float, seed: int, alone: bool) -> None:  # noqa: FBT001 - drawn
    """Evaluating draws in a leading axis gives each draw the numbers it has alone."""
    study, rng = build(plain), np.random.default_rng(seed)
    coalitions = [(*plain["states"],)] if alone else all_coalitions([*plain["states"]])
    obs = observe(study)
    # no draw decides what is felt, nor, where no figures are known, who is an opponent: factors above a half leave both
    values = obs.values * rng.uniform(0.6, 1.5, (4, len(obs.values)))
    weights = draw_weights(study, rng, 4)
    batch = evaluate(
        study, coalitions, observations=obs.with_values(values), weights=weights, compensation=compensation
    )
    for d in range(4):
        one = evaluate(
            study,
            coalitions,
            observations=obs.with_values(values[d]),
            weights=Weights(pillars=weights.pillars[d], criteria=weights.criteria[d]),
            compensation=compensation,
        )
        for name in ("scores", "pillar_scores", "pillar_cohesion", "viability", "cohesion"):
            # weights are drawn in single precision
            np.testing.assert_allclose(getattr(one, name), getattr(batch, name)[d], rtol=1e-6, atol=1e-5, err_msg=name)


@given(alliances())
def test_points_add_up(plain: dict[str, Any]) -> None:
    """Points gained and lost add up to 100, and at full compensation those gained add up to the index."""
    study = build(plain)
    result = evaluate(study)
    rows = contributions(result)
    np.testing.assert_allclose(100.0, sum(row.gained + row.lost for row in rows), atol=1e-9)
    np.testing.assert_allclose(result.viability[0], sum(row.gained for row in rows), atol=1e-9)


@given(alliances(aggregators=BOUNDED), compensations)
def test_bounds_hold_the_index_between_them(plain: dict[str, Any], compensation: float) -> None:
    """The index with what is missing at its worst is no higher, and with it at its best no lower, than the index."""
    study = build(plain)
    worst, index, best = (evaluate(study, missing=at, compensation=compensation) for at in (0.0, np.nan, 1.0))
    assert worst.viability[0] - 1e-7 <= index.viability[0] <= best.viability[0] + 1e-7


@given(alliances())
def test_bounds_hold_every_score_between_them(plain: dict[str, Any]) -> None:
    """A known score lies between the bounds that what is missing sets it, evenness too, for every coalition."""
    study, coalitions = build(plain), all_coalitions([*plain["states"]])
    worst, index, best = (evaluate(study, coalitions, missing=at) for at in (0.0, np.nan, 1.0))
    known = ~np.isnan(index.scores)
    assert (worst.scores[known] <= index.scores[known] + ROUNDING).all()
    assert (index.scores[known] <= best.scores[known] + ROUNDING).all()


@given(alliances(gaps=False), compensations)
def test_bounds_of_a_study_without_gaps_are_the_index(plain: dict[str, Any], compensation: float) -> None:
    """Where everything is known, both bounds are the index."""
    study = build(plain)
    index = evaluate(study, compensation=compensation)
    assert (index.coverage == 1).all()
    for at in (0.0, 1.0):
        same(index, evaluate(study, missing=at, compensation=compensation))


@given(alliances(), st.integers(0, 2**32))
def test_draws_stay_within_their_range(plain: dict[str, Any], seed: int) -> None:
    """Every drawn value lies from low to high, the value has no doubt stays, and the unknown stays unknown."""
    obs = observe(build(plain))
    drawn = draw_values(obs, np.random.default_rng(seed), 50)
    assert (50, len(obs.values)) == drawn.shape
    # values are drawn in single precision
    slack = 1e-6 * (1 + np.abs(obs.high[:-1]) + np.abs(obs.low[:-1]))
    assert (drawn[:, :-1] >= obs.low[:-1] - slack).all()
    assert (drawn[:, :-1] <= obs.high[:-1] + slack).all()
    certain = np.flatnonzero(obs.low[:-1] == obs.high[:-1])
    np.testing.assert_allclose(np.broadcast_to(obs.values[certain], (50, len(certain))), drawn[:, certain], rtol=1e-6)
    assert np.isnan(drawn[:, -1]).all()


@given(alliances(), st.integers(0, 2**32), st.sampled_from(["uniform", "around"]), st.sampled_from(["anchor", "c0"]))
def test_drawn_weights_lie_on_the_simplex(plain: dict[str, Any], seed: int, how: Any, left_out: str) -> None:  # noqa: ANN401 - a literal
    """Drawn weights are no less than nought, add up to 1 at each level, and are nought where the study's are."""
    criteria = {**plain["criteria"], left_out: {**plain["criteria"][left_out], "weight": 0}}
    used = {raw["pillar"] for raw in criteria.values() if raw["weight"]}
    study = build({**plain, "criteria": criteria, "pillars": {p: w * (p in used) for p, w in plain["pillars"].items()}})
    weights = draw_weights(study, np.random.default_rng(seed), 30, how)
    assert ((30, len(study.framework.pillars)), (30, len(criteria))) == (weights.pillars.shape, weights.criteria.shape)
    assert (weights.pillars >= 0).all()
    assert (weights.criteria >= 0).all()
    np.testing.assert_allclose(weights.pillars.sum(axis=1), 1, atol=1e-6)
    order = [*study.framework.pillars]
    pillar_of = np.array([order.index(c.pillar) for c in study.criteria.values()])
    for pillar in used:
        of = pillar_of == order.index(pillar)
        np.testing.assert_allclose(weights.criteria[:, of].sum(axis=1), 1, atol=1e-6)
    own = np.array([c.weight for c in study.criteria.values()])
    assert (weights.criteria[:, own == 0] == 0).all()


@given(alliances(aggregators=BOUNDED), st.integers(0, 2**32))
def test_goalposts_handed_in_score_like_the_studys_own(plain: dict[str, Any], seed: int) -> None:
    """The study's own goalposts, handed in for each of several draws, give the study's own scores."""
    study = build(plain)
    draws = np.random.default_rng(seed).integers(1, 4)
    posts = [
        None if c.goalposts is None else (np.full(draws, c.goalposts.worst), np.full(draws, c.goalposts.best))
        for c in study.criteria.values()
    ]
    own, given_in = evaluate(study), evaluate(study, goalposts=posts)
    np.testing.assert_allclose(np.broadcast_to(own.scores, given_in.scores.shape), given_in.scores, atol=1e-9)
    np.testing.assert_allclose(np.broadcast_to(own.viability, given_in.viability.shape), given_in.viability, atol=1e-9)


@given(alliances(), st.randoms(use_true_random=False))
def test_what_is_found_in_closed_form_is_what_sets_of_items_score(plain: dict[str, Any], random: Any) -> None:  # noqa: ANN401 - Hypothesis's own Random
    """A criterion without each item, and of the first members of an order, scores as those items do."""
    study = build(plain)
    obs = observe(study)
    n = len(obs.states)
    ranks = np.array(random.sample(range(n), n))
    firsts = ranks <= np.arange(n)[:, None]
    for reading in read(study, obs):
        within = reading.within(np.ones((1, n), dtype=bool))[0]
        items, left = reading.without_each(within)
        sets = np.repeat(within[None], len(items), axis=0)
        sets[np.arange(len(items)), items] = False
        np.testing.assert_allclose(left, reading.score(sets), atol=1e-9)
    # also where members are threat sources, which are none from without
    found = of_firsts(study, read(study, obs), ranks, {})
    expected = evaluate(study, firsts[1:], observations=obs, partial=True).scores
    np.testing.assert_allclose(found[:, 1:].T, expected, atol=1e-9)
