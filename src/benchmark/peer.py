"""The same rollout and policy update in PyTorch: what the benchmark compares with (npm run bench).

python3 peer.py MODEL_FOLDER: reads one job a line on stdin, {"prompts": [[ids]], "samples", "maxNewTokens", "eos"},
and answers with the processor seconds of the rollout and of the update, and the tokens of both.

Tuned for one core: keys and values are read elementwise while decoding (many tiny matrix products are slower), finished
sequences leave the batch, batches are trimmed to their longest sequence, tensors are split without copies. Start it with
MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ raised, or page faults cost it half of its speed.
"""
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
CLIP_LOW, CLIP_HIGH, MAX_NORM, RHO, MINI_BATCHES = 0.2, 0.28, 1.0, 0.2, 2


def load_safetensors(path):
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(size)), bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        flat = torch.frombuffer(data[start:end], dtype=torch.float32)
        tensors[name] = flat.view(entry["shape"]).clone()
    return tensors


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Decoder:
    def __init__(self, folder):
        with open(f"{folder}/config.json") as file:
            config = json.load(file)
        w = load_safetensors(f"{folder}/model.safetensors")
        self.heads, self.kv = config["num_attention_heads"], config["num_key_value_heads"]
        self.hd, self.eps = config["head_dim"], config["rms_norm_eps"]
        self.embedding, self.final_norm = w["model.embed_tokens.weight"], w["model.norm.weight"]
        self.layers = []
        for i in range(config["num_hidden_layers"]):
            get = lambda name: w[f"model.layers.{i}.{name}.weight"]
            self.layers.append(dict(
                input_norm=get("input_layernorm"), post_norm=get("post_attention_layernorm"),
                qkv=torch.cat([get(f"self_attn.{name}_proj") for name in "qkv"]),
                q_norm=get("self_attn.q_norm"), k_norm=get("self_attn.k_norm"), output=get("self_attn.o_proj"),
                gate_up=torch.cat([get("mlp.gate_proj"), get("mlp.up_proj")]), down=get("mlp.down_proj")))
        self.parameters = [self.embedding, self.final_norm] + [p for layer in self.layers for p in layer.values()]
        for parameter in self.parameters:
            parameter.requires_grad_()
        theta = config.get("rope_theta") or config["rope_parameters"]["rope_theta"]
        frequencies = theta ** (-torch.arange(0, self.hd, 2).float() / self.hd)
        angles = torch.outer(torch.arange(512).float(), frequencies)
        self.cos, self.sin = angles.cos(), angles.sin()
        self.future = torch.full((512, 512), -1e9).triu(1)

    def project(self, x, layer, cos, sin):
        batch, length, _ = x.shape
        qkv = F.linear(rms_norm(x, layer["input_norm"], self.eps), layer["qkv"])
        heads = qkv.view(batch, length, self.heads + 2 * self.kv, self.hd).transpose(1, 2)
        q, k, v = heads.split([self.heads, self.kv, self.kv], 1)
        q = rotate(rms_norm(q, layer["q_norm"], self.eps), cos, sin)
        return q, rotate(rms_norm(k, layer["k_norm"], self.eps), cos, sin), v

    def feed_forward(self, x, layer):
        gate, up = F.linear(rms_norm(x, layer["post_norm"], self.eps), layer["gate_up"]).chunk(2, -1)
        return x + F.linear(F.silu(gate) * up, layer["down"])

    def attend(self, x, layer, cos, sin, bias, cache=None, start=0):
        batch, length, _ = x.shape
        q, k, v = self.project(x, layer, cos, sin)
        if cache is not None:
            keys, values = cache
            keys[:, :, start:start + length], values[:, :, start:start + length] = k, v
            k, v = keys[:, :, :start + length], values[:, :, :start + length]
        if length == 1:
            weights = ((k * q).sum(-1) * self.hd ** -0.5).softmax(-1)
            mixed = (weights[..., None] * v).sum(2).reshape(batch, 1, -1)
        else:
            weights = ((q @ k.transpose(-1, -2)) * self.hd ** -0.5 + bias).softmax(-1)
            mixed = (weights @ v).transpose(1, 2).reshape(batch, length, -1)
        return self.feed_forward(x + F.linear(mixed, layer["output"]), layer)

    def forward(self, ids, caches=None, start=0):
        """The final hidden states."""
        length = ids.shape[1]
        cos, sin = self.cos[start:start + length], self.sin[start:start + length]
        x = F.embedding(ids, self.embedding)
        for i, layer in enumerate(self.layers):
            x = self.attend(x, layer, cos, sin, self.future[:length, :length], caches and caches[i], start)
        return rms_norm(x, self.final_norm, self.eps)

    @torch.no_grad()
    def sample(self, prompts, max_new, eos):
        rows, prompt_length = prompts.shape
        tokens = torch.zeros(rows, max_new, dtype=torch.long)
        log_probs, entropies = torch.zeros(rows, max_new), torch.zeros(rows, max_new)
        lengths, active, alive = torch.full((rows,), max_new), torch.arange(rows), torch.ones(rows, dtype=torch.bool)
        shape = (rows, self.kv, prompt_length + max_new, self.hd)
        caches = [(torch.zeros(shape), torch.zeros(shape)) for _ in self.layers]
        ids, start = prompts, 0
        for t in range(max_new):
            hidden = self.forward(ids, caches, start)
            start += ids.shape[1]
            log_p = F.linear(hidden[:, -1], self.embedding).log_softmax(-1)
            p = log_p.exp()
            chosen = p.multinomial(1)
            at = active[alive]
            tokens[at, t] = chosen[alive, 0]
            log_probs[at, t] = log_p.gather(1, chosen)[alive, 0]
            entropies[at, t] = -(p * log_p).sum(-1)[alive]
            ended = alive & (chosen[:, 0] == eos)
            lengths[active[ended]] = t + 1
            alive = alive & ~ended
            left = int(alive.sum())
            if left == 0:
                break
            ids = chosen
            if left < 0.75 * len(active):
                kept = alive.nonzero()[:, 0]
                active, ids, alive = active[kept], ids[kept], alive[kept]
                caches = [(keys[kept], values[kept]) for keys, values in caches]
        return tokens, log_probs, entropies, lengths


def update(model, optimizer, prompts, tokens, old, entropies, lengths):
    longest = int(lengths.max())
    mask = torch.arange(longest)[None] < lengths[:, None]
    threshold = entropies[:, :longest][mask].quantile(1 - RHO)
    selected = mask & (entropies[:, :longest] >= threshold)
    advantages = torch.randn(len(tokens))
    for rows in torch.randperm(len(tokens)).chunk(MINI_BATCHES):
        length = int(lengths[rows].max())
        answer = tokens[rows, :length]
        hidden = model.forward(torch.cat([prompts[rows], answer], 1)[:, :-1])[:, prompts.shape[1] - 1:]
        log_p = F.linear(hidden, model.embedding).log_softmax(-1).gather(2, answer[..., None])[..., 0]
        ratio = (log_p - old[rows, :length]).exp()
        advantage = advantages[rows, None]
        gain = torch.minimum(ratio * advantage, ratio.clamp(1 - CLIP_LOW, 1 + CLIP_HIGH) * advantage)
        weight = selected[rows, :length].float()
        loss = -(gain * weight).sum() / weight.sum().clamp(min=1)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters, MAX_NORM)
        optimizer.step()


def main():
    model = Decoder(sys.argv[1])
    # A learning rate of 0 keeps the lengths of the responses, and with them the work, the same from step to step.
    optimizer = torch.optim.Adam(model.parameters, lr=0.0, betas=(0.9, 0.95), eps=1e-8)
    for line in sys.stdin:
        job = json.loads(line)
        prompts = torch.tensor(job["prompts"]).repeat_interleave(job["samples"], 0)
        started = time.process_time()
        tokens, old, entropies, lengths = model.sample(prompts, job["maxNewTokens"], job["eos"])
        sampled = time.process_time()
        update(model, optimizer, prompts, tokens, old, entropies, lengths)
        updated = time.process_time()
        print(json.dumps(dict(rollout=sampled - started, update=updated - sampled, tokens=int(lengths.sum()))), flush=True)


main()
