"""Compare the whole interpreter with the base, for each way to link that works here.

    python bench_interp.py [options]                build each kind, then measure
    python bench_interp.py [options] KIND=PROGRAM... measure these programs
    python bench_interp.py --from RESULT.json...    show results of earlier runs

A load is timed by the CPU time (user and system) of a whole process, start-up by the
time on the clock of STARTS starts.  The interpreters take turns in every round, in
another order each time, on one core, with the same flags and hash seed.  What is
reported is the median, over the rounds, of the ratio to the base in the same round,
with its quartiles.  One of the interpreters is a plain copy of the base's program:
what it differs by is noise.  --write puts the tables into README.rst and Doc.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import plot
from builds import (KINDS, SOURCE, BuildError, Scratch, add_build_options, ask, make_variable, say,
                    some_of)
from report import (RegionError, command_line, geometric_mean, machine, quartiles, split_at_region,
                    table, wrap, wrap_item, write_region)
from workloads import WORKLOADS

LOADS_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "workloads.py")
README = os.path.join(SOURCE, "README.rst")
PAGE = os.path.join(SOURCE, "Doc", "link-kinds.rst")
PLOT = os.path.join(SOURCE, "Doc", "link-kinds.svg")
REGION = "bench-interp"

BASE, COPY = "base", "copy"

# Nobody's site-packages of his own, and no directory of the script in sys.path. Not -I:
# it would ignore PYTHONHASHSEED.
FLAGS = ["-s", "-P"]
NO_SITE = ["-S"]
STARTS = 20
START_UPS = {"start-up": [*FLAGS, *NO_SITE, "-c", "pass"], "start-up with site": [*FLAGS, "-c", "pass"]}

# What the kind that --with-link=auto takes is to stay within, in per cent of the base.
LIMITS = {"geometric mean": 1.5, "start-up": 3.0}


# ---------------------------------------------------------------------------
# Measuring
# ---------------------------------------------------------------------------

def environment():
    """Return the environment of all that is measured."""
    result = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    if "LD_LIBRARY_PATH" in os.environ:
        result["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return result


def run_once(command):
    """Run a command with its output thrown away.

    Return its CPU time and the time on the clock, in seconds.
    """
    throw_away = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, environment(), file_actions=throw_away)
    _, status, usage = os.wait4(process, 0)
    end = time.perf_counter()
    if status != 0:
        raise BuildError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, end - begin


def measure_once(program, load):
    """Return the seconds that a program takes for a load, by its CPU time and on the clock.

    For a start it is the mean of STARTS starts.
    """
    if load not in START_UPS:
        return run_once(load_command(program, load))
    starts = [run_once([program, *START_UPS[load]]) for _ in range(STARTS)]
    return tuple(sum(times) / STARTS for times in zip(*starts))


def load_command(program, load):
    return [program, *FLAGS, *NO_SITE, LOADS_FILE, load]


def warm_up(programs, loads):
    """Run everything once, uncounted: byte-code is written and files are in memory.

    Raise BuildError if an interpreter computes something else than the base.
    """
    for load in loads:
        results = {}
        for name, program in programs.items():
            if load in START_UPS:
                measure_once(program, load)
            else:
                done = subprocess.run(load_command(program, load), env=environment(), capture_output=True,
                                      encoding="utf-8")
                results[name] = done.stdout or f"nothing: {done.stderr[-1000:]}"
        for name, result in results.items():
            if result != results[BASE] or result.startswith("nothing"):
                raise BuildError(f"{load}: {name} computes {result.strip()}, the base {results[BASE].strip()}")


def order(names, round_number):
    """Return the names rotated by one place each round, and backwards in every second cycle.

    So each has each place, and is before each other, equally often.
    """
    turn = round_number % len(names)
    rotated = names[turn:] + names[:turn]
    return rotated[::-1] if round_number // len(names) % 2 else rotated


def measure(programs, loads, rounds):
    """Return the seconds by load and program, one for each round, and the part of the core we had.

    An interrupt ends it after the last whole round.
    """
    say(f"warming up {len(programs)} interpreters: {', '.join(programs)}")
    warm_up(programs, loads)
    seconds = {load: {name: [] for name in programs} for load in loads}
    ran, passed = 0, 0
    begin = time.monotonic()
    for number in range(rounds):
        try:
            measured = measure_round(programs, loads, number)
        except KeyboardInterrupt:
            if number == 0:
                raise
            say(f"interrupted: {number} rounds count")
            break
        for load, name, cpu, clock in measured:
            seconds[load][name].append(clock if load in START_UPS else cpu)
            ran, passed = ran + cpu, passed + clock
        left = (time.monotonic() - begin) / (number + 1) * (rounds - number - 1)
        say(f"round {number + 1} of {rounds}: {progress(seconds)}; {left:.0f} s left")
    return seconds, ran / passed


def measure_round(programs, loads, number):
    return [(load, name, *measure_once(programs[name], load))
            for load in loads for name in order(list(programs), number)]


# ---------------------------------------------------------------------------
# Summing up
# ---------------------------------------------------------------------------

def ratios(seconds, load, name):
    """Return a load's ratio to the base, one for each round."""
    return [mine / base for mine, base in zip(seconds[load][name], seconds[load][BASE])]


def mean_ratios(seconds, name):
    """Return the geometric mean of the loads' ratios, one for each round."""
    loads = [load for load in seconds if load not in START_UPS]
    by_round = zip(*(ratios(seconds, load, name) for load in loads))
    return [geometric_mean(values) for values in by_round]


def percents(values):
    """Return the quartiles of ratios as per cent more than the base."""
    return tuple((value - 1) * 100 for value in quartiles(values))


def rows_of(seconds):
    """Return (name of the row, the base's median in seconds or None, ratios by program)."""
    names = [name for name in next(iter(seconds.values())) if name != BASE]
    loads = [load for load in seconds if load not in START_UPS]
    rows = [(load, quartiles(seconds[load][BASE])[1], {name: ratios(seconds, load, name) for name in names})
            for load in loads]
    if loads:
        rows.append(("geometric mean", None, {name: mean_ratios(seconds, name) for name in names}))
    rows += [(load, quartiles(seconds[load][BASE])[1], {name: ratios(seconds, load, name) for name in names})
             for load in seconds if load in START_UPS]
    return rows


def progress(seconds):
    rows = {row: values for row, _, values in rows_of(seconds)}
    row = "geometric mean" if "geometric mean" in rows else next(iter(rows))
    return f"{row} " + ", ".join(f"{name} {percents(values)[1]:+.1f} %" for name, values in rows[row].items())


def heading(result, name):
    return f"{name} (auto)" if name == result["automatic"] else name


def full_table(result):
    """Return the lines of the table with all loads, in per cent against the base."""
    rows = rows_of(result["seconds"])
    names = list(rows[0][2])
    cells = [["load", "base", *(heading(result, name) for name in names)]]
    for row, base, values in rows:
        unit = "" if base is None else f"{base * 1000:.1f} ms" if row in START_UPS else f"{base:.3f} s"
        cells.append([row, unit or "\\ "])
        for name in names:
            low, median, high = percents(values[name])
            cells[-1].append(f"{median:+.1f} [{low:+.1f} {high:+.1f}]")
    return table(cells)


def summary_table(results):
    """Return the lines of a table with a line for each base and kind."""
    cells = [["base", "kind", *LIMITS]]
    for result in results:
        rows = {row: values for row, _, values in rows_of(result["seconds"])}
        for name in rows["start-up"]:
            if name != COPY:
                cells.append([result["label"], heading(result, name),
                              *(f"{percents(rows[row][name])[1]:+.1f} %" for row in LIMITS)])
        cells += [[result["label"], kind, *("no link" for _ in LIMITS)] for kind in result["refused"]]
    return table(cells)


def caveats(result):
    """Return what to know before one reads the figures, a sentence or two each."""
    lines = [
        "One machine, and ratios within one run: seconds of another run or machine cannot be compared.",
        "``copy`` is a plain copy of the base's program. What it differs by is noise, and so is as much "
        "in the other columns.",
        "A kind other than ``attach`` costs or gains what the base's library differs from its program: "
        "another base, another figure.",
        "The new interpreters have an empty ``site-packages`` of their own. The base reads what is "
        "installed in its own, which counts in *start-up with site*.",
    ]
    if result["rounds"] < 8:
        lines.append(f"Of rounds there were {result['rounds']}, too few for figures to trust.")
    if result["core_share"] < 0.97:
        lines.append(f"Other programs ran on the same core: ours had {result['core_share']:.0%} of the time.")
    return lines


def circumstances(result):
    base = f"CPython {result['base']['full_version']}"
    if result["base"]["stub"] is not None:
        base += "; its program is a stub on a shared library" if result["base"]["stub"] else \
            "; its program has the core in it"
    return {**result["machine"], "base": base, "rounds": str(result["rounds"]), "command": result["command"]}


def text_report(result):
    lines = [f"{result['label']}: CPU time against the base in per cent, median [quartiles]", ""]
    lines += [f"- {line.replace('``', '').replace('*', '')}" for line in caveats(result)]
    lines += [f"- {kind} is not measured: {why}" for kind, why in result["refused"].items()]
    lines += ["", *(line.replace("\\ ", "  ") for line in full_table(result)), ""]
    lines += [f"{name + ':':15}{value}" for name, value in circumstances(result).items()]
    automatic = result["automatic"]
    if automatic in result["seconds"].get("start-up", {}):
        rows = {row: values for row, _, values in rows_of(result["seconds"])}
        for row, limit in LIMITS.items():
            if row in rows:
                percent = percents(rows[row][automatic])[1]
                verdict = "within" if percent <= limit else "exceeds"
                lines.append(f"{automatic}, {row}: {percent:+.2f} %, {verdict} the limit of {limit:+.1f} %")
    return lines


def noise(result):
    """Return by how much the copy of the base's program seems to differ from the base, in per cent."""
    if COPY not in next(iter(result["seconds"].values())):
        return 0.0
    return abs(percents(mean_ratios(result["seconds"], COPY))[1])


def readme_region(results):
    return [
        *wrap("CPU time of eight loads, and time of a start without ``site``, against the base: less is faster, and "
              f"what is below about {max(1.0, *map(noise, results)):.0f} % is noise. ``Doc/link-kinds.rst`` has the "
              "caveats, all figures, and on what they were measured."),
        "",
        *summary_table(results),
    ]


def page_region(results):
    """Return the lines of the whole report, caveats first and then the picture."""
    lines = []
    for line in dict.fromkeys(line for result in results for line in caveats(result)):
        lines += wrap_item(line)
    lines += ["", f".. image:: {os.path.basename(PLOT)}", "   :alt: CPU time against the base, by kind of link", "",
              *summary_table(results)]
    for result in results:
        lines += ["", *wrap(f"**{result['label']}**: CPU time, and for start-up time on the clock, against the base "
                            "in per cent, median [quartiles]."), "", *full_table(result), ""]
        for kind, why in result["refused"].items():
            lines += wrap_item(f"{kind} does not link: {why}")
        for name, value in circumstances(result).items():
            lines += wrap_item(f"{name}: " + (f"``{value}``" if name == "command" else value))
    return lines


def write(results, readme, page, picture):
    """Write the tables between the markers of two files, and the picture."""
    write_region(readme, REGION, readme_region(results))
    write_region(page, REGION, page_region(results))
    dots = []
    for result in results:
        rows = {row: values for row, _, values in rows_of(result["seconds"]) if row not in START_UPS}
        means = rows.pop("geometric mean")
        for name in means:
            dots.append((f"{result['label']}: {heading(result, name)}", percents(means[name])[1],
                         [percents(values[name])[1] for values in rows.values()]))
    plot.write_dots(picture, "CPU time against the base: a dot for each load, a bar for their geometric mean", dots)
    for path in (readme, page, picture):
        say(f"wrote {path}")


# ---------------------------------------------------------------------------
# The program
# ---------------------------------------------------------------------------

def copy_base(base, directory):
    """Copy the base's program into a prefix that links to its library and return the copy."""
    os.makedirs(os.path.join(directory, "bin"))
    for library in {os.path.basename(base["library"]), "lib", "lib64"}:
        if os.path.isdir(os.path.join(base["prefix"], library)):
            os.symlink(os.path.join(base["prefix"], library), os.path.join(directory, library))
    program = os.path.join(directory, "bin", os.path.basename(base["program"]))
    shutil.copy(base["program"], program)
    return program


def is_stub(program):
    """Return whether a program needs a library for the core; None if nm is missing."""
    try:
        symbols = subprocess.run(["nm", "-D", "--defined-only", program], capture_output=True, encoding="utf-8")
    except OSError:
        return None
    return " PyImport_Inittab\n" not in symbols.stdout


def interpreters(options, base, scratch):
    """Return the programs by name, the kind that auto takes, why others are missing, and the compilers."""
    automatic, built, refused, compilers = None, {}, {}, {}
    if options.programs:
        built = dict(options.programs)
    else:
        automatic, directories, refused = scratch.build_kinds(options.kinds)
        built = {kind: os.path.join(directory, "python") for kind, directory in directories.items()}
        for directory in directories.values():
            compilers = {"cc": make_variable(directory, "CC"), "rustc": make_variable(directory, "RUSTC")}
    copy = copy_base(base, os.path.join(scratch.directory, COPY))
    programs = {BASE: base["program"]}
    for name, path in {COPY: copy, **built}.items():
        try:
            facts = ask(path)
        except BuildError as error:
            if name != COPY:
                raise
            say(f"there is no {COPY} to compare with, since it does not start: {error}")
            continue
        if facts["build"] != base["build"]:
            raise BuildError(f"{name}, {path}, is CPython {facts['version']}, another than the base")
        programs[name] = facts["program"]
        if name != COPY:
            say(f"{name}: {'_base64 is built in' if facts['builtin_base64'] else 'without modules in Rust'}")
    return programs, automatic, refused, compilers


def compare(options):
    """Measure and return the result, which holds nothing of this machine's directories."""
    base = ask(options.base)
    with Scratch(base["program"], options.configure, options.work, options.keep) as scratch:
        programs, automatic, refused, compilers = interpreters(options, base, scratch)
        everywhere = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(everywhere) if options.core is None else options.core})
        try:
            seconds, core_share = measure(programs, options.workloads, options.rounds)
        finally:
            os.sched_setaffinity(0, everywhere)
    return {
        "label": options.label or f"CPython {base['version']}",
        "base": {"version": base["version"], "full_version": base["full_version"], "stub": is_stub(base["program"])},
        "machine": machine(**compilers),
        "command": command_line(),
        "core_share": core_share,
        "rounds": len(next(iter(seconds.values()))[BASE]),
        "automatic": automatic,
        "refused": refused,
        "seconds": seconds,
    }


def kind_and_program(text):
    kind, equals, program = text.partition("=")
    if not (kind and equals and program) or kind in (BASE, COPY):
        raise argparse.ArgumentTypeError(f"'{text}' is not KIND=PROGRAM")
    return kind, program


def at_least_one(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return int(text)


def parse_arguments():
    loads = [*WORKLOADS, *START_UPS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", type=kind_and_program, metavar="KIND=PROGRAM",
                        help="measure these, and build nothing")
    add_build_options(parser)
    parser.add_argument("--kinds", type=some_of(KINDS), default=list(KINDS), help="which to build, with commas")
    parser.add_argument("--rounds", type=at_least_one, default=11)
    parser.add_argument("--workloads", type=some_of(loads), default=loads, help=f"some of {', '.join(loads)}")
    parser.add_argument("--core", type=int, help="the core to run on (default: the last one)")
    parser.add_argument("--label", help="what to call the base in tables (default: CPython and its version)")
    parser.add_argument("--json", default="bench-interp.json", metavar="FILE", help="where the result goes")
    parser.add_argument("--from", dest="results", nargs="+", metavar="FILE", help="measure nothing, read results")
    parser.add_argument("--write", action="store_true", help="write the tables into README.rst and Doc")
    options = parser.parse_args()
    if options.write and options.workloads != loads:
        parser.error("--write needs all workloads")
    if options.results and options.programs:
        parser.error("--from measures nothing")
    return options


def main():
    options = parse_arguments()
    try:
        if options.write:
            # A run takes minutes, so look before it.
            for path in (README, PAGE):
                split_at_region(path, REGION)
        if options.results:
            results = []
            for path in options.results:
                with open(path, encoding="utf-8") as saved:
                    results.append(json.load(saved))
        else:
            results = [compare(options)]
            with open(options.json, "w", encoding="utf-8") as out:
                json.dump(results[0], out, indent=1)
    except (BuildError, RegionError, OSError) as error:
        sys.exit(f"bench_interp.py: {error}")
    except KeyboardInterrupt:
        sys.exit("bench_interp.py: interrupted before the first round ended")
    print("\n\n".join("\n".join(text_report(result)) for result in results))
    if options.write:
        write(results, README, PAGE, PLOT)


if __name__ == "__main__":
    main()
