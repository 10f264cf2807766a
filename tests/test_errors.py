"""What errors say."""

import pytest

from viability import errors
from viability.errors import Problem, StudyError, UnknownName, ViabilityError, closest, suggestion

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
        ("france", [], "none is known"),
    ],
)
def test_a_suggestion_is_the_nearest_name_or_all_there_are(name: str, known: list[str], expected: str) -> None:
    """A suggestion names the nearest in any case, else all that is known, else that nothing is."""
    assert expected == suggestion(name, known)


def test_a_near_name_shares_most_of_its_letters() -> None:
    """Names are near by what they share, and nothing is near a name that shares nothing."""
    assert "kyrgyzstan" == closest("kirgizstan", STATES)
    assert closest("un", STATES) is None
    assert closest("", STATES) is None


def test_every_error_for_the_user_is_of_one_family() -> None:
    """Whoever catches ViabilityError catches every error of this module, and the module's head names each."""
    raised = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert {ViabilityError, StudyError, UnknownName} < set(raised)
    assert all(issubclass(error, ViabilityError) for error in raised)
    assert [] == [error.__name__ for error in raised if error.__name__ not in str(errors.__doc__)]
