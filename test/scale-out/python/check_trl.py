"""What a launch folder for TRL needs of the installed packages: python check_trl.py FOLDER OPTIONS.json ... < sequences

Every OPTIONS.json must be a GRPOConfig. Prints one JSON object: log-probabilities and entropies of the sequences (lists of
ids, one a line) under the folder's model, by transformers. Then trains as the folder says.
"""

import json
import runpy
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM
from trl import GRPOConfig

folder, *option_files = sys.argv[1:]
for file in option_files:
    options = json.loads(Path(file).read_text())
    # bfloat16 and vLLM want a GPU; every other option is taken as it stands
    GRPOConfig(output_dir=tempfile.mkdtemp(), **{**options, "use_cpu": True, "bf16": False, "use_vllm": False})

model = AutoModelForCausalLM.from_pretrained(Path(folder) / "model")
scores = []
for line in sys.stdin:
    ids = torch.tensor([json.loads(line)])
    with torch.no_grad():
        log_probs = torch.log_softmax(model(ids).logits[0, :-1].double(), dim=-1)
    entropies = -(log_probs.exp() * log_probs).sum(-1)
    scores.append([log_probs.gather(1, ids[0, 1:, None])[:, 0].tolist(), entropies.tolist()])
print(json.dumps(scores))

sys.path.insert(0, folder)
runpy.run_path(str(Path(folder) / "train.py"), run_name="__main__")
