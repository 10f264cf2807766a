"""Both indices of framework 2, computed a second time from the YAML and the text of the method alone.

It shares nothing with the program: no import, no class, no idea of how to store a study. Where the two differ, one of
them is wrong or the method is unclear. `python tests/independent.py [FILE]` prints the results, and writes them to a
file. Indices and pillars run from 0 to 100, scores of criteria and coverage from 0 to 1; None is unknown.

Longer than other files, for it is one whole, to be read beside the method.
"""

import json
import math
import sys
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

Node = dict[str, Any]
Members = tuple[str, ...]
Parts = list[tuple[str, float, float | None]]  # the pillar, weight and value of each criterion

ROOT = Path(__file__).resolve().parent.parent
DYADIC = {"similarity", "overlap", "strongest_common", "common_level", "tie"}
TOLERANCE = 1e-3  # points: bands and blocking scores are compared within a thousandth of a point
IS_OPPONENT = 0.5  # a source rated so, or above, is an opponent
KNOWN_MEMBER = 1 / 3  # a member known by less leaves the coalition without a verdict


# The study: every scalar is read as text, so that no word turns into a truth value.


def read(path: Path) -> Node:
    """Return one YAML file with all its scalars as text."""
    node: Node = yaml.BaseLoader(path.read_text(encoding="utf-8")).get_single_data()
    return node


@cache
def read_study(folder: Path) -> Node:
    """Return the framework, codebook, institutions, threat sources, coalition, criteria and profiles."""
    study = {n: read(folder / f"criteria/_{n}.yaml") for n in ("framework", "codebook", "institutions", "threats")}
    study["coalition"] = read(folder / "states/_coalition.yaml")
    for part in ("criteria", "states"):
        study[part] = {p.stem: read(p) for p in sorted((folder / part).glob("[!_]*.yaml"))}
    return study


# Time: dates are ISO text, which compares as text, and a date counts from its first day.


def end_of(date: str) -> str:
    """Return the end of a year or month, as text that no day of it exceeds."""
    return date + {4: "-12-31", 7: "-31", 10: ""}[len(date)]


def too_old(date: str, day: str, meaning: Node) -> bool:
    """Say whether more than max_age years lie between the end of an observation's date and the day."""
    end = end_of(date)
    return "max_age" in meaning and day > f"{int(end[:4]) + int(meaning['max_age']):04d}{end[4:]}"


def as_list(node: object) -> list[Any]:
    """Return a node that may stand alone or in a list as a list."""
    return node if isinstance(node, list) else [node]


def observations(entry: object) -> list[Node]:
    """Return the dated observations of a datum, a series opened into one for each of its dates."""
    found: list[Node] = []
    for node in as_list(entry):
        for date, value in node.get("series", {node.get("date"): node.get("value")}).items():
            middle = float(value[1] if isinstance(value, list) else value)  # a list is low, value, high
            found.append({"date": date, "value": middle, "until": node.get("until"), "source": as_list(node["source"])})
    return sorted(found, key=lambda o: o["date"])


def at_day(entry: object, day: str, meaning: Node) -> float | None:
    """Return the newest observation not after the day, or None where there is none, it has ended or is too old."""
    timeless = meaning.get("timeless") == "true"
    held = [o for o in observations(entry) if timeless or o["date"] <= day]
    if not held or (held[-1]["until"] and day > end_of(held[-1]["until"])):
        return None
    return None if not timeless and too_old(held[-1]["date"], day, meaning) else float(held[-1]["value"])


# Values: each look-up notes the address that it reads, whether it is known, and which members read it.


class Reader:
    """Reads what one criterion needs for a coalition on a day, and keeps the addresses for coverage."""

    def __init__(self, study: Node, members: Members, day: str) -> None:
        self.study, self.members, self.day = study, members, day
        self.known: dict[str, bool] = {}
        self.owners: dict[str, set[str]] = {}

    def note(self, address: str, owners: Members, value: float | None) -> float | None:
        """Note an address that was read, once however often it is read, and hand its value on."""
        self.known[address] = value is not None
        self.owners.setdefault(address, set()).update(owners)
        return value

    def entry(self, state: str, name: str) -> Any:  # noqa: ANN401 - a datum has several forms
        """Return what a profile says of an attribute, nothing if it says nothing."""
        return self.study["states"][state].get(self.study["codebook"][name]["section"], {}).get(name, [])

    def attribute(self, state: str, name: str, owner: str) -> float | None:
        """Return a state's value of an attribute."""
        value = at_day(self.entry(state, name), self.day, self.study["codebook"][name])
        return self.note(f"{state}.{name}", (owner,), value)

    def threat(self, state: str, name: str, source: str) -> float | None:
        """Return a rating of a threat source: 0 if it concerns another state alone or unlisted ones are 0."""
        meaning, listed = self.study["codebook"][name], self.entry(state, name) or {}
        value = at_day(listed.get(source, []), self.day, meaning)
        elsewhere = self.study["threats"][source].get("of", state) != state
        if source not in listed and (elsewhere or meaning.get("zero_unless_listed") == "true"):
            value = 0.0
        return self.note(f"{state}.{name}.{source}", (state,), value)

    def tie(self, pair: Members, name: str) -> float | None:
        """Return a pair's tie, whichever of the two has written it."""
        ties = [self.study["states"][a].get("ties", {}).get(b, {}) for a, b in (pair, pair[::-1])]
        written = [o for t in ties if name in t for o in as_list(t[name])]
        return self.note(f"{'-'.join(pair)}.{name}", pair, at_day(written, self.day, self.study["codebook"][name]))

    def sources(self, among: str | None) -> list[str]:
        """Return the threat sources of a kind, or of all kinds, without those that are members."""
        inside = {self.study["states"][m].get("iso3", m) for m in self.members}
        return [
            s for s, t in self.study["threats"].items() if among in (None, t["kind"]) and t.get("state") not in inside
        ]

    def credibilities(self, state: str, name: str, among: str) -> list[float] | None:
        """Return the known credibility of each institution of a kind in which the state is a full member."""
        memberships = self.study["states"][state].get("foreign_policy", {}).get("memberships")
        if self.note(f"{state}.memberships", (state,), None if memberships is None else len(memberships)) is None:
            return None
        found = []
        for body, spells in memberships.items():
            institution, own = self.study["institutions"][body], self.study["coalition"].get("institution")
            if body != own and institution.get("kind") == among and any(self.full(s) for s in as_list(spells)):
                value = at_day(institution.get(name, []), self.day, self.study["codebook"][name])
                found.append(self.note(f"{body}.{name}", (state,), value))
        return [value for value in found if value is not None]

    def full(self, spell: Node) -> bool:
        """Say whether a spell is one of full membership that holds on the day."""
        held = spell.get("from", "") <= self.day and ("to" not in spell or self.day <= end_of(spell["to"]))
        return held and spell.get("role", "member") == "member"

    def share(self, state: str, name: str, source: str) -> float | None:
        """Return an opponent's share in what both have, from one source and the newest date known for both."""
        code = self.study["threats"][source]["state"]
        opponent = next((s for s, profile in self.study["states"].items() if profile.get("iso3") == code), None)
        self.attribute(state, name, state)
        if opponent is None:
            return self.note(f"{code}.{name}", (state,), None)
        self.attribute(opponent, name, state)
        own, its = (observations(self.entry(s, name)) for s in (state, opponent))
        both = [(a, b) for a in own for b in its if a["date"] == b["date"] and set(a["source"]) & set(b["source"])]
        held = [(a["date"], a["value"], b["value"]) for a, b in both if a["date"] <= self.day]
        date, mine, theirs = max(held, default=("", 0, 0))
        return theirs / (theirs + mine) if date and not too_old(date, self.day, self.study["codebook"][name]) else None


# Measures: what is read off the profiles, in its own unit.


def of_member(reader: Reader, measure: Node, state: str) -> float | None:
    """Return a monadic measure of one member."""
    kind, name = measure["kind"], measure["of"]
    if kind == "attribute":
        return reader.attribute(state, name, state)
    if kind == "opponent_share":
        rated = [
            s for s in reader.sources("state") if (reader.threat(state, measure["against"], s) or 0) >= IS_OPPONENT
        ]
        shares = [share for s in rated if (share := reader.share(state, name, s)) is not None]
        return max(shares, default=None) if rated else 0.0
    found = reader.credibilities(state, name, measure["among"])
    if kind == "best_membership":
        return None if found is None else max(found, default=0.0)
    if kind == "mean_membership":
        return math.fsum(found) / len(found) if found else None
    raise ValueError(kind)


def of_pair(reader: Reader, measure: Node, pair: Members) -> float | None:
    """Return a dyadic measure of two members; a threat source that one of them does not know leaves."""
    kind, name = measure["kind"], measure["of"]
    if kind == "tie":
        return reader.tie(pair, name)
    if kind in ("similarity", "common_level"):
        a, b = (reader.attribute(m, name, m) for m in pair)
        if a is None or b is None:
            return None
        return abs(a - b) if kind == "similarity" else min(a, b)
    ratings = [[reader.threat(m, name, s) for m in pair] for s in reader.sources(measure.get("among"))]
    both = [(a, b) for a, b in ratings if a is not None and b is not None]
    if kind == "strongest_common":
        return max((min(a, b) for a, b in both), default=None)
    if kind == "overlap":
        either = math.fsum(max(a, b) for a, b in both)
        return math.fsum(min(a, b) for a, b in both) / either if either else None
    raise ValueError(kind)


# Aggregators: how the members' values become the coalition's.


def evenness(values: list[float], members: int) -> float | None:
    """Return 1 less the normalised Herfindahl index; a member without a value counts as paying nothing."""
    total = math.fsum(values)
    herfindahl = math.fsum((v / total) ** 2 for v in values) if total else math.nan
    return 1 - (herfindahl - 1 / members) / (1 - 1 / members) if total else None


def aggregate(spec: Node, values: list[float | None]) -> Node:
    """Return a criterion's score, its raw aggregate before goalposts clip it, and its weakest value's score."""
    known = [v for v in values if v is not None]
    goalposts = spec.get("goalposts", {"worst": 0, "best": 1})
    worst, best = float(goalposts["worst"]), float(goalposts["best"])
    reached = [(v - worst) / (best - worst) for v in known]
    scores = [min(1.0, max(0.0, r)) for r in reached]
    score, raw, how = None, None, spec["aggregator"]
    if known and how == "average":
        score, raw = math.fsum(scores) / len(known), math.fsum(known) / len(known)
    elif known and how == "summation":
        raw = math.fsum(known)
        score = min(1.0, max(0.0, (raw - worst) / (best - worst)))
    elif known and how == "evenness":
        score = raw = evenness(known, len(values))
    elif known:
        decides = reached.index({"weakest-link": min, "best-shot": max}[how](reached))
        score, raw = scores[decides], known[decides]
    return {"score": score, "raw": raw, "weakest": min(scores, default=None)}


def criterion(study: Node, spec: Node, members: Members, day: str) -> Node:
    """Return the score, values and coverage of one criterion."""
    reader, measure = Reader(study, members, day), spec["measure"]
    dyadic = measure["kind"] in DYADIC
    if dyadic:
        values = {"-".join(pair): of_pair(reader, measure, pair) for pair in combinations(members, 2)}
    else:
        values = {state: of_member(reader, measure, state) for state in members}
    row = {"pillar": spec["pillar"], "weight": float(spec.get("weight", 1)), "dyadic": dyadic, "values": values}
    row |= aggregate(spec, list(values.values()))
    rule = spec.get("blocking", {"below": "-inf"})
    rule = rule if isinstance(rule, dict) else {"below": rule}
    judged = row["weakest" if rule.get("on") == "weakest" else "score"]
    row["blocks"] = judged is not None and judged < float(rule["below"]) - TOLERANCE / 100
    row["unknown"] = sorted(a for a, known in reader.known.items() if not known)
    row["known"], row["read"] = sum(reader.known.values()), len(reader.known)
    row["coverage"] = row["known"] / row["read"]
    owned = {m: [reader.known[a] for a, owners in reader.owners.items() if m in owners] for m in members}
    row["member_coverage"] = {m: sum(known) / len(known) if known else None for m, known in owned.items()}
    return row


# Pillars and indices: means by weight, in which what is unknown takes no weight.


def power_mean(parts: list[tuple[float, float | None]], compensation: float = 1) -> float | None:
    """Return the mean of parts by weight: 1 arithmetic, 0 geometric, -1 harmonic, -inf the worst part."""
    known = [(w, x) for w, x in parts if x is not None and w > 0]
    lowest, total = min((x for _, x in known), default=None), math.fsum(w for w, _ in known)
    if lowest is None or compensation == -math.inf or (compensation <= 0 and lowest <= 0):
        return lowest
    if compensation == 0:
        return math.exp(math.fsum(w * math.log(x) for w, x in known) / total)
    return float((math.fsum(w * x**compensation for w, x in known) / total) ** (1 / compensation))


def over_pillars(pillars: Node, parts: Parts, within: float = 1, across: float = 1) -> tuple[float | None, Node]:
    """Return the mean of the pillars, and each pillar's mean of its criteria."""
    means = {name: power_mean([(w, x) for p, w, x in parts if p == name], within) for name in pillars}
    return power_mean([(float(pillars[name].get("weight", 1)), x) for name, x in means.items()], across), means


def verdict(question: Node, index: float | None, *, blocked: bool, enough: bool) -> str:
    """Return the band that the index reaches, the blocked one at most, or none where too little is known."""
    if index is None or not enough:
        return "no verdict"
    bands = [b["verdict"] for b in question["bands"]]
    reached = next(i for i, b in enumerate(question["bands"]) if index + TOLERANCE >= float(b["at_least"]))
    return str(bands[max(reached, bands.index(question["blocked"])) if blocked else reached])


def indices(folder: Path, members: list[str], day: str) -> Node:
    """Return for each question the index, pillars, criteria, coverage, verdict and cohesion of a coalition on a day."""
    study, result = read_study(folder), {}
    c, least = (float(study["framework"][key]) for key in ("compensation", "least_coverage"))
    for name, question in study["framework"]["questions"].items():
        pillars = question["pillars"]
        asked = {key: spec for key, spec in study["criteria"].items() if spec["pillar"] in pillars}
        criteria = {key: criterion(study, spec, tuple(members), end_of(day)) for key, spec in asked.items()}
        rows = [(r["pillar"], r["weight"], r) for r in criteria.values()]
        scores = [(p, w, None if r["score"] is None else 100 * r["score"]) for p, w, r in rows]
        index, by_pillar = over_pillars(pillars, scores, c, c)
        coverage, known = over_pillars(pillars, [(p, w, r["coverage"]) for p, w, r in rows])
        of_member = {
            m: over_pillars(pillars, [(p, w, r["member_coverage"][m]) for p, w, r in rows])[0] or 0 for m in members
        }
        enough = (coverage or 0) >= least and min(of_member.values()) >= KNOWN_MEMBER
        blocked_by = [key for key, row in criteria.items() if row["blocks"]]
        dyadic = [score for score, (_, _, row) in zip(scores, rows, strict=True) if row["dyadic"]]
        result[name] = {
            "index": index,
            "pillars_not_making_up": over_pillars(pillars, scores, 1, 0)[0],
            "cohesion": over_pillars(pillars, dyadic, c, c)[0],
            "verdict": verdict(question, index, blocked=bool(blocked_by), enough=enough),
            "blocked_by": blocked_by,
            "coverage": coverage,
            "member_coverage": of_member,
            "pillars": {p: {"score": score, "coverage": known[p]} for p, score in by_pillar.items()},
            "criteria": criteria,
        }
    return result


# The report.


def table(result: Node) -> str:
    """Return the lines of one coalition's report."""
    lines = []
    for name, answer in result.items():
        blocked = f", blocked by {', '.join(answer['blocked_by'])}" if answer["blocked_by"] else ""
        lines += ["", f"{name}: {answer['index']:.4f}, {answer['verdict']}{blocked}, coverage {answer['coverage']:.4f}"]
        for pillar, part in answer["pillars"].items():
            lines += [f"  {pillar:<28} {part['score']:>9.4f} {'':>12} coverage {part['coverage']:.4f}"]
            for key, row in answer["criteria"].items():
                score, raw = ("unknown" if x is None else f"{x:.6g}" for x in (row["score"], row["raw"]))
                line = f"    {key:<26} {score:>9} {raw:>12} known {row['known']} of {row['read']}"
                lines += [line] if row["pillar"] == pillar else []
    return "\n".join(lines)


def main() -> None:
    """Print both questions for four coalitions on two days, and write them with all digits if a file is named."""
    coalition, results = read(ROOT / "states/_coalition.yaml"), {}
    five = coalition["members"]
    for members in (five, five[:2], five[1:], [*five, "hungary", "turkmenistan"]):
        for day in (coalition["as_of"], "2019-12-31"):
            title = f"{', '.join(members)} at {day}"
            results[title] = indices(ROOT, members, day)
            sys.stdout.write(f"\n{title}\n{table(results[title])}\n")
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
