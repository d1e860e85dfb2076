"""Run configure with fake and missing tools, and read what it says.

    python -I -S -B test_configure.py [-v] [NAME...]

Each run has a PATH of its own: links to the tools of this machine, without those
that are hidden, and with fakes in front.  A fake is the real tool but for the one
answer that is wrong, so the rest of configure meets what it meets everywhere.  The
base is the python that runs this.
"""

import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

SOURCE = support.SOURCE
PYTHON = os.path.realpath(sys.executable)
MODES = {"yes": ["--with-rust"], "no": ["--without-rust"], "check": []}

# What the search for a base and for Rust could find by itself.
HIDDEN = re.compile(r"(python|pypy|pyenv|rust|cargo|llvm-config)")
# What a caller may have set for builds of their own.
VARIABLES = re.compile(r"PYTHON|MAKE|MFLAGS|CARGO_BUILD|CONFIG_SITE$|(RUSTC|CARGO|RUSTFLAGS|"
                       r"LIBCLANG_PATH|BASE_PYTHON)$")

# The functions of libclang that libclang_check.c calls.
FAKE_LIBCLANG = """
typedef struct { const char *data; unsigned flags; } CXString;
CXString clang_getClangVersion(void) { return (CXString){VERSION, 0}; }
CXString clang_getDiagnosticSpelling(void *diagnostic)
{ (void)diagnostic; return (CXString){"'stddef.h' file not found", 0}; }
const char *clang_getCString(CXString string) { return string.data; }
static char unit;
void *clang_createIndex(int a, int b) { (void)a; (void)b; return &unit; }
void *clang_parseTranslationUnit(void *index) { (void)index; return &unit; }
unsigned clang_getNumDiagnostics(void *unit) { (void)unit; return ERRORS; }
void *clang_getDiagnostic(void *unit, unsigned i) { (void)i; return unit; }
int clang_getDiagnosticSeverity(void *diagnostic) { (void)diagnostic; return 3; }
"""


def clean_environment(path):
    environment = {name: value for name, value in os.environ.items() if not VARIABLES.match(name)}
    return dict(environment, PATH=path, LC_ALL="C")


def minimum_rustc():
    """The (major, minor) that the workspace asks for."""
    with open(os.path.join(SOURCE, "Cargo.toml"), encoding="utf-8") as manifest:
        found = re.search(r'^rust-version = "(\d+)\.(\d+)', manifest.read(), re.MULTILINE)
    return int(found[1]), int(found[2])


def write(path, text, executable=False):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if executable:
        os.chmod(path, 0o755)
    return path


class Run:
    """What a run of configure left: its status, its output and its directory."""

    def __init__(self, completed, directory):
        self.command = completed.args
        self.status = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr
        self.directory = directory

    def __str__(self):
        return f"{shlex.join(self.command)}: status {self.status}\n--- stdout\n{self.out}--- stderr\n{self.err}"

    def summary(self, field):
        """A line of the summary without its name; None if there is none."""
        found = re.search(rf"^  {field} +(.*)$", self.out, re.MULTILINE)
        return found and found[1]


class ConfigureTestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.scratch = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.scratch)
        self.bin = os.path.join(self.scratch, "bin")
        os.mkdir(self.bin)
        self.path = f"{self.bin}:{ordinary_tools}"

    # What is in PATH

    def show(self, *names, optional=False):
        """Put this machine's own tools into PATH."""
        for name in names:
            tool = shutil.which(name)
            if tool:
                os.symlink(os.path.abspath(tool), os.path.join(self.bin, name))
            elif not optional:
                self.skipTest(f"there is no {name} on this machine")

    def hide(self, name):
        if os.path.lexists(os.path.join(self.bin, name)):
            os.unlink(os.path.join(self.bin, name))

    def show_rust(self):
        self.show("rustc", "cargo")
        if why_no_rust:
            self.skipTest(f"Rust cannot be used on this machine: {why_no_rust}")

    def fake(self, name, text):
        """Put a shell script into PATH."""
        self.hide(name)
        return write(os.path.join(self.bin, name), f"#!/bin/sh\n{text}\n", executable=True)

    def fake_version(self, name, version):
        """Put the machine's own tool into PATH, but for its version."""
        tool = shutil.which(name) or self.skipTest(f"there is no {name} on this machine")
        self.fake(name, f'[ "$*" = --version ] && {{ echo "{version}"; exit; }}\nexec {tool} "$@"')

    def fake_base(self, name, **facts):
        """Put the base into PATH with something else about it, and return its path."""
        lines = "".join(f"\necho \"BASE_{fact}='{value}'\"" for fact, value in facts.items())
        return self.fake(name, f'{PYTHON} "$@" || exit\ncase "$*" in *baseinfo.py) ;; *) exit;; esac'
                         + lines)

    # Running configure

    def configure(self, *arguments, directory="build", source=SOURCE, **variables):
        directory = os.path.join(self.scratch, directory)
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        completed = subprocess.run(
            [os.path.join(source, "configure"), *arguments], cwd=directory,
            env=dict(clean_environment(self.path), **variables), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120)
        return Run(completed, directory)

    def in_each_mode(self, *arguments, base=PYTHON, **variables):
        for mode, argument in MODES.items():
            yield mode, self.configure(f"--with-base={base}", *argument, *arguments, **variables)

    # What it must say

    def assert_fails(self, run, message):
        self.assertEqual(run.status, 1, run)
        self.assertRegex(run.err, message, run)
        # make cannot be what notices it.
        self.assertFalse(os.path.exists(os.path.join(run.directory, "Makefile")), run)

    def assert_works(self, run):
        self.assertEqual(run.status, 0, run)
        self.assertTrue(os.path.exists(os.path.join(run.directory, "Makefile")), run)
        self.assertNotIn("configure: ", run.err, run)

    def assert_five_parts(self, run, missing, found):
        self.assertRegex(run.err, (
            rf"(?m)^\*\*\* {missing}\n"
            rf"\*\*\*   found:    .*{found}.*\n"
            r"\*\*\*   needed:   \S.*\n"
            r"\*\*\*   get it:   \S.*\n"
            r"(\*\*\*             .*\n)*"
            r"\*\*\*   meanwhile .*\boff\b"), run)

    def assert_rust_is_off(self, missing, found, **variables):
        """Each way to ask for Rust meets the fault as it should."""
        for mode, run in self.in_each_mode(**variables):
            if mode == "no":
                self.assert_works(run)
                self.assertEqual(run.err, "", "--without-rust looked for Rust")
                self.assertEqual(run.summary("Rust"), "off: --without-rust was given", run)
            else:
                self.assert_five_parts(run, missing, found)
            if mode == "yes":
                self.assert_fails(run, rf"(?m)^configure: error: --with-rust was given, but {missing}$")
            if mode == "check":
                self.assert_works(run)
                self.assertRegex(run.summary("Rust"), f"^off: {missing}$", run)
            if mode != "yes":
                self.assertEqual(run.summary("modules"), "none; the base's own are used", run)

    def assert_rust_is_on(self, version):
        for mode, run in self.in_each_mode():
            self.assert_works(run)
            self.assertEqual(run.err, "", run)
            if mode == "no":
                self.assertEqual(run.summary("Rust"), "off: --without-rust was given", run)
            else:
                self.assertRegex(run.summary("Rust"), rf"^rustc {re.escape(version)} \(", run)
                self.assertRegex(run.summary("modules"), r"\b_base64 \((static|shared)\)", run)

    def assert_no_base(self, why, base, *arguments):
        """No way to ask for Rust helps where there is no base."""
        for _, run in self.in_each_mode(*arguments, base=base):
            self.assert_fails(run, (
                r"configure: error: there is no base\.\n"
                r"    found:    .*\n"
                r"    needed:   \S.*\n"
                r"    get it:   (.*\n)+"
                r"    meanwhile \S.*"))
            self.assertRegex(run.out, rf"whether {re.escape(base)} can be the base\.\.\. no: {why}", run)


class RustTest(ConfigureTestCase):
    """Rust's tools, missing or faulty."""

    def test_no_rustc(self):
        self.show("cargo")
        self.assert_rust_is_off("rustc is missing", "no program rustc in PATH")

    def test_no_cargo(self):
        self.show_rust()
        self.hide("cargo")
        self.assert_rust_is_off("cargo is missing", "no program cargo in PATH")

    def test_rustc_does_not_run(self):
        self.show("cargo")
        self.fake("rustc", 'echo "error: no default is configured" >&2\nexit 1')
        self.assert_rust_is_off("rustc does not run", "bin/rustc: error: no default is configured")

    def test_rustc_does_not_run_and_says_nothing(self):
        self.show("cargo")
        self.fake("rustc", "exit 1")
        self.assert_rust_is_off("rustc does not run", "bin/rustc: it ended with status 1")

    def test_cargo_does_not_run(self):
        self.show_rust()
        self.fake("cargo", 'echo "cargo: broken" >&2\nexit 127')
        self.assert_rust_is_off("cargo does not run", "bin/cargo: cargo: broken")

    def test_rustc_says_no_version(self):
        self.show("cargo")
        self.fake("rustc", 'echo "hello"')
        self.assert_rust_is_off("rustc does not say its version", "'hello'")

    def test_rustc_of_debian_12_is_too_old(self):
        self.show("cargo")
        self.fake_version("rustc", "rustc 1.63.0")
        self.assert_rust_is_off("rustc is too old", "version 1.63.0")

    def test_one_minor_below_the_minimum_is_too_old(self):
        major, minor = minimum_rustc()
        self.show("cargo")
        self.fake_version("rustc", f"rustc {major}.{minor - 1}.9 (abcdef012 2026-01-01)")
        self.assert_rust_is_off("rustc is too old", f"version {major}.{minor - 1}.9")

    def test_cargo_too_old(self):
        self.show_rust()
        self.fake_version("cargo", "cargo 1.65.0")
        self.assert_rust_is_off("cargo is too old", "version 1.65.0")

    def test_no_standard_library_for_the_target(self):
        self.show_rust()
        self.fake("rustc", 'case "$*" in *native-static-libs*)\n'
                  '    echo "error[E0463]: can\'t find crate for \\`std\\`" >&2; exit 1;; esac\n'
                  f'exec {shutil.which("rustc")} "$@"')
        self.assert_rust_is_off(r"rustc cannot compile for \S+", "can't find crate for `std`")

    def test_the_minimum_is_enough(self):
        major, minor = minimum_rustc()
        self.show_rust()
        self.fake_version("rustc", f"rustc {major}.{minor}.0 (29483883e 2025-08-04)")
        self.assert_rust_is_on(f"{major}.{minor}.0")

    def test_suffix_of_a_distribution(self):
        self.show_rust()
        self.fake_version("rustc", "rustc 1.96.0 (ac68faa20 2026-01-01) (built from a source tarball)")
        self.assert_rust_is_on("1.96.0")

    def test_suffix_of_a_distribution_in_the_version(self):
        self.show_rust()
        self.fake_version("rustc", "rustc 1.95.0-1ubuntu1")
        self.assert_rust_is_on("1.95.0")

    def test_minor_of_three_digits(self):
        self.show_rust()
        self.fake_version("rustc", "rustc 1.100.0 (abcdef012 2027-01-01)")
        self.fake_version("cargo", "cargo 1.100.0 (abcdef012 2027-01-01)")
        self.assert_rust_is_on("1.100.0")

    def test_other_names(self):
        self.show_rust()
        for name in "rustc", "cargo":
            os.rename(os.path.join(self.bin, name), os.path.join(self.bin, f"{name}-1.99"))
            # A proxy of rustup goes by the name by which it is called.
            self.fake(f"{name}-1.99", f'exec {shutil.which(name)} "$@"')
        run = self.configure("--with-rust", f"--with-base={PYTHON}",
                             "RUSTC=rustc-1.99", f"CARGO={self.bin}/cargo-1.99")
        self.assert_works(run)
        self.assertIn("bin/rustc-1.99)", run.summary("Rust"), run)

    def test_make_rustavailable_asks_the_same(self):
        self.show("cargo")
        run = self.configure(f"--with-base={PYTHON}")
        self.assert_works(run)
        run = Run(subprocess.run(["make", "rustavailable"], cwd=run.directory, capture_output=True,
                                 env=clean_environment(self.path), text=True), run.directory)
        self.assertEqual(run.status, 2, run)
        self.assert_five_parts(run, "rustc is missing", "no program rustc in PATH")

        self.show("rustc")
        run = self.configure("--with-rust", f"--with-base={PYTHON}")
        if why_no_rust:
            self.skipTest(f"Rust cannot be used on this machine: {why_no_rust}")
        run = Run(subprocess.run(["make", "rustavailable"], cwd=run.directory, capture_output=True,
                                 env=clean_environment(self.path), text=True), run.directory)
        self.assertEqual(run.status, 0, run)
        self.assertRegex(run.out, r"(?m)^RUSTC='", run)


class LibclangTest(ConfigureTestCase):
    """libclang, missing or faulty; bindgen would load the same one."""

    def setUp(self):
        super().setUp()
        self.show_rust()
        if os.path.isdir(os.path.join(SOURCE, "Rust/cpython-sys/generated")):
            self.skipTest("bindings were generated ahead, which spares libclang")
        self.directory = os.path.join(self.scratch, "lib")
        os.mkdir(self.directory)
        self.library = os.path.join(self.directory, "libclang.so.1")

    def fake_libclang(self, version, errors):
        source = write(os.path.join(self.scratch, "libclang.c"), FAKE_LIBCLANG)
        subprocess.run(["cc", "-shared", "-fPIC", f'-DVERSION="{version}"', f"-DERRORS={errors}",
                        "-o", self.library, source], check=True)

    def test_no_libclang(self):
        self.assert_rust_is_off("libclang is missing", "no libclang.so .*" + self.directory,
                                LIBCLANG_PATH=self.directory)

    def test_file_that_is_not_there(self):
        self.assert_rust_is_off("libclang is missing", "libclang.so.1: .*No such file",
                                LIBCLANG_PATH=self.library)

    def test_does_not_load(self):
        write(self.library, "this is no library\n" * 64)
        self.assert_rust_is_off("libclang is missing", "libclang.so.1: invalid ELF header",
                                LIBCLANG_PATH=self.directory)

    def test_other_library_of_that_name(self):
        source = write(os.path.join(self.scratch, "other.c"), "int other;\n")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.library, source], check=True)
        self.assert_rust_is_off("libclang is missing", "undefined symbol: clang_getClangVersion",
                                LIBCLANG_PATH=self.directory)

    def test_too_old(self):
        self.fake_libclang("clang version 8.0.1 (Debian)", errors=0)
        self.assert_rust_is_off("libclang is missing", "clang version 8.0.1",
                                LIBCLANG_PATH=self.directory)

    def test_without_the_compiler_s_headers(self):
        self.fake_libclang("clang version 19.1.0", errors=1)
        self.assert_rust_is_off("libclang is missing", "'stddef.h' file not found",
                                LIBCLANG_PATH=self.directory)

    def test_version_of_two_digits(self):
        self.fake_libclang("Ubuntu clang version 19.1.0 (1ubuntu1)", errors=0)
        run = self.configure("--with-rust", f"--with-base={PYTHON}", LIBCLANG_PATH=self.directory)
        self.assert_works(run)
        self.assertEqual(run.summary("bindings"), "bindgen with libclang 19.1.0", run)


class BaseTest(ConfigureTestCase):
    """Programs that can be the base, and that cannot."""

    def test_no_such_program(self):
        self.assert_no_base("there is no such program", self.bin + "/python3.99")

    def test_not_in_path(self):
        self.assert_no_base("not in PATH", "python3.99")

    def test_no_headers(self):
        base = self.fake_base("python3", INCLUDEPY="/nonexistent/include")
        self.assert_no_base(r".* has no headers: no /nonexistent/include/Python\.h \(.*apt install", base)

    def test_headers_that_do_not_compile(self):
        write(os.path.join(self.scratch, "Python.h"), "#error\n")
        base = self.fake_base("python3", INCLUDEPY=self.scratch, CPPFLAGS="-I" + self.scratch)
        self.assert_no_base("its headers do not compile", base)

    def fake_base_with_broken_libraries(self):
        """A base whose library links in no way, and whose program is none to attach to."""
        facts = subprocess.run([PYTHON, "-I", "-S", os.path.join(SOURCE, "Tools/build/baseinfo.py"),
                                "plain"], check=True, capture_output=True, text=True).stdout
        version = re.search("^BASE_LDVERSION=(.*)$", facts, re.MULTILINE)[1]
        for name in f"libpython{version}.a", f"libpython{version}.so":
            write(os.path.join(self.scratch, name), "this is no library\n")
        return self.fake_base("python3", LIBPL=self.scratch, LIBDIR=self.scratch,
                              PYTHON=os.path.join(self.bin, "python3"))

    def test_libpython_that_does_not_link(self):
        base = self.fake_base_with_broken_libraries()
        self.assert_no_base(r".* does not link \(static, shared, attach tried", base)
        for kind in "static", "shared", "attach":
            run = self.configure("--without-rust", f"--with-base={base}", f"--with-link={kind}")
            self.assert_fails(run, "there is no base")
            self.assertRegex(run.out, rf"does not link \({kind} tried", run)

    def test_program_that_nothing_can_be_attached_to(self):
        base = self.fake_base("python3", PYTHON=os.path.join(self.bin, "python3"))
        run = self.configure("--without-rust", f"--with-base={base}")
        self.assert_works(run)
        self.assertRegex(run.summary("link"), r"^(static|shared): ", run)
        run = self.configure("--without-rust", f"--with-base={base}", "--with-link=attach")
        self.assert_fails(run, "there is no base with which --with-link=attach works")

    def test_no_testsuite(self):
        stdlib = os.path.join(self.scratch, "stdlib")
        os.mkdir(stdlib)
        write(os.path.join(stdlib, "os.py"), "")
        base = self.fake_base("python3", STDLIB=stdlib)
        self.show("rustc", "cargo", optional=True)
        for mode, run in self.in_each_mode(base=base):
            if mode == "yes" and why_no_rust:
                continue
            self.assert_works(run)
            self.assertRegex(run.summary("tests"),
                             r"^not possible: the base has no test-suite \(.*apt install \S+-testsuite\)", run)

    def test_other_implementation(self):
        base = self.fake_base("pypy3", IMPLEMENTATION="pypy")
        self.assert_no_base("it is pypy, not CPython", base)

    def test_too_old_and_too_new(self):
        for version in "3.10", "3.16", "4.11":
            base = self.fake_base("python3", VERSION=version, FULL_VERSION=f"{version}.1")
            run = self.configure("--without-rust", f"--with-base={base}")
            self.assert_fails(run, "there is no base")
            self.assertRegex(run.out, rf"no: CPython {version}\.1; 3\.11 to 3\.15 are supported", run)

    def test_python_2(self):
        # It has no -I, and so it does not come as far as its version.
        self.fake("python3", 'echo "Unknown option: -I" >&2\nexit 2')
        self.assert_no_base("it does not run: Unknown option: -I", self.bin + "/python3")

    def test_answer_is_an_exception(self):
        self.fake("python3", f'exec {PYTHON} -I -S -c "import no_such_module"')
        self.assert_no_base("it does not run: ModuleNotFoundError: ", self.bin + "/python3")

    def test_shim(self):
        """pyenv's python3 is a script; the base is what it starts."""
        self.fake("python3", f'exec {PYTHON} "$@"')
        run = self.configure("--without-rust")
        self.assert_works(run)
        self.assertRegex(run.summary("base"), f"^{re.escape(PYTHON)}, CPython ", run)

    def test_shim_that_has_no_version(self):
        self.fake("python3", "echo \"pyenv: python3: command not found\n\nThe \\`python3' command exists "
                  'in these Python versions:\n  3.10.1" >&2\nexit 127')
        self.assert_no_base("it does not run: pyenv: python3: command not found", self.bin + "/python3")

    def test_search_says_why_one_is_passed_over(self):
        self.fake_base("python3", VERSION="3.9", FULL_VERSION="3.9.2")
        self.fake_base("python3.15", INCLUDEPY="/nonexistent/include")
        self.fake_base("python3.13", IMPLEMENTATION="pypy")
        os.symlink(PYTHON, os.path.join(self.bin, "python3.12"))
        for mode, arguments in MODES.items():
            if mode == "yes":
                continue
            with self.subTest(rust=mode):
                run = self.configure(*arguments)
                self.assert_works(run)
                self.assertEqual(re.findall(r"whether (\S+) can be the base\.\.\. (no: \S+ \S+|yes)", run.out),
                                 [("python3", "no: CPython 3.9.2;"), ("python3.15", f"no: {PYTHON} has"),
                                  ("python3.14", "no: not in"), ("python3.13", "no: it is"),
                                  ("python3.12", "yes")], run)

    def test_nothing_is_found(self):
        for mode, arguments in MODES.items():
            with self.subTest(rust=mode):
                run = self.configure(*arguments)
                self.assert_fails(run, "none of these can be one: python3 python3.15 .* python3.11 ")


class ArgumentTest(ConfigureTestCase):
    """What is refused before anything is tried."""

    def test_bad_values(self):
        for argument, message in {
            "--with-rust=maybe": "--with-rust takes yes, no or check, not 'maybe'",
            "--with-link=dynamic": "--with-link takes auto, static, attach or shared, not 'dynamic'",
            "--without-link": "--with-link takes auto, static, attach or shared, not 'no'",
        }.items():
            with self.subTest(argument):
                self.assert_fails(self.configure(argument, f"--with-base={PYTHON}"), message)

    def test_space_in_a_path(self):
        spaced = os.path.join(self.scratch, "source with spaces")
        os.symlink(SOURCE, spaced)
        for what, run in {
            "source directory": self.configure("--without-rust", source=spaced),
            "build directory": self.configure("--without-rust", directory="with a space"),
            "prefix": self.configure("--without-rust", "--prefix=/opt/with a space"),
        }.items():
            with self.subTest(what):
                self.assert_fails(run, f"the path of the {what} has a character that make cannot take: '.* ")

    def test_no_nm(self):
        self.path = os.path.join(self.scratch, "tools")
        support.link_tools(self.path, hidden=re.compile(HIDDEN.pattern + "|nm$"))
        self.assert_fails(self.configure("--without-rust", "NM="), r"nm is missing; .*binutils")


class Suite(unittest.TestSuite):
    """Runs the tests two at a time, each with a result of its own, and merges the results."""

    def run(self, result, debug=False):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for own in pool.map(self.run_one, list(flatten(self))):
                result.testsRun += own.testsRun
                for kind in "failures", "errors", "skipped":
                    getattr(result, kind).extend(getattr(own, kind))
        return result

    @staticmethod
    def run_one(test):
        own = unittest.TestResult()
        test.run(own)
        state = "ok" if own.wasSuccessful() else "FAILED"
        print(f"{test.id().partition('.')[2]}: {'skipped, ' + own.skipped[0][1] if own.skipped else state}",
              flush=True)
        return own


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def reason_against_rust():
    """Return why this machine's own Rust cannot be used, or an empty string."""
    completed = subprocess.run(
        [os.path.join(SOURCE, "Tools/build/rust-is-available.sh"), SOURCE],
        env=clean_environment(os.environ["PATH"]), capture_output=True, text=True)
    return completed.stderr.partition("\n")[0].lstrip("* ")


class Loader(unittest.TestLoader):
    suiteClass = Suite


why_no_rust = reason_against_rust()

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        ordinary_tools = os.path.join(scratch, "tools")
        support.link_tools(ordinary_tools, HIDDEN)
        unittest.main(testLoader=Loader())
