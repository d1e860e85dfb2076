"""What authors of modules use: `make new-module`, and the pages that are written for them.

    python -I -S -B test_authors.py --builddir DIR [-v] [NAME...]

All is done in a copy of the tree that is built in its source directory.  Of a page, what
it shows is done as it is written, from the first block to the last, and what comes out
is compared:

    .. code-block:: console     commands behind `$ `, and what they print
    .. code-block:: pycon       a session with ./python
    .. code-block:: diff        changes to files of the tree
    .. code-block:: LANGUAGE
       :caption: FILE           a whole file of the tree, new or as it is

`...` in what is printed stands for anything.
"""

import argparse
import contextlib
import difflib
import doctest
import os
import re
import shlex
import shutil
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

PAGES = os.path.join(support.SOURCE, "Doc/modules")
BLOCK = re.compile(r"^\.\. code-block:: (\S+)\n((?:   :.*\n)*)\n((?:(?:   .*)?\n)+)", re.MULTILINE)
CAPTION = re.compile(r"^   :caption: (\S+)\n$")
# What would be shown without being done.
UNREAD = re.compile(r"::\n\n   |^\.\. (?:code|sourcecode|parsed-literal|literalinclude|prompt)::", re.MULTILINE)

options = argparse.Namespace(builddir=None)


class Wrong(AssertionError):
    """A page shows something else than what happens."""


class Block:
    def __init__(self, page, found):
        self.place = f"{os.path.relpath(page.path, support.SOURCE)}:{support.line_of(page.text, found.start())}"
        self.language, attributes, text = found.groups()
        caption = CAPTION.match(attributes)
        self.file = caption and caption[1]
        self.text = textwrap.dedent(text).rstrip("\n") + "\n"

    def do(self, clone):
        actions = {"console": self.run_commands, "pycon": self.run_session, "diff": self.patch}
        try:
            if self.file:
                self.write(clone)
            elif self.language in actions:
                actions[self.language](clone)
            else:
                raise Wrong("nothing says what to do with this block")
        except (Wrong, support.CommandFailed) as error:
            raise Wrong(f"{self.place}: {error}") from None

    def write(self, clone):
        path = os.path.join(clone.source, self.file)
        if os.path.exists(path):
            compare(f"cat {self.file}", self.text, support.run("cat", path))
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.text)

    def patch(self, clone):
        with self.in_file(".diff") as name:
            clone.run("git", "apply", name, where=clone.source)

    def run_session(self, clone):
        with self.in_file(".txt") as name:
            clone.run("./python", "-m", "doctest", "-o", "ELLIPSIS", name)

    @contextlib.contextmanager
    def in_file(self, suffix):
        with tempfile.NamedTemporaryFile("w", suffix=suffix, encoding="utf-8") as file:
            file.write(self.text)
            file.flush()
            yield file.name

    def run_commands(self, clone):
        before, *parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        if before or not parts:
            raise Wrong("a command begins with '$ '")
        for part in parts:
            command, _, expected = part.partition("\n")
            compare(command, expected, clone.run("sh", "-ec", command))


class Page:
    def __init__(self, name):
        self.path = os.path.join(PAGES, name)
        with open(self.path, encoding="utf-8") as file:
            self.text = file.read()

    def blocks(self):
        return [Block(self, found) for found in BLOCK.finditer(self.text)]


def compare(command, expected, output):
    if not doctest.OutputChecker().check_output(expected, output, doctest.ELLIPSIS):
        difference = difflib.unified_diff(expected.splitlines(True), output.splitlines(True), "the page", command)
        raise Wrong(f"{command} prints something else\n{''.join(difference)}")


def setUpModule():
    global clone
    scratch = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(scratch.cleanup)
    clone = support.Clone(scratch.name, options.builddir, in_source=True)
    clone.commit()
    clone.run("make")


def new_module(name):
    return clone.run("make", "new-module", f"NAME={name}")


class NamesTest(unittest.TestCase):
    """What make new-module accepts, and what it writes where modules are listed."""

    def tearDown(self):
        clone.run("git", "reset", "-q", "--hard")
        clone.run("git", "clean", "-fdq")

    def test_order_of_the_lists(self):
        for name in "_a10", "_a9", "zlib", "cmath", "_bz2":
            new_module(name)
            clone.run(sys.executable, "-I", "-S", "-B", "Tools/checks/module_lists.py")
            clone.run("cargo", "fmt", "--all", "--check")
            clone.run("cargo", "metadata", "--locked", "--offline", "--no-deps")

    def test_module_that_the_base_has(self):
        self.assertIn("The base has a module zlib; in what you build, this one takes its place.", new_module("zlib"))

    def test_names_that_are_refused(self):
        for name, message in {
            "": "which name",
            "_x-y": "'_x-y' is not a name for a module",
            "X": "'X' is not a name for a module",
            "_": "'_' is not a name for a module",
            "../x": "'../x' is not a name for a module",
            "import": "'import' means something else in Python or Rust",
            "crate": "'crate' means something else in Python or Rust",
            "codecs": "there is a crate 'codecs' already",
            "_base64": "Modules/Setup.rust has a module '_base64' already",
            "base64": "Lib/test/test_rust_base64.py exists already",
        }.items():
            with self.subTest(name):
                with self.assertRaisesRegex(support.CommandFailed, f"(?m)^new_module.py: {message}"):
                    new_module(name)
                self.assertEqual(clone.status(), "")


class NewModuleTest(unittest.TestCase):
    def test_it_works_and_can_be_undone(self):
        output = new_module("_x")
        self.assertEqual(clone.status().count("\n"), 9, clone.status())
        next_commands = re.findall(r"^  (make .*)", output, re.MULTILINE)
        self.assertEqual(len(next_commands), 2, output)
        for command in next_commands:
            clone.run("sh", "-ec", command)
        self.assertIn("Ran 4 tests", clone.run("./python", "-m", "test", "-v", "test_rust_x"))
        if shutil.which("sphinx-build"):
            clone.run("sphinx-build", "-q", "-W", "-b", "html", "Doc", "Doc/_build/html")

        undo = re.findall(r"^  (git .*)", output, re.MULTILINE)
        self.assertEqual(len(undo), 2, output)
        for command in undo:
            clone.run("sh", "-ec", command)
        self.assertEqual(clone.status(), "")


class TutorialTest(unittest.TestCase):
    def test_no_block_is_left_out(self):
        page = Page("tutorial.rst")
        self.assertEqual(page.text.count(".. code-block::"), len(page.blocks()))
        self.assertIsNone(UNREAD.search(page.text))

    def test_page(self):
        for block in Page("tutorial.rst").blocks():
            block.do(clone)


class SpamTest(unittest.TestCase):
    """The module that c-and-rust.rst shows in C and in Rust."""

    def build_c(self):
        variables = support.Tree(support.SOURCE, options.builddir).make_variables()
        program = os.path.join(clone.source, "Modules/_spam-in-c.so")
        support.run(variables["CC"], "-shared", "-fPIC", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror",
                    *shlex.split(variables["BASE_CPPFLAGS"]), "-o", program, os.path.join(PAGES, "spam.c"))
        return program

    def build_rust(self):
        new_module("_spam")
        shutil.copyfile(os.path.join(PAGES, "spam.rs"), os.path.join(clone.source, "Modules/_spam/src/lib.rs"))
        clone.run("make")

    def test_both_pass_the_same_tests(self):
        self.build_rust()
        clone.run("./python", os.path.join(PAGES, "test_spam.py"), self.build_c())


class StyleTest(unittest.TestCase):
    """What the pages made of the tree."""

    def test_rust_without_a_warning(self):
        clone.run("make", "check-rust")


def load_tests(loader, tests, pattern):
    cases = NamesTest, NewModuleTest, TutorialTest, SpamTest, StyleTest
    return unittest.TestSuite(map(loader.loadTestsFromTestCase, cases))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--builddir", required=True)
    options, rest = parser.parse_known_args()
    options.builddir = os.path.abspath(options.builddir)
    unittest.main(argv=[sys.argv[0], *rest])
