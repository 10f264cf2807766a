"""The sentence that says where a coalition stands among groups that allied and groups that did not."""

import pytest

from viability.analyses.about import about
from viability.analyses.place import place
from viability.analyses.score import assess
from viability.analyses.standing import standing
from viability.output.frame import sheet_of
from viability.output.place import view
from viability.output.score import view as score_view
from viability.output.standing import CAVEAT, line
from viability.output.terminal import drawn
from viability.study.study import Study
from viability.study.whatif import what_if


def test_what_is_assumed_has_no_part_in_it(study: Study) -> None:
    """Values and weights of a what-if are not measured; members and day are what is placed."""
    assumed = what_if(study, weights={"military_capacity": 3}, set={"kazakhstan.declared_will": 4})
    one, other = (assess(held, draws=2, placed="line").standing for held in (study, assumed))
    assert one == other is not None
    without = assess(what_if(study, without=["turkiye"]), draws=2, placed="line").standing
    assert without != one


def test_what_is_little_known_says_so(study: Study) -> None:
    """Half of what is asked is known of Türkiye and the TRNC in 1990."""
    asked = study.replace(members=("turkiye", "trnc"), as_of="1990-12-31")
    assert "of 100 (50 % of it is known)" in line(place(asked).standing)


def test_the_line_says_what_it_does_not_say(study: Study) -> None:
    """Both caveats stand in it, in the table of `score`, on its page and with all tables; `place` has the line, too."""
    result = assess(study, draws=5, placed="table")
    assert result.standing is not None
    assert result.place is not None
    told = line(result.standing)
    assert told.endswith(CAVEAT)
    assert "gives this group 54 of 100" in told
    shown = " ".join(drawn(score_view(result)).split())
    assert told in shown
    assert told in (score_view(result).markdown() or "").replace("\\", "")
    full = drawn(score_view(result, extent="full"))
    assert "By what is measured for all states" in full
    assert "Who is most alike" in full
    assert told in " ".join(drawn(view(result.place)).split())
    assert "Structurally" not in drawn(score_view(assess(study, draws=5)))


def test_every_number_of_the_line_has_a_row(study: Study) -> None:
    """The numbers of the sentence are in the table that one pastes from, with a sum over what they rest on."""
    result = assess(study, draws=5, placed="line")
    found = result.standing
    assert found is not None
    made = sheet_of(result)
    rows = {row["id"]: row for row in made.rows if row["level"] == "standing"}
    assert found.structural == rows["structural_index"]["score"]
    assert (100 * found.above_allied, 100 * found.above_matched) == pytest.approx(
        (rows["above_allied"]["score"], rows["above_matched"]["score"])
    )
    assert f"{found.nearest} ({found.date})" in str(rows["nearest_allied"]["title"])
    assert found.read == made.provenance["world_fingerprint"]
    assert "world_fingerprint" not in sheet_of(assess(study, draws=5)).provenance


def test_the_line_stands_after_the_first_screen(study: Study) -> None:
    """The first 24 lines stay what they are."""
    with_it, without = (drawn(score_view(assess(study, draws=5, placed=how))).splitlines() for how in ("line", None))
    assert with_it[:24] == without[:24]


def test_where_there_is_no_place_nothing_is_said(study: Study) -> None:
    """In 1980 none of the members was a state, so that there is no standing, and no error."""
    early = study.replace(as_of="1980-12-31")
    assert standing(early, about(early)) is None
