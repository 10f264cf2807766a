"""What `viability score` shows, as a page in Markdown: tables of few columns with captions, and the sources."""

from collections.abc import Iterable

from viability.analyses.score import Assessment
from viability.output.apart import told_apart
from viability.output.face import What, blocked, first_by, pillar_points, shares, title
from viability.output.layout import NARROW
from viability.output.markdown import as_page, escaped, table_lines
from viability.output.minded import minded
from viability.output.moved import moved
from viability.output.standing import line
from viability.output.text import indexed, names, number, percent, slips_told


def page(result: Assessment, small: str, *, chart: bool) -> str:
    """Return an assessment as a page; the caption of each table stands below it as pandoc reads it."""
    study = result.study
    asked = [*result.questions.values()]
    lines = [f"**{escaped(study.title)}**: {escaped(names(study, study.members, short=False, sep=', '))}", ""]
    if study.edits:
        lines += [f"What if: {escaped('; '.join(study.edits))}", ""]
    if warned := slips_told(study):
        lines += [escaped(warned), ""]
    ranges = list(result.ranges)
    lines += table_lines(
        (
            "Index",
            "of 100",
            "Verdict",
            *(f"9 of 10 results, {name}" for name in ranges),
            "How often each verdict came out",
        ),
        [
            (
                one.study.framework.question.title,
                indexed(one.study, one.index),
                one.verdict,
                *(f"{found.low:.0f} to {found.high:.0f}" for found in one.ranges.values()),
                shares(one),
            )
            for one in asked
        ],
        "The index under each question, its verdict and how sure it is. "
        + " ".join(f"{one.study.framework.question.title}: {_bands(one)}." for one in asked),
    )
    for one in asked:
        told = [told for told, _ in minded(one, first=one is result)]
        lines += [line for text in (*(str(t) for t in blocked(one)), *told) for line in (f"- {escaped(text)}", "")]
    lines += table_lines(
        ("Index", "Pillar", "Weight", "Score", "Points lost", "Points gained", "Known"),
        [
            (
                one.study.framework.question.title,
                pillar.title,
                percent(float(weight)),
                number(one.pillars[name].score),
                *(number(points) for points in pillar_points(one, name)),
                percent(one.pillars[name].coverage),
            )
            for one in asked
            for (name, pillar), weight in zip(
                one.study.framework.pillars.items(), one.evaluation.weights.pillars, strict=True
            )
        ],
        "The pillars.",
    )
    whats: tuple[What, What] = ("lost", "gained")
    for one in asked:
        for what in whats:
            lines += table_lines(
                ("Criterion", f"Points {what}", "Who", "Value", "Date"),
                [(row.called, number(row.points), row.who, row.value, row.year) for row in first_by(one, what)],
                f"{title(one, what)}.",
            )
    if result.baseline is not None:
        lines += as_page([moved(result.baseline, result, NARROW)]).splitlines()
        lines.append("")
    if chart:
        lines += table_lines(
            ("Pillar", "Criterion", "Score", "Points lost", "Points gained", "Known"),
            [
                (
                    one.study.framework.pillars[one.study.criteria[row.criterion].pillar].title,
                    one.study.criteria[row.criterion].title,
                    number(100 * row.score, 0),
                    number(row.lost),
                    number(row.gained),
                    percent(row.coverage),
                )
                for one in asked
                for row in one.contributions
            ],
            "All criteria.",
        )
    told = [told_apart(one) for one in asked if one.discrimination is not None]
    told += [] if result.standing is None else [line(result.standing)]
    lines += [part for text in told for part in (escaped(text), "")]
    return "\n".join([*lines, escaped(small), "", *_sources(asked), ""])


def _bands(one: Assessment) -> str:
    return ", ".join(f"{band.verdict} from {band.at_least:g}" for band in one.study.framework.bands)


def _sources(asked: Iterable[Assessment]) -> list[str]:
    """List the sources of the values that decide the criteria that are told of in words."""
    found: dict[str, None] = {}
    study = None
    for one in asked:
        study = one.study
        rows = [(row.drags for row in one.obstacles[:3]), (row.carries for row in one.catalysts[:3])]
        found |= dict.fromkeys(key for each in rows for row in each if row is not None for key in row.sources)
    if study is None or not (listed := [study.sources[key] for key in found if key in study.sources]):
        return []
    told = "; ".join(
        f"{source.title}, {source.publisher}, {source.date or source.edition or 'undated'}" for source in listed
    )
    return [f"Sources of the values named: {escaped(told)}."]
