r"""The math task: the answer in \boxed{} is judged by forking-tokens' own verifier, the same code, run by V8.

judge(row, ids=..., text=..., max_tokens=...) -> {"reward", "outcome", "length"}
"""

import atexit
import functools
import threading
from pathlib import Path

from py_mini_racer import MiniRacer

BUNDLE = Path(__file__).resolve().parent / "math_verifier.js"
LOCK = threading.Lock()
OUTCOMES = ("right", "wrong", "unreadable", "out-of-budget")


@functools.lru_cache(maxsize=1)
def engine():
    """One V8 a process, made when the first response is judged, for workers may be forked before. Left open, it can hang
    the end of the process."""
    v8 = MiniRacer()
    v8.eval(BUNDLE.read_text())
    atexit.register(v8.close)
    return v8


def judge(row, max_tokens, ids=None, text=None):
    """The verdict on a response to a row with an "answer". That it was cut off is known only where its ids are given."""
    length = None if ids is None else len(ids)
    response = {"text": text, "length": length or 0, "maxTokens": max_tokens}
    with LOCK:
        verdict = engine().call("forkingTokens.mathVerdict", {"answer": row["answer"]}, response)
    return {**verdict, "length": length}
