"""Fetches the paper's training questions and AIME 2024 from the Hugging Face hub into data/: python fetch_data.py"""

import json
from pathlib import Path

from datasets import load_dataset

PROMPT = "User:\n{question}\nPlease reason step by step, and put your final answer within \\boxed{{}}.\n\nAssistant:\n"
# DAPO-Math-17K without its repetitions and its own instructions (17,398 questions), and the paper's main test
SOURCES = {
    "train": (("open-r1/DAPO-Math-17k-Processed", "all"), "prompt", "solution"),
    "validation": (("HuggingFaceH4/aime_2024",), "problem", "answer"),
}

DATA = Path(__file__).resolve().parent / "data"
DATA.mkdir(exist_ok=True)
for split, (source, question, answer) in SOURCES.items():
    rows = load_dataset(*source, split="train")
    with open(DATA / f"{split}.jsonl", "w") as file:
        for row in rows:
            asked = {"prompt": PROMPT.format(question=row[question]), "question": row[question], "answer": str(row[answer])}
            file.write(json.dumps(asked) + "\n")
    print(f"{split}: {len(rows)} questions")
