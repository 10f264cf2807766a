"""Where a coalition stands among groups that allied and groups that did not, in the numbers of one sentence."""

from viability.analyses.about import About
from viability.errors import ViabilityError
from viability.files.standings import shipped_standing
from viability.study.standing import Standing
from viability.study.study import Study


def standing(study: Study, given: About) -> Standing | None:
    """Return the standing of the study's coalition: as it ships, else as `place` finds it; None where it has none."""
    codes = [study.states[member].iso3 for member in study.members]
    shipped = shipped_standing(study.day, [code for code in codes if code]) if all(codes) else None
    if shipped is not None:
        return shipped
    from viability.analyses.place import place  # noqa: PLC0415 - only where the reference class has to be read

    try:
        return place(study, given=given).standing
    except ViabilityError:
        return None
