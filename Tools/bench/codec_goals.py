"""What `make bench` must show, as data: which ratio of which cells is wanted.

A goal is reported as reached or not and is never a test: a figure of one machine in one run.
"""

import dataclasses

KIB, MIB = 1 << 10, 1 << 20
LARGE = 64 * MIB

# A peer within so much of us is level: less is noise.
LEVEL = 0.95

# What two times of the same code may differ by.
NOISE = 1.02

DEBIAN_311, PYTHON_315 = "3.11", "3.15"
AT_LEAST, AT_MOST = ">=", "<="


@dataclasses.dataclass(frozen=True)
class Goal:
    """A line: the worst of the cells `rows` x `sizes` decides.

    What is compared is the time of `against` divided by ours for AT_LEAST, ours divided by
    that of `against` for AT_MOST.  `against` is a side, 'best peer', or ROW/SIDE for another row's.
    """

    what: str
    rows: tuple
    sizes: tuple
    against: str
    wanted: float
    relation: str = AT_LEAST
    base: str = ""              # the version for which a ratio to the base is wanted; any, if it is ''
    side: str = "ours"          # another side than ours: the codec with a kernel forced
    plus: bool = False          # `wanted` is a difference in nanoseconds
    huge_pages: bool = False    # wanted only where huge pages are on request: others have them unasked, or nobody has


def goals_of():
    bulk = (64 * KIB, MIB)
    encode, decode = ("b2a_base64", "b64encode"), ("a2b_base64", "b64decode")
    lines = ("a2b_base64, lines", "b64decode, lines")
    base_32_85 = ("b32encode", "b32decode", "b85encode", "b85decode")
    unproved = ("a85encode", "a85decode", "a2b_qp, text")
    bytearrays = ("b2a_base64", "a2b_base64", "hexlify", "unhexlify", "crc32", "b64encode", "b64decode")

    yield Goal("encode base64", encode, bulk, "copy", 1.25, AT_MOST)
    yield Goal("encode base64", encode, bulk, "base", 36, base=DEBIAN_311)
    yield Goal("encode base64", encode, bulk, "base", 16, base=PYTHON_315)
    yield Goal("encode base64", encode, bulk, "pybase64", LEVEL)
    yield Goal("encode base64", encode, bulk, "fastpybase64", LEVEL)

    yield Goal("decode base64", decode, bulk, "copy", 1.25, AT_MOST)
    for size, debian, python in ((64 * KIB, 60, 17), (MIB, 52, 15)):
        yield Goal("decode base64", decode, (size,), "base", debian, base=DEBIAN_311)
        yield Goal("decode base64", decode, (size,), "base", python, base=PYTHON_315)
    yield Goal("decode base64", decode, bulk, "b64decode, validate/pybase64", 2)
    yield Goal("decode base64", decode, bulk, "fastpybase64", LEVEL)

    yield Goal("decode lines", lines, bulk, "best peer", 4)
    yield Goal("decode lines", lines, bulk, "base", 23, base=DEBIAN_311)
    yield Goal("decode lines", lines, bulk, "base", 9, base=PYTHON_315)

    yield Goal("8-byte calls", encode, (8,), "floor", 1.2, AT_MOST)
    for row, wanted in (("b64encode", 2.7), ("b64decode", 4.5), ("urlsafe_b64encode", 3.5)):
        yield Goal("8-byte calls", (row,), (8,), "base", wanted, base=DEBIAN_311)

    yield Goal("huge results", ("b64encode",), (LARGE,), "best peer", 2.7, huge_pages=True)
    yield Goal("huge results", ("b64decode",), (LARGE,), "best peer", 2.5, huge_pages=True)

    yield Goal("hex", ("hexlify", "unhexlify"), (64 * KIB,), "base", 20, base=DEBIAN_311)
    yield Goal("hex", ("hexlify",), (64 * KIB,), "base", 2.2, base=PYTHON_315)
    yield Goal("hex", ("unhexlify",), (64 * KIB,), "base", 40, base=PYTHON_315)
    yield Goal("hex", ("hexlify, separator",), (64 * KIB,), "base", 10)

    yield Goal("CRCs", ("crc32",), (64 * KIB,), "base", 12)
    yield Goal("CRCs", ("crc_hqx",), (64 * KIB,), "base", 90)

    yield Goal("base32, base85", base_32_85, (64 * KIB,), "base", 300, base=DEBIAN_311)
    yield Goal("base32, base85", base_32_85, (64 * KIB,), "base", 13, base=PYTHON_315)

    yield Goal("quoted-printable", ("b2a_qp, text",), (64 * KIB,), "base", 5)

    yield Goal("near the ceiling", unproved, (64 * KIB,), "ceiling", 0.8)
    yield Goal("near the ceiling", ("b2a_uu",), (45,), "ceiling", 0.8)
    yield Goal("near the ceiling", ("a2b_uu",), (62,), "ceiling", 0.8)

    # For 3.15 it is to be reported how far scalar is from not being slower.
    yield Goal("AVX2 forced", ("b64encode",), bulk, "base", 4.5, base=PYTHON_315, side="ceiling avx2")
    yield Goal("AVX2 forced", ("b64decode",), bulk, "base", 7, base=PYTHON_315, side="ceiling avx2")
    yield Goal("scalar forced", ("b64encode", "b64decode"), bulk, "base", 1, base=DEBIAN_311, side="ceiling scalar")
    yield Goal("scalar forced", ("b64encode", "b64decode"), bulk, "base", 1, base=PYTHON_315, side="ceiling scalar")

    for row in bytearrays:
        yield Goal("bytearray", (f"{row}, bytearray",), (64 * KIB,), f"{row}/ours", 1.5, AT_MOST)
        yield Goal("bytearray", (f"{row}, bytearray",), (8,), f"{row}/ours", 10, AT_MOST, plus=True)


GOALS = list(goals_of())

# The columns that are of others' packages.
PEERS = ("pybase64", "fastpybase64", "isal", "zlib-ng")


def time_of(cells, row, size, side):
    """Return nanoseconds, or None if that was not measured."""
    return cells.get(row, {}).get(str(size), {}).get(side, {}).get("ns")


def against_of(goal, cells, row, size):
    """Return the nanoseconds of what a row is compared with, or None."""
    if goal.against == "best peer":
        times = [time for peer in PEERS if (time := time_of(cells, row, size, peer)) is not None]
        return min(times, default=None)
    other, slash, side = goal.against.partition("/")
    return time_of(cells, other, size, side) if slash else time_of(cells, row, size, goal.against)


def seen(goal, cells):
    """Return the worst figure over the goal's cells and its (row, size), and the cells that are not measured.

    The figure is None if none is.
    """
    figures, missing = [], []
    for row in goal.rows:
        for size in goal.sizes:
            ours, other = time_of(cells, row, size, goal.side), against_of(goal, cells, row, size)
            if ours is None or other is None:
                missing.append((row, size))
                continue
            figure = ours - other if goal.plus else ours / other if goal.relation == AT_MOST else other / ours
            figures.append((figure, (row, size)))
    worst = max if goal.relation == AT_MOST else min
    return *worst(figures, default=(None, None)), missing


def verdicts(result):
    """Yield (goal, figure or None, its row and size, verdict) for each goal that this base has.

    The verdict is 'yes', 'no', 'in part' (what is measured is enough, but not all is), 'not measured' or
    'does not apply'.
    """
    minor = ".".join(result["base"]["version"].split(".")[:2])
    for goal in GOALS:
        if goal.base not in ("", minor):
            continue
        figure, where, missing = seen(goal, result["cells"])
        if goal.huge_pages and result["huge pages"] in ("always", "never"):
            verdict = "does not apply"
        elif figure is None:
            verdict = "not measured"
        elif figure > goal.wanted if goal.relation == AT_MOST else figure < goal.wanted:
            verdict = "no"
        else:
            verdict = "in part" if missing else "yes"
        yield goal, figure, where, verdict


def slower_than_base(result):
    """Return (row, size, ratio of times) where ours is slower than the base by more than noise, the worst first."""
    found = []
    for row, sizes in result["cells"].items():
        for size in sizes:
            ours, base = (time_of(result["cells"], row, size, side) for side in ("ours", "base"))
            if ours is not None and base is not None and ours > base * NOISE:
                found.append((row, int(size), ours / base))
    return sorted(found, key=lambda item: -item[2])
