"""Composes verl's configuration from overrides and runs the policy losses that it names, as verl itself does.

Reads from stdin {"overrides": [[...], ...], "old": [[...]], "new": [[...]], "advantages": [[...]], "mask": [[...]]}, and
writes for each list of overrides {"loss_mode", "loss_agg_mode", "gradient": d loss / d ln p}; then the names and
defaults of the configuration without overrides.
"""

import json
import sys

import torch
from hydra import compose, initialize_config_module
from omegaconf import OmegaConf
from verl.trainer.ppo.core_algos import get_policy_loss_fn
from verl.workers.config import ActorConfig, PolicyLossConfig


def leaves(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def gradient(actor, asked):
    loss = {name: value for name, value in actor["policy_loss"].items() if name.startswith(("loss_", "clip_cov", "kl_cov", "ppo_kl"))}
    names = ("clip_ratio_low", "clip_ratio_high", "clip_ratio_c", "tau_pos", "tau_neg", "loss_agg_mode")
    config = ActorConfig(
        strategy="fsdp", rollout_n=1, use_dynamic_bsz=True, policy_loss=PolicyLossConfig(**loss), **{name: actor[name] for name in names}
    )
    old, new, advantages, mask = (torch.tensor(asked[name], dtype=torch.float64) for name in ("old", "new", "advantages", "mask"))
    new.requires_grad_()
    value, _ = get_policy_loss_fn(loss["loss_mode"])(old, new, advantages, mask, loss_agg_mode=config.loss_agg_mode, config=config)
    value.backward()
    return {"loss_mode": loss["loss_mode"], "loss_agg_mode": config.loss_agg_mode, "gradient": new.grad.tolist()}


asked = json.load(sys.stdin)
with initialize_config_module("verl.trainer.config", version_base=None):
    for overrides in asked["overrides"]:
        actor = compose("ppo_trainer", overrides).actor_rollout_ref.actor
        print(json.dumps(gradient(OmegaConf.to_container(actor), asked)))
    print(json.dumps(dict(leaves(OmegaConf.to_container(compose("ppo_trainer"))))))
