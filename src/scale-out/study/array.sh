#!/usr/bin/env bash
#SBATCH --job-name=forking-tokens
#SBATCH --array=0-{{last}}%{{atOnce}}
#SBATCH --cpus-per-task=1
#SBATCH --mem=3G
#SBATCH --time={{hours}}:00:00
#SBATCH --requeue
#
# One line of commands.txt a task:   KIT=/shared/forking-tokens OUT=/shared/runs sbatch array.sh
# Without Slurm, all of them:        KIT=... OUT=... ./array.sh
# A finished run is skipped and an unfinished one goes on, so a lost task is repaired by submitting again.
set -euo pipefail
: "${KIT:?wanted KIT, the folder of forking-tokens on this machine, built (npm run build)}"
: "${OUT:?wanted OUT, the folder of the run folders, on a disk that all machines share}"
KIT=$(realpath -m -- "$KIT")
OUT=$(realpath -m -- "$OUT")
export KIT OUT

cd "${SLURM_SUBMIT_DIR:-$(dirname "${BASH_SOURCE[0]}")}"
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  line=$((SLURM_ARRAY_TASK_ID + 1))
  command=$(sed -n "${line}p" commands.txt)
  if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then # the machine of the earlier try was lost; its lock is still there
    name=$(sed -n "${line}s/^{\"name\":\"\([^\"]*\)\".*/\1/p" runs.jsonl)
    rm -f "$OUT/${name:?}"/.writer-*.lock
  fi
  cd "$KIT"
  exec bash -c "$command"
fi
commands=$PWD/commands.txt
cd "$KIT"
tr '\n' '\0' < "$commands" | xargs -0 -P "${JOBS:-$(nproc)}" -I {} bash -c {}
