"""The independent computation against criteria that were worked out by hand from the YAML.

Every expected number stands with its arithmetic, from the values in the profiles to the score. A change of the data
behind one of them asks for the hand's work again, which the comments make short.
"""

import math

import pytest

from independent import ROOT, Node, at_day, end_of, evenness, indices, power_mean, read
from viability.engine.evaluate import evaluate
from viability.study.study import Study

FIVE = ["turkiye", "azerbaijan", "kazakhstan", "kyrgyzstan", "uzbekistan"]
DAY = "2026-03-13"


@pytest.fixture(scope="module")
def five() -> Node:
    """Return both questions of the default coalition on the study's day."""
    return indices(ROOT, FIVE, DAY)


@pytest.fixture(scope="module")
def five_in_2019() -> Node:
    """Return both questions of the default coalition at the end of 2019."""
    return indices(ROOT, FIVE, "2019")


@pytest.fixture(scope="module")
def pair() -> Node:
    """Return both questions of Türkiye and Azerbaijan on the study's day."""
    return indices(ROOT, FIVE[:2], DAY)


def test_regional_imbalance_by_hand(five: Node) -> None:
    """The hand finds 0.27683 of both budgets with Armenia, a score of 0.05367."""
    # Türkiye: Greece and Cyprus are opponents. Greece 2024: 7786 / (7786 + 21884) = 0.262420. Cyprus has no figure.
    # Azerbaijan: Armenia 2024: 1416 / (1416 + 3699) = 1416 / 5115 = 0.276833.
    # Kazakhstan has none; Kyrgyzstan settled in March 2025, Uzbekistan in March 2018: 0 each.
    # Best shot: 0.276833; goalposts 0.25 to 0.75: 0.026833 / 0.5 = 0.053666.
    row = five["necessity"]["criteria"]["regional_imbalance"]
    assert row["values"]["turkiye"] == pytest.approx(0.262420, abs=1e-6)
    assert [row["values"][s] for s in FIVE[2:]] == [0, 0, 0]
    assert row["raw"] == pytest.approx(0.276833, abs=1e-6)
    assert row["score"] == pytest.approx(0.053666, abs=1e-6)
    # Read: 5 members rate 7 states each (35), 2 own budgets, those of Greece, Armenia and Cyprus; the last is unknown.
    assert (row["known"], row["read"], row["unknown"]) == (39, 40, ["CYP.military_expenditure"])


def test_regional_imbalance_of_2019_by_hand(five_in_2019: Node) -> None:
    """The newest year common to Türkiye and Greece is 2018, and Kyrgyzstan still has an opponent."""
    # Greece has no figure of 2019. 2018: 5991 / (5991 + 16679) = 5991 / 22670 = 0.264270.
    # Armenia 2019: 959.4 / (959.4 + 2518) = 959.4 / 3477.4 = 0.275896; score 0.025896 / 0.5 = 0.051792.
    # Tajikistan 2019, both by SIPRI: 96.1 / (96.1 + 303.3) = 96.1 / 399.4 = 0.240611.
    row = five_in_2019["necessity"]["criteria"]["regional_imbalance"]
    assert row["values"] == pytest.approx(
        {"turkiye": 0.264270, "azerbaijan": 0.275896, "kazakhstan": 0, "kyrgyzstan": 0.240611, "uzbekistan": 0},
        abs=1e-6,
    )
    assert row["score"] == pytest.approx(0.051792, abs=1e-6)


def test_failure_of_common_bodies_by_hand(five: Node) -> None:
    """The hand finds a mean credibility of 0.7, a score of 0.825."""
    # On the day: OSCE 0, UN 1, CIS 1, GUAM 0, SCO 1, Consultative Meeting 1. NATO and the CSTO are no forums, and
    # the OTS is the coalition's own.
    # Türkiye: UN, OSCE (partner of the SCO only): 1/2. Azerbaijan: UN, OSCE, CIS, GUAM, Meeting: 3/5.
    # Kazakhstan, Kyrgyzstan: UN, OSCE, CIS, SCO, Meeting: 4/5. Uzbekistan the same, out of GUAM since 2005: 4/5.
    # Mean: (0.5 + 0.6 + 0.8 + 0.8 + 0.8) / 5 = 0.7; goalposts 4 to 0: 1 - 0.7 / 4 = 0.825.
    row = five["necessity"]["criteria"]["failure_of_common_bodies"]
    assert list(row["values"].values()) == pytest.approx([0.5, 0.6, 0.8, 0.8, 0.8])
    assert (row["raw"], row["score"]) == pytest.approx((0.7, 0.825))


def test_alignment_of_a_pair_by_hand(pair: Node) -> None:
    """The hand finds 7/15 for Türkiye and Azerbaijan on opponents, and 1/9 on other dangers."""
    # Türkiye: Russia 2, Iran 3, Armenia 2, Greece 3, Cyprus 3. Azerbaijan: Russia 2, Iran 4, Armenia 3.
    # Common: 2 + 3 + 2 = 7. Either: 2 + 4 + 3 + 3 + 3 = 15.
    # Türkiye: jihadism 3, PKK 3, unrest 2. Azerbaijan: jihadism 1, Karabakh 1, unrest 0. Common 1, either 3+3+2+1 = 9.
    criteria = pair["viability"]["criteria"]
    assert criteria["opponent_alignment"]["score"] == pytest.approx(7 / 15)
    assert criteria["danger_alignment"]["score"] == pytest.approx(1 / 9)


def test_necessity_of_a_pair_by_hand(pair: Node) -> None:
    """The hand finds 48.6028 for the whole index of Türkiye and Azerbaijan."""
    # Shared concerns: strongest state both feel is Iran, min(3, 4) = 3: 3/4; strongest other, jihadism: 1/4: 50.
    # Pressure: ratings 2 and 2: 0.5; imbalance 0.053666, as for the five: (0.5 + 0.053666) / 2 = 27.6833.
    # Institutions: forums 1/2 and 3/5, mean 0.55, 1 - 0.55/4 = 0.8625; cover 4 (NATO) and 0: mean of 0 and 1 = 0.5;
    # together 68.125. Index: (50 + 27.6833 + 68.125) / 3 = 145.8083 / 3 = 48.6028.
    answer = pair["necessity"]
    scores = [part["score"] for part in answer["pillars"].values()]
    assert scores == pytest.approx([50, 27.6833, 68.125], abs=1e-4)
    assert answer["index"] == pytest.approx(48.6028, abs=1e-4)
    assert answer["verdict"] == "limited"


def test_what_is_unknown_takes_no_weight() -> None:
    """In 2019 no trade of the pair was known: it is unknown, covers nothing and leaves its pillar's mean."""
    # The five others: arms (11.7 + 33.1) / 2 = 22.4, 1 - 0.224; will (2 + 1) / 2 of 4; ties 4 of 4; freedom 3 of 4;
    # votes 0.598 + 0.701 = 1.299 apart, 1 - 1.299/2.5.
    # (0.776 + 0.375 + 1 + 0.75 + 0.4804) / 5 = 3.3814 / 5 = 67.628. Coverage 5/6.
    answer = indices(ROOT, FIVE[:2], "2019-12-31")["viability"]
    assert answer["criteria"]["autonomy_in_trade"]["score"] is None
    assert answer["pillars"]["foreign_policy"] == pytest.approx({"score": 67.628, "coverage": 5 / 6})


def test_a_bar_caps_the_verdict() -> None:
    """Turkmenistan's neutrality law blocks, though the mean of freedom stands at a half."""
    # (3 + 3 + 2 + 2 + 1 + 0) / 6 = 11/6; 11/24 = 0.4583; the weakest scores 0, under 0.1.
    answer = indices(ROOT, [*FIVE, "turkmenistan"], DAY)["viability"]
    assert answer["criteria"]["freedom_to_ally"]["score"] == pytest.approx(11 / 24)
    assert answer["blocked_by"] == ["freedom_to_ally"]


@pytest.mark.parametrize(
    ("date", "day", "known"),
    [
        ("2019", "2018-12-31", False),  # a date counts from its first day
        ("2019", "2019-01-01", True),
        ("2019", "2024-12-31", True),  # its year ends on 31 December 2019, five years before
        ("2019", "2025-01-01", False),
        ("2019-02", "2024-02-29", True),
        ("2019-02", "2024-03-01", False),
    ],
)
def test_an_observation_holds_from_its_first_day_to_its_greatest_age(date: str, day: str, known: bool) -> None:  # noqa: FBT001 - expected
    """Dates count from their first day, and age from their last."""
    datum = {"value": "1", "date": date, "source": "any"}
    assert (at_day(datum, day, {"max_age": "5"}) is not None) is known


def test_means_and_evenness_by_hand() -> None:
    """The arithmetic, geometric and harmonic means of 1 and 4, and evenness of three equal and of one payer."""
    parts: list[tuple[float, float | None]] = [(1, 1), (1, 4), (1, None)]
    assert [power_mean(parts, c) for c in (1, 0, -1, float("-inf"))] == pytest.approx([2.5, 2, 1.6, 1])
    assert evenness([5, 5, 5], 3) == pytest.approx(1)
    assert evenness([5, 0, 0], 3) == pytest.approx(0)
    # Shares 3/4 and 1/4 of two payers, a third unknown: H = 10/16; 1 - (10/16 - 1/3) / (2/3) = 1 - 7/16 = 9/16.
    assert evenness([3, 1], 3) == pytest.approx(9 / 16)


def test_scalars_stay_text() -> None:
    """No scalar of the study is read as anything but text."""
    assert end_of(str(read(ROOT / "states/_coalition.yaml")["as_of"])) == DAY
    assert isinstance(read(ROOT / "criteria/_codebook.yaml")["opponents"]["zero_unless_listed"], str)


@pytest.mark.parametrize("day", [DAY, "2019-12-31"])
@pytest.mark.parametrize(
    "members", [FIVE, FIVE[:2], FIVE[1:]], ids=["the five", "Türkiye and Azerbaijan", "without Türkiye"]
)
def test_the_program_agrees(study: Study, members: list[str], day: str) -> None:
    """Indices, cohesion, pillars, criteria, coverage and verdicts of both questions are those of the program."""
    found = evaluate(study.replace(as_of=day).with_members(members))
    for question, one in found.questions.items():
        by_hand = indices(ROOT, members, day)[question]
        assert one.viability[0] == pytest.approx(by_hand["index"], abs=1e-9)
        assert one.cohesion[0] == pytest.approx(by_hand["cohesion"], abs=1e-9)
        assert one.geometric()[0] == pytest.approx(by_hand["pillars_not_making_up"], abs=1e-9)
        assert one.total_coverage()[0] == pytest.approx(by_hand["coverage"], abs=1e-9)
        assert one.study.framework.verdict(int(one.verdicts[0])) == by_hand["verdict"]
        scores = [by_hand["criteria"][name]["score"] for name in one.criteria]
        assert one.scores[0].tolist() == pytest.approx(
            [math.nan if score is None else score for score in scores], abs=1e-9, nan_ok=True
        )
