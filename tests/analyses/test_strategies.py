"""Strategies ranked by what they do: the small study, whose viability is worked by hand in test_score.py."""

from pathlib import Path

import pytest

from analyses.sensitivity.made import many
from viability.analyses.strategies import strategies
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError
from viability.files.folder import load_study
from viability.output.strategies import sheet, view
from viability.output.terminal import drawn
from viability.study.scenario import Scenario, SetValue, Strategy
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def strategy(name: str, **values: float) -> Scenario:
    """Return a strategy that sets values; underscores of a name stand for points."""
    changes = tuple(SetValue(set=path.replace("__", "."), value=value) for path, value in values.items())
    title = name.replace("_", " ").capitalize()
    return Scenario(id=name, title=title, changes=changes, strategy=Strategy(actor="Alfa.", refused_by="Bravo."))


@pytest.fixture
def alliance() -> Study:
    """Return the small study with four strategies and a scenario that is none."""
    # the tie of Alfa and Bravo is one of two criteria of one of two pillars: a level of two is worth 100 / 8 = 12.5
    held = (
        strategy("sleep", alfa__charlie__defence_tie=2),
        strategy("treaty", alfa__bravo__defence_tie=2),
        strategy("divorce", alfa__bravo__defence_tie=0),
        strategy("pact", alfa__bravo__defence_tie=2),
        strategy("arm", alfa__expenditure=210),  # 100 more of 400: a quarter of a quarter, 6.25
    )
    study = load_study(SMALL)
    return study.replace(scenarios={**study.scenarios, **{one.id: one for one in held}})


def test_strategies_are_ranked_by_what_they_do(alliance: Study) -> None:
    """Best first, equals share a rank, and what moves nothing stands among them."""
    result = strategies(alliance, draws=50)
    named = [(one.strategies[0].id, one.rank, round(one.gains["viability"], 6)) for one in result.alone]
    assert [
        ("treaty", 1, 12.5),
        ("pact", 1, 12.5),
        ("arm", 3, 6.25),
        ("sleep", 4, 0.0),
        ("divorce", 5, -12.5),
    ] == named
    assert [False] == [one.moves for one in result.alone if one.strategies[0].id == "sleep"]
    assert evaluate(alliance).viability[0] == result.indices["viability"]


def test_the_best_are_tried_in_pairs(alliance: Study) -> None:
    """Of two that set the same value the second brings nothing; a treaty and arms add up."""
    result = strategies(alliance, draws=50)
    pairs = {tuple(each.id for each in one.strategies): one.gains["viability"] for one in result.pairs}
    assert {("treaty", "arm"): 18.75, ("pact", "arm"): 18.75, ("treaty", "pact"): 12.5} == pytest.approx(pairs)
    assert ("treaty", "pact") == tuple(each.id for each in result.pairs[-1].strategies)
    assert () == strategies(alliance, best=1, draws=50).pairs


def test_ranges_are_of_common_draws(alliance: Study) -> None:
    """What a strategy leaves alone is drawn the same: the doubt about threats does not blur what a treaty gains."""
    by_name = {one.strategies[0].id: one for one in strategies(alliance, draws=200).alone}
    treaty = by_name["treaty"].ranges["viability"]
    assert (12.5, 12.5) == pytest.approx((treaty.low, treaty.high), abs=1e-3)
    nothing = by_name["sleep"].ranges["viability"]
    assert (0.0, 0.0) == (nothing.low, nothing.high)


def test_what_comes_last_holds_for_each(alliance: Study) -> None:
    """Without Alfa's partner but with Charlie the treaty moves nothing."""
    then = Scenario(id="", title="", members=("bravo", "charlie"))
    result = strategies(alliance, then=(then,), draws=50)
    assert not any(one.moves for one in result.alone)
    assert ("members bravo charlie",) == result.about.study.edits


def test_rows_and_view_tell_who_acts(alliance: Study) -> None:
    """Each row holds indices, gains, and who has to act; a sentence says how many help, and in full who refused."""
    result = strategies(alliance, draws=50)
    rows = sheet(result).rows
    assert 5 + 3 == len(rows)
    assert ("alone", 1, "treaty", "Alfa.", "Bravo.") == tuple(
        rows[0][name] for name in ("part", "rank", "strategies", "actor", "refused_by")
    )
    text = " ".join(drawn(view(result)).split())
    assert "Of 5 strategies, " in text
    assert "The greatest gain is that of 'Treaty'" in text
    assert "Refused: Bravo." not in text
    assert "Refused: Bravo." in drawn(view(result, full=True))


def test_strategies_are_ranked_by_the_question_that_is_asked(study: Study) -> None:
    """A question that is named ranks alone, and an index of another is not told."""
    result = strategies(study, question="necessity", draws=5)
    assert {"necessity": float(evaluate(study.asking("necessity")).viability[0])} == result.indices
    gains = [one.gains["necessity"] for one in result.alone]
    assert sorted(gains, reverse=True) == gains
    assert gains[0] > 0
    assert "would raise necessity" in drawn(view(result))


def test_a_study_without_strategies_says_so() -> None:
    """Scenarios that nobody decides on are not ranked."""
    assert "holds no strategies" in drawn(view(strategies(load_study(SMALL), draws=5)))


def test_too_many_draws_of_many_members_are_refused() -> None:
    """11,175 pairs on 100 criteria go into twenty thousand million 17,897 times; no strategy is one column."""
    with pytest.raises(FrameworkError, match="20,000 draws are too many for 150 members"):
        strategies(many(150, 0, 100), draws=20_000)
