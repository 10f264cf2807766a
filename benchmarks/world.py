"""How long the world study takes: a few states beside the bare score, and all of it, in time and memory.

Ratios, so that the machine matters little: `score` of four states of the world should take at most three times the
bare `score`, and the whole world be read in three seconds and 300 MB.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median

RUNS = 5

FOUR = ("score", "--study", "world", "--members", "SWE,FIN,NOR,DNK")

READ = "from viability.files.folder import load_study; load_study('world')"


def seconds(*words: str) -> float:
    """Return the processor time of a run of Python, the median of several, in a folder without a study."""
    found = []
    with tempfile.TemporaryDirectory() as empty:
        for _ in range(RUNS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *words], check=True, cwd=empty, stdout=subprocess.DEVNULL, env=os.environ)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(found)


def main() -> None:
    """Print the times and their ratios."""
    start = time.perf_counter()
    bare = seconds("-m", "viability", "score")
    four = seconds("-m", "viability", *FOUR)
    whole = seconds("-c", READ)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"bare score {bare:.2f} s; four states of the world {four:.2f} s, {four / bare:.1f} times (at most 3)")
    print(f"the whole world read in {whole:.2f} s (at most 3), {most:.0f} MB (at most 300)")
    print(f"took {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
