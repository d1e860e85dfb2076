"""Plant a fault for each check in a copy of the tree, and see the check turn red.

    python -I -S -B test_checks.py [--builddir DIR] [NAME...]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import licences
import support

SHOWS_TOO_MUCH = "int PyInit__base64(void) { return 0; }\nint rust_leak(void) { return 0; }\n"

options = argparse.Namespace(source=support.SOURCE, builddir=None)


class CheckTestCase(unittest.TestCase):
    CHECK = None    # the name of the program

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.source = os.path.join(scratch.name, "source")
        self.builddir = None
        support.copy_tree(options.source, self.source)

    def copy_build(self, *names):
        """Take these files of the build directory along."""
        if options.builddir is None:
            self.skipTest("there is no build directory (--builddir)")
        self.builddir = os.path.join(os.path.dirname(self.source), "builddir")
        for name in "Makefile", "Modules/modules.mk", *names:
            os.makedirs(os.path.dirname(os.path.join(self.builddir, name)), exist_ok=True)
            shutil.copy2(os.path.join(options.builddir, name), os.path.join(self.builddir, name))

    def check(self, name=None):
        command = [sys.executable, "-I", "-S", "-B", os.path.join(HERE, f"{name or self.CHECK}.py"),
                   "--source", self.source]
        if self.builddir:
            command += ["--builddir", self.builddir]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def assert_green(self):
        completed = self.check()
        if completed.returncode == support.SKIPPED:
            self.skipTest(completed.stdout.strip())
        self.assertEqual((completed.returncode, completed.stdout), (0, ""))

    def assert_red(self, message):
        completed = self.check()
        if completed.returncode == support.SKIPPED:
            self.skipTest(completed.stdout.strip())
        self.assertEqual(completed.returncode, 1, completed.stdout)
        self.assertRegex(completed.stdout, f"(?m)^{message}")

    def path(self, name):
        return os.path.join(self.source, name)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def plant(self, name, old, new):
        """Put something else in the place of a regular expression's first match."""
        text, count = re.subn(old, new, self.read(self.path(name)), count=1, flags=re.MULTILINE)
        self.assertEqual(count, 1, f"{name} has no {old!r}")
        self.write(name, text)


class RoomsTest(CheckTestCase):
    CHECK = "rooms"
    MODULE = "Modules/_base64/Cargo.toml"

    def plant_dependency(self, manifest, line):
        if "[dependencies]\n" not in self.read(self.path(manifest)):
            self.write(manifest, self.read(self.path(manifest)) + "\n[dependencies]\n")
        self.plant(manifest, r"^\[dependencies\]\n", rf"\g<0>{line}\n")

    def test_tree_as_it_is(self):
        self.assert_green()

    def test_module_on_the_raw_level(self):
        self.plant_dependency(self.MODULE, "cpython-sys.workspace = true")
        self.assert_red(r"Modules/_base64/Cargo.toml: \[dependencies\] cpython-sys: Modules/\* may depend on")

    def test_module_on_the_raw_level_by_another_name(self):
        self.plant_dependency(self.MODULE, 'harmless = { package = "cpython-ffi", path = "../../Rust/cpython-ffi" }')
        self.assert_red(r"Modules/_base64/Cargo.toml: \[dependencies\] harmless: ")

    def test_module_on_the_macros(self):
        self.plant_dependency(self.MODULE, "cpython-macros.workspace = true")
        self.assert_red(r"Modules/_base64/Cargo.toml: \[dependencies\] cpython-macros: ")

    def test_module_on_the_raw_level_on_one_target(self):
        self.write(self.MODULE, self.read(self.path(self.MODULE))
                   + "\n[target.'cfg(unix)'.dependencies]\ncpython-sys.workspace = true\n")
        self.assert_red(r"Modules/_base64/Cargo.toml: \[dependencies\] cpython-sys: ")

    def test_module_on_a_crate_of_others(self):
        self.plant_dependency(self.MODULE, 'thread_local = "1"')
        self.assert_red(r"Modules/_base64/Cargo.toml: \[dependencies\] thread_local: not in ALLOWED_IN_MODULES")

    def test_codecs_on_python(self):
        self.plant_dependency("Rust/codecs/Cargo.toml", "cpython-api.workspace = true")
        self.assert_red(r"Rust/codecs/Cargo.toml: \[dependencies\] cpython-api: Rust/codecs may depend on none")

    def test_codecs_on_a_crate_of_others(self):
        self.plant_dependency("Rust/codecs/Cargo.toml", 'base64 = "0.23"')
        self.assert_red(r"Rust/codecs/Cargo.toml: \[dependencies\] base64: not in OTHERS")

    def test_unsafe_code_in_a_codec(self):
        self.plant("Rust/codecs/src/base64/scalar.rs", r"\Z", '\n#[expect(unsafe_code, reason = "none")]\nmod more {}\n')
        self.assert_red(r"Rust/codecs/src/base64/scalar.rs:\d+: unsafe code is in .*x86.rs only")

    def test_typed_level_on_the_safe_one(self):
        self.plant_dependency("Rust/cpython-ffi/Cargo.toml", "cpython-api.workspace = true")
        self.assert_red(r"Rust/cpython-ffi/Cargo.toml: \[dependencies\] cpython-api: ")

    def test_safe_level_on_the_raw_one(self):
        self.plant_dependency("Rust/cpython-api/Cargo.toml", "cpython-sys.workspace = true")
        self.assert_red(r"Rust/cpython-api/Cargo.toml: \[dependencies\] cpython-sys: ")

    def test_archive_with_code_of_others(self):
        self.plant_dependency("Rust/archive/Cargo.toml", 'libc = "0.2"')
        self.assert_red(r"Rust/archive/Cargo.toml: \[dependencies\] libc: ")

    def test_crate_that_has_no_place(self):
        self.plant("Cargo.toml", r'^    "Rust/codecs",\n', r'\g<0>    "Rust/new",\n')
        self.write("Rust/new/Cargo.toml", '[package]\nname = "new"\n')
        self.assert_red("Rust/new/Cargo.toml: it has no place in ")

    def test_module_that_may_be_unsafe(self):
        self.plant("Modules/_base64/src/lib.rs", r"^#!\[forbid\(unsafe_code\)\]\n", "")
        self.assert_red(r"Modules/_base64/src/lib.rs:1: #!\[forbid\(unsafe_code\)\] is missing")

    def test_module_that_denies_only(self):
        self.plant("Modules/_base64/src/lib.rs", r"^#!\[forbid\(unsafe_code\)\]\n", "#![deny(unsafe_code)]\n")
        self.assert_red(r"Modules/_base64/src/lib.rs:1: #!\[forbid\(unsafe_code\)\] is missing")

    def test_archive_that_allows(self):
        self.plant("Rust/archive/src/lib.rs", r"^#!\[(deny|forbid)\(unsafe_code\)\]\n", "")
        self.assert_red(r"Rust/archive/src/lib.rs:1: ")

    def test_forbid_in_a_comment(self):
        self.plant("Modules/_base64/src/lib.rs", r"^#!\[forbid\(unsafe_code\)\]\n", r"// \g<0>")
        self.assert_red(r"Modules/_base64/src/lib.rs:1: #!\[forbid\(unsafe_code\)\] is missing")

    def test_module_that_names_the_raw_level(self):
        lines = self.read(self.path("Modules/_base64/src/lib.rs")).count("\n")
        self.write("Modules/_base64/src/lib.rs", self.read(self.path("Modules/_base64/src/lib.rs"))
                   + "// cpython_sys in a comment is no fault.\nuse cpython_api::cpython_ffi;\n")
        self.assert_red(f"Modules/_base64/src/lib.rs:{lines + 2}: cpython_ffi is named; ")


class ModuleListsTest(CheckTestCase):
    CHECK = "module_lists"

    def test_tree_as_it_is(self):
        self.assert_green()

    def test_module_that_is_in_setup_only(self):
        self.plant("Modules/Setup.rust", r"\Z", "_more\n")
        for place in (r"Rust/archive/Cargo.toml: \[features\]", r"Rust/archive/Cargo.toml: \[features\] default",
                      r"Rust/archive/Cargo.toml: \[dependencies\]", r"Rust/archive/src/lib.rs: use \.\.\. as _",
                      "Cargo.toml: members", "Modules: directories", "Modules: names of the packages",
                      r"Include/cpython_rust.h: PyRustInit_\*\(\)"):
            self.assert_red(f"{place}: _more is missing; Modules/Setup.rust has it")

    def test_module_that_is_not_in_setup(self):
        self.plant("Modules/Setup.rust", "^_base64 .*\n", "")
        self.assert_red("Modules: directories: _base64 is not in Modules/Setup.rust")
        self.assert_red(r"Include/cpython_rust.h: PyRustInit_\*\(\): _base64 is not in Modules/Setup.rust")

    def test_module_that_is_off_by_default(self):
        self.plant("Rust/archive/Cargo.toml", r"^default = .*$", "default = []")
        self.assert_red(r"Rust/archive/Cargo.toml: \[features\] default: _base64 is missing")

    def test_module_that_the_archive_does_not_use(self):
        self.plant("Rust/archive/src/lib.rs", "^use _base64 as _;$", "")
        self.assert_red(r"Rust/archive/src/lib.rs: use \.\.\. as _: _base64 is missing")

    def test_package_of_another_name(self):
        self.plant("Modules/_base64/Cargo.toml", '^name = "_base64"$', 'name = "base64"')
        self.assert_red("Modules: names of the packages: _base64 is missing")

    def test_overlay_file_that_is_not_there(self):
        self.plant("Modules/Setup.rust", "^_base64 .*$", r"\g<0> missing.py")
        self.assert_red("Modules/Setup.rust: _base64: there is no Lib/missing.py")

    def test_overlay_file_of_no_module(self):
        self.write("Lib/stray.py", "")
        self.assert_red("Lib/stray.py: it belongs to no module")


class VersionsTest(CheckTestCase):
    CHECK = "versions"

    def test_tree_as_it_is(self):
        self.assert_green()

    def test_our_version(self):
        self.plant("configure.ac", r"^AC_INIT\(\[cpython-rust\],\[.*?\]", "AC_INIT([cpython-rust],[7.7]")
        self.assert_red("configure.ac: AC_INIT has version 7.7, and Cargo.toml has ")

    def test_version_of_a_crate(self):
        self.plant("Rust/codecs/Cargo.toml", "^version.workspace = true$", 'version = "7.7.7"')
        self.assert_red(r"Rust/codecs/Cargo.toml: version is not the workspace's")

    def test_another_minimum_of_rust(self):
        for text in "rustc 1.70 or newer", "at least Rust 1.70", "the minimum is 1.70.1", "rustc >= 1.70":
            with self.subTest(text):
                self.write("Doc/planted.rst", f"A line.\nIt needs {text}.\n")
                self.assert_red(r"Doc/planted.rst:2: it asks for Rust 1\.70, and rust-version ")

    def test_the_same_minimum_and_other_numbers_are_no_fault(self):
        minimum = re.search('^rust-version = "(.*)"', self.read(self.path("Cargo.toml")), re.MULTILINE)[1]
        self.write("Doc/planted.rst", f"rustc {minimum} or newer\n\nIt takes 1.25 s.  Debian has 1.96.\n")
        self.assert_green()

    def test_what_a_benchmark_wrote_states_no_minimum(self):
        table = ".. begin bench\n\n>= 4 x best peer  1.75 x\n\n.. end bench\n"
        self.write("Doc/planted.rst", table)
        self.assert_green()
        self.write("Doc/planted.rst", table + "rustc 1.75 or newer\n")
        self.assert_red("Doc/planted.rst:6: it asks for Rust 1.75")

    def test_base_that_is_not_looked_for(self):
        self.plant("configure.ac", r"python3\.14 ", "")
        self.assert_red("configure.ac: candidates has a gap")

    def test_base_that_is_not_accepted(self):
        self.plant("configure.ac", r"3\.1@<:@1-5@:>@", "3.1@<:@2-5@:>@")
        self.assert_red("configure.ac: the versions accepted are not 3.11 to ")

    def test_base_that_has_no_cfg(self):
        self.plant("Cargo.toml", r"Py_3_13, ", "")
        self.assert_red("Cargo.toml: check-cfg does not have ")

    def test_base_in_a_text(self):
        self.write("Doc/planted.rst", "\nA CPython 3.9 to 3.12 can be the base.\n")
        self.assert_red("Doc/planted.rst:2: 'CPython 3.9 to 3.12', but configure looks for ")

    def test_base_in_a_chroot(self):
        self.write("Tools/bases/bases.txt", "# other\nold old configure - python3.9 python3.9-dev\n")
        self.assert_red(r"Tools/bases/bases.txt:2: python3\.9 cannot be a base")


class LicencesTest(CheckTestCase):
    CHECK = "licences"

    def setUp(self):
        super().setUp()
        self.copy_build()

    def test_tree_as_it_is(self):
        self.assert_green()

    def test_licence_that_is_not_allowed(self):
        self.plant("Rust/codecs/Cargo.toml", "^license.workspace = true$", 'license = "GPL-3.0-only"')
        self.assert_red("Cargo.lock: codecs .*: licence not allowed: GPL-3.0-only")

    def test_no_licence(self):
        self.plant("Rust/codecs/Cargo.toml", "^license.workspace = true\n", "")
        self.assert_red("Cargo.lock: codecs .*: licence not allowed: none stated")

    def test_dependency_without_a_reason(self):
        self.plant("Rust/cpython-sys/Cargo.toml", "^# .*\n(cc = )", r"\n\1")
        self.assert_red(r"Rust/cpython-sys/Cargo.toml:\d+: cc has no comment")

    def test_dependency_that_is_a_table(self):
        self.plant("Rust/codecs/Cargo.toml", r"^\[lints\]", '[dependencies.libc]\nversion = "0.2"\n\n[lints]')
        completed = self.check()
        # cargo finds that Cargo.lock lacks it, too.
        self.assertNotEqual(completed.returncode, 0)

    def test_lock_file_that_is_not_current(self):
        self.plant("Cargo.lock", r'^name = "bindgen"\nversion = ".*"$', 'name = "bindgen"\nversion = "0.1.0"')
        self.assert_red("Cargo.toml: cargo metadata fails: ")


class ExpressionTest(unittest.TestCase):
    def test_allowed(self):
        for expression in ("MIT", "MIT OR Apache-2.0", "MIT/Apache-2.0", "GPL-2.0-only OR MIT", "Zlib AND MIT",
                           "Apache-2.0 WITH LLVM-exception", "(MIT OR GPL-3.0-only) AND Unicode-3.0",
                           "Unlicense OR (GPL-3.0-only AND MIT)"):
            with self.subTest(expression):
                self.assertTrue(licences.is_allowed(expression))

    def test_not_allowed(self):
        for expression in ("GPL-3.0-only", "MIT AND GPL-2.0-only", "GPL-2.0-only AND MIT", "MPL-2.0", "",
                           "(MIT OR Zlib) AND LGPL-2.1-or-later", "MIT WITH LLVM-exception", "MIT MIT", "MIT OR",
                           "(MIT", "GPL-2.0-only WITH Classpath-exception-2.0 OR AGPL-3.0-only"):
            with self.subTest(expression):
                self.assertFalse(licences.is_allowed(expression))


class SoundnessTest(CheckTestCase):
    CHECK = "soundness"
    PAGE = "Doc/internals/soundness.rst"
    PROGRAMS = "Rust/cpython-api/tests/ui"

    def test_green(self):
        self.assert_green()

    def test_program_that_is_not_in_the_tables(self):
        self.write(f"{self.PROGRAMS}/new.rs", "//! A property.\n")
        self.assert_red(f"{self.PROGRAMS}/new.rs:1: {self.PAGE} does not name it")

    def test_program_that_is_gone(self):
        os.remove(self.path(f"{self.PROGRAMS}/sent.rs"))
        self.assert_red(f"{self.PAGE}:\\d+: there is no {self.PROGRAMS}/sent.rs")
        self.assert_red(f"{self.PROGRAMS}/sent.stderr: there is no such program")

    def test_test_that_is_gone(self):
        self.plant("Lib/test/test_rust_api.py", "def test_a_module_that_was_not_executed_raises", "def test_other")
        self.assert_red(f"{self.PAGE}:\\d+: there is no test test_rust_api.StateTest.test_a_module_that_was_not")

    def test_test_of_another_class(self):
        self.plant(self.PAGE, r"``test_rust_api\.StateTest\.test_a_slot", "``test_rust_api.ClassTest.test_a_slot")
        self.assert_red(f"{self.PAGE}:\\d+: there is no test test_rust_api.ClassTest.test_a_slot")


class ConfigureCurrentTest(CheckTestCase):
    CHECK = "configure_current"

    def test_tree_as_it_is(self):
        self.assert_green()

    def test_change_of_configure_ac(self):
        self.plant("configure.ac", "^AC_PROG_CC$", "AC_PROG_CC\nAC_PROG_CXX")
        self.assert_red("configure: it is not what autoconf makes of configure.ac")

    def test_change_of_configure(self):
        self.plant("configure", r"\Z", "true\n")
        self.assert_red("configure: it is not what autoconf makes of configure.ac")

    def test_other_autoconf(self):
        self.plant("configure", "Generated by GNU Autoconf [0-9.]+", "Generated by GNU Autoconf 9.99")
        completed = self.check()
        self.assertEqual(completed.returncode, support.SKIPPED, completed.stdout)
        self.assertRegex(completed.stdout, "^there is no autoconf|^configure is made by autoconf 9.99, and ")


class SymbolsTest(CheckTestCase):
    CHECK = "symbols"

    def setUp(self):
        super().setUp()
        if options.builddir is None:
            self.skipTest("there is no build directory (--builddir)")
        tree = support.Tree(self.source, options.builddir)
        self.variables = tree.make_variables()
        directory, self.name = os.path.split(self.variables["BASE_STDLIB"])
        self.library = (f"build/{os.path.basename(directory)}/"
                        f"libcpython_rust{self.variables['BASE_LDVERSION']}.so")
        self.archive = (f"rust-target/{self.variables['RUST_TARGET']}/{self.variables['CARGO_PROFILE_DIR']}/"
                        "libcpython_rust.a")
        names = [f"build/bin/{self.name}"]
        if self.variables["WITH_RUST"] == "yes":
            names += [self.library] if self.variables["LINK"] == "attach" else []
            names += [self.archive] if self.variables["RUST_MODULES"] else []
            names += [f"Modules/{module}{self.variables['BASE_EXT_SUFFIX']}"
                      for module in self.variables["RUST_SHARED_MODULES"].split()]
            names += [f"Modules/_testrust_twin{self.variables['BASE_EXT_SUFFIX']}"
                      for module in self.variables["RUST_MODULES"].split() if module == "_testrust"]
        self.copy_build(*names)

    def need_modules(self):
        if "_base64" not in self.variables["RUST_MODULES"].split():
            self.skipTest("the build is without _base64")

    def link(self, name):
        """Put a library in the place of a file, with a symbol that should not be seen."""
        self.write("leak.c", SHOWS_TOO_MUCH)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", os.path.join(self.builddir, name), self.path("leak.c")],
                       check=True)

    def test_build_as_it_is(self):
        self.assert_green()

    def test_program(self):
        name = f"build/bin/{self.name}"
        self.link(name)
        self.assert_red(f"{name}: it exports rust_leak, which is not ")
        if self.variables["LINK"] != "shared":
            self.assert_red(f"{name}: PyImport_Inittab is missing, which is exported by ")

    def test_attached_library(self):
        if self.variables["LINK"] != "attach" or self.variables["WITH_RUST"] != "yes":
            self.skipTest("no library is attached")
        self.link(self.library)
        self.assert_red(rf"{re.escape(self.library)}: it exports rust_leak, which is not the linker's own")

    def test_shared_module(self):
        self.need_modules()
        name = f"Modules/_base64{self.variables['BASE_EXT_SUFFIX']}"
        self.link(name)
        self.write("../builddir/Modules/modules.mk",
                   "RUST_STATIC_MODULES = \nRUST_SHARED_MODULES = _base64\nRUST_MODULES = _base64\n")
        self.assert_red(f"{re.escape(name)}: it exports rust_leak, which is not its init function")

    def test_export_that_is_not_declared(self):
        self.need_modules()
        self.plant("Include/cpython_rust.h", r"^PyObject \*PyRustInit__base64\(void\);$", "")
        self.assert_red(rf"{self.archive}: it exports PyRustInit__base64, which is not declared")

    def test_declaration_that_is_not_exported(self):
        self.need_modules()
        self.plant("Include/cpython_rust.h", r"^PyObject \*PyRustInit__base64\(void\);$",
                   r"\g<0>\nPyObject *PyRustInit__gone(void);")
        self.plant("../builddir/Modules/modules.mk", "^RUST_MODULES = ", r"\g<0>_gone ")
        self.assert_red(rf"{self.archive}: PyRustInit__gone is missing, which is declared")


class RunTest(CheckTestCase):
    def run_checks(self, *names):
        return subprocess.run(
            [sys.executable, "-I", "-S", "-B", os.path.join(HERE, "run.py"), "--source", self.source, *names],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def test_all_pass(self):
        completed = self.run_checks("versions", "module_lists")
        self.assertEqual((completed.returncode, completed.stdout),
                         (0, "passed  versions\npassed  module_lists\n2 passed, 0 failed\n"))

    def test_one_fails(self):
        self.write("Lib/stray.py", "")
        completed = self.run_checks("versions", "module_lists")
        self.assertEqual(completed.returncode, 1)
        self.assertRegex(completed.stdout, r"^passed  versions\nFAILED  module_lists\n        Lib/stray.py: .*\n"
                                           r"1 passed, 1 failed\n$")

    def test_one_is_skipped(self):
        completed = self.run_checks("symbols")
        self.assertEqual((completed.returncode, completed.stdout),
                         (0, "skipped  symbols: there is no build directory (--builddir)\n"
                             "0 passed, 0 failed, 1 skipped\n"))

    def test_one_ends_with_an_exception(self):
        os.unlink(self.path("Cargo.toml"))
        completed = self.run_checks("versions")
        self.assertEqual(completed.returncode, 1)
        self.assertRegex(completed.stdout, r"FAILED  versions\n(.*\n)*        FileNotFoundError: ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--source", default=support.SOURCE)
    parser.add_argument("--builddir")
    options, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
