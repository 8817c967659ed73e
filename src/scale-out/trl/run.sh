#!/usr/bin/env bash
# Trains as launch.json says. Stop it at any time; started again it goes on from its last checkpoint.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python reward.py --selftest
if [ ! -e data/train.jsonl ]; then python fetch_data.py; fi
python train.py
