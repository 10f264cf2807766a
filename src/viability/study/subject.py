"""What a claim is about: a criterion, a criterion read for one member, or the value at an address."""

from typing import NamedTuple

from viability.errors import UnknownName, ViabilityError
from viability.study.address import Address
from viability.study.study import Study


class Subject(NamedTuple):
    """Either a criterion, perhaps of one state alone, or an address."""

    criterion: str | None
    state: str | None
    address: Address | None

    @classmethod
    def parse(cls, study: Study, text: str) -> "Subject":
        """Find CRITERION, STATE.CRITERION or the address of a value.

        Raises:
            ViabilityError: when it names what the study does not have.
        """
        if text in study.criteria:
            return cls(text, None, None)
        owner, dot, name = text.partition(".")
        if not dot:
            raise UnknownName("criterion", text, study.criteria)
        if name in study.criteria:
            try:
                state = study.state_id(owner)
            except UnknownName:
                state = None
            # an attribute may have the name of a criterion; as an address it is the value itself
            if state is not None and not _is_address(study, text):
                return cls(name, state, None)
        return cls(None, None, Address.parse(study, text))


def _is_address(study: Study, text: str) -> bool:
    try:
        Address.parse(study, text)
    except ViabilityError:
        return False
    return True
