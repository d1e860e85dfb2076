"""Test that the interpreter is an installed Python like any other.

Each test starts sys.executable as a user could start it, and looks whether the
program finds its own standard library and the modules written in Rust.
"""

import glob
import importlib.machinery
import importlib.util
import json
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import unittest
import zipapp
import zipfile

# The modules of Setup.rust that are on, and the files that are laid for them: "base64.py=base64.py" is ours,
# "_pybase64.py=base:base64.py" the base's own under another name.
MODULES = (sysconfig.get_config_var('RUST_MODULES') or '').split()
OVERLAY = dict(word.split('=') for word in (sysconfig.get_config_var('RUST_OVERLAY') or '').split())
STATIC_MODULES = [name for name in MODULES if name in sys.builtin_module_names]

PREFIX = sys.base_prefix
STDLIB = os.path.join(PREFIX, sys.platlibdir, 'python' + sysconfig.get_python_version()
                      + ('t' if sysconfig.get_config_var('Py_GIL_DISABLED') else ''))

# What a start finds out about itself, in JSON.
FACTS = r'''
import json, os, sys, sysconfig
import base64
print(json.dumps({
    "prefix": sys.prefix, "exec_prefix": sys.exec_prefix, "base_prefix": sys.base_prefix,
    "executable": sys.executable,
    "stdlib": os.path.dirname(os.__file__),
    "path": sys.path,
    "base64": base64.__file__,
    "builtin": sys.builtin_module_names,
    "sysconfig": {
        "prefix": sysconfig.get_config_var("prefix"),
        "exec_prefix": sysconfig.get_config_var("exec_prefix"),
        "BINDIR": sysconfig.get_config_var("BINDIR"),
        "LIBDEST": sysconfig.get_config_var("LIBDEST"),
        "INCLUDEPY": sysconfig.get_config_var("INCLUDEPY"),
        "DESTSHARED": sysconfig.get_config_var("DESTSHARED"),
    },
    "paths": sysconfig.get_paths(),
    "config_h": sysconfig.get_config_h_filename(),
    "makefile": sysconfig.get_makefile_filename(),
}))
'''


def clean_environment(**variables):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith('PYTHON') and name != '__PYVENV_LAUNCHER__'}
    return environment | variables


def run(*command, **options):
    """Run a command without the caller's PYTHON variables, and return its output."""
    options.setdefault('env', clean_environment())
    completed = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, timeout=300, **options)
    if completed.returncode:
        raise AssertionError(f'{shlex.join(command)}: status {completed.returncode}\n'
                             f'{completed.stdout}{completed.stderr}')
    return completed.stdout


def facts_of(*command, **options):
    return json.loads(run(*command, '-c', FACTS, **options))


def base_prefix_of_the_base():
    """The prefix of the base: sysconfig's data tells what it replaces by our own."""
    module = __import__(sysconfig._get_sysconfigdata_name())
    with open(module.__file__, encoding='utf-8') as source:
        found = re.search(r"base_prefix='([^']*)'", source.read())
    return found and found[1]


class BuildTestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        # A link in the name of the temporary directory would be in no answer.
        self.scratch = os.path.realpath(scratch.name)

    def file(self, name, text):
        path = os.path.join(self.scratch, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as out:
            out.write(textwrap.dedent(text))
        return path

    def assert_inside(self, path, directory, what):
        self.assertTrue(path == directory or path.startswith(directory + os.sep),
                        f'{what} is {path}, not in {directory}')

    def assert_ours(self, facts, prefix=PREFIX):
        """The program found this prefix, and everything that it says is in it."""
        for name in 'prefix', 'exec_prefix', 'base_prefix':
            self.assertEqual(facts[name], prefix, name)
        self.assertEqual(facts['stdlib'], STDLIB)
        self.assertEqual(facts['sysconfig']['prefix'], prefix)
        self.assertEqual(facts['sysconfig']['exec_prefix'], prefix)
        for group in 'sysconfig', 'paths':
            for name, path in facts[group].items():
                self.assert_inside(path, prefix, f'{group} {name}')
        for name in 'config_h', 'makefile':
            self.assert_inside(facts[name], prefix, name)
            self.assertTrue(os.path.isfile(facts[name]), facts[name])
        self.assertEqual(facts['paths']['stdlib'], STDLIB)
        self.assertEqual(facts['base64'], os.path.join(STDLIB, 'base64.py'))
        for name in STATIC_MODULES:
            self.assertIn(name, facts['builtin'])


class StartTest(BuildTestCase):

    def test_options(self):
        for options in [], ['-I'], ['-E'], ['-s'], ['-S'], ['-P'], ['-I', '-S'], ['-B', '-O']:
            with self.subTest(options=options):
                self.assert_ours(facts_of(sys.executable, *options))

    def test_empty_environment(self):
        self.assert_ours(facts_of(sys.executable, env={}))

    def test_other_directory(self):
        self.assert_ours(facts_of(sys.executable, cwd=self.scratch))
        # A program may stand where it starts.
        directory, name = os.path.split(sys.executable)
        self.assert_ours(facts_of(f'./{name}', cwd=directory))

    def test_path_look_up(self):
        directory, name = os.path.split(sys.executable)
        facts = facts_of(name, env=clean_environment(PATH=directory))
        self.assert_ours(facts)
        self.assertEqual(facts['executable'], sys.executable)

    def test_link_from_elsewhere(self):
        link = os.path.join(self.scratch, 'bin', 'python')
        os.mkdir(os.path.dirname(link))
        os.symlink(os.path.relpath(sys.executable, os.path.dirname(link)), link)
        self.assert_ours(facts_of(link))

        second = os.path.join(self.scratch, 'python-again')
        os.symlink('bin/python', second)
        self.assert_ours(facts_of(second))

        facts = facts_of('python', env=clean_environment(PATH=os.path.dirname(link)))
        self.assert_ours(facts)
        self.assertEqual(facts['executable'], link)

    def test_home(self):
        self.assert_ours(facts_of(sys.executable, env=clean_environment(PYTHONHOME=PREFIX)))

    def test_home_of_the_base(self):
        base = base_prefix_of_the_base()
        base_stdlib = base and os.path.join(base, os.path.relpath(STDLIB, PREFIX))
        if not base or not os.path.isfile(os.path.join(base_stdlib, 'os.py')):
            self.skipTest('the base is not here')
        environment = clean_environment(PYTHONHOME=base)
        facts = facts_of(sys.executable, env=environment)
        self.assertEqual(facts['prefix'], base)
        self.assertEqual(facts['stdlib'], base_stdlib)
        self.assertEqual(facts['base64'], os.path.join(base_stdlib, 'base64.py'))
        # Who asks not to be told is not told.
        self.assert_ours(facts_of(sys.executable, '-E', env=environment))

    def test_other_user(self):
        if os.geteuid() != 0:
            self.skipTest('only root can become another user')
        for name in self.parents_of(STDLIB, sys.executable, base_prefix_of_the_base() or '/'):
            if not os.stat(name).st_mode & stat.S_IXOTH:
                self.skipTest(f'{name} is closed to others')
        nobody = pwd.getpwnam('nobody')
        self.assert_ours(facts_of(sys.executable, user=nobody.pw_uid, group=nobody.pw_gid,
                                  extra_groups=[], cwd='/'))

    @staticmethod
    def parents_of(*paths):
        for path in paths:
            while path != '/':
                path = os.path.dirname(path)
                yield path

    def test_started_by_itself(self):
        code = 'import subprocess, sys; sys.exit(subprocess.call([sys.executable, *sys.argv[1:]]))'
        self.assert_ours(facts_of(sys.executable, '-c', code))


class LayoutTest(BuildTestCase):

    def test_built_in_once(self):
        self.assertEqual(len(sys.builtin_module_names), len(set(sys.builtin_module_names)))

    def test_modules_are_ours(self):
        for name in MODULES:
            with self.subTest(name):
                spec = importlib.util.find_spec(name)
                if name in STATIC_MODULES:
                    self.assertIs(spec.loader, importlib.machinery.BuiltinImporter)
                else:
                    self.assert_inside(spec.origin, os.path.join(STDLIB, 'lib-dynload'), name)

    def test_overlay(self):
        base_stdlib = os.path.join(base_prefix_of_the_base(), os.path.relpath(STDLIB, PREFIX))
        if not os.path.isdir(base_stdlib):
            self.skipTest('the base is not here')
        for name, source in OVERLAY.items():
            with self.subTest(name):
                laid = os.path.join(STDLIB, name)
                self.assertEqual(importlib.util.find_spec(name.removesuffix('.py')).origin, laid)
                with open(laid, 'rb') as file, open(os.path.join(base_stdlib, source.removeprefix('base:')), 'rb') as base:
                    is_base = file.read() == base.read()
                self.assertEqual(is_base, source.startswith('base:'))

    def test_byte_code_is_our_own(self):
        # A linked __pycache__ would be the base's, with byte-code of other files.
        for directory, names, _ in os.walk(STDLIB):
            for name in names:
                if name == '__pycache__':
                    self.assertFalse(os.path.islink(os.path.join(directory, name)), directory)
            # What is linked as a whole is the base's, and so is its byte-code.
            names[:] = [name for name in names if not os.path.islink(os.path.join(directory, name))]
        for name in OVERLAY:
            source = os.path.join(STDLIB, name)
            cached = importlib.util.cache_from_source(source)
            self.assert_inside(os.path.realpath(os.path.dirname(cached)), os.path.realpath(STDLIB), cached)

    def test_everything_laid_is_there(self):
        with open(os.path.join(STDLIB, 'cpython-rust.files'), encoding='utf-8') as manifest:
            names = manifest.read().splitlines()
        self.assertGreater(len(names), 200)
        missing = [name for name in names if not os.path.exists(os.path.join(PREFIX, name))]
        self.assertEqual(missing, [])

    def test_nothing_that_makes_it_a_build_directory(self):
        # getpath takes a program beside one of these for one that is not installed.
        directory = os.path.dirname(os.path.realpath(sys.executable))
        for name in 'pybuilddir.txt', 'Modules/Setup.local', '../pybuilddir.txt', '../Modules/Setup.local':
            self.assertFalse(os.path.exists(os.path.join(directory, name)), name)
        self.assertFalse(sysconfig.is_python_build())


EXTENSION_SOURCE = r'''
#include <Python.h>
static int
plain_exec(PyObject *module)
{
    return PyModule_AddIntConstant(module, "VALUE", 42);
}
static PyModuleDef_Slot plain_slots[] = {{Py_mod_exec, plain_exec}, {0, NULL}};
static PyModuleDef plain_def = {
    PyModuleDef_HEAD_INIT, .m_name = "plain", .m_slots = plain_slots
};
PyMODINIT_FUNC
PyInit_plain(void)
{
    return PyModuleDef_Init(&plain_def);
}
'''

PLAIN_METADATA = 'Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n'

# A build backend (PEP 517) that asks sysconfig for the compiler, as all of them do, and
# needs nothing that is not in the standard library.
BACKEND = '''
import os, shlex, subprocess, sysconfig, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    var = sysconfig.get_config_var
    library = "plain" + var("EXT_SUFFIX")
    include = {sysconfig.get_path("include"), sysconfig.get_path("platinclude")}
    subprocess.run([*shlex.split(var("LDSHARED")), *shlex.split(var("CFLAGS")), *shlex.split(var("CCSHARED")),
                    *("-I" + path for path in include), "plain.c", "-o", library], check=True)
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = "py3-none-" + platform
    files = {
        "plain-1.0.dist-info/METADATA": open("PKG-INFO").read(),
        "plain-1.0.dist-info/WHEEL":
            "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: %s\\n" % tag,
    }
    name = "plain-1.0-%s.whl" % tag
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.write(library)
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr("plain-1.0.dist-info/RECORD",
                       "".join(path + ",,\\n" for path in (library, *files)))
    return name
'''


def need_compiler(test):
    compiler = shlex.split(sysconfig.get_config_var('LDSHARED') or 'cc')[0]
    if not shutil.which(compiler):
        test.skipTest(f'there is no {compiler}, which the base was compiled with')


class VenvTest(BuildTestCase):

    def make(self, *options):
        environment = os.path.join(self.scratch, 'env')
        run(sys.executable, '-m', 'venv', *options, environment)
        return os.path.join(environment, 'bin', 'python')

    def assert_environment(self, python):
        """The environment has its own prefix, and else what its interpreter has."""
        environment = os.path.dirname(os.path.dirname(python))
        facts = facts_of(python)
        self.assertEqual((facts['prefix'], facts['base_prefix']), (environment, PREFIX))
        self.assertEqual(facts['executable'], python)
        self.assertEqual(facts['stdlib'], STDLIB)
        self.assertEqual(facts['base64'], os.path.join(STDLIB, 'base64.py'))
        for name in 'purelib', 'platlib', 'scripts':
            self.assert_inside(facts['paths'][name], environment, name)
        self.assert_inside(facts['config_h'], PREFIX, 'config_h')
        for name in STATIC_MODULES:
            self.assertIn(name, facts['builtin'])

    def test_links(self):
        self.assert_environment(self.make('--without-pip', '--symlinks'))

    def test_copies(self):
        python = self.make('--without-pip', '--copies')
        self.assertFalse(os.path.islink(python))
        self.assert_environment(python)

    def test_environment_in_an_environment(self):
        first = self.make('--without-pip')
        second = os.path.join(self.scratch, 'second')
        run(first, '-m', 'venv', '--without-pip', second)
        self.assert_environment(os.path.join(second, 'bin', 'python'))

    def make_with_pip(self, *options):
        if not importlib.util.find_spec('ensurepip'):
            self.skipTest('there is no ensurepip (Debian has it in pythonX.Y-venv)')
        python = self.make(*options)
        self.pip = [python, '-m', 'pip', '--disable-pip-version-check', '--no-cache-dir', '-q']
        return python

    def test_pip_installs_a_wheel(self):
        for options in ['--symlinks'], ['--clear', '--copies']:
            with self.subTest(options):
                python = self.make_with_pip(*options)
                run(*self.pip, 'install', '--no-index', self.wheel())
                self.assertEqual(run(python, '-c', 'import pure; print(pure.encoded)'), "b'cHVyZQ=='\n")
                # The command that it has starts the environment's interpreter.
                command = os.path.join(os.path.dirname(python), 'pure-command')
                self.assertEqual(run(command), f'{python}\n')

    def wheel(self):
        """Write a wheel of one pure module with a command, and return its path."""
        path = os.path.join(self.scratch, 'pure-1.0-py3-none-any.whl')
        files = {
            'pure.py': 'import base64, sys\nencoded = base64.b64encode(b"pure")\n'
                       'def main():\n    print(sys.executable)\n',
            'pure-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: pure\nVersion: 1.0\n',
            'pure-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n'
                                        'Tag: py3-none-any\n',
            'pure-1.0.dist-info/entry_points.txt': '[console_scripts]\npure-command = pure:main\n',
        }
        with zipfile.ZipFile(path, 'w') as wheel:
            for name, text in files.items():
                wheel.writestr(name, text)
            wheel.writestr('pure-1.0.dist-info/RECORD', ''.join(f'{name},,\n' for name in files))
        return path

    def test_pip_builds_a_source_distribution_in_c(self):
        need_compiler(self)
        python = self.make_with_pip()
        self.file('plain-1.0/plain.c', EXTENSION_SOURCE)
        self.file('plain-1.0/backend.py', BACKEND)
        self.file('plain-1.0/PKG-INFO', PLAIN_METADATA)
        self.file('plain-1.0/pyproject.toml', """\
            [build-system]
            requires = []
            build-backend = "backend"
            backend-path = ["."]
            """)
        archive = shutil.make_archive(os.path.join(self.scratch, 'plain-1.0'), 'gztar', self.scratch, 'plain-1.0')
        run(*self.pip, 'install', '--no-index', archive)
        code = 'import plain; print(plain.VALUE, plain.__file__)'
        value, path = run(python, '-c', code).split()
        self.assertEqual(value, '42')
        self.assert_inside(path, os.path.join(self.scratch, 'env'), 'the extension')

    def test_setuptools_builds_an_extension(self):
        need_compiler(self)
        python = self.make_with_pip()
        if not self.install_setuptools(python):
            self.skipTest('there is no setuptools in the standard library (3.12 and later: in its tests)')
        self.file('plain.c', EXTENSION_SOURCE)
        script = self.file('setup.py', """\
            from setuptools import Extension, setup
            setup(name="plain", ext_modules=[Extension("plain", ["plain.c"])])
            """)
        run(python, script, '-q', 'build_ext', '--inplace', cwd=self.scratch)
        code = 'import plain; print(plain.VALUE)'
        self.assertEqual(run(python, '-c', code, cwd=self.scratch), '42\n')

    def install_setuptools(self, python):
        """Have setuptools in the environment; ensurepip brings it up to 3.11."""
        if subprocess.run([python, '-c', 'import setuptools'], stderr=subprocess.DEVNULL,
                          env=clean_environment()).returncode == 0:
            return True
        wheels = glob.glob(os.path.join(STDLIB, 'test', 'wheeldata', 'setuptools-*.whl'))
        if wheels:
            run(*self.pip, 'install', '--no-index', wheels[0])
        return bool(wheels)


class ProgramTest(BuildTestCase):

    def test_zipapp(self):
        self.file('app/__main__.py', 'import base64, sys\nprint(base64.b64encode(b"zip"), sys.prefix)\n')
        archive = os.path.join(self.scratch, 'app.pyz')
        zipapp.create_archive(os.path.join(self.scratch, 'app'), archive, interpreter=sys.executable)
        expected = f"b'emlw' {PREFIX}\n"
        self.assertEqual(run(sys.executable, archive), expected)
        if len(sys.executable) < 120:
            # A longer #! line is cut by the kernel.
            self.assertEqual(run(archive), expected)

    def test_multiprocessing(self):
        script = self.file('script.py', '''\
            import base64, multiprocessing, sys

            def work(data):
                return base64.b64encode(data).decode(), sys.prefix, sys.executable

            if __name__ == "__main__":
                with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                    print(pool.map(work, [b"a", b"b"]))
            ''')
        expected = [(text, PREFIX, sys.executable) for text in ('YQ==', 'Yg==')]
        for method in 'fork', 'spawn', 'forkserver':
            with self.subTest(method):
                self.assertEqual(run(sys.executable, script, method), f'{expected}\n')

    def test_subprocess(self):
        code = '''if True:
            import subprocess, sys
            print(sys.executable)
            if len(sys.argv) < 4:
                subprocess.run([sys.executable, '-c', *sys.argv[1:], sys.argv[1], 'x'], check=True)
            '''
        output = run(sys.executable, '-u', '-c', code, code)
        self.assertEqual(set(output.split()), {sys.executable})
        self.assertGreater(len(output.split()), 1)


# Runs CODE in sub-interpreters, some of them alive at once. Each writes to a pipe of its
# own, since an exception in one may not reach us.
INTERPRETERS = r'''
import os, sys
names, kind = sys.argv[1].split(","), sys.argv[2]
code = """
import importlib, os, sys
for name in {names!r}:
    module = importlib.import_module(name)
    assert name not in sys.builtin_module_names or module.__spec__.origin == "built-in"
import base64
assert base64.b64decode(base64.b64encode(b"data")) == b"data"
os.write({fd}, b"done")
"""
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
if sys.version_info >= (3, 13):
    create = lambda: interpreters.create(kind)
else:
    create = lambda: interpreters.create(isolated=kind == "isolated")

for name in names:
    __import__(name)
for attempt in range(3):
    alive = [create() for _ in range(3)]
    for interpreter in alive:
        reader, writer = os.pipe()
        problem = interpreters.run_string(interpreter, code.format(names=names, fd=writer))
        os.close(writer)
        assert os.read(reader, 4) == b"done", problem
        os.close(reader)
    for interpreter in alive:
        interpreters.destroy(interpreter)
import base64
assert base64.b64encode(b"after") == b"YWZ0ZXI="
print("all done")
'''


@unittest.skipUnless(MODULES, 'no module is written in Rust here')
class InterpretersTest(BuildTestCase):

    def run_in_interpreters(self, kind):
        self.assertEqual(run(sys.executable, '-c', INTERPRETERS, ','.join(MODULES), kind), 'all done\n')

    def test_one_gil_for_all(self):
        self.run_in_interpreters('legacy')

    def test_gil_of_its_own(self):
        # In 3.11 an isolated one differs in other things only.
        self.run_in_interpreters('isolated')


if __name__ == '__main__':
    unittest.main()
