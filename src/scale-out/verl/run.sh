#!/usr/bin/env bash
# Trains with verl as launch.json says, inside a running Ray cluster. VERL is the folder of
#   {{repository}}
# at {{version}}, installed in this shell's python. Started again it goes on from its last checkpoint.
#
#   VERL=/path/of/verl ./run.sh              trains
#   VERL=/path/of/verl ./run.sh --cfg job    prints the composed configuration and trains nothing
set -euo pipefail
: "${VERL:?wanted VERL, the folder of verl at the commit above}"
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
VERL=$(cd "$VERL" && pwd)

overrides=(
{{overrides}}
)

if [[ " $* " != *" --cfg "* ]]; then
  cd "$HERE"
  python reward.py --selftest
  if [ ! -e data/train.jsonl ]; then python fetch_data.py; fi
  python prepare_data.py
  mkdir -p run
  # verl begins its log anew at every start; that of an earlier start is kept beside it
  if [ -e run/metrics.jsonl ]; then mv run/metrics.jsonl "run/metrics-until-$(date +%Y%m%dT%H%M%S).jsonl"; fi
fi
export VERL_FILE_LOGGER_PATH=$HERE/run/metrics.jsonl

cd "$VERL" # its configuration is looked for from here
python -m {{module}} "${overrides[@]}" "$@"
