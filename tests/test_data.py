"""The shipped study: every value dated, sourced and within its codebook, and the facts the study turns on."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from viability.analyses.check import check_study
from viability.analyses.sensitivity.tornado import tornado
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.fields import as_date
from viability.study.profile import Data, Datum
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import apply

ROOT = Path(__file__).parents[1]


def quantities(study: Study) -> Iterator[tuple[str, str, Data]]:
    """Yield every quantity that the study holds: where it stands, its attribute, its observations."""
    for state in study.states.values():
        for name, data in state.attributes.items():
            yield f"{state.id}.{name}", name, data
        for name, felt in state.threats.items():
            for threat, data in felt.items():
                yield f"{state.id}.{name}.{threat}", name, data
        for other, ties in state.ties.items():
            for name, data in ties.items():
                yield f"{state.id}.{other}.{name}", name, data
    for institution, entry in study.institutions.items():
        yield f"{institution}.credibility", "credibility", entry.credibility


@pytest.fixture(scope="module")
def observed(study: Study) -> list[tuple[str, str, Datum]]:
    """Return every observation of the study: where it stands, its attribute, and itself."""
    return [(where, name, datum) for where, name, data in quantities(study) for datum in data]


def test_nothing_is_wrong_with_the_study() -> None:
    """The shipped study has no problems, unused sources included."""
    assert () == check_study(ROOT).problems


def test_the_study_holds_what_it_should(study: Study) -> None:
    """Twelve states, of which five are members and four are there to be opponents, and 25 criteria in seven pillars."""
    found = (study.states, study.members, study.institutions, study.threats, study.criteria, study.framework.pillars)
    assert (12, 5, 9, 19, 25, 7) == tuple(map(len, found))
    assert {"viability": 4, "necessity": 3} == {
        name: len(question.pillars) for name, question in study.framework.questions.items()
    }
    assert {"armenia", "greece", "iran", "tajikistan"} == {i for i, s in study.states.items() if not s.candidate}
    assert {"turkiye", "azerbaijan", "kazakhstan", "kyrgyzstan", "uzbekistan"} == set(study.members)
    assert "ots" == study.institution


def test_every_observation_has_date_source_and_quality(study: Study, observed: list[tuple[str, str, Datum]]) -> None:
    """Every observation is dated, rests on sources of the register, and says how good it is."""
    assert len(observed) > 800
    undated = [where for where, _, datum in observed if datum.date is None or datum.date != as_date(datum.date)]
    unsourced = [
        where for where, _, datum in observed if not datum.source or not set(datum.source) <= set(study.sources)
    ]
    unrated = [where for where, _, datum in observed if datum.quality not in {"high", "medium", "low"}]
    assert ([], [], []) == (undated, unsourced, unrated)


def test_every_rating_has_a_note_and_a_level(study: Study, observed: list[tuple[str, str, Datum]]) -> None:
    """Every rating stands at a level of its rubric and names the facts that decide it."""
    ratings = [one for one in observed if study.attributes[one[1]].is_rating]
    assert len(ratings) > 300
    assert [] == [where for where, _, datum in ratings if not datum.note.strip()]
    assert [] == [where for where, name, datum in ratings if datum.value not in study.attributes[name].rubric]


DOUBTED = (
    "partisan",
    "press close",
    "state press",
    "blog",
    "encyclopedia",
    "opinion",
    "author's page",
    "institute of",
    "society",
)
"""Words of `weak` that doubt what a source says; the others (mirror, copy, reprint) doubt only how it was read."""


def test_a_rating_on_doubted_sources_alone_is_of_low_quality(
    study: Study, observed: list[tuple[str, str, Datum]]
) -> None:
    """Where every source of a rating is partisan, unreviewed or the like, its quality is low and its range wide."""
    doubted = {name for name, source in study.sources.items() if any(word in source.weak for word in DOUBTED)}
    assert 40 < len(doubted) < len(study.sources) / 2
    ratings = [one for one in observed if study.attributes[one[1]].is_rating and one[2].quality != "low"]
    assert [] == [(where, datum.date) for where, _, datum in ratings if set(datum.source) <= doubted]


def test_one_outlet_is_marked_alike(study: Study) -> None:
    """Of the pages of one outlet either all are marked weak or none is, but for one stored address that is amiss."""
    marks: dict[str, set[bool]] = {}
    for source in study.sources.values():
        marks.setdefault(source.publisher, set()).add(bool(source.weak) and "address" not in source.weak)
    assert [] == [publisher for publisher, both in marks.items() if len(both) > 1]


def test_every_figure_lies_within_its_range(study: Study, observed: list[tuple[str, str, Datum]]) -> None:
    """Every value and both ends of its range lie within the range of its attribute."""
    ranges = {name: attribute.range for name, attribute in study.attributes.items()}
    outside = [
        where
        for where, name, datum in observed
        for number in (datum.low, datum.value, datum.high)
        if number is not None and not ranges[name][0] <= number <= ranges[name][1]
    ]
    assert [] == outside


def test_observations_of_a_quantity_are_in_order(study: Study) -> None:
    """The observations of a quantity rise in date, and none is empty."""
    for where, _, data in quantities(study):
        dates = [datum.date or "" for datum in data]
        assert dates, where
        assert sorted(set(dates)) == dates, where


def test_every_rubric_runs_from_nought_to_four(study: Study) -> None:
    """Every rating has five levels, each with its sentence, but who is an opponent is yes or no; numbers have units."""
    for name, attribute in study.attributes.items():
        if attribute.is_rating:
            assert ([0, 1] if name == "opponents" else [0, 1, 2, 3, 4]) == list(attribute.rubric), name
            assert all(attribute.rubric.values()), name
            assert not attribute.unit, name
        else:
            assert attribute.unit, name


def test_criteria_say_why(study: Study) -> None:
    """Every criterion says why it scores as it does, and what to call it where it is low, or high."""
    assert {"catalyst", "obstacle", "theory"} == {criterion.role for criterion in study.criteria.values()}
    for name, criterion in study.criteria.items():
        assert criterion.when_low, name
        assert criterion.when_high, name
        assert criterion.goalposts is not None or criterion.aggregator == "evenness", name
        assert criterion.goalposts is None or criterion.goalposts.reason.strip(), name
        assert criterion.rationale.strip(), name
        assert criterion.references, name


def test_all_weights_are_equal(study: Study) -> None:
    """No pillar and no criterion weighs more than another by default."""
    assert {1.0} == {pillar.weight for pillar in study.framework.pillars.values()}
    assert {1.0} == {criterion.weight for criterion in study.criteria.values()}


def test_every_source_can_be_found(study: Study) -> None:
    """Every source names its publisher and has an address."""
    lost = [i for i, source in study.sources.items() if not source.publisher or not source.href.startswith("http")]
    assert [] == lost


def test_every_pair_of_members_has_its_ties(study: Study) -> None:
    """Each of the ten pairs has a defence tie, a dispute rating and a distance, in one profile or the other."""
    pairs = list(combinations(study.members, 2))
    assert 10 == len(pairs)
    for a, b in pairs:
        both = {**study.states[a].ties.get(b, {}), **study.states[b].ties.get(a, {})}
        assert {"defence_tie", "dispute", "border_distance"} <= {name for name, data in both.items() if data}, (a, b)


@pytest.mark.parametrize(
    "attribute", ["un_ideal_point", "government_effectiveness", "political_stability", "polyarchy"]
)
def test_yearly_figures_of_members_reach_back_to_2015(study: Study, attribute: str) -> None:
    """Every member has the yearly figures of 2015 and of every year to 2022, so that trends can be drawn."""
    years = {str(year) for year in range(2015, 2023)}
    for member in study.members:
        dates = {datum.date for datum in study.states[member].attributes[attribute]}
        assert years <= dates, member


def test_the_trnc_has_no_iso_code(study: Study) -> None:
    """The TRNC is a state of the study like any other, without an ISO code, and goes by several names."""
    assert study.states["trnc"].iso3 is None
    assert ["trnc"] * 3 == [study.state_id(name) for name in ("TRNC", "KKTC", "northern cyprus")]
    assert 11 == len({state.iso3 for state in study.states.values()} - {None})


@pytest.mark.parametrize(
    ("day", "belongs"),
    [("1995-01-01", True), ("2003-01-01", False), ("2010-01-01", True), ("2013-01-01", False)],
)
def test_uzbekistan_left_the_csto_twice(study: Study, day: str, belongs: bool) -> None:  # noqa: FBT001 - expected
    """Uzbekistan was in the CSTO until 1999 and again from 2006 to 2012, and is not today."""
    spells = study.states["uzbekistan"].memberships["csto"]
    assert belongs is any(spell.role == "member" and spell.holds(day) for spell in spells)


def test_members_belong_to_what_they_are_known_to_belong_to(study: Study) -> None:
    """Türkiye alone of the members is in NATO; Kazakhstan and Kyrgyzstan alone are in the CSTO; all are in the OTS."""

    def members_of(institution: str) -> set[str]:
        spells = {m: study.states[m].memberships.get(institution, ()) for m in study.members}
        return {m for m, held in spells.items() if any(s.role == "member" and s.holds(study.day) for s in held)}

    assert {"turkiye"} == members_of("nato")
    assert {"kazakhstan", "kyrgyzstan"} == members_of("csto")
    assert set(study.members) == members_of("ots")


SCENARIOS = {
    "leave_csto": ("viability", "necessity"),
    "paper": ("viability", "necessity"),
    "russian_pressure": ("viability", "necessity"),
    "turkmenistan_joins": ("viability", "necessity"),
    "wide_opponents": ("necessity",),
}
"""Each scenario shipped, and which indices it moves."""


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenarios_apply(study: Study, name: str) -> None:
    """Every shipped scenario can be applied, moves what it is about and gives every change a reason."""
    before, after = (evaluate(one).indices[0] for one in (study, apply(study, study.scenarios[name])))
    assert np.isfinite(after).all()
    assert SCENARIOS[name] == tuple(
        q for q, a, b in zip(study.framework.questions, before, after, strict=True) if a != b
    )
    assert all(change.reason for change in study.scenarios[name].changes)


def test_no_scenario_goes_untested(study: Study) -> None:
    """The scenarios shipped are those tested above, and strategies, which test_paper.py ranks."""
    others = {name for name, one in study.scenarios.items() if one.strategy is None}
    assert others <= SCENARIOS.keys() <= study.scenarios.keys()


def test_what_a_forum_is_worth_moves_necessity_the_other_way(study: Study) -> None:
    """The paper's first reason counts: any forum that falls from 1 to 0 raises necessity, and none moves viability."""
    forums = [name for name, institution in study.institutions.items() if institution.kind == "forum"]
    assert len(forums) > 3
    for name in forums:
        found = [
            evaluate(apply(study, Scenario(id="", title="x", changes=(SetValue(set=f"{name}.credibility", value=at),))))
            for at in (1, 0)
        ]
        assert found[0].viability == found[1].viability, name
        assert found[1].others["necessity"].viability > found[0].others["necessity"].viability, name


@pytest.mark.parametrize("question", ["viability", "necessity"])
def test_sensitivity_names_every_datum_that_moves_an_index_by_a_point(study: Study, question: str) -> None:
    """Whatever value at an end of its range moves an index by a point has a bar of at least that."""
    asked = study.asking(question)
    given = evaluate(asked)
    bars = {bar.entry.path: bar.swing for bar in tornado(asked, draws=10).data}
    obs = observe(asked, asked.members)
    size = len(obs.entries)
    values = np.repeat(obs.values[None], 2 * size, axis=0)
    values[np.arange(2 * size), np.arange(2 * size) % size] = np.concatenate([obs.low[:-1], obs.high[:-1]])
    index = np.empty(2 * size)
    for some, there in obs.each_given(values):
        index[some] = evaluate(asked, observations=there).viability[..., 0]
    moved = np.abs(index - given.viability[0]).reshape(2, size).max(axis=0)
    assert (moved >= 1).any()
    for entry, points in zip(obs.entries, moved, strict=True):
        assert points < 1 or bars.get(entry.path, 0) >= 1 - 1e-9, entry.path
