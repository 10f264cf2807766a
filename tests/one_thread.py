"""Let matrices be multiplied on one thread, as the program does: the conftest imports this before numpy.

Tests go side by side, so that a second thread of each takes the processor from another: an eighth of the suite's time.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
