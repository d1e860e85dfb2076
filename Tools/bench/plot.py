"""Draw a plot of dots as SVG, with nothing but the standard library."""

import math
from xml.sax.saxutils import escape

# In pixels; a letter's is an estimate.
RIGHT, TOP, LINE, SPAN, LETTER = 30, 44, 22, 460, 7


def write_dots(path, title, rows):
    """Write a plot with a line for each (label, value, other values) in `rows`.

    The value is a black bar, the others are dots. A vertical line stands at zero.
    """
    numbers = [0.0, *(number for _, value, others in rows for number in (value, *others))]
    low, high = min(numbers), max(numbers)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / step <= 12)
    low, high = math.floor(low / step) * step, max(math.ceil(high / step), 1) * step
    left = 24 + LETTER * max(len(label) for label, _, _ in rows)
    width, bottom = left + SPAN + RIGHT, TOP + LINE * len(rows)
    height = bottom + 34

    def x(number):
        return left + (number - low) / (high - low) * SPAN

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="12" y="20" font-weight="bold">{escape(title)}</text>']
    for tick in range(low, high + 1, step):
        colour = "black" if tick == 0 else "#ddd"
        parts.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP - 8}" y2="{bottom}" stroke="{colour}"/>')
        parts.append(f'<text x="{x(tick):.1f}" y="{bottom + 18}" text-anchor="middle">{tick:+d} %</text>')
    for line, (label, value, others) in enumerate(rows):
        y = TOP + LINE * line + LINE / 2
        parts.append(f'<text x="{left - 12}" y="{y + 4}" text-anchor="end">{escape(label)}</text>')
        parts += [f'<circle cx="{x(other):.1f}" cy="{y}" r="4" fill="#c60" fill-opacity="0.5"/>' for other in others]
        parts.append(f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{y - 8}" y2="{y + 8}" '
                     'stroke="black" stroke-width="3"/>')
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join([*parts, "</svg>", ""]))
