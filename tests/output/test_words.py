"""Values in words: whose they are, and what a level means."""

import pytest

from viability.output.text import how_often
from viability.output.words import behind_words, level_words, value_words, whose_value
from viability.study.study import Study


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("turkiye.kazakhstan.dispute", "Türkiye-Kazakhstan, dispute between members"),
        ("kyrgyzstan.threats.russia", "Kyrgyzstan, perceived threat: Russia"),
        ("kyrgyzstan.government_effectiveness", "Kyrgyzstan, government effectiveness"),
        ("csto.credibility", "CSTO, credibility"),
        ("kazakhstan.csto", "Kazakhstan in the CSTO"),
    ],
)
def test_a_value_is_named_in_words(study: Study, path: str, words: str) -> None:
    """A state, a pair, a threat, an institution and a membership are named as a reader would name them."""
    assert words == whose_value(study, path)


def test_a_level_is_told_by_the_first_words_of_its_rubric(study: Study) -> None:
    """The details after the first clause are left out; between levels there are no words, and a number has its unit."""
    threats = study.attributes["threats"]
    assert "a managed risk" == level_words(threats, 2)
    assert "2 (a managed risk)" == value_words(threats, 2)
    assert "2.5 of 4" == value_words(threats, 2.5)
    assert "unknown" == value_words(threats, float("nan"))
    assert "21.1 %" == value_words(study.attributes["arms_imports_from_russia"], 21.1)


@pytest.mark.parametrize(
    ("criterion", "raw", "words"),
    [
        ("danger_alignment", 1 / 9, ("", "11.1 % of dangers shared", "")),
        ("regional_imbalance", 0.5, ("", "opponent's share 50 %", "")),
        ("state_capacity", -0.891, ("government effectiveness", "-0.89", "scale -3.5 to 3.5")),
        ("regime_similarity", 0.02, ("electoral democracy", "0.02 apart", "scale 0 to 1")),
        ("effort", 0.428, ("military expenditure as a share of GDP", "0.428 % of GDP", "")),
        ("lead_nation", 4.0, ("", "member of NATO with integrated forces", "")),
        (
            "failure_of_common_bodies",
            0.5,
            ("credibility of an institution as a security provider in this region", "0.5", "scale 0 to 4"),
        ),
        ("lead_nation", float("nan"), ("", "unknown", "")),
    ],
)
def test_the_value_behind_a_criterion_says_its_unit(
    study: Study, criterion: str, raw: float, words: tuple[str, str, str]
) -> None:
    """A share is told in per cent, an index and a mean of ratings on their scale, a level in its rubric's words."""
    assert words == behind_words(study, study.criteria[criterion], raw)


@pytest.mark.parametrize(
    ("share", "told", "short"),
    [
        (0.0, "0 %", "0 %"),
        (0.0001, "under 1 %", "<1 %"),
        (0.01, "1 %", "1 %"),
        (0.99, "99 %", "99 %"),
        (0.9999, "over 99 %", ">99 %"),
        (1.0, "100 %", "100 %"),
    ],
)
def test_what_is_rare_is_not_never(share: float, told: str, short: str) -> None:
    """A verdict that came out once in ten thousand trials is rare, and one that all but one had is not sure."""
    assert told == how_often(share)
    assert short == how_often(share, short=True)
