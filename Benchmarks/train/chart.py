"""The comparison as a drawing: a dot for each trainer's median and a line for its range, on a logarithmic axis."""
import math
from html import escape

import report

LEFT, RIGHT, WIDTH = 150, 190, 820
ROW, TITLE, TOP, BOTTOM = 24, 30, 64, 56

STYLE = """
    text { font-family: system-ui, sans-serif; font-size: 13px; fill: #24292f; }
    .title { font-size: 16px; font-weight: 600; }
    .small { font-size: 11px; fill: #57606a; }
    .group { font-weight: 600; }
    .grid { stroke: #d0d7de; stroke-width: 1; }
    .range { stroke: #6e7781; stroke-width: 2; }
    .dot { fill: #6e7781; }
    .ours.range { stroke: #0969da; } .ours.dot { fill: #0969da; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; } .small { fill: #9198a1; }
      .grid { stroke: #3d444d; }
      .range { stroke: #9198a1; } .dot { fill: #9198a1; }
      .ours.range { stroke: #4493f8; } .ours.dot { fill: #4493f8; }
    }
"""


def ticks(low, high):
    """1, 2 and 5 of every power of ten within the bounds."""
    return [
        step * 10.0 ** power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for step in (1, 2, 5) if low <= step * 10.0 ** power <= high]


def short(value):
    return f"{value / 1e6:g} M" if value >= 1e6 else f"{value / 1e3:g} k" if value >= 1e3 else f"{value:g}"


def svg(described, summaries):
    """The drawing as text; trainers that were not timed apart from their vocabulary are left out and named below."""
    key, noun = report.key_figure(described["mode"])
    shown = [summary for summary in summaries if summary.get(key)]
    missing = sorted({summary["trainer"] for summary in summaries if not summary.get(key)})
    values = [value for summary in shown for value in summary[key + "_range"]] or [1.0, 10.0]
    low, high = min(values) / 1.3, max(values) * 1.3
    plot = WIDTH - LEFT - RIGHT

    def place(value):
        return LEFT + plot * (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))

    body, top = [], TOP
    group = None
    for summary in shown:
        setting = (summary["dimension"], summary["threads"])
        if setting != group:
            group = setting
            top += TITLE
            threads = f"{setting[1]} thread" + ("" if setting[1] == 1 else "s")
            body.append(f'<text class="group" x="16" y="{top - 6}">dimension {setting[0]}, {threads}</text>')
        middle = top + ROW / 2
        own = "ours " if summary["trainer"] == report.OURS else ""
        start, end = (place(value) for value in summary[key + "_range"])
        times = report.ratio(shown, summary, key)
        beside = report.rate(summary[key]) + ("" if own or times is None else f"  (w2v: {times:.1f}x)")
        body.append(f'<text x="{LEFT - 14}" y="{middle + 4:.1f}" text-anchor="end">{escape(summary["trainer"])}</text>')
        body.append(
            f'<line class="{own}range" x1="{start:.1f}" x2="{end:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>')
        body.append(f'<circle class="{own}dot" cx="{place(summary[key]):.1f}" cy="{middle:.1f}" r="5"/>')
        body.append(f'<text class="small" x="{end + 11:.1f}" y="{middle + 4:.1f}">{escape(beside)}</text>')
        top += ROW
    grid = []
    for value in ticks(low, high):
        x = place(value)
        grid.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{top + 4}"/>')
        grid.append(f'<text class="small" x="{x:.1f}" y="{top + 20}" text-anchor="middle">{short(value)}</text>')
    kernels = sorted({
        f"{summary['trainer']} {summary['blas_kernel']}" for summary in shown if summary.get("blas_kernel")})
    note = f"{described['cpu']}; BLAS kernels: {', '.join(kernels) or 'none'}"
    if missing:
        note += f"; not timed apart from the vocabulary: {', '.join(missing)}"
    height = top + BOTTOM
    title = f"{noun[0].upper() + noun[1:]} a second of training, mode {described['mode']}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title, quote=True)}">',
        f"  <style>{STYLE}  </style>",
        f'  <text class="title" x="16" y="26">{escape(title)}</text>',
        f'  <text class="small" x="16" y="46">{described["words"]:,} words; medians and ranges; logarithmic axis</text>',
        *("  " + part for part in grid + body),
        f'  <text class="small" x="16" y="{height - 10}">{escape(note)}</text>',
        "</svg>", ""])
