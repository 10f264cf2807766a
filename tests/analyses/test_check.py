"""Checking a study: what looks like a slip is a warning, which keeps nothing from being scored.

Longer than other files: one list of slips, each with the edit that makes it and the words that tell it.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from viability.analyses.check import Check, check_study
from viability.analyses.pairs import pairs
from viability.analyses.score import assess
from viability.files.folder import load_study
from viability.output.frame import to_frame
from viability.output.layout import heading

TODAY = date(2020, 6, 15)

FRAMEWORK = "criteria/_framework.yaml"
THREATS = "criteria/_threats.yaml"
SOURCES = "states/_sources.yaml"
ALFA, BRAVO = "states/alfa.yaml", "states/bravo.yaml"
PACT = "{from: 2001, source: atlas}"
JOINS = "scenarios/charlie_joins.yaml"


def check(folder: Path) -> Check:
    """Check a study in June 2020."""
    return check_study(folder, today=TODAY)


def change(folder: Path, file: str, before: str, after: str) -> None:
    """Replace some text of a file; without text before, append."""
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert before in text
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(before, after, 1) if before else text + after, encoding="utf-8")


SLIPS = [
    (
        "bands as fractions",
        [(FRAMEWORK, "at_least: 50", "at_least: 0.5")],
        "criteria/_framework.yaml:7: 'viable' begins at 0.5, but an index runs from 0 to 100; did you mean 50?",
    ),
    (
        "a band between others as a fraction",
        [(FRAMEWORK, "  - {verdict: not viable", "  - {verdict: middling, at_least: 0.4}\n  - {verdict: not viable")],
        "criteria/_framework.yaml:8: 'middling' begins at 0.4, but an index runs from 0 to 100; did you mean 40?",
    ),
    (
        "two criteria of one title",
        [("criteria/shared_threat.yaml", "title: Shared threat", "title: Defence Ties")],
        (
            "criteria/shared_threat.yaml:1: 'defence_ties' of the same pillar has this title, too; give one of them "
            "another"
        ),
    ),
    (
        "a criterion whose name begins with _",
        [("criteria/_effort.yaml", "", "title: Effort\n")],
        (
            "criteria/_effort.yaml: the file is not read, because its name begins with '_' and no register has "
            "that name; "
            "rename it if it is one of the study's files"
        ),
    ),
    (
        "a register misspelt",
        [("criteria/_threat.yaml", "", "far: {title: Far, definition: Far.}\n")],
        (
            "criteria/_threat.yaml: the file is not read, because its name begins with '_' and no register has "
            "that name; "
            "did you mean '_threats'?"
        ),
    ),
    (
        "scenario for scenarios",
        [("scenario/peace.yaml", "", "title: Peace\n")],
        "scenario: the folder is not read; did you mean 'scenarios'?",
    ),
    (
        "profiles in a folder of their own",
        [("states/south/delta.yaml", "", "name: Delta\n")],
        "states/south: the folder contains files that are not read; move them up into states/",
    ),
    (
        "a threat that no state rates",
        [(THREATS, "", "west: {title: West, definition: Raids.}\n")],
        "criteria/_threats.yaml:3: no state rates 'west'; rate it, or remove it",
    ),
    (
        "a threat that one state rates",
        [
            (THREATS, "", "west: {title: West, definition: Raids.}\n"),
            (
                ALFA,
                "    south:",
                "    west: {value: 1, date: 2015, source: atlas, quality: low, note: Once.}\n    south:",
            ),
        ],
        (
            "criteria/_threats.yaml:3: only 'alfa' rates 'west'; rate it for the others, 0 where it is none, or write "
            "`of: STATE`"
        ),
    ),
    (
        "one measure twice",
        [
            ("criteria/zeal.yaml", "", "COPY criteria/shared_threat.yaml"),
            ("criteria/zeal.yaml", "title: Shared threat", "title: Zeal"),
        ],
        (
            "criteria/zeal.yaml:4: this measures the same as criteria/shared_threat.yaml, with the same aggregator; "
            "what is measured twice counts twice"
        ),
    ),
    (
        "a series that jumps",
        [(ALFA, "2014: 100", "2014: 10.9")],
        (
            "states/alfa.yaml:17: expenditure goes from 10.9 (2014) to 110 (2015); that is more than "
            "ten times as much or as little: is it in another unit?"
        ),
    ),
    (
        "a goalpost out of reach",
        [("criteria/pooled_expenditure.yaml", "best: 400", "best: 400000")],
        (
            "criteria/pooled_expenditure.yaml:5: best is 400000, far beyond the 200 of all states together; "
            "check its unit"
        ),
    ),
    (
        "more states than there are",
        [
            ("criteria/pooled_expenditure.yaml", "{kind: attribute, of: expenditure}", "{kind: count}"),
            ("criteria/pooled_expenditure.yaml", "best: 400", "best: 4"),
            (JOINS, "  - {set: charlie.expenditure, value: 30, reason: It would.}\n", ""),
        ],
        "criteria/pooled_expenditure.yaml:5: best is 4, far beyond 3 states; check its unit",
    ),
    (
        "a fact younger than its source",
        [
            (SOURCES, "date: 2015", "date: 2015-03"),
            (ALFA, "[atlas, yearbook]", "atlas"),
        ],
        (
            "states/alfa.yaml:10: resolve is dated 2015-06, but its sources end on 2015-03; check the date of the "
            "fact, "
            "and of its source"
        ),
    ),
    (
        "a membership younger than its source",
        [(ALFA, "{from: 2001, source: atlas}", "{from: 2016, source: atlas}")],
        (
            "states/alfa.yaml:12: the membership (2016 to now) goes beyond its sources, which end on 2015; check "
            "the dates "
            "of the membership, and of its source"
        ),
    ),
    (
        "spells that overlap",
        [(ALFA, "{from: 2001, source: atlas}", f"[{PACT}, {{from: 1999, to: 2003, source: atlas}}]")],
        (
            "states/alfa.yaml:12: two periods of membership overlap: 2001 to now, and 1999 to 2003; make them "
            "one, or end the first before the second begins"
        ),
    ),
    (
        "a scenario that changes nothing",
        [("scenarios/calm.yaml", "", "title: Calm\n")],
        "scenarios/calm.yaml: the scenario changes nothing; write `changes:`, or a date, members or a compensation",
    ),
    (
        "a member that joins",
        [("scenarios/calm.yaml", "", "title: Calm\nwith: [bravo]\n")],
        "scenarios/calm.yaml: the scenario adds 'bravo', which is a member already",
    ),
    (
        "the members that are",
        [("scenarios/calm.yaml", "", "title: Calm\nmembers: [Bravo, ALFA]\nas_of: 2015\n")],
        "scenarios/calm.yaml:2: the members are those of the study",
    ),
    (
        "the compensation that is",
        [("scenarios/calm.yaml", "", "title: Calm\nwith: [charlie]\ncompensation: arithmetic\n")],
        "scenarios/calm.yaml:3: the compensation is 1 already",
    ),
    (
        "who leaves what it is not in",
        [("scenarios/calm.yaml", "", "title: Calm\nchanges:\n  - {leave: charlie.pact}\n")],
        "scenarios/calm.yaml:3: the change changes nothing: 'charlie' is not in 'pact'",
    ),
    (
        "who joins what it is in",
        [("scenarios/calm.yaml", "", "title: Calm\nchanges:\n  - {join: alfa.pact}\n")],
        "scenarios/calm.yaml:3: the change changes nothing: 'alfa' is in 'pact' already",
    ),
    (
        "a value that nothing reads",
        [(JOINS, "charlie.expenditure, value: 30", "charlie.resolve, value: 2")],
        "scenarios/charlie_joins.yaml:4: the change changes nothing: no criterion reads 'resolve'",
    ),
    (
        "a nought that is scaled",
        [(JOINS, "{set: charlie.expenditure, value: 30, reason: It would.}", "{scale: alfa.threats.south, by: 2}")],
        "scenarios/charlie_joins.yaml:4: the change moves a doubt alone: it scales 0",
    ),
    (
        "a nought without doubt that is scaled",
        [
            (JOINS, "{set: charlie.expenditure, value: 30, reason: It would.}", "{scale: alfa.threats.south, by: 2}"),
            (ALFA, "quality: low, note: No raid found.", "quality: high, note: No raid found."),
        ],
        "scenarios/charlie_joins.yaml:4: the change changes nothing: it scales 0",
    ),
    (
        "a number that was meant as a share",
        [(JOINS, "value: 50%", "value: 40")],
        "scenarios/charlie_joins.yaml:3: weight will=40 is 97.6 %; did you mean 40%?",
    ),
    (
        "a fraction among per cents, of weights",
        [(JOINS, "value: 50%", "value: 0.5%")],
        "scenarios/charlie_joins.yaml:3: weight will=0.5% is less than one per cent; did you mean 50%?",
    ),
    (
        "a profile with another ending",
        [("states/delta.yaml.txt", "", "name: Delta\n")],
        (
            "states/delta.yaml.txt: the file is not read, because its name does not end in .yaml; rename it to "
            "delta.yaml"
        ),
    ),
    (
        "a profile without an ending",
        [("states/delta", "", "name: Delta\n")],
        "states/delta: the file is not read, because its name does not end in .yaml; rename it to delta.yaml",
    ),
    (
        "a hidden profile",
        [
            ("states/.delta.yaml", "", "name: Delta\n"),
            ("states/._alfa.yaml", "", "name: Alfa\n"),
            ("states/.yaml", "", "name: Alfa\n"),
        ],
        "states/.delta.yaml: the file is not read, because its name begins with '.'; rename it to delta.yaml",
    ),
    (
        "a profile beside the folders",
        [("delta.yaml", "", "name: Delta\nwill: {}\n"), ("environment.yaml", "", "name: tools\ndependencies: []\n")],
        (
            "delta.yaml: the file is not read, because it does not lie in states/; move it there, if it belongs to the "
            "study"
        ),
    ),
    (
        "a scale of one",
        [("scenarios/calm.yaml", "", "title: Calm\nchanges:\n  - {scale: alfa.threats.north, by: 1}\n")],
        "scenarios/calm.yaml:3: the change changes nothing: it scales by 1",
    ),
    (
        "a member without data",
        [("states/delta.yaml", "", "name: Delta\n"), ("states/_coalition.yaml", "[alfa, bravo]", "[alfa, delta]")],
        "states/delta.yaml: the state is a member and has no data; collect some, or leave it out",
    ),
    (
        "a state copied",
        [("states/delta.yaml", "", "COPY states/charlie.yaml"), ("states/delta.yaml", "name: Charlie", "name: Delta")],
        "states/delta.yaml: 'delta' has the same content as 'charlie'; is it a copy that was to be changed?",
    ),
    (
        "a source copied",
        [
            (SOURCES, "", "almanac: {title: Atlas of states, publisher: The press, date: 2015}\n"),
            (ALFA, "[atlas, yearbook]", "[atlas, almanac]"),
        ],
        "states/_sources.yaml:3: 'almanac' has the same content as 'atlas'; evidence that is the same is one source",
    ),
    (
        "a scenario copied",
        [("scenarios/calm.yaml", "", f"COPY {JOINS}"), ("scenarios/calm.yaml", "title: Charlie", "title: Once more")],
        (
            "scenarios/charlie_joins.yaml: 'charlie_joins' has the same content as 'calm'; is it a copy that was to "
            "be changed?"
        ),
    ),
    (
        "a value after today",
        [(ALFA, "2014: 100", "2204: 100")],
        "states/alfa.yaml:16: expenditure is dated 2204, after today; nothing is known of it yet",
    ),
    (
        "a membership after today",
        [(ALFA, "{from: 2001, source: atlas}", "{from: 2020-07, source: yearbook}")],
        "states/alfa.yaml:12: a membership begins 2020-07, after today; nothing is known of it yet",
    ),
    (
        "a source after today",
        [(SOURCES, "date: 2015", "date: 2020-06-16")],
        "states/_sources.yaml:1: 'atlas' is dated 2020-06-16, after today; check the date",
    ),
    (
        "a state whose data have ended",
        [
            ("states/charlie.yaml", "date: 2015, source: atlas", "date: 2015, until: 2015, source: atlas"),
            ("states/charlie.yaml", "date: 2015, source: yearbook", "date: 2015, until: 2016, source: yearbook"),
        ],
        (
            "states/charlie.yaml: all of its data have ended, the last on 2016; write `to:` if the state has ended, or "
            "newer data"
        ),
    ),
]


@pytest.mark.parametrize(("edits", "says"), [(edits, says) for _, edits, says in SLIPS], ids=[s[0] for s in SLIPS])
def test_a_slip_is_seen(small: Path, edits: list[tuple[str, str, str]], says: str) -> None:
    """A slip is told with its place, once, and nothing else is; it is no problem."""
    for file, before, after in edits:
        if after.startswith("COPY "):
            shutil.copy(small / after.removeprefix("COPY "), small / file)
        else:
            change(small, file, before, after)
    found = check(small)
    assert () == found.problems
    assert [says] == [str(warning) for warning in found.warnings]


def test_a_nought_that_was_set_before_it_is_scaled_is_no_slip(small: Path) -> None:
    """What a change before it made of the value is what is scaled."""
    lines = "title: Set\nchanges:\n- {set: alfa.threats.south, value: 1}\n- {scale: alfa.threats.south, by: 2}\n"
    (small / "scenarios/set.yaml").write_text(lines, encoding="utf-8")
    assert () == check(small).warnings


def test_a_sound_study_has_no_slip(small: Path) -> None:
    """The small study, and what comes close to a slip without being one, has no warning."""
    assert () == check(small).warnings
    for file, before, after in (
        (FRAMEWORK, "at_least: 50", "at_least: 1.5"),
        (THREATS, "", "west: {title: West, definition: Raids., of: alfa}\n"),
        (ALFA, "    south:", "    west: {value: 1, date: 2015, source: atlas, quality: low, note: Once.}\n    south:"),
        (ALFA, "2014: 100", "2014: 11"),  # 110 is ten times as much
        (ALFA, "{from: 2001, source: atlas}", f"[{{from: 1999, to: 2001, source: atlas}}, {PACT}]"),
        ("criteria/pooled_expenditure.yaml", "best: 400", "best: 2000"),
        (SOURCES, "date: 2015", "date: 2015-06-01"),
        ("scenarios/calm.yaml", "", "title: Calm\nchanges:\n  - {leave: alfa.pact}\n  - {join: alfa.pact}\n"),
        ("states/old/README.md", "", "Read me.\n"),
        ("notes/peace.yaml", "", "title: Peace\n"),
    ):
        change(small, file, before, after)
    found = check(small)
    assert ((), ()) == (found.problems, found.warnings)


PERCENT = """\
  expenditure:
    series: {2010: 40, 2011: 45, 2012: 50, 2013: VALUE, 2014: 55}
    source: atlas
    quality: high
"""


@pytest.mark.parametrize(
    ("value", "slip"), [("0.45", True), ("1", False), ("0.01", False), ("4.5", False), ("45", False)]
)
def test_a_fraction_among_per_cents_is_seen(small: Path, value: str, slip: bool) -> None:  # noqa: FBT001 - a column
    """A share below 1 that would be like the others times a hundred is a slip; a small share is not."""
    change(small, "criteria/_codebook.yaml", "range: [0, 500]", "range: [0, 100]")
    change(small, "criteria/pooled_expenditure.yaml", "best: 400", "best: 200")
    for name in (ALFA, BRAVO, "states/charlie.yaml"):
        path = small / name
        text = path.read_text(encoding="utf-8")
        head, _, rest = text.partition("  expenditure:")
        tail = rest.partition("ties:")[2]
        own = PERCENT.replace("VALUE", value if name == ALFA else "48")
        path.write_text(head + own + (f"ties:{tail}" if tail else ""), encoding="utf-8")
    told = [w.message for w in check(small).warnings if "others are" in w.message]
    assert (["expenditure is 0.45, but others are about 47.5"] if slip else []) == told


def test_the_year_in_which_a_state_began_is_no_slip(small: Path) -> None:
    """Its figures are of a part of the year: neither a jump from it nor a fraction beside the others is told."""
    name = (small / ALFA).read_text(encoding="utf-8")
    change(small, ALFA, "2014: 100", "2014: 5")
    jump = [w.message for w in check(small).warnings if "goes from" in w.message]
    assert ["expenditure goes from 5 (2014) to 110 (2015)"] == jump
    (small / ALFA).write_text(name.replace("2014: 100", "2014: 5") + "from: 2014-03-01\n", encoding="utf-8")
    assert [] == [w.message for w in check(small).warnings if "goes from" in w.message]
    assert () == load_study("world").slips


def test_a_check_says_what_was_read(small: Path) -> None:
    """A check holds the study, where it lies, how much there is in it, and whether its scenarios were tried."""
    found = check(small)
    assert found.study is not None
    assert (str(small), True, 0) == (found.location, found.applied, found.total)
    assert {"states": 3, "criteria": 4, "sources": 2} == found.counts


def test_what_cannot_be_applied_is_a_problem(small: Path) -> None:
    """A scenario that cannot be applied is a problem with its line, and slips are looked for only without problems."""
    change(small, "scenarios/calm.yaml", "", "title: Calm\nchanges:\n  - {leave: alfa.pcat}\n")
    change(small, FRAMEWORK, "at_least: 50", "at_least: 0.5")
    found = check(small)
    assert ["scenarios/calm.yaml:3: unknown institution 'pcat'; did you mean 'pact'?"] == [
        str(p) for p in found.problems
    ]
    assert () == found.warnings


def test_of_a_broken_study_scenarios_are_not_tried(small: Path) -> None:
    """Where the study cannot be built, the check says so."""
    change(small, FRAMEWORK, "blocked: not viable", "blocked: doomed")
    found = check(small)
    assert (None, False, 1) == (found.study, found.applied, found.total)


def test_only_the_check_asks_the_clock(small: Path) -> None:
    """Without a day of its own the check takes today's, and a study of long ago has nothing after it."""
    assert () == check_study(small).warnings


@pytest.mark.parametrize(("edits", "says"), [(edits, says) for _, edits, says in SLIPS], ids=[s[0] for s in SLIPS])
def test_results_count_the_slips(small: Path, edits: list[tuple[str, str, str]], says: str) -> None:
    """Whatever reads a study whole counts the warnings that need no clock."""
    for file, before, after in edits:
        if after.startswith("COPY "):
            shutil.copy(small / after.removeprefix("COPY "), small / file)
        else:
            change(small, file, before, after)
    counted = "after today" not in says
    study = load_study(small)
    assert ((says,) if counted else ()) == study.slips
    assert {int(counted)} == {*to_frame(pairs(study))["warnings"]}
    told = f"1 warning about the files that were read (`viability check` shows those of the study): {says}"
    assert counted is (told in str(heading(assess(study, draws=1).about)))


def test_few_members_tell_only_their_own_slips(small: Path) -> None:
    """A study of which some states were not read warns of no threat that these alone do not share."""
    change(small, THREATS, "", "west: {title: West, definition: Raids.}\n")
    change(
        small,
        ALFA,
        "    south:",
        "    west: {value: 1, date: 2015, source: atlas, quality: low, note: Once.}\n    south:",
    )
    change(small, FRAMEWORK, "at_least: 50", "at_least: 0.5")
    assert ["bands", "west"] == [
        "west" if "west" in told else "bands" for told in sorted(load_study(small).slips, key=lambda t: "west" in t)
    ]
    (told,) = load_study(small, profiles=()).slips
    assert "'viable' begins at 0.5" in told


def test_a_member_that_has_ended_is_a_problem(small: Path) -> None:
    """The coalition that the study itself names has to live at the study's day, or nothing can be asked of it."""
    shutil.rmtree(small / "scenarios")
    profile = small / "states/bravo.yaml"
    profile.write_text("to: 2012-05\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = check_study(small).problems
    assert str(problem).startswith("states/_coalition.yaml:2: 'bravo' existed to 2012-05, so it cannot be a member on ")
