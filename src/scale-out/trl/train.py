"""Trains with TRL as launch.json and grpo.json say: python train.py, or accelerate launch train.py.

Writes run/log.jsonl (one line a logging step), run/checkpoint-N, run/trainer_state.json and run/final. Stop it at any
time: it goes on from its last checkpoint, and checkpoints lie between whole rollouts.
"""

import json
import shutil
from pathlib import Path

import torch
from datasets import load_dataset
from transformers import AutoTokenizer, TrainerCallback
from transformers.trainer_utils import get_last_checkpoint
from trl import GRPOConfig, GRPOTrainer

from reward import trl_reward
from task import judge

HERE = Path(__file__).resolve().parent
LAUNCH = json.loads((HERE / "launch.json").read_text())
CONFIG = LAUNCH["config"]
ROLES_OF_RULE = {"oracle": (2,), "oracle-errors": (2, 3), "decorative": (1,)}


class TokenRuleTrainer(GRPOTrainer):
    """GRPO in which the token rule of launch.json decides the weight of each token, and which logs what it kept."""

    def get_high_entropy_mask(self, entropies, mask, threshold):
        rule, top = CONFIG["arm"], super().get_high_entropy_mask
        if CONFIG["scope"] == "response" and rule in ("top", "bottom"):
            weights = self.top_of_each_response(entropies, mask.bool(), threshold)
        elif rule in ROLES_OF_RULE:
            weights = torch.isin(self.roles, torch.tensor(ROLES_OF_RULE[rule], device=mask.device))
        elif rule == "soft":
            sums = self.accelerator.reduce(torch.stack([(entropies * mask).sum(), mask.sum().float()]), reduction="sum")
            weights = entropies * sums[1] / sums[0].clamp(min=1e-9)
        else:
            weights = top(torch.rand_like(entropies) if rule == "random" else entropies, mask, threshold)
        if rule == "bottom":
            weights = ~weights
        weights = weights * mask
        self.log_mask(entropies, mask, weights)
        return weights

    def top_of_each_response(self, entropies, mask, threshold):
        rows = [torch.quantile(row[held].float(), threshold) if held.any() else row.sum() for row, held in zip(entropies, mask)]
        return entropies >= torch.stack(rows).unsqueeze(1)

    def log_mask(self, entropies, mask, weights):
        """The share of tokens kept over all ranks, and the lowest entropy among them."""
        kept, total = self.accelerator.reduce(torch.stack([(weights != 0).sum(), mask.sum()]).float(), reduction="sum")
        self.kept_share = (kept / total.clamp(min=1)).clamp(min=1e-9)
        lowest = self.accelerator.gather(torch.where(weights != 0, entropies, torch.inf).min()).min()
        metrics = self._metrics["train" if self.model.training else "eval"]
        metrics["mask/kept"].append(self.kept_share.item())
        metrics["mask/threshold"].append(lowest.item())

    def _compute_loss(self, model, inputs):
        self.roles, self.kept_share = inputs.get("roles"), 1.0
        loss = super()._compute_loss(model, inputs)
        # TRL divides by all tokens; the paper's Eq. 6 by the selected ones
        return loss / self.kept_share if CONFIG["normalizer"] == "selected" else loss

    def _generate_and_score_completions(self, inputs):
        batch = super()._generate_and_score_completions(inputs)
        if CONFIG["arm"] in ROLES_OF_RULE:
            batch["roles"] = torch.zeros_like(batch["completion_mask"])
            for i, (row, ids, mask) in enumerate(zip(inputs, batch["completion_ids"], batch["completion_mask"])):
                roles = judge(row, CONFIG["maxNewTokens"], ids=ids[mask.bool()].tolist())["roles"]
                batch["roles"][i, : len(roles)] = torch.tensor(roles)
        return batch


class JsonLines(TrainerCallback):
    """Appends every log to run/log.jsonl at once; where a resumed run logs a step again, the later line counts."""

    def on_log(self, args, state, control, logs=None, **_):
        if state.is_world_process_zero:
            with open(Path(args.output_dir) / "log.jsonl", "a") as file:
                file.write(json.dumps({"step": state.global_step, **logs}) + "\n")


def main():
    args = GRPOConfig(output_dir=str(HERE / "run"), **json.loads((HERE / "grpo.json").read_text()))
    data = {name: str(HERE / "data" / f"{name}.jsonl") for name in ("train", "validation")}
    data = load_dataset("json", data_files=data, cache_dir=str(HERE / "run" / "cache"))
    base = str(HERE / "model") if (HERE / "model").exists() else CONFIG["base"]
    trainer = TokenRuleTrainer(
        model=base,
        processing_class=AutoTokenizer.from_pretrained(base),
        reward_funcs=[trl_reward],
        args=args,
        train_dataset=data["train"],
        eval_dataset=data["validation"] if args.eval_strategy != "no" else None,
        callbacks=[JsonLines()],
    )
    trainer.train(resume_from_checkpoint=get_last_checkpoint(args.output_dir) if Path(args.output_dir).exists() else None)
    trainer.save_state()
    final = Path(args.output_dir) / "final"
    trainer.save_model(str(final))
    if trainer.is_world_process_zero() and (HERE / "model").exists():
        # transformers 5 names a class that transformers 4 does not know, and writes weights for its owner's eyes only
        shutil.copyfile(HERE / "model" / "tokenizer_config.json", final / "tokenizer_config.json")
        for file in final.iterdir():
            file.chmod(0o644)


if __name__ == "__main__":
    main()
