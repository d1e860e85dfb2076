"""Compare base64 in Rust with the base's own, in one process: a small table in a second or two.

    ./python Tools/bench/quick_base64.py

The base's own functions are those of its base64.py, which stands beside ours as
_pybase64.  They call the base's binascii, so the comparison holds for as long as
that one is not in Rust.  A first impression, not a benchmark to quote: two functions, four
sizes, and nothing said of the machine or the spread.
"""

import base64
import platform
import sys
import time

SIZES = {"64 B": 64, "1 KiB": 1 << 10, "64 KiB": 1 << 16, "1 MiB": 1 << 20}
FUNCTIONS = ("b64encode", "b64decode")
ROUNDS = 15
NANOSECONDS_PER_ROUND = 2_000_000


def nanoseconds(function, argument, calls):
    """Return the time of one call, averaged over `calls`."""
    repeat = range(calls)
    start = time.perf_counter_ns()
    for _ in repeat:
        function(argument)
    return (time.perf_counter_ns() - start) / calls


def shortest_times(calls):
    """Return the shortest time of each (function, argument); in every round all have their turn."""
    counts = [calls_per_round(*call) for call in calls]
    rounds = [[nanoseconds(*call, n) for call, n in zip(calls, counts)] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds)]


def calls_per_round(function, argument):
    calls = 1
    while (time_taken := nanoseconds(function, argument, calls) * calls) < NANOSECONDS_PER_ROUND:
        calls = max(calls * 2, int(calls * NANOSECONDS_PER_ROUND / max(time_taken, 1)))
    return calls


def main():
    if base64.b64encode.__class__ is not len.__class__:
        sys.exit("quick_base64.py: base64 of this python is not in Rust; "
                 "run it with ./python of a build --with-rust")
    import _pybase64

    print(f"base64 in Rust (scalar for now: no vector instructions) against the base's own, "
          f"CPython {platform.python_version()}")
    print(f"shortest of {ROUNDS} rounds that take turns; ratio above 1: Rust is faster\n")
    print(f"{'function':<10} {'size':>7} {'base':>12} {'Rust':>12} {'ratio':>6}")
    rows = [(name, label) for name in FUNCTIONS for label in SIZES]
    calls = [(getattr(module, name), argument_of(name, SIZES[label]))
             for name, label in rows for module in (_pybase64, base64)]
    times = iter(shortest_times(calls))
    for (name, label), base, rust in zip(rows, times, times):
        print(f"{name:<10} {label:>7} {base / 1000:>9.2f} us {rust / 1000:>9.2f} us "
              f"{base / rust:>6.2f}")


def argument_of(name, size):
    # A period that is no power of two: no alignment repeats.
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    return base64.b64encode(data) if name == "b64decode" else data


if __name__ == "__main__":
    main()
