"""Time the build, as those who use and those who change the tree meet it.

    python bench_build.py [options]

It clones the tree into a scratch directory, builds there, changes what a developer
would change, and prints each figure beside its limit.  What cargo downloads is fetched
before the clock starts.  The limits are for two idle cores.  A figure above its limit
is marked, and nothing else: how fast a machine is says nothing about the tree.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from builds import (SOURCE, BuildError, Scratch, add_build_options, ask, configure, make, make_variable, run,
                    say)
from report import busy, command_line, machine, table

TOUCHED = "Modules/_base64/src/lib.rs"
NO_OPS, TOUCHES = 20, 5

# In seconds.
LIMITS = {
    "configure": 6,
    "configure and make, fresh clone": 60,
    "make, bindings at hand": 15,
    "make, nothing to do": 0.1,
    "make, one .rs touched": 1.5,
}


def clone(directory, uncommitted):
    """Copy what is committed, or what would be if all were added now, into a new directory."""
    if not uncommitted:
        run(["git", "clone", "--quiet", SOURCE, directory], SOURCE)
        if run(["git", "status", "--porcelain"], SOURCE):
            say("what is not committed is not measured; --uncommitted does")
        return
    listing = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], SOURCE)
    for name in listing.split("\0"):
        source, target = os.path.join(SOURCE, name), os.path.join(directory, name)
        if os.path.isfile(source):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(source, target)


def timed(function, *arguments):
    """Call a function and return the seconds that it took."""
    begin = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - begin


def clean_products(tree):
    """Do what `make clean` does, but keep the bindings and the program that writes them."""
    # cargo has the generator, which runs on this machine, apart from what is for the target.
    kept = ["bindings", os.path.join("rust-target", "debug")]
    for name in kept:
        os.renames(os.path.join(tree, name), os.path.join(tree, "kept", name))
    make(tree, "clean")
    for name in kept:
        os.renames(os.path.join(tree, "kept", name), os.path.join(tree, name))


def make_again(tree, expect_new):
    """Run make and return the seconds; raise BuildError if ./python is not as expected."""
    python = os.path.join(tree, "python")
    before = os.stat(python)
    seconds = timed(make, tree)
    after = os.stat(python)
    is_new = (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns)
    if is_new != expect_new:
        raise BuildError(f"make {'did not make a' if expect_new else 'made a'} new python in {tree}")
    return seconds


def touch_and_make(tree):
    os.utime(os.path.join(tree, TOUCHED))
    return make_again(tree, expect_new=True)


def measure(tree, base, options):
    """Return the figures by name, in seconds, in the order in which they were measured."""
    figures = {}

    def note(name, seconds):
        figures[name] = seconds
        say(f"{name}: {seconds:.2f} s")

    note("configure", timed(configure, tree, base, options, tree))
    with_rust = make_variable(tree, "WITH_RUST") == "yes"
    if with_rust:
        say("fetching what cargo downloads, which does not count")
        run([make_variable(tree, "CARGO"), "fetch", "--locked", "--quiet"], tree)
    else:
        say("configured without Rust, so no figure says what Rust takes")
    note("configure and make, fresh clone", figures["configure"] + timed(make, tree))
    if with_rust:
        clean_products(tree)
        note("make, bindings at hand", timed(make, tree))
    note("make, nothing to do", statistics.median(make_again(tree, expect_new=False) for _ in range(NO_OPS)))
    if with_rust:
        note("make, one .rs touched", statistics.median(touch_and_make(tree) for _ in range(TOUCHES)))
    return figures


def report(result):
    rows = [["what", "seconds", "limit"]]
    for name, seconds in result["seconds"].items():
        limit = LIMITS[name]
        rows.append([name, f"{seconds:.3g}", f"{limit:g}" + (", exceeded" if seconds > limit else "")])
    lines = [line for line in (result["busy"],) if line]
    lines += table(rows)
    facts = {**result["machine"], **{name: result[name] for name in ("base", "commit", "command")}}
    return lines + [f"{name + ':':15}{value}" for name, value in facts.items()]


def describe_commit(uncommitted):
    commit = run(["git", "describe", "--always"], SOURCE).strip()
    return f"{commit} with what is not committed" if uncommitted else commit


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_build_options(parser)
    parser.add_argument("--uncommitted", action="store_true", help="measure the files as they are, not a clone")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    options = parser.parse_args()
    if not os.path.exists(os.path.join(SOURCE, ".git")):
        sys.exit("bench_build.py: the tree is not a git repository, so it cannot be cloned")
    try:
        caution = busy()
        base = ask(options.base)
        with Scratch(base["program"], options.configure, options.work, options.keep) as scratch:
            tree = os.path.join(scratch.directory, "clone")
            clone(tree, options.uncommitted)
            seconds = measure(tree, base["program"], options.configure)
            result = {
                "seconds": seconds,
                "busy": caution,
                "machine": machine(make_variable(tree, "CC"), make_variable(tree, "RUSTC") or "rustc"),
                "base": f"CPython {base['full_version']}, link {make_variable(tree, 'LINK')}",
                "commit": describe_commit(options.uncommitted),
                "command": command_line(),
            }
    except (BuildError, OSError) as error:
        sys.exit(f"bench_build.py: {error}")
    except KeyboardInterrupt:
        sys.exit("bench_build.py: interrupted")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1)
    print("\n".join(report(result)))


if __name__ == "__main__":
    main()
