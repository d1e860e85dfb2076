"""Install what was built, and build where something goes wrong.

    python -I -S -B test_install.py --builddir DIR [-v] [NAME...]

DIR has a finished build.  It is installed from there; faults are tried in build
directories of their own, which take its compiled crates along.  What needs root, or a
mount that nobody else sees, is skipped without.
"""

import argparse
import glob
import json
import os
import pwd
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

options = argparse.Namespace(builddir=None)

FACTS = """
import base64, json, os, sys, sysconfig
print(json.dumps([sys.prefix, os.path.dirname(os.__file__), sysconfig.get_config_var("prefix"),
                  base64.__file__, sys.builtin_module_names]))
"""


def clean_environment(**variables):
    """Without what make or a caller's settings put there."""
    environment = {name: value for name, value in os.environ.items()
                   if not re.match("PYTHON|MAKE|MFLAGS|DESTDIR|CONFIG_SITE", name)}
    return environment | variables


def run(*command, status=0, **arguments):
    """Run a command and return its output, both streams; its status must be `status`."""
    arguments.setdefault("env", clean_environment())
    completed = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, timeout=600, **arguments)
    # None: any failure.
    if completed.returncode != status if status is not None else completed.returncode == 0:
        raise AssertionError(f"{shlex.join(command)}: status {completed.returncode}\n{completed.stdout}")
    return completed.stdout


def in_namespace(script, **arguments):
    """Run a shell script as root, where mounts are its own and end with it."""
    return run("unshare", "--mount", "--propagation", "private", "sh", "-euc", script, **arguments)


def can_mount():
    try:
        in_namespace("mount -t tmpfs none /mnt")
    except (AssertionError, OSError):
        return False
    return True


needs_mounts = unittest.skipUnless(os.geteuid() == 0 and can_mount(), "only root can mount, where it may")


def files_below(directory):
    """The names of all files and links below a directory."""
    return {os.path.relpath(os.path.join(where, name), directory)
            for where, directories, names in os.walk(directory)
            for name in [*names, *(d for d in directories if os.path.islink(os.path.join(where, d)))]}


class Build:
    """A build directory of its own."""

    def __init__(self, *arguments, with_crates=False):
        self.directory = tempfile.mkdtemp(prefix="build-")
        os.chmod(self.directory, 0o755)
        self.arguments = [*configure_arguments, *arguments]
        self.configure()
        if with_crates:
            for name in "rust-target", "bindings":
                run("cp", "-a", os.path.join(options.builddir, name), self.directory)

    def configure(self):
        run(os.path.join(support.SOURCE, "configure"), *self.arguments, cwd=self.directory)

    def remove(self):
        shutil.rmtree(self.directory)

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def make(self, *arguments, **more):
        return run("make", *arguments, cwd=self.directory, **more)

    def start_make(self, *arguments):
        return subprocess.Popen(["make", *arguments], cwd=self.directory, env=clean_environment(),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, start_new_session=True)

    def python(self, *arguments, **more):
        return run(self.path("python"), *arguments, **more)

    def manifest(self):
        [name] = glob.glob(self.path("build/lib*/python*/cpython-rust.files"))
        with open(name, encoding="utf-8") as file:
            return file.read().splitlines()

    def start_over(self):
        """Remove what was linked and laid; the crates of others stay compiled."""
        shutil.rmtree(self.path("build"), ignore_errors=True)
        for name in ["python", "Modules/prefix-stamp", "bindings/stamp", *glob.glob(self.path("Modules/*.o")),
                     *glob.glob(self.path("Modules/*.so")),
                     *glob.glob(self.path("rust-target/*-*/*/libcpython_rust.*"))]:
            if os.path.exists(self.path(name)):
                os.unlink(self.path(name))


class InstallTestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.scratch = tempfile.mkdtemp()
        # Other users are to reach what is installed here.
        os.chmod(self.scratch, 0o755)
        self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)

    def install(self, prefix, *arguments, target="install", **more):
        return run("make", target, f"prefix={prefix}", *arguments, cwd=options.builddir, **more)

    def program(self, prefix):
        return os.path.join(prefix, "bin", program_name)

    def assert_runs(self, program, prefix, *runner, **more):
        """The program finds the prefix, its library and the modules."""
        found, stdlib, configured, base64, builtin = json.loads(run(*runner, program, "-I", "-c", FACTS, **more))
        self.assertEqual((found, stdlib, configured, base64),
                         (prefix, f"{prefix}/{lib_name}/{program_name}", prefix,
                          f"{prefix}/{lib_name}/{program_name}/base64.py"))
        for name in static_modules:
            self.assertEqual(builtin.count(name), 1)


class PrefixTest(InstallTestCase):
    """Where it is installed, and how it comes off."""

    def test_link(self):
        prefix = os.path.join(self.scratch, "linked")
        self.install(prefix, "INSTALL_STDLIB=link")
        self.assert_runs(self.program(prefix), prefix)
        link = os.path.join(prefix, lib_name, program_name, "os.py")
        self.assertFalse(os.path.isabs(os.readlink(link)))
        self.assertEqual(os.path.realpath(link), os.path.realpath(os.path.join(variables["BASE_STDLIB"], "os.py")))

    def test_altinstall(self):
        prefix = os.path.join(self.scratch, "alternative")
        self.install(prefix, "INSTALL_STDLIB=link", target="altinstall")
        self.assertEqual(os.listdir(os.path.join(prefix, "bin")), [program_name])
        self.assert_runs(self.program(prefix), prefix)

    def test_destdir(self):
        destdir = os.path.join(self.scratch, "destdir")
        self.install("/opt/rust-python", "INSTALL_TESTS=no", f"DESTDIR={destdir}")
        self.assertEqual(os.listdir(destdir), ["opt"])
        self.assertEqual(os.listdir(os.path.join(destdir, "opt")), ["rust-python"])
        staged = os.path.join(destdir, "opt/rust-python")
        for name in files_below(staged):
            path = os.path.join(staged, name)
            if not os.path.islink(path):
                with open(path, "rb") as file:
                    self.assertFalse(self.scratch.encode() in file.read(), name)
            else:
                self.assertFalse(os.readlink(path).startswith("/"), name)
        self.assert_runs(self.program(staged), staged)
        self.install("/opt/rust-python", f"DESTDIR={destdir}", target="uninstall")
        self.assertEqual(files_below(destdir), set())

    def test_uninstall_leaves_what_is_not_ours(self):
        prefix = os.path.join(self.scratch, "shared-prefix")
        library = f"{lib_name}/{program_name}"
        foreign = {"bin/other", f"{library}/foreign.txt", f"{library}/json/foreign.txt", "share/doc/other",
                   f"{library}/site-packages/package.py", f"{library}/foreign.py", f"{library}/json/foreign.py", f"{library}/__pycache__/foreign.cpython-311.pyc",
                   f"{library}/lib-dynload/foreign.so", "include/other.h"}
        for name in foreign:
            os.makedirs(os.path.dirname(os.path.join(prefix, name)), exist_ok=True)
            with open(os.path.join(prefix, name), "w", encoding="utf-8"):
                pass
        self.install(prefix, "INSTALL_TESTS=no")
        self.assert_runs(self.program(prefix), prefix)
        self.assertGreater(len(files_below(prefix)), len(foreign) + 500)
        self.install(prefix, target="uninstall")
        self.assertEqual(files_below(prefix), foreign)
        self.assertIn("nothing was installed in", self.install(prefix, target="uninstall", status=2))

    def test_second_installation_of_another_kind(self):
        prefix = os.path.join(self.scratch, "twice")
        self.install(prefix, "INSTALL_STDLIB=link")
        linked = os.path.join(prefix, lib_name, program_name, "json")
        self.assertTrue(os.path.islink(linked))
        before = os.path.getmtime(os.path.join(variables["BASE_STDLIB"], "json"))
        self.install(prefix, "INSTALL_STDLIB=copy", "INSTALL_TESTS=no")
        self.assertFalse(os.path.islink(linked))
        self.assert_runs(self.program(prefix), prefix)
        # Nothing was written through the link.
        self.assertEqual(os.path.getmtime(os.path.join(variables["BASE_STDLIB"], "json")), before)
        self.install(prefix, target="uninstall")
        self.assertEqual(files_below(prefix), set())

    # With DESTDIR, so that the base is safe even if it is not refused.

    def assert_refused(self, prefix, *arguments):
        destdir = os.path.join(self.scratch, "destdir")
        output = self.install(prefix, *arguments, f"DESTDIR={destdir}", status=2)
        self.assertRegex(output, "of the base itself .*\n.*Choose another")
        self.assertFalse(os.path.exists(destdir), output)

    def test_prefix_of_the_base(self):
        self.assert_refused(variables["BASE_PREFIX"])
        self.assert_refused(variables["BASE_PREFIX"] + "/../" + os.path.basename(variables["BASE_PREFIX"]) + "/")

    def test_prefix_of_the_base_through_a_link(self):
        link = os.path.join(self.scratch, "link")
        os.symlink(variables["BASE_PREFIX"], link)
        self.assert_refused(link)
        second = os.path.join(self.scratch, "second")
        os.symlink("link", second)
        self.assert_refused(second)

    def test_program_of_the_base(self):
        self.assert_refused(os.path.join(self.scratch, "prefix"),
                            f"bindir={os.path.dirname(variables['BASE_PYTHON'])}")


class CopyTest(InstallTestCase):
    """One installation with a standard library of its own, in many places."""

    @classmethod
    def setUpClass(cls):
        cls.root = os.path.realpath(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        os.chmod(cls.root, 0o755)
        cls.prefix = os.path.join(cls.root, "prefix")
        run("make", "install", f"prefix={cls.prefix}", "INSTALL_TESTS=no", cwd=options.builddir)

    def copy(self):
        prefix = os.path.join(os.path.realpath(self.scratch), "copy")
        run("cp", "-a", self.prefix, prefix)
        return prefix

    def test_as_it_is(self):
        self.assert_runs(self.program(self.prefix), self.prefix)
        self.assert_runs(os.path.join(self.prefix, "bin/python3"), self.prefix)
        # It has no link to the base, and no part of the build directory.
        for name in files_below(self.prefix):
            path = os.path.join(self.prefix, name)
            self.assertTrue(os.path.realpath(path).startswith(self.prefix + "/"), name)
            with open(path, "rb") as file:
                self.assertFalse(os.path.realpath(options.builddir).encode() in file.read(), name)

    def test_our_own_tests(self):
        test = os.path.join(support.SOURCE, "Lib/test/test_rust_build.py")
        run(self.program(self.prefix), test, cwd=self.scratch)

    def test_byte_code(self):
        name = f"{self.prefix}/{lib_name}/{program_name}/base64.py"
        code = ("import importlib.util, marshal, pathlib, sys\n"
                "path = importlib.util.cache_from_source(sys.argv[1])\n"
                "print(marshal.loads(pathlib.Path(path).read_bytes()[16:]).co_filename)")
        self.assertEqual(run(self.program(self.prefix), "-I", "-c", code, name), name + "\n")

    def test_no_tests(self):
        self.assertEqual(glob.glob(f"{self.prefix}/{lib_name}/{program_name}/**/test", recursive=True), [])

    def test_moved(self):
        self.assert_runs(self.program(self.copy()), os.path.join(os.path.realpath(self.scratch), "copy"))

    def test_stripped(self):
        prefix = self.copy()
        objects = [self.program(prefix), *glob.glob(f"{prefix}/{lib_name}/libcpython_rust*.so"),
                   *glob.glob(f"{prefix}/{lib_name}/{program_name}/lib-dynload/*.so")]
        run("strip", *objects)
        self.assert_runs(self.program(prefix), prefix)
        environment = os.path.join(prefix, "environment")
        run(self.program(prefix), "-m", "venv", "--without-pip", "--copies", environment)
        run("strip", os.path.join(environment, "bin/python"))
        self.assertEqual(run(os.path.join(environment, "bin/python"), "-c", "import sys; print(sys.prefix)"),
                         environment + "\n")

    def need_library(self, program):
        """Skip where the interpreter itself is in a library that stays with the base."""
        for path in re.findall(r"=> (/\S+)", run("ldd", program)):
            if os.path.basename(path).startswith("libpython"):
                self.skipTest(f"the interpreter is in {path}")

    @needs_mounts
    def test_base_that_others_cannot_read(self):
        self.need_library(self.program(self.prefix))
        hidden = {variables["BASE_STDLIB"], variables["BASE_INCLUDEPY"], variables["BASE_LIBPL"]}
        nobody = pwd.getpwnam("nobody")
        script = "".join(f"mount -t tmpfs -o mode=0700 none {path}\n" for path in sorted(hidden)
                         if os.path.isdir(path) and not any(path.startswith(other + "/") for other in hidden))
        script += f"! ls {variables['BASE_STDLIB']}/os.py 2>/dev/null\nchmod 0700 {self.scratch}\n"
        script += f'cd /\nexec setpriv --reuid={nobody.pw_uid} --regid={nobody.pw_gid} --clear-groups "$@"\n'
        self.assert_runs(self.program(self.prefix), self.prefix, "unshare", "--mount", "--propagation", "private",
                         "sh", "-euc", script, "sh")

    @needs_mounts
    def test_chroot_without_proc(self):
        """Without /proc a program cannot ask the kernel where it is."""
        root = os.path.join(self.scratch, "root")
        os.mkdir(root)
        # A bind mount takes no other mount along, so the root in it has an empty /proc.
        script = (f"mount --bind / {root}\n"
                  f"for path in {self.root} {os.path.realpath(options.builddir)}; do\n"
                  f"    mountpoint -q {root}$path || mount --bind $path {root}$path; done\n"
                  f'! ls {root}/proc/self 2>/dev/null\nexec chroot {root} "$@"\n')
        runner = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", script, "sh"]
        self.assert_runs(self.program(self.prefix), self.prefix, *runner)
        build = os.path.join(os.path.realpath(options.builddir), "build")
        self.assert_runs(os.path.join(options.builddir, "python"), build, *runner)
        environment = os.path.join(self.root, "environment")
        run(*runner, self.program(self.prefix), "-m", "venv", "--without-pip", "--copies", environment)
        code = "import sys, base64; print(sys.prefix, base64.b64encode(b'chroot'))"
        self.assertEqual(run(*runner, os.path.join(environment, "bin/python"), "-c", code),
                         f"{environment} b'Y2hyb290'\n")


class FaultTestCase(InstallTestCase):
    """A build in which something goes wrong; afterwards it is whole, or it is not there."""

    ARGUMENTS = ()
    WITH_CRATES = False

    @classmethod
    def setUpClass(cls):
        cls.build = Build(*cls.ARGUMENTS, with_crates=cls.WITH_CRATES)
        cls.addClassCleanup(cls.build.remove)
        cls.build.make()
        cls.build.start_over()
        started = time.monotonic()
        cls.build.make()
        cls.seconds = time.monotonic() - started
        cls.names = cls.build.manifest()

    def setUp(self):
        super().setUp()
        self.build.start_over()

    def assert_whole(self, build=None):
        build = build or self.build
        self.assertEqual(build.manifest(), self.names)
        for name in self.names:
            self.assertTrue(os.path.exists(build.path("build", name)), name)
        self.assert_runs_tests(build)

    def assert_runs_tests(self, build):
        code = ("import base64, binascii, json, random, sys, sysconfig, zipfile\n"
                "data = random.randbytes(100_000)\n"
                "assert base64.b64decode(base64.b64encode(data)) == data\n"
                "assert sys.prefix == sysconfig.get_config_var('prefix')\n"
                "print(sys.prefix)\n")
        self.assertEqual(build.python("-c", code), build.path("build") + "\n")

    def interrupt(self, number):
        for part in range(1, 10, 2):
            with self.subTest(part=part / 10, signal=number):
                self.build.start_over()
                make = self.build.start_make()
                time.sleep(self.seconds * part / 10)
                os.killpg(make.pid, number)
                make.communicate()
                if os.path.exists(self.build.path("python")):
                    self.assert_whole()
                self.build.make()
                self.assert_whole()

    def test_killed(self):
        self.interrupt(signal.SIGKILL)

    def test_interrupted(self):
        self.interrupt(signal.SIGINT)

    def test_two_at_once(self):
        for attempt in range(4):
            with self.subTest(attempt=attempt):
                self.build.start_over()
                first = self.build.start_make()
                time.sleep(self.seconds * attempt / 8)
                second = self.build.start_make()
                outputs = [make.communicate(timeout=600)[0] for make in (first, second)]
                self.assertEqual([first.returncode, second.returncode], [0, 0], "\n---\n".join(outputs))
                self.assert_whole()

    def test_parallel(self):
        self.build.make("-j4")
        self.assert_whole()

    def test_second_make_does_nothing(self):
        self.build.make()
        before = {name: os.stat(self.build.path(name)).st_mtime_ns
                  for name in ("python", "Modules/prefix-stamp", f"build/bin/{program_name}")}
        self.build.make()
        after = {name: os.stat(self.build.path(name)).st_mtime_ns for name in before}
        self.assertEqual(before, after)

    @needs_mounts
    def test_full_disk(self):
        """A disk with little room left, or with few files left, ends with a message."""
        program = os.path.getsize(os.path.realpath(variables["BASE_PYTHON"]))
        ended = set()
        for limit in ("size=64k", f"size={program // 3}", f"size={program + 200_000}", "nr_inodes=60",
                      f"nr_inodes={len(self.names) // 2}", f"nr_inodes={len(self.names) - 5}", "size=256m"):
            with self.subTest(limit=limit):
                output = in_namespace(
                    f"cd {self.scratch}\n"
                    "mkdir -p disk\n"
                    "mount -t tmpfs -o size=256m none disk\n"
                    "cd disk\n"
                    f"{shlex.join([support.SOURCE + '/configure', *self.build.arguments])} >../log 2>&1\n"
                    # The crates and bindings are elsewhere: they are larger than all else.
                    f"for name in rust-target bindings; do\n"
                    f"    test ! -d {self.build.directory}/$name || ln -s {self.build.directory}/$name .; done\n"
                    # What is there already has room.
                    "used=$(du -sb . | cut -f1) files=$(find . | wc -l)\n"
                    f"kind={limit.partition('=')[0]} room={limit.partition('=')[2]}\n"
                    'case $room in *m) ;; *k) room=$((used + ${room%k} * 1024)) ;;'
                    ' *) test $kind = size && room=$((used + room)) || room=$((files + room)) ;; esac\n'
                    "mount -o remount,$kind=$room disk 2>/dev/null || mount -o remount,$kind=$room .\n"
                    "make >../log 2>&1 && echo made || echo failed\n"
                    "if test -e python; then ./python -c 'import base64, zipfile, sys; print(sys.prefix)'; fi\n"
                    "cat ../log\n")
                state, lines = output.split("\n", 1)
                ended.add(state)
                if state == "made":
                    self.assertTrue(lines.startswith(f"{self.scratch}/disk/build\n"), output)
                else:
                    self.assertNotIn("/disk/build\n", lines.partition("\n")[0], output)
                    self.assertIn("No space left on device", lines)
        self.assertEqual(ended, {"made", "failed"})

    @needs_mounts
    def test_configure_on_a_full_disk(self):
        output = in_namespace(
            f"cd {self.scratch}\nmkdir -p disk\nmount -t tmpfs -o size=16k none disk\ncd disk\n"
            f"{shlex.join([support.SOURCE + '/configure', *self.build.arguments])} 2>&1 && echo configured\n"
            "test -e Makefile && echo Makefile\n", status=1)
        self.assertNotRegex(output, "(?m)^(configured|Makefile)$")

    @needs_mounts
    def test_source_that_is_read_only(self):
        # root may write everywhere but on a file system that is mounted so.
        in_namespace(f"mount --bind {support.SOURCE} {support.SOURCE}\n"
                     f"mount -o remount,bind,ro {support.SOURCE}\n"
                     f"! touch {support.SOURCE}/configure.ac 2>/dev/null\n"
                     f"cd {self.build.directory}\n"
                     f"{shlex.join([support.SOURCE + '/configure', *self.build.arguments])}\nmake\n")
        self.assert_whole()


class FaultTest(FaultTestCase):
    ARGUMENTS = ("--without-rust",)

    def test_no_cargo(self):
        """Without Rust nothing of it is needed."""
        tools = os.path.join(self.scratch, "tools")
        support.link_tools(tools, hidden=re.compile("rust|cargo"))
        environment = clean_environment(PATH=tools)
        run(os.path.join(support.SOURCE, "configure"), *self.build.arguments, cwd=self.build.directory, env=environment)
        self.build.make(env=environment)
        self.assert_whole()
        code = "import base64, os; print(os.path.realpath(base64.__file__))"
        self.assertEqual(self.build.python("-c", code), os.path.realpath(
            os.path.join(variables["BASE_STDLIB"], "base64.py")) + "\n")
        if variables["HAVE_TESTS"] == "yes":
            self.build.python("-m", "test", "test_base64", "test_binascii", env=environment)

    def test_base_that_changed(self):
        self.build.make()
        stamp = self.build.path("base-stamp")
        with open(stamp, encoding="utf-8") as file:
            noted = file.read()
        self.addCleanup(self.build.configure)
        for old, new, message in (
            (r"(?m)^(\d+)(?= \d+ .*/patchlevel\.h$)", "1", r"\*\*\* .*/patchlevel\.h is another than it was"),
            (r"(?m)^(\d+ )\d+(?= .*/os\.py$)", r"\g<1>1", r"\*\*\* .*/os\.py is another than it was"),
            (r"(?m)/patchlevel\.h$", "/patchlevel.gone", r"\*\*\* .*/patchlevel\.gone is gone"),
        ):
            with self.subTest(message):
                text, count = re.subn(old, new, noted)
                self.assertEqual(count, 1)
                with open(stamp, "w", encoding="utf-8") as file:
                    file.write(text)
                for target in "all", "test", "install":
                    output = self.build.make(target, "DESTDIR=" + self.scratch, status=2)
                    self.assertRegex(output, message)
                    self.assertRegex(output, r"\*\*\* the base changed: run configure again")
                self.assertEqual(os.listdir(self.scratch), [])

        with self.subTest("as the message says"):
            run("sh", "-c", "./config.status --recheck && ./config.status", cwd=self.build.directory)
            self.build.make()
            self.assert_whole()


class RustFaultTest(FaultTestCase):
    WITH_CRATES = True

    @classmethod
    def setUpClass(cls):
        if variables["WITH_RUST"] != "yes":
            raise unittest.SkipTest("configured without Rust")
        super().setUpClass()

    def local_setup(self, text):
        path = self.build.path("Modules/Setup.rust.local")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))

    def check_symbols(self):
        run(sys.executable, "-I", "-S", "-B", os.path.join(support.SOURCE, "Tools/checks/symbols.py"),
            "--builddir", self.build.directory)

    def stock_test(self):
        if variables["HAVE_TESTS"] == "yes":
            self.build.python("-m", "test", "test_base64", "test_rust_base64")

    def test_shared(self):
        self.local_setup("*shared*\n_base64\n")
        self.build.make()
        code = "import sys, base64, _base64; print('_base64' in sys.builtin_module_names, _base64.__file__, base64.__file__)"
        builtin, module, base64 = self.build.python("-c", code).split()
        self.assertEqual((builtin, os.path.dirname(module), base64), (
            "False", self.build.path(f"build/{lib_name}/{program_name}/lib-dynload"),
            self.build.path(f"build/{lib_name}/{program_name}/base64.py")))
        self.check_symbols()
        self.stock_test()
        prefix = os.path.join(self.scratch, "prefix")
        self.build.make("install", f"prefix={prefix}", "INSTALL_STDLIB=link")
        module = run(self.program(prefix), "-c", "import _base64; print(_base64.__file__)").strip()
        self.assertEqual(os.path.dirname(module), f"{prefix}/{lib_name}/{program_name}/lib-dynload")

    def test_disabled(self):
        self.build.make()
        self.local_setup("*disabled*\n_base64\n")
        self.build.make()
        code = ("import base64, importlib.util, os; print(importlib.util.find_spec('_base64'),"
                "importlib.util.find_spec('_pybase64'), os.path.realpath(base64.__file__))")
        self.assertEqual(self.build.python("-c", code).split(), [
            "None", "None", os.path.realpath(os.path.join(variables["BASE_STDLIB"], "base64.py"))])
        self.check_symbols()
        if variables["HAVE_TESTS"] == "yes":
            self.build.python("-m", "test", "test_base64")
        # And on again.
        os.unlink(self.build.path("Modules/Setup.rust.local"))
        self.build.make()
        self.assert_whole()

    def test_other_rustflags(self):
        self.build.make()
        for flags, is_built in ("--cfg=other", True), ("--cfg=other", False), ("", True), ("", False):
            with self.subTest(flags=flags, is_built=is_built):
                output = self.build.make(*[f"RUSTFLAGS={flags}"] if flags else [])
                self.assertEqual("  CARGO " in output, is_built, output)
        self.assert_whole()

    def test_setup_that_is_wrong(self):
        self.build.make()
        for text, message in {
            "_base46\n": "there is no Rust module '_base46'",
            "*dynamic*\n_base64\n": r"Setup.rust.local:1: '\*dynamic\*' is none of \*static\*, \*shared\*, ",
            "*static*\n_base-64\n": "Setup.rust.local:2: '_base-64' is not the name of a module",
        }.items():
            with self.subTest(text):
                self.local_setup(text)
                self.assertRegex(self.build.make(status=2), message)
        os.unlink(self.build.path("Modules/Setup.rust.local"))
        self.build.make()
        self.assert_whole()


class PlaceTest(InstallTestCase):
    """Where the source directory is, seen from the build directory."""

    def setUp(self):
        super().setUp()
        self.scratch = os.path.realpath(self.scratch)
        self.source = os.path.join(self.scratch, "source")
        support.copy_tree(support.SOURCE, self.source)

    def assert_builds(self, directory, configure):
        os.makedirs(directory, exist_ok=True)
        if variables["WITH_RUST"] == "yes":
            run("cp", "-a", os.path.join(options.builddir, "rust-target"), directory)
        run(configure, *configure_arguments, cwd=directory)
        run("make", cwd=directory)
        self.assert_runs(os.path.join(directory, "python"), os.path.join(directory, "build"), cwd="/")

    def test_in_the_source_directory(self):
        self.assert_builds(self.source, "./configure")
        before = files_below(self.source)
        # What it wrote goes again.
        run("make", "distclean", cwd=self.source)
        fresh = os.path.join(self.scratch, "fresh")
        support.copy_tree(support.SOURCE, fresh)
        self.assertEqual(files_below(self.source), files_below(fresh))
        self.assertGreater(len(before), len(files_below(fresh)))

    def test_relative_path(self):
        self.assert_builds(os.path.join(self.scratch, "here/build"), "../../source/configure")


class ArchiveTest(InstallTestCase):
    """What `make dist` writes, where there is no libclang."""

    @classmethod
    def setUpClass(cls):
        if variables["WITH_RUST"] != "yes" or variables["BINDINGS_AHEAD"]:
            raise unittest.SkipTest("the generator of bindings cannot run here")
        if not os.path.exists(os.path.join(support.SOURCE, ".git")):
            raise unittest.SkipTest("the source directory is no clone")
        cls.build = Build(with_crates=True)
        cls.addClassCleanup(cls.build.remove)
        cls.build.make("dist")
        [cls.archive] = glob.glob(cls.build.path("*.tar.gz"))

    def setUp(self):
        super().setUp()
        run("tar", "-C", self.scratch, "-xf", self.archive)
        [self.source] = glob.glob(f"{self.scratch}/*/")
        self.builddir = os.path.join(os.path.realpath(self.scratch), "build")
        self.empty = os.path.join(self.scratch, "empty")
        for directory in self.builddir, self.empty:
            os.mkdir(directory)

    def configure(self, *arguments, **more):
        return run(os.path.join(self.source, "configure"), *configure_arguments, "--with-rust", *arguments,
                   cwd=self.builddir, **more)

    def tamper(self):
        """Have the figures say that a field is elsewhere."""
        [path] = glob.glob(f"{self.source}/Rust/cpython-sys/generated/{variables['BASE_LDVERSION']}-*/asserts.c")
        with open(path, encoding="utf-8") as file:
            text, count = re.subn(r"(?m)^(FIELD\(Py_buffer, obj, )8\);$", r"\g<1>16);", file.read())
        self.assertEqual(count, 1)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def test_same_tree_same_bytes(self):
        with open(self.archive, "rb") as file:
            before = file.read()
        self.build.make("dist")
        with open(self.archive, "rb") as file:
            self.assertEqual(before, file.read())

    def test_builds_without_libclang(self):
        self.assertRegex(self.configure(f"LIBCLANG_PATH={self.empty}"),
                         rf"(?m)^  bindings    generated ahead for {variables['BASE_LDVERSION']}$")
        run("make", cwd=self.builddir)
        self.assert_runs(os.path.join(self.builddir, "python"), os.path.join(self.builddir, "build"))
        # The headers of our own are in the bindings, too.
        with open(os.path.join(self.source, "Include/cpython_shim.h"), "a", encoding="utf-8") as file:
            file.write("/* changed */\n")
        self.assertIn("generated ahead do not fit: Include/, ownership.txt or the generator was changed",
                      run("make", cwd=self.builddir, status=2))

    def test_bindings_that_do_not_fit(self):
        self.tamper()
        misfit = (f"; those generated ahead for {variables['BASE_LDVERSION']} do not fit: "
                  'static assertion failed: "offset of Py_buffer.obj"')
        output = self.configure(f"LIBCLANG_PATH={self.empty}", status=1)
        self.assertRegex(output, r"\*\*\*   found:    no libclang\.so .*" + re.escape(misfit))
        self.assertRegex(self.configure(), r"(?m)^  bindings    bindgen with libclang \S+" + re.escape(misfit) + "$")


HOST = """
#include <Python.h>
int main(int argc, char **argv) { return Py_BytesMain(argc, argv); }
"""


class ExportTest(InstallTestCase):
    """What `make export` writes, in the hands of the base's own makesetup."""

    @classmethod
    def setUpClass(cls):
        if not variables["RUST_MODULES"]:
            raise unittest.SkipTest("no module is written in Rust here")
        if not os.path.exists(os.path.join(variables["BASE_LIBPL"], "makesetup")):
            raise unittest.SkipTest("the base has no makesetup")

    def setUp(self):
        super().setUp()
        run("make", "export", f"DIR={self.scratch}", cwd=options.builddir)

    def makesetup(self):
        """Have config.c and a Makefile written, as CPython's own build does."""
        config = variables["BASE_LIBPL"]
        setups = [os.path.join(config, name) for name in ("Setup.local", "Setup.bootstrap", "Setup")]
        return run("sh", f"{config}/makesetup", "-c", f"{config}/config.c.in", "-s", "Modules", "-m",
                   f"{config}/Makefile", "Setup.rust", "-n", *setups, cwd=self.scratch)

    def compile(self, *arguments, first=(), **more):
        return run(*shlex.split(variables["CC"]), "-O2", *first, *variables["BASE_CPPFLAGS"].split(), *arguments,
                   cwd=self.scratch, **more)

    def wrappers(self):
        return [f"Modules/{module}_rust.c" for module in variables["RUST_MODULES"].split()]

    def test_made_by_makesetup(self):
        self.makesetup()
        with open(os.path.join(self.scratch, "config.c"), encoding="utf-8") as file:
            config = file.read()
        with open(os.path.join(self.scratch, "Makefile"), encoding="utf-8") as file:
            makefile = file.read()
        for module in variables["RUST_MODULES"].split():
            self.assertEqual(config.count(f'{{"{module}", PyInit_{module}}},'), int(module in static_modules))
            # The object is compiled again when the archive is another.
            [rule] = re.findall(rf"(?m)^Modules/{module}_rust\.o: .*", makefile)
            self.assertIn(f"$(MODULE_{module.upper()}_DEPS)", rule)
            self.assertIn(f"MODULE_{module.upper()}_DEPS=$(srcdir)/Modules/rust/libcpython_rust.a\n", makefile)
        # What a shared one is linked of has the archive, too.
        self.assertRegex(makefile, r"(?m)^LOCALMODLIBS=.* \$\(srcdir\)/Modules/rust/libcpython_rust\.a ")
        for module in variables["RUST_SHARED_MODULES"].split():
            self.assertRegex(makefile, rf"(?m)^Modules/{module}\$\(EXT_SUFFIX\): .*\$\(BLDSHARED\)"
                                       rf" .*{module}_rust\.o .*/libcpython_rust\.a ")

    def test_linked_and_run(self):
        library = f"{variables['BASE_LIBPL']}/libpython{variables['BASE_LDVERSION']}.a"
        if not os.path.exists(library):
            self.skipTest(f"the base has no {library}")
        self.makesetup()
        with open(os.path.join(self.scratch, "host.c"), "w", encoding="utf-8") as file:
            file.write(HOST)
        # As the rules have it: a module that is built in sees what the core sees.
        self.compile("-Wall", "-Wextra", "-Werror", "-DPy_BUILD_CORE_BUILTIN", "-c", *self.wrappers())
        objects = [os.path.basename(name)[:-1] + "o" for name in self.wrappers()]
        base = ["-Wl,--export-dynamic", library, *variables["BASE_LIBS"].split(), "-no-pie", "-o", "host"]
        try:
            self.compile("host.c", *base)
        except AssertionError:
            self.skipTest(f"{library} cannot be linked")
        self.compile(f"-I{variables['BASE_INCLUDEPY']}/internal", "-DPy_BUILD_CORE", "host.c", "config.c", *objects,
                     "Modules/rust/libcpython_rust.a", "-Wl,--exclude-libs,libcpython_rust.a", *base)
        for module in static_modules:
            code = (f"import sys, {module}, base64\n"
                    f"print({module}.__spec__.origin, sys.builtin_module_names.count('{module}'), base64.__file__)\n"
                    "assert base64.b64decode(base64.b64encode(b'export')) == b'export'")
            output = run(os.path.join(self.scratch, "host"), "-c", code,
                         env=clean_environment(PYTHONPATH=os.path.join(self.scratch, "Lib")))
            self.assertEqual(output, f"built-in 1 {self.scratch}/Lib/base64.py\n")
        # Rust's own symbols are not for others.
        self.assertNotIn("PyRustInit_", run(variables["NM"], "-D", os.path.join(self.scratch, "host")))

    def test_headers_of_another_version(self):
        """The tree that it is copied to may be another than it was made for."""
        headers = os.path.join(self.scratch, "headers")
        shutil.copytree(variables["BASE_INCLUDEPY"], headers)
        [wrapper, *_] = self.wrappers()
        self.compile("-fsyntax-only", wrapper, first=[f"-I{headers}"])
        with open(os.path.join(headers, "patchlevel.h"), "a", encoding="utf-8") as file:
            file.write("#undef PY_MINOR_VERSION\n#define PY_MINOR_VERSION 10\n")
        output = self.compile("-fsyntax-only", wrapper, first=[f"-I{headers}"], status=1)
        self.assertIn(f"the archive is of CPython {variables['BASE_VERSION']}", output)

    def test_directory_that_is_a_source_tree(self):
        with open(os.path.join(self.scratch, "Modules/config.c.in"), "w", encoding="utf-8"):
            pass
        output = run("make", "export", f"DIR={self.scratch}", cwd=options.builddir, status=2)
        self.assertIn("is a source tree itself", output)


def load_tests(loader, tests, pattern):
    cases = PrefixTest, CopyTest, PlaceTest, ArchiveTest, ExportTest, FaultTest, RustFaultTest
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--builddir", required=True)
    options, rest = parser.parse_known_args()
    options.builddir = os.path.abspath(options.builddir)

    variables = support.Tree(support.SOURCE, options.builddir).make_variables()
    directory, program_name = os.path.split(variables["BASE_STDLIB"])
    lib_name = os.path.basename(directory)
    static_modules = variables["RUST_STATIC_MODULES"].split()
    configure_arguments = shlex.split(run(os.path.join(options.builddir, "config.status"), "--config"))
    facts = dict(line.partition("=")[::2] for line in support.run(
        variables["BASE_PYTHON"], "-I", "-S", "-B", os.path.join(support.SOURCE, "Tools/build/baseinfo.py"),
        "plain").splitlines())
    variables = facts | variables
    unittest.main(argv=[sys.argv[0], *rest])
