"""Codes and names of any system to the states of a study, right for the year."""

from functools import cache
from typing import NamedTuple

from viability.files.crosswalk import Codes, Crosswalk, Known, Life
from viability.files.folder import load_study
from viability.files.pages import Reader
from viability.files.places import named_studies, study_folder
from viability.files.tables import Tables
from viability.study.names import fold
from viability.study.study import Study


class Match(NamedTuple):
    """Whom a code means."""

    state: str | None
    """A state of the study; None where it means none of them."""
    others: tuple[str, ...]
    """States beside the study that it means, by name; several states of the study where it may mean each of them."""
    outside: str = ""
    """The life of the state, where the date lies outside of it."""


class States:
    """Finds the states of a study by codes, with the world's states behind them."""

    def __init__(self, study: Study, folder: str) -> None:
        self.study = study
        self.own = Crosswalk(_known(study) | _tabled(study, folder))
        self.world = _world()

    def find(self, system: Codes, code: str, date: str | None) -> Match:
        """Return whom a code means at a date."""
        found = self._own_by(system, code)
        if len(found) == 1:
            life = self.own.states[found[0]].life
            if date is None or life.holds(date):
                return Match(found[0], ())
            others = {self._own(one) for one in self._living(system, code, date)} - {found[0]}
            # a code that two states share may mean the other
            return self._abroad(system, code, date) if others else Match(found[0], (), str(life))
        if len(found) > 1:
            alive = self.own.find(system, code, date)
            return Match(alive[0], ()) if len(alive) == 1 else Match(None, tuple(alive))
        return self._abroad(system, code, date)

    @cache  # noqa: B019 - lives as long as one import
    def _own_by(self, system: Codes, code: str) -> tuple[str, ...]:
        """Return the study's states that a code means at any time; names may be ids and codes of ISO, too."""
        systems: tuple[Codes, ...] = ("name", "id", "iso3") if system == "name" else (system,)
        return next((tuple(found) for one in systems if (found := self.own.find(one, code, None))), ())

    @cache  # noqa: B019 - as above
    def _abroad(self, system: Codes, code: str, date: str | None) -> Match:
        """Return whom a code means among the world's states: one of the study, or others."""
        alive = self._living(system, code, date)
        found = [*dict.fromkeys(own for one in alive if (own := self._own(one)) is not None)]
        if not found:
            known = alive or self.world.find(system, code, None)
            return Match(None, tuple(self.world.states[one].names[1] for one in known[:1]))
        return Match(found[0], ()) if len(found) == 1 else Match(None, tuple(found))

    def _living(self, system: Codes, code: str, date: str | None) -> list[str]:
        """Return the world's states that a code means and that live at a date."""
        found = self.world.find(system, code, date)
        return [state for state in found if date is None or self.world.states[state].life.holds(date)]

    @cache  # noqa: B019 - as above
    def _own(self, abroad: str) -> str | None:
        """Return the study's state that is a state of the world's: of one id, code or name."""
        known = self.world.states[abroad]
        if abroad in self.own.states:
            return abroad
        code = known.codes.get("iso3")
        names = {fold(name) for name in known.names}
        for state in self.study.states.values():
            if (code and state.iso3 == code) or fold(state.name) in names:
                return state.id
        return None

    def known(self, system: Codes) -> list[str]:
        """Return every code of a system that means a state."""
        return [*dict.fromkeys((*self.own.table(system), *self.world.table(system)))]


def _known(study: Study) -> dict[str, Known]:
    return {
        state.id: Known(
            {"iso3": state.iso3} if state.iso3 else {},
            (state.id, state.name, *state.aliases),
            Life(state.from_ or "", state.to or ""),
        )
        for state in study.states.values()
    }


def _tabled(study: Study, folder: str) -> dict[str, Known]:
    """Return the states of the study's tables, with the codes that these have."""
    root = study_folder(folder)
    return dict(Tables(Reader(root), study.attributes, study.sources, [*study.framework.pillars]).known)


@cache
def _world() -> Crosswalk:
    """Return the states of the world, where that study comes along."""
    root = named_studies().get("world")
    if root is None:
        return Crosswalk({})
    study = load_study(root, profiles=())
    return Crosswalk(_tabled(study, str(root)))
