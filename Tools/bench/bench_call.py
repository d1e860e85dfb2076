"""Compare the cost of a call of a function in Rust with its twin in hand-written C.

    ./python Tools/bench/bench_call.py [options]

The functions are those of _testrust and of _testrust_twin: the same convention, the same
converters, the same little work, so what differs is the way there and back.  All run
in one process on one core.  In every round each has its turn, in another order each time, for a
number of calls in a loop of its own; what is reported is the shortest time of one call over the
rounds, the loop included.  The C function runs twice: what its two times differ by
is noise.
"""

import argparse
import gc
import importlib
import json
import os
import platform
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from bench_interp import at_least_one, order
from report import busy, command_line, machine, table, wrap_item

C, RUST, AGAIN = "C", "Rust", "C again"

# What is timed: a name for people, what `f` is (`m` is the module), and the expression.
CALLS = [
    ("no argument", "m.no_args", "f()"),
    ("one object", "m.one_arg", "f(x)"),
    ("one integer", "m.as_ssize_t", "f(7)"),
    ("two objects", "m.take_positional", "f(x, x)"),
    ("one buffer", "m.checksum", "f(data)"),
    ("buffer and integer", "m.checksum", "f(data, 7)"),
    ("buffer, keyword not given", "m.line", "f(data)"),
    ("buffer and keyword", "m.line", "f(data, newline=False)"),
    ("two keywords", "m.take_keyword", "f(first=x, second=x)"),
    ("any number of objects", "m.take_any", "f(x, x, x)"),
    ("method", "m.Value(7)", "f.no_args()"),
    ("method, one object", "m.Value(7)", "f.one_arg(x)"),
    ("class method", "m.Value", "f.of_class(x)"),
    ("attribute", "m.Value(7)", "f.number"),
    ("new object", "m.Value", "f(7)"),
]

# What Rust may take longer than C, in nanoseconds a call.
LIMIT = 2.0


def loop_of(call):
    """Return a function that makes a call so many times and returns the nanoseconds of one.

    Each has code of its own, so that the interpreter specializes each for what it calls.
    """
    lines = ["def loop(f, n, clock, data=b'8 bytes.', x=None):",
             "    repeat = range(n)",
             "    start = clock()",
             "    for _ in repeat:",
             f"        {call}",
             "    return (clock() - start) / n"]
    namespace = {}
    exec("\n".join(lines), namespace)
    return namespace["loop"]


def measure(calls, modules, rounds, number, clock=time.perf_counter_ns):
    """Return the nanoseconds by call and side, one for each round."""
    modules = {C: modules[C], RUST: modules[RUST], AGAIN: modules[C]}
    loops = {(name, side): (loop_of(call), eval(function, {"m": module}))
             for name, function, call in calls for side, module in modules.items()}
    times = {name: {side: [] for side in modules} for name, _, _ in calls}
    for round_number in range(rounds):
        for name, side in order(list(loops), round_number):
            loop, function = loops[name, side]
            times[name][side].append(loop(function, number, clock))
    return times


def rows_of(times):
    """Return (name, shortest in C, shortest in Rust, their difference, the noise) for each call."""
    rows = []
    for name, sides in times.items():
        c, rust, again = (min(sides[side]) for side in (C, RUST, AGAIN))
        rows.append((name, min(c, again), rust, rust - min(c, again), abs(c - again)))
    return rows


def caveats(result):
    lines = ["Nanoseconds of one machine, in one process. What each function does beyond the call is next to nothing.",
             "*noise* is what the same C function differs by from itself. Where code and data happen to lie in memory "
             "moves a function by a nanosecond or two, the same in all rounds of a run."]
    if result["rounds"] < 50:
        lines.append(f"Of rounds there were {result['rounds']}, too few for figures to trust.")
    if result["busy"]:
        lines.append(result["busy"])
    return lines


def report(result):
    """Return the lines of what is printed."""
    rows = rows_of(result["times"])
    cells = [["call", "C", "Rust", "difference", "ratio", "noise"]]
    for name, c, rust, difference, noise in rows:
        cells.append([name, f"{c:.1f} ns", f"{rust:.1f} ns", f"{difference:+.1f} ns", f"{rust / c:.2f}",
                      f"{noise:.1f} ns"])
    lines = [f"{result['base']}: the shortest time of a call, loop included", ""]
    for caveat in caveats(result):
        lines += wrap_item(caveat)
    lines += ["", *table(cells), ""]
    lines += [f"{name + ':':15}{value}" for name, value in
              {**result["machine"], "rounds": result["rounds"], "calls a round": result["number"],
               "command": result["command"]}.items()]
    name, _, _, worst, _ = max(rows, key=lambda row: row[3])
    verdict = "within" if worst <= LIMIT else "exceeds"
    lines.append(f"largest difference: {worst:+.1f} ns, {name}, {verdict} the limit of {LIMIT:+.1f} ns")
    return lines


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=at_least_one, default=150)
    parser.add_argument("--number", type=at_least_one, default=20_000, help="calls a round")
    parser.add_argument("--core", type=int, help="the core to run on (default: the last one)")
    parser.add_argument("--json", metavar="FILE", help="where the result goes, too")
    return parser.parse_args()


def main():
    options = parse_arguments()
    try:
        modules = {RUST: importlib.import_module("_testrust"), C: importlib.import_module("_testrust_twin")}
    except ImportError as error:
        sys.exit(f"bench_call.py: {error}; run it with ./python of a build --with-rust")
    result = {"base": f"CPython {platform.python_version()}", "machine": machine(), "busy": busy(),
              "command": command_line(), "rounds": options.rounds, "number": options.number}
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0)) if options.core is None else options.core})
    gc.disable()
    result["times"] = measure(CALLS, modules, options.rounds, options.number)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1)
    print("\n".join(report(result)))


if __name__ == "__main__":
    main()
