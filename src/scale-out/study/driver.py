"""Runs every line of runs.jsonl as a task of a Ray cluster and brings the run folders back.

    python driver.py --kit /path/of/forking-tokens --out /path/of/runs [--address auto]

Finished runs are skipped, unfinished ones go on from what is there, and a run that its machine took with it is repeated
on another. Every machine needs Node.js and the kit (built) at the same path.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import ray

RUNS = Path(__file__).resolve().parent / "runs.jsonl"


@ray.remote(num_cpus=1, max_retries=3)
def train(run, kit, before):
    """Does one run in a scratch folder. Returns its exit code, the end of what it complained of, and its folder."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / run["name"]
        folder.parent.mkdir(parents=True, exist_ok=True)
        if before is not None:
            unpack(before, folder)
        out = scratch if run["command"] == "ablate" else folder
        command = ["node", f"dist/src/cli/{run['command']}.js", *run["arguments"], "--out", str(out)]
        process = subprocess.run(command, cwd=kit, capture_output=True, text=True)
        return process.returncode, process.stderr[-800:], pack(folder) if folder.exists() else None


def pack(folder):
    """The folder, but for the lock of a process that has ended: on another machine it would keep the run from going on."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(folder, arcname=".", filter=lambda entry: None if Path(entry.name).match(".writer-*.lock") else entry)
    return packed.getvalue()


def unpack(packed, folder):
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def bring_back(packed, folder):
    """Replaces the folder at once, so that one that is there is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".run-") as part:
        unpack(packed, Path(part) / "new")
        if folder.exists():
            os.rename(folder, Path(part) / "old")
        os.rename(Path(part) / "new", folder)


def is_finished(run, folder):
    if not (folder / "run.json").exists() or not json.loads((folder / "run.json").read_text()).get("finished"):
        return False
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    return set(run["evaluated"]) <= {json.loads(line).get("split") for line in lines}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kit", required=True, help="folder of forking-tokens, the same on every machine")
    arguments.add_argument("--out", required=True, type=Path, help="folder of the run folders, on this machine")
    arguments.add_argument("--address", default="auto", help="of the cluster; default the one that this machine is in")
    given = arguments.parse_args()

    ray.init(address=given.address, log_to_driver=False)
    runs = [json.loads(line) for line in RUNS.read_text().splitlines()]
    waiting = [run for run in runs if not is_finished(run, given.out / run["name"])]
    print(f"{len(runs)} runs, {len(runs) - len(waiting)} of them finished; {ray.cluster_resources().get('CPU', 0):g} cores", flush=True)

    pending = {}
    for run in waiting:
        folder = given.out / run["name"]
        pending[train.remote(run, given.kit, pack(folder) if folder.exists() else None)] = run
    failed = 0
    while pending:
        [done], _ = ray.wait(list(pending))
        run = pending.pop(done)
        try:
            code, complaint, packed = ray.get(done)
        except ray.exceptions.RayError as error:
            code, complaint, packed = 1, str(error), None
        if packed is not None:
            bring_back(packed, given.out / run["name"])
        failed += code != 0
        print(f"{run['name']}: {'done' if code == 0 else f'failed with code {code}: {complaint.strip()}'}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
