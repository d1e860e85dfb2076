"""Does Doc/internals/soundness.rst name every program that must not compile, and only tests that there are?"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

PAGE = "Doc/internals/soundness.rst"
PROGRAMS = "Rust/cpython-api/tests/ui"

LITERAL = re.compile(r"``([^`]+)``")
PYTHON_TEST = re.compile(r"(test_\w+)\.(\w+)\.(test_\w+)")


def has_test(tree, file, cls, method):
    """Has a class of Lib/test this method?"""
    name = f"Lib/test/{file}.py"
    if not tree.files(name):
        return False
    parts = re.split(rf"^class {cls}\b.*:$", tree.read(name), flags=re.MULTILINE)
    body = re.split(r"^\S", parts[1], maxsplit=1, flags=re.MULTILINE)[0] if len(parts) == 2 else ""
    return re.search(rf"^    def {method}\(", body, re.MULTILINE) is not None


def check(tree):
    page = tree.read(PAGE)
    programs = {os.path.basename(name) for name in tree.files(f"{PROGRAMS}/*.rs")}
    named = set()
    for found in LITERAL.finditer(page):
        place, word = f"{PAGE}:{support.line_of(page, found.start())}", found[1]
        if re.fullmatch(r"[a-z_]+\.rs", word):
            named.add(word)
            if word not in programs:
                yield f"{place}: there is no {PROGRAMS}/{word}"
        elif test := PYTHON_TEST.fullmatch(word):
            if not has_test(tree, *test.groups()):
                yield f"{place}: there is no test {word}"
    for program in sorted(programs - named):
        yield f"{PROGRAMS}/{program}:1: {PAGE} does not name it"
    for message in tree.files(f"{PROGRAMS}/*.stderr"):
        if os.path.basename(message).replace(".stderr", ".rs") not in programs:
            yield f"{message}: there is no such program"


if __name__ == "__main__":
    support.main(check)
