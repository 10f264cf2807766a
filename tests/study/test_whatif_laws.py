"""Laws that hold for what-ifs of every study: Hypothesis looks for one that breaks them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import alliances, asks, build
from viability.engine.observations import observe
from viability.engine.weighing import weights_of
from viability.study.address import Address, addresses
from viability.study.fields import as_of_date
from viability.study.scenario import ScaleValue, Scenario, SetWeight
from viability.study.whatif import apply


@given(alliances(), st.sampled_from(["1990", "2019", "2020", "2020-06-30", "2030"]))
def test_scaling_by_one_changes_nothing_at_any_date(plain: dict[str, Any], day: str) -> None:
    """Every value of every day stays what it is, with its range."""
    study = build(plain)
    scales = [ScaleValue(scale=str(address), by=1.0) for address in addresses(study, study.members)]
    scaled = apply(study, Scenario(id="", title="as it is", changes=tuple(scales)))
    for as_of in (None, as_of_date(day)):
        before, after = (observe(held if as_of is None else held.replace(as_of=as_of)) for held in (study, scaled))
        np.testing.assert_array_equal(before.values, after.values)
        np.testing.assert_array_equal((before.low, before.high), (after.low, after.high))


@given(alliances())
def test_an_address_printed_and_parsed_is_the_same(plain: dict[str, Any]) -> None:
    """Printing and parsing an address undo each other."""
    study = build(plain)
    for address in addresses(study, study.members):
        assert address == Address.parse(study, str(address))


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=5), st.data())
def test_shares_given_are_shares_got(weights: list[int], drawn: st.DataObject) -> None:
    """Whatever shares are given within the whole, in any order, are got, and the rest keeps its proportions."""
    names = [f"p{i}" for i in range(len(weights))]
    study = build(
        {
            "pillars": dict(zip(names, [weight + 1 for weight in weights], strict=True)),
            "criteria": {f"c{p}": asks("count", worst=0, best=4, pillar=p) for p in names},
            "states": {"a": {}, "b": {}},
        }
    )
    chosen = drawn.draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names) - 1))
    parts = drawn.draw(st.lists(st.integers(0, 100), min_size=len(chosen), max_size=len(chosen)))
    whole = max(sum(parts), 100)
    given_shares = {name: part / whole for name, part in zip(chosen, parts, strict=True)}
    changes = tuple(SetWeight(weight=name, value=share, share=True) for name, share in given_shares.items())
    got = dict(zip(names, weights_of(apply(study, Scenario(id="", title="x", changes=changes))).pillars, strict=True))
    assert given_shares == pytest.approx({name: got[name] for name in chosen})
    rest = [name for name in names if name not in chosen]
    left, held = 1 - sum(given_shares.values()), sum(study.framework.pillars[name].weight for name in rest)
    kept = {name: left * study.framework.pillars[name].weight / held for name in rest}
    assert kept == pytest.approx({name: got[name] for name in rest}, abs=1e-9)
