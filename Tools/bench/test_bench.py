"""Do the benchmarks count, compare and write as they say?

    python -m unittest discover -s Tools/bench -p 'test_*.py'
"""

import os
import subprocess
import sys
import tempfile
import types
import unittest
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(SOURCE, "Tools", "build")]

import bench_build
import bench_call
import bench_interp
import builds
import report
from modules import read_setup


class Directory(unittest.TestCase):
    """A test with a directory of its own."""

    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.directory = made.name

    def file(self, name, text, mode=0o644):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def text_of(self, name):
        with open(os.path.join(self.directory, name), encoding="utf-8") as text:
            return text.read()


def result_of(factors, drift=(1.0, 3.0, 2.0, 9.0, 4.0)):
    """Return a result in which an interpreter takes its factor's times of the base's time.

    The machine's speed differs from round to round.
    """
    loads = [*bench_interp.WORKLOADS, *bench_interp.START_UPS]
    seconds = {load: {name: [slow * factor for slow in drift] for name, factor in {"base": 1.0, **factors}.items()}
               for load in loads}
    return {
        "label": "A base", "base": {"version": "3.11.2", "full_version": "3.11.2 (main)", "stub": False},
        "machine": {"CPU": "one"}, "command": "bench_interp.py", "core_share": 1.0, "rounds": len(drift),
        "automatic": "attach", "refused": {"shared": "no library"}, "seconds": seconds,
    }


class Comparison(unittest.TestCase):
    def test_a_factor_is_found_however_the_machine_s_speed_drifts(self):
        result = result_of({"copy": 1.0, "attach": 0.9, "static": 1.25})
        for row, _, values in bench_interp.rows_of(result["seconds"]):
            for name, percent in (("copy", 0), ("attach", -10), ("static", 25)):
                for quartile in bench_interp.percents(values[name]):
                    self.assertAlmostEqual(quartile, percent, msg=f"{row}, {name}")

    def test_the_quartiles_are_of_the_rounds(self):
        seconds = {"calls": {"base": [1.0] * 5, "other": [1.5, 1.1, 1.4, 1.2, 1.3]}}
        [(_, _, values), _] = bench_interp.rows_of(seconds)
        self.assertEqual([round(value) for value in bench_interp.percents(values["other"])], [20, 30, 40])

    def test_the_mean_is_geometric(self):
        seconds = {"calls": {"base": [1.0], "other": [2.0]}, "sort": {"base": [1.0], "other": [0.5]}}
        self.assertAlmostEqual(bench_interp.mean_ratios(seconds, "other")[0], 1.0)

    def test_start_up_is_no_part_of_the_mean(self):
        seconds = {"calls": {"base": [1.0], "other": [2.0]}, "start-up": {"base": [1.0], "other": [8.0]}}
        self.assertAlmostEqual(bench_interp.mean_ratios(seconds, "other")[0], 2.0)

    def test_each_has_each_place_and_is_before_each_other_equally_often(self):
        names = list("abcde")
        rounds = [bench_interp.order(names, number) for number in range(2 * len(names))]
        for name in names:
            places = [order.index(name) for order in rounds]
            self.assertEqual(sorted(places), sorted(2 * list(range(len(names)))), name)
            for other in set(names) - {name}:
                before = sum(order.index(name) < order.index(other) for order in rounds)
                self.assertEqual(before, len(names), (name, other))


class Processes(Directory):
    def test_time_asleep_is_on_the_clock_only(self):
        cpu, clock = bench_interp.run_once([sys.executable, "-I", "-c", "import time; time.sleep(1)"])
        self.assertGreaterEqual(clock, 1)
        self.assertLess(cpu, clock)

    def test_a_process_that_fails_is_not_measured(self):
        with self.assertRaisesRegex(builds.BuildError, "ended with 3"):
            bench_interp.run_once([sys.executable, "-I", "-c", "raise SystemExit(3)"])

    def test_the_hash_seed_is_fixed(self):
        hashes = {subprocess.run([sys.executable, *bench_interp.FLAGS, "-c", "print(hash('a'))"], check=True,
                                 env=bench_interp.environment(), capture_output=True).stdout for _ in range(3)}
        self.assertEqual(len(hashes), 1)

    def test_an_interpreter_that_computes_something_else_is_found(self):
        wrong = self.file("wrong", "#!/bin/sh\necho 7\n", 0o755)
        bench_interp.warm_up({"base": sys.executable, "copy": sys.executable}, ["sort"])
        with self.assertRaisesRegex(builds.BuildError, "sort: copy computes 7"):
            bench_interp.warm_up({"base": sys.executable, "copy": wrong}, ["sort"])

    def test_an_interpreter_that_crashes_is_found(self):
        wrong = self.file("wrong", "#!/bin/sh\nkill -SEGV $$\n", 0o755)
        with self.assertRaisesRegex(builds.BuildError, "nothing"):
            bench_interp.warm_up({"base": wrong, "copy": wrong}, ["sort"])

    def test_the_loads_use_no_module_that_is_written_in_rust(self):
        modules = read_setup([os.path.join(SOURCE, "Modules", "Setup.rust")])
        ours = {module.name for module in modules}
        ours |= {name.removesuffix(".py") for module in modules for name, _ in module.overlay}
        self.assertLessEqual({"_base64", "base64"}, ours)
        program = ("import sys; sys.path.insert(0, sys.argv[1]); import workloads\n"
                   "for load in workloads.WORKLOADS.values(): load()\n"
                   "print(*sys.modules)")
        loaded = subprocess.run([sys.executable, "-I", "-S", "-c", program, HERE], capture_output=True,
                                encoding="utf-8", check=True).stdout
        self.assertIn("json", loaded.split())
        self.assertEqual(ours & set(loaded.split()), set())

    def test_the_copy_of_the_base_is_the_base(self):
        base = builds.ask(sys.executable)
        copy = bench_interp.copy_base(base, os.path.join(self.directory, "copy"))
        self.assertEqual(builds.ask(copy)["build"], base["build"])


class Regions(Directory):
    BEFORE, AFTER = "Title\n=====\n\n.. begin bench-interp\n", ".. end bench-interp\n\nEnd.\n"

    def test_what_stands_between_the_markers_is_replaced(self):
        path = self.file("page.rst", self.BEFORE + "\nold\n\n" + self.AFTER)
        for _ in range(2):
            report.write_region(path, "bench-interp", ["new", "lines"])
            self.assertEqual(self.text_of("page.rst"), self.BEFORE + "\nnew\nlines\n\n" + self.AFTER)

    def test_a_file_without_its_markers_is_left_alone(self):
        for text in ("", self.BEFORE, self.AFTER, self.AFTER + self.BEFORE, 2 * (self.BEFORE + self.AFTER)):
            path = self.file("page.rst", text)
            with self.assertRaises(report.RegionError):
                report.write_region(path, "bench-interp", ["new"])
            self.assertEqual(self.text_of("page.rst"), text)

    def test_tables_and_picture_have_every_load_and_kind(self):
        for name in ("README.rst", "page.rst"):
            self.file(name, self.BEFORE + self.AFTER)
        paths = [os.path.join(self.directory, name) for name in ("README.rst", "page.rst", "plot.svg")]
        bench_interp.write([result_of({"copy": 1.0, "attach": 0.9, "static": 1.25})], *paths)

        readme, page = self.text_of("README.rst"), self.text_of("page.rst")
        for line in (r"A base +attach \(auto\) +-10\.0 % +-10\.0 %", r"A base +static +\+25\.0 % +\+25\.0 %",
                     r"A base +shared +no link +no link"):
            self.assertRegex(readme, line)
            self.assertRegex(page, line)
        for load in (*bench_interp.WORKLOADS, *bench_interp.START_UPS):
            self.assertRegex(page, rf"(?m)^{load} .*\+25\.0 \[\+25\.0 \+25\.0\]$")
        self.assertLess(page.index("One machine"), page.index("A base"), "caveats come first")

        picture = xml.etree.ElementTree.parse(paths[2])
        dots = picture.findall(".//{http://www.w3.org/2000/svg}circle")
        self.assertEqual(len(dots), 3 * len(bench_interp.WORKLOADS))


class Call(unittest.TestCase):
    """A clock that only calls move, so that the times are known."""

    CALLS = [("one", "m.one", "f(x)"), ("buffer", "m.buffer", "f(data, more=x)")]

    def setUp(self):
        self.now = 0
        self.calls = []

    def module(self, **costs):
        def function_of(name, cost):
            def function(*args, **kwargs):
                self.calls.append((name, args, kwargs))
                self.now += cost
            return function
        return types.SimpleNamespace(**{name: function_of(name, cost) for name, cost in costs.items()})

    def measure(self, rounds=4):
        modules = {"C": self.module(one=30, buffer=50), "Rust": self.module(one=31, buffer=45)}
        return bench_call.measure(self.CALLS, modules, rounds, 10, lambda: self.now)

    def test_differences_are_those_of_the_functions(self):
        self.assertEqual(bench_call.rows_of(self.measure()), [("one", 30, 31, 1, 0), ("buffer", 50, 45, -5, 0)])

    def test_the_shortest_round_counts(self):
        times = {"one": {"C": [9, 5, 7], "Rust": [6, 8, 9], "C again": [9, 6, 8]}}
        self.assertEqual(bench_call.rows_of(times), [("one", 5, 6, 1, 1)])

    def test_each_side_has_as_many_calls_as_it_is_told(self):
        times = self.measure(rounds=3)
        self.assertEqual({len(values) for sides in times.values() for values in sides.values()}, {3})
        self.assertEqual(len(self.calls), 2 * 3 * 3 * 10)
        self.assertIn(("buffer", (b"8 bytes.",), {"more": None}), self.calls)

    def test_the_report_names_the_worst_and_the_limit(self):
        result = {"base": "CPython 3", "machine": {"CPU": "one"}, "busy": "", "command": "bench_call.py", "rounds": 4,
                  "number": 10, "times": self.measure()}
        text = "\n".join(bench_call.report(result))
        self.assertRegex(text, r"(?m)^one +30\.0 ns +31\.0 ns +\+1\.0 ns +1\.03 +0\.0 ns$")
        self.assertIn("largest difference: +1.0 ns, one, within the limit of +2.0 ns", text)
        self.assertIn("too few", text)
        result["times"]["one"]["Rust"] = [32.5]
        self.assertIn("+2.5 ns, one, exceeds the limit", "\n".join(bench_call.report(result)))


class Build(Directory):
    MAKEFILE = ("all: python\n"
                "python: source\n\tcp source python\n"
                "clean:\n\trm -rf python bindings rust-target\n"
                "LINK =\tattach\nEMPTY =\n")

    def tree(self):
        self.file("source", "text")
        self.file("Makefile", self.MAKEFILE)
        builds.make(self.directory)

    def test_make_with_nothing_to_do_is_told_from_make_with_something(self):
        self.tree()
        bench_build.make_again(self.directory, expect_new=False)
        with self.assertRaisesRegex(builds.BuildError, "did not make a new python"):
            bench_build.make_again(self.directory, expect_new=True)
        later = os.stat(os.path.join(self.directory, "python")).st_mtime + 5
        os.utime(os.path.join(self.directory, "source"), (later, later))
        with self.assertRaisesRegex(builds.BuildError, "made a new python"):
            bench_build.make_again(self.directory, expect_new=False)

    def test_products_are_cleaned_and_bindings_kept(self):
        self.tree()
        kept = [self.file("bindings/bindings.rs", ""), self.file("rust-target/debug/cpython-sys-gen", "")]
        gone = [self.file("rust-target/target/release/libcpython_rust.a", ""), os.path.join(self.directory, "python")]
        bench_build.clean_products(self.directory)
        self.assertEqual([os.path.exists(path) for path in kept + gone], [True, True, False, False])

    def test_a_variable_of_the_makefile(self):
        self.tree()
        self.assertEqual(builds.make_variable(self.directory, "LINK"), "attach")
        self.assertEqual(builds.make_variable(self.directory, "EMPTY"), "")
        self.assertEqual(builds.make_variable(self.directory, "NONE"), "")

    def test_a_command_that_fails_says_which_and_how(self):
        with self.assertRaisesRegex(builds.BuildError, r"(?s)make nothing failed.*No rule to make target"):
            builds.make(self.directory, "nothing")

    def test_what_the_caller_set_for_python_make_and_cargo_is_not_passed_on(self):
        settings = {"PYTHONHOME": "/", "MAKEFLAGS": "-n", "CARGO_TARGET_DIR": "/", "RUSTC_WRAPPER": "cache",
                    "CARGO_HOME": "kept", "RUSTFLAGS": "kept"}
        before = dict(os.environ)
        self.addCleanup(os.environ.update, before)
        self.addCleanup(os.environ.clear)
        os.environ.update(settings)
        passed = builds.clean_environment()
        self.assertEqual({name: passed.get(name) for name in settings},
                         {name: "kept" if value == "kept" else None for name, value in settings.items()})

    def test_the_reason_of_configure_is_found(self):
        error = builds.BuildError("checking whether /x/python can be the base... no: /x/python does not link (a; b)\n"
                                  "configure: error: there is no base.")
        self.assertEqual(builds.reason_of(error), "python does not link (a; b)")

    def test_the_command_is_told_without_directories(self):
        before = sys.argv
        self.addCleanup(setattr, sys, "argv", before)
        sys.argv = ["/x/bench_interp.py", "attach=x/python", "--configure=--with-base=/x/y/python CC=/x/cc",
                    "--label", "A b"]
        self.assertEqual(report.command_line(), "Tools/bench/bench_interp.py attach=python "
                         "'--configure=--with-base=python CC=cc' --label 'A b'")


if __name__ == "__main__":
    unittest.main()
