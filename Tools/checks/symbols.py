"""Are the symbols of what was built those that should be there, and no more?

A program or library that shows one symbol too many can take the place of somebody
else's: the dynamic linker binds a name to the first that has it.
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

# The linker and the C runtime's start files give these to whatever they link.
LINKERS_OWN = {
    "_IO_stdin_used", "__bss_start", "__data_start", "__end__", "__bss_start__", "__bss_end__", "_bss_end__",
    "_edata", "_end", "_fini", "_init", "_start", "data_start", "_dl_relocate_static_pie",
}


def symbols_of(output):
    """The names in nm's output, without their versions."""
    return {line.split()[-1].partition("@")[0] for line in output.splitlines() if len(line.split()) >= 2}


class Check:
    def __init__(self, tree):
        self.tree = tree
        self.variables = tree.make_variables()
        # As in the Makefile: where the base has its standard library says lib or lib64.
        directory, self.program_name = os.path.split(self.variables["BASE_STDLIB"])
        self.lib_name = os.path.basename(directory)

    def path(self, name):
        return os.path.join(self.tree.builddir, name)

    def dynamic(self, path):
        return symbols_of(support.run(self.variables["NM"], "-D", "--defined-only", self.path(path)))

    def compare(self, name, found, expected, what):
        for symbol in sorted(found - expected - LINKERS_OWN):
            yield f"{name}: it exports {symbol}, which is not {what}"
        for symbol in sorted(expected - found - LINKERS_OWN):
            yield f"{name}: {symbol} is missing, which is {what}"

    def check_program(self):
        program = f"build/bin/{self.program_name}"
        if self.variables["LINK"] == "shared":
            expected, what = set(), "the linker's own"
        else:
            base = self.variables["BASE_PYTHON"]
            expected, what = self.dynamic(base), f"exported by {base}"
            if self.variables["LINK"] == "static" and "PyImport_Inittab" not in expected:
                # A stub: what it would have exported is in its library.
                base = self.library_of_base()
                expected, what = self.dynamic(base), f"exported by {base}"
        yield from self.compare(program, self.dynamic(program), expected, what)

    def library_of_base(self):
        facts = support.run(self.variables["BASE_PYTHON"], "-I", "-S", "-B",
                            os.path.join(support.SOURCE, "Tools/build/baseinfo.py"), "plain")
        facts = dict(line.partition("=")[::2] for line in facts.splitlines())
        return os.path.join(facts["BASE_LIBDIR"], facts["BASE_LDLIBRARY"])

    def check_library(self):
        if self.variables["LINK"] == "attach" and self.variables["WITH_RUST"] == "yes":
            name = f"build/{self.lib_name}/libcpython_rust{self.variables['BASE_LDVERSION']}.so"
            yield from self.compare(name, self.dynamic(name), set(), "the linker's own")

    def check_shared_modules(self):
        for module in self.variables["RUST_SHARED_MODULES"].split():
            name = f"Modules/{module}{self.variables['BASE_EXT_SUFFIX']}"
            yield from self.compare(name, self.dynamic(name), {f"PyInit_{module}"}, "its init function")

    def check_twin(self):
        """The C module that _testrust is compared with is there while that is on."""
        if "_testrust" in self.variables["RUST_MODULES"].split():
            name = f"Modules/_testrust_twin{self.variables['BASE_EXT_SUFFIX']}"
            yield from self.compare(name, self.dynamic(name), {"PyInit__testrust_twin"}, "its init function")

    def check_archive(self):
        """What Rust exports to C is what Include/cpython_rust.h declares, of the modules that are on."""
        modules = self.variables["RUST_MODULES"].split()
        if not modules:
            return
        name = os.path.join("rust-target", self.variables["RUST_TARGET"], self.variables["CARGO_PROFILE_DIR"],
                            "libcpython_rust.a")
        # nm says of most members that they have no symbols.
        lines = subprocess.run([self.variables["NM"], "--defined-only", "-g", "-A", self.path(name)], check=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        # The shim's C functions are members of the archive, too.
        found = {symbol for symbol in symbols_of("\n".join(
            line for line in lines.splitlines() if ".rcgu.o:" in line)) if symbol.startswith("Py")}
        declared = set(re.findall(r"\b(PyRustInit_\w+)\(void\);", self.tree.read("Include/cpython_rust.h")))
        expected = declared & {f"PyRustInit_{module}" for module in modules}
        expected |= set(re.findall(r"\b(PyRustCodecs_\w+)\(", self.tree.read("Include/cpython_codecs.h")))
        yield from self.compare(name, found, expected, "declared in Include/ and on")


def check(tree):
    check = Check(tree)
    yield from check.check_program()
    yield from check.check_library()
    yield from check.check_shared_modules()
    yield from check.check_twin()
    yield from check.check_archive()


if __name__ == "__main__":
    support.main(check)
