"""The reward of a response: the verdict of task.py less what launch.json charges for it.

python reward.py --selftest   holds task.py against verdicts.jsonl, which forking-tokens itself wrote
"""

import json
import sys
from pathlib import Path

from task import OUTCOMES, judge

HERE = Path(__file__).resolve().parent
CONFIG = json.loads((HERE / "launch.json").read_text())["config"]


def shaped(verdict):
    """The verifier's reward less the costs of attempts and tokens."""
    return (
        verdict["reward"]
        - CONFIG["attemptCost"] * verdict.get("waits", 0)
        - CONFIG["tokenCost"] * (verdict["length"] or 0)
    )


def overlong_penalty(length):
    """DAPO's soft overlong penalty (its Eq. 13): 0, then falling to -1 over the last overlongBuffer tokens."""
    buffer, limit = CONFIG["overlongBuffer"], CONFIG["maxNewTokens"]
    if buffer == 0:
        return 0.0
    return -min(1.0, max(0.0, (length - (limit - buffer)) / buffer))


def trl_reward(completions, completion_ids, log_metric=None, **columns):
    """TRL's reward function: one number a response; `columns` are those of data/*.jsonl, one entry a response."""
    rows = [{name: values[i] for name, values in columns.items() if isinstance(values, list)} for i in range(len(completions))]
    limit = CONFIG["maxNewTokens"]
    verdicts = [judge(row, limit, ids=ids, text=text) for row, ids, text in zip(rows, completion_ids, completions)]
    if log_metric:
        log_verdicts(verdicts, log_metric)
    return [shaped(verdict) + overlong_penalty(verdict["length"]) for verdict in verdicts]


def log_verdicts(verdicts, log_metric):
    """Shares and means over the responses, under the names that import-runs reads."""
    for outcome in OUTCOMES:
        log_metric(f"outcome/{outcome}", sum(v["outcome"] == outcome for v in verdicts) / len(verdicts))
    if "attempts" in verdicts[0]:
        log_metric("attempts", sum(v["attempts"] for v in verdicts) / len(verdicts))


def compute_score(data_source, solution_str, ground_truth, extra_info=None):
    """verl's reward function. Its reward manager adds the overlong penalty itself."""
    verdict = judge(json.loads(extra_info["row"]), CONFIG["maxNewTokens"], text=solution_str)
    return {"score": shaped(verdict), "acc": verdict["reward"], "outcome": verdict["outcome"]}


def selftest():
    """Compares every verdict of verdicts.jsonl; ends with code 1 and the first difference."""
    count = 0
    for number, line in enumerate((HERE / "verdicts.jsonl").read_text().splitlines(), 1):
        golden = json.loads(line)
        verdict = judge(golden["row"], CONFIG["maxNewTokens"], **golden["response"])
        differing = [key for key, wanted in golden["verdict"].items() if verdict[key] != wanted]
        if differing:
            key = differing[0]
            sys.exit(f"verdicts.jsonl, line {number}: {key} is {verdict[key]}; wanted {golden['verdict'][key]}")
        count += 1
    print(f"{count} verdicts as forking-tokens gives them")


if __name__ == "__main__":
    if sys.argv[1:] != ["--selftest"]:
        sys.exit(f"wanted --selftest, received {sys.argv[1:]}")
    selftest()
