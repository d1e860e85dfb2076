"""What the benchmarks share in telling their results."""

import math
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import textwrap
import time


def quartiles(values):
    """Return the lower quartile, the median and the upper quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    return tuple(statistics.quantiles(values, n=4, method="inclusive"))


def geometric_mean(ratios):
    return math.exp(statistics.fmean(map(math.log, ratios)))


def table(rows):
    """Return the lines of a simple table in reStructuredText; the first row is the header."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return [rule, lines[0], rule, *lines[1:], rule]


def wrap(text):
    return textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)


def wrap_item(text):
    """Return the lines of an item of a list."""
    return textwrap.wrap(text, 100, initial_indent="- ", subsequent_indent="  ", break_long_words=False,
                         break_on_hyphens=False)


def machine(cc="cc", rustc="rustc"):
    """Return what the figures depend on besides the base, each as text."""
    return {
        "CPU": f"{cpu_model()}, {os.cpu_count()} cores",
        "OS": f"{os_name()}, Linux {platform.release()}",
        "C compiler": first_line([*cc.split(), "--version"]),
        "Rust compiler": first_line([rustc, "--version"]),
        "date": time.strftime("%Y-%m-%d"),
    }


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        found = re.search(r"^model name\s*: *(.*)$", lines.read(), re.MULTILINE)
    return found[1] if found else platform.machine()


def os_name():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8").stdout.splitlines()[0]
    except (OSError, IndexError):
        return "none"


def busy():
    """Return a caution if other programs keep the machine busy, else ''."""
    load = os.getloadavg()[0]
    if load < 0.5:
        return ""
    return (f"The machine was not idle: its load average was {load:.1f} of {os.cpu_count()} cores "
            "before the first measurement.")


def command_line():
    """Return the command that runs, with the directories of this machine left out."""
    arguments = [re.sub(r"[^ =]*/", "", argument) for argument in sys.argv[1:]]
    return " ".join(["Tools/bench/" + os.path.basename(sys.argv[0]),
                     *map(shlex.quote, arguments)])


class RegionError(Exception):
    """A file without the two markers between which a tool writes."""


def split_at_region(path, name):
    """Return the text before, in and after the region of that name."""
    begin, end = f".. begin {name}\n", f".. end {name}\n"
    try:
        with open(path, encoding="utf-8") as lines:
            text = lines.read()
    except OSError as error:
        raise RegionError(f"{path} is to have the table: {error.strerror}") from None
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise RegionError(f"{path} needs the lines '{begin.strip()}' and '{end.strip()}' once each, "
                          "with the table between them")
    before, rest = text.split(begin)
    inside, after = rest.split(end)
    return before + begin, inside, end + after


def write_region(path, name, lines):
    """Replace what stands between the markers `.. begin NAME` and `.. end NAME`."""
    before, _, after = split_at_region(path, name)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write("\n".join([before, *lines, "", after]))
    os.replace(path + ".new", path)
