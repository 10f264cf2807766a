"""Frameworks, read: the codebook and the criteria, each checked against the other, and the weights."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from viability.errors import Problem
from viability.files.faults import Key
from viability.files.pages import Page, Reader
from viability.files.profiles import HEAD
from viability.study.criterion import Criterion
from viability.study.framework import Framework, OneQuestion
from viability.study.profile import Attribute
from viability.study.study import HOLLOW, Study
from viability.study.vocabulary import MEASURES, is_column

INDICES = {"viability", "necessity"}
"""Columns that are called by a question's id."""

_NAMED = {"institution": "credibility"}
"""Attributes of institutions go by this name, for profiles and what-ifs write them so."""


def read_codebook(reader: Reader, page: Page, pillars: Collection[str]) -> dict[str, Attribute | None]:
    """Read the attributes; one that fails is None, so that the profiles that use it are not blamed."""
    attributes = reader.entries(Attribute, page)
    for name, attribute in attributes.items():
        if attribute is None:
            continue
        wanted = _NAMED.get(attribute.of, name)
        if wanted != name:
            reader.note(page, (name,), f"an attribute of {attribute.of}s must be called '{wanted}'", "rename it")
        if attribute.section not in pillars:
            hint = reader.suggest(page, attribute.section, pillars)
            reader.note(page, (name, "section"), f"unknown section '{attribute.section}'", hint)
            attributes[name] = None
    return attributes


def written_pillars(page: Page) -> dict[str, Key]:
    """Return the pillars that a framework names, also one with faults, and under which key each stands."""
    questions = page.data.get("questions")
    found: dict[str, Key] = {}
    asked = questions.items() if isinstance(questions, dict) else ()
    for key, held in (((), page.data), *((("questions", name), one) for name, one in asked)):
        pillars = held.get("pillars") if isinstance(held, dict) else None
        for pillar in pillars if isinstance(pillars, dict) else ():
            found.setdefault(pillar, (*key, "pillars", pillar))
    return found


def read_framework(reader: Reader, page: Page) -> Framework | None:
    """Read a framework, in either of its forms; None if it fails."""
    if "questions" in page.data:
        return reader.whole(Framework, page)
    one = reader.whole(OneQuestion, page)
    return None if one is None else Framework.read(one.plain())


def check_pillars(reader: Reader, page: Page, pillars: Mapping[str, Key]) -> None:
    """Report names that questions and pillars cannot have, for profiles or tables use them otherwise."""
    questions = page.data.get("questions")
    for question in questions if isinstance(questions, dict) else ():
        line = partial(page.line, ("questions", question))
        reader.check_id(page.label, question, line)
        if question in pillars or (is_column(question) and question not in INDICES):
            what = "a pillar" if question in pillars else "another column of a table"
            reader.add(Problem(page.label, f"a question cannot be called '{question}', the name of {what}", line()))
    for pillar, key in pillars.items():
        line = partial(page.line, key)
        reader.check_id(page.label, pillar, line)
        if pillar in HEAD:
            message = f"a pillar cannot be called '{pillar}', which is a key of profiles"
            reader.add(Problem(page.label, message, line(), "rename it"))
        elif is_column(pillar):
            message = f"a pillar cannot be called '{pillar}', the name of another column of a table"
            reader.add(Problem(page.label, message, line(), "rename it"))


def read_criteria(
    reader: Reader, paths: Iterable[Path], pillars: Collection[str], attributes: Mapping[str, Attribute | None]
) -> dict[str, Criterion]:
    """Read the criteria, in order of their pillars."""
    found = []
    pages = [reader.page(path) for path in paths]
    for page in pages:
        if is_column(page.id) or page.id in pillars:
            what = "a pillar" if page.id in pillars else "another column of a table"
            reader.note(page, (), f"a criterion cannot be called '{page.id}', the name of {what}", "rename the file")
        criterion = reader.whole(Criterion, page, {"id": page.id})
        if criterion is not None:
            found.append(criterion)
            _check_goalposts(reader, page, criterion, attributes)
        # names are judged in a criterion that has other faults, too
        pillar, measure = page.data.get("pillar"), page.data.get("measure")
        if isinstance(pillar, str) and pillar not in pillars:
            reader.note(page, ("pillar",), f"unknown pillar '{pillar}'", reader.suggest(page, pillar, pillars))
        if isinstance(measure, dict):
            _check_measure(reader, page, measure, attributes)
    if not pages:
        hint = "write one file per criterion; see docs/data.md"
        reader.add(Problem("criteria", "the folder contains no criterion", None, hint))
    rank = {pillar: i for i, pillar in enumerate(pillars)}
    found.sort(key=lambda criterion: rank.get(criterion.pillar, len(rank)))
    return {criterion.id: criterion for criterion in found}


def _check_measure(
    reader: Reader, page: Page, measure: Mapping[str, object], attributes: Mapping[str, Attribute | None]
) -> None:
    """Check that a measure reads attributes that exist and are of the right kind."""
    kind = measure.get("kind")
    facts = next((facts for name, facts in MEASURES.items() if name == kind), None)
    if facts is None:
        return
    wanted: list[tuple[str, object, str]] = [("kind", name, "state") for name in facts.fixed]
    wanted += [("of", measure.get("of"), facts.reads)] if facts.reads is not None else []
    wanted += [("against", measure.get("against"), "threat")] if facts.opponents else []
    for field, name, reads in wanted:
        if not isinstance(name, str):
            continue
        attribute = attributes.get(name)
        here = [known for known, entry in attributes.items() if entry is not None and entry.of == reads]
        if name not in attributes:
            reader.note(page, ("measure", field), f"unknown attribute '{name}'", reader.suggest(page, name, here))
        elif attribute is not None and attribute.of != reads:
            message = f"measure '{kind}' reads attributes of {reads}s, but '{name}' is an attribute of {attribute.of}s"
            reader.note(page, ("measure", field), message, reader.suggest(page, name, here))


def _check_goalposts(
    reader: Reader, page: Page, criterion: Criterion, attributes: Mapping[str, Attribute | None]
) -> None:
    """Check that goalposts on single values lie where values can be, and that burdens shared evenly can be shares."""
    if criterion.aggregation.goalposts == "none":
        shared = attributes.get(criterion.measure.of or "")
        if shared is not None and shared.range[0] < 0:
            message = f"{criterion.aggregator} is not defined for '{criterion.measure.of}', which may be negative"
            hint = "shares of a total need values from 0: use another aggregator, or a range that begins at 0"
            reader.note(page, ("aggregator",), message, hint)
    if criterion.goalposts is None or criterion.aggregation.goalposts != "each":
        return
    attribute = attributes.get(criterion.measure.of or "")
    if attribute is None and criterion.facts.unit is None:
        return
    least, most = criterion.facts.bounds((0.0, 0.0) if attribute is None else attribute.range)
    for name in ("worst", "best"):
        post = getattr(criterion.goalposts, name)
        if not least <= post <= most:
            message = f"{name} is {post:.12g}, but values run from {least:.12g} to {most:.12g}"
            reader.note(page, ("goalposts", name), message)


def check_weights(reader: Reader, page: Page, study: Study) -> None:
    """Check that weights can be weighed with.

    Raises:
        StudyError: when all weights at one level are zero.
    """
    written = written_pillars(page)
    for entry in study.framework.questions.values():
        if not any(pillar.weight > 0 for pillar in entry.pillars.values()):
            place = written[next(iter(entry.pillars))][:-1]
            reader.note(page, place, "no pillar has a weight above zero")
    for pillar in study.unweighted():
        reader.note(
            page, written[pillar], HOLLOW.format(pillar), "give one of them a weight, or the pillar the weight 0"
        )
    for criterion in study.criteria.values():
        question = study.framework.question_of(criterion.pillar)
        if criterion.blocking is not None and study.framework.questions[question].blocked is None:
            message = f"'{criterion.id}' can block, but '{question}' does not say which verdict is then left"
            reader.note(page, ("questions", question), message, "write `blocked: VERDICT`")
    if reader.problems:
        raise reader.refused()
