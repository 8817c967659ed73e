"""A step of reinforcement learning on a model folder in PyTorch, by transformers, in float32: what `npm run bench -- --train`
compares with.

python3 train_peer.py FOLDER THREADS answers each line on stdin, {"prompts": [[ids]], "samples", "maxNewTokens"}, with the
processor seconds of the rollout (generate) and of the update (entropies without a gradient, as a mask needs them, then the
gradient in batches of 8 responses, and AdamW), those of the whole step on the wall, and the response tokens; first with the
processor seconds of loading. Advantages are random and the learning rate is 0, so that the work stays the same.
"""
import json
import resource
import sys
import time

import torch
from transformers import AutoModelForCausalLM

torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
BATCH, MAX_NORM = 8, 1.0
started = time.process_time()
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
print(json.dumps({"load": time.process_time() - started}), flush=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.95), weight_decay=0.0)
ends = model.generation_config.eos_token_id
ends = torch.tensor([ends] if isinstance(ends, int) else ends or [model.config.vocab_size])


def sample(prompts, samples, new_tokens):
    longest = max(len(prompt) for prompt in prompts)
    rows = [prompt for prompt in prompts for _ in range(samples)]
    ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    model.eval()
    with torch.no_grad():
        ids = model.generate(
            input_ids=ids, attention_mask=mask, max_new_tokens=new_tokens, do_sample=True, temperature=1.0, top_k=0, top_p=1.0,
            eos_token_id=ends.tolist(), pad_token_id=int(ends[0]) % model.config.vocab_size,
        )  # fmt: skip
    ended = torch.isin(ids[:, longest:], ends).int()
    of_response = (ended.cumsum(1) - ended == 0).long()
    return ids, torch.cat([mask, of_response], 1), longest


def update(ids, mask, longest):
    model.train()
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    trained = mask[:, longest:].float()
    advantages = torch.randn(len(ids))
    parts = torch.arange(len(ids)).split(BATCH)

    def log_probs(part):
        # only the states before response tokens are projected to the vocabulary, as here
        keep = torch.arange(longest - 1, ids.shape[1] - 1)
        logits = model(
            ids[part], attention_mask=mask[part], position_ids=positions[part], use_cache=False, logits_to_keep=keep
        ).logits
        return logits.log_softmax(-1)

    with torch.no_grad():
        for part in parts:
            lp = log_probs(part)
            -(lp.exp() * lp).sum(-1)
    for part in parts:
        chosen = log_probs(part).gather(-1, ids[part][:, longest:, None])[..., 0]
        (-(chosen * trained[part] * advantages[part][:, None]).sum() / trained.sum()).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_NORM)
    optimizer.step()
    optimizer.zero_grad()
    return int(trained.sum())


for line in sys.stdin:
    job = json.loads(line)
    if job == "stop":
        break
    wall, began = time.time(), time.process_time()
    rollout = sample(job["prompts"], job["samples"], job["maxNewTokens"])
    sampled = time.process_time()
    tokens = update(*rollout)
    updated = time.process_time()
    cost = {"rollout": sampled - began, "update": updated - sampled, "tokens": tokens, "wall": time.time() - wall}
    print(json.dumps(cost), flush=True)
print(json.dumps({"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}), flush=True)
