"""Turns data/*.jsonl into the .parquet files that verl reads. A row's own columns travel as JSON in extra_info."""

import json
from pathlib import Path

import pandas

DATA = Path(__file__).resolve().parent / "data"

for source in sorted(DATA.glob("*.jsonl")):
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    table = pandas.DataFrame(
        {
            "data_source": "forking-tokens",
            "prompt": [[{"role": "user", "content": row["prompt"]}] for row in rows],
            "reward_model": [{"style": "rule", "ground_truth": str(row.get("target", row.get("answer")))} for row in rows],
            "extra_info": [{"index": index, "row": json.dumps(row)} for index, row in enumerate(rows)],
        }
    )
    table.to_parquet(source.with_suffix(".parquet"))
    print(f"{source.stem}: {len(rows)} problems")
