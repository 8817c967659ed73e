#!/usr/bin/env bash
# Trains as launch.json says, one process a GPU under FSDP. Started on each of {{nodes}} machines with HEAD (the address
# of the first) and RANK (0, 1, ...) set. Started again it goes on from its last checkpoint.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python reward.py --selftest
if [ ! -e data/train.jsonl ]; then python fetch_data.py; fi
config=$(python -c 'import pathlib, trl; print(pathlib.Path(trl.__file__).parent / "accelerate_configs/fsdp2.yaml")')
accelerate launch --config_file "$config" \
  --num_machines {{nodes}} --num_processes {{processes}} \
  --machine_rank "${RANK:-0}" --main_process_ip "${HEAD:-127.0.0.1}" --main_process_port 29500 \
  train.py
