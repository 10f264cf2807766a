"""Make a study of a declared variation of this one.

    python studies/world/vary.py NAME FOLDER

NAME is a folder in `variations/`: its `criteria/` are taken, and of this study's the registers and those criteria that
its list KEPT names. States and tables are copied. Why each variation was declared stands in `variations/DECLARED.md`.
"""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent


def vary(name: str, folder: Path) -> None:
    """Write a study folder.

    Raises:
        SystemExit: when there is no such variation, or the folder is there.
    """
    varied = HERE / "variations" / name
    if not (varied / "criteria").is_dir():
        known = sorted(path.parent.name for path in HERE.glob("variations/*/criteria"))
        raise SystemExit(f"no variation '{name}'; there are: {', '.join(known)}")
    if folder.exists():
        raise SystemExit(f"{folder} exists; name a new folder")
    shutil.copytree(HERE / "states", folder / "states")
    shutil.copytree(varied / "criteria", folder / "criteria")
    kept = (varied / "KEPT").read_text(encoding="utf-8").split()
    for file in ("_codebook", "_institutions", *kept):
        shutil.copy(HERE / "criteria" / f"{file}.yaml", folder / "criteria")
    print(f"wrote {folder}")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 - the script, the name and the folder
        raise SystemExit(__doc__)
    vary(sys.argv[1], Path(sys.argv[2]))
