"""How far coders agree: alpha against a published example, the small study by hand."""

from pathlib import Path

import numpy as np
import pytest

from viability.analyses.agreement import Agreements, agreement, ordinal_alpha
from viability.analyses.check import check_study
from viability.errors import FrameworkError, StudyError
from viability.files.folder import load_study
from viability.output.agreement import apart, sheet, view
from viability.output.terminal import drawn
from viability.study.address import Address
from viability.study.codings import Coder, Coding
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


CODED = {
    ("alfa.threats.north", "2015"): 2,
    ("alfa.threats.south", "2015"): 0,
    ("bravo.threats.north", "2015"): 1,
    ("alfa.resolve", "2010"): 1,
    ("alfa.resolve", "2015-06"): 2,
    ("bravo.resolve", "2015"): 1,
}
"""What the profiles of the small study say."""


def coded(study: Study, framework: str = "1", **changed: float) -> Study:
    """Return the study with a second coder who calls all as the profiles do but for some, by number."""
    values = [*CODED.values()]
    for name, value in changed.items():
        values[int(name.removeprefix("n"))] = int(value)
    codings = tuple(
        Coding(address=address, date=date, value=value, framework=framework, note="Seen so.")
        for (address, date), value in zip(CODED, values, strict=True)
    )
    return study.replace(coders={"second": Coder(id="second", who="A reader.", codings=codings)})


def found(study: Study) -> Agreements:
    """Return the agreement, from few resamples."""
    return agreement(study, resamples=50)


def test_alpha_is_that_of_the_published_example() -> None:
    """Four observers, twelve units and gaps give 0.815 (Krippendorff 2011, and 2019, chapter 12, page 290)."""
    gap = np.nan
    values = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
            [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
        ]
    )
    assert 0.815 == pytest.approx(ordinal_alpha(values), abs=0.0005)


def test_alpha_by_hand() -> None:
    """Of six ratings (0, 1, 1, 1, 2, 2) the second coder calls one 1 a 2, which leaves 0.813."""
    # n0 = 2, n1 = 5, n2 = 5 of n = 12 calls; squared ordinal distances: 0-1 3.5^2, 0-2 8.5^2, 1-2 5^2
    # observed: 2 x 25 = 50; expected: 2 x (10 x 12.25 + 10 x 72.25 + 25 x 25) = 2,940; alpha = 1 - 11 x 50 / 2,940
    first = np.array([0, 1, 1, 1, 2, 2], dtype=float)
    second = np.array([0, 1, 1, 2, 2, 2], dtype=float)
    assert 1 - 11 * 50 / 2940 == pytest.approx(ordinal_alpha(np.array([first, second])))


def test_full_agreement_is_one(alliance: Study) -> None:
    """Who calls all the same agrees in full: shares and alpha are 1, and nothing is listed."""
    result = found(coded(alliance))
    total = result.rows[-1]
    assert (6, 1.0, 1.0, 1.0) == (total.count, total.exact, total.within, total.alpha)
    assert () == result.disagreements
    assert () == result.apart


def test_one_coding_changed_moves_shares_and_alpha(alliance: Study) -> None:
    """With resolve of 2010 called 2 for 1, five of six are the same, all within one; two of three for resolve."""
    result = found(coded(alliance, n3=2))
    total = result.rows[-1]
    assert (5 / 6, 1.0) == (total.exact, total.within)
    assert 1 - 11 * 50 / 2940 == pytest.approx(total.alpha)
    by_name = {row.attribute: row for row in result.rows}
    assert (3, 2 / 3) == (by_name["resolve"].count, by_name["resolve"].exact)
    assert 1.0 == by_name["threats"].exact
    assert ["alfa.resolve"] == [str(rating.address) for rating in result.disagreements]


def test_two_levels_apart_is_not_within_one(alliance: Study) -> None:
    """With a 0 called 2 one of six lies farther than a level."""
    total = found(coded(alliance, n1=2)).rows[-1]
    assert (5 / 6, 5 / 6) == (total.exact, total.within)


def test_noughts_are_counted_apart(alliance: Study) -> None:
    """The one threat that both call 0 stands in the first count and not in the second."""
    result = found(coded(alliance, n3=2))
    assert (6, 5) == (result.rows[-1].count, result.without_noughts[-1].count)
    assert 4 / 5 == result.without_noughts[-1].exact


def test_one_datum_changed_moves_agreement_and_range(alliance: Study) -> None:
    """A profile that takes up another value agrees with one coding fewer, and its range no longer holds that coding."""
    address = Address.parse(alliance, "bravo.threats.north")
    datum = address.held(alliance)[0].replace(value=2.0, low=2.0, high=2.0)
    rating = found(coded(address.replaced(alliance, (datum,)))).disagreements[0]
    assert (2.0, 1.0, ("second",)) == (rating.datum.value, rating.codings["second"].value, rating.outside)
    wider = address.replaced(alliance, (datum.replace(low=1.0),))
    assert () == found(coded(wider)).disagreements[0].outside


def test_a_third_coder_makes_three_pairs(alliance: Study) -> None:
    """Each rating of three coders has three pairs; where one differs two of its pairs do."""
    two = coded(alliance)
    third = coded(alliance, n3=2).coders["second"].replace(id="third")
    total = found(two.replace(coders={**two.coders, "third": third})).rows[-1]
    assert 16 / 18 == pytest.approx(total.exact)


def test_codings_of_another_meaning_stand_apart(alliance: Study) -> None:
    """Older than the rubric, of what is gone, of a date that is not there, or later than the day: four reasons."""
    newer = alliance.attributes["resolve"].replace(since="2")
    held = coded(alliance.replace(attributes={**alliance.attributes, "resolve": newer}))
    more = (
        Coding(address="alfa.threats.west", date="2015", value=1, framework="1"),
        Coding(address="alfa.threats.north", date="2014", value=1, framework="1"),
    )
    coder = held.coders["second"]
    held = held.replace(coders={"second": coder.replace(codings=(*coder.codings, *more))})
    result = found(held)
    assert (3, 5) == (result.rows[-1].count, len(result.apart))
    assert (
        "5 codings are kept apart and not counted: 1 of values that framework 1 does not have, 3 under rubrics that "
        "have changed since and 1 of dates that the profiles do not hold."
    ) == apart(result)
    # what was observed in 2015 is later than 2010, the resolve of that year is not
    assert ["resolve", ""] == [row.attribute for row in found(coded(alliance).replace(as_of="2010-12-31")).rows]


def test_where_all_call_the_same_level_no_alpha_is_defined() -> None:
    """Nothing varies, so that chance would agree, too."""
    assert np.isnan(ordinal_alpha(np.ones((2, 5))))


def test_the_interval_holds_alpha_and_is_seeded(alliance: Study) -> None:
    """The same seed gives the same interval."""
    study = coded(alliance, n3=2)
    one, same = agreement(study, resamples=200), agreement(study, resamples=200)
    total = one.rows[-1]
    assert total.low <= total.alpha <= total.high
    assert (total.low, total.high) == (same.rows[-1].low, same.rows[-1].high)


def test_disagreements_are_told_with_both_reasons(alliance: Study) -> None:
    """The profile's note and the coder's words stand side by side, in the view and in the rows."""
    result = found(coded(alliance, n3=2))
    brief = [line.split() for line in drawn(view(result)).splitlines()]
    assert ["Alfa,", "resolve", "2010", "1", "2"] in brief
    text = drawn(view(result, full=True))
    assert "first: Spoke of it." in text
    assert "second: Seen so. Outside the range of the profile." in text
    row = next(row for row in sheet(result).rows if row["part"] == "disagreement")
    assert ("alfa.resolve", 1.0, 2.0, "Spoke of it.", "Seen so.") == tuple(
        row[name] for name in ("of", "value", "coded", "note", "reason")
    )


def test_a_study_without_coders_says_so(alliance: Study) -> None:
    """There is a line and no table."""
    assert "no further coders" in drawn(view(found(alliance)))


def test_resamples_are_checked(alliance: Study) -> None:
    """None at all is refused, and one, for it has no spread."""
    for few in (0, 1):
        with pytest.raises(FrameworkError, match=f"at least two resamples are needed, not {few}"):
            agreement(alliance, resamples=few)


CODERS = "second:\n  who: A reader.\n"
HEAD = "address,date,value,low,high,note,reason,framework\n"


def write(small: Path, table: str, coders: str = CODERS) -> Path:
    """Write the files of a coder into a study."""
    folder = small / "states/_codings"
    folder.mkdir()
    (folder / "_coders.yaml").write_text(coders, encoding="utf-8")
    (folder / "second.csv").write_text(table, encoding="utf-8")
    return small


def test_codings_are_read(small: Path) -> None:
    """Text with commas and line breaks in quotes is one cell, and what is left empty is not known."""
    table = HEAD + 'alfa.resolve,2010,1,,2,"Spoke,\nand often.",,1\n'
    study = load_study(write(small, table))
    expected = Coding(address="alfa.resolve", date="2010", value=1, high=2, note="Spoke,\nand often.", framework="1")
    assert (expected,) == study.coders["second"].codings
    assert () == check_study(small).warnings


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("address,date\n", "second.csv:1: there are no columns value, framework"),
        (HEAD + "alfa.resolve,2010,1\n", "second.csv:2: the row has 3 cells, but the first row has 8"),
        (HEAD + "alfa.resolve,2010,one,,,,,1\n", "second.csv:2: value: expected a number, got 'one'"),
        (HEAD + "alfa.resolve,soon,1,,,,,1\n", "second.csv:2: date: 'soon' is not a date"),
        (HEAD + "alfa.resolve,2010,1,2,,,,1\n", "second.csv:2: low (2) is above the value (1)"),
        (HEAD + "alfa.resolve,2010,1,,0,,,1\n", "second.csv:2: high (0) is below the value (1)"),
        (HEAD + "alfa.resolve,2010,1,,,,,x\n", "second.csv:2: framework: 'x' does not fit the pattern"),
        (HEAD + "alfa.resolve,2010,1,,,,,2\n", "second.csv:2: framework 2 is newer than the study's, 1"),
        (
            HEAD + "alfa.resolve,2010,3,,,,,1\n",
            "second.csv:2: resolve is 3, which is not a level of its rubric; levels: 0, 1, 2",
        ),
        (
            HEAD + "alfa.resolv,2010,1,,,,,1\n",
            "second.csv:2: 'alfa.resolv' is not the address of an attribute in the codebook",
        ),
        (HEAD + "alpha.resolve,2010,1,,,,,1\n", "second.csv:2: unknown state 'alpha'"),
        (HEAD + 2 * "alfa.resolve,2010,1,,,,,1\n", "second.csv:3: alfa.resolve of 2010 is also coded in line 2"),
    ],
)
def test_a_broken_table_is_told_with_its_line(small: Path, table: str, says: str) -> None:
    """Each fault of a coder's file is told with file, line and what to do."""
    with pytest.raises(StudyError) as told:
        load_study(write(small, table))
    assert says in str(told.value)


def test_coders_and_files_belong_together(small: Path) -> None:
    """A coder without a file, a file without a coder, and files without the list of coders are told."""
    folder = write(small, HEAD, "third:\n  who: Another.\n") / "states/_codings"
    with pytest.raises(StudyError) as told:
        load_study(small)
    assert "_coders.yaml:1: coder 'third' has no file; write states/_codings/third.csv" in str(told.value)
    assert "second.csv: the file belongs to no coder" in str(told.value)
    (folder / "_coders.yaml").unlink()
    with pytest.raises(StudyError, match=r"_coders\.yaml: the file is missing"):
        load_study(small)
    (folder / "_coders.yaml").write_text(CODERS, encoding="utf-8")
    (folder / "second.csv").write_bytes(HEAD.encode() + b"\xff")
    with pytest.raises(StudyError, match=r"second\.csv: the file is not UTF-8 text"):
        load_study(small)
