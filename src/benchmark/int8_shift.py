"""By how much int8 weights shift the entropies of SmolLM2-135M-Instruct, computed by PyTorch: the table in src/kernels/README.md.

python3 int8_shift.py FOLDER reads the 64 tokens that `npm run measure -- FOLDER --dtype int8` reads, with the weights as they are
stored and with matrices rounded to eight bits, a scale for each group of weights of a row.
"""
import sys

import torch
from transformers import AutoModelForCausalLM

IDS = [
    2, 28, 253, 6079, 3662, 101, 340, 12437, 617, 3935, 411, 260, 9675, 282, 11149, 2393, 506, 13578, 625, 5381, 28, 253,
    17061, 6992, 260, 14887, 327, 10257, 38, 32, 28, 527, 29501, 12285, 3930, 7419, 1187, 347, 2269, 738, 260, 3801, 13645,
    418, 354, 2121, 11359, 260, 12543, 7995, 3411, 30, 378, 1027, 436, 338, 384, 4247, 260, 7118, 83, 1154, 288, 253, 4368,
]  # fmt: skip

torch.set_num_threads(1)
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
stored = {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.dim() == 2}


def entropies():
    log_probs = model(torch.tensor([IDS])).logits[0, :-1].double().log_softmax(-1)
    return -(log_probs.exp() * log_probs).sum(-1)


def rounded(weight, group):
    rows, columns = weight.shape
    groups = torch.nn.functional.pad(weight, (0, -columns % group)).reshape(rows, -1, group)
    scale = groups.abs().amax(-1, keepdim=True) / 127
    return (torch.round(groups / torch.where(scale > 0, scale, 1)) * scale).reshape(rows, -1)[:, :columns]


def is_embedding(name):
    return "embed" in name


TRIALS = {
    "all matrices, a scale for 64 weights": (64, lambda name: True),
    "all but the embedding": (64, lambda name: not is_embedding(name)),
    "the embedding alone": (64, is_embedding),
    "all, a scale for 32 weights": (32, lambda name: True),
    "all, one scale a row": (None, lambda name: True),
}
with torch.no_grad():
    before = entropies()
    for trial, (group, is_rounded) in TRIALS.items():
        for name, weight in model.named_parameters():
            if name in stored:
                own = stored[name]
                weight.copy_(rounded(own, group or own.shape[1]) if is_rounded(name) else own)
        shift = entropies() - before
        print(f"{trial}: mean {shift.mean():.4f}, mean size {shift.abs().mean():.3f}, largest {shift.abs().max():.3f} nats")
