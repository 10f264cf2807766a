"""What figures, pages and documents call values by."""

from viability.study.address import Address
from viability.study.study import Study


def value_named(study: Study, address: Address) -> str:
    """Name a value in words: whose it is, and what of."""
    owner, attribute = address.owner, study.attributes[address.attribute]
    if address.of == "institution":
        return f"{study.institutions[owner].name}: {attribute.title}"
    whose = study.states[owner].name
    if address.of == "threat":
        return f"{whose}: Threat, {study.threats[address.other].title}"
    if address.of == "pair":
        whose = f"{whose} and {study.states[address.other].name}"
    return f"{whose}: {attribute.title}"
