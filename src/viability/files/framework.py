"""Frameworks, read: the codebook and the criteria, each checked against the other, and the weights."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from viability.errors import Problem, StudyError, suggestion
from viability.files.pages import Page, Reader
from viability.files.profiles import HEAD
from viability.study.framework import Criterion
from viability.study.profile import Attribute
from viability.study.study import HOLLOW, Study
from viability.study.vocabulary import MEASURE_READS

COLUMNS = frozenset({"a", "b", "members", "viability", "cohesion", "band", "coverage"})
"""Columns beside which pillars and criteria have theirs, so that none can be called so."""

_NAMED = {"threat": "threats", "institution": "credibility"}
"""Attributes of threats and of institutions go by these names, for profiles and what-ifs write them so."""


def read_codebook(reader: Reader, page: Page, pillars: Collection[str]) -> dict[str, Attribute | None]:
    """Read the attributes; one that fails is None, so that the profiles that use it are not blamed."""
    attributes = reader.entries(Attribute, page)
    for name, attribute in attributes.items():
        if attribute is None:
            continue
        wanted = _NAMED.get(attribute.of, name)
        if wanted != name:
            reader.note(page, (name,), f"an attribute of {attribute.of}s is called '{wanted}'", "rename it")
        if attribute.section not in pillars:
            hint = suggestion(attribute.section, pillars)
            reader.note(page, (name, "section"), f"unknown section '{attribute.section}'", hint)
            attributes[name] = None
    for pillar in pillars:
        if pillar in HEAD or pillar in COLUMNS:
            label = "criteria/_framework.yaml"
            reader.problems.append(Problem(label, f"no pillar can be called '{pillar}'", None, "rename it"))
    return attributes


def read_criteria(
    reader: Reader, paths: Iterable[Path], pillars: Collection[str], attributes: Mapping[str, Attribute | None]
) -> dict[str, Criterion]:
    """Read the criteria, in order of their pillars."""
    found = []
    pages = [reader.page(path) for path in paths]
    for page in pages:
        if page.path.stem in COLUMNS or page.path.stem in pillars:
            what = "another column of a table" if page.path.stem in COLUMNS else "a pillar"
            reader.note(
                page, (), f"no criterion can be called '{page.path.stem}', the name of {what}", "rename the file"
            )
        criterion = reader.whole(Criterion, page, {"id": page.path.stem})
        if criterion is not None:
            found.append(criterion)
            _check_goalposts(reader, page, criterion, attributes)
        # names are judged in a criterion that has other faults, too
        pillar, measure = page.data.get("pillar"), page.data.get("measure")
        if isinstance(pillar, str) and pillar not in pillars:
            reader.note(page, ("pillar",), f"unknown pillar '{pillar}'", suggestion(pillar, pillars))
        if isinstance(measure, dict):
            _check_measure(reader, page, measure.get("kind"), measure.get("of"), attributes)
    if not pages:
        hint = "write one file per criterion; see docs/data.md"
        reader.problems.append(Problem("criteria", "holds no criterion", None, hint))
    rank = {pillar: i for i, pillar in enumerate(pillars)}
    found.sort(key=lambda criterion: rank.get(criterion.pillar, len(rank)))
    return {criterion.id: criterion for criterion in found}


def _check_measure(
    reader: Reader, page: Page, kind: object, of: object, attributes: Mapping[str, Attribute | None]
) -> None:
    """Check that a measure reads an attribute that exists and is of the right kind."""
    reads = MEASURE_READS.get(kind) if isinstance(kind, str) else None
    if not isinstance(of, str) or reads is None:
        return
    attribute = attributes.get(of)
    here = [name for name, known in attributes.items() if known is not None and known.of == reads]
    if of not in attributes:
        reader.note(page, ("measure", "of"), f"unknown attribute '{of}'", suggestion(of, here))
    elif attribute is not None and attribute.of != reads:
        message = f"measure '{kind}' reads attributes of {reads}s, and '{of}' is one of {attribute.of}s"
        reader.note(page, ("measure", "of"), message, suggestion(of, here))


def _check_goalposts(
    reader: Reader, page: Page, criterion: Criterion, attributes: Mapping[str, Attribute | None]
) -> None:
    """Check that goalposts on single values lie where values can be."""
    if criterion.goalposts is None or criterion.aggregator == "summation":
        return
    attribute, kind = attributes.get(criterion.measure.of or ""), criterion.measure.kind
    if kind in {"overlap", "shared_memberships", "count"}:
        least, most = 0.0, 1.0  # shares, and each state once
    elif attribute is None:
        return
    else:
        least, most = attribute.range
        if kind == "similarity":
            least, most = 0.0, most - least
        elif kind == "best_membership":
            least = min(least, 0.0)  # of who belongs nowhere
    for name in ("worst", "best"):
        post = getattr(criterion.goalposts, name)
        if not least <= post <= most:
            message = f"{name} is {post:.12g}, where no value can be: they run from {least:.12g} to {most:.12g}"
            reader.note(page, ("goalposts", name), message)


def check_weights(reader: Reader, page: Page, study: Study) -> None:
    """Check that weights can be weighed with.

    Raises:
        StudyError: when all weights at one level are zero.
    """
    if not any(pillar.weight > 0 for pillar in study.framework.pillars.values()):
        reader.note(page, ("pillars",), "no pillar has a weight above zero")
    for pillar in study.unweighted():
        reader.note(page, ("pillars", pillar), HOLLOW.format(pillar), "give one a weight, or the pillar weight 0")
    if reader.problems:
        raise StudyError(reader.problems)
