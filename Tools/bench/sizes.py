"""How much do the modules in Rust add to what is installed?

    python sizes.py [options]

It builds each kind of link that works here and strips the products.  static and
shared: the program against one that is linked without Rust in the same way.  attach:
the library, which is all that is added.  It ends nonzero if a kind adds more than the
limit, since a size does not depend on the machine's mood.
"""

import argparse
import glob
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from builds import KINDS, BuildError, Scratch, add_build_options, ask, make_variable, run, some_of
from report import command_line, machine, table

# Of 1,000,000 bytes.
LIMIT_MB = 0.35


def stripped_size(path, scratch):
    """Return the bytes that a program or a library has without symbols for people."""
    copy = os.path.join(scratch.directory, "stripped")
    run(["strip", "--strip-unneeded", "-o", copy, path], scratch.directory)
    return os.path.getsize(copy)


def program_size(directory, scratch):
    return stripped_size(ask(os.path.join(directory, "python"))["program"], scratch)


def added_by(kind, directory, scratch):
    """Return the bytes that Rust adds to what is installed, and what that is."""
    if kind == "attach":
        [library] = glob.glob(os.path.join(directory, "build", "lib*", "libcpython_rust*.so"))
        return stripped_size(library, scratch), "the library"
    without, _ = scratch.configure(f"{kind}-without-rust", f"--with-link={kind}", "--without-rust")
    scratch.make(without, f"{kind} without Rust")
    added = program_size(directory, scratch) - program_size(without, scratch)
    return added, "the program, against one linked without Rust"


def measure(base, options):
    """Return the result: bytes by kind, and what they are bytes of."""
    with Scratch(base["program"], options.configure, options.work, options.keep) as scratch:
        automatic, built, refused = scratch.build_kinds(options.kinds)
        for kind, directory in built.items():
            if not ask(os.path.join(directory, "python"))["builtin_base64"]:
                raise BuildError(f"{kind} was built without modules in Rust; there is nothing to measure")
        if not built:
            raise BuildError(f"none of these kinds works here: {refused}")
        return {
            "bytes": {kind: added_by(kind, directory, scratch) for kind, directory in built.items()},
            "automatic": automatic,
            "refused": refused,
            "machine": compilers(next(iter(built.values()))),
            "base": f"CPython {base['full_version']}",
            "command": command_line(),
        }


def compilers(directory):
    facts = machine(make_variable(directory, "CC"), make_variable(directory, "RUSTC"))
    del facts["CPU"]
    return facts


def report(result):
    rows = [["kind", "MB", "limit", "of what"]]
    for kind, (added, what) in result["bytes"].items():
        name = f"{kind} (auto)" if kind == result["automatic"] else kind
        rows.append([name, f"{added / 1e6:.3f}", f"{LIMIT_MB}{', exceeded' if is_over(added) else ''}", what])
    lines = [*table(rows), *(f"{kind} is not measured: {why}" for kind, why in result["refused"].items())]
    facts = {**result["machine"], "base": result["base"], "command": result["command"]}
    return lines + [f"{name + ':':15}{value}" for name, value in facts.items()]


def is_over(added):
    return added > LIMIT_MB * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_build_options(parser)
    parser.add_argument("--kinds", type=some_of(KINDS), default=list(KINDS), help="which to build, with commas")
    parser.add_argument("--json", metavar="FILE", help="write the result there, too")
    options = parser.parse_args()
    try:
        result = measure(ask(options.base), options)
    except (BuildError, OSError) as error:
        sys.exit(f"sizes.py: {error}")
    except KeyboardInterrupt:
        sys.exit("sizes.py: interrupted")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1)
    print("\n".join(report(result)))
    sys.exit(any(is_over(added) for added, _ in result["bytes"].values()))


if __name__ == "__main__":
    main()
