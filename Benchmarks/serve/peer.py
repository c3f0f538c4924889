"""What a team would write today: FastAPI, uvicorn with uvloop and httptools, and Voyager, on vectors that `w2v export` wrote.

    python3 peer.py PORT VECTORS.npy IDS [NAMES.tsv]

POST /v1/similar takes and gives the part of the service's JSON that the comparison needs: ids, names, scores of the nearest to the
mean of the seeds, the seeds themselves left out.
"""
import sys

import numpy
import uvicorn
import voyager
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

port, vectors, ids = int(sys.argv[1]), numpy.load(sys.argv[2]), open(sys.argv[3], encoding="utf-8").read().split("\n")
ids = ["track:" + i for i in ids[: len(vectors)]]
names = {}
if len(sys.argv) > 4:
    for line in open(sys.argv[4], encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        names["track:" + fields[0]] = fields[1:3]
vectors /= numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
ordinals = {name: number for number, name in enumerate(ids)}
index = voyager.Index(voyager.Space.Cosine, num_dimensions=vectors.shape[1], M=16, ef_construction=200)
index.add_items(vectors)
app = FastAPI()


class Question(BaseModel):
    seeds: list[str]
    count: int = 20
    accept_level: int | None = None


@app.post("/v1/similar")
def similar(question: Question):
    known = [ordinals[seed] for seed in question.seeds if seed in ordinals]
    if not known:
        raise HTTPException(404, "unknown-seeds")
    wanted = question.count + len(known)
    found, distances = index.query(vectors[known].mean(axis=0), k=wanted, query_ef=max(wanted, 64))
    seeds = set(known)
    items = [
        {"id": ids[n], "name": names.get(ids[n], [None])[0], "score": 1 - float(d)}
        for n, d in zip(found, distances) if n not in seeds
    ]
    return {"items": items[: question.count]}


@app.get("/readyz")
def ready():
    return {"status": "ready"}


uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False)
