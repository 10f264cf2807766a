"""What models are made of: the frozen base, dates, lists of names, numbers, and how plain data become them.

Dates are ISO strings of a year, a month or a day. They compare as text, so a year counts from its first day.
"""

import math
import re
import sys
from calendar import monthrange
from contextlib import suppress
from datetime import date as calendar_date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import msgspec
from msgspec import Meta

from viability.errors import WrongArgument, suggestion

ASSUMPTION = "assumption"
"""The source of a value that a what-if assumes."""

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

LARGEST_NUMBER = sys.float_info.max
"""The largest number there is short of infinity."""

UNSEEN = 0.05
"""Points of an index, or a score of 0 to 100, that no output shows."""

LIMIT = 1e30
"""The largest value, of either sign: what is drawn at random must fit into single precision."""

WEIGHTS = (1e-6, 1e6)
"""The least weight above nought and the largest, so that every share can be told from nought."""


ROUNDING = 1e-9
"""What two values may differ by and be the same number: what binary fractions leave of a difference."""

WHOLE = 1.0 - ROUNDING
"""A share from here on is all of it: the rest is rounding."""


def as_date(value: object) -> "When":
    """Check an ISO year, month or day and return it as text.

    Raises:
        ValueError: when it is no such date.

    >>> as_date(2024), as_date("2021-06-15")
    ('2024', '2021-06-15')
    """
    return _date(str(value))


@lru_cache(maxsize=1 << 16)  # profiles and tables repeat few dates very often
def _date(text: str) -> "When":
    first_day = text + "-01-01"[len(text) - 4 :]
    # the pattern goes first, for fromisoformat also reads weeks (2021-W01-1), which do not compare as text
    if _DATE.fullmatch(text) is not None:
        with suppress(ValueError):
            calendar_date.fromisoformat(first_day)
            return When(text)
    raise ValueError(f"'{text}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")


@lru_cache(maxsize=1 << 16)  # profiles repeat few dates very often
def as_of_date(value: str) -> str:
    """Return the last day that a date covers, so that `2019` includes all of 2019.

    Raises:
        ValueError: when it is no ISO year, month or day.

    >>> as_of_date("2019"), as_of_date("2024-02")
    ('2019-12-31', '2024-02-29')
    """
    text = as_date(value)
    if len(text) == len("YYYY-MM"):
        return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"
    return text + "-12-31" if len(text) == len("YYYY") else text


@lru_cache(maxsize=1 << 16)  # likewise
def later(day: str, years: float) -> str:
    """Return the day some years later, to the month; text that compares with days, even where no calendar has it.

    >>> later("2019-12-31", 5), later("2019-12-31", 0.5), later("2020-02-29", 1)
    ('2024-12-31', '2020-06-31', '2021-02-29')
    """
    months = 12 * int(day[:4]) + int(day[5:7]) - 1 + round(12 * years)
    return f"{months // 12:04}-{months % 12 + 1:02}{day[7:]}"


def as_names(value: object) -> "Names":
    """Check one name, or a list of names.

    Raises:
        ValueError: when there is none, or something that is no text.
    """
    listed = (value,) if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(name, str) for name in listed):
        raise ValueError("expected a name or a list of names")
    if not listed:
        raise ValueError("must not be empty")
    return Names(listed)


COMPENSATIONS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "worst": -math.inf}
"""Means by name, and the worst criterion alone."""


def as_compensation(value: object) -> "Compensation":
    """Check a compensation: any number up to 1, minus infinity, or the name of a mean.

    Raises:
        ValueError: when it is no number or above 1.
    """
    named = COMPENSATIONS.get(value.strip().casefold()) if isinstance(value, str) else None
    try:
        number = math.nan if isinstance(value, bool) else float(value if named is None else named)  # type: ignore[arg-type]  # files hold anything
    except (TypeError, ValueError):
        number = math.nan
    if math.isnan(number) or number > 1:
        raise ValueError(f"'{value}' is not a compensation; write {', '.join(COMPENSATIONS)}, or a number up to 1")
    return Compensation(number)


class Misfit(ValueError):  # noqa: N818 - reads as the fact it states
    """Fields that do not fit together; `field` is the one at which a reader would look first."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def check_weight(weight: float, field: str = "weight") -> None:
    """Check that a weight is nought or large enough to count.

    Raises:
        Misfit: when it is not.
    """
    if 0 < weight < WEIGHTS[0]:
        raise Misfit(field, f"{field} is {weight:g}; write 0, or a number from {WEIGHTS[0]:.6f} to {WEIGHTS[1]:.0f}")


# types that plain data may write in more than one way; `read` tells how, and to a type checker they are what they hold
if TYPE_CHECKING:
    When = str
    Names = tuple[str, ...]
    Compensation = float
else:

    class When(str):
        """A date; plain data may write a year as a number."""

        __slots__ = ()
        read = staticmethod(as_date)

    class Names(tuple):
        """Names; plain data may write one alone."""

        __slots__ = ()

        @staticmethod
        def read(value: object) -> "Names":
            """Check names, unless they are."""
            return value if type(value) is Names else as_names(value)

    class Compensation(float):
        """How far criteria make up for each other; plain data may write `-inf` as text."""

        __slots__ = ()
        read = staticmethod(as_compensation)


Finite = Annotated[float, Meta(ge=-LIMIT, le=LIMIT)]
"""A number; `true` and text that looks like a number are none."""

Weight = Annotated[float, Meta(ge=0, le=WEIGHTS[1])]
"""A weight; models that hold one refuse those too small to count with `check_weight`."""

Code = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
"""A state's ISO 3166-1 alpha-3 code."""

SEEN = r"[^\s\u00ad\u115f\u1160\u200b-\u200f\u2060-\u2064\u2800\u3164\ufeff\uffa0]"
"""A character that one can see; those that look like nothing and are no blanks are left out, too."""

Text = Annotated[str, Meta(min_length=1, pattern=SEEN)]
"""Text that says something."""

_UNBROKEN = r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]*"

ONE_LINE = rf"^{_UNBROKEN}$(?!\n)"
"""Text without a line break."""

SEEN_ON_ONE_LINE = rf"^(?={_UNBROKEN}{SEEN}){_UNBROKEN}$(?!\n)"
"""The same with something in it that one can see; what is looked ahead at is not tried again, so time is linear."""

Line = Annotated[str, Meta(min_length=1, pattern=SEEN_ON_ONE_LINE)]
"""A title or a name: text that says something, on one line, for it stands in tables."""

Blankable = Annotated[str, Meta(pattern=ONE_LINE)]
"""A title that may be missing, as that of what-ifs on the command line is."""


def read_special(kind: Any, value: object) -> Any:  # noqa: ANN401 - types that know how to read themselves
    """Read a value of a type that plain data may write in more than one way; for `msgspec.convert`."""
    return kind.read(value)


def _plain(value: object) -> object:
    """Write a value of a special type; for `msgspec.to_builtins`."""
    match value:
        case str():
            return str(value)
        case float():
            return float(value)
        case _:
            return list(value)  # type: ignore[call-overload]  # names are all that is left


class _Checked(msgspec.StructMeta):
    """Makes the constructor check its values as `read` does; reading itself does not come by here."""

    if not TYPE_CHECKING:

        def __call__(cls, *values: object, **fields: object) -> object:  # noqa: N805 - a metaclass
            name, known = cls.__name__, (*cls.__struct_fields__, *cls.__other_fields__)
            if values:
                raise WrongArgument(f"{name} takes its fields by name; write {name}({known[0]}={values[0]!r:.40}, ...)")
            if unknown := next((field for field in fields if field not in known), ""):
                raise WrongArgument(f"{name} takes no '{unknown}'; {suggestion(unknown, known)}")
            keys = dict(zip(known, (*cls.__struct_encode_fields__, *cls.__other_fields__), strict=True))
            try:
                return cls.read({keys[field]: value for field, value in fields.items()})
            except ValueError as error:
                raise WrongArgument(f"{name}: {_told(str(error))}") from None


def _told(message: str) -> str:
    """Turn what msgspec says round: the field first, then what is wrong with it."""
    said, _, place = message.removesuffix("`").partition(" - at `$.")
    if said.startswith(MISSING):
        return f"'{said.removeprefix(MISSING).strip('`')}' is missing"
    due, _, given = said.removeprefix("Expected ").partition(", got ")
    if said.startswith("Expected "):
        said = "is " + " or ".join(map(_plainly, due.strip("`").split(" | ")))
        said += f", not {_plainly(given.strip('`'))}" if given else ""
        return f"'{place}' {said}"
    return f"'{place}': {said}" if place else said


def _plainly(kind: str) -> str:
    word, _, more = kind.partition("` ")
    return " ".join([KINDS.get(word, word), more]).strip()


MISSING = "Object missing required field "
KINDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text",
    "array": "a list",
    "object": "a mapping",
    "bool": "true or false",
    "null": "None",
}
"""What msgspec calls values, and what they are to people."""


class Frozen(msgspec.Struct, metaclass=_Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that people write: closed (no unknown keys) and frozen (edits make new objects).

    Raises:
        WrongArgument: by the constructor, when a value does not fit; it is a ValueError, too.
    """

    __other_fields__: ClassVar[tuple[str, ...]] = ()
    """What a model may be written with beside its fields; `normalised` turns it into these."""

    @classmethod
    def read(cls, plain: object) -> Self:
        """Check plain data, such as a file holds, and make a model of them.

        Raises:
            ValueError: at the first thing that is wrong; `faults.faults_of` finds all.
        """
        return msgspec.convert(cls.normalised(plain), cls, dec_hook=read_special, str_keys=True)

    @classmethod
    def normalised(cls, plain: object) -> object:
        """Return plain data in the usual spelling, where a model may be written in another.

        Raises:
            ValueError: when the other spelling has a fault.
        """
        return plain

    def plain(self) -> Any:  # noqa: ANN401 - the counterpart of whatever a file may hold
        """Return the model as plain data, which `read` turns back into an equal one."""
        return msgspec.to_builtins(self, enc_hook=_plain)

    def replace(self, **edits: object) -> Self:
        """Return a copy with fields replaced, checked like any other; the original stays as it is.

        Raises:
            WrongArgument: when a value does not fit.
        """
        return type(self)(**{name: getattr(self, name) for name in self.__struct_fields__} | edits)
