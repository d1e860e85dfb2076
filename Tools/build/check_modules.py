"""Check that the modules written in Rust are where Setup.rust has them.

make runs it with the python that it has just linked: a static module must be
built in, once, and a shared one a file of this prefix.  In _testpython the base's own
of the same names must be there as well, if it has them; the base says with
--print-native which those are.
"""

import argparse
import importlib
import importlib.machinery
import importlib.util
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


def problem_of_replaced(name):
    try:
        base = importlib.import_module(f"_base_{name}")
    except ImportError as error:
        return f"the base's {name} is not there beside ours: {error}"
    if base is importlib.import_module(name):
        return f"_base_{name} is our own {name}"


def is_native(name):
    spec = importlib.util.find_spec(name)
    return spec is not None and (spec.origin == "built-in"
                                 or isinstance(spec.loader, importlib.machinery.ExtensionFileLoader))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--static", default="", metavar="NAMES")
    parser.add_argument("--shared", default="", metavar="NAMES")
    parser.add_argument("--replaced", default="", metavar="NAMES")
    parser.add_argument("--print-native", default="", metavar="NAMES",
                        help="print those of the modules that this python has, and not in Python")
    options = parser.parse_args()
    if options.print_native:
        print(*filter(is_native, options.print_native.split()))
    for names, problem_of in ((options.static, problem_of_static),
                              (options.shared, problem_of_shared),
                              (options.replaced, problem_of_replaced)):
        for name in names.split():
            problem = problem_of(name)
            if problem:
                sys.exit(f"check_modules.py: {problem}")


if __name__ == "__main__":
    main()
