"""Measurements become curves, and curves a table of speeds at equal recall."""
import math

OURS = "w2v"
RECALLS = [0.90, 0.95, 0.99, 0.999]


def curves(runs, middle):
    """For each library, in the order of the runs: (ef, recall, median queries per second), by rising ef."""
    grouped = {}
    for run in runs:
        grouped.setdefault(run["library"], {}).setdefault(run["ef"], []).append(run)
    return {
        library: [
            (effort, middle([run["recall"] for run in same]), middle([run["qps"] for run in same]))
            for effort, same in sorted(efforts.items())]
        for library, efforts in grouped.items()}


def frontier(curve):
    """The points that find more than all of less effort."""
    kept = []
    for _, recall, rate in curve:
        if not kept or recall > kept[-1][0]:
            kept.append((recall, rate))
    return kept


def rate_at(curve, recall):
    """Queries per second at a recall, on the line through the logarithms of misses and of rates, as `w2v bench recall`
    draws it; nothing where no point reaches it, and the first point's own where all do."""
    points = frontier(curve)
    above = next((place for place, point in enumerate(points) if point[0] >= recall), None)
    if above is None or above == 0:
        return None if above is None else points[0][1]
    (fast_recall, fast), (slow_recall, slow) = points[above - 1], points[above]

    def miss(value):
        return -math.log(max(1 - value, 1e-6))

    share = (miss(recall) - miss(fast_recall)) / (miss(slow_recall) - miss(fast_recall))
    return math.exp(math.log(fast) + share * (math.log(slow) - math.log(fast)))


def markdown(described, curves_by_library, builds):
    lines = [
        f"{described['rows']:,} rows of dimension {described['dimension']}, {described['queries']:,} queries, k "
        f"{described['k']}, M {described['m']}, efConstruction {described['ef_construction']}; one search thread, "
        f"medians over {described['rounds']} interleaved rounds", "",
        "| library | build, processor s | " + " | ".join(f"queries/s at {recall}" for recall in RECALLS)
        + " | recall at ef 16 / 64 / 256 |",
        "| --- | ---: |" + " ---: |" * len(RECALLS) + " --- |"]
    ours = {recall: rate_at(curves_by_library[OURS], recall) for recall in RECALLS}
    for library, curve in curves_by_library.items():
        cells = []
        for recall in RECALLS:
            rate = rate_at(curve, recall)
            cell = "-" if rate is None else f"{rate:,.0f}"
            if rate and ours[recall] and library != OURS:
                cell += f" (w2v {ours[recall] / rate:.2f}x)"
            cells.append(cell)
        recalls = {effort: recall for effort, recall, _ in curve}
        lines.append(
            f"| {library} | {builds[library]['build_cpu_s']:.1f} | " + " | ".join(cells) + " | "
            + " / ".join(f"{recalls[effort]:.4f}" if effort in recalls else "-" for effort in (16, 64, 256)) + " |")
    return "\n".join(lines) + "\n"
