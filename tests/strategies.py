"""Small studies from plain data: written out with `build`, or drawn at random with `alliances`.

Plain data look like the files of a study, less what has an obvious default: one pillar, the usual bands, a source, a
date, good quality. Tests and worked examples share the form, so an example can be read without knowing the classes.

Longer than other files: what it builds from is read in one go.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from viability.study.criterion import Criterion
from viability.study.framework import Band, Framework, Pillar
from viability.study.profile import Attribute, Data, Datum, Institution, Membership, Source, State, Threat
from viability.study.scenario import CHANGES, Scenario
from viability.study.study import Study
from viability.study.vocabulary import AGGREGATORS, MEASURES

settings.register_profile("laws", deadline=None, max_examples=20)
settings.register_profile("laws-ci", deadline=None, max_examples=20, derandomize=True, database=None)
settings.register_profile("laws-many", deadline=None, max_examples=400)
settings.load_profile("laws-many" if os.environ.get("LAWS") else "laws-ci" if os.environ.get("CI") else "laws")

Plain = Mapping[str, Any]

BANDS = {"viable": 70, "viable with conditions": 55, "fragile": 40, "not viable": 0}
"""The verdicts of every small study, with the index from which each holds."""
SOURCE = "worked"
MINUS_INFINITY = float("-inf")


def datum(raw: object, **more: object) -> Datum:
    """Make a datum of a number, of [low, value, high], or of a mapping that lacks what has a default."""
    if isinstance(raw, Sequence):
        low, value, high = raw
        raw = {"low": low, "value": value, "high": high}
    fields = dict(raw) if isinstance(raw, Mapping) else {"value": raw}
    return Datum.read({"date": "2020", "source": SOURCE, "quality": "high", **more, **fields})


def data(raw: object) -> Data:
    """Make observations of one datum, or of a mapping of dates to values; None is no observation."""
    if raw is None:
        return ()
    if isinstance(raw, Mapping) and "value" not in raw:
        found = [datum(value, date=when) for when, value in raw.items()]
    else:
        found = [datum(raw)]
    return tuple(sorted(found, key=lambda one: one.date or ""))


def asks(kind: str, of: str | None = None, aggregator: str = "average", /, **more: object) -> dict[str, Any]:
    """Write a criterion shortly: `worst` and `best` are its goalposts, other keys stand as they are."""
    measure = {"kind": kind} if of is None else {"kind": kind, "of": of}
    posts = {"goalposts": {k: more.pop(k) for k in ("worst", "best")}} if "worst" in more else {}
    return {"measure": measure, "aggregator": aggregator, **posts, **more}


def build(plain: Plain) -> Study:
    """Make a study of plain data.

    Keys: `criteria` and `states`; where wanted `pillars` (id: weight), `codebook` (id: `range`, or `levels` for a
    rating from nought), `institutions` (id: credibility), `bodies` (id: kind), `institution`, `members`,
    `compensation`, `blocked`, `least_coverage` (0, so that there is a verdict however little is known),
    `questions` (id: its pillars; by default one that has all).
    `sources` are threat sources with what they are, where that matters or nobody rates them. A state's `threats` are
    ratings by source of the attribute `threats`; `felt` has those of others, by attribute.
    """
    criteria = {name: _criterion(name, raw) for name, raw in plain["criteria"].items()}
    states = {name: _state(name, raw or {}) for name, raw in plain["states"].items()}
    pillars = plain.get("pillars") or dict.fromkeys((c.pillar for c in criteria.values()), 1)
    framework = Framework.read(
        {
            "title": "Small",
            "version": "1",
            "pillars": {name: Pillar(title=name, weight=weight) for name, weight in pillars.items()},
            "bands": tuple(Band(verdict=verdict, at_least=floor) for verdict, floor in BANDS.items()),
            "blocked": plain.get("blocked", "fragile"),
            "compensation": plain.get("compensation", 1),
            "least_coverage": plain.get("least_coverage", 0),
        }
    )
    if asked := plain.get("questions"):
        framework = framework.replace(
            questions={
                name: framework.question.replace(title=name, pillars={p: framework.pillars[p] for p in held})
                for name, held in asked.items()
            }
        )
    institutions = {
        name: Institution(
            name=name, mandate="Any.", source=(SOURCE,), credibility=data(raw), kind=plain.get("bodies", {}).get(name)
        )
        for name, raw in plain.get("institutions", {}).items()
    }
    reads = {c.measure.of: c.facts.reads for c in criteria.values() if c.measure.of is not None}
    reads |= {c.measure.against: "threat" for c in criteria.values() if c.measure.against is not None}
    reads |= {name: "state" for c in criteria.values() for name in c.facts.fixed}
    unread = {name: "state" for state in states.values() for name in state.attributes}
    codebook = plain.get("codebook", {})
    return Study(
        title="A small alliance",
        members=tuple(plain.get("members", states)),
        institution=plain.get("institution"),
        framework=framework,
        criteria={c.id: c for p in pillars for c in criteria.values() if c.pillar == p},
        attributes={
            name: _attribute(name, of or "state", codebook.get(name, {})) for name, of in {**unread, **reads}.items()
        },
        threats={
            t: Threat.read({"title": t, "definition": "Any.", **plain.get("sources", {}).get(t, {})})
            for t in dict.fromkeys(
                [
                    *plain.get("sources", {}),
                    *(t for state in states.values() for felt in state.threats.values() for t in felt),
                ]
            )
        },
        institutions=institutions,
        states=states,
        sources={SOURCE: Source(title="Worked by hand", publisher="The analyst", undated=True)},
    )


def _criterion(name: str, raw: Plain) -> Criterion:
    fields = dict(raw)
    if "goalposts" in fields:
        fields["goalposts"] = {"reason": "chosen for the example", **fields["goalposts"]}
    given = {"id": name, "title": name, "pillar": "whole", "question": "?", "rationale": "An example."}
    return Criterion.read({**given, **fields})


def _attribute(name: str, of: str, raw: Plain) -> Attribute:
    fields = dict(raw)
    if "levels" in fields:
        levels = fields.pop("levels")
        fields |= {"range": (0, levels), "rubric": {level: f"Level {level}." for level in range(levels + 1)}}
    given = {"title": name, "section": "whole", "of": of, "range": (-1e6, 1e6), "definition": "An example."}
    return Attribute.read({**given, **fields})


def _state(name: str, raw: Plain) -> State:
    def spells(found: Plain | list[Plain] | None) -> tuple[Membership, ...]:
        each = found if isinstance(found, list) else [found or {}]
        return tuple(Membership.read({"source": SOURCE, **one}) for one in each)

    return State(
        id=name,
        name=raw.get("name", name.title()),
        iso3=raw.get("iso3"),
        candidate=raw.get("candidate", True),
        aliases=tuple(raw.get("aliases", ())),
        attributes={a: data(value) for a, value in raw.get("attributes", {}).items() if value is not None},
        threats={
            "threats": {t: data(value) for t, value in raw.get("threats", {}).items() if value is not None},
            **{a: {t: data(value) for t, value in felt.items()} for a, felt in raw.get("felt", {}).items()},
        },
        memberships={i: spells(found) for i, found in raw.get("memberships", {}).items()},
        ties={
            other: {tie: data(value) for tie, value in ties.items() if value is not None}
            for other, ties in raw.get("ties", {}).items()
        },
    )


def scenario(raw: Plain) -> Scenario:
    """Make a scenario of plain data as a scenario file writes it, title apart."""
    changes = tuple(CHANGES[next(key for key in CHANGES if key in one)].read(one) for one in raw.get("changes", ()))
    return Scenario.read({"id": "what_if", "title": "What if", **raw, "changes": changes})


def all_coalitions(states: Sequence[str]) -> list[tuple[str, ...]]:
    """List every set of two or more states."""
    return [found for size in range(2, len(states) + 1) for found in combinations(states, size)]


# values fall on quarters: they are exact in binary, and tie often, which is where aggregators err
_QUARTERS = tuple(i / 4 for i in sorted(range(-40, 41), key=abs))
_BURDENS = tuple(i / 4 for i in range(41))
_RATINGS = tuple(range(5))
_POSTS: Mapping[str, Sequence[tuple[float, float]]] = {
    "attribute": ((-5, 5), (8, -2), (0, 7)),
    "count": ((0, 4), (1, 3), (5, 0)),
    "best_membership": ((4, 0), (0, 4)),
    "similarity": ((6, 0), (0, 9)),
    "overlap": ((0, 1), (0.9, 0.1)),
    "strongest_common": ((0, 4), (4, 0)),
    "common_level": ((-5, 5), (8, -2)),
    "shared_memberships": ((0, 1), (1, 0)),
    "tie": ((0, 4), (4, 0)),
}
_OF_COMPANY: Mapping[str, Sequence[tuple[float, float]]] = {
    "opponent_share": ((0.25, 0.75), (1, 0)),
    "mean_membership": ((4, 0), (0, 4)),
}
"""Goalposts of measures that are drawn where threat sources may be members."""
_OF = {
    "attribute": "outlook",
    "similarity": "outlook",
    "common_level": "outlook",
    "best_membership": "credibility",
    "mean_membership": "credibility",
    "opponent_share": "burden",
    "overlap": "threats",
    "strongest_common": "threats",
    "tie": "treaty",
}
HALF = 128
"""Bytes below it are one half."""

_THREATS = ("north", "south", "sea")
_SOURCES: Plain = {
    "north": {"kind": "state", "state": "XAA"},  # Alba, which is always among the states
    "south": {"kind": "state", "state": "XAC"},  # Cira, which may be
    "sea": {"kind": "other", "of": "bora"},
}
_INSTITUTIONS = ("pact", "forum", "club")
_CODEBOOK: Plain = {
    "outlook": {"range": (-1e6, 1e6)},
    "burden": {"range": (0, 1e6)},
    "anchor": {"levels": 4},
    "threats": {"levels": 4},
    "treaty": {"levels": 4},
    "credibility": {"levels": 4},
    "opponents": {"levels": 1, "zero_unless_listed": True},
}

compensations = st.sampled_from([1.0, 0.5, 0.0, -1.0, -3.0, MINUS_INFINITY])
"""How far a strong criterion makes up for a weak one: in full, partly, not at all."""


@cache
def _criteria(
    kinds: tuple[str, ...], aggregators: tuple[str, ...], *, company: bool
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw one to five criteria: a byte for each thing that is chosen, for choices cost time."""

    def criterion(drawn: bytes) -> dict[str, Any]:
        left = iter(drawn)

        def one(options: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever the options are
            return options[next(left) % len(options)]

        kind = one(kinds)
        aggregator = one([a for a in aggregators if not MEASURES[kind].dyadic or AGGREGATORS[a].pairs])
        more: dict[str, Any] = {"pillar": one("abc"), "weight": one((1, 0.25, 2, 3))}
        if aggregator == "evenness":
            return asks("attribute", "burden", aggregator, **more)
        worst, best = one({**_POSTS, **_OF_COMPANY}[kind])
        found = asks(kind, _OF.get(kind), aggregator, worst=worst, best=best, **more)
        if kind == "opponent_share":
            found["measure"]["against"] = "opponents"
        among, on = one((None, None, "state", "other")), one((None, None, "coalition", "weakest"))
        if company and kind in {"overlap", "strongest_common"} and among is not None:
            found["measure"]["among"] = among
        if company and AGGREGATORS[aggregator].goalposts == "each" and on is not None:
            found["blocking"] = {"below": 0.25, "on": on}
        return found

    return st.lists(st.binary(min_size=7, max_size=7).map(criterion), min_size=1, max_size=5)


@cache
def _column(values: tuple[Any, ...], size: int, *, gaps: bool) -> st.SearchStrategy[list[Any]]:
    """Draw a list of values, half of them missing where there may be gaps: a byte each."""

    def told(byte: int) -> Any:  # noqa: ANN401 - whatever the values are
        return None if gaps and byte < HALF else values[byte % HALF % len(values)]

    return st.binary(min_size=size, max_size=size).map(lambda drawn: [*map(told, drawn)])


def _sets(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """List every set of some names, the empty one first."""
    return tuple(found for size in range(len(names) + 1) for found in combinations(names, size))


@st.composite
def alliances(
    draw: st.DrawFn,
    *,
    kinds: Sequence[str] = tuple(_POSTS),
    aggregators: Sequence[str] = tuple(AGGREGATORS),
    least: int = 2,
    gaps: bool = True,
    company: bool = False,
) -> dict[str, Any]:
    """Draw a small study as plain data: two to five states, a few criteria in up to three pillars.

    Args:
        draw: Given by Hypothesis.
        kinds: Measures to draw from.
        aggregators: Aggregators to draw from; those that a measure does not allow are left out for it.
        least: The fewest states.
        company: Whether threat sources are of kinds, may be members themselves, and may be opponents.
        gaps: Whether values may be missing. One attribute, the `anchor`, is always known, so that an index exists.
    """
    names = ("alba", "bora", "cira", "dova", "esta")[: draw(st.integers(least, 5))]
    kinds = (*kinds, *_OF_COMPANY, "overlap", "strongest_common") if company else kinds
    chosen = draw(_criteria(tuple(kinds), tuple(aggregators), company=company))
    anchor = asks("attribute", "anchor", worst=0, best=4, pillar="a", weight=draw(st.sampled_from([1, 0.5])))
    criteria = {"anchor": anchor, **{f"c{i}": criterion for i, criterion in enumerate(chosen)}}

    def column(values: Sequence[Any], size: int, *, gaps: bool = gaps) -> list[Any]:
        return draw(_column(tuple(values), size, gaps=gaps))

    n = len(names)
    outlook, burden = column(_QUARTERS, n), column(_BURDENS, n)
    anchors = column(_RATINGS, n, gaps=False)
    threats = column(_RATINGS if gaps else _RATINGS[1:], n * len(_THREATS))
    joined = column(_sets(_INSTITUTIONS)[0 if gaps else 1 :], n, gaps=False)
    quality = draw(st.sampled_from(["high", "medium", "low"]))
    opposed = column(_sets(_THREATS), n, gaps=False) if company else []

    def rated(value: object) -> object:
        return None if value is None else {"value": value, "quality": quality}

    treaties = dict(zip(combinations(names, 2), column(_RATINGS, n * (n - 1) // 2), strict=True))
    states = {
        name: {
            "attributes": {"outlook": rated(outlook[i]), "burden": rated(burden[i]), "anchor": anchors[i]},
            "iso3": f"XA{name[0].upper()}",
            "felt": {"opponents": dict.fromkeys(opposed[i], 1)} if company else {},
            "threats": {t: rated(threats[i * len(_THREATS) + j]) for j, t in enumerate(_THREATS)},
            "memberships": {institution: {} for institution in sorted(joined[i])},
            "ties": {b: {"treaty": rated(value)} for (a, b), value in treaties.items() if a == name},
        }
        for i, name in enumerate(names)
    }
    credibility = column(_RATINGS, len(_INSTITUTIONS))
    used = sorted({criterion["pillar"] for criterion in criteria.values()})
    return {
        "pillars": dict(zip(used, column((1, 0.5, 3), len(used), gaps=False), strict=True)),
        "codebook": _CODEBOOK,
        "criteria": criteria,
        "sources": _SOURCES if company else {threat: {} for threat in _THREATS},
        "institutions": {i: rated(c) for i, c in zip(_INSTITUTIONS, credibility, strict=True)},
        "states": states,
    }
