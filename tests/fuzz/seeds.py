#!/usr/bin/env python3
"""seeds.py FOLDER: what the fuzzers begin with, a folder for each target, out of the tests' own cases."""
import json
import pathlib
import re
import shutil
import sys

root = pathlib.Path(__file__).resolve().parents[2]
out = pathlib.Path(sys.argv[1])


def put(target, texts):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"seed_{number:04}").write_text(text)


def items(name, line):
    return re.findall(line, (root / "tests/cases" / name).read_text(), re.MULTILINE)


statements = items("guard_good.yaml", r"^  - (.+)$") + items("guard_attacks.yaml", r"^  \w+: (.+)$")
put("guard", statements)
put("plan", statements)
put("compiler", [sentence.strip("'\"") for sentence in items("sample_questions.yaml", r"^- sentence: (.+)$")])
frames = [json.loads(path.read_text()) for path in sorted((root / "tests/frames").glob("*.json"))]
put("frames", [frame["text"] if "text" in frame else json.dumps(frame.get("frame")) for frame in frames])
put("yaml", [(root / "pattern-factory.yaml").read_text()])
for folder in (root / "tests/fuzz/seeds").iterdir():
    shutil.copytree(folder, out / folder.name, dirs_exist_ok=True)
for head in (out / "head").iterdir():
    head.write_bytes(head.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
