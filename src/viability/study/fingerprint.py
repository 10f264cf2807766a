"""What tells one state of a study from another: a sum over everything that was read, and one for each part."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from viability.arguments import explained
from viability.study.study import Study

SHORT = 16
"""Characters of a part's sum: enough to tell parts from each other."""

PASSING = {
    "location",
    "edits",
    "cautions",
    "slips",
    "scenarios",
    "beside",
    "asked_weights",
    "unread_values",
    "weights_set",
}
"""What is no content of a study: where it lay, what was made of it, and what might be."""


def parts(study: Study) -> dict[str, str]:
    """Return a sum for each part of a study: framework, weights, sources, coalition, institutions and each state.

    Equal content has equal sums however its files are written and wherever they lie; scenarios are left out, for a
    result holds those that were applied in full.
    """
    framework, weights = _framework(study)
    apart = {"framework", "criteria", "attributes", "threats", "sources", "institutions", "states", "claims", "coders"}
    coalition = {name: getattr(study, name) for name in study.__struct_fields__ if name not in apart | PASSING}
    held: dict[str, Any] = {
        "framework": framework,
        "weights": weights,
        "sources": {name: one.plain() for name, one in study.sources.items()},
        "coalition": coalition,
        "institutions": {name: one.plain() for name, one in study.institutions.items()},
    }
    held |= {f"data of {name}": one.plain() for name, one in study.states.items()}
    beside = {"claims": study.claims, "coders": study.coders}
    held |= {part: {name: one.plain() for name, one in those.items()} for part, those in beside.items() if those}
    return {name: _sum(content)[:SHORT] for name, content in held.items()}


def _framework(study: Study) -> tuple[list[Any], dict[str, Any]]:
    """Return framework, criteria and codebook without weights, and the weights."""
    framework, criteria = study.framework.plain(), {name: one.plain() for name, one in study.criteria.items()}
    asked = [framework] if "pillars" in framework else framework["questions"].values()
    weights = {
        "pillars": {name: pillar.pop("weight", None) for one in asked for name, pillar in one["pillars"].items()},
        "criteria": {name: one.pop("weight", None) for name, one in criteria.items()},
    }
    codebook = {
        "attributes": {name: one.plain() for name, one in study.attributes.items()},
        "threats": {name: one.plain() for name, one in study.threats.items()},
    }
    return [framework, criteria, codebook], weights


def framework_sum(study: Study) -> str:
    """Return the SHA-256 over framework, criteria, codebook and weights: what has to be declared before a test."""
    return _sum(_framework(study))


@explained
def fingerprint(study: Study) -> str:
    """Return the SHA-256 over everything that was read of a study, in hexadecimal digits.

    An edited value, weight or title of a source changes it; another layout of the files does not.
    """
    return sum_of(parts(study))


def sum_of(found: Mapping[str, str]) -> str:
    """Return the sum over the sums of parts."""
    return _sum(dict(found))


def sum_of_bytes(*contents: bytes) -> str:
    """Return the sum over files, in order."""
    return _sum([hashlib.sha256(content).hexdigest() for content in contents])


def of_states(study: Study, states: Iterable[str]) -> str:
    """Return the sum over a study's framework, weights and some of its states, however many others were read."""
    wanted = {"framework", "weights", *(f"data of {state}" for state in states)}
    return sum_of({name: one for name, one in parts(study).items() if name in wanted})


def _sum(content: object) -> str:
    import json  # noqa: PLC0415 - what a terminal shows has no sum

    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
