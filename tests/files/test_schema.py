"""The schemas accept every file that the readers accept, and refuse whatever of a broken one has the wrong shape."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from studies import loaded
from viability.files.beginning import EXAMPLE, begin
from viability.files.blank import new_state
from viability.files.folder import ASIDE, REGISTERS
from viability.files.schema import KINDS, schema_of
from viability.files.strict_yaml import Unreadable, parse_yaml
from viability.study.study import Study

HERE = Path(__file__).parents[1]
ROOT = HERE.parent
SMALL = HERE / "small_study"
STUDIES = {
    "shipped": ROOT,
    "world": ROOT / "studies/world",
    "example": EXAMPLE,
    "small": SMALL,
    "1": HERE / "framework_1",
}


@cache
def validator(folder: Path, kind: str) -> Draft202012Validator:
    """Return what validates one kind of file of a study, once the schema is seen to be one."""
    return compiled(json.dumps(schema_of(kind, read(folder), tabled=(folder / "states/_tables.yaml").exists())))


@cache
def read(folder: Path) -> Study:
    """Read a study once for all kinds of its files."""
    return loaded(folder)


@cache
def compiled(text: str) -> Draft202012Validator:
    """Return what validates by a schema that is one; most are the same whatever the study."""
    schema = json.loads(text)
    meta.validate(schema)
    return Draft202012Validator(schema)


def kind_of(file: str) -> str:
    """Return the kind of a file by its path within the study."""
    return next(kind for kind, one in KINDS.items() if fnmatch(file, one.files))


def told(folder: Path, file: str, text: str) -> Iterator[str]:
    """Give what a schema says is wrong with a file."""
    try:
        data = parse_yaml(text)
    except Unreadable as error:
        yield str(error)
        return
    for fault in validator(folder, kind_of(file)).iter_errors(plain(data)):
        yield f"{file}: {'/'.join(map(str, fault.instance_path))}: {fault.message}"


def plain(data: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return data with text keys, as JSON has them."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    return [*map(plain, data)] if isinstance(data, list) else data


def files_of(folder: Path) -> Iterator[str]:
    """Give every YAML file of a study."""
    for part in ("criteria", "states", "states/_codings", "scenarios", "."):
        for path in sorted((folder / part).glob("*.yaml")):
            yield path.relative_to(folder).as_posix()


@pytest.mark.parametrize("name", STUDIES)
def test_every_shipped_file_fits_its_schema(name: str) -> None:
    """Of the studies that come along, of the example, and of those that tests use."""
    folder = STUDIES[name]
    files = [*files_of(folder)]
    assert len(files) > 8
    assert [] == [one for file in files for one in told(folder, file, (folder / file).read_text(encoding="utf-8"))]


def test_what_the_program_writes_fits_its_schema(tmp_path: Path) -> None:
    """A study that was begun from tables, with a profile of questions beside them."""
    begin(tmp_path / "mine", "world", members=("NOR", "SWE"))
    new_state(tmp_path / "mine", "Northland")
    found = [
        one
        for file in files_of(tmp_path / "mine")
        for one in told(tmp_path / "mine", file, (tmp_path / "mine" / file).read_text(encoding="utf-8"))
    ]
    assert [] == found


BROKEN = sorted((HERE / "broken").glob("*.yaml"))

UNSEEN = frozenset(
    re.findall(
        r"\w+",
        """
    band_called_no_verdict
    bad_date bands_rise bands_that_differ_in_case blocking_of_no_single_member claim_about_no_value claim_about_nothing
    goalposts_too_near two_pillars_of_one_title
    claim_called_as_a_criterion contradicting_ties credibility_by_another_name doubt_of_a_ratio
    ends_before_its_date goalpost_of_a_difference goalpost_of_an_overlap goalpost_of_shared_memberships
    goalpost_out_of_reach high_below_value iso3_by_name iso3_of_another_list iso3_of_no_list life_ends_early
    membership_ends_early memberships_twice no_criterion_weight no_pillar_weight pillar_named_cause
    pillar_named_ties pillar_named_verdict pillar_of_two_questions pillar_read_as_true question_named_size
    question_with_a_fault question_without_weight range_falls ratio_below_nought reference_of_unknown_source
    reference_out_of_its_range rubric_outside_range same_alias same_date same_iso3 scale_of_a_rating
    share_above_one state_of_another_kind strategy_of_unknown_source strategy_of_weights
    strategy_of_what_nobody_changes threat_of_another_state threat_of_no_code threat_of_unknown_state
    threat_read_as_missing tie_with_itself timeless_ages tiny_weight two_roles_at_once unknown_blocked
    unknown_institution_of_coalition unknown_member unknown_source unknown_source_in_list
    unknown_source_of_institution unknown_source_of_membership unknown_source_of_series unknown_state_of_tie
    unused_source verdict_twice worst_is_best zero_of_a_state zero_outside_range
    """,
    )
)
"""What no schema can see: what has to hold between numbers, names, dates or files."""


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_shape_is_refused(path: Path) -> None:
    """Whatever is wrong with a file by itself is seen; not what has to hold between files or numbers."""
    text = path.read_text(encoding="utf-8")
    target = re.match("# (.+)", text)
    assert target is not None
    # a fault that is moved between the two lists shows here, and so does a new one
    assert bool([*told(SMALL, target[1], text)]) == (path.stem not in UNSEEN)


def test_the_schema_of_profiles_knows_the_study() -> None:
    """A level that is none, a value out of its range, an attribute in the wrong section and an unknown threat."""
    text = (SMALL / "states/alfa.yaml").read_text(encoding="utf-8")
    assert [] == [*told(SMALL, "states/alfa.yaml", text)]
    for old, new in (
        ("north: {value: 2", "north: {value: 3"),
        ("2014: 100", "2014: 501"),
        ("resolve:", "resolv:"),
        ("    south:", "    sauth:"),
        ("note: Raided twice.", "quality: low"),
        ("    pact:", "    pakt:"),
    ):
        assert [*told(SMALL, "states/alfa.yaml", text.replace(old, new, 1))], new


def test_fields_are_told_in_the_words_of_their_models() -> None:
    """What stands below a field in the source stands in the schema, and so do definitions of the codebook."""
    study = loaded(SMALL)
    schema = schema_of("state", study)
    assert (
        "First day of its life; missing where it began before all data." == schema["properties"]["from"]["description"]
    )
    assert "How far the state treats the source as a threat.\n0: None." in schema["$defs"]["threats"]["description"]
    assert [0, 1, 2] == schema["$defs"]["resolve"]["anyOf"][0]["properties"]["value"]["enum"]


def test_every_yaml_file_of_a_study_has_a_kind() -> None:
    """The registers that the readers know are those that have a schema."""
    assert {f"{place}/{name}.yaml" for name, place in {**REGISTERS, **ASIDE}.items()} < {
        k.files for k in KINDS.values()
    }
