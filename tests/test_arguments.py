"""Arguments that do not fit: the answer says what to write."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest

import viability
from viability.arguments import explained, fits
from viability.errors import ViabilityError, WrongArgument
from viability.files.folder import load_study
from viability.study.scenario import Scenario
from viability.study.study import Study


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(Path(__file__).parent / "small_study")


@explained
def ask(
    study: Study,
    *scenarios: Scenario | str,
    draws: int = 10,
    weights: Literal["uniform", "fixed"] | None = None,
    must: Iterable[str] = (),
    tell: Callable[[int, int], None] | None = None,
) -> str:
    """Return the study's title, where all else is as it should be."""
    np.zeros(draws)
    if weights not in {None, "uniform", "fixed"}:
        raise ViabilityError("no such way")
    known = {*study.states}
    if any(name not in known for name in must):
        raise ViabilityError("no such state")
    if any(not isinstance(one, Scenario | str) for one in scenarios):
        raise ViabilityError("no scenario")
    if tell is not None:
        tell(1, 1)
    return study.title


@pytest.mark.parametrize(
    ("args", "kwargs", "says"),
    [
        (("alfa",), {}, "^ask: 'study' is a study, such as load_study\\(\\) returns, not 'alfa'$"),
        ((), {"drawz": 5}, "^ask takes no 'drawz'; did you mean 'draws'\\?$"),
        ((), {"members": ["alfa"]}, r"^ask takes no 'members'; write ask\(what_if\(study, members=...\)\)$"),
        ((), {"draws": "5"}, "^ask: 'draws' is a whole number, not '5'$"),
        ((), {"draws": 2.5}, "^ask: 'draws' is a whole number, not 2.5$"),
        (
            (),
            {"weights": {"means": 40}},
            r"^ask: 'weights' is 'uniform' or 'fixed', not a dict; to set weights write ask\(what_if\(study, weights=",
        ),
        ((), {"must": "alfa"}, r"^ask: 'must' is a list of names, not 'alfa'; write \['alfa'\]$"),
        ((), {"must": "alfa, bravo"}, r"not 'alfa, bravo'; write \['alfa', 'bravo'\]$"),
        ((), {"must": ["alfa", 5]}, "^ask: 'must' is a list of names, not a list with 5$"),
        ((), {"tell": 3}, "^ask: 'tell' is a function, not 3$"),
    ],
)
def test_a_wrong_argument_is_answered_by_what_to_write(
    alliance: Study, args: tuple[object, ...], kwargs: dict[str, object], says: str
) -> None:
    """The message names the function, the argument, what is due and what was given."""
    with pytest.raises(WrongArgument, match=says):
        ask(*(args or (alliance,)), **kwargs)  # type: ignore[arg-type]  # wrong on purpose


DRAWING = ["agreement", "assess", "backtest", "candidates", "claims", "compare", "members", "search", "sensitivity"]
DRAWING += ["shapley", "strategies"]


@pytest.mark.parametrize("name", DRAWING)
def test_a_seed_below_nought_is_refused_by_every_function(name: str, alliance: Study) -> None:
    """Also by those that would not fail of it."""
    says = rf"^{name}: 'seed' is a whole number from 0, not -1; write seed=0 or more$"
    with pytest.raises(WrongArgument, match=says):
        getattr(viability, name)(alliance, seed=-1)
    with pytest.raises(WrongArgument, match=says):
        getattr(viability, name)(alliance, seed=np.int64(-1))


def test_numbers_below_the_least_are_refused(alliance: Study) -> None:
    """Fewer permutations than one, fewer causes than none."""
    with pytest.raises(WrongArgument, match=r"^shapley: 'permutations' is a whole number from 1, not -5;"):
        viability.shapley(alliance, permutations=-5)
    with pytest.raises(WrongArgument, match=r"^search: 'min_size' is a whole number from 2, not -1;"):
        viability.search(alliance, min_size=-1)
    with pytest.raises(WrongArgument, match=r"^trend: 'largest' is a whole number from 0, not -1;"):
        viability.trend(alliance, largest=-1)


@pytest.mark.parametrize("name", ["draws", "seed"])
@pytest.mark.parametrize("value", [True, False])
def test_true_is_no_number(name: str, value: bool, alliance: Study) -> None:  # noqa: FBT001 - it is what is tested
    """Python takes True for 1; who writes it for a count meant something else."""
    with pytest.raises(WrongArgument, match=rf"^assess: '{name}' is a whole number, not {value}$"):
        viability.assess(alliance, **{name: value})  # type: ignore[arg-type]  # wrong on purpose


def test_what_is_no_text_and_what_is_one_alone_are_told(alliance: Study) -> None:
    """A question is text, names are a list of them, and of a list within a list the inner entry is blamed."""
    with pytest.raises(WrongArgument, match=r"^asking: 'question' is the name of one, as text, not 5$"):
        alliance.asking(5)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(WrongArgument, match=r"'profiles' is a list of names, not 'alfa'; write \['alfa'\]$"):
        viability.load_study(profiles="alfa")
    with pytest.raises(WrongArgument, match=r"not a list with a list with 5$"):
        viability.evaluate(alliance, [("alfa", 5)])  # type: ignore[list-item]  # wrong on purpose


def test_what_in_a_list_does_not_fit_is_told(alliance: Study) -> None:
    """The list is what is due; what is in it is not."""
    with pytest.raises(WrongArgument, match=r"'scenarios' is a list of scenarios or names, not a list with 5$"):
        viability.compare(alliance, [5])  # type: ignore[list-item]  # wrong on purpose


def test_a_missing_argument_is_answered_by_the_form_of_the_call() -> None:
    """What is needed stands in the form, and that there is more."""
    with pytest.raises(WrongArgument, match=r"^ask: missing a required argument: 'study'; write ask\(study, ...\)$"):
        ask()  # type: ignore[call-arg]  # wrong on purpose


def test_a_list_where_names_are_due_is_taken_apart_in_the_answer(alliance: Study) -> None:
    """Scenarios are arguments of their own; a list of them is told so."""
    with pytest.raises(
        WrongArgument, match=r"'scenarios' is a Scenario or its name each, not a list; write ask\(study, 'a', 'b'\)$"
    ):
        ask(alliance, ["a", "b"])  # type: ignore[arg-type]  # wrong on purpose


def test_what_fails_with_right_arguments_stays_what_it_is(alliance: Study) -> None:
    """A failure that no argument explains is passed on, and so is a right call."""
    assert alliance.title == ask(alliance, "any", draws=3, must=["alfa"])
    with pytest.raises(ViabilityError, match="no such state"):
        ask(alliance, must=["nowhere"])
    with pytest.raises(ZeroDivisionError, match="by zero"):
        ask(alliance, tell=lambda done, _: [done // 0].clear())


def test_a_wrong_argument_is_also_what_python_would_raise(alliance: Study) -> None:
    """Who catches Python's own errors catches ours."""
    for kind in (TypeError, ValueError, ViabilityError):
        with pytest.raises(kind, match="takes no"):
            ask(alliance, drawz=5)  # type: ignore[call-arg]  # wrong on purpose


@pytest.mark.parametrize(
    ("value", "hint", "expected"),
    [
        (np.float64(1), float, True),
        (np.int64(1), int, True),
        (True, int, False),
        ("1", float, False),
        (None, int | None, True),
        (["a", 1], Sequence[str], False),
        ((str(i) for i in range(3)), Iterable[str], True),
        ({"a": 1}, Iterable[str], False),
        ([["a"], ["b"]], Iterable[Iterable[str]], True),
        (["a", "b"], Iterable[Iterable[str]], False),
        (np.zeros(2, dtype=bool), npt.NDArray[np.bool_], True),
        ("a", npt.NDArray[np.bool_], False),
    ],
)
def test_values_fit_types_as_far_as_a_look_tells(value: object, hint: object, expected: bool) -> None:  # noqa: FBT001 - a table
    """Numbers of numpy are numbers, text is no list of names, and a generator is not used up."""
    assert expected == fits(value, hint)


DOOR: Any = viability
"""The front door, through which a type checker does not look."""


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda study: DOOR.assess(study, weights={"means": 40}),
            r"assess: 'weights' is .*, not a dict; to set weights write assess\(what_if\(study, weights=\.\.\.\)\)",
        ),
        (lambda study: DOOR.assess(study, members=["alfa"]), r"write assess\(what_if\(study, members=\.\.\.\)\)"),
        (lambda study: DOOR.assess(study, "charlie_join"), "did you mean 'charlie_joins'"),
        (lambda study: DOOR.assess(study, ["charlie_joins"]), r"write assess\(study, 'charlie_joins'\)"),
        (lambda study: DOOR.compare(study, "charlie_joins"), r"write \['charlie_joins'\]"),
        (lambda study: DOOR.evaluate(study, ["alfa", "bravo"]), "is a list of lists of names or an array"),
        (lambda study: DOOR.explain(study, ["alfa"]), "explain: 'name' is text, not a list"),
        (lambda study: DOOR.path(study, too="viable"), "path takes no 'too'; did you mean 'to'"),
        (DOOR.explain, r"missing .* 'name'; write explain\(study, name\)"),
        (
            lambda study: DOOR.search(study, must="alfa"),
            r"'must' is a list of names, not 'alfa'; write \['alfa'\]",
        ),
        (lambda study: DOOR.trend(study, start=2018), "trend: 'start' is text, not 2018"),
        (lambda study: DOOR.pairs(study, "alfa"), r"too many positional arguments; write pairs\(study\)"),
        (lambda study: DOOR.members(DOOR.pairs(study)), "'study' is a study, .*, not a Pairs"),
        (lambda study: DOOR.apply(study, 3), "apply: 'scenarios' is a Scenario or its name each, not 3"),
        (lambda _: DOOR.load_study(3), "load_study: 'folder' is a Path or its name, not 3"),
    ],
)
def test_the_front_door_says_what_to_write(alliance: Study, call: Callable[[Any], object], says: str) -> None:
    """What a hurried user types at the front door is answered by what would have been right."""
    with pytest.raises(ViabilityError, match=says):
        call(alliance)


def test_every_public_function_says_what_to_write() -> None:
    """Whatever is public and takes a study answers a misspelt keyword."""
    functions = [getattr(viability, name) for name in viability.__all__]
    for function in functions:
        if inspect.isfunction(function):
            with pytest.raises(WrongArgument, match=f"^{function.__name__} takes no 'nonsense'; "):
                function(nonsense=1)
