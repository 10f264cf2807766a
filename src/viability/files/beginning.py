"""The beginning of a study of one's own: an example with comments, or a part of another study with its framework."""

import csv
import io
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from viability import __version__
from viability.errors import StudyError
from viability.files.coalitions import load_coalitions
from viability.files.folder import UNUSED, examine, load_study
from viability.files.opened import Open
from viability.files.pages import Reader, is_folder
from viability.files.places import study_folder
from viability.files.strict_yaml import lines_of
from viability.files.tables import FILE, Tables
from viability.files.whole import whole_folder
from viability.files.writing import profile_text, text_of
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply, inapplicable

EXAMPLE = Path(__file__).parent / "starter"
"""Where the example lies."""


class Begun(Struct, frozen=True, kw_only=True):
    """A study that was begun."""

    study: Study
    origin: str
    """The study that it was taken from; empty for the example."""
    members: tuple[str, ...]
    beside: tuple[str, ...]
    """States that are no members and came along because measures look at them."""
    left: Mapping[str, int]
    """How many things of the other study did not come along, by kind."""


def begin(
    target: Path,
    origin: Path | str | None = None,
    *,
    members: Iterable[str] = (),
    as_of: str | None = None,
    title: str | None = None,
) -> Begun:
    """Write a study that can be scored at once.

    Args:
        target: A folder that does not exist, or is empty; it appears whole or not at all.
        origin: The study to take framework and data from, by folder or name. None writes an example with comments.
        members: Who the coalition is; by default that of the other study.
        as_of: The day of the new study; data of other days come along.
        title: What the coalition is called.

    Raises:
        StudyError: when the other study cannot be read.
        UnknownName: when a member is unknown.
        CoalitionError: when the members make no coalition, or one does not live at the day.
        OutputError: when the folder is in use, or cannot be written.
    """
    if origin is None:
        with whole_folder(target) as draft:
            for path in EXAMPLE.iterdir():
                _copy(path, draft / path.name)
        study = load_study(target)
        return Begun(study=study, origin="", members=study.members, beside=(), left={})
    root = study_folder(origin)
    whole = load_study(root)
    names = tuple(members)
    edited = apply(whole, Scenario(id="", title="options", as_of=as_of, members=names or None))
    edited.check_lives()
    named = str(origin) if Path(origin).name == str(origin) else whole.location
    part = _Part(root, whole, edited, named, some=bool(names))
    with whole_folder(target) as draft:
        left = part.write(draft, _title(edited, title, named=bool(names)))
    study = load_study(target)
    beside = tuple(state for state in study.states if part.is_beside(state))
    return Begun(study=study, origin=part.origin, members=edited.members, beside=beside, left=left)


def _title(edited: Study, title: str | None, *, named: bool) -> str:
    if title is not None or not named:
        return title or edited.title
    *some, last = (edited.states[member].name for member in edited.members)
    return f"{', '.join(some)} and {last}"


class _Part:
    """What of a study is about some members: they, the states that measures look at beside them, and all rules."""

    def __init__(self, root: Path, whole: Study, edited: Study, origin: str, *, some: bool) -> None:
        self.root, self.whole, self.edited, self.origin = root, whole, edited, origin
        codes = {
            self.whole.threats[threat].state
            for member in edited.members
            for felt in whole.states[member].threats.values()
            for threat in felt
        }
        self.taken = {s.id for s in whole.states.values() if s.id in edited.members or codes & {s.id, s.iso3} - {None}}
        if not some:
            self.taken = {*whole.states}  # a copy of the whole: its candidates come along
        self.reader = Reader(root)
        self.tables = Tables(self.reader, whole.attributes, whole.sources, [*whole.framework.pillars])

    def write(self, draft: Path, title: str) -> dict[str, int]:
        """Write all of it into a folder; return how much of each kind was left behind."""
        (draft / "states").mkdir()
        self._criteria(draft)
        self._states(draft)
        (draft / "states/_coalition.yaml").write_text(self._coalition(title), encoding="utf-8")
        shutil.copyfile(self.root / "states/_sources.yaml", draft / "states/_sources.yaml")
        left = self._claims(draft)
        left["scenarios"], study, reader = self._scenarios(draft)
        left["coalitions"] = self._coalitions(draft)
        self._day(draft, self._sources(draft, study, reader))
        _copy(self.root / "LICENCES.md", draft / "LICENCES.md")
        (draft / "README.md").write_text(self._readme(), encoding="utf-8")
        return {kind: count for kind, count in left.items() if count}

    def _criteria(self, draft: Path) -> None:
        _copy(self.root / "criteria", draft / "criteria")
        (draft / "criteria/_claims.yaml").unlink(missing_ok=True)
        register = draft / "criteria/_threats.yaml"
        if register.exists():
            gone = {name for name, threat in self.whole.threats.items() if threat.of and threat.of not in self.taken}
            register.write_text(without_blocks(register.read_text(encoding="utf-8"), gone), encoding="utf-8")

    def _states(self, draft: Path) -> None:
        profiles = {path.stem for path in self.reader.files("states")}
        for state in sorted(self.taken & profiles):
            path = self.root / f"states/{state}.yaml"
            one = self.whole.states[state]
            ties = {other: tied for other, tied in one.ties.items() if other in self.taken}
            if state not in self.tables.rows and (ties != one.ties or self.is_beside(state)):
                one = one.replace(ties=ties, candidate=one.candidate and not self.is_beside(state))
                text = profile_text(self.whole, one)
                (draft / path.relative_to(self.root)).write_text(text, encoding="utf-8")
            else:
                _copy(path, draft / path.relative_to(self.root))
        if self.tables:
            self._tables(draft)

    def is_beside(self, state: str) -> bool:
        """Tell whether a state comes along only because measures look at it."""
        return state not in self.edited.members and self.taken != {*self.whole.states}

    def _tables(self, draft: Path) -> None:
        """Write each table with the rows of the states that are taken, and the file that declares them."""
        kept: dict[str, set[int]] = {}
        for opened in self.tables.open:
            kept.setdefault(opened.table.file, set()).update(self._rows(opened))
        declared = (self.root / "states" / FILE).read_text(encoding="utf-8")
        for name, opened in {opened.table.file: opened for opened in self.tables.open}.items():
            sheet, table = opened.sheet, opened.table
            header, rows = sheet.header, [sheet.rows[number - 2] for number in sorted(kept[name])]
            if table.holds == "states" and any(map(self.is_beside, self.tables.rows.keys() & self.taken)):
                at, number = opened.at["state"], opened.at.get("candidate", len(header))
                marks = ["false" if self.is_beside(row[at].strip()) else "" for row in rows]
                if number == len(header):
                    header = (*header, "candidate")
                    declared = with_column(declared, opened.name, "candidate")
                    rows = [[*row, ""] for row in rows]
                rows = [
                    [*row[:number], mark or row[number], *row[number + 1 :]]
                    for row, mark in zip(rows, marks, strict=True)
                ]
            target = draft / "states" / name.removesuffix(".gz")
            text = io.StringIO(newline="")
            out = csv.writer(text, lineterminator="\n", delimiter=table.separator)
            out.writerow(header)
            out.writerows(rows)
            target.write_text(text.getvalue(), encoding="utf-8", newline="")
        declared = re.sub(r"(?m)^(\s+file:\s*\S+?\.csv)\.gz\b", r"\1", declared)
        (draft / "states" / FILE).write_text(declared, encoding="utf-8")

    def _rows(self, opened: Open) -> Iterator[int]:
        """Give the numbers of the rows that are about states that are taken, and about no others."""
        ends = [(opened.at[end], system) for end, system in opened.table.ends.items() if system is not None]
        asked = [(at, self.tables.crosswalk.any_of(system, self.taken)) for at, system in ends]
        for number, cells in opened.rows():
            if all(meant(cells[at]) for at, meant in asked):
                yield number

    def _coalition(self, title: str) -> str:
        lines = ["# The coalition that is scored unless another is asked for."]
        lines += [f"title: {text_of(title)}", f"members: [{', '.join(self.edited.members)}]"]
        if self.whole.institution is not None:
            lines.append(f"institution: {self.whole.institution}   # the coalition's own, no alternative to itself")
        if self.edited.as_of is not None:
            lines.append(f"as_of: {self.edited.as_of}   # the day whose observations count; --as-of asks for another")
        return "\n".join([*lines, ""])

    def _claims(self, draft: Path) -> dict[str, int]:
        """Take along claims and codings where all states are taken, whom they are about."""
        if self.taken != {*self.whole.states}:
            return {"claims": len(self.whole.claims), "coders": len(self.whole.coders)}
        _copy(self.root / "criteria/_claims.yaml", draft / "criteria/_claims.yaml")
        _copy(self.root / "states/_codings", draft / "states/_codings")
        return {}

    def _scenarios(self, draft: Path) -> tuple[int, Study | None, Reader]:
        """Take along the scenarios that fit; return how many do not, and the draft as it then is with its problems."""
        for path in self.reader.files("scenarios"):
            _copy(path, draft / "scenarios" / path.name)
        study, reader = examine(draft)
        unfit = {problem.file for problem in reader.problems if problem.file.startswith("scenarios/")}
        for file in unfit:
            (draft / file).unlink()
        if unfit:
            study, reader = examine(draft)
        unapplied = [] if study is None else [one.id for one in study.scenarios.values() if inapplicable(study, one)]
        for name in unapplied:
            (draft / f"scenarios/{name}.yaml").unlink()
        if unapplied:
            study, reader = examine(draft)
        return len(unfit) + len(unapplied), study, reader

    def _coalitions(self, draft: Path) -> int:
        """Take along the named coalitions of states that are taken; return how many are left behind."""
        known = load_coalitions(self.root)
        ids = {name: {*map(self.whole.state_id, one.members)} for name, one in known.items()}
        gone = {name for name, members in ids.items() if not members <= self.taken}
        if len(gone) < len(known):
            text = (self.root / "coalitions.yaml").read_text(encoding="utf-8")
            (draft / "coalitions.yaml").write_text(without_blocks(text, gone), encoding="utf-8")
        return len(gone)

    @staticmethod
    def _sources(draft: Path, study: Study | None, reader: Reader) -> Study:
        """Leave out the sources that nothing rests on any more; return the draft without them."""
        found = [re.fullmatch(UNUSED.format("(.+)"), problem.message) for problem in reader.problems]
        unused = {one[1] for one in found if one}
        if study is None or len(unused) < len(reader.problems):
            raise StudyError([p for p, one in zip(reader.problems, found, strict=True) if not one], reader.more)
        path = draft / "states/_sources.yaml"
        path.write_text(without_blocks(path.read_text(encoding="utf-8"), unused), encoding="utf-8")
        return study.replace(sources={name: one for name, one in study.sources.items() if name not in unused})

    def _day(self, draft: Path, study: Study) -> None:
        """Write the day down where without the other states and sources it would be another."""
        if self.edited.as_of is None and study.day != self.edited.day:
            path = draft / "states/_coalition.yaml"
            path.write_text(f"{path.read_text(encoding='utf-8')}as_of: {self.edited.day}\n", encoding="utf-8")

    def _readme(self) -> str:
        day = f", as of {self.edited.day}"
        licences = (
            "LICENCES.md says file by file what their owners allow, and whom to name."
            if (self.root / "LICENCES.md").exists()
            else "The terms of the owners of its data apply; `states/_sources.yaml` names them."
        )
        return README.format(origin=self.origin, version=__version__, day=day, licences=licences)


README = """# A study of my own

Begun by viability {version} from the study `{origin}`{day}: its framework, its
sources, and what it holds of the members.
States that are no members came along where a measure looks at them, such as rivals; they are no candidates.

{licences}

    viability score --study .          how viable is the coalition, and how sure are we?
    viability check --study .          what is wrong, empty or old
    viability new state NAME --study . a profile for another state, with every value as a question
    viability import table FILE --into .   figures from a CSV or Excel file
"""


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder; nothing where there is none."""
    if is_folder(source):
        shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(".*"))
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


_KEY = re.compile(r"""([^\s#:'"]+|"[^"]*"|'[^']*')\s*:""")


def without_blocks(text: str, gone: Collection[str]) -> str:
    r"""Return a file that maps ids to entries without some of them; comments right before an entry go with it.

    >>> without_blocks("# head\na: 1\n# of b\nb:\n  c: 2\nd: 3\n", {"b"})
    '# head\na: 1\nd: 3\n'
    """
    kept: list[str] = []
    before: list[str] = []
    keep, first = True, True
    for line in text.splitlines(keepends=True):
        if (found := _KEY.match(line)) is not None:
            keep = found[1].strip("'\"") not in gone
            kept += before if keep or first else []
            kept += [line] if keep else []
            before, first = [], False
        elif line[:1] in {"#", "\n", "\r"}:
            before.append(line)
        else:
            kept += [*before, line] if keep else []
            before = []
    return "".join([*kept, *before])


def with_column(text: str, table: str, column: str) -> str:
    r"""Return what a study says of its tables with one more column of a table, called as its part.

    >>> with_column("s:\n  columns: {state: id}\n", "s", "candidate")
    's:\n  columns: {candidate: candidate, state: id}\n'
    """
    lines = text.splitlines(keepends=True)
    number, parts = lines_of(text)[table][1]["columns"]
    line = lines[number - 1]
    if "{" in line:
        lines[number - 1] = line.replace("{", f"{{{column}: {column}, ", 1)
    else:
        first = min(place for place, _ in parts.values()) - 1
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines.insert(first, f"{indent}{column}: {column}\n")
    return "".join(lines)
