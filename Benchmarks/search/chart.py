"""The curves as a drawing: recall to the right, on an axis of its misses; queries per second up, both logarithmic."""
import math
from html import escape

import report

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 70, 130, 56, 60, 820, 480
COLOURS = ["#0969da", "#8250df", "#bf3989", "#1a7f37", "#9a6700", "#57606a"]
STYLE = """
    text { font-family: system-ui, sans-serif; font-size: 13px; fill: #24292f; }
    .title { font-size: 16px; font-weight: 600; }
    .small { font-size: 11px; fill: #57606a; }
    .grid { stroke: #d0d7de; stroke-width: 1; }
    polyline { fill: none; stroke-width: 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; } .small { fill: #9198a1; } .grid { stroke: #3d444d; }
    }
"""
MARKS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]


def svg(described, curves):
    """The drawing as text."""
    shown = {name: report.frontier(curve) for name, curve in curves.items()}
    rates = [rate for points in shown.values() for _, rate in points]
    low, high = min(rates) / 1.2, max(rates) * 1.2
    worst = min(recall for points in shown.values() for recall, _ in points)

    def across(recall):
        span = math.log(1 - min(worst, 0.9)) - math.log(5e-5)
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log(1 - min(worst, 0.9)) - math.log(max(1 - recall, 5e-5))) / span

    def up(rate):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(rate / low) / math.log(high / low)

    parts = []
    for mark in MARKS:
        if mark >= min(worst, 0.9):
            x = across(mark)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
            parts.append(f'<text class="small" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{mark}</text>')
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for step in (1, 2, 5):
            value = step * 10.0 ** power
            if low <= value <= high:
                y = up(value)
                parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
                parts.append(f'<text class="small" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>')
    for place, (name, points) in enumerate(shown.items()):
        colour = COLOURS[place % len(COLOURS)]
        dots = [(across(recall), up(rate)) for recall, rate in points]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        parts.append(f'<polyline stroke="{colour}" points="{joined}"/>')
        parts += [f'<circle fill="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in dots]
        y = TOP + 14 + 22 * place
        parts.append(f'<circle fill="{colour}" cx="{WIDTH - RIGHT + 22}" cy="{y - 4}" r="5"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 34}" y="{y}">{escape(name)}</text>')
    title = f"Queries a second by recall@{described['k']}: {described['rows']:,} rows of dimension {described['dimension']}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(title, quote=True)}">',
        f"  <style>{STYLE}  </style>",
        f'  <text class="title" x="16" y="28">{escape(title)}</text>',
        *("  " + part for part in parts),
        f'  <text class="small" x="{LEFT}" y="{HEIGHT - 14}">recall; one thread, medians of {described["rounds"]} '
        f'rounds; both axes logarithmic (across by the misses)</text>',
        "</svg>", ""])
