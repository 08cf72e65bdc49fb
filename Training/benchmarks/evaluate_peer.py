"""What `neiro evaluate` does, by NumPy and ranx, for evaluate-speed: python3 evaluate_peer.py WORKSPACE HEAD...

Prints the mean metrics of raw and of each head; intervals and p-values are computed and counted, not printed.
"""
import csv
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import ranx
from vectors import l2, read_cache, read_safetensors

METRICS = {"ndcg@10": "ndcg@10", "recall@1": "recall@1", "recall@10": "recall@10", "hit_rate@10": "hit_rate@10",
           "mrr": "mrr", "map": "map", "precision@10": "precision@10", "ndcg_exp@10": "ndcg_burges@10",
           "r_precision": "r-precision", "bpref": "bpref"}
DEPTH, DRAWS, BLOCK = 1000, 10_000, 100


def projected(x, folder):
    tensors = read_safetensors(folder / "head.safetensors")
    down, up = (tensors[f"residual.{name}"].astype(np.float32) for name in ("down", "up"))
    return l2(x + (x @ down) @ up.T).astype(np.float32)


def rank(x, rows):
    """The first rows of each query, without itself, and their scores."""
    found, scores = [], []
    for start in range(0, len(rows), BLOCK):
        asked = rows[start:start + BLOCK]
        all_scores = x[asked] @ x.T
        all_scores[np.arange(len(asked)), asked] = -np.inf
        best = np.argpartition(-all_scores, DEPTH, axis=1)[:, :DEPTH]
        values = np.take_along_axis(all_scores, best, 1)
        order = np.argsort(-values, axis=1, kind="stable")
        found.append(np.take_along_axis(best, order, 1))
        scores.append(np.take_along_axis(values, order, 1))
    return np.vstack(found), np.vstack(scores)


def main():
    workspace, heads = Path(sys.argv[1]), sys.argv[2:]
    rows, x = read_cache(workspace)
    x = x.astype(np.float32)
    name = {row: str(row) for row in rows.values()}
    row_of = {f"sounds/{Path(path).name}": row for path, row in rows.items()}
    with open(workspace / "queries.csv", newline="") as file:
        queries = [(line["query_id"], row_of[line["path"]]) for line in csv.DictReader(file)]
    judged = {}
    for line in open(workspace / "qrels.txt"):
        query, _, path, grade = line.split()
        judged.setdefault(query, {})[str(row_of[path])] = int(grade)
    qrels = ranx.Qrels(judged)
    asked = np.array([row for _, row in queries])
    means, columns = {}, []
    for system in ("raw", *heads):
        found, scores = rank(x if system == "raw" else projected(x, workspace / "Checkpoints" / system), asked)
        run = ranx.Run({query: dict(zip((name[row] for row in own), values)) for (query, _), own, values in
                        zip(queries, found.tolist(), scores.tolist())})
        values = ranx.evaluate(qrels, run, list(METRICS.values()), return_mean=False)
        means[system] = {ours: float(values[theirs].mean()) for ours, theirs in METRICS.items()}
        columns.append(np.array([values[theirs] for theirs in METRICS.values()]).T)
    values = np.hstack(columns)  # [query, system · metric]
    random, count = np.random.default_rng(1), len(values)
    drawn = random.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float32) @ values / count
    signed = random.choice(np.array([-1, 1], np.float32), size=(DRAWS, count)) @ values / count
    width = len(METRICS)
    for before, after in itertools.combinations(range(1 + len(heads)), 2):
        a, b = slice(after * width, (after + 1) * width), slice(before * width, (before + 1) * width)
        np.quantile(drawn[:, a] - drawn[:, b], [.025, .975], axis=0)
        observed = np.abs((values[:, a] - values[:, b]).mean(0))
        (np.abs(signed[:, a] - signed[:, b]) >= observed).mean(0)
    np.quantile(drawn, [.025, .975], axis=0)
    json.dump(means, sys.stdout)


if __name__ == "__main__":
    main()
