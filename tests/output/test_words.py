"""Values in words: whose they are, and what a level means."""

import pytest

from viability.output.words import level_words, value_words, whose_value
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
