"""Scratch builds for the benchmarks: this tree, configured and made somewhere else."""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# How the archive reaches the interpreter: configure's --with-link.
KINDS = ("attach", "static", "shared")

# What the caller's make, cargo and python would say to ours. A compiler wrapper with a
# cache would make a build from nothing look fast.
NOT_PASSED = re.compile(r"MAKE.*|MFLAGS|PYTHON.*|CARGO_TARGET_DIR|CARGO_BUILD_.*|CARGO_ENCODED_RUSTFLAGS"
                        r"|(CARGO_BUILD_)?RUSTC(_WORKSPACE)?_WRAPPER|CPYTHON_SYS_BINDINGS")


class BuildError(Exception):
    """A command failed; the text says which, and how its output ended."""


def say(text):
    """Report progress; the results alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def clean_environment():
    return {name: value for name, value in os.environ.items() if not NOT_PASSED.fullmatch(name)}


def run(command, directory):
    """Run a command and return its output; raise BuildError if it fails."""
    done = subprocess.run(command, cwd=directory, env=clean_environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                          errors="replace")
    if done.returncode != 0:
        raise BuildError(f"{shlex.join(command)} failed in {directory}:\n{done.stdout[-3000:]}")
    return done.stdout


def configure(directory, base, options, source=SOURCE):
    """Run configure in `directory`. Of two options that contradict the later one wins."""
    options = [option for option in options if not option.startswith("--srcdir=")]
    return run([os.path.join(source, "configure"), *options, f"--with-base={base}"], directory)


def make(directory, *arguments):
    return run(["make", *arguments], directory)


def make_variable(directory, name):
    """Return what configure wrote for a variable, or '' if there is none."""
    with open(os.path.join(directory, "Makefile"), encoding="utf-8") as lines:
        found = re.search(rf"^{name} =[ \t]*(.*)$", lines.read(), re.MULTILINE)
    return found[1].strip() if found else ""


QUESTION = """
import json, os, platform, sys
print(json.dumps({
    "program": os.path.abspath(sys.executable),
    "prefix": sys.base_prefix,
    "library": os.path.dirname(os.path.dirname(os.__file__)),
    "version": platform.python_version(),
    "full_version": sys.version.replace("\\n", ""),
    "build": [sys.hexversion, sys.abiflags, sys.implementation.cache_tag],
    "builtin_base64": "_base64" in sys.builtin_module_names,
}))
"""


def ask(program):
    """Return what an interpreter, a path or a name in PATH, says of itself.

    The ./python of a build directory answers for the program that it becomes.
    """
    program = os.path.abspath(shutil.which(program) or program)
    try:
        return json.loads(run([program, "-I", "-S", "-c", QUESTION], "/"))
    except OSError as error:
        raise BuildError(f"{program} does not run: {error.strerror}") from None


class Scratch:
    """A directory of scratch builds of one base, removed at the end unless `keep`."""

    def __init__(self, base, options, work, keep):
        self.base = base
        self.options = options
        self.keep = keep
        if work is not None:
            os.makedirs(work, exist_ok=True)
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="bench-", dir=work))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.keep:
            say(f"the builds are kept in {self.directory}")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)

    def configure(self, name, *options):
        """Configure a build directory and return it and its kind of link."""
        directory = os.path.join(self.directory, name)
        os.makedirs(directory)
        # bindgen is compiled once for all builds. They are made one after the other,
        # and nothing refers to the archive once it is linked.
        shared_target = os.path.join(self.directory, "rust-target")
        os.makedirs(shared_target, exist_ok=True)
        os.symlink(shared_target, os.path.join(directory, "rust-target"))
        configure(directory, self.base, [*self.options, *options])
        return directory, make_variable(directory, "LINK")

    def make(self, directory, name):
        start = time.monotonic()
        say(f"building {name} ...")
        make(directory)
        say(f"building {name} took {time.monotonic() - start:.0f} s")

    def build_kinds(self, kinds=KINDS):
        """Build the kinds; the one that --with-link=auto takes comes first.

        Return it, the build directories by kind, and why the others were not built.
        """
        directory, automatic = self.configure("auto", "--with-link=auto")
        built, refused = {}, {}
        if automatic in kinds:
            self.make(directory, automatic)
            built[automatic] = directory
        for kind in kinds:
            if kind == automatic:
                continue
            try:
                directory, _ = self.configure(kind, f"--with-link={kind}")
            except BuildError as error:
                # The base and Rust are good enough for `auto`, so it is the kind.
                refused[kind] = reason_of(error)
                say(f"{kind} does not work here: {refused[kind]}")
            else:
                self.make(directory, kind)
                built[kind] = directory
        return automatic, built, refused


def reason_of(error):
    """Return why configure says that a base cannot be used, without this machine's directories."""
    found = re.search(r"can be the base\.\.\. no: (.*)", str(error))
    reason = found[1] if found else str(error).strip().splitlines()[-1]
    return re.sub(r"/[^ ]*/", "", reason)


def add_build_options(parser):
    parser.add_argument("--base", default=sys.executable, metavar="PYTHON",
                        help="the installed CPython to build on (default: who runs this)")
    parser.add_argument("--configure", type=shlex.split, default=[], metavar="OPTIONS",
                        help="--configure='OPTIONS', as config.status --config prints them")
    parser.add_argument("--work", metavar="DIR",
                        help="where to make the scratch builds (default: the system's temporary directory)")
    parser.add_argument("--keep", action="store_true", help="do not remove the scratch builds")


def some_of(names):
    """Return a type for argparse: a list of some of the names, with commas between them."""
    def parse(text):
        chosen = text.split(",")
        for name in chosen:
            if name not in names:
                raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(names)}")
        return chosen
    return parse
