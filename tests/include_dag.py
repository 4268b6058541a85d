#!/usr/bin/env python3
"""Fails when a file includes a part it may not know (docs/architecture.md, "Who may include whom"), or when a part that
is pure reads a header of I/O, be it through another part's headers. include_dag.py ROOT"""
import functools
import pathlib
import re
import sys

MAY_INCLUDE = {
    "base": "",
    "sql": "base",
    "pg": "base sql",
    "model": "base sql",
    "catalogue": "base sql pg model",
    "compiler": "base sql model",
    "net": "base",
    "llm": "base net",
    "oidc": "base net",
    "intake": "base",
    "tools": "base sql pg model compiler llm",
    "pitboss": "base pg model intake tools",
    "api": "base oidc pitboss",
    "app": "base sql pg model catalogue compiler net llm oidc tools pitboss api",
}
# Beside src/. A unit test may include what its part may; the other tests and bench/ may include everything.
TRAIN = "base sql pg model catalogue compiler"
# Foreign headers that stay behind one part's .cpp files.
FOREIGN = {
    r"libpq-fe\.h": ("pg",),
    r"pg_query\.h": ("sql",),
    r"curl/.*": ("net",),
    r"yaml-cpp/.*": ("catalogue",),
    r"boost/beast.*": ("api",),
}
# Parts without I/O, and what not even a header of another part may bring into them.
PURE = ("model", "compiler", "intake")
IMPURE = r"boost/(asio|beast)\b.*|libpq-fe\.h|yaml-cpp/.*|curl/.*|spdlog/.*"

PROJECT = re.compile(r'\s*#\s*include\s+"([a-z_]+/[^"]+)"')
FLAT = re.compile(r'\s*#\s*include\s+"([^"/]+)"')
SYSTEM = re.compile(r"\s*#\s*include\s+<([^>]+)>")


def sources(folder: pathlib.Path, at_least: int):
    files = [f for f in sorted(folder.rglob("*")) if f.suffix in (".hpp", ".cpp")]
    if len(files) < at_least:
        raise SystemExit(f"{folder}: only {len(files)} source files found; is {folder.parent} the project?")
    return [(file, file.read_text().splitlines()) for file in files]


def unknown_parts(file: pathlib.Path, lines: list[str], name: str, allowed: set[str]):
    for number, line in enumerate(lines, 1):
        if (found := PROJECT.match(line)) and (known := found[1].split("/")[0]) not in allowed:
            yield f"{file}:{number}: {name} may not include {known}"


def offences_of_src(src: pathlib.Path):
    for file, lines in sources(src, 20):
        if file.parent == src:  # main.cpp
            continue
        part = file.relative_to(src).parts[0]
        if part not in MAY_INCLUDE:
            yield f"{file}: the folder {part} is not a part of the architecture"
            continue
        yield from unknown_parts(file, lines, part, set(MAY_INCLUDE[part].split()) | {part})
        for number, line in enumerate(lines, 1):
            if found := FLAT.match(line):
                yield f"{file}:{number}: \"{found[1]}\" is without its folder"
            elif found := SYSTEM.match(line):
                for pattern, parts in FOREIGN.items():
                    if re.fullmatch(pattern, found[1]) and (part not in parts or file.suffix == ".hpp" and part != "api"):
                        yield f"{file}:{number}: <{found[1]}> belongs into the .cpp files of {', '.join(parts)}"
        if part in PURE and (way := way_to_impure(src, file)):
            yield f"{file}: {part} is pure, but reads {' → '.join(way)}"


def offences_beside_src(root: pathlib.Path):
    for file, lines in sources(root / "train", 5):
        yield from unknown_parts(file, lines, "train", set(TRAIN.split()) | {"train"})
    unit = root / "tests" / "unit"
    for file, lines in sources(unit, 20):
        part = file.relative_to(unit).parts[0]
        if part not in (*MAY_INCLUDE, "train"):
            yield f"{file}: there is no part {part} to test"
            continue
        allowed = set(MAY_INCLUDE.get(part, TRAIN).split()) | {part, "unit", "support"}
        yield from unknown_parts(file, lines, f"the test of {part}", allowed)


@functools.cache
def way_to_impure(root: pathlib.Path, file: pathlib.Path) -> tuple[str, ...]:
    """The includes that lead from `file` to a header of I/O; empty when none does."""
    text = file.read_text()
    for line in text.splitlines():
        if (found := SYSTEM.match(line)) and re.fullmatch(IMPURE, found[1]):
            return (f"<{found[1]}>",)
    for line in text.splitlines():
        if (found := PROJECT.match(line)) and (next := root / found[1]).is_file():
            if way := way_to_impure(root, next):
                return (found[1], *way)
    return ()


project = pathlib.Path(sys.argv[1])
found = [*offences_of_src(project / "src"), *offences_beside_src(project)]
print("\n".join(found) or "every include follows the architecture")
sys.exit(bool(found))
