"""Runs become medians, and medians a table."""

OURS = "w2v"


def key_figure(mode):
    """What trainers are compared by: its key, and what it counts."""
    return ("pairs_per_second", "positive pairs") if mode == "playlists" else ("words_per_second", "words")


def add_rate_by_processor_time(run, mode):
    """Puts the rate by processor seconds of all threads into a run: others' load on the machine changes it least."""
    key, _ = key_figure(mode)
    if run.get(key) and run.get("train_cpu_s"):
        run["per_cpu_second"] = run[key] * run["train_s"] / run["train_cpu_s"]


def rate(value):
    """`950 k/s`, `4.56 M/s`, or a dash for nothing."""
    if value is None:
        return "-"
    return f"{value / 1e6:.2f} M/s" if value >= 1e6 else f"{value / 1e3:.0f} k/s"


def line(run, mode):
    """A run in a line, for whoever waits."""
    key, noun = key_figure(mode)
    return (
        f"round {run['round']}  d {run['dimension']}  threads {run['threads']}  {run['trainer']}: "
        f"{rate(run.get(key))} {noun}, {rate(run.get('words_per_second_with_vocabulary'))} words with vocabulary, "
        f"load before {run['load_before']}")


def summarize(runs, middle):
    """For each setting and trainer, in the order of the runs: the median of every figure, and the range of speeds."""
    groups = {}
    for run in runs:
        groups.setdefault((run["dimension"], run["threads"], run["trainer"]), []).append(run)
    summaries = []
    for (dimension, threads, trainer), members in groups.items():
        summary = {"dimension": dimension, "threads": threads, "trainer": trainer}
        for key in dict.fromkeys(key for member in members for key in member):
            values = [member[key] for member in members if member.get(key) is not None]
            if key in summary or not values:
                continue
            if all(isinstance(value, (int, float)) for value in values):
                summary[key] = middle(values)
                summary[key + "_range"] = (min(values), max(values))
            else:
                summary[key] = values[0]
        summaries.append(summary)
    return summaries


def ratio(summaries, summary, key):
    """How many times as fast as this trainer ours is with the same setting, or nothing."""
    for ours in summaries:
        if ours["trainer"] == OURS and all(ours[name] == summary[name] for name in ("dimension", "threads")):
            if ours.get(key) and summary.get(key):
                return ours[key] / summary[key]
    return None


QUALITY = [
    ("hit10_mean", "hit@10, mean"), ("ndcg10_mean", "NDCG@10, mean"), ("hit10_last", "hit@10, last"),
    ("ndcg10_last", "NDCG@10, last"), ("cluster_precision10", "clusters, precision@10")]


def markdown(described, summaries, rounds):
    """The table, with what is needed to read it."""
    key, noun = key_figure(described["mode"])
    quality = [(name, title) for name, title in QUALITY if any(name in summary for summary in summaries)]
    titles = ["d", "threads", "trainer", f"{noun}/s", "range", "w2v is", "by processor time", "words/s with vocabulary", "vocabulary",
              "memory", "BLAS kernel", "sgemm peak"] + [title for _, title in quality]
    rows = []
    for summary in summaries:
        times = None if summary["trainer"] == OURS else ratio(summaries, summary, key)
        by_processor = None if summary["trainer"] == OURS else ratio(summaries, summary, "per_cpu_second")
        low, high = summary.get(key + "_range", (None, None))
        memory, vocabulary = summary.get("peak_rss_mb"), summary.get("vocabulary_s")
        share = summary.get("share_of_peak")
        rows.append([
            str(summary["dimension"]), str(summary["threads"]), summary["trainer"], rate(summary.get(key)),
            "-" if low is None else f"{rate(low)} to {rate(high)}", "" if times is None else f"{times:.1f}x",
            "" if by_processor is None else f"{by_processor:.1f}x",
            rate(summary.get("words_per_second_with_vocabulary")),
            "-" if vocabulary is None else f"{vocabulary:.2f} s", "-" if memory is None else f"{memory:.0f} MB",
            summary.get("blas_kernel") or "-",
            "-" if share is None else f"{100 * share:.0f} % of {summary['sgemm_peak_gflops']:.0f} GFLOP/s"]
            + [f"{summary[name]:.4f}" if name in summary else "-" for name, _ in quality])
    lines = [
        f"{described['corpus']}: {described['lines']:,} lines, {described['words']:,} words; mode {described['mode']}, "
        f"epochs {described['epochs']}; medians over {rounds} interleaved rounds; {described['cpu']}, "
        f"{described['cores']} cores.", "",
        "| " + " | ".join(titles) + " |", "| " + " | ".join("---" for _ in titles) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
