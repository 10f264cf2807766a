"""Of what a result is: the study, its day, how much is known."""

from viability.engine.observations import observe
from viability.study.study import Study


def newest_date(study: Study) -> str:
    """Return the date of the newest value that counts for the members."""
    return max((entry.datum.date or "" for entry in observe(study, study.members).entries), default="")
