"""`python -m viability`, and the `viability` command."""

import gc
import os
import sys


def main() -> None:
    """Start the program; a run is short and makes no cycles worth collecting, so the collector stays off."""
    gc.disable()
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


if __name__ == "__main__":
    main()
