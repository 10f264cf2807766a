"""Weights as what-ifs set them: all that one what-if says of a level holds together."""

import shlex
from collections.abc import Iterable, Mapping
from contextlib import suppress

from viability.errors import FrameworkError, UnknownName
from viability.study.fields import ROUNDING, WEIGHTS
from viability.study.scenario import SetWeight
from viability.study.study import Study

HEAVY = 10.0
"""How many times a plain weight may be the greatest of all others of its level without a word."""

HEAVY_AMONG_ONES = 5.0
"""The same where all others are 1, as they are where nobody has set any."""


SLIGHT = 0.01
"""A share below which somebody probably wrote a fraction among per cents."""

MOST_SUGGESTED = 6
"""How many shares a message proposes."""

COARSE = 0.01
"""How much of itself a share that a message proposes may be off, for the sake of a whole number."""


def level_of(study: Study, name: str) -> tuple[str, str]:
    """Find the level at which a weight stands, and its id there; the beginning of one name alone is enough.

    Returns:
        The pillar whose criteria make up the level, or the question whose pillars do; and the id of the criterion or
        pillar.

    Raises:
        UnknownName: when no pillar and no criterion is called that.
    """
    with suppress(UnknownName):
        pillar = study.pillar_id(name)
        return study.framework.question_of(pillar), pillar
    with suppress(UnknownName):
        criterion = study.criteria[study.criterion_id(name)]
        return criterion.pillar, criterion.id
    if (meant := study.begun(name)) is not None:
        return level_of(study, meant)
    dotted = "." in name
    if dotted:
        short, elsewhere = name.rpartition(".")[2], ""
        with suppress(UnknownName):  # the criterion is one of another pillar
            elsewhere = study.criterion_id(short)
        if elsewhere:
            raise UnknownName("pillar or criterion", name, (), [f"{study.criteria[elsewhere].pillar}.{elsewhere}"])
    criteria = (f"{c.pillar}.{c.id}" if dotted else c.id for c in study.criteria.values())
    known = [*study.framework.pillars, *criteria]
    raise UnknownName("pillar or criterion", name, known, study.concerning(name))


def weights_at(study: Study, level: str) -> dict[str, float]:
    """Return the weights of one level as written, by id."""
    if level in study.framework.questions:
        return {p: pillar.weight for p, pillar in study.framework.questions[level].pillars.items()}
    return {i: c.weight for i, c in study.criteria.items() if c.pillar == level}


def without_theory(study: Study) -> Study:
    """Return the study with weight 0 for criteria of role theory, and for pillars that hold no others.

    Raises:
        FrameworkError: when that leaves no criterion.
    """
    kept = {criterion.pillar for criterion in study.criteria.values() if criterion.role != "theory"}
    if not kept:
        raise FrameworkError("all criteria have the role 'theory', so roles 'paper' leaves no criterion")
    criteria = {i: c.replace(weight=0.0) if c.role == "theory" else c for i, c in study.criteria.items()}
    pillars = {p: entry if p in kept else entry.replace(weight=0.0) for p, entry in study.framework.pillars.items()}
    return study.replace(criteria=criteria, framework=study.framework.replace(pillars=pillars))


def last_set(study: Study, changes: Iterable[SetWeight]) -> tuple[SetWeight, ...]:
    """Return of the weights that are set those that count: of two for one name the later.

    Raises:
        UnknownName: when a change names no pillar and no criterion.
    """
    return tuple({level_of(study, change.weight): change for change in changes}.values())


def weighed(study: Study, changes: Iterable[SetWeight]) -> set[str]:
    """Return the questions of which weights are set.

    Raises:
        UnknownName: when a change names no pillar and no criterion.
    """
    levels = {level_of(study, change.weight)[0] for change in changes}
    questions = study.framework.questions
    return {level if level in questions else study.framework.question_of(level) for level in levels}


def reweighted(study: Study, changes: Iterable[SetWeight]) -> Study:
    """Return the study with weights set, each name once.

    Shares of one level hold together, and the rest of the level keeps its proportions in what they leave.

    Raises:
        UnknownName: when a change names no pillar and no criterion.
        FrameworkError: when shares of one level cannot hold together, or stand beside plain numbers.
    """
    levels: dict[str, dict[str, SetWeight]] = {}
    for change in changes:
        level, name = level_of(study, change.weight)
        levels.setdefault(level, {})[name] = change
    for level, asked in levels.items():
        of_pillars = level in study.framework.questions
        weights = _set(weights_at(study, level), asked, "pillars" if of_pillars else f"criteria of '{level}'")
        if not of_pillars:
            criteria = {i: c.replace(weight=weights[i]) if i in weights else c for i, c in study.criteria.items()}
            study = study.replace(criteria=criteria)
        else:
            pillars = {
                p: pillar.replace(weight=weights.get(p, pillar.weight)) for p, pillar in study.framework.pillars.items()
            }
            study = study.replace(framework=study.framework.replace(pillars=pillars))
    return study


def _set(weights: Mapping[str, float], asked: Mapping[str, SetWeight], of: str) -> dict[str, float]:
    """Set weights of one level, as written or as shares."""
    shares = {name: change for name, change in asked.items() if change.share}
    plain = {name: change.value for name, change in asked.items() if not change.share}
    if not shares:
        return {**weights, **plain}
    beside = next((name for name, value in plain.items() if value), None)
    if beside is not None:  # nought is nought either way
        raise FrameworkError(
            f"'{next(iter(shares))}' is given a share and '{beside}' a plain weight; write both as shares, "
            "such as 40%, or both as numbers"
        )
    given = {**plain, **{name: change.value for name, change in shares.items()}}
    total = sum(given.values())
    said = f"{100 * total:.6g} %"
    if total > 1 + ROUNDING:
        raise FrameworkError(
            f"the shares of {of} add up to {said}; lower them to 100 %, or write plain numbers",
            _ways_out(shares, {name: weight for name, weight in weights.items() if name not in plain}),
        )
    rest = {name: weight for name, weight in weights.items() if name not in given}
    left, held = 1.0 - total, sum(rest.values())
    if left > ROUNDING and not rest:
        raise FrameworkError(
            f"all {of} are given shares, and these add up to {said}; raise them to 100 %, or leave one out to "
            "take the rest",
            _ways_out(shares, {name: weight for name, weight in weights.items() if name not in plain}),
        )
    if left > ROUNDING and not held:
        one = len(given) == 1
        what = f"'{next(iter(given))}' cannot have a share of {said}" if one else f"the shares add up to {said}"
        raise FrameworkError(f"{what}, because all others have weight zero; raise it to 100 %, or give another a share")
    others = {name: max(left, 0.0) * weight / held if held else 0.0 for name, weight in rest.items()}
    return _weighable({name: given.get(name, others.get(name, 0.0)) for name in weights})


def _ways_out(shares: Mapping[str, SetWeight], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Say what the shares of one level were, and what could be written for them.

    Args:
        shares: That do not make 100 %, by id.
        weights: Of the level as they were, by id, without those that were set to nought.
    """
    *first, last = shares
    others = any(weight for name, weight in weights.items() if name not in shares)
    ways = ["as given: " + ", ".join(f"{change.weight} {100 * change.value:.6g} %" for change in shares.values())]
    if whole := _in_proportion(shares):
        rest = ", the others at 0" if others else ""
        ways.append(f"in the same proportion{rest}: {_as_options(shares, whole)}")
    left = 1.0 - sum(shares[name].value for name in first)
    if first and left > ROUNDING:
        kept = {name: 100 * shares[name].value for name in first}
        takers = [f"'{last}'"] * bool(weights[last]) + ["the others"] * others
        if takers:
            take = "takes" if takers == [f"'{last}'"] else "take"
            told = f"{' and '.join(takers)} {take} {100 * left:.6g} %"
            ways.append(f"the last one left out, so that {told}: {_as_options(shares, kept)}")
    return tuple(ways)


def _as_options(shares: Mapping[str, SetWeight], percents: Mapping[str, float]) -> str:
    """Return shares as the options that set them."""
    return " ".join(f"--weight {shlex.quote(shares[name].weight)}={share:.6g}%" for name, share in percents.items())


def _in_proportion(shares: Mapping[str, SetWeight]) -> dict[str, float]:
    """Return per cents in the proportion of shares that add up to 100: whole ones, or finer where these are too coarse.

    What is left by rounding down goes to the largest remainders. Nothing where there are too many to show, or where
    thousandths are too coarse.
    """
    total = sum(change.value for change in shares.values())
    if len(shares) > MOST_SUGGESTED or not total:
        return {}
    for parts in (1, 10, 100, 1000):  # of a per cent
        exact = {name: 100 * parts * change.value / total for name, change in shares.items()}
        whole = {name: int(share) for name, share in exact.items()}
        remainders = sorted(exact, key=lambda name: round(whole[name] - exact[name], 9))
        for name in remainders[: 100 * parts - sum(whole.values())]:
            whole[name] += 1
        if all(abs(whole[name] - share) <= COARSE * share for name, share in exact.items()):
            return {name: share / parts for name, share in whole.items()}
    return {}


def _weighable(shares: Mapping[str, float]) -> dict[str, float]:
    """Return shares as weights: greater ones where some are small, and nought for those that count for nothing."""
    least, most = WEIGHTS
    times = most if any(0 < share < least for share in shares.values()) else 1.0
    return {name: share * times if share * times >= least else 0.0 for name, share in shares.items()}


def share_of(study: Study, name: str) -> float:
    """Return the share that a pillar or criterion has of its level, nought where the level has no weight.

    Raises:
        UnknownName: when no pillar and no criterion is called that.
    """
    level, found = level_of(study, name)
    weights = weights_at(study, level)
    total = sum(weights.values())
    return weights[found] / total if total else 0.0


def in_force(study: Study, change: SetWeight) -> str:
    """Say what a weight that was set is worth: its share of the level, beside a plain weight."""
    share = f"{100 * share_of(study, change.weight):.4g}%"
    return f"weight {change.weight}={share}" if change.share else f"weight {change.weight}={change.value:.6g} ({share})"


def still_set(study: Study, before: Iterable[SetWeight], now: Iterable[SetWeight]) -> tuple[SetWeight, ...]:
    """Return the weights that count after some were set; a share at a level leaves no plain weight of before there."""
    asked, held = [*now], []
    shared = {level_of(study, change.weight)[0] for change in asked if change.share}
    for change in before:
        with suppress(UnknownName):  # a study narrowed to one question has no weights of another
            level, _ = level_of(study, change.weight)
            if change.share or level not in shared:
                held.append(change)
    return last_set(study, [*held, *asked])


def weight_cautions(study: Study, changes: Iterable[SetWeight]) -> tuple[str, ...]:
    """Say of weights what to mind, in the study that they led to: shares that later ones changed, and heavy numbers.

    A plain weight that is much heavier than the others of its level was probably meant as a share.
    """
    found = []
    for change in changes:
        with suppress(UnknownName):  # of another question than the study is narrowed to
            found.append(_about_share(study, change) if change.share else _about_number(study, change))
    return tuple(filter(None, found))


def _about_share(study: Study, change: SetWeight) -> str:
    """Say what became of a share, if it is not what it was set to, or ask whether it was meant as a fraction."""
    now = share_of(study, change.weight)
    if abs(now - change.value) <= ROUNDING:
        if 0 < change.value < SLIGHT:
            said = f"{100 * change.value:.6g}"
            return f"weight {change.weight}={said}% is less than one per cent; did you mean {100 * float(said):.6g}%?"
        return ""
    return (
        f"weight {change.weight}={100 * change.value:.6g}% is {100 * now:.4g} % now, because weights that were set "
        "after it changed it; set them together to keep all of them"
    )


def _about_number(study: Study, change: SetWeight) -> str:
    """Ask whether a plain weight was meant as a share."""
    level, name = level_of(study, change.weight)
    others = [weight for other, weight in weights_at(study, level).items() if other != name]
    if not any(others):
        return ""
    ones = all(weight == 1 for weight in others)
    if change.value <= HEAVY * max(others) and not (ones and change.value >= HEAVY_AMONG_ONES):
        return ""
    hint = f"; did you mean {change.value:g}%?" if change.value < 100 else ""  # noqa: PLR2004 - per cent
    return f"weight {change.weight}={change.value:g} is {100 * share_of(study, name):.3g} %{hint}"
