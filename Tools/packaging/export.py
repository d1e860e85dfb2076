"""Write what a CPython source tree needs to have the Rust modules built in.

    python -I -S -B export.py [options] DIR

make export runs it with the base's interpreter.  CPython's makesetup reads Setup.rust of
DIR in its Modules/Setup.local: a C file for each module, with the PyInit_*() that
config.c calls, and the archive.  An archive fits one minor version with its ABI flags.
Each C file includes the generator's asserts.c, so that it only compiles in a tree whose
headers say what those of the base say.
"""

import argparse
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(SOURCE, "Tools/build"))

from baseinfo import base_facts

# Below Modules/ of the tree; makesetup puts an object beside its source.
RUST = "Modules/rust"
HEADERS = ("cpython_check.h", "cpython_codecs.h", "cpython_rust.h", "cpython_shim.h", "cpython_sys.h")

README = """\
Modules of the standard library in Rust, for a source tree of {name}
{line}

    {modules}

They are for {name}.x: another minor version, or a build with other ABI flags, does
not compile, with "the archive is of CPython {version}" among the errors.  They were compiled
for {target}, with the headers of CPython {full_version}.

Here, for an unmodified source tree in $TREE that was configured in $BUILD (often the same):

    cp -r Modules Lib $TREE
    cat Setup.rust >> $BUILD/Modules/Setup.local

Then make there as always.  makesetup puts the modules in the place of
those in C that have the same names, and links the archive, {archive}.

Lib/ has the files of the standard library that go with the modules.  A name that begins
with _py is that of CPython {full_version}'s own file, to which the module leaves what it
does not do itself.

A new archive is a prerequisite of the objects (MODULE_*_DEPS in Setup.rust), so make links
the program again.  Who links the objects with a libpython{version}.a instead, which may have
the modules in C, names the objects and the archive before it: of two functions of one
name the linker takes the first.
"""

# The public API is what the archive was made from.
WRAPPER = """\
/* {module}, in Rust: made by make export. */

#undef Py_BUILD_CORE_BUILTIN
#include <Python.h>

#if PY_VERSION_HEX >> 16 != {version_hex}
#  error "the archive is of CPython {version}"
#endif

#include "rust/asserts.c"

#define MODULE_NAME {module}
#include "rust/pyinit.c"
"""

SETUP = """\
# Modules in Rust, for Modules/Setup.local of a source tree of {name}.
"""
MODULE = """\
MODULE_{upper}_DEPS=$(srcdir)/{archive}
{module} {module}_rust.c $(srcdir)/{archive} -Wl,--exclude-libs,libcpython_rust.a
"""


class Export:
    def __init__(self, options):
        self.options = options
        base = base_facts()
        self.stdlib = base["STDLIB"]
        flags = [text for fact, text in (("DEBUG", "debug"), ("GIL_DISABLED", "free-threaded")) if base[fact]]
        name = " ".join(["CPython", base["VERSION"], *flags])
        self.words = {
            "name": name,
            "line": "=" * len(f"Modules of the standard library in Rust, for a source tree of {name}"),
            "version": base["VERSION"],
            "version_hex": "0x%03x" % (sys.hexversion >> 16),
            "full_version": base["FULL_VERSION"],
            "target": options.target,
            "archive": f"{RUST}/libcpython_rust.a",
            "modules": " ".join(options.static + options.shared),
        }

    def copy(self, source, *names):
        path = os.path.join(self.options.directory, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(source, path)

    def write(self, text, *names):
        path = os.path.join(self.options.directory, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def export(self):
        self.copy(self.options.archive, RUST, "libcpython_rust.a")
        self.copy(os.path.join(self.options.bindings, "asserts.c"), RUST, "asserts.c")
        self.copy(os.path.join(SOURCE, "Modules/pyinit.c"), RUST, "pyinit.c")
        for header in HEADERS:
            self.copy(os.path.join(SOURCE, "Include", header), RUST, header)

        setup = SETUP.format(**self.words)
        for kind in "static", "shared":
            modules = getattr(self.options, kind)
            setup += f"\n*{kind}*\n" if modules else ""
            for module in modules:
                words = self.words | {"module": module, "upper": module.upper()}
                self.write(WRAPPER.format(**words), "Modules", f"{module}_rust.c")
                setup += MODULE.format(**words)
        self.write(setup, "Setup.rust")

        for item in self.options.overlay:
            name, _, source = item.partition("=")
            directory = os.path.join(SOURCE, "Lib")
            if source.startswith("base:"):
                directory, source = self.stdlib, source.removeprefix("base:")
            self.copy(os.path.join(directory, source), "Lib", name)
        self.write(README.format(**self.words), "README")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", metavar="DIR")
    parser.add_argument("--static", default=[], type=str.split, metavar="'MODULE ...'")
    parser.add_argument("--shared", default=[], type=str.split, metavar="'MODULE ...'")
    parser.add_argument("--archive", required=True, metavar="FILE")
    parser.add_argument("--bindings", required=True, metavar="DIR")
    parser.add_argument("--target", required=True)
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE=SOURCE")
    options = parser.parse_args()
    if os.path.exists(os.path.join(options.directory, "Modules/config.c.in")):
        sys.exit(f"export.py: {options.directory} is a source tree itself; README of an export says how to copy it there")
    Export(options).export()


if __name__ == "__main__":
    main()
