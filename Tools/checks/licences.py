"""Has every crate of others a licence that we allow, and a reason why it is there?"""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

# Permissive: they ask for a notice at most.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib",
}


def is_allowed(expression):
    """Can an SPDX expression be met with allowed licences alone?"""
    # Old manifests have a slash for OR.
    words = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))
    try:
        allowed = read_or(words)
    except IndexError:
        return False
    return allowed and not words


def read_or(words):
    allowed = read_and(words)
    while words and words[0] == "OR":
        words.pop(0)
        # Both sides are read in any case.
        allowed = read_and(words) or allowed
    return allowed


def read_and(words):
    allowed = read_licence(words)
    while words and words[0] == "AND":
        words.pop(0)
        allowed = read_licence(words) and allowed
    return allowed


def read_licence(words):
    word = words.pop(0)
    if word == "(":
        allowed = read_or(words)
        return words.pop(0) == ")" and allowed
    if words and words[0] == "WITH":
        word = " ".join([word, words.pop(0), words.pop(0)])
    return word in ALLOWED


def metadata(tree):
    """What cargo knows of every dependency."""
    cargo = tree.make_variables()["CARGO"]
    if not cargo:
        raise support.Skipped("configured without Rust: there is no cargo to ask")
    command = [cargo, "metadata", "--locked", "--format-version=1", "--manifest-path", tree.path("Cargo.toml")]
    # From the source directory, where cargo finds the settings of a vendored tree.
    completed = subprocess.run(command, cwd=tree.source, capture_output=True, text=True)
    if completed.returncode and not os.path.isdir(tree.path("vendor")):
        # Without a network, cargo has the crates of this target only.
        target = tree.make_variables()["RUST_TARGET"]
        completed = subprocess.run([*command, "--offline", "--filter-platform", target],
                                   cwd=tree.source, capture_output=True, text=True)
    if completed.returncode:
        sys.exit(f"Cargo.toml: cargo metadata fails: {completed.stderr}")
    return json.loads(completed.stdout)


def check_reasons(tree):
    """A dependency has a comment beside it, or above it or above others that stand together with it."""
    own = {manifest["package"]["name"] for manifest in tree.manifests().values()}
    for name in ["Cargo.toml", *(f"{member}/Cargo.toml" for member in tree.manifests())]:
        in_dependencies = has_reason = False
        for number, line in enumerate(tree.read(name).splitlines(), 1):
            if line.startswith("["):
                in_dependencies, has_reason = line.rstrip("]").endswith("dependencies"), False
            elif not line.strip():
                has_reason = False
            elif line.startswith("#"):
                has_reason = True
            elif in_dependencies and (found := re.match(r"([\w-]+)(?:\.workspace)? *=", line)):
                if found[1] not in own and not has_reason and "#" not in line:
                    yield f"{name}:{number}: {found[1]} has no comment that says why it is there"


def check(tree):
    yield from check_reasons(tree)
    for manifest in "Cargo.toml", *(f"{member}/Cargo.toml" for member in tree.manifests()):
        if re.search(r"^\[[\w.-]*dependencies\.[\w-]+\]", tree.read(manifest), re.MULTILINE):
            yield f"{manifest}: write a dependency as a line, so that a reason stands beside it"
    for package in metadata(tree)["packages"]:
        licence = package["license"] or "none stated"
        if not is_allowed(licence):
            yield f"Cargo.lock: {package['name']} {package['version']}: licence not allowed: {licence}"


if __name__ == "__main__":
    support.main(check)
