"""JSON Schema of every file of a study, for editors: made from the models that read the files, so that both agree.

Each kind of file has a function here for what its file adds to a model, such as that the id is the name of the file.
The schema of profiles knows the study: its pillars, its attributes with their ranges, its threats and institutions.
Longer than other modules, for the kinds of files stand together, as a reader looks for them.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from msgspec import inspect as types

from viability.files.coalitions import Coalition
from viability.files.declared import Table
from viability.files.folder import CoalitionFile
from viability.study.claims import LEVELS, Claim, TestName
from viability.study.codings import Coder
from viability.study.criterion import Blocking, Criterion
from viability.study.fields import COMPENSATIONS, Compensation, Frozen, Names, When
from viability.study.framework import FIRST, Framework, OneQuestion
from viability.study.profile import Attribute, Datum, Institution, Membership, Source, State, Threat
from viability.study.scenario import CHANGES, Changes, Scenario, SetWeight
from viability.study.study import Study
from viability.study.vocabulary import AGGREGATORS, MEASURES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

LINE = "# yaml-language-server: $schema={}"
"""The comment, on the first line of a file, by which editors find its schema."""

ID: Schema = {"pattern": r"^[\w-]+$"}
"""What ids are made of."""

DATE: Schema = {
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        {"type": "integer", "minimum": 1, "maximum": 9999},
    ]
}


class FileKind(NamedTuple):
    """One kind of file."""

    files: str
    """Where they stand within a study."""
    told: str
    schema: Callable[[Study], Schema]


def schema_of(kind: str, study: Study, *, tabled: bool = False) -> Schema:
    """Return the JSON Schema of one kind of file, for a study.

    Args:
        kind: One of `KINDS`.
        study: Whose pillars, attributes, threats and institutions profiles may name.
        tabled: Whether the study has tables, which may name a state in place of its profile.
    """
    told, found = KINDS[kind].told, KINDS[kind].schema(study)
    if kind == "state" and tabled:
        found = {key: value for key, value in found.items() if key != "required"}
    return {"$schema": DIALECT, "title": f"viability: {kind}", **found, "description": told}


# from models


def of_model(kind: type[Frozen], *, without: tuple[str, ...] = (), edits: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of a mapping that a model reads.

    Args:
        kind: The model.
        without: Fields that its file does not write.
        edits: Other schemas for some fields.
    """
    told = _docstrings(kind)
    properties: Schema = {}
    required = []
    for field in types.type_info(kind).fields:  # type: ignore[attr-defined]  # of a struct
        if field.encode_name in without:
            continue
        own = (edits or {}).get(field.encode_name) or _of_type(field.type)
        about = told.get(field.name, "")
        properties[field.encode_name] = {"description": about, **own} if about else own
        if field.required:
            required.append(field.encode_name)
    held: Schema = {"type": "object", "description": inspect.cleandoc(kind.__doc__ or "")}
    held |= {"properties": properties, "additionalProperties": False}
    return held | ({"required": required} if required else {})


def _of_type(kind: types.Type) -> Schema:  # noqa: PLR0911 - one for each kind of type
    """Return the schema of a type of a field."""
    match kind:
        case types.Metadata():
            return _of_type(kind.type)
        case types.UnionType():
            return {"anyOf": [_of_type(each) for each in kind.types]}
        case types.StructType() | types.CustomType():
            return OWN.get(kind.cls, lambda: of_model(kind.cls))()
        case types.DictType():
            return _of_mapping(kind)
        case types.VarTupleType():
            return {"type": "array", "items": _of_type(kind.item_type)} | _given(minItems=kind.min_length or None)
        case types.TupleType():
            items = [_of_type(each) for each in kind.item_types]
            return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
        case types.LiteralType():
            return {"enum": [*kind.values]}
        case types.StrType():
            return {"type": "string"} | _given(minLength=kind.min_length, pattern=kind.pattern)
        case types.FloatType():
            return {"type": "number"} | _given(minimum=kind.ge, exclusiveMinimum=kind.gt, maximum=kind.le)
        case _:
            return {"type": PLAIN[type(kind)]}


PLAIN: Mapping[type[types.Type], str] = {
    types.IntType: "integer",
    types.BoolType: "boolean",
    types.NoneType: "null",
}


def _of_mapping(kind: types.DictType) -> Schema:
    held = {"type": "object", "additionalProperties": _of_type(kind.value_type)}
    held |= _given(minProperties=kind.min_length or None)
    if isinstance(kind.key_type, types.IntType):
        held["propertyNames"] = {"pattern": "^-?[0-9]+$"}
    if isinstance(kind.key_type, types.LiteralType):
        held["propertyNames"] = {"enum": [*kind.key_type.values]}
    return held


def _given(**limits: object) -> Schema:
    """Return the limits that there are."""
    return {name: limit for name, limit in limits.items() if limit is not None}


@cache
def _docstrings(kind: type) -> Mapping[str, str]:
    """Return what the source of a model says below each of its fields."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]  # of a class
    found = {}
    for one, after in pairwise(body):
        match one, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                found[name] = inspect.cleandoc(text)
            case _:
                pass  # methods, and fields that their name says all of
    return found


def _names() -> Schema:
    return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}


def _compensation() -> Schema:
    words = {"type": "string", "pattern": rf"^({'|'.join(COMPENSATIONS)}|-inf|-?[0-9.]+)$"}
    return {"anyOf": [{"type": "number", "maximum": 1}, words]}


def _blocking() -> Schema:
    return {"anyOf": [of_model(Blocking), {"type": "number", "exclusiveMinimum": 0, "maximum": 1}]}


def _changes() -> Schema:
    weight = of_model(SetWeight)
    share = {"type": "string", "pattern": r"^\s*%?\s*[0-9.,]+\s*%?\s*$"}
    weight["properties"]["value"] = {"anyOf": [weight["properties"]["value"], share]}
    kinds = [weight if kind is SetWeight else of_model(kind) for kind in CHANGES.values()]
    return {"type": "array", "items": {"anyOf": kinds}}


OWN: Mapping[type, Callable[[], Schema]] = {
    When: lambda: DATE,
    Names: _names,
    Compensation: _compensation,
    Blocking: _blocking,
    Changes: _changes,
}
"""Types that plain data may write in more than one way."""


def register(entry: Schema) -> Schema:
    """Return the schema of a file that maps ids to entries."""
    return {"type": "object", "additionalProperties": entry, "propertyNames": ID}


# what stands in profiles

OPEN: Schema = {
    "description": "A question that nobody has answered yet.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"enum": [None, ""]},
}


def quantity(attribute: Attribute | None) -> Schema:
    """Return the schema of the observations of an attribute: one, a list, or a series."""
    value: Schema = {"type": "number"}
    if attribute is not None:
        low, high = attribute.range
        within: Schema = {"type": "number", "minimum": low, "maximum": high}
        value = {"enum": [*attribute.rubric]} if attribute.is_rating else within
    ends: Schema = {"type": "number"} | ({} if attribute is None else {"minimum": low, "maximum": high})
    datum = of_model(Datum, edits={"value": value, "low": ends, "high": ends, "date": DATE})
    datum["required"] = [*datum["required"], "date"]
    if attribute is not None and attribute.is_rating:
        datum["required"] += ["note"]
    series = of_model(Datum, without=("value", "low", "high", "date"))
    dated = {"anyOf": [value, {"type": "array", "prefixItems": [ends, value, ends], "items": False, "minItems": 3}]}
    series["properties"]["series"] = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": dated,
        "propertyNames": {"pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    }
    series["required"] = ["series", *(name for name in datum["required"] if name in series["properties"])]
    one = {"anyOf": [datum, series, OPEN]}
    told = "" if attribute is None else attribute.definition
    levels = "" if attribute is None else "".join(f"\n{k}: {v}" for k, v in sorted(attribute.rubric.items()))
    more = {"description": told + levels} if told else {}
    return {**more, "anyOf": [datum, series, OPEN, {"type": "array", "items": one, "minItems": 1}]}


def _state(study: Study) -> Schema:
    spell = of_model(Membership)
    spells = {"anyOf": [spell, {"type": "array", "items": spell}]}
    defs = {name: quantity(one) for name, one in study.attributes.items() if one.of != "institution"}
    refs = {name: {"$ref": f"#/$defs/{name}"} for name in defs}
    found = of_model(State, without=("id", "attributes", "threats", "memberships", "ties"))
    for pillar, heading in study.framework.pillars.items():
        inside: Schema = {
            "memberships": _closed({body: {"$ref": "#/$defs/memberships"} for body in study.institutions})
        }
        for name, attribute in study.attributes.items():
            if attribute.section == pillar and attribute.of == "state":
                inside[name] = refs[name]
            elif attribute.section == pillar and attribute.of == "threat":
                inside[name] = _closed({threat: {**refs[name]} for threat in study.threats})
        found["properties"][pillar] = {"description": heading.question, **_closed(inside)}
    ties = _closed({name: refs[name] for name, one in study.attributes.items() if one.of == "pair"})
    found["properties"]["ties"] = {"type": "object", "additionalProperties": ties, "propertyNames": ID}
    return found | {"$defs": {**defs, "memberships": spells}}


def _closed(properties: Schema) -> Schema:
    """Return the schema of a mapping of these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _framework(study: Study) -> Schema:
    del study  # it says of itself what it is
    one, many = of_model(OneQuestion), of_model(Framework)
    properties = many["properties"] | {name: one["properties"][name] for name in FIRST}
    for name in ("pillars", "questions"):
        properties[name] = {**properties[name], "propertyNames": ID}
    head = [name for name in many["required"] if name != "questions"]
    own = [{"required": [name]} for name in FIRST]
    either = [{"required": ["questions"], "not": {"anyOf": own}}, {"required": [*FIRST]}]
    return many | {"properties": properties, "required": head, "oneOf": either}


def _criterion(study: Study) -> Schema:
    pillar = {"enum": [*study.framework.pillars]}
    edits: dict[str, Schema] = {"pillar": pillar, "measure": {"anyOf": [_measure(study, kind) for kind in MEASURES]}}
    found = of_model(Criterion, without=("id",), edits=edits)
    none = [name for name, facts in AGGREGATORS.items() if facts.goalposts == "none"]
    single = [name for name, facts in AGGREGATORS.items() if not facts.pairs]
    dyadic = [name for name, facts in MEASURES.items() if facts.dyadic]
    given = {"required": ["goalposts"]}
    found["allOf"] = [
        {"if": _holds("aggregator", none), "then": {"not": given}, "else": given},
        {"if": {"properties": {"measure": _holds("kind", dyadic)}}, "then": {"not": _holds("aggregator", single)}},
    ]
    return found


def _holds(name: str, values: list[str]) -> Schema:
    """Return the condition that a key holds one of some words."""
    return {"properties": {name: {"enum": values}}, "required": [name]}


def _measure(study: Study, kind: str) -> Schema:
    """Return the schema of a measure of one kind: what it reads is an attribute of the codebook."""
    facts = MEASURES[kind]

    def attributes(of: str) -> Schema:
        return {"enum": [name for name, one in study.attributes.items() if one.of == of]}

    found: Schema = {"kind": {"const": kind}}
    needed = ["kind"]
    if facts.reads is not None:
        found["of"] = attributes(facts.reads)
        needed.append("of")
    if facts.opponents:
        found["against"] = attributes("threat")
        needed.append("against")
    if facts.kinds:
        found["among"] = {"enum": [*facts.kinds]}
    return {**_closed(found), "required": needed}


def _claim() -> Schema:
    """Return the schema of a claim, which is tested by what its test needs, or not tested and says why."""
    asked = [{"required": [name]} for name in ("test", "reference", "since")]
    others = [name for name in get_args(TestName) if name not in LEVELS]
    either = [
        {"required": ["not_tested"], "not": {"anyOf": asked}},
        {"required": ["test", "about"], "not": {"required": ["not_tested"]}},
    ]
    return of_model(Claim, without=("id",)) | {
        "oneOf": either,
        "allOf": [
            {"if": _holds("test", [*LEVELS]), "then": {"required": ["reference"], "not": {"required": ["since"]}}},
            {"if": _holds("test", others), "then": {"required": ["since"], "not": {"required": ["reference"]}}},
        ],
    }


def _source() -> Schema:
    dated = [
        {"required": ["date"]},
        {"required": ["edition"]},
        {"properties": {"undated": {"const": True}}, "required": ["undated"]},
    ]
    return of_model(Source) | {"anyOf": dated}


def _codebook(study: Study) -> Schema:
    return register(of_model(Attribute, edits={"section": {"enum": [*study.framework.pillars]}}))


def _institutions(study: Study) -> Schema:
    return register(of_model(Institution, edits={"credibility": quantity(study.attributes.get("credibility"))}))


def _coalition(study: Study) -> Schema:
    del study  # states may be added
    found = of_model(CoalitionFile)
    found["properties"]["members"] |= {"minItems": 2, "uniqueItems": True}
    return found


KINDS: Mapping[str, FileKind] = {
    "framework": FileKind("criteria/_framework.yaml", "Pillars, weights, bands and compensation.", _framework),
    "codebook": FileKind("criteria/_codebook.yaml", "What every attribute means.", _codebook),
    "threats": FileKind("criteria/_threats.yaml", "Threat sources.", lambda _: register(of_model(Threat))),
    "institutions": FileKind("criteria/_institutions.yaml", "Security institutions.", _institutions),
    "claims": FileKind("criteria/_claims.yaml", "What is asserted and tested.", lambda _: register(_claim())),
    "criterion": FileKind("criteria/*.yaml", "One question put to a coalition.", _criterion),
    "coalition": FileKind("states/_coalition.yaml", "The coalition that is scored by default.", _coalition),
    "sources": FileKind("states/_sources.yaml", "Where values come from.", lambda _: register(_source())),
    "tables": FileKind("states/_tables.yaml", "What each table holds.", lambda _: register(of_model(Table))),
    "coders": FileKind(
        "states/_codings/_coders.yaml",
        "Who coded once more.",
        lambda _: register(of_model(Coder, without=("id", "codings"))),
    ),
    "state": FileKind("states/*.yaml", "One state.", _state),
    "scenario": FileKind("scenarios/*.yaml", "A what-if with a name.", lambda _: of_model(Scenario, without=("id",))),
    "coalitions": FileKind("coalitions.yaml", "Groups of states with a name.", lambda _: register(of_model(Coalition))),
}
"""Every kind of file; registers stand before what their folder holds beside them."""
