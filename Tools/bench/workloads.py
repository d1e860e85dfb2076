"""The loads with which bench_interp.py compares interpreters.

    python workloads.py NAME

Each runs a few tenths of a second, mostly in the interpreter's core, and prints a
number that is the same in every interpreter that works.  None uses a module that
this tree writes in Rust: it is the rest of the interpreter that is measured.
"""

import sys


def calls():
    """Functions, methods and closures, with positional, keyword and default arguments."""
    def ackermann(m, n):
        if m == 0:
            return n + 1
        return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))

    def scale(value, factor=3, *, offset=1):
        return value * factor + offset

    def make_counter():
        count = 0

        def step(by):
            nonlocal count
            count += by
            return count
        return step

    class Shape:
        def area(self, width, height=2):
            return width * height

    class Box(Shape):
        def area(self, width, height=2):
            return super().area(width, height) + 1

    box, step, total = Box(), make_counter(), 0
    for _ in range(32):
        total += ackermann(2, 70)
        for i in range(20_000):
            total += scale(i) + scale(i, offset=2) + scale(*(i, 2)) + max(i, 7)
            total += box.area(i) - step(1)
    return total


def attributes():
    """Attributes of instances, slots, classes and properties, found and missing."""
    class Point:
        __slots__ = ("x", "y")

        def __init__(self, x, y):
            self.x, self.y = x, y

    class Vehicle:
        wheels = 4

        @property
        def weight(self):
            return self.load + 1000

    class Truck(Vehicle):
        def __getattr__(self, name):
            return len(name)

    truck, point, total = Truck(), Point(1, 2), 0
    for load in range(1_050_000):
        truck.load = load & 1023
        truck.driver = point
        point.x, point.y = point.y, load & 255
        total += truck.load + truck.wheels + truck.weight + truck.driver.x + point.y
        total += getattr(point, "z", 1) + hasattr(truck, "wheels")
        if isinstance(truck, Vehicle) and not load & 7:
            total += truck.missing
    return total


def containers():
    """Lists, dictionaries, sets and tuples: filled, searched, copied, unpacked, emptied."""
    total = 0
    for turn in range(110):
        numbers = [(i * 7919 + turn) % 10_007 for i in range(8000)]
        places = {number: place for place, number in enumerate(numbers)}
        groups = {}
        for number in numbers:
            groups.setdefault(number % 97, []).append(number)
        for first, second, *_rest in groups.values():
            total += places[first] - places.get(second, 0)
        common = set(numbers) & set(range(0, 10_007, 3))
        total += sum(place for number, place in places.items() if number in common)
        stack = numbers[1000:5000]
        stack.extend(reversed(stack))
        while stack:
            total += stack.pop()
        pairs = list(zip(numbers, numbers[1:]))
        total += len({pair: None for pair in pairs}) + max(pairs)[1]
    return total


def strings():
    """Formatting, splitting, searching, joining, comparing and encoding of short text."""
    total = 0
    for turn in range(90):
        lines = []
        for i in range(2500):
            name = "Field-%d" % (i % 500)
            lines.append(f"{name:<12}|{i:08x}|{turn / 4:.2f}|" + "äö"[i & 1] * (i & 15))
        for line in lines:
            key, number, ratio, rest = line.split("|")
            key = key.strip().lower().replace("-", "_")
            if key.startswith("field_1") or rest.endswith("ä") and "7" in number:
                total += number.find("f") + ratio.count("0")
            total += len(rest.encode()) + int(number, 16) + (key < "field_25")
        text = "\n".join(lines)
        total += text.count("Field") + len(text.splitlines()) + len(text.title()[::2])
    return total


def generators():
    """Generators, alone, delegating and in chains, and iterators of the core."""
    def numbers(n):
        for i in range(n):
            yield i

    def walk(depth):
        if depth:
            yield from walk(depth - 1)
            yield depth
            yield from walk(depth - 1)

    def running_mean():
        mean = count = 0
        while True:
            mean += ((yield mean) - mean) / (count := count + 1)

    total = 0
    for _ in range(52):
        total += sum(numbers(40_000)) + sum(walk(12))
        total += sum(i * i for i in numbers(40_000) if i & 1)
        total += sum(map(abs, filter(None, numbers(20_000))))
        mean = running_mean()
        next(mean)
        for i in range(20_000):
            last = mean.send(i)
        total += int(last) + sum(a - b for a, (b, _) in enumerate(zip(numbers(20_000), range(9, 50_000))))
    return total


def json_documents():
    """Documents written and read by json, with its C accelerator and, indented, without."""
    import json
    document = [
        {"id": i, "name": f"name \u00e9 {i}", "tags": ["a", "b\n", str(i)], "ratio": i / 8,
         "nested": {"on": i % 2 == 0, "none": None, "list": list(range(i % 10))}}
        for i in range(250)
    ]
    text, total = json.dumps(document), 0
    for _ in range(340):
        total += len(json.loads(text))
        total += len(json.dumps(document))
    for _ in range(38):
        total += len(json.dumps(document, indent=2, sort_keys=True))
    return total


def regular_expressions():
    """Patterns that search, capture, replace and split a log of a few thousand words."""
    import re
    log = "\n".join(
        f"2024-{i % 12 + 1:02}-{i % 28 + 1:02} host{i % 7}.example.org [{i * 37 % 4096:04x}] "
        f"user=u{i} size={i * i} message: the quick brown fox {'jumps ' * (i % 5)}over"
        for i in range(400)
    )
    line = re.compile(r"^(\d{4})-(\d\d)-(\d\d) (\w+)(?:\.\w+)+ \[([0-9a-f]+)\]", re.MULTILINE)
    field = re.compile(r"\b(?P<key>[a-z]+)=(?P<value>\w+)")
    total = 0
    for _ in range(120):
        total += sum(int(match[5], 16) for match in line.finditer(log))
        total += len(dict(field.findall(log)))
        total += len(field.sub(r"\g<value>:\g<key>", log))
        total += len(re.split(r"\s+", log)) + len(re.findall(r"(?i)fox (?:jumps )*over$", log, re.M))
    return total


def sorting():
    """Lists of numbers, strings and tuples, in and out of order, with and without a key."""
    state, numbers = 1, []
    for _ in range(30_000):
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        numbers.append(state)
    words = [f"{number:x}" for number in numbers]
    pairs = [(number % 100, word) for number, word in zip(numbers, words)]
    total = 0
    for _ in range(8):
        total += sorted(numbers)[1000] + len(sorted(words)[2000])
        total += sorted(pairs)[3000][0] + sorted(pairs, reverse=True)[-1][0]
        total += sorted(numbers, key=lambda number: number & 0xFFFF)[4000]
        total += sorted(sorted(numbers) + numbers[:500])[5000]
    return total


WORKLOADS = {
    "calls": calls,
    "attributes": attributes,
    "containers": containers,
    "strings": strings,
    "generators": generators,
    "json": json_documents,
    "re": regular_expressions,
    "sort": sorting,
}

if __name__ == "__main__":
    print(WORKLOADS[sys.argv[1]]())
