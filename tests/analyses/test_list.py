"""What a study holds, listed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from viability.analyses.list import KINDS, listing, shares
from viability.cli import build
from viability.errors import UnknownName
from viability.files.folder import load_study
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def small_study() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def test_without_a_word_it_counts_each_kind(small_study: Study) -> None:
    """Every kind that the study holds is counted; kinds of which it has none are left out."""
    counted = {entry.id: entry.told["number"] for entry in listing(small_study).entries}
    assert 3 == counted["states"]
    assert 4 == counted["criteria"]
    assert 1 == counted["scenarios"]
    assert "strategies" not in counted


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_listed_by_its_ids(kind: str, study: Study) -> None:
    """The ids are those of the study, whichever way the kind is spelt."""
    held = getattr(study if hasattr(study, kind) else study.framework, kind, None)
    entries = listing(study, kind.upper()).entries
    assert entries == listing(study, KINDS[kind][0]).entries
    if kind not in {"strategies", "coalitions", "studies"}:
        assert held is not None
        assert {*held} == {entry.id for entry in entries}
    assert all(entry.title for entry in entries)


def test_shares_follow_the_weights_in_force(small_study: Study) -> None:
    """Two pillars of weight 3 and 1 have three quarters and one quarter, whose criteria share them."""
    pillars = [*small_study.framework.pillars]
    changes = (SetWeight(weight=pillars[0], value=3), SetWeight(weight=pillars[1], value=1))
    found = shares(apply(small_study, Scenario(id="", title="", changes=changes)))
    assert (0.75, 0.25) == (found[pillars[0]], found[pillars[1]])
    inside = [found[name] for name, c in small_study.criteria.items() if c.pillar == pillars[0]]
    assert pytest.approx(0.75) == sum(inside)


def test_named_coalitions_are_listed() -> None:
    """The world study names some, each with its date and its members."""
    found = {entry.id: entry.told for entry in listing(load_study("world", profiles=()), "coalitions").entries}
    assert ("1949-04-04", 12) == (found["nato_1949"]["date"], found["nato_1949"]["number"])


def test_studies_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_study: Study) -> None:
    """Those that come along, and before them the nearest upward where it is one's own."""
    monkeypatch.chdir(tmp_path)
    assert ["shipped", "world"] == [entry.id for entry in listing(small_study, "studies").entries]
    monkeypatch.chdir(SMALL)
    assert [".", "shipped", "world"] == [entry.id for entry in listing(small_study, "studies").entries]


def test_an_unknown_kind_names_the_nearest(small_study: Study) -> None:
    """What cannot be listed is answered with what can."""
    with pytest.raises(UnknownName, match="unknown kind of thing 'criterias'; did you mean 'criteria'"):
        listing(small_study, "criterias")


def test_a_study_without_claims_says_so() -> None:
    """An empty list is a sentence, not an empty table."""
    shown = CliRunner().invoke(build(["list"]), ["list", "claims", "--study", str(SMALL)])
    assert 0 == shown.exit_code
    assert "This study has no claims." in shown.stdout
