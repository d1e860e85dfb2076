"""What memory a call takes at its peak, what pages it touches, and what mappings it leaves behind."""

import re
import resource
import tracemalloc

KIB = 1 << 10

# Results of several sizes, all beyond what malloc() keeps for the next call or moves in the heap.
MAPPED_SIZES = tuple(size << 20 for size in (33, 5, 40, 9, 64, 17))
CALLS = 1000


def peak_of(function):
    """Return the most bytes that Python's allocators gave out at a time during a call, its result included.

    What is taken from malloc() directly is not among them; resident_peak_of() has it.
    """
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        function()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def status_of(field, path="/proc/self/status"):
    """Return a field of the process's status in bytes."""
    with open(path, encoding="ascii") as lines:
        return int(re.search(rf"^{field}:\s*(\d+) kB$", lines.read(), re.MULTILINE)[1]) * KIB


def resident_peak_of(function):
    """Return by how many bytes memory grew at the peak of a call, and its page faults.

    Whoever allocated it, what was touched counts, in whole pages.
    """
    with open("/proc/self/clear_refs", "w", encoding="ascii") as reset:
        reset.write("5")
    before, faults = status_of("VmHWM"), resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    result = function()
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
    peak = status_of("VmHWM")
    del result
    return max(peak - before, 0), faults


def mappings(path="/proc/self/smaps"):
    """Return how many mappings there are, and how many of them are advised to have huge pages."""
    with open(path, encoding="ascii", errors="replace") as lines:
        flags = re.findall(r"^VmFlags: (.*)$", lines.read(), re.MULTILINE)
    return len(flags), sum("hg" in line.split() for line in flags)


def left_behind(function, calls=CALLS, sizes=MAPPED_SIZES, turn=lambda: None):
    """Call a function with many large bytes objects; return the mappings before and after."""
    given = [bytes(size) for size in sizes]
    for data in given:
        function(data)
    before = mappings()
    for number in range(calls):
        function(given[number % len(given)])
        turn()
    after = mappings()
    return {"calls": calls, "before": before[0], "after": after[0], "advised before": before[1],
            "advised after": after[1]}
