"""Test a program that embeds the interpreter with the modules written in Rust.

Modules/_testembed.c is such a host; make links it in the build directory as it is told
to anyone who asks with `make embed-flags`.
"""

import os
import subprocess
import sys
import unittest

# The build directory has the prefix that this runs in, build/.
BUILD_DIRECTORY = os.path.dirname(sys.base_prefix)

if not os.path.exists(os.path.join(BUILD_DIRECTORY, 'config.status')):
    raise unittest.SkipTest('an installation has nothing for a host to link')


def run(*command):
    # Another make may be what started this, with flags for its own rules.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(('PYTHON', 'MAKE', 'MFLAGS'))}
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=600, env=environment)


def make(target):
    return run('make', '--silent', '--no-print-directory', '-C', BUILD_DIRECTORY, target)


def setUpModule():
    flags = make('embed-flags')
    if flags.returncode:
        raise unittest.SkipTest(flags.stdout.strip().splitlines()[0])
    linked = make('_testembed')
    if linked.returncode:
        raise AssertionError(linked.stdout)


class EmbedTest(unittest.TestCase):

    def run_host(self, name):
        host = run(os.path.join(BUILD_DIRECTORY, '_testembed'), name, sys.base_prefix)
        self.assertEqual((host.returncode, host.stdout), (0, ''))

    def test_codecs(self):
        self.run_host('codecs')

    def test_rounds(self):
        self.run_host('rounds')

    def test_second_call(self):
        self.run_host('second_call')

    def test_not_called(self):
        self.run_host('not_called')

    def test_modules_of_the_host(self):
        self.run_host('modules_of_the_host')

    def test_run_main(self):
        self.run_host('run_main')

    def test_no_memory(self):
        self.run_host('no_memory')

    def test_all_tests_of_the_host_are_run(self):
        usage = run(os.path.join(BUILD_DIRECTORY, '_testembed'))
        self.assertEqual(usage.returncode, 2)
        names = usage.stdout.split()[4:]
        self.assertEqual(sorted(names), sorted(name.removeprefix('test_') for name in dir(self)
                                               if name.startswith('test_') and 'all_tests' not in name))


if __name__ == '__main__':
    unittest.main()
