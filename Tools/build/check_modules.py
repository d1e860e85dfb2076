"""Check that the modules written in Rust are where Setup.rust has them.

make runs it with the python that it has just linked: a static module must be
built in, once, and a shared one a file of this prefix.
"""

import argparse
import importlib
import sys


def problem_of_static(name):
    count = sys.builtin_module_names.count(name)
    if count != 1:
        return f"{name} is in the table of built-in modules {count} times, not once"
    importlib.import_module(name)


def problem_of_shared(name):
    if name in sys.builtin_module_names:
        return f"{name} is built in, and hides the file in lib-dynload"
    path = getattr(importlib.import_module(name), "__file__", None) or "nowhere"
    if not path.startswith(sys.prefix + "/"):
        return f"{name} comes from {path}, which is not in {sys.prefix}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--static", default="")
    parser.add_argument("--shared", default="")
    options = parser.parse_args()
    for names, problem_of in ((options.static, problem_of_static),
                              (options.shared, problem_of_shared)):
        for name in names.split():
            problem = problem_of(name)
            if problem:
                sys.exit(f"check_modules.py: {problem}")


if __name__ == "__main__":
    main()
