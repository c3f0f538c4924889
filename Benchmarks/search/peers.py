"""Other libraries' indexes, built once and searched whenever asked: one JSON command a line, one JSON answer a line.

Rows and queries have length 1, so every library compares by its inner product. Searches are whole-batch calls with one
thread, which spreads Python's cost over all queries.
"""
import json
import sys
import time

import numpy as np


class Hnswlib:
    def __init__(self, told, rows):
        import hnswlib
        self.index = hnswlib.Index(space="ip", dim=rows.shape[1])
        self.index.init_index(len(rows), M=told["m"], ef_construction=told["ef_construction"], random_seed=1)
        self.index.add_items(rows, num_threads=told["threads"])

    def search(self, queries, k, effort):
        self.index.set_ef(max(effort, k))
        return self.index.knn_query(queries, k=k, num_threads=1)[0]


class Faiss:
    def __init__(self, told, rows):
        import faiss
        self.faiss = faiss
        faiss.omp_set_num_threads(told["threads"])
        self.index = self.make(faiss, rows.shape[1], told["m"])
        self.index.hnsw.efConstruction = told["ef_construction"]
        if not self.index.is_trained:
            self.index.train(rows)
        self.index.add(rows)

    @staticmethod
    def make(faiss, dimension, m):
        return faiss.IndexHNSWFlat(dimension, m, faiss.METRIC_INNER_PRODUCT)

    def search(self, queries, k, effort):
        self.faiss.omp_set_num_threads(1)
        self.index.hnsw.efSearch = max(effort, k)
        return self.index.search(queries, k)[1]


class FaissSQ8(Faiss):
    @staticmethod
    def make(faiss, dimension, m):
        return faiss.IndexHNSWSQ(dimension, faiss.ScalarQuantizer.QT_8bit, m, faiss.METRIC_INNER_PRODUCT)


class USearch:
    def __init__(self, told, rows):
        from usearch.index import Index
        self.index = Index(
            ndim=rows.shape[1], metric="ip", dtype="f32", connectivity=told["m"], expansion_add=told["ef_construction"])
        self.index.add(np.arange(len(rows)), rows, threads=told["threads"])

    def search(self, queries, k, effort):
        self.index.expansion_search = max(effort, k)
        return self.index.search(queries, k, threads=1).keys.astype(np.int64)


class Voyager:
    def __init__(self, told, rows):
        import voyager
        self.index = voyager.Index(
            voyager.Space.Cosine, num_dimensions=rows.shape[1], M=told["m"], ef_construction=told["ef_construction"],
            max_elements=len(rows))
        self.index.add_items(rows, num_threads=told["threads"])

    def search(self, queries, k, effort):
        return self.index.query(queries, k, num_threads=1, query_ef=max(effort, k))[0]


LIBRARIES = {"hnswlib": Hnswlib, "faiss": Faiss, "faiss-sq8": FaissSQ8, "usearch": USearch, "voyager": Voyager}


class Bench:
    def __init__(self, told):
        self.told, self.built = told, {}

    def prepare(self, _):
        rows = np.load(self.told["vectors"]).astype(np.float32)
        if self.told["asked"]:
            queries = np.load(self.told["asked"]).astype(np.float32)
        else:
            chosen = np.random.default_rng(1).permutation(len(rows))[:min(1000, len(rows) // 10)]
            queries, rows = rows[chosen], np.delete(rows, chosen, axis=0)
        unit = [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12) for part in (rows, queries)]
        self.rows, self.queries = (np.ascontiguousarray(part, np.float32) for part in unit)
        np.save(self.told["base"], self.rows)
        np.save(self.told["queries"], self.queries)
        scores = [self.rows @ query for query in self.queries]
        self.bars = np.array([np.partition(score, -self.told["k"])[-self.told["k"]] for score in scores])
        return {"rows": len(self.rows), "dimension": self.rows.shape[1], "queries": len(self.queries)}

    def build(self, command):
        wall, cpu = time.monotonic(), time.process_time()
        self.built[command["peer"]] = LIBRARIES[command["peer"]](self.told, self.rows)
        return {"build_s": time.monotonic() - wall, "build_cpu_s": time.process_time() - cpu}

    def search(self, command):
        index, k = self.built[command["peer"]], self.told["k"]
        points = []
        for effort in command["efforts"]:
            found = index.search(self.queries, k, effort)
            begun = time.perf_counter()
            index.search(self.queries, k, effort)
            seconds = time.perf_counter() - begun
            points.append({"ef": effort, "recall": self.recall(found), "qps": len(self.queries) / seconds})
        return points

    def recall(self, found):
        """A found row is right when it is as near as the true k-th: rows at equal distances are not errors."""
        scores = np.einsum("qkd,qd->qk", self.rows[np.clip(found, 0, None)], self.queries)
        return float(((scores >= self.bars[:, None] - 1e-6) & (found >= 0)).mean())


def main():
    bench = Bench(json.loads(sys.argv[1]))
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps(getattr(bench, command["do"])(command)), flush=True)


if __name__ == "__main__":
    main()
