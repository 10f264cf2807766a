"""The page as it is written: whole, and nothing in it that leaves it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from studies import loaded
from viability.errors import CoalitionError
from viability.report.answers import Answers
from viability.report.live import as_script, plain_weights
from viability.report.page import page
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


def made(study: Study, question: str | None = None, candidates: tuple[str, ...] | None = None) -> str:
    """Write the page of a study with one figure."""
    asked = study if question is None else study.asking(question)
    answers = Answers(study=study, whatifs=(), asked=asked, question=question, candidates=candidates, draws=50, seed=1)
    command = {"words": ["viability", "score"], "weights": [], "members": False, "plain": plain_weights(asked)}
    return page(answers, command, lambda name: f"viability figure {name} {name}.svg", only=("scale",))


@pytest.fixture(scope="module")
def shipped(study: Study) -> str:
    """Return the page of the study that comes along."""
    return made(study)


def test_data_of_a_page_end_no_script() -> None:
    """What stands in a page as data neither ends a script nor begins one, and reads back the same."""
    text = as_script({"a": "</script><!--<script>&", "b": [1.5, None]})
    assert not re.search("[<>&]", text)


def test_a_page_forbids_what_leaves_it(shipped: str) -> None:
    """Its policy allows its own script alone, and nothing in it is fetched."""
    text = shipped
    assert "default-src 'none'; script-src 'sha256-" in text
    assert not re.search(r"""(src|srcset|poster|data|action)=["']?(https?:)?//""", text)
    assert "@import" not in text
    assert not re.search(r"url\((?!data:|#)", text)
    assert 3_000_000 > len(text.encode())


@pytest.mark.parametrize("question", ["viability", "necessity"])
def test_one_question_alone_has_a_page(study: Study, question: str) -> None:
    """A page of one question has its card, and claims about any criterion."""
    text = made(study, question)
    other = next(name for name in study.framework.questions if name != question)
    assert f'id="card-{question}"' in text
    assert f'id="card-{other}"' not in text
    assert 'id="claims"' in text


def test_too_many_to_switch_are_refused_by_name(shipped: str) -> None:
    """More than twelve states cannot be switched on and off."""
    small = loaded(SMALL)
    state = small.states[small.members[0]]
    many = {f"state{i:02}": state.replace(id=f"state{i:02}", name=f"State {i}", iso3=None) for i in range(12)}
    crowded = small.replace(states={**small.states, **many})
    with pytest.raises(CoalitionError, match="states are too many to switch on and off; name fewer candidates"):
        made(crowded, candidates=tuple(many))
    assert "data-state" in shipped


def test_the_command_writes_a_page(tmp_path: Path, typed: Callable[..., Result]) -> None:
    """`viability report` writes one file, with the commands of its figures in it, and refuses another ending."""
    given = ["--study", str(SMALL), "--draws", "20"]
    done = typed("report", "r.html", *given)
    assert 0 == done.exit_code, done.output
    assert ["r.html"] == [path.name for path in tmp_path.iterdir()]
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert f"viability figure points points.svg --draws 20 --seed 20241217 --study {SMALL}" in text
    wrong = typed("report", "r.pdf", *given)
    assert 2 == wrong.exit_code
    assert "r.pdf: the ending .pdf is not possible here; use .html" in wrong.stderr
