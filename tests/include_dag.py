#!/usr/bin/env python3
"""Fails when a file of src/ includes a part it may not know (docs/architecture.md, "Who may include whom"), or when a
part that is pure reads a header of I/O, be it through another part's headers."""
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
    "llm": "base",
    "tools": "base sql pg model compiler llm",
    "pitboss": "base pg model tools",
    "api": "base pitboss",
    "app": "base sql pg model catalogue compiler llm tools pitboss api",
}
# Foreign headers that stay behind one part's .cpp files.
FOREIGN = {
    r"libpq-fe\.h": ("pg",),
    r"pg_query\.h": ("sql",),
    r"curl/.*": ("llm",),
    r"yaml-cpp/.*": ("catalogue",),
    r"boost/beast.*": ("api",),
}
# Parts without I/O, and what not even a header of another part may bring into them.
PURE = ("model", "compiler")
IMPURE = r"boost/(asio|beast)\b.*|libpq-fe\.h|yaml-cpp/.*|curl/.*|spdlog/.*"

PROJECT = re.compile(r'\s*#\s*include\s+"([a-z_]+/[^"]+)"')
SYSTEM = re.compile(r"\s*#\s*include\s+<([^>]+)>")


def offences(root: pathlib.Path):
    files = [f for f in sorted(root.rglob("*")) if f.suffix in (".hpp", ".cpp") and f.parent != root]
    if len(files) < 20:
        yield f"{root}: only {len(files)} source files found; is this the src folder?"
    for file in files:
        part = file.relative_to(root).parts[0]
        if part not in MAY_INCLUDE:
            yield f"{file}: the folder {part} is not a part of the architecture"
            continue
        allowed = set(MAY_INCLUDE[part].split()) | {part}
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if found := PROJECT.match(line):
                if (known := found[1].split("/")[0]) not in allowed:
                    yield f"{file}:{number}: {part} may not include {known}"
            elif found := SYSTEM.match(line):
                for pattern, parts in FOREIGN.items():
                    if re.fullmatch(pattern, found[1]) and (part not in parts or file.suffix == ".hpp" and part != "api"):
                        yield f"{file}:{number}: <{found[1]}> belongs into the .cpp files of {', '.join(parts)}"
        if part in PURE and (way := way_to_impure(root, file)):
            yield f"{file}: {part} is pure, but reads {' → '.join(way)}"


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


found = list(offences(pathlib.Path(sys.argv[1])))
print("\n".join(found) or "every include follows the architecture")
sys.exit(bool(found))
