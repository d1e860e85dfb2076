"""Do the benchmarks count, compare and write as they say?

    python -m unittest discover -s Tools/bench -p 'test_*.py'
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
import unittest.mock
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(SOURCE, "Tools", "build")]

import base_modules
import bench_build
import bench_call
import bench_codecs
import bench_interp
import builds
import ceilings
import codec_calls
import codec_goals
import codec_memory
import codec_threads
import peers
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


class CodecCalls(unittest.TestCase):
    BASE = base_modules.everything()

    def test_each_function_of_this_python_has_a_row(self):
        rows = {call.function for call in codec_calls.calls_for()}
        self.assertEqual(codec_calls.functions_of(self.BASE) - rows, set())
        self.assertIn("base64.a85decode", rows)

    def test_rows_have_names_of_their_own(self):
        names = [call.name for call in codec_calls.CALLS]
        self.assertEqual(sorted(set(names)), sorted(names))
        self.assertLessEqual(set(bench_codecs.README_ROWS), set(names))

    def test_rows_of_later_versions_are_left_out(self):
        self.assertIn("z85encode", {call.name for call in codec_calls.calls_for((3, 13))})
        self.assertNotIn("z85encode", {call.name for call in codec_calls.calls_for((3, 12))})

    def test_each_row_is_a_call_that_this_python_takes(self):
        bench = bench_codecs.Bench([])
        for call in codec_calls.calls_for():
            for size in bench_codecs.sizes_of(call, (8, 64, codec_calls.KIB)):
                with self.subTest(call.name, size=size):
                    sides, skipped, lengths = bench.sides(call, size)
                    self.assertEqual((list(sides), skipped), (["base"], {}))
                    given, raw, result = lengths
                    self.assertTrue(size * 0.6 <= given <= size, given)
                    self.assertEqual(raw, given if call.is_raw or result is None else result)

    def test_long_text_is_what_long_data_becomes(self):
        data = codec_calls.Data(self.BASE)
        for kind, decode in (("base64", self.BASE.base64.b64decode), ("base64 lines", self.BASE.base64.decodebytes),
                             ("base32", self.BASE.base64.b32decode), ("base16", self.BASE.binascii.unhexlify),
                             ("base85", self.BASE.base64.b85decode), ("Ascii85", self.BASE.base64.a85decode),
                             ("qp text", self.BASE.binascii.a2b_qp)):
            short, long = (data.get(kind, size * codec_calls.SAMPLE) for size in (1, 2))
            self.assertEqual(decode(long), 2 * decode(short), kind)
            self.assertGreater(len(short), codec_calls.SAMPLE * 0.97, kind)
        self.assertEqual({len(line) for line in data.get("base64 lines", 2 * codec_calls.SAMPLE).split()}, {76})

    def test_no_operation_is_timed_for_nobody(self):
        with open(os.path.join(SOURCE, "Rust", "codecs", "examples", "ceilings.rs"), encoding="utf-8") as source:
            operations = set(re.findall(r'^ +\("([^"]+)", ', source.read(), re.MULTILINE))
        self.assertIn("base64.encode", operations)
        self.assertEqual(operations - {call.ceiling for call in codec_calls.CALLS}, set())


class BaseModules(unittest.TestCase):
    def test_base64_of_the_base_calls_the_binascii_it_is_given(self):
        before = sys.modules["binascii"]
        fake = types.SimpleNamespace(**vars(before))
        fake.b2a_base64 = lambda data, newline: b"fake"
        self.assertEqual(base_modules.base64_of_base(fake).b64encode(b"a"), b"fake")
        self.assertIs(sys.modules["binascii"], before)
        self.assertEqual(base_modules.everything().base64.b64encode(b"a"), b"YQ==")

    def test_a_binascii_in_rust_is_not_the_bases(self):
        self.assertIsNone(base_modules.load(["binascii"]))
        kept = types.ModuleType("_base_binascii")
        kept.__dict__.update(vars(sys.modules["binascii"]))
        with unittest.mock.patch.dict(sys.modules, _base_binascii=kept):
            self.assertIs(base_modules.load(["binascii"]).binascii, kept)

    def test_only_what_is_in_rust_is_ours(self):
        ours = base_modules.ours([])
        self.assertEqual(vars(ours.binascii), {})
        self.assertFalse(hasattr(ours.base64, "b85encode"))
        self.assertIn("crc32", vars(base_modules.ours(["binascii"]).binascii))


class CodecSides(unittest.TestCase):
    CALL = codec_calls.Call("b64encode", "base64.b64encode", "random",
                            peers={"pybase64": ("peer", "encode", "f(data)")})

    def bench(self, ours, peer=None, **options):
        bench = bench_codecs.Bench([], {"peer": "1"} if peer else {}, **options)
        bench.ours = types.SimpleNamespace(base64=types.SimpleNamespace(b64encode=ours))
        modules = unittest.mock.patch.dict(sys.modules, peer=types.SimpleNamespace(encode=peer))
        modules.start()
        self.addCleanup(modules.stop)
        return bench

    def test_ours_must_make_what_the_base_makes(self):
        self.bench(base_modules.everything().base64.b64encode).sides(self.CALL, 64)
        with self.assertRaisesRegex(bench_codecs.ResultError, "b64encode, 64 bytes: ours"):
            self.bench(lambda data: b"A" * 88).sides(self.CALL, 64)

    def test_others_that_make_something_else_or_fail_are_named(self):
        right = base_modules.everything().base64.b64encode

        def fails(data):
            raise ValueError("too odd")

        for peer, why in ((lambda data: right(data) + b"A", "something else"), (fails, "ValueError: too odd"),
                          (lambda data: right(data) + b"\n", None)):
            sides, skipped, _ = self.bench(right, peer).sides(self.CALL, 64)
            self.assertEqual("pybase64" in sides, why is None)
            self.assertIn(why or "", skipped.get("pybase64", ""))

    def test_what_would_take_too_long_is_not_called(self):
        lengths = []

        def slow(data):
            lengths.append(len(data))
            time.sleep(0.01)
            return base_modules.everything().base64.b64encode(data)

        sides, skipped, _ = self.bench(slow, patience=0.1).sides(self.CALL, codec_calls.MIB)
        self.assertNotIn("ours", sides)
        self.assertRegex(skipped["ours"], "^about .* s a call$")
        self.assertEqual(lengths, [codec_calls.SAMPLE])

    def test_each_side_has_its_turns_and_a_slow_one_fewer(self):
        taken = []

        class Side:
            def __init__(self, name, nanoseconds):
                self.name, self.nanoseconds = name, nanoseconds

            def time(self, calls):
                taken.append((self.name, calls))
                return self.nanoseconds

        slow = bench_codecs.TURNS_NS
        sides = {side.name: side for side in (Side("fast", 100), Side("other", 50), Side("slow", slow))}
        times = bench_codecs.measure_row(sides, 6, 0)
        self.assertEqual(times, {"fast": [100] * 6, "other": [50] * 6, "slow": [slow]})
        turns = taken[-13:]
        self.assertIn(("fast", bench_codecs.TURN_NS // 100), turns)
        self.assertIn(("slow", 1), turns)
        self.assertEqual([name for name, _ in turns[:3]], ["fast", "other", "slow"])
        self.assertNotEqual([name for name, _ in turns[3:5]], ["fast", "other"])

    def test_sizes_have_names(self):
        for size in codec_calls.SIZES:
            self.assertEqual(bench_codecs.parse_size(bench_codecs.size_name(size).replace(" ", "")), size)

    def test_rows_are_chosen_by_function_or_by_name(self):
        def names(chosen, exactly=False):
            return {call.name for call in bench_codecs.selected(codec_calls.CALLS, chosen, exactly)}

        self.assertEqual(names(["b64decode"], True), {"b64decode"})
        self.assertLess({"b64decode", "b64decode, lines"}, names(["b64decode"]))
        self.assertEqual(names(["b64decode, lines"]), {"b64decode, lines"})
        self.assertEqual(len(names([])), len(codec_calls.CALLS))
        with self.assertRaisesRegex(bench_codecs.ResultError, "b65decode"):
            names(["b64decode", "b65decode"])


class CeilingsProgram(Directory):
    PROGRAM = r"""#!{python}
import sys
log = open({log!r}, "w")
while request := sys.stdin.buffer.readline():
    words = request.decode().split()
    if words[0] == "input":
        sys.stdin.buffer.read(int(words[1]))
    print(*words, file=log, flush=True)
    answers = {{"operations": "good bad", "kernels": "scalar fast"}}
    if words[0] == "time":
        answers["time"] = "rejected" if words[1] == "bad" else str(700 * int(words[2]))
    if words[0] in answers:
        print(answers[words[0]], flush=True)
"""

    def test_data_and_kernel_are_sent_when_they_change(self):
        log = os.path.join(self.directory, "log")
        program = self.file("program", self.PROGRAM.format(python=sys.executable, log=log), 0o755)
        data, other = b"12345678", b"1234"
        with ceilings.Ceilings(program) as timed:
            self.assertEqual((timed.operations, timed.kernels), ({"good", "bad"}, ["scalar", "fast"]))
            for given, kernel in ((data, None), (data, "fast"), (data, "scalar"), (other, "scalar")):
                self.assertEqual(timed.time("good", 5, given, kernel), 700)
            with self.assertRaisesRegex(ceilings.CeilingError, "bad rejects"):
                timed.time("bad", 1, other)
        self.assertEqual(self.text_of("log").splitlines(), [
            "operations", "kernels", "force fast", "input 8", "time good 5", "time good 5", "force scalar",
            "time good 5", "input 4", "time good 5", "force fast", "time bad 1"])

    def test_a_program_that_ends_is_told(self):
        with self.assertRaisesRegex(ceilings.CeilingError, "ended at: operations"):
            ceilings.Ceilings(self.file("program", "#!/bin/sh\nexit 3\n", 0o755))


class CodecMemory(Directory):
    def test_the_peak_has_what_is_freed_before_the_end(self):
        def function():
            freed = bytes(3 << 20)
            return bytes(len(freed) // 3)

        self.assertAlmostEqual(codec_memory.peak_of(function) / (1 << 20), 4, delta=0.1)

    def test_what_is_touched_counts(self):
        size = 40 << 20
        # A peak of before does not hide it.
        self.assertEqual(len(bytearray(b"x") * (2 * size)), 2 * size)
        resident, faults = codec_memory.resident_peak_of(lambda: bytearray(b"x") * size)
        self.assertGreater(resident, size * 0.95)
        self.assertGreater(faults, 0)
        self.assertLess(codec_memory.resident_peak_of(lambda: None)[0], size * 0.1)

    def test_mappings_are_counted_from_smaps(self):
        path = self.file("smaps", "1-2 r\nVmFlags: rd wr\n2-3 r\nVmFlags: rd hg ac\n")
        self.assertEqual(codec_memory.mappings(path), (2, 1))

    def test_what_stays_mapped_is_seen(self):
        import mmap
        kept = []

        def leaves(data):
            made = mmap.mmap(-1, mmap.PAGESIZE, prot=(mmap.PROT_READ, mmap.PROT_READ | mmap.PROT_WRITE)[len(kept) % 2])
            kept.append(made)

        left = codec_memory.left_behind(leaves, 8, (1, 2))
        self.assertGreater(left["after"], left["before"])
        left = codec_memory.left_behind(lambda data: bytearray(data), 8, (1, 2))
        self.assertLessEqual(left["after"], left["before"])


class CodecThreads(unittest.TestCase):
    def test_each_function_is_called_and_each_way_has_a_figure(self):
        called = {"base": 0, "ours": 0}

        def function_of(side):
            def function(data):
                called[side] += 1
            return function

        sides = {side: (function_of(side), bytes(10)) for side in called}
        seen = codec_threads.measure([("f", 10, sides)], 2, 0.001)["bytes per second"]["f"]["10"]
        for side in sides:
            # Two rounds of one call at least in one thread, in each of two, and beside another.
            self.assertGreaterEqual(called[side], 2 * 4)
            self.assertEqual(list(seen[side]), ["1", "2", "beside Python", "turns of Python"])
            self.assertTrue(all(value > 0 for value in seen[side].values()), seen[side])

    def test_as_many_threads_call_as_it_is_told(self):
        for threads in 1, 2:
            seen = set()
            codec_threads.bytes_per_second(lambda data: seen.add(threading.get_ident()), b"1", threads, 0.001)
            self.assertEqual(len(seen), threads)

    def test_a_call_is_made_even_after_the_deadline(self):
        calls = []
        self.assertEqual(codec_threads.calls_until(calls.append, b"", 0), 1)
        self.assertEqual(calls, [b""])


class CodecGoals(unittest.TestCase):
    SIDES = ("base", "ours", *codec_goals.PEERS, *bench_codecs.CEILINGS, "copy", "floor")

    @staticmethod
    def verdict(goal, cells, version="3.11.2", huge="madvise"):
        cells = {row: {str(size): {side: {"ns": ns} for side, ns in sides.items()} for size, sides in sizes.items()}
                 for row, sizes in cells.items()}
        with unittest.mock.patch.object(codec_goals, "GOALS", [goal]):
            return [(figure, where, verdict) for _, figure, where, verdict in codec_goals.verdicts(
                {"base": {"version": version}, "huge pages": huge, "cells": cells})]

    def test_the_worst_cell_decides(self):
        cells = {"a": {8: {"ours": 10, "base": 40}, 64: {"ours": 10, "base": 30}}}
        goal = codec_goals.Goal("x", ("a",), (8, 64), "base", 3)
        self.assertEqual(self.verdict(goal, cells), [(3, ("a", 64), "yes")])
        cells["a"][64]["ours"] = 11
        [(figure, where, verdict)] = self.verdict(goal, cells)
        self.assertEqual((where, verdict), (("a", 64), "no"))
        self.assertLess(figure, 3)

    def test_at_most(self):
        goal = codec_goals.Goal("x", ("a", "b"), (8,), "floor", 1.5, codec_goals.AT_MOST)
        cells = {"a": {8: {"ours": 12, "floor": 10}}, "b": {8: {"ours": 15, "floor": 10}}}
        self.assertEqual(self.verdict(goal, cells), [(1.5, ("b", 8), "yes")])
        cells["a"][8]["ours"] = 16
        self.assertEqual(self.verdict(goal, cells), [(1.6, ("a", 8), "no")])

    def test_a_difference_of_times(self):
        goal = codec_goals.Goal("x", ("a",), (8,), "b/ours", 10, codec_goals.AT_MOST, plus=True)
        for ours, verdict in ((30, "yes"), (31, "no")):
            cells = {"a": {8: {"ours": ours}}, "b": {8: {"ours": 20}}}
            self.assertEqual(self.verdict(goal, cells), [(ours - 20, ("a", 8), verdict)])

    def test_the_best_peer_is_the_fastest(self):
        goal = codec_goals.Goal("x", ("a",), (8,), "best peer", 2)
        cells = {"a": {8: {"ours": 10, "pybase64": 30, "fastpybase64": 15, "copy": 1}}}
        self.assertEqual(self.verdict(goal, cells), [(1.5, ("a", 8), "no")])

    def test_what_is_not_measured_is_not_reached(self):
        goal = codec_goals.Goal("x", ("a", "b"), (8,), "base", 2)
        self.assertEqual(self.verdict(goal, {}), [(None, None, "not measured")])
        self.assertEqual(self.verdict(goal, {"a": {8: {"ours": 1, "base": 2}}}), [(2, ("a", 8), "in part")])
        self.assertEqual(self.verdict(goal, {"a": {8: {"ours": 2, "base": 2}}}), [(1, ("a", 8), "no")])

    def test_a_goal_is_for_its_base_and_its_machine(self):
        cells = {"a": {8: {"ours": 1, "base": 2}}}
        goal = codec_goals.Goal("x", ("a",), (8,), "base", 2, base="3.15")
        self.assertEqual([len(self.verdict(goal, cells, version)) for version in ("3.11.2", "3.15.0")], [0, 1])
        goal = codec_goals.Goal("x", ("a",), (8,), "base", 2, huge_pages=True)
        self.assertEqual(self.verdict(goal, cells, huge="always")[0][2], "does not apply")

    def test_goals_are_of_cells_that_there_are(self):
        rows = {call.name: call for call in codec_calls.CALLS}
        for goal in codec_goals.GOALS:
            for row in goal.rows:
                self.assertLessEqual(set(goal.sizes), set(rows[row].sizes), goal)
            other, slash, side = goal.against.rpartition("/")
            self.assertTrue(side in (*self.SIDES, "best peer") and goal.side in self.SIDES, goal)
            self.assertTrue(not slash or other in rows, goal)
            if side in codec_goals.PEERS:
                for row in [other] if slash else goal.rows:
                    self.assertIn(side, rows[row].peers, goal)

    def test_slower_than_the_base_by_more_than_noise(self):
        cells = {"a": {"8": {"ours": {"ns": 30}, "base": {"ns": 20}}, "64": {"ours": {"ns": 10.1}, "base": {"ns": 10}}},
                 "b": {"8": {"ours": {"ns": 40}, "base": {"ns": 20}}, "64": {"ours": {"ns": 1}, "base": {"ns": 2}}}}
        self.assertEqual(codec_goals.slower_than_base({"cells": cells}), [("b", 8, 2), ("a", 8, 1.5)])


class CodecReport(Directory):
    def result(self):
        def cell(**nanoseconds):
            return {side: {"ns": ns, "median": ns, "turns": 60} for side, ns in nanoseconds.items()}

        return {
            "label": "A base", "base": {"version": "3.11.2", "full_version": "3.11.2 (main)"}, "machine": {"CPU": "one"},
            "huge pages": "madvise", "kernels": ["scalar", "avx2"], "a part": False, "in Rust": ["_base64"], "busy": "",
            "command": "make bench", "peers": {"pybase64": "1"}, "missing": {"isal": "no wheel"}, "sizes": [8, 65536],
            "patience": 1, "passes": 3, "rounds": 20, "without a row": ["base64.b99encode"], "without the base": False,
            "cells": {"b64encode": {"8": cell(base=90, ours=30, floor=20),
                                    "65536": cell(base=66000, ours=1100, ceiling=1000) | {
                                        "ceiling scalar": {"ns": 16384, "median": 16384, "turns": 60},
                                        "pybase64": {"skipped": "it makes something else"}}},
                      "b32encode": {"65536": {"ours": {"ns": 2000, "median": 2000, "turns": 60},
                                              "base": {"skipped": "about 2.0 s a call"}}},
                      "b2a_uu": {"45": cell(base=100, ours=50)}},
            "lengths": {"b64encode/8": [8, 8, 12], "b64encode/65536": [65536, 65536, 87384],
                        "b32encode/65536": [65536, 65536, 104858], "b2a_uu/45": [45, 45, 62]},
            "memory": {"b64encode": {"base": 2 << 20, "ours": 3 << 20}},
            "large": {"b64encode": {"ours": {"resident": 85 << 20, "faults": 384}}},
            "mappings": {"calls": 1000, "before": 100, "after": 103, "advised before": 0, "advised after": 3},
            "threads": {"cores": 2, "bytes per second": {"b64encode": {"65536": {
                side: {"1": 1e9, "2": 2e9, "beside Python": speed, "turns of Python": 5e6}
                for side, speed in (("base", 1e9), ("ours", 5e8))}}}},
        }

    def test_the_report_has_what_was_measured_and_what_was_not(self):
        text = "\n".join(bench_codecs.text_report(self.result()))
        for line in (r"^b64encode +base +90\.0 ns +0\.99 GB/s$", r"^ +ours +30\.0 ns \(3\.00 x\) +59\.6 GB/s \(60\.0 x\)$",
                     r"^b32encode +base +- +about 2\.0 s a call$", r"^b2a_uu +base +100\.0 ns",
                     r"^- isal is missing: no wheel$", r"there is no row for it: base64\.b99encode",
                     r"^pybase64 is left out, it makes something else: b64encode, 64 KiB$",
                     r"^base64\.encode +65\.5 GB/s +4\.00 GB/s$", r"^b64encode +85 MiB, 384 faults$",
                     r"^Mappings left behind by 1000 calls with large results: 3 \(100 before, 103 after",
                     r"^b64encode, 64 KiB, beside a busy Python thread: 0\.50 x the base$",
                     r"^b64encode, 1 MiB: 3145728 bytes at the peak, the base 2097152$",
                     r"^8-byte calls: b64encode +>= 2\.7 x base +3\.00 x +yes +b64encode, 8 B$",
                     r"^8-byte calls: b2a_base64; b64encode +<= 1\.2 x floor time +1\.50 x +no +b64encode, 8 B$",
                     r"^More than 2% slower than the base: 0 of 3 cells\.$"):
            self.assertRegex(text, "(?m)" + line)

    def test_of_a_part_only_its_goals_are_shown(self):
        result = {**self.result(), "a part": True}
        self.assertNotIn("not measured", "\n".join(bench_codecs.text_report(result)))
        self.assertIn("not measured", "\n".join(bench_codecs.text_report(self.result())))

    def test_tables_and_pictures_are_written(self):
        for name in ("README.rst", "speed.rst"):
            self.file(name, "Title\n=====\n\n.. begin bench\n\nold\n\n.. end bench\n")
        paths = [os.path.join(self.directory, name) for name in ("README.rst", "speed.rst")]
        with unittest.mock.patch.object(bench_codecs, "pictures_of", lambda *_: [("x/plot.svg", "a plot")]), \
                unittest.mock.patch.object(bench_codecs, "say", lambda _: None):
            bench_codecs.write([self.result()], *paths)
        readme, page = self.text_of("README.rst"), self.text_of("speed.rst")
        self.assertRegex(readme, r"(?m)^b64encode +3\.00 x +60\.0 x$")
        self.assertRegex(readme, r"(?m)^b32encode +\\- +not waited for$")
        self.assertIn(".. image:: plot.svg\n   :alt: a plot\n", page)
        self.assertIn("What it must show:\n\n====", page)
        self.assertLess(page.index("One machine"), page.index("A base"), "caveats come first")
        self.assertNotIn("old", readme + page)


class Peers(unittest.TestCase):
    def test_each_is_pinned(self):
        pinned = peers.pinned()
        self.assertLessEqual(set(codec_goals.PEERS), set(pinned))
        for name, requirement in pinned.items():
            self.assertRegex(requirement, rf"^{re.escape(name)}==[0-9.]+$")

    def test_rows_name_peers_that_are_installed(self):
        modules = {name.replace("-", "_") for name in peers.pinned()}
        for call in codec_calls.CALLS:
            for name, (module, _, _) in call.peers.items():
                self.assertIn(name, codec_goals.PEERS)
                self.assertIn(module.partition(".")[0], modules)

    def test_why_one_is_missing_is_the_last_line_without_directories(self):
        program = "import sys; print('first', flush=True); sys.exit('ERROR: no x in /some/where/else for it')"
        self.assertEqual(peers.run([sys.executable, "-I", "-S", "-c", program]), "ERROR: no x in else for it")
        self.assertEqual(peers.run([sys.executable, "-I", "-S", "-c", "print('fine')"]), "")


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
