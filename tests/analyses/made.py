"""What tests of several analyses share: a study of two questions that disagree."""

from strategies import asks, build
from viability.study.study import Study


def two_questions() -> Study:
    """Build three states: arms 4, 4, 1; words 1 each; threats 4, 2, 0; so that viability and necessity disagree."""
    return build(
        {
            "pillars": {"power": 1, "will": 1, "danger": 1},
            "questions": {"viability": ("power", "will"), "necessity": ("danger",)},
            "codebook": {name: {"levels": 4} for name in ("arms", "words", "threat", "treaty")},
            "criteria": {
                "arms": asks("attribute", "arms", worst=0, best=4, pillar="power", when_low="few arms"),
                "words": asks("attribute", "words", worst=0, best=4, pillar="will"),
                "treaties": asks("tie", "treaty", worst=0, best=4, pillar="will"),
                "threat": asks("attribute", "threat", worst=0, best=4, pillar="danger", when_high="grave threats"),
            },
            "states": {
                name: {"attributes": {"arms": {"2020": arms}, "words": {"2020": 1}, "threat": {"2020": threat}}, **more}
                for name, arms, threat, more in (
                    ("alba", 4, 4, {"ties": {"bora": {"treaty": 4}, "cira": {"treaty": 0}}}),
                    ("bora", 4, 2, {"ties": {"cira": {"treaty": 2}}}),
                    ("cira", 1, 0, {}),
                )
            },
        }
    )
