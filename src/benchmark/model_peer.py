"""A model folder or a GGUF file in PyTorch, by transformers, in float32 on one thread: what `npm run bench -- --model`
compares with. A GGUF file wants the Python package gguf too, and is widened to float32 as it is opened.

python3 model_peer.py MODEL answers each line on stdin with the processor milliseconds a token of reading 256 tokens and
of decoding one response, then sixteen together; first with the processor seconds of loading.
"""
import json
import pathlib
import resource
import sys
import time

import torch
from transformers import AutoModelForCausalLM

torch.set_num_threads(1)
READ, PROMPT, NEW, ROWS = 256, 16, 8, 16


def opened(path):
    files = [path] if path.suffix == ".gguf" else [] if (path / "config.json").exists() else list(path.glob("*.gguf"))
    if not files:
        return AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32)
    return AutoModelForCausalLM.from_pretrained(files[0].parent, gguf_file=files[0].name, dtype=torch.float32)


started = time.process_time()
model = opened(pathlib.Path(sys.argv[1])).eval()
print(json.dumps({"load": time.process_time() - started}), flush=True)
ids = torch.randint(0, model.config.vocab_size, (1, READ), generator=torch.Generator().manual_seed(11))


def timed(work):
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def score():
    log_probs = model(ids).logits[0].log_softmax(-1)
    return -(log_probs.exp() * log_probs).sum(-1)


def decode(rows):
    prompts = ids[0, : rows + PROMPT - 1].unfold(0, PROMPT, 1)
    cache = model(prompts, use_cache=True, logits_to_keep=1).past_key_values

    def steps():
        for _ in range(NEW):
            model(prompts[:, :1], past_key_values=cache, use_cache=True)

    return timed(steps) / (NEW * rows)


with torch.no_grad():
    for line in sys.stdin:
        if json.loads(line) == "stop":
            break
        print(json.dumps({"score": timed(score) / READ, "oneRow": decode(1), "manyRows": decode(ROWS)}), flush=True)
print(json.dumps({"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}), flush=True)
