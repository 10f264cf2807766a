"""What a page needs to weigh by itself: scores and known shares of every coalition, packed, and what they are called.

The page knows the weighted mean and nothing else: no measure, no goalpost, no draw travels.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from viability.analyses.about import About
from viability.analyses.sliders import TOLERANCES, Sliders
from viability.study.study import Study

Numbers = npt.NDArray[np.floating]


def live(result: Sliders, command: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a page.

    Args:
        result: Every coalition, scored.
        command: What the page's command is made of: `words` of the request, its `weights` as words, and the `plain`
            weights, by address, that hold without them.
    """
    about = result.about
    return {
        "states": [_state(about, name) for name in result.states],
        "own": result.own,
        "switched": result.switched,
        "compensation": _number(about.study.framework.compensation),
        "least": about.study.framework.least_coverage,
        **TOLERANCES,
        "command": command,
        "questions": [_question(result, name) for name in result.evaluations],
    }


def as_script(data: object) -> str:
    """Return data as JSON that may stand in a page: nothing in it ends a script or begins one."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def plain_weights(study: Study) -> dict[str, float]:
    """Return the weights of a study by the names that `--weight` takes."""
    pillars = {name: pillar.weight for name, pillar in study.framework.pillars.items()}
    return pillars | {f"{one.pillar}.{one.id}": one.weight for one in study.criteria.values()}


def _number(value: float) -> float | str:
    return "-inf" if np.isneginf(value) else value


def _state(about: About, name: str) -> dict[str, Any]:
    state = about.study.states[name]
    return {"id": name, "name": state.name, "code": state.iso3 or name, "member": name in about.study.members}


def _question(result: Sliders, name: str) -> dict[str, Any]:
    found, known = result.evaluations[name], result.known[name]
    study = found.study
    framework = study.framework
    question = framework.question
    names = [band.verdict for band in framework.bands]
    limits = [k for k, one in enumerate(study.criteria.values()) if one.blocking is not None]
    return {
        "id": name,
        "title": question.title,
        "bands": [{"verdict": band.verdict, "from": band.at_least} for band in framework.bands],
        "blocked": names.index(framework.blocked),
        "pillars": [
            {"id": pillar, "title": entry.title, "weight": entry.weight} for pillar, entry in framework.pillars.items()
        ],
        "criteria": [
            {
                "id": one.id,
                "title": one.title,
                "low": one.when_low or one.title,
                "high": one.when_high or one.title,
                "pillar": found.pillars.index(one.pillar),
                "weight": one.weight,
                "dyadic": one.measure.dyadic,
            }
            for one in study.criteria.values()
        ],
        "scores": [column(found.scores[:, k]) for k in range(len(found.criteria))],
        "coverage": [column(found.coverage[:, k]) for k in range(len(found.criteria))],
        "blocks": {str(k): column(found.blocked[:, k].astype(float)) for k in limits},
        "members": [_known(known[:, i]) for i in range(len(result.states))],
    }


def _known(rows: Numbers) -> dict[str, Any] | None:
    """Pack what is known of one state in each coalition, (B, k); None where nothing that is read is ever unknown."""
    if not (rows < 1).any():
        return None
    kinds, which = np.unique(np.nan_to_num(rows, nan=-1.0), axis=0, return_inverse=True)
    return {"kinds": _floats(np.where(kinds < 0, np.nan, kinds).ravel()), "which": _whole(which.ravel())}


def column(values: Numbers) -> dict[str, str]:
    """Pack one number for each coalition: different numbers once, and which of them each has."""
    kinds, which = np.unique(values, return_inverse=True, equal_nan=True)
    if 2 * len(kinds) > len(values):
        return {"floats": _floats(values)}
    return {"floats": _floats(kinds), "which": _whole(which.ravel())}


def _floats(values: Numbers) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f8").tobytes()).decode()


def _whole(values: Sequence[int] | npt.NDArray[np.intp]) -> str:
    """Pack whole numbers below 65,536, two bytes each."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<u2").tobytes()).decode()
