"""Make all checks of the tree, and of a build directory.

    python -I -S -B run.py --builddir DIR [NAME...]

Each is a program of its own and can be run alone, with the same options.
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import support

# In the order in which one would look for a fault.
CHECKS = ("versions", "module_lists", "rooms", "licences", "soundness", "configure_current", "symbols",
          "test_checks")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", default=support.SOURCE, metavar="DIR")
    parser.add_argument("--builddir", metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CHECKS))
    options = parser.parse_args()
    arguments = ["--source", options.source]
    if options.builddir:
        arguments += ["--builddir", os.path.abspath(options.builddir)]

    states = {0: "passed", support.SKIPPED: "skipped"}
    counts = {"passed": 0, "FAILED": 0, "skipped": 0}
    for name in options.names or CHECKS:
        completed = subprocess.run(
            [sys.executable, "-I", "-S", "-B", os.path.join(HERE, f"{name}.py"), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        state = states.get(completed.returncode, "FAILED")
        counts[state] += 1
        lines = completed.stdout.splitlines()
        print(f"{state}  {name}{': ' + lines[0] if state == 'skipped' else ''}")
        if state == "FAILED":
            for line in lines:
                print(f"        {line}")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['FAILED']} failed{skipped}")
    sys.exit(1 if counts["FAILED"] else 0)


if __name__ == "__main__":
    main()
