"""A request as the command line that makes it again."""

import inspect
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from viability.cli.coalitions import coalitions
from viability.cli.compare import compare
from viability.cli.line import command_line
from viability.cli.score import score


@pytest.mark.parametrize(
    ("command", "given", "expected"),
    [
        (score, {"draws": 10, "seed": 3, "weights_drawn": "fixed"}, "--draws 10 --seed 3 --weights-drawn fixed"),
        (compare, {"scenarios": ["a", "b c"], "draws": 1, "seed": 0, "weights_drawn": "fixed"},
         "a 'b c' --draws 1 --seed 0 --weights-drawn fixed"),
        (score, {"draws": 1, "seed": 0, "weights_drawn": "fixed", "top": 3, "with_": ["x", "y"], "weight": ["a=50%"],
                 "compensation": "-1"},
         "--with x --with y --weight a=50% --compensation -1 --draws 1 --seed 0 --weights-drawn fixed --top 3"),
    ],
)  # fmt: skip
def test_options_that_matter_are_told_with_their_long_names(
    command: Callable[..., None],
    given: dict[str, Any],
    expected: str,
) -> None:
    """Arguments come first; options are told in the order of the help, those of the output not at all."""
    parameters = inspect.signature(command).parameters.values()
    beside = {"format": "csv", "output": ["x.csv"], "decimal_comma": True}
    line = command_line(command.__name__, parameters, {**given, **beside})
    assert f"viability {command.__name__} {expected}" == line


def test_a_default_is_told_for_another_version_may_have_another() -> None:
    """Zero is a value, too."""
    told = shlex.split(command_line("coalitions", inspect.signature(coalitions).parameters.values(), {}))
    assert ["--draws", "0"] == told[told.index("--draws") : told.index("--draws") + 2]
    assert "--size" not in told
