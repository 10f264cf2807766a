"""What `figure`, `report` and `export` share: all answers of a request, and files that are no tables."""

import dataclasses
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.errors import OutputError
from viability.files.places import study_folder
from viability.output.destination import check_files
from viability.output.sheet import Sheet
from viability.study.study import Study
from viability.study.whatif import apply

if TYPE_CHECKING:
    from viability.report.answers import Answers


def check_targets(request: Request, files: Sequence[Path], endings: Sequence[str]) -> None:
    """Refuse at once files that could not be written at the end.

    Raises:
        OutputError: when a file cannot be written, has another ending, or would overwrite the study.
    """
    for path in files:
        if path.suffix.lower() not in endings:
            told = endings[0] if len(endings) == 1 else f"{', '.join(endings[:-1])} or {endings[-1]}"
            raise OutputError(f"{path}: the ending {path.suffix or '(none)'} is not possible here; use {told}")
    check_files(files, study=study_folder(request.study), read=request.scenario)


def answers(
    request: Request, *, draws: int, seed: int, candidates: Iterable[str] | None = None, to: str | None = None
) -> "Answers":
    """Return the answers to all questions, each asked when it is wanted."""
    from viability.report.answers import Answers

    study = request.load(whole=True)
    whatifs = request.scenarios(study)
    edited = apply(study, *whatifs)
    return Answers(
        study=study,
        whatifs=whatifs,
        asked=edited if request.question is None else edited.asking(request.question),
        question=request.question,
        candidates=candidates,
        to=to,
        draws=draws,
        seed=seed,
    )


def signed(request: Request, sheet: Sheet) -> Sheet:
    """Return a sheet with what made it beside its provenance."""
    return replace(sheet, provenance={**sheet.provenance, **request.made(()).cells()})


def command_of(request: Request, study: Study, *, draws: int, seed: int) -> dict[str, Any]:
    """Return what the command of a page is made of: the request's words, its weights, and the weights without them."""
    from viability.report.live import plain_weights

    options = [("--study", None if request.study is None else str(request.study))]
    options += [("--scenario", name) for name in request.scenario]
    options += [("--as-of", request.whatif.as_of)]
    options += [("--set", text) for text in request.set_]
    options += [("--compensation", request.compensation), ("--roles", request.roles), ("--question", request.question)]
    options += [("--draws", None if draws == DRAWS else str(draws)), ("--seed", None if seed == SEED else str(seed))]
    words = [word for name, value in options if value is not None for word in (name, shlex.quote(value))]
    whatifs = dataclasses.replace(request, weight=[]).scenarios(study)
    return {
        "words": ["viability", "score", *words],
        "weights": [word for text in request.weight for word in ("--weight", shlex.quote(text))],
        "members": bool(request.members or request.coalition or request.with_ or request.without),
        "plain": plain_weights(apply(study, *whatifs)),
    }


def figure_line(request: Request, name: str) -> str:
    """Return the command that draws a figure of the same request."""
    words = shlex.split(request.line)
    kept, skip = [], False
    for word in words[3:]:  # after the program, the command and its file
        if word in {"--candidates", "--to"}:
            skip = True
        elif skip:
            skip = False
        else:
            kept.append(word)
    return shlex.join(["viability", "figure", name, f"{name}.svg", *kept])
