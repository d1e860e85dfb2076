"""Does each version stand in one place, and do the copies agree with it?

Rust's minimum is rust-version in Cargo.toml, our own version is configure.ac's, and the
CPythons that can be a base are those that configure looks for.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

# Where a person, or a script, could be told versions.
TEXTS = ("README.rst", "configure.ac", "Makefile.pre.in", ".ci/*", "Doc/**/*.rst", "Tools/**/*.sh",
         "Tools/**/*.py", "Tools/**/*.txt", "Tools/quickstart", "Tools/**/*.rst", "rust-toolchain*")
INHERITED = ("version", "edition", "license", "rust-version", "publish")
BASE_PACKAGE = re.compile(r"\bpython3\.(\d+)\b")


def texts(tree):
    # The tests of configure and of the checks have wrong versions on purpose.
    return [name for name in tree.files(*TEXTS) if not name.startswith("Tools/checks/")]


def check_manifests(tree):
    for member, manifest in tree.manifests().items():
        for field in INHERITED:
            if manifest["package"].get(field) != {"workspace": True}:
                yield f"{member}/Cargo.toml: {field} is not the workspace's ({field}.workspace = true)"
    version = tree.workspace()["package"]["version"]
    ours = re.search(r"^AC_INIT\(\[[^]]*\],\[([^]]*)\]\)", tree.read("configure.ac"), re.MULTILINE)
    if not ours or ours[1] != version:
        yield f"configure.ac: AC_INIT has version {ours and ours[1]}, and Cargo.toml has {version}"


def check_rust(tree):
    """A minimum of Rust may be stated elsewhere, but no other one."""
    minimum = tree.workspace()["package"]["rust-version"]
    stated = re.compile(r"\b1\.(\d{2,3})(?:\.\d+)?\b(?=[^.\n]*\b(?:newer|later|at least|minimum|or above)\b)"
                        r"|(?:\bnewer than|\bat least|\bminimum|>=)[^.\n]*?\b1\.(\d{2,3})\b", re.IGNORECASE)
    # What a benchmark wrote has numbers of its own. The lines are counted all the same.
    written = re.compile(r"^\.\. begin (.*)\n[\s\S]*?^\.\. end \1$", re.MULTILINE)
    for name in texts(tree):
        text = written.sub(lambda found: "\n" * found[0].count("\n"), tree.read(name))
        for found in stated.finditer(text):
            if f"1.{found[1] or found[2]}" != minimum:
                yield (f"{name}:{support.line_of(text, found.start())}: it asks for Rust 1.{found[1] or found[2]}, "
                       f"and rust-version in Cargo.toml is {minimum}")


def check_bases(tree):
    configure_ac = tree.read("configure.ac")
    candidates = re.search(r'candidates="python3 ([^"]*)"', configure_ac)[1].split()
    minors = sorted(int(name.removeprefix("python3.")) for name in candidates)
    first, last = f"3.{minors[0]}", f"3.{minors[-1]}"
    if minors != list(range(minors[0], minors[-1] + 1)):
        yield f"configure.ac: candidates has a gap: {' '.join(candidates)}"

    accepted = re.search(r"\[cpython:3\.1@<:@(\d)-(\d)@:>@\]", configure_ac)
    if not accepted or (f"3.1{accepted[1]}", f"3.1{accepted[2]}") != (first, last):
        yield f"configure.ac: the versions accepted are not {first} to {last}, which are looked for"

    cfgs = " ".join(tree.workspace()["lints"]["rust"]["unexpected_cfgs"]["check-cfg"])
    if [int(minor) for minor in re.findall(r"\bPy_3_(\d+)\b", cfgs)] != minors:
        yield f"Cargo.toml: check-cfg does not have Py_{first.replace('.', '_')} to Py_{last.replace('.', '_')}"

    for name in texts(tree):
        text = tree.read(name)
        for found in re.finditer(r"(?:CPython|Python) (3\.\d+) to (3\.\d+)|(3\.\d+) to (3\.\d+) are supported"
                                 r"|python(3\.\d+) \.\.\. python(3\.\d+)", text):
            stated = sorted((part for part in found.groups() if part), key=lambda part: int(part[2:]))
            if stated != [first, last]:
                yield (f"{name}:{support.line_of(text, found.start())}: '{found[0]}', "
                       f"but configure looks for {first} to {last}")
    if tree.files("Tools/bases/bases.txt"):
        bases = tree.read("Tools/bases/bases.txt")
        for found in BASE_PACKAGE.finditer(bases):
            if int(found[1]) not in minors:
                yield f"Tools/bases/bases.txt:{support.line_of(bases, found.start())}: {found[0]} cannot be a base"


def check(tree):
    yield from check_manifests(tree)
    yield from check_rust(tree)
    yield from check_bases(tree)


if __name__ == "__main__":
    support.main(check)
