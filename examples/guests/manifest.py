"""Writes and checks components/manifest.json for the script `build`, which calls it.

The hash over a guest's inputs is the SHA-256 of this text: for each input file, sorted by path,
one line of the file's SHA-256 in lower-case hexadecimal, two spaces, its path relative to this
directory with `/` between the parts, and a line feed. It is what `sha256sum` prints for the files.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPONENTS = HERE / "components"
MANIFEST = COMPONENTS / "manifest.json"
FORMAT = 1

# What decides about a component's bytes besides the tools; `{guest}` is the guest's name.
INPUTS = [
    "{guest}/**/*.rs",
    "{guest}/*.c",
    "{guest}/*.wat",
    "{guest}/wit/**/*.wit",
    "encode/**/*.rs",
    "Cargo.toml",
    "*/Cargo.toml",
    "Cargo.lock",
    "build",
    "manifest.py",
]

# What the manifest says of the tools; bytes are compared only when all of it is equal.
TOOLS = ["compiler", "standard_library", "linker", "encoder"]


class Mismatch(Exception):
    """What is there is not what the manifest says."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def inputs_sha256(guest):
    files = {path for pattern in INPUTS for path in HERE.glob(pattern.format(guest=guest))}
    names = sorted(path.relative_to(HERE).as_posix() for path in files)
    lines = [f"{sha256((HERE / name).read_bytes())}  {name}\n" for name in names]
    return sha256("".join(lines).encode())


def encoder_version():
    lock = (HERE / "Cargo.lock").read_text(encoding="utf-8")
    found = re.search(r'^name = "wit-component"\nversion = "([^"]+)"$', lock, re.MULTILINE)
    if found is None:
        raise Mismatch("Cargo.lock names no wit-component")
    return f"wit-component {found.group(1)}"


def tools(arguments):
    return {
        "compiler": arguments.compiler.splitlines(),
        "standard_library": arguments.standard_library,
        "linker": arguments.linker,
        "encoder": encoder_version(),
    }


def describe(guest):
    """What the manifest says of a guest, without its tools, from the files as they are."""
    file = f"{guest}.wasm"
    try:
        component = (COMPONENTS / file).read_bytes()
    except FileNotFoundError:
        raise Mismatch(f"components/{file} is missing") from None
    return {
        "name": guest,
        "file": file,
        "sha256": sha256(component),
        "bytes": len(component),
        "inputs_sha256": inputs_sha256(guest),
    }


def read_manifest():
    """The manifest's entries by guest."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise Mismatch(f"manifest.json has format {manifest['format']}, expected {FORMAT}")
        entries = {entry["name"]: entry for entry in manifest["guests"]}
    except FileNotFoundError:
        raise Mismatch("components/manifest.json is missing: run `build`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise Mismatch(f"components/manifest.json cannot be read: {error!r}") from None
    return entries


def record(arguments):
    """Puts what is there of one guest into the manifest, in the order of all; others are dropped."""
    entries = read_manifest() if MANIFEST.exists() else {}
    entries[arguments.guest] = {**describe(arguments.guest), **tools(arguments)}
    kept = [entries[guest] for guest in arguments.all if guest in entries]
    text = json.dumps({"format": FORMAT, "guests": kept}, indent=2)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def check(arguments):
    entries = read_manifest()
    if sorted(entries) != sorted(arguments.guests):
        raise Mismatch(
            f"manifest.json lists {sorted(entries)}, expected {sorted(arguments.guests)}: run `build`"
        )
    strays = {path.name for path in COMPONENTS.glob("*.wasm")} - {f"{guest}.wasm" for guest in entries}
    if strays:
        raise Mismatch(f"no guest is built to {', '.join(sorted(strays))} in components/")
    remedies = {
        "sha256": "the component was changed by hand or damaged",
        "bytes": "the component was changed by hand or damaged",
        "inputs_sha256": "the sources changed after the component was built: run `build`",
    }
    for guest in arguments.guests:
        found, entry = describe(guest), entries[guest]
        for field, value in found.items():
            if entry.get(field) != value:
                raise Mismatch(
                    f"{guest}: {field} is {value}, manifest.json says {entry.get(field)}: "
                    + remedies.get(field, "run `build`")
                )
        missing = [tool for tool in TOOLS if not entry.get(tool)]
        if missing:
            raise Mismatch(f"{guest}: manifest.json does not say {', '.join(missing)}: run `build`")
        print(f"{guest}: component and sources are as the manifest says")


def compare(arguments):
    """Whether a fresh build is what is committed, as far as the same tools were at work."""
    entry = read_manifest()[arguments.guest]
    drift = {
        tool: (entry[tool], value)
        for tool, value in tools(arguments).items()
        if entry[tool] != value
    }
    fresh = sha256(Path(arguments.component).read_bytes())
    equal = fresh == entry["sha256"]
    if drift:
        print(f"{arguments.guest}: built with other tools than the manifest's:")
        for tool, (said, found) in drift.items():
            print(f"  {tool}: manifest {said}, here {found}")
        print("  bytes " + ("equal all the same" if equal else "differ, as they may"))
    elif not equal:
        raise Mismatch(
            f"{arguments.guest}: the same sources and tools gave sha256 {fresh}, "
            f"manifest.json says {entry['sha256']}"
        )
    else:
        print(f"{arguments.guest}: built again, byte for byte the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)

    tool_options = argparse.ArgumentParser(add_help=False)
    tool_options.add_argument("--compiler", required=True, help="what the compiler says of itself, in lines")
    tool_options.add_argument("--linker", required=True, help="the linker's version line")
    tool_options.add_argument("--standard-library", required=True, help="where it comes from")

    command = commands.add_parser("record", parents=[tool_options])
    command.add_argument("guest")
    command.add_argument("all", nargs="+")
    command.set_defaults(run=record)

    command = commands.add_parser("check")
    command.add_argument("guests", nargs="+")
    command.set_defaults(run=check)

    command = commands.add_parser("compare", parents=[tool_options])
    command.add_argument("guest")
    command.add_argument("component")
    command.set_defaults(run=compare)

    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except Mismatch as mismatch:
        print(f"build: {mismatch}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
