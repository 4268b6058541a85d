#!/usr/bin/env python3
"""Trains on the small set and says whether the figures are such that something was learned.
check.py TRAIN_COMPILER [N]: only on every N-th question"""
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
every = sys.argv[2] if len(sys.argv) > 2 else "1"


def train(folder):
    model = pathlib.Path(folder) / "compiler.pfm"
    subprocess.run(
        [sys.argv[1], "--databases", here, "--columns", "contain", "--questions", here / "questions.jsonl",
         "--output", model, "--every", every],
        check=True)
    assert model.stat().st_size > 10_000, "the model is all but empty"
    assert "heaviest features" in (model.parent / "report.md").read_text()
    return json.loads((model.parent / "manifest.json").read_text())


with tempfile.TemporaryDirectory() as folder:
    manifest = train(folder)
figures = manifest["figures"]
first, chance, losses = figures["right_first"], figures["chance"], figures["option_loss"]
asked = manifest["questions"][0]["answerable"]
print(f"right first {first['right']} of {asked}, by chance {chance * asked:.1f}; loss of options {losses}")
assert first["asked"] == asked > 0
assert len(figures["by_fold"]) == manifest["settings"]["folds"], "a fold without a question"
assert len(manifest["databases"]) == len(list(here.glob("*.sql")))
# Of databases it has not seen: a ranker of random weights is right as often as chance is.
assert first["share"] > 2 * chance, "the ranking is hardly better than chance"
# A coin's loss is 0.69.
assert losses["trees"] < 0.5, "the options are hardly told apart"
