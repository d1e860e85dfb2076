"""Compare base64 and binascii with the base's own, with what others offer, and with what is possible.

    make bench [BENCH='b64encode a2b_base64'] [SIZES='64KiB 1MiB']
    ./python bench_codecs.py [options]                measure
    ./python bench_codecs.py --quick                  a small table in a few seconds
    ./python bench_codecs.py --from RESULT.json...    show, draw or --write results of earlier runs

Sides of a row:

    base      the function of the base's own module; of base64, its file with its binascii
    ours      the function of this build, if it is written in Rust
    ceiling   our codec without Python, on memory that was touched before; `ceiling avx2` and so on
              have a slower kernel forced than the fastest that the machine has
    copy      new bytes with the content of the raw side, made in C
    floor     a call in C that makes new bytes of the result's size (for a number: None)

and packages of others that have such a function.  All but the ceiling, whose process gets its turns between the
others', run in one process on one core.  All rows are gone through several times; each time, in each
round, each side has its turn, in another order.  The shortest time of a call counts, the loop included.  A result
has as many bytes as the table's head says on the side that is given, or a few less.
"""

import argparse
import gc
import importlib
import json
import os
import platform
import re
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import base_modules
import codec_goals
import codec_memory
import codec_threads
from bench_call import loop_of
from bench_interp import at_least_one, order
from builds import SOURCE, say
from ceilings import CeilingError, Ceilings
from codec_calls import KIB, MIB, SAMPLE, SIZES, Data, calls_for, functions_of
from report import (RegionError, busy, command_line, machine, split_at_region, table, wrap, wrap_item,
                    write_region)

README = os.path.join(SOURCE, "README.rst")
PAGE = os.path.join(SOURCE, "Doc", "speed.rst")
REGION = "bench"

BASE, OURS, CEILING, COPY, FLOOR = "base", "ours", "ceiling", "copy", "floor"
KERNELS = ("avx512", "avx2", "ssse3", "neon", "scalar")
CEILINGS = (CEILING, *(f"{CEILING} {kernel}" for kernel in KERNELS))
SIDES = (BASE, OURS, *codec_goals.PEERS, *CEILINGS, COPY, FLOOR)

# The rows of the README; the page has all.
README_ROWS = ("b64encode", "b64decode", "b64decode, lines", "b2a_base64", "a2b_base64", "hexlify", "unhexlify", "crc32",
               "crc_hqx", "b2a_qp, text", "a2b_qp, text", "b32encode", "b32decode", "b85encode", "b85decode", "a85encode",
               "a85decode")

# Those of the large table, and those whose memory is looked at.
SPEED_SIDES = (BASE, OURS, *codec_goals.PEERS, CEILING, COPY, FLOOR)
IN_PYTHON = (BASE, OURS, *codec_goals.PEERS, COPY)

# The size at which the kernels are compared.
KERNEL_SIZE = 64 * KIB

# A turn lasts about so long, if one call does not last longer, and a side has so long each time
# that the rows are gone through.
TURN_NS = 200_000
TURNS_NS = 60_000_000

# The lines of a table with nothing but its head.
EMPTY_TABLE = 4

# A call that would last longer is not made: the base's Python code takes seconds for 64 MiB.
PATIENCE_SECONDS = 1.5

MEMORY_SIZE, LARGE_SIZE = MIB, 64 * MIB

QUICK_FUNCTIONS, QUICK_SIZES = ("b64encode", "b64decode"), (64, KIB, 64 * KIB, MIB)


# ---------------------------------------------------------------------------
# What takes turns
# ---------------------------------------------------------------------------

class Side:
    """A function and its data."""

    def __init__(self, call, function, data):
        self.loop = loop_of(call)
        self.once = eval(f"lambda: {call}", {"f": function, "data": data})
        self.function, self.data = function, data

    def time(self, calls):
        """Return the nanoseconds of one of so many calls."""
        return self.loop(self.function, calls, time.perf_counter_ns, self.data)


class FloorSide(Side):
    """A result of a length that is set before each turn."""

    def __init__(self, module, data, length):
        super().__init__("f(data)", module.alloc, data)
        self.set_length, self.length = module.set_length, length

    def time(self, calls):
        self.set_length(self.length)
        return super().time(calls)


class CeilingSide:
    """An operation of the program beside this one."""

    def __init__(self, ceilings, operation, data, kernel):
        self.ceilings, self.operation, self.data, self.kernel = ceilings, operation, data, kernel

    def once(self):
        self.time(1)

    def time(self, calls):
        return self.ceilings.time(self.operation, calls, self.data, self.kernel)


class Bench:
    """Everything that is compared, on one base."""

    def __init__(self, in_rust, peers=None, floor=None, ceilings=None, patience=PATIENCE_SECONDS):
        self.base = base_modules.load(in_rust)
        self.ours = base_modules.ours(in_rust)
        self.floor, self.ceilings, self.patience = floor, ceilings, patience
        # Their modules, which have no dashes in their names.
        self.peers = {name.replace("-", "_") for name in peers or ()}
        # Without the base's own, ours make the data.
        self.data = Data(self.base or base_modules.everything())

    def functions(self, call):
        """Return (function, call) by side of all that have this function."""
        found = {}
        for side, modules in ((BASE, self.base), (OURS, self.ours)):
            module, _, name = call.function.partition(".")
            function = getattr(getattr(modules, module, None), name, None)
            if function is not None:
                found[side] = function, call.call
        for peer, (module, name, text) in call.peers.items():
            if module.partition(".")[0] in self.peers:
                found[peer] = getattr(importlib.import_module(module), name), text
        return found

    def sides(self, call, size):
        """Return the sides of a row at one size, and why others are not among them."""
        functions = self.functions(call)
        sides, skipped = {}, {}
        data, result = call.data(self.data, size), None
        for name in sorted(functions, key=lambda name: name != OURS):
            function, text = functions[name]
            side = Side(text, function, data)
            try:
                seconds = self.seconds_of(call, size, text, function, side)
                if seconds > self.patience:
                    skipped[name] = f"about {seconds:.1f} s a call"
                    continue
                made = side.once()
            except Exception as error:
                skipped[name] = f"{type(error).__name__}: {error}"
                continue
            if result is None:
                result = made
            elif not same(made, result):
                if name == BASE:
                    raise ResultError(f"{call.name}, {size} bytes: ours is not what the base makes")
                skipped[name] = "it makes something else"
                continue
            sides[name] = side
        if result is None:
            return sides, skipped, None
        given = data.encode("ascii") if isinstance(data, str) else data
        is_bytes = isinstance(result, (bytes, bytearray))
        raw = given if call.is_raw or not is_bytes else bytes(result)
        if self.ceilings is not None and call.ceiling in self.ceilings.operations:
            text = bytes(given)
            for kernel in self.ceilings.kernels:
                name = CEILING if kernel == self.ceilings.fastest else f"{CEILING} {kernel}"
                side = CeilingSide(self.ceilings, call.ceiling, text, kernel)
                try:
                    side.once()
                    sides[name] = side
                except CeilingError as error:
                    skipped[name] = str(error)
        if self.floor is not None:
            sides[COPY] = Side("f(data)", self.floor.copy, bytes(raw))
            sides[FLOOR] = FloorSide(self.floor, bytes(given), len(result)) if is_bytes else \
                Side("f(data)", self.floor.none, bytes(given))
        return sides, skipped, (len(given), len(raw), len(result) if is_bytes else None)

    def seconds_of(self, call, size, text, function, side):
        """Return about how long a call takes, from a smaller one."""
        if size <= SAMPLE:
            return 0.0
        sample = Side(text, function, call.data(self.data, SAMPLE))
        return sample.time(1) / 1e9 * (size / SAMPLE)


class ResultError(Exception):
    """Ours and the base do not make the same of the same data."""


def same(one, other):
    """Return whether two results are the same but for line breaks, where others wrap differently."""
    if not isinstance(one, (bytes, bytearray)):
        return one == other
    return one == other or bytes(one).replace(b"\n", b"") == bytes(other).replace(b"\n", b"")


# ---------------------------------------------------------------------------
# Measuring
# ---------------------------------------------------------------------------

class Progress:
    """A bar on a terminal, else a line now and then."""

    WIDTH = 32

    def __init__(self, title, count, out=sys.stderr):
        self.title, self.count, self.out = title, max(count, 1), out
        self.done, self.said, self.begin = 0, -1, time.monotonic()

    def step(self, what=""):
        self.done += 1
        part = min(self.done / self.count, 1)
        left = (time.monotonic() - self.begin) / part * (1 - part)
        if self.out.isatty():
            bar = "#" * round(part * self.WIDTH)
            text = f"{self.title:10} [{bar:{self.WIDTH}}] {part:4.0%} {left:4.0f} s left  {what:.30}"
            self.out.write(f"\r{text:100}" + ("\n" if part == 1 else ""))
        elif int(part * 10) > self.said:
            self.said = int(part * 10)
            self.out.write(f"{self.title}: {part:.0%}, {left:.0f} s left\n")
        self.out.flush()


def calls_a_turn(side):
    """Return how many calls last about TURN_NS, and how long one lasts."""
    calls = 1
    while True:
        nanoseconds = side.time(calls)
        if nanoseconds * calls >= TURN_NS / 2:
            return max(1, round(TURN_NS / nanoseconds)), nanoseconds
        calls = max(calls * 2, min(calls * 100, round(TURN_NS / max(nanoseconds, 1))))


def measure_row(sides, rounds, first_round):
    """Return the nanoseconds of a call, one for each turn, by side; at least one turn each."""
    plan = {}
    for name, side in sides.items():
        calls, nanoseconds = calls_a_turn(side)
        turns = min(rounds, max(1, int(TURNS_NS / (calls * nanoseconds))))
        plan[name] = calls, turns
    times = {name: [] for name in sides}
    for number in range(rounds):
        for name in order(list(sides), first_round + number):
            calls, turns = plan[name]
            if number < turns:
                times[name].append(sides[name].time(calls))
    return times


def measure(bench, calls, sizes, passes, rounds, progress):
    """Return the cells by row, size and side, and the lengths of what is given, of the raw side and the result."""
    times, lengths, skips = {}, {}, {}
    for number in range(passes):
        for size in sorted({size for call in calls for size in sizes_of(call, sizes)}):
            for call in calls:
                if size not in sizes_of(call, sizes):
                    continue
                key = call.name, str(size)
                sides, skips[key], lengths[key] = bench.sides(call, size)
                if sides:
                    for name, turns in measure_row(sides, rounds, number * rounds).items():
                        times.setdefault(key, {}).setdefault(name, []).extend(turns)
                progress.step(call.name)
    cells = {}
    for (row, size), skipped in skips.items():
        cell = {name: {"ns": min(turns), "median": statistics.median(turns), "turns": len(turns)}
                for name, turns in times.get((row, size), {}).items()}
        cell |= {name: {"skipped": why} for name, why in skipped.items() if name not in cell}
        cells.setdefault(row, {})[size] = cell
    return cells, {f"{row}/{size}": value for (row, size), value in lengths.items()}


def sizes_of(call, sizes):
    """Return which sizes a row has; one with sizes of its own has those that are near enough."""
    if call.sizes == SIZES:
        return sizes
    return tuple(size for size in call.sizes if size in sizes or 64 in sizes)


def measure_memory(bench, calls, progress):
    """Return by row and side what a call of MEMORY_SIZE takes at its peak, in bytes."""
    result = {}
    for call in calls:
        if call.sizes == SIZES:
            sides, _, _ = bench.sides(call, MEMORY_SIZE)
            result[call.name] = {name: codec_memory.peak_of(side.once) for name, side in sides.items()
                                 if name in IN_PYTHON}
        progress.step(call.name)
    return result


def measure_large(bench, calls, progress):
    """Return by row and side how much memory a call of LARGE_SIZE touches, and its page faults."""
    result = {}
    for call in calls:
        if call.sizes == SIZES:
            sides, _, _ = bench.sides(call, LARGE_SIZE)
            for name, side in sides.items():
                if name in IN_PYTHON:
                    resident, faults = codec_memory.resident_peak_of(side.once)
                    result.setdefault(call.name, {})[name] = {"resident": resident, "faults": faults}
        progress.step(call.name)
    return result


def threads_rows(bench):
    """Return what codec_threads measures."""
    rows = []
    by_name = {call.name: call for call in calls_for()}
    for name in codec_threads.FUNCTIONS:
        call = by_name[name]
        functions = bench.functions(call)
        for size in codec_threads.SIZES:
            data = call.data(bench.data, size)
            sides = {side: (functions[side][0], data) for side in (BASE, OURS) if side in functions}
            if sides:
                rows.append((name, size, sides))
    return rows


def pinned(core):
    """Keep to a core, as do the processes that start from now on; return the cores there were."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before) if core is None else core})
    return before


def huge_pages():
    """Return when the kernel gives huge pages: always, madvise or never; 'unknown' without the file."""
    try:
        with open("/sys/kernel/mm/transparent_hugepage/enabled", encoding="ascii") as setting:
            return re.search(r"\[(\w+)\]", setting.read())[1]
    except OSError:
        return "unknown"


def run(options):
    """Measure and return the result, which holds nothing of this machine's directories."""
    cautions = busy()
    peers, missing = load_peers(options.peers)
    floor = load_floor(options.floor)
    calls = selected(calls_for(), options.functions, options.quick)
    everywhere = pinned(options.core)
    gc.disable()
    ceilings = Ceilings(options.ceilings) if options.ceilings else None
    try:
        bench = Bench(options.rust, peers, floor, ceilings, options.patience)
        count = options.passes * sum(len(sizes_of(call, options.sizes)) for call in calls)
        cells, lengths = measure(bench, calls, options.sizes, options.passes, options.rounds,
                                 Progress("speed", count))
        result = {
            "label": options.label or f"CPython {platform.python_version()}",
            "base": {"version": platform.python_version(), "full_version": sys.version.replace("\n", "")},
            "machine": machine(options.cc, options.rustc), "huge pages": huge_pages(),
            "kernels": ceilings.kernels if ceilings else [],
            "a part": bool(options.functions) or options.sizes != SIZES, "in Rust": options.rust, "busy": cautions, "command": (options.command or command_line()).strip(),
            "peers": peers, "missing": missing, "sizes": list(options.sizes), "patience": options.patience,
            "passes": options.passes, "rounds": options.rounds,
            "without a row": sorted(functions_of(bench.base or base_modules.everything())
                                    - {call.function for call in calls_for()}),
            "without the base": bench.base is None,
            "cells": cells, "lengths": lengths, "memory": {}, "large": {}, "mappings": {},
            "threads": {},
        }
        if not options.speed_only:
            measure_more(bench, calls, options, everywhere, result)
    finally:
        os.sched_setaffinity(0, everywhere)
        if ceilings:
            ceilings.close()
    return result


def measure_more(bench, calls, options, everywhere, result):
    """Add to a result what is not the speed of one thread."""
    if MEMORY_SIZE in options.sizes:
        result["memory"] = measure_memory(bench, calls, Progress("memory", len(calls)))
    if LARGE_SIZE in options.sizes:
        result["large"] = measure_large(bench, calls, Progress("pages", len(calls)))
        encode = getattr(bench.ours.base64, "b64encode", None)
        if encode is not None:
            progress = Progress("mappings", codec_memory.CALLS)
            result["mappings"] = codec_memory.left_behind(encode, turn=progress.step)
    if not options.functions:
        os.sched_setaffinity(0, everywhere)
        rows = threads_rows(bench)
        progress = Progress("threads", codec_threads.ROUNDS * sum(len(sides) for *_, sides in rows))
        result["threads"] = codec_threads.measure(rows, turn=progress.step)


def selected(calls, names, exactly=False):
    """Return the rows of these names, and, unless `exactly`, those of functions of these names; all without names."""
    if not names:
        return calls
    found = []
    for call in calls:
        named = {call.name} if exactly else {call.name, call.short, call.function}
        if named & set(names):
            found.append(call)
    known = {name for call in found for name in (call.name, call.short, call.function)}
    if unknown := [name for name in names if name not in known]:
        raise ResultError(f"no row is of {', '.join(unknown)}")
    return found


def load_peers(directory):
    """Return the versions of the packages of others that there are, and why others are missing."""
    if directory is None:
        return {}, {}
    with open(os.path.join(directory, "peers.json"), encoding="utf-8") as saved:
        found = json.load(saved)
    if found["site"]:
        sys.path.append(found["site"])
    return found["versions"], found["missing"]


def load_floor(directory):
    if directory is None:
        return None
    sys.path.insert(0, directory)
    try:
        return importlib.import_module("_bench_floor")
    finally:
        sys.path.remove(directory)


# ---------------------------------------------------------------------------
# Telling
# ---------------------------------------------------------------------------

def size_name(size):
    for unit, name in ((MIB, "MiB"), (KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} B"


def parse_size(text):
    found = re.fullmatch(r"(\d+)(B|KiB|MiB|)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is no size such as 8, 64KiB or 1MiB")
    return int(found[1]) * {"MiB": MIB, "KiB": KIB}.get(found[2], 1)


def three_digits(number):
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def speed_text(nanoseconds, given, size):
    """Return nanoseconds of a small call, gigabytes per second of a larger one."""
    return f"{nanoseconds:.1f} ns" if size < KIB else f"{three_digits(given / nanoseconds)} GB/s"


def columns_of(result):
    return [size for size in SIZES if size in result["sizes"]]


def column_cells(result, row):
    """Return (size, cell) by column of the tables; a row with sizes of its own has them in the first two columns."""
    found = result["cells"][row]
    sizes = sorted(map(int, found))
    if not set(sizes) <= set(result["sizes"]):
        return {column: (size, found[str(size)]) for column, size in zip(columns_of(result), sizes)}
    return {size: (size, found[str(size)]) for size in sizes}


def ratio_table(result):
    """Return the lines of a table of how many times as fast as the base we are, for README_ROWS."""
    columns = columns_of(result)
    cells = [["", *map(size_name, columns)]]
    for row in filter(result["cells"].__contains__, README_ROWS):
        by_column = column_cells(result, row)
        line = [row]
        for column in columns:
            _, cell = by_column.get(column, (0, {}))
            ours, base = cell.get(OURS, {}), cell.get(BASE, {})
            if "ns" in ours and "ns" in base:
                line.append(f"{three_digits(base['ns'] / ours['ns'])} x")
            elif "ns" in ours and "skipped" in base:
                line.append("not waited for")
            else:
                line.append("\\-")
        if any(text != "\\-" for text in line[1:]):
            cells.append(line)
    return table(cells) if len(cells) > 1 else ["Nothing here is written in Rust, or the base has none of it."]


def full_table(result):
    """Return the lines of a table with every row and side: speed, and how many times as fast as the base."""
    columns = columns_of(result)
    cells = [["call", "side", *map(size_name, columns)]]
    for row in result["cells"]:
        by_column = column_cells(result, row)
        first = True
        for side in SPEED_SIDES:
            line = []
            for column in columns:
                size, cell = by_column.get(column, (0, {}))
                line.append(cell_text(result, row, size, cell, side))
            if any(text != "\\-" for text in line):
                cells.append([row if first else "\\ ", side, *line])
                first = False
    return table(cells)


def cell_text(result, row, size, cell, side):
    if "ns" not in cell.get(side, {}):
        why = cell.get(side, {}).get("skipped", "")
        return why if why.startswith("about ") else "\\-"
    if side == FLOOR:
        return f"{cell[side]['ns']:.1f} ns"
    given = result["lengths"][f"{row}/{size}"][0]
    text = speed_text(cell[side]["ns"], given, size)
    if side == BASE or "ns" not in cell.get(BASE, {}):
        return text
    return f"{text} ({three_digits(cell[BASE]['ns'] / cell[side]['ns'])} x)"


def kernels_table(result):
    """Return the lines of a table with the speed of each codec without Python, by kernel; none if there is no figure."""
    size = KERNEL_SIZE
    names = {CEILING: result["kernels"][-1]} if result["kernels"] else {}
    names |= {f"{CEILING} {kernel}": kernel for kernel in result["kernels"][-2::-1]}
    cells = [["operation", *names.values()]]
    for call in calls_for(tuple(map(int, result["base"]["version"].split(".")[:2]))):
        cell = result["cells"].get(call.name, {}).get(str(size), {})
        if "ns" in cell.get(CEILING, {}) and call.ceiling not in (line[0] for line in cells):
            given = result["lengths"][f"{call.name}/{size}"][0]
            cells.append([call.ceiling, *(speed_text(cell[name]["ns"], given, size) if "ns" in cell.get(name, {})
                                          else "\\-" for name in names)])
    return table(cells) if len(cells) > 1 else []


def memory_table(result):
    cells = [["call", *(side for side in SIDES if any(side in row for row in result["memory"].values()))]]
    for row, sides in result["memory"].items():
        cells.append([row, *(f"{sides[side] / MIB:.2f} MiB" if side in sides else "\\-" for side in cells[0][1:])])
    return table(cells)


def large_table(result):
    sides = [side for side in SIDES if any(side in row for row in result["large"].values())]
    cells = [["call", *sides]]
    for row, found in result["large"].items():
        cells.append([row, *(f"{found[side]['resident'] / MIB:.0f} MiB, {found[side]['faults']} faults"
                             if side in found else "\\-" for side in sides)])
    return table(cells)


def threads_table(result):
    cells = [["call", "size", "side", "1 thread", "2 threads", "beside Python", "turns of Python"]]
    for name, sizes in result["threads"]["bytes per second"].items():
        for size, sides in sizes.items():
            for side, seen in sides.items():
                cells.append([name, size_name(int(size)), side, f"{three_digits(seen['1'] / 1e9)} GB/s",
                              f"{seen['2'] / seen['1']:.2f} x", f"{three_digits(seen['beside Python'] / 1e9)} GB/s",
                              f"{seen['turns of Python'] / 1e6:.1f} million/s"])
    return table(cells)


def goals_table(result):
    """Return the lines of a table: what is wanted, what was seen, and whether that is enough."""
    cells = [["what", "wanted", "seen", "reached", "where"]]
    for goal, figure, where, verdict in codec_goals.verdicts(result):
        if result["a part"] and figure is None:
            continue
        unit = "ns" if goal.plus else "x"
        against = goal.against + (" time" if goal.relation == codec_goals.AT_MOST and not goal.plus else "")
        cells.append([f"{goal.what}: {'; '.join(goal.rows)}",
                      f"{goal.relation} {'+' if goal.plus else ''}{goal.wanted:g} {unit} {against}",
                      "\\-" if figure is None else f"{figure:.2f} {unit}", verdict,
                      "\\-" if where is None else f"{where[0]}, {size_name(where[1])}"])
    return table(cells)


def exceptions_of(result):
    """Return sentences on what a goal's single figure does not say."""
    slower = codec_goals.slower_than_base(result)
    count = sum(1 for sizes in result["cells"].values() for cell in sizes.values()
                if "ns" in cell.get(OURS, {}) and "ns" in cell.get(BASE, {}))
    lines = [f"More than {codec_goals.NOISE - 1:.0%} slower than the base: {len(slower)} of {count} cells."]
    lines += [f"{row}, {size_name(size)}: {ratio:.2f} x the base's time" for row, size, ratio in slower]
    for why, where in reasons(result).items():
        lines.append(f"{why}: {'; '.join(where)}")
    for row, sides in result["memory"].items():
        if OURS in sides and BASE in sides and sides[OURS] > sides[BASE] + KIB:
            lines.append(f"{row}, {size_name(MEMORY_SIZE)}: {sides[OURS]} bytes at the peak, the base {sides[BASE]}")
    for name, sizes in result["threads"].get("bytes per second", {}).items():
        for size, sides in sizes.items():
            if {BASE, OURS} <= set(sides):
                ratio = sides[OURS]["beside Python"] / sides[BASE]["beside Python"]
                if ratio < codec_goals.LEVEL:
                    lines.append(f"{name}, {size_name(int(size))}, beside a busy Python thread: {ratio:.2f} x the base")
    if left := result["mappings"]:
        verdict = "none" if left["after"] <= left["before"] else str(left["after"] - left["before"])
        lines.append(f"Mappings left behind by {left['calls']} calls with large results: {verdict} "
                     f"({left['before']} before, {left['after']} after; with huge pages advised "
                     f"{left['advised before']} and {left['advised after']}).")
    return lines


def reasons(result):
    """Return the cells that were tried and left out, by side and reason; but for what takes too long, which tables have."""
    found = {}
    for row, sizes in result["cells"].items():
        for size, cell in sizes.items():
            for side, seen in cell.items():
                if "skipped" in seen and not seen["skipped"].startswith("about "):
                    found.setdefault(f"{side} is left out, {seen['skipped']}", {}).setdefault(row, []).append(size)
    return {why: [f"{row}, {', '.join(size_name(int(size)) for size in sizes)}" for row, sizes in rows.items()]
            for why, rows in found.items()}


def caveats(result):
    lines = [
        "One machine, and ratios within one run: times of another run or machine cannot be compared.",
        "The sizes are of what a function is given: bytes to encode, or text to decode. Speed is in bytes given, the "
        "shortest time of a call counts.",
        "*copy* makes new bytes of the raw side: the bytes, not their text. *floor* is a call in C that makes a result of "
        "the same size without writing to it. *ceiling* is our codec without Python, on memory touched before.",
        "At 64 MiB memory decides: each result is a new mapping, and what a kernel gains is small beside its page "
        f"faults. This machine gives huge pages: {result['huge pages']}.",
    ]
    for name, why in result["missing"].items():
        lines.append(f"{name} is missing: {why}")
    if result["without the base"]:
        lines.append("The base's own binascii is not reachable in this program, so nothing is compared with the base.")
    if result["without a row"]:
        lines.append(f"Not measured, since there is no row for it: {', '.join(result['without a row'])}.")
    if result["passes"] * result["rounds"] < 30:
        lines.append(f"Of turns there were {result['passes'] * result['rounds']}, too few for figures to trust.")
    if result["busy"]:
        lines.append(result["busy"])
    return lines


def circumstances(result):
    return {**result["machine"], "kernels": ", ".join(result["kernels"]) or "none named", "base":
            f"CPython {result['base']['full_version']}", "in Rust": ", ".join(result["in Rust"]),
            "peers": ", ".join(f"{name} {version}" for name, version in result["peers"].items()) or "none",
            "sizes": ", ".join(map(size_name, result["sizes"])),
            "turns": f"{result['passes']} times {result['rounds']}, fewer for long calls", "command": result["command"]}


def sections(result):
    """Yield a title and the lines of a table, for each table."""
    yield "Speed, and how many times as fast as the base", full_table(result)
    if kernels := kernels_table(result):
        yield f"Codecs without Python, {size_name(KERNEL_SIZE)}, by the kernel that is forced", kernels
    if result["memory"]:
        yield (f"Peak memory of a call of {size_name(MEMORY_SIZE)}, the result included, as Python's allocators see it",
               memory_table(result))
    if result["large"]:
        yield f"Memory touched and page faults of a call of {size_name(LARGE_SIZE)}", large_table(result)
    if result["threads"]:
        yield ("Threads: speed of one, speed of two against that, and speed of one beside a thread of Python code",
               threads_table(result))
    if len(goals := goals_table(result)) > EMPTY_TABLE:
        yield "What it must show", goals


def plain(line):
    """Return a line of reStructuredText as people read it on a terminal, as wide as before."""
    return line.replace("\\ ", "  ").replace("\\-", "- ")


def text_report(result):
    lines = [f"{result['label']}: base64 and binascii", ""]
    for line in caveats(result):
        lines += wrap_item(line.replace("*", ""))
    for title, rows in sections(result):
        lines += ["", title, "", *map(plain, rows)]
    lines += ["", *exceptions_of(result), ""]
    lines += [f"{name + ':':15}{value}" for name, value in circumstances(result).items()]
    return lines


def quick_report(result):
    lines = [f"base64 in Rust against the base's own, {result['label']}", "",
             *map(plain, full_table(result)), "", "A first impression; make bench measures more, and longer."]
    return lines


def readme_region(results):
    lines = wrap("How many times as fast as the base's own functions. ``Doc/speed.rst`` has the caveats, all figures, and on "
                 "what they were measured.")
    for result in results:
        lines += ["", f"{result['label']}:", "", *ratio_table(result)]
    return lines


def page_region(results, pictures):
    """Return the lines of the whole report, caveats first and then the pictures."""
    lines = []
    for line in dict.fromkeys(line for result in results for line in caveats(result)):
        lines += wrap_item(line)
    for result in results:
        lines += ["", *wrap(f"**{result['label']}**"), ""]
        for picture, alt in pictures[result["label"]]:
            lines += [f".. image:: {os.path.basename(picture)}", f"   :alt: {alt}", ""]
        for title, rows in sections(result):
            lines += ["", f"{title}:", "", *rows]
        lines += [""]
        for line in exceptions_of(result):
            lines += wrap_item(line)
        for name, value in circumstances(result).items():
            lines += wrap_item(f"{name}: " + (f"``{value}``" if name == "command" else value))
    return lines


def pictures_of(result, directory):
    """Draw a result and return the files with what they show."""
    import codec_plot

    label = re.sub(r"[^a-z0-9.]+", "-", result["label"].lower()).strip("-")
    drawn = [(os.path.join(directory, f"speed-{label}.svg"), "speed over size, by function")]
    codec_plot.draw_speed(drawn[0][0], result, size_name)
    if result["threads"]:
        drawn.append((os.path.join(directory, f"speed-threads-{label}.svg"), "speed in one and in two threads"))
        codec_plot.draw_threads(drawn[1][0], result, size_name)
    return drawn


def write(results, readme, page):
    """Write the tables between the markers of two files, and the pictures beside the second."""
    pictures = {result["label"]: pictures_of(result, os.path.dirname(page)) for result in results}
    write_region(readme, REGION, readme_region(results))
    write_region(page, REGION, page_region(results, pictures))
    for path in (readme, page, *(path for drawn in pictures.values() for path, _ in drawn)):
        say(f"wrote {path}")


# ---------------------------------------------------------------------------
# The program
# ---------------------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=str.split, default=[], metavar="NAMES",
                        help="functions, or rows of the tables (default: all)")
    parser.add_argument("--sizes", type=str.split, default=[], metavar="SIZES",
                        help=f"such as '8 64KiB 1MiB' (default: {', '.join(map(size_name, SIZES))})")
    parser.add_argument("--passes", type=at_least_one, default=3, help="how often all rows are gone through")
    parser.add_argument("--rounds", type=at_least_one, default=20, help="rounds each time, fewer for long calls")
    parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, metavar="SECONDS",
                        help="leave out what takes longer a call")
    parser.add_argument("--quick", action="store_true", help="two functions, four sizes, and no others' packages")
    parser.add_argument("--speed-only", action="store_true", help="nothing of memory and threads")
    parser.add_argument("--core", type=int, help="the core to run on (default: the last one)")
    parser.add_argument("--label", help="what to call the base (default: CPython and its version)")
    parser.add_argument("--json", default="bench.json", metavar="FILE", help="where the result goes")
    parser.add_argument("--pictures", metavar="DIR", help="where plots go (default: none are drawn)")
    parser.add_argument("--from", dest="results", nargs="+", metavar="FILE", help="measure nothing, read results")
    parser.add_argument("--write", action="store_true", help="write the tables into README.rst and Doc")
    # What make knows.
    parser.add_argument("--rust", type=str.split, default=[], metavar="MODULES", help="what is written in Rust here")
    parser.add_argument("--peers", metavar="DIR", help="where peers.py put the packages of others")
    parser.add_argument("--floor", metavar="DIR", help="where _bench_floor is")
    parser.add_argument("--ceilings", metavar="PROGRAM", help="the program of Rust/codecs/examples/ceilings.rs")
    parser.add_argument("--cc", default="cc", help=argparse.SUPPRESS)
    parser.add_argument("--rustc", default="rustc", help=argparse.SUPPRESS)
    parser.add_argument("--command", help="what was typed, for the report")
    options = parser.parse_args()
    try:
        options.sizes = tuple(map(parse_size, options.sizes)) or (QUICK_SIZES if options.quick else SIZES)
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    if options.quick:
        options.functions, options.speed_only = options.functions or list(QUICK_FUNCTIONS), True
        options.passes, options.rounds, options.json = 1, 15, None
    if options.write and (options.functions or options.sizes != SIZES):
        parser.error("--write needs all functions and sizes")
    return options


def main():
    options = parse_arguments()
    try:
        if options.write:
            # A run takes minutes, so look before it.
            for path in (README, PAGE):
                split_at_region(path, REGION)
        if options.results:
            load_peers(options.peers)
            results = []
            for path in options.results:
                with open(path, encoding="utf-8") as saved:
                    results.append(json.load(saved))
        else:
            results = [run(options)]
            if options.json:
                with open(options.json, "w", encoding="utf-8") as out:
                    json.dump(results[0], out, indent=1)
        report = quick_report if options.quick else text_report
        print("\n\n".join("\n".join(report(result)) for result in results))
        for result in results if options.pictures else ():
            for path, _ in pictures_of(result, options.pictures):
                say(f"drew {path}")
        if options.write:
            write(results, README, PAGE)
    except (ResultError, CeilingError, RegionError, OSError) as error:
        sys.exit(f"bench_codecs.py: {error}")
    except KeyboardInterrupt:
        sys.exit("bench_codecs.py: interrupted")


if __name__ == "__main__":
    main()
