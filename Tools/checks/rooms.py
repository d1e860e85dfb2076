"""Do the crates keep to the line archive -> Modules/* -> cpython-api -> cpython-ffi -> cpython-sys?

What a module crate must not name, it cannot misuse: the safe API is all that it sees.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

# A crate of the workspace, and those of the workspace that it may depend on.
ROOMS = {
    "Rust/archive": {"Modules/*", "Rust/codecs-capi", "Rust/cpython-api"},
    "Modules/*": {"Rust/codecs", "Rust/cpython-api"},
    "Rust/codecs": set(),
    "Rust/codecs-capi": {"Rust/codecs", "Rust/cpython-sys"},
    "Rust/cpython-api": {"Rust/cpython-ffi", "Rust/cpython-macros"},
    "Rust/cpython-macros": set(),
    "Rust/cpython-ffi": {"Rust/cpython-sys"},
    "Rust/cpython-sys": {"Rust/cpython-sys/gen"},
    "Rust/cpython-sys/gen": set(),
}

# Crates of others in a module: a thread-local that a closure can reach could carry the
# token of an interpreter to where it is not attached.  None was needed so far.
ALLOWED_IN_MODULES = set()

# Crates that may have unsafe code; all others forbid it.
MAY_BE_UNSAFE = {"Rust/codecs-capi", "Rust/cpython-sys", "Rust/cpython-ffi", "Rust/cpython-api"}

# Of these, no code of others gets into the interpreter, but for what is named.
OTHERS = {"Rust/archive": set(), "Rust/codecs": {"cpufeatures"}, "Rust/codecs-capi": set()}

# They deny unsafe code, with an exception for each place of it: the archive defines names that the linker
# looks for, and codecs has files for it.
DENIES_UNSAFE = {"Rust/archive", "Rust/codecs"}

# Where codecs has its exceptions.
UNSAFE_CODEC_FILES = {"aarch64.rs", "cpu.rs", "output.rs", "wasm32.rs", "x86.rs"}

LINT = r"^#!\[{}\((?:\w+, *)*unsafe_code\b"
COMMENT = re.compile(r"//[^\n]*")
RAW_LEVEL = re.compile(r"\bcpython_(?:sys|ffi)\b")


def room_of(member):
    return "Modules/*" if member.startswith("Modules/") else member


def dependencies(manifest):
    """Yield (section, name, value) of each dependency, those of single targets included."""
    for part in [manifest, *manifest.get("target", {}).values()]:
        for section in "dependencies", "build-dependencies", "dev-dependencies":
            for name, value in part.get(section, {}).items():
                yield section, name, value


def check_dependencies(manifests):
    packages = {manifest["package"]["name"]: member for member, manifest in manifests.items()}
    for member, manifest in manifests.items():
        room = room_of(member)
        if room not in ROOMS:
            yield f"{member}/Cargo.toml: it has no place in Tools/checks/rooms.py"
            continue
        for section, name, value in dependencies(manifest):
            package = value.get("package", name) if isinstance(value, dict) else name
            if package in packages:
                if room_of(packages[package]) not in ROOMS[room]:
                    yield (f"{member}/Cargo.toml: [{section}] {name}: "
                           f"{room} may depend on {', '.join(sorted(ROOMS[room])) or 'none of ours'}")
            elif section == "dev-dependencies":
                # Not in what is built.
                continue
            elif room == "Modules/*" and package not in ALLOWED_IN_MODULES:
                yield (f"{member}/Cargo.toml: [{section}] {name}: "
                       "not in ALLOWED_IN_MODULES of Tools/checks/rooms.py")
            elif package not in OTHERS.get(room, {package}):
                yield f"{member}/Cargo.toml: [{section}] {name}: not in OTHERS of Tools/checks/rooms.py for {room}"


def check_sources(tree, manifests):
    for member in manifests:
        roots = tree.files(f"{member}/src/lib.rs", f"{member}/src/main.rs")
        if not roots:
            yield f"{member}: it has neither src/lib.rs nor src/main.rs"
        for root in roots:
            level = "(?:deny|forbid)" if member in DENIES_UNSAFE else "forbid"
            if member not in MAY_BE_UNSAFE and not re.search(LINT.format(level), tree.read(root), re.MULTILINE):
                yield f"{root}:1: #![forbid(unsafe_code)] is missing"
    for name in tree.files("Rust/codecs/src/**/*.rs"):
        found = re.search(r"(?:expect|allow)\(unsafe_code", tree.read(name))
        if found and name.removeprefix("Rust/codecs/src/") not in UNSAFE_CODEC_FILES:
            yield f"{name}:{support.line_of(tree.read(name), found.start())}: unsafe code is in {', '.join(sorted(UNSAFE_CODEC_FILES))} only"
    for name in tree.files("Modules/**/*.rs", "Rust/archive/src/**/*.rs"):
        code = COMMENT.sub("", tree.read(name))
        for found in RAW_LEVEL.finditer(code):
            yield f"{name}:{support.line_of(code, found.start())}: {found[0]} is named; a module sees cpython_api only"


def check(tree):
    manifests = tree.manifests()
    yield from check_dependencies(manifests)
    yield from check_sources(tree, manifests)


if __name__ == "__main__":
    support.main(check)
