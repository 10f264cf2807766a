"""The page: one self-contained file with sliders, figures, claims and every value with its source."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from viability import __version__
from viability.analyses.score import BOTH, DATA, Assessment
from viability.errors import ViabilityError
from viability.output.claims import sentence, told_figure, told_test, unit
from viability.output.face import called, pillar_points, title
from viability.output.levels import varied
from viability.output.made import Made
from viability.output.minded import minded, small_print
from viability.output.text import clean, how_often, indexed, names, number, percent
from viability.report.answers import Answers, check_pairs, figure_of
from viability.report.figures import FIGURES
from viability.report.figures.scale import sentence as index_sentence
from viability.report.live import as_script, live
from viability.report.needs import need
from viability.report.profiles import Cited, criterion, profile, shown_states
from viability.study.framework import NO_VERDICT, VIABILITY

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"

LISTED = 5
"""Criteria of a list of what costs and of what carries."""

SHADES = 4
"""Grounds of bands, from the worst to the best."""

SCORED = (
    "Each criterion reads a value off every member, or every pair of members, places it between two fixed goalposts, "
    "and turns the places into one score by an aggregator: the mean, the weakest, the best, the total, or how evenly "
    "it is spread."
)
MISSING = (
    "What is missing is left out and shown as what is known, never filled in. There is no verdict where too little is "
    "known of the coalition or of a member. A blocking criterion that fails caps the verdict whatever the index."
)
WEIGHED = (
    "The page weighs scores that the program computed; it measures nothing and draws nothing itself. So ranges and "
    "shares of draws are those of the weights and members computed, and are hidden where others are set."
)
NO_FORECAST = (
    "The index is no probability that a treaty will be signed, no forecast and no advice. It summarises dated "
    "judgements that anyone may redo with other weights, values or goalposts. Differences smaller than the ranges mean "
    "little. A high score speaks for an alliance and not for anything else: a threat that all members feel raises "
    "necessity."
)

Told = Callable[[str], None]


def page(
    answers: Answers,
    command: Mapping[str, Any],
    figures: Callable[[str], str],
    tell: Told = lambda _: None,
    *,
    only: Iterable[str] = FIGURES,
    made: Made | None = None,
) -> str:
    """Return a report as one HTML page that asks nothing of the network.

    Args:
        answers: What it tells.
        command: What its command is made of, see `live`.
        figures: The command that draws a figure, by its name.
        tell: Is told of each part before it is made.
        only: The figures that are drawn; all by default.
        made: What made it: scenarios in full and the fingerprint of what was read.

    Raises:
        OutputError: when what draws is not installed.
        ViabilityError: when the coalition cannot be scored, or has too many members for a page.
    """
    need()
    check_pairs(answers)
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - part of the extra
    from markupsafe import Markup  # noqa: PLC0415 - as that

    tell("score")
    result = answers.score
    study = result.about.study
    whole = answers.asked
    cited, anchors = Cited(whole), set[str]()
    tell("profiles")
    profiles = [profile(whole, state, cited, anchors) for state in shown_states(whole, answers.sliders.states)]
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    drawn, left_out = _figures(answers, [*only], figures, tell)
    filled = {
        "title": study.title,
        "headline": "; ".join(
            f"{_title(one)} {indexed(one.study, one.index)} of 100: {one.verdict}" for one in result.questions.values()
        ),
        "members": names(study, study.members, short=False, sep=", "),
        "day": study.as_of or result.about.newest or study.day,
        "framework": study.framework.version,
        "version": __version__,
        "edits": "; ".join(study.edits),
        "cautions": study.cautions,
        "draws": f"{result.uncertainty.draws:,}",
        "questions": [_question(one, i, first=one is result) for i, one in enumerate(result.questions.values())],
        "small": _small(result),
        "switched": answers.sliders.switched,
        "states": [
            {"name": whole.states[name].name, "member": name in whole.members} for name in answers.sliders.states
        ],
        "command": " ".join([*command["words"], *_members(answers, command), *command["weights"]]),
        "figures": drawn,
        "left_out": left_out,
        "criteria": [criterion(whole, name, anchors) for name in whole.criteria],
        "profiles": profiles,
        **_claims(answers, cited),
        "method": _method(result),
        "cite": _cite(result),
        "made": figures(""),
        "foot": f"Study: {study.location or study.title}."
        + ("" if made is None else f" {made.what_was_read(result.about.newest)}"),
        "data": as_script(live(answers.sliders, command)),
        "script": script,
        "script_sum": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "style": _style(),
    }
    filled["sources"] = cited.listed()
    filled["parts"] = _parts(filled)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
    )
    # what is ours, and what was escaped for where it stands
    for name in ("data", "script", "style"):
        filled[name] = Markup(filled[name])  # noqa: S704 - ours, or escaped by `as_script`
    for figure in drawn:
        figure["svg"] = Markup(figure["svg"])  # noqa: S704 - drawn, with all text in it escaped
    return environment.get_template("report.html").render(filled)


def _clean(value: object) -> object:
    return clean(value) if type(value) is str else value


def _style() -> str:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    for mark, weight in (("@REGULAR@", "Regular"), ("@SEMIBOLD@", "SemiBold")):
        style = style.replace(mark, base64.b64encode((FONTS / f"Inter-{weight}.otf").read_bytes()).decode())
    return style


def _title(one: Assessment) -> str:
    return one.study.framework.question.title


def _members(answers: Answers, command: Mapping[str, Any]) -> list[str]:
    return ["--members", ",".join(answers.asked.members)] if command["members"] else []


def _parts(filled: Mapping[str, Any]) -> list[tuple[str, str]]:
    parts = [("answers", "Answers"), ("try", "Try other weights"), ("figures", "Figures")]
    if filled["claims"]:
        parts.append(("claims", "Claims"))
    return [*parts, ("criteria", "Criteria"), ("profiles", "Profiles"), ("sources", "Sources"), ("method", "Method")]


def _figures(
    answers: Answers, only: Iterable[str], command: Callable[[str], str], tell: Told
) -> tuple[list[dict[str, Any]], list[str]]:
    """Draw every figure; one whose question cannot be asked is left out, with the reason."""
    from viability.report.figures.frame import inline  # noqa: PLC0415 - it brings altair

    drawn, left_out = [], []
    for name in only:
        listed = FIGURES[name]
        tell(name)
        if (name == "claims" and not answers.asked.claims) or (name == "strategies" and not answers.has_strategies):
            continue
        try:
            found = figure_of(answers, name)
        except ViabilityError as error:
            left_out.append(f"{listed.title} is left out: {error}.")
            continue
        told_of = {"title": found.title, "subtitle": found.subtitle, "told": found.told, "heading": listed.title}
        drawn.append({"name": name, "svg": inline(found), "command": command(name), **told_of})
    return drawn, left_out


def _question(one: Assessment, number_: int, *, first: bool) -> dict[str, Any]:
    study, framework = one.study, one.study.framework
    found = one.evaluation
    worst_first = framework.bands[::-1]
    ends = [*(band.at_least for band in worst_first), 100.0]
    bands = [
        {
            "verdict": band.verdict,
            "low": f"{low:g}",
            "width": high - low,
            "share": how_often(one.verdicts[band.verdict]),
            "shade": min(round(i * (SHADES - 1) / max(len(worst_first) - 1, 1)), SHADES - 1),
        }
        for i, (band, (low, high)) in enumerate(zip(worst_first, pairwise(ends), strict=True))
    ]
    none = one.verdicts.get(NO_VERDICT, 0.0)
    pillars = [_pillar(one, i, name) for i, name in enumerate(found.pillars)]
    notes = [f"Blocked by {c.title}: the verdict is at most “{framework.blocked}”." for c in one.blocking] + [
        f"Known: {percent(one.coverage)}. Cohesion: {number(one.cohesion)}."
    ]
    ranges = "; ".join(f"{name} {spread.low:.0f} to {spread.high:.0f}" for name, spread in one.ranges.items())
    return {
        "id": one.question,
        "number": number_,
        "title": framework.question.title,
        "question": framework.question.question,
        "index": indexed(study, one.index),
        "at": min(max(one.index, 0.0), 100.0) if one.index == one.index else 0.0,
        "verdict": one.verdict,
        "bands": bands,
        "ticks": [f"{end:g}" for end in ends],
        "spans": [("both", one.ranges[BOTH]), ("data", one.ranges[DATA])],
        "ranges": f"Nine of ten results: {ranges}.",
        "none": how_often(none) if none else "",
        "cautions": [text for text, _ in minded(one, first=first)],
        "notes": notes,
        "heading": f"{framework.question.title}: what costs, and what carries"
        if one.question == VIABILITY
        else f"{framework.question.title}: what speaks against it, and what for it",
        "costs": title(one, "lost"),
        "carries": title(one, "gained"),
        "lost": _most(one, "lost"),
        "gained": _most(one, "gained"),
        "pillars": pillars,
    }


def _most(one: Assessment, what: str) -> list[dict[str, str]]:
    rows = one.obstacles if what == "lost" else one.catalysts
    return [
        {"id": row.criterion, "called": called(one, row, what), "points": number(getattr(row, what))}
        for row in rows[:LISTED]
        if getattr(row, what) > 0
    ]


def _pillar(one: Assessment, i: int, name: str) -> dict[str, Any]:
    study, found = one.study, one.evaluation
    entry = study.framework.pillars[name]
    criteria = [
        {
            "id": c.id,
            "number": k,
            "title": c.title,
            "raw": f"{c.weight:g}",
            "most": f"{max(4.0, 2 * c.weight):g}",
            "share": percent(float(found.weights.criteria[k])),
        }
        for k, c in enumerate(study.criteria.values())
        if c.pillar == name
    ]
    return {
        "id": name,
        "title": entry.title,
        "weight": percent(float(found.weights.pillars[i])),
        "score": number(one.pillars[name].score),
        "lost": number(pillar_points(one, name)[0]),
        "raw": f"{entry.weight:g}",
        "most": f"{max(4.0, 2 * entry.weight):g}",
        "criteria": criteria,
    }


def _claims(answers: Answers, cited: Cited) -> dict[str, Any]:
    if not answers.asked.claims:
        return {"claims": [], "claims_told": ""}
    result = answers.claims
    study = result.about.study
    rows = []
    for one in result.rows:
        tested = one.found is not None and one.against is not None
        rows.append(
            {
                "claim": one.claim.claim,
                "test": told_test(study, one) if tested else "not tested",
                "evidence": told_figure(one.found, unit(study, one))
                if one.found is not None and tested
                else one.reason,
                "outcome": one.outcome,
                "share": how_often(one.share) if tested else "",
                "sources": cited.of(one.sources)[:12],
            }
        )
    return {"claims": rows, "claims_told": sentence(result)}


def _small(result: Assessment) -> str:
    doubt = result.uncertainty
    return " ".join([f"Draws vary {varied(result)} (seed {doubt.seed}).", *small_print(result)])


def _method(result: Assessment) -> list[str]:
    """Say how the numbers come about, and what they are not."""
    several = len(result.questions) > 1
    compensation = result.study.framework.compensation
    mean = "weighted means" if compensation == 1 else f"weighted power means (compensation {compensation:g})"
    several_told = " No index adds the questions up." if several else ""
    return [
        f"{SCORED} Scores become pillars, and pillars an index from 0 to 100, as {mean}.{several_told}",
        MISSING,
        WEIGHED,
        NO_FORECAST,
        *(f"{_title(one)}: {index_sentence(one)}." for one in result.questions.values()),
    ]


def _cite(result: Assessment) -> str:
    study = result.study
    return (
        f"The viability team: viability {__version__}, framework {study.framework.version}, study “{study.title}”, "
        f"data as of {study.as_of or study.day}. `viability cite` writes this and every source as references."
    )
