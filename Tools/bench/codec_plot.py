"""Draw what bench_codecs.py measured, with matplotlib, as SVG."""

import re

import matplotlib

matplotlib.use("Agg")
# The same result, the same file; text stays text.
matplotlib.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none", "font.size": 9, "axes.titlesize": 10,
                            "axes.spines.top": False, "axes.spines.right": False})

from matplotlib import pyplot

# Rows of the tables, in the order of the panels.
PANELS = ("b64encode", "b64decode", "b64decode, lines", "b64decode, validate", "urlsafe_b64encode", "encodebytes",
          "hexlify", "hexlify, separator", "unhexlify", "crc32", "crc_hqx", "b2a_qp, text",
          "a2b_qp, text", "b32encode", "b32decode", "b85encode", "b85decode", "a85encode", "a85decode", "b16decode")
COLUMNS = 3

# By side: colour, form of the points, line.  They differ in form, too, for those who do not see colours.
STYLES = {
    "base": ("#7f7f7f", "o", "-"),
    "ours": ("#d62728", "s", "-"),
    "pybase64": ("#1f77b4", "^", "-"),
    "fastpybase64": ("#2ca02c", "v", "-"),
    "isal": ("#9467bd", "D", "-"),
    "zlib-ng": ("#8c564b", "P", "-"),
    "ceiling": ("#ff9896", "", "--"),
    "copy": ("#000000", "", ":"),
}


def points(result, row, side):
    """Return sizes and gigabytes per second of a side of a row."""
    found = []
    for size, cell in result["cells"][row].items():
        if "ns" in cell.get(side, {}):
            found.append((int(size), result["lengths"][f"{row}/{size}"][0] / cell[side]["ns"]))
    return tuple(zip(*sorted(found))) or ((), ())


def save(figure, path):
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    # A hundredth of a point is enough, and so is one space: a third less to keep.
    with open(path, encoding="utf-8") as saved:
        lines = [re.sub(r"(\.\d\d)\d+", r"\1", line.strip()) for line in saved]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join([*lines, ""]))


def draw_speed(path, result, size_name):
    """Draw a panel for each of PANELS that was measured."""
    rows = [row for row in PANELS if row in result["cells"]] or list(result["cells"])
    lines = -(-len(rows) // COLUMNS)
    figure, axes = pyplot.subplots(lines, min(COLUMNS, len(rows)), figsize=(3.6 * min(COLUMNS, len(rows)), 2.5 * lines + 0.8),
                                   squeeze=False, sharex=True)
    seen = {}
    for panel, row in zip(axes.flat, rows):
        for side, (colour, marker, line) in STYLES.items():
            sizes, speeds = points(result, row, side)
            if sizes:
                [seen[side]] = panel.plot(sizes, speeds, color=colour, marker=marker, linestyle=line, markersize=3.5,
                                          linewidth=1.8 if side == "ours" else 1.1, zorder=3 if side == "ours" else 2)
        panel.set(title=row, xscale="log", yscale="log")
        ticks = result["sizes"]
        panel.set_xticks(ticks, [size_name(size) for size in ticks], rotation=35, ha="right", fontsize=7)
        panel.minorticks_off()
        panel.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        panel.grid(True, color="#e4e4e4", linewidth=0.6)
    for panel in axes.flat[len(rows):]:
        panel.set_visible(False)
    # The panel above one that is not there has no other below it with the sizes.
    for panel in axes.flat[max(len(rows) - axes.shape[1], 0):len(rows)]:
        panel.tick_params(labelbottom=True)
    for panel in axes[:, 0]:
        panel.set_ylabel("GB/s of input")
    figure.suptitle(f"{result['label']}, {result['machine']['CPU']}", fontsize=10)
    shown = [side for side in STYLES if side in seen]
    figure.legend([seen[side] for side in shown], shown, loc="lower center", ncols=len(shown), frameon=False)
    height = figure.get_size_inches()[1]
    figure.tight_layout(rect=(0, 0.35 / height, 1, 1 - 0.3 / height))
    save(figure, path)


def draw_threads(path, result, size_name):
    """Draw a panel for each function and size: a side in one thread, in two, and in one beside a thread of Python code."""
    kinds = {"1": ("1 thread", 1.0), "2": ("2 threads", 0.65), "beside Python": ("beside Python", 0.35)}
    found = result["threads"]["bytes per second"]
    columns = max(map(len, found.values()))
    figure, axes = pyplot.subplots(len(found), columns, figsize=(2.8 * columns, 2.1 * len(found) + 0.8), squeeze=False)
    for line, (name, sizes) in zip(axes, found.items()):
        line[0].set_ylabel("GB/s, all threads")
        for panel, (size, sides) in zip(line, sizes.items()):
            panel.set(title=f"{name}, {size_name(int(size))}", xticks=[])
            for place, side in enumerate(sides):
                for number, (kind, (label, alpha)) in enumerate(kinds.items()):
                    panel.bar(place + number * 0.27, sides[side][kind] / 1e9, 0.25, color=STYLES[side][0], alpha=alpha,
                              label=f"{side}, {label}")
    labels = {text: handle for panel in axes.flat for handle, text in zip(*panel.get_legend_handles_labels())}
    figure.legend(list(labels.values()), list(labels), loc="lower center", ncols=2, frameon=False)
    figure.suptitle(f"{result['label']}, {result['threads']['cores']} cores", fontsize=10)
    height = figure.get_size_inches()[1]
    figure.tight_layout(rect=(0, 0.65 / height, 1, 1 - 0.2 / height))
    save(figure, path)
