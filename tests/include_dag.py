#!/usr/bin/env python3
"""Fails when a file of src/ includes a part it may not know (docs/architecture.md, "Who may include whom")."""
import pathlib
import re
import sys

MAY_INCLUDE = {
    "base": "",
    "sql": "base",
    "pg": "base sql",
    "context": "base pg sql",
    "compiler": "base context sql",
    "llm": "base",
    "tools": "base sql pg context compiler llm",
    "pitboss": "base pg context tools",
    "api": "base pitboss",
    "app": "base sql pg context compiler llm tools pitboss api",
}
# Foreign headers that stay behind one part's .cpp files.
FOREIGN = {
    r"libpq-fe\.h": ("pg",),
    r"pg_query\.h": ("sql",),
    r"curl/.*": ("llm",),
    r"yaml-cpp/.*": ("context",),
    r"boost/beast.*": ("api",),
}


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
            if found := re.match(r'\s*#\s*include\s+"([a-z_]+)/', line):
                if found[1] not in allowed:
                    yield f"{file}:{number}: {part} may not include {found[1]}"
            elif found := re.match(r"\s*#\s*include\s+<([^>]+)>", line):
                for pattern, parts in FOREIGN.items():
                    if re.fullmatch(pattern, found[1]) and (part not in parts or file.suffix == ".hpp" and part != "api"):
                        yield f"{file}:{number}: <{found[1]}> belongs into the .cpp files of {', '.join(parts)}"


found = list(offences(pathlib.Path(sys.argv[1])))
print("\n".join(found) or "every include follows the architecture")
sys.exit(bool(found))
