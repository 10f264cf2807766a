"""A script of a user, which type checkers read and nobody runs: `make types` fails where it is not as it says.

What a call gives is asserted, and what type checkers have to refuse carries the error by its name: an error that is no
longer found is one itself.
"""

from typing import assert_type

import pandas as pd

import viability
from viability import Assessment, Scenario, SetWeight, assess, load_study, path, search, to_frame, trend

study = load_study()
heavier = Scenario(id="heavier", title="", changes=(SetWeight(weight="foreign_policy", value=2),))
result = assess(study, heavier, "paper", draws=100)
assert_type(result, Assessment)
assert_type(result.viability, float)
assert_type(search(study).leaders[0].members, tuple[str, ...])
assert_type(path(study, to="viable").steps[0].gain, float)
assert_type(trend(study).moments[0].date, str)
assert_type(to_frame(result), pd.DataFrame)

assess("a study")  # type: ignore[arg-type]  # text is no study
assess(study, drawz=1)  # type: ignore[call-arg]  # misspelt on purpose
viability.nonsense  # type: ignore[attr-defined]  # noqa: B018 - an access that is refused
