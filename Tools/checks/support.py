"""What the checks share: their arguments, the tree's manifests, and how a check ends.

A check is a program with `--source` and `--builddir`.  It prints a line for each thing
that is wrong, with its place first, and ends with status 1; with SKIPPED and a reason
if it cannot be made here; else with 0.
"""

import argparse
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77


class Skipped(Exception):
    """The check cannot be made here; the text says why."""


class Tree:
    """The source directory and, if it is given, a build directory."""

    def __init__(self, source, builddir=None):
        self.source = source
        self.builddir = builddir

    def path(self, *names):
        return os.path.join(self.source, *names)

    def read(self, *names):
        with open(self.path(*names), encoding="utf-8") as file:
            return file.read()

    def files(self, *patterns):
        """The names of files below the source directory, sorted; `**` goes into directories."""
        names = set()
        for pattern in patterns:
            names.update(name for name in glob.glob(pattern, root_dir=self.source, recursive=True,
                                                    include_hidden=True)
                         if os.path.isfile(self.path(name)))
        return sorted(names)

    def workspace(self):
        return tomllib.loads(self.read("Cargo.toml"))["workspace"]

    def manifests(self):
        """The manifests of the workspace's members, by directory."""
        return {member: tomllib.loads(self.read(member, "Cargo.toml"))
                for member in self.workspace()["members"]}

    def setup_modules(self):
        """What Setup.rust has: the modules, as Tools/build/modules.py reads them."""
        sys.path.insert(0, os.path.join(SOURCE, "Tools/build"))
        from modules import read_setup
        return read_setup([self.path("Modules/Setup.rust")])

    def make_variables(self):
        """The variables of the build directory's Makefile and of modules.mk, not expanded."""
        if self.builddir is None:
            raise Skipped("there is no build directory (--builddir)")
        variables = {}
        for name in "Makefile", "Modules/modules.mk":
            with open(os.path.join(self.builddir, name), encoding="utf-8") as file:
                variables.update(re.findall(r"^(\w+) *=[ \t]*(.*?)[ \t]*$", file.read(), re.MULTILINE))
        return variables


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def copy_tree(source, target):
    """Copy the files of the tree, and none that configure or make wrote into it."""
    built = re.compile(r"(\.git|target|rust-target|build|bindings|_build|vendor|__pycache__|autom4te\.cache"
                       r"|Makefile|config\.(log|status|cache)|base-stamp|prefix-stamp|python|_test(embed|python)|python\.install"
                       r"|modules\.mk|rust_modules\.h|rustflags|Setup\.rust\.local|rust-analyzer\.(json|code-workspace)"
                       r"|.*\.(o|so|new))$")
    shutil.copytree(source, target, symlinks=True,
                    # Tools/build is of the tree.
                    ignore=lambda directory, names: {
                        name for name in names if built.match(name)
                        and os.path.join(directory, name) != os.path.join(source, "Tools/build")})
    # The crates of a vendored tree are large, and nothing changes them.
    if os.path.isdir(os.path.join(source, "vendor")):
        os.symlink(os.path.join(source, "vendor"), os.path.join(target, "vendor"))


class CommandFailed(AssertionError):
    """A command ended with another status than 0; the text has its output."""


class Clone:
    """A copy of the tree in `scratch`, which may be changed, and a build directory that is configured as
    the build `like` was.  The crates that are compiled there are taken along."""

    def __init__(self, scratch, like, in_source=False):
        self.source = os.path.join(scratch, "source")
        self.directory = self.source if in_source else os.path.join(scratch, "build")
        copy_tree(SOURCE, self.source)
        os.makedirs(self.directory, exist_ok=True)
        for name in "rust-target", "bindings":
            shutil.copytree(os.path.join(like, name), os.path.join(self.directory, name), symlinks=True,
                            ignore=shutil.ignore_patterns("rust-analyzer"))
        arguments = run(os.path.join(like, "config.status"), "--config")
        self.run(os.path.join(self.source, "configure"), *shlex.split(arguments))

    def run(self, *command, where=None):
        """Run a command in the build directory and return its output, both streams."""
        # Nothing of what the caller's make has set, nor settings of Python.
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("PYTHON", "MAKE", "MFLAGS"))}
        completed = subprocess.run(command, cwd=where or self.directory, env=environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if completed.returncode:
            raise CommandFailed(f"{shlex.join(command)}: status {completed.returncode}\n{completed.stdout}")
        return completed.stdout

    def commit(self):
        """Put all files of the source directory into a git repository of its own."""
        git = ["git", "-c", "user.name=check", "-c", "user.email=check@localhost"]
        for command in ["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "As it is"]:
            self.run(*git, *command, where=self.source)

    def status(self):
        """What differs from what was committed, as git says it."""
        return self.run("git", "status", "--short", where=self.source)


def link_tools(directory, hidden):
    """Make a directory of links to what is in PATH, without what is hidden: a pattern of names."""
    os.mkdir(directory)
    for source in os.environ["PATH"].split(os.pathsep):
        for name in os.listdir(source) if os.path.isdir(source) else ():
            link = os.path.join(directory, name)
            if not hidden.match(name) and not os.path.lexists(link):
                os.symlink(os.path.join(source, name), link)


def run(*command, **options):
    """Run a command and return its output; end with its errors if it fails."""
    completed = subprocess.run(command, capture_output=True, text=True, **options)
    if completed.returncode:
        sys.exit(f"{' '.join(command)}\n{completed.stderr}")
    return completed.stdout


def main(check):
    """Make a check: a function of a Tree that yields what is wrong."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__.splitlines()[0])
    parser.add_argument("--source", default=SOURCE, metavar="DIR")
    parser.add_argument("--builddir", metavar="DIR")
    options = parser.parse_args()
    try:
        problems = list(check(Tree(options.source, options.builddir)))
    except Skipped as reason:
        print(reason)
        sys.exit(SKIPPED)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
