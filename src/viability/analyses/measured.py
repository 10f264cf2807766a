"""A reference coalition of the world study, as another study's criterion reads it."""

import numpy as np

from viability.engine.observations import Observations, observe
from viability.errors import ViabilityError
from viability.files.coalitions import Coalition, named_coalition
from viability.files.folder import load_study
from viability.files.reference import world_folder
from viability.study.address import read_attributes
from viability.study.claims import ReferenceGroup
from viability.study.criterion import Criterion
from viability.study.study import Study


def measured(study: Study, criterion: Criterion, name: str) -> tuple[ReferenceGroup, Observations] | str:
    """Return a named coalition of the world study with what a criterion of another study reads of it, or why not.

    It is read as of the coalition's date, else as of the study's day. The world study has to hold every attribute that
    the criterion reads, under the same id and in the same unit.
    """
    try:
        coalition = named_coalition(world_folder(), name)
    except ViabilityError as error:
        return str(error)
    try:
        world = load_study(world_folder(), profiles=coalition.members)
        asked = world.replace(criteria={criterion.id: criterion})
        for attribute in read_attributes(asked):
            mine, theirs = study.attributes.get(attribute), world.attributes.get(attribute)
            if theirs is None:
                return f"the world study has no attribute '{attribute}', so '{name}' cannot be measured by it"
            if mine is not None and (mine.of, mine.unit) != (theirs.of, theirs.unit):
                return f"'{attribute}' has another unit in the world study, so '{name}' cannot be measured by it"
        states = [world.state_id(member) for member in coalition.members]
        day = coalition.date or study.day
        then = asked.replace(members=tuple(states), as_of=day)
        then.check_lives()
    except ViabilityError as error:
        return str(error)
    found = observe(then, states)
    group = ReferenceGroup(
        group=coalition.title,
        value=0.0,
        year=day[:4],
        states=tuple(world.states[state].iso3 or state for state in states),
        how=_how(coalition, name, world, found),
    )
    return group, found.in_company(np.ones(len(states), dtype=bool))


def _how(coalition: Coalition, name: str, world: Study, found: Observations) -> str:
    """Say how the figure of a coalition was found."""
    keys = dict.fromkeys(key for entry in found.entries for key in entry.datum.source)
    held = [world.sources[key] for key in keys if key in world.sources]
    told = "; ".join(f"{source.title}, {source.edition}" for source in held)
    head = f"The coalition '{name}' of the world study, measured by the same criterion."
    return f"{head} Members: {coalition.source}. {told}."
