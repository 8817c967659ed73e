"""Writes a folder of the shape of Qwen3-0.6B with random weights in BF16: speed and memory ask for no more.

    python3 src/benchmark/random_qwen3.py FOLDER       (transformers, torch; 1.2 GB)
    npm run bench -- --model FOLDER
"""
import sys

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

SHAPE = dict(vocab_size=151936, hidden_size=1024, intermediate_size=3072, num_hidden_layers=28, num_attention_heads=16,
             num_key_value_heads=8, head_dim=128, tie_word_embeddings=True, max_position_embeddings=40960,
             rope_theta=1000000)

torch.manual_seed(0)
Qwen3ForCausalLM(Qwen3Config(**SHAPE)).to(torch.bfloat16).save_pretrained(sys.argv[1])
