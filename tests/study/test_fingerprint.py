"""What tells one state of a study from another: equal content, equal sums; anything edited, another."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from viability.files.folder import load_study
from viability.study.fingerprint import fingerprint, parts
from viability.study.study import Study
from viability.study.whatif import apply

EDITS: list[tuple[str, str, str, set[str]]] = [
    ("criteria/_framework.yaml", r"will: {", "will: {weight: 2, ", {"weights"}),
    ("criteria/defence_ties.yaml", r"(?m)^(pillar:)", r"weight: 3\n\1", {"weights"}),
    ("criteria/defence_ties.yaml", r"(?m)^title: .*$", "title: Other words", {"framework"}),
    ("criteria/_codebook.yaml", r"(?m)^(  definition: )", r"\1Newly told. ", {"framework"}),
    ("states/_sources.yaml", r"title: Year", "title: New year", {"sources"}),
    ("states/alfa.yaml", r"110", "111", {"data of alfa"}),
    ("states/alfa.yaml", r"(?m)^name: .*$", "name: Alpha", {"data of alfa"}),
    ("states/_coalition.yaml", r"(?m)^title: .*$", "title: Another", {"coalition"}),
]
"""An edit of one file, and the parts whose sums it changes."""


def edited(folder: Path, file: str, old: str, new: str) -> Study:
    """Return the study after an edit of one of its files."""
    text = (folder / file).read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1)
    assert changed != text
    (folder / file).write_text(changed, encoding="utf-8")
    return load_study(folder)


@pytest.mark.parametrize(("file", "old", "new", "changed"), EDITS, ids=[f"{e[0]} {e[1]}" for e in EDITS])
def test_an_edit_changes_the_sum_of_its_part_alone(
    file: str, old: str, new: str, changed: set[str], small: Path
) -> None:
    """A weight, a question, a source's title, a value and a name each show in the whole and in one part."""
    before = load_study(small)
    after = edited(small, file, old, new)
    assert fingerprint(before) != fingerprint(after)
    first, second = parts(before), parts(after)
    assert changed == {name for name in first if first[name] != second[name]}


LAYOUTS: list[Callable[[str], str]] = [
    lambda text: f"# a comment\n{text}\n\n",
    lambda text: text.replace("value: 110,", "value: 110.0,"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_layout_changes_nothing(layout: Callable[[str], str], small: Path, tmp_path: Path) -> None:
    """Comments, blank lines, spellings of a number and the folder itself leave the sum alone."""
    before = fingerprint(load_study(small))
    for file in small.rglob("*.yaml"):
        file.write_text(layout(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert before == fingerprint(load_study(small.rename(tmp_path / "elsewhere")))


def test_scenarios_and_where_a_study_lies_do_not_count(small: Path) -> None:
    """Scenarios stand in full in the results that applied them, so that the sum is of the study as it is."""
    study = load_study(small)
    assert fingerprint(study) == fingerprint(study.replace(scenarios={}, location="anywhere"))
    assert fingerprint(study) != fingerprint(apply(study, "charlie_joins"))


def test_a_day_that_the_study_is_set_to_counts(small: Path) -> None:
    """Whatever the study holds beside its registers belongs to the coalition's part."""
    study = load_study(small)
    day = study.replace(as_of="2015-06-30")
    assert {"coalition"} == {name for name, told in parts(study).items() if told != parts(day)[name]}


def test_the_sum_is_a_sha256() -> None:
    """The sum is 64 hexadecimal digits; those of parts are shorter."""
    study = load_study(Path(__file__).parents[1] / "small_study")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint(study))
    assert all(re.fullmatch("[0-9a-f]{16}", told) for told in parts(study).values())
