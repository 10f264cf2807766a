"""`python -m viability`, and the `viability` command."""

import gc
import os
import sys

HEAP = 31 << 20
"""Bytes: the largest block whose release makes the allocator of glibc keep all that are smaller, see `main`."""


def main() -> None:
    """Start the program; a run is short and makes no cycles worth collecting, so the collector stays off."""
    gc.disable()
    # else each array of draws is memory mapped anew, a page at a time; this block is never touched, only let go
    bytes(HEAP)
    _occupy()
    # the matrices are small: a second thread costs more to wake than it brings
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from viability.cli import main as run  # noqa: PLC0415 - imported with the collector off

        run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing was written\n")
        sys.exit(130)
    finally:
        gc.freeze()  # spares the interpreter a search for garbage on its way out


def _occupy() -> None:
    """Open nothing where a standard stream is closed, lest the next file that is opened takes its place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:  # what is said there is lost; that standard output is closed, `write` tells
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


if __name__ == "__main__":
    main()
