"""Functions in two threads, and in one beside a thread that runs Python code all the time."""

import os
import statistics
import threading
import time

KIB, MIB = 1 << 10, 1 << 20
SIZES = (64 * KIB, MIB, 64 * MIB)
FUNCTIONS = ("b64encode", "b64decode", "crc32")
SECONDS, ROUNDS = 0.25, 5


def calls_until(function, data, deadline):
    """Call a function until the deadline, at least once; return how often."""
    calls = 0
    while True:
        function(data)
        calls += 1
        if time.perf_counter() >= deadline:
            return calls


def bytes_per_second(function, data, threads, seconds=SECONDS):
    """Return what so many threads together get done, each with calls of its own."""
    start = threading.Barrier(threads + 1)
    counts = []

    def run():
        start.wait()
        counts.append(calls_until(function, data, time.perf_counter() + seconds))

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    start.wait()
    begin = time.perf_counter()
    for worker in workers:
        worker.join()
    return sum(counts) * len(data) / (time.perf_counter() - begin)


def beside_python(function, data, seconds=SECONDS):
    """Return what one thread gets done beside a busy one, and how many turns that one has a second."""
    stop = threading.Event()
    turns = 0

    def count():
        nonlocal turns
        stopped = stop.is_set
        while not stopped():
            turns += 1

    busy = threading.Thread(target=count)
    busy.start()
    try:
        begin = time.perf_counter()
        calls = calls_until(function, data, begin + seconds)
        passed = time.perf_counter() - begin
    finally:
        stop.set()
        busy.join()
    return calls * len(data) / passed, turns / passed


def measure(functions, rounds=ROUNDS, seconds=SECONDS, turn=lambda: None):
    """Return figures by name, size and side; `functions` has (name, size, {side: (function, data)}).

    The sides take turns in each round.  Of threads of ours the fastest round counts, since others' work slows some
    down; what a thread gets beside another varies by itself, so of that it is the median.  It uses all cores.
    """
    result = {}
    for name, size, sides in functions:
        seen = {side: {"1": [], "2": [], "beside Python": [], "turns of Python": []} for side in sides}
        for number in range(rounds):
            for side, (function, data) in list(sides.items())[::1 if number % 2 else -1]:
                seen[side]["1"].append(bytes_per_second(function, data, 1, seconds))
                seen[side]["2"].append(bytes_per_second(function, data, 2, seconds))
                done, turns = beside_python(function, data, seconds)
                seen[side]["beside Python"].append(done)
                seen[side]["turns of Python"].append(turns)
                turn()
        result.setdefault(name, {})[str(size)] = {
            side: {what: (max if what in ("1", "2") else statistics.median)(values) for what, values in rows.items()}
            for side, rows in seen.items()}
    return {"cores": len(os.sched_getaffinity(0)), "bytes per second": result}
