"""Records the names and defaults of a composed verl configuration, against which overrides are checked.

    python -m recipe.dapo.main_dapo --cfg job > fork.yaml        (in the fork's folder)
    python -m verl.trainer.main_ppo --cfg job > mainline.yaml    (verl 0.9.1)
    python record_composed.py fork.yaml > composed-fork.json
"""

import json
import sys

import yaml


def leaves(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


with open(sys.argv[1]) as file:
    recorded = dict(leaves(yaml.safe_load(file)))
print(json.dumps(recorded, indent=2, sort_keys=True))
