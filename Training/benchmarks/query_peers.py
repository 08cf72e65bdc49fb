"""Exact and approximate search by FAISS, hnswlib, usearch and NumPy, for query-speed; needs those that are asked:

    python3 query_peers.py build  ENGINE FOLDER THREADS                   ENGINE.index of FOLDER/rows.npy
    python3 query_peers.py search ENGINE FOLDER K BATCH REPEATS THREADS   FOLDER/queries.npy, all of them, timed
    python3 query_peers.py once   ENGINE FOLDER PATH K                    the nearest of one clip, a line each
    python3 -S query_peers.py whole OUT COMMAND...                        time and memory of any command

ENGINE is faiss-flat, faiss-sq8, hnswlib, usearch or numpy, which needs no index. Each prints one JSON document,
but for `once`, which does what a user's own script would, and loads nothing that it doesn't need. `whole` writes
what the command prints to OUT, and is small itself, since a process begins with its parent's memory. Downloads
nothing.
"""
import importlib
import json
import os
import sys
import time

LINKS, BREADTH, REFINED = 32, 200, 4  # of the graphs; and how many times k are refined by float32


def megabytes():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


# ---------------------------------------------------------------- the engines
class Engine:
    """With no threads named, as many as the library likes; mapped files are read as they are needed."""
    def __init__(self, folder, threads, is_mapped=False):
        self.lib = importlib.import_module(self.needs)
        self.rows, self.threads, self.is_mapped = f"{folder}/rows.npy", threads, is_mapped
        self.file = f"{folder}/{self.name}.index"


class NumPy(Engine):
    """A matrix product, the best by argpartition, and those in order."""
    name = needs = "numpy"

    def open(self):
        self.x = self.lib.load(self.rows, mmap_mode="r" if self.is_mapped else None)

    def search(self, queries, k):
        scores = queries @ self.x.T
        best = self.lib.argpartition(scores, -k, axis=1)[:, -k:]
        order = self.lib.argsort(-self.lib.take_along_axis(scores, best, 1), axis=1)
        return self.lib.take_along_axis(best, order, 1)


class Faiss(Engine):
    needs = "faiss"

    def build(self, x):
        self.lib.omp_set_num_threads(self.threads)
        index = self.made(x.shape[1])
        index.train(x)
        index.add(x)
        self.lib.write_index(index, self.file)

    def open(self):
        if self.threads:
            self.lib.omp_set_num_threads(self.threads)
        self.index = self.lib.read_index(self.file, self.lib.IO_FLAG_MMAP_IFC if self.is_mapped else 0)

    def search(self, queries, k):
        return self.index.search(queries, k)[1]


class FaissFlat(Faiss):
    name = "faiss-flat"

    def made(self, dimension):
        return self.lib.IndexFlatIP(dimension)


class FaissBytes(Faiss):
    """Eight bits a number are scanned, and four times k rows scored again by float32."""
    name = "faiss-sq8"

    def made(self, dimension):
        kind = self.lib.ScalarQuantizer.QT_8bit
        self.base = self.lib.IndexScalarQuantizer(dimension, kind, self.lib.METRIC_INNER_PRODUCT)
        index = self.lib.IndexRefineFlat(self.base)
        index.k_factor = REFINED
        return index


class Hnswlib(Engine):
    name = needs = "hnswlib"

    def build(self, x):
        index = self.lib.Index("ip", x.shape[1])
        index.init_index(len(x), M=LINKS, ef_construction=BREADTH, random_seed=1)
        index.add_items(x, num_threads=self.threads)
        index.save_index(self.file)

    def open(self):
        import numpy as np
        self.index = self.lib.Index("ip", np.load(self.rows, mmap_mode="r").shape[1])
        self.index.load_index(self.file)
        self.index.set_ef(BREADTH)

    def search(self, queries, k):
        return self.index.knn_query(queries, k, num_threads=self.threads or -1)[0]


class Usearch(Engine):
    name, needs = "usearch", "usearch.index"

    def build(self, x):
        import numpy as np
        index = self.lib.Index(ndim=x.shape[1], metric="ip", dtype="f32", connectivity=LINKS, expansion_add=BREADTH)
        index.add(np.arange(len(x)), x, threads=self.threads)
        index.save(self.file)

    def open(self):
        self.index = self.lib.Index.restore(self.file, view=self.is_mapped)
        self.index.expansion_search = BREADTH

    def search(self, queries, k):
        return self.index.search(queries, k, threads=self.threads).keys.reshape(len(queries), -1)


ENGINES = {engine.name: engine for engine in (FaissFlat, FaissBytes, Hnswlib, Usearch, NumPy)}


# ---------------------------------------------------------------- what is asked
def build(name, folder, threads):
    import numpy as np
    x, start = np.load(f"{folder}/rows.npy", mmap_mode="r"), time.perf_counter()
    ENGINES[name](folder, int(threads)).build(x)
    print(json.dumps({"seconds": time.perf_counter() - start, "megabytes": megabytes()}))


def search(name, folder, k, batch, repeats, threads):
    """Every query `repeats` times after one pass to warm up; a last batch that isn't full doesn't count."""
    import numpy as np
    k, batch = int(k), int(batch)
    queries, engine, start = np.load(f"{folder}/queries.npy"), ENGINES[name](folder, int(threads)), time.perf_counter()
    engine.open()
    opened, latencies = time.perf_counter(), []
    for run in range(1 + int(repeats)):
        found = []
        for first in range(0, len(queries), batch):
            asked, begun = queries[first:first + batch], time.perf_counter()
            found.append(engine.search(asked, k))
            if run and len(asked) == min(batch, len(queries)):
                latencies.append(1000 * (time.perf_counter() - begun))
    print(json.dumps({"latencies_ms": latencies, "rows": [row for block in found for row in block.tolist()],
                      "open_ms": 1000 * (opened - start), "megabytes": megabytes()}))


def once(name, folder, path, k):
    import numpy as np
    with open(f"{folder}/paths.txt") as file:
        paths = file.read().split("\n")
    row = paths.index(path)
    query = np.load(f"{folder}/rows.npy", mmap_mode="r")[row:row + 1]
    engine = ENGINES[name](folder, 0, is_mapped=True)
    engine.open()
    found = [paths[near] for near in engine.search(query, int(k) + 1)[0] if near != row]
    print("\n".join(found[:int(k)]))


def whole(out, *command):
    start = time.perf_counter()
    to = (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    _, status, usage = os.wait4(os.posix_spawnp(command[0], command, os.environ, file_actions=[to]), 0)
    if status:
        sys.exit(f"{' '.join(command[:3])} … failed.")
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start), "megabytes": usage.ru_maxrss / 1024}))


if __name__ == "__main__":
    {"build": build, "search": search, "once": once, "whole": whole}[sys.argv[1]](*sys.argv[2:])
