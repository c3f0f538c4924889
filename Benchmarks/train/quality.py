"""How good vectors are, whoever made them: prints one JSON object.

    python quality.py VECTORS [--held-out FILE] [--truth FILE]

VECTORS   word2vec text.
--held-out  a playlist a line: the last track is hidden, and all tracks but those before it are ranked by cosine, once for
            the mean of the unit vectors of the tracks before it ("mean"), once for the last of them ("last"). A hidden
            track without a vector is a miss. hit@10 and NDCG@10, at most 10,000 playlists.
--truth     lines of track, TAB, cluster, after a line of titles: the share of a track's ten nearest that are of its cluster,
            over 5,000 tracks drawn with a fixed seed.
"""
import argparse
import json

import numpy

PLAYLISTS = 10_000
TRACKS = 5_000
BLOCK = 256


def read(path):
    """The ids, and their vectors at length 1."""
    with open(path, encoding="utf-8") as file:
        count, dimension = map(int, file.readline().split())
        rows = numpy.zeros((count, dimension), numpy.float32)
        ids = []
        for line in file:
            fields = line.rstrip().rsplit(" ", dimension)
            if fields[0] != "</s>":
                rows[len(ids)] = fields[1:]
                ids.append(fields[0])
    rows = rows[:len(ids)]
    return ids, rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def continuation(ids, rows, path):
    ordinals = {track: ordinal for ordinal, track in enumerate(ids)}
    tasks, playlists = [], 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            *seeds, hidden = line.split() or [""]
            if not seeds:
                continue
            playlists += 1
            known = [ordinals[track] for track in seeds if track in ordinals]
            if known and hidden in ordinals:
                tasks.append((known, ordinals[hidden]))
            if playlists == PLAYLISTS:
                break
    result = {"playlists": playlists}
    queries = {"mean": lambda known: rows[known].mean(axis=0), "last": lambda known: rows[known[-1]]}
    for name, query in queries.items():
        hits = gain = 0.0
        for start in range(0, len(tasks), BLOCK):
            block = tasks[start:start + BLOCK]
            scores = numpy.stack([query(known) for known, _ in block]) @ rows.T
            for line, (known, hidden) in zip(scores, block):
                score = line[hidden]
                line[known] = -numpy.inf
                rank = 1 + int((line > score).sum())
                if rank <= 10:
                    hits += 1
                    gain += 1 / numpy.log2(rank + 1)
        result["hit10_" + name] = hits / max(1, playlists)
        result["ndcg10_" + name] = float(gain) / max(1, playlists)
    return result


def clusters(ids, rows, path):
    with open(path, encoding="utf-8") as file:
        next(file)
        cluster = dict(line.rstrip("\n").split("\t")[:2] for line in file)
    names = numpy.array([cluster.get(track, "") for track in ids])
    known = numpy.flatnonzero(names != "")
    if len(known) == 0:
        raise SystemExit(path + ": names none of the tracks that have vectors")
    asked = numpy.random.default_rng(1).permutation(known)[:TRACKS]
    right = total = 0
    for start in range(0, len(asked), BLOCK):
        block = asked[start:start + BLOCK]
        scores = rows[block] @ rows.T
        scores[numpy.arange(len(block)), block] = -numpy.inf
        nearest = numpy.argpartition(-scores, min(10, scores.shape[1] - 1), axis=1)[:, :10]
        right += int((names[nearest] == names[block][:, None]).sum())
        total += nearest.size
    return {"cluster_precision10": right / total}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("vectors")
    parser.add_argument("--held-out")
    parser.add_argument("--truth")
    arguments = parser.parse_args()
    ids, rows = read(arguments.vectors)
    result = {}
    if arguments.held_out:
        result.update(continuation(ids, rows, arguments.held_out))
    if arguments.truth:
        result.update(clusters(ids, rows, arguments.truth))
    print(json.dumps(result))
