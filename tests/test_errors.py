"""What errors say."""

import pytest

from viability import errors
from viability.errors import (
    FrameworkError,
    Problem,
    StudyError,
    UnknownName,
    ViabilityError,
    closest,
    printable,
    suggestion,
)

STATES = ["azerbaijan", "Kazakhstan", "kyrgyzstan"]


def test_a_problem_says_where_what_and_how() -> None:
    """A problem is one line: file, line, message, hint, each where there is one."""
    assert "a.yaml:7: is wrong; mend it" == str(Problem("a.yaml", "is wrong", 7, "mend it"))
    assert "a.yaml:7: is wrong" == str(Problem("a.yaml", "is wrong", 7))
    assert "a.yaml: is wrong; mend it" == str(Problem("a.yaml", "is wrong", hint="mend it"))
    assert "a.yaml: is wrong" == str(Problem("a.yaml", "is wrong"))


def test_problems_of_a_study_stand_in_order() -> None:
    """Problems are sorted by file, then line (none first), then message, one a line."""
    jumbled = [
        Problem("b.yaml", "first", 1),
        Problem("a.yaml", "tenth", 10),
        Problem("a.yaml", "second of two", 2),
        Problem("a.yaml", "one of two", 2),
        Problem("a.yaml", "as a whole"),
    ]
    error = StudyError(jumbled)
    assert ["as a whole", "one of two", "second of two", "tenth", "first"] == [p.message for p in error.problems]
    assert "a.yaml: as a whole\na.yaml:2: one of two" == "\n".join(str(error).splitlines()[:2])
    assert 5 == len(str(error).splitlines())


def test_a_file_with_very_many_problems_says_how_many_more_it_has() -> None:
    """The number of problems that are not listed stands below those of the same file."""
    jumbled = [Problem("b.yaml", "first", 1), Problem("a.yaml", "tenth", 10)]
    error = StudyError(jumbled, {"a.yaml": 3_800, "b.yaml": 1})
    assert [
        "a.yaml:10: tenth",
        "a.yaml: 3,800 more problems",
        "b.yaml:1: first",
        "b.yaml: 1 more problem",
    ] == str(error).splitlines()


def test_an_unknown_name_comes_with_the_nearest_known_one() -> None:
    """An unknown name holds what is known and which of it is nearest."""
    error = UnknownName("state", "kazakstan", STATES)
    assert "unknown state 'kazakstan'; did you mean 'Kazakhstan'?" == str(error)
    assert ("state", "kazakstan", tuple(STATES), "Kazakhstan") == (error.kind, error.name, error.known, error.closest)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("KAZAKHSTAN", STATES, "did you mean 'Kazakhstan'?"),
        ("france", STATES, "known: azerbaijan, Kazakhstan, kyrgyzstan"),
        ("france", [], "there are none"),
    ],
)
def test_a_suggestion_is_the_nearest_name_or_all_there_are(name: str, known: list[str], expected: str) -> None:
    """A suggestion names the nearest in any case, else all that is known, else that nothing is."""
    assert expected == suggestion(name, known)


def test_a_near_name_shares_most_of_its_letters() -> None:
    """Names are near by what they share, and nothing is near a name that shares nothing."""
    assert "kyrgyzstan" == closest("kirgizstan", STATES)
    assert closest("un", STATES) is None
    assert closest("armenia", ["turkmenistan"]) is None
    assert closest("", STATES) is None


def test_every_error_for_the_user_is_of_one_family() -> None:
    """Whoever catches ViabilityError catches every error of this module, and the module's head names each."""
    raised = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert {ViabilityError, StudyError, UnknownName} < set(raised)
    assert all(issubclass(error, ViabilityError) for error in raised)
    assert [] == [error.__name__ for error in raised if error.__name__ not in str(errors.__doc__)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("T\u00fcrkiye [/]", "T\u00fcrkiye [/]"),
        ("a\x1b[31mb\x07", "a\ufffd[31mb\ufffd"),
        ("two\nlines\r\n", "two\ufffdlines\ufffd\ufffd"),
        ("left\u202eright\u2066\u200f", "left\ufffdright\ufffd\ufffd"),
        ("not utf-8 \udcff", "not utf-8 \ufffd"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "\u2026"),
    ],
)
def test_what_a_terminal_would_obey_is_not_repeated(written: str, shown: str) -> None:
    """Controls, marks of direction, breaks of lines and what is no text are replaced, and long names are cut."""
    assert shown == printable(written)
    assert f"'{shown}' is odd" == str(FrameworkError(f"'{written}' is odd"))
    assert f"a.yaml: '{shown}' is odd" == str(Problem("a.yaml", f"'{written}' is odd"))
    assert f"unknown state '{shown}'; there are none" == str(UnknownName("state", written, []))


def test_messages_have_an_end() -> None:
    """A long argument is cut wherever it stands, of many names twenty are listed, and a path stands whole."""
    assert f"--weight {'9' * 79}\u2026: no" == str(FrameworkError(f"--weight {'9' * 10_000}: no"))
    assert 2_000 == len(str(FrameworkError("a b " * 10_000)))
    known = suggestion("france", [f"state {i}" for i in range(10_000)])
    assert known.startswith("known: state 0, state 1, ")
    assert known.endswith("state 19 and 9,980 more")
    path = "/".join(["folder"] * 30)
    assert f"{path}: this is not a folder" == str(Problem(path, "this is not a folder"))
    assert f"{path} this is not a folder" == str(FrameworkError(f"{path} this is not a folder"))


def test_nothing_is_near_a_name_without_end() -> None:
    """A name of ten thousand characters is not compared with all that are known."""
    assert closest("a" * 10_000, ["a" * 10_000]) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pressure", "did you mean 'geopolitical_pressure' or 'great_power_pressure'?"),
        ("geopol", "did you mean 'geopolitical_pressure'?"),
        ("great power", "did you mean 'great_power_pressure'?"),
        ("of", "known: geopolitical_pressure, great_power_pressure, state_of_law"),
    ],
)
def test_a_word_of_a_name_is_enough_for_a_suggestion(name: str, hint: str) -> None:
    """Every name that begins with what was written, or has a word that does, is asked about."""
    assert hint == suggestion(name, ["geopolitical_pressure", "great_power_pressure", "state_of_law"])


def test_of_many_likely_names_the_first_are_asked_about() -> None:
    """A question lists four names and says how many more there are; where none is like it, what it may mean."""
    names = [f"trade_{letter}" for letter in "abcdef"]
    assert "did you mean 'trade_a', 'trade_b', 'trade_c', 'trade_d' or one of 2 more?" == suggestion("trade", names)
    error = UnknownName("criterion", "threat", ["alignment", "danger"], ["danger"])
    assert "unknown criterion 'threat'; did you mean 'danger'?" == str(error)
