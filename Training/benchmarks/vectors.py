"""What the benchmarks of retrieval share: a workspace's vectors, base checkpoints, metrics, intervals.

Needs NumPy. Scores are those of Sources/NeiroHead/BaseMap.swift, metrics those of
Sources/NeiroEvaluation/JudgedRanking.swift; nDCG takes the grade itself as gain (trec_eval's ndcg_cut), not
2^grade - 1.
"""
import argparse
import json
import os
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
try:
    import numpy as np
except ImportError:
    sys.exit("NumPy is needed: apt-get install python3-numpy, or pip install numpy.")

ROOT = Path(__file__).resolve().parents[2]
NEIRO = ROOT / ".build" / "release" / "neiro"
CACHE = ROOT / "Training" / "benchmarks" / ".cache"


def l2(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# ---------------------------------------------------------------- options of every benchmark
def parser(text):
    made = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--neiro", type=Path, default=NEIRO, help="the program (default .build/release/neiro)")
    return made


def check(options):
    if not options.neiro.exists():
        sys.exit(f"{options.neiro} is missing: swift build -c release --product neiro, or give --neiro.")


# ---------------------------------------------------------------- the product's files
def run_neiro(neiro, *words):
    """What a command prints; the product's own message ends the benchmark if it fails."""
    command = [str(word) for word in (neiro, *words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 2):  # 2: done, but some inputs failed; whoever looks for them will say so
        sys.exit(f"neiro {words[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def read_cache(workspace, encoder=None):
    """({path: row}, vectors) of a workspace that holds one encoder, or of the one with that name."""
    folders = [p.parent for p in Path(workspace).glob(f"Cache/{f'{encoder}-v*' if encoder else '*'}/embeddings.npy")]
    if len(folders) != 1:
        sys.exit(f"{workspace} should hold the vectors of one encoder, but holds {len(folders)}.")
    vectors = np.load(folders[0] / "embeddings.npy").astype(np.float64)
    library = sqlite3.connect(f"file:{folders[0] / 'library.sqlite'}?mode=ro", uri=True)
    found = library.execute(
        "SELECT path, embeddingRow FROM file JOIN clip ON clip.id = clipId "
        "WHERE isMissing = 0 AND embeddingRow IS NOT NULL")
    return dict(found.fetchall()), vectors


def index(neiro, workspace, files):
    """Indexes the files and gives one vector each, in the order of `files`."""
    Path(workspace).mkdir(parents=True, exist_ok=True)
    files = [os.path.realpath(f) for f in files]
    run_neiro(neiro, "index", *files, "--workspace", workspace)
    rows, vectors = read_cache(workspace)
    lost = [f for f in files if f not in rows]
    if lost:
        sys.exit(f"{len(lost)} of {len(files)} files have no vector, {lost[0]} for one: see neiro status "
                 f"--workspace {workspace}")
    return vectors[[rows[f] for f in files]]


# ---------------------------------------------------------------- base checkpoints
class Base:
    """What a library learnt from itself: z = normalize((x − mean)·map), with mean and map of x's role.

    The score is (1 − α)·raw + α·adapted, α by the role of the query: a loop asks with the query's tower, a
    one-shot with the gallery's, which all presets have. adapted is the cosine of the z, less half
    the preset's hubness, its mean cosine to the nearest of some phrases. See Sources/NeiroHead/BaseMap.swift.
    """

    def __init__(self, query, gallery, alphas=(1.0, 1.0), phrases=None):
        """Towers are (mean, map); alphas are of loops and of one-shots; phrases are z of phrases [M, D]."""
        self.query, self.gallery, self.alphas, self.phrases = query, gallery, alphas, phrases

    @classmethod
    def of_one_map(cls, map, query_mean, gallery_mean):
        """A closed form: both roles share the map, and nothing of raw is blended in."""
        return cls((query_mean, map), (gallery_mean, map))

    def scores(self, queries, gallery, queries_are_loops=True, alpha=None):
        if alpha is None:
            alpha = self.alphas[0 if queries_are_loops else 1]
        if alpha == 0:
            return l2(queries) @ l2(gallery).T

        def project(x, tower):
            return l2((x - tower[0]) @ tower[1])
        presets = project(gallery, self.gallery)
        adapted = project(queries, self.query if queries_are_loops else self.gallery) @ presets.T
        if self.phrases is not None and len(self.phrases):
            nearest = -np.sort(-(presets @ self.phrases.T), axis=1)[:, :10]
            adapted = adapted - nearest.mean(1) / 2
        if alpha == 1:
            return adapted
        return (1 - alpha) * (l2(queries) @ l2(gallery).T) + alpha * adapted


def inverse_root(covariance, shrink):
    d = len(covariance)
    w, v = np.linalg.eigh((1 - shrink) * covariance + shrink * np.trace(covariance) / d * np.eye(d))
    return v @ np.diag(w ** -.5) @ v.T


def within_class_whitening(previews, pseudo):
    """The map that shrinks what differs between a preset [N, D] and its two phrases [N, 2, D]."""
    flat = pseudo.reshape(-1, pseudo.shape[2])
    p, q = l2(previews - previews.mean(0)), l2(flat - flat.mean(0))
    within = np.vstack([p.repeat(2, 0) - q, q[0::2] - q[1::2]])
    return inverse_root(within.T @ within / len(within) / 2, .2)


RAW = Base(None, None, (0.0, 0.0))


def read_safetensors(path):
    data = Path(path).read_bytes()
    size, = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in ("F32", "F64"):
            sys.exit(f"{path}: {name} is of type {entry['dtype']}, F32 or F64 was expected.")
        start, end = entry["data_offsets"]
        kind = "<f4" if entry["dtype"] == "F32" else "<f8"
        values = np.frombuffer(data[8 + size + start:8 + size + end], kind)
        tensors[name] = values.reshape(entry["shape"]).astype(np.float64)
    return tensors


def read_manifest(folder):
    return json.loads((Path(folder) / "manifest.json").read_text())


def read_base(folder):
    alphas = read_manifest(folder)["verdict"]["alphas"]
    tensors = read_safetensors(Path(folder) / "head.safetensors")
    towers = [(tensors[f"base.{role}.mean"], tensors[f"base.{role}.map"]) for role in ("query", "gallery")]
    return Base(*towers, (float(alphas["loops"]), float(alphas["oneShots"])), tensors["base.phrases"])


def write_base(folder, base, manifest):
    """Writes what the product reads, so that a map made here can be tried wherever one of its own can.

    `manifest` is that of a base of the same library: the product reads who encoded it, and for how many
    presets. Its evidence is struck out, since it is another map's.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    header, body = {}, b""
    for role in ("gallery", "query"):
        for name, values in zip(("mean", "map"), getattr(base, role)):
            data = np.ascontiguousarray(values, "<f4")
            header[f"base.{role}.{name}"] = {"dtype": "F32", "shape": list(data.shape),
                                             "data_offsets": [len(body), len(body) + data.nbytes]}
            body += data.tobytes()
    none = np.zeros((0, len(base.gallery[0])))
    phrases = np.ascontiguousarray(none if base.phrases is None else base.phrases, "<f4")
    header["base.phrases"] = {"dtype": "F32", "shape": list(phrases.shape),
                              "data_offsets": [len(body), len(body) + phrases.nbytes]}
    body += phrases.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "head.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)
    none = {"mean": 0, "low": 0, "high": 0}
    verdict = {"decision": "use base", "alphas": dict(zip(("loops", "oneShots"), base.alphas)), "heldOut": 0,
               "among": 0}
    for role, alpha in verdict["alphas"].items():
        verdict[role] = {"alpha": alpha, "rawHitRate": 0, "adaptedHitRate": 0, "topTenGain": none, "rankGain": none}
    (folder / "manifest.json").write_text(json.dumps(dict(manifest, verdict=verdict), indent=2) + "\n")


# ---------------------------------------------------------------- metrics
def ranks_of(scores, wanted):
    """The rank (from 1) of one wanted column in each row; equal scores rank in the columns' order."""
    own = scores[np.arange(len(wanted)), wanted][:, None]
    earlier = np.arange(scores.shape[1])[None, :] < wanted[:, None]
    return (scores > own).sum(1) + ((scores == own) & earlier).sum(1) + 1


def ndcg(scores, grades, allowed, k=10):
    """nDCG@k of each row, NaN where no allowed column is relevant. Gain: the grade itself."""
    discount = 1 / np.log2(np.arange(2, k + 2))
    values = np.full(len(scores), np.nan)
    for i, (score, grade, may) in enumerate(zip(scores, grades, allowed)):
        grade, score = grade[may], score[may]
        best = np.sort(grade)[::-1][:k]
        if len(best) and best[0] > 0:
            got = grade[np.argsort(-score, kind="stable")[:k]]
            values[i] = (got * discount[:len(got)]).sum() / (best * discount[:len(best)]).sum()
    return values


def interval(values, resamples=2000, seed=1):
    """(mean, lower, upper): the mean with its 95 % bootstrap interval over the values."""
    draws = np.random.default_rng(seed).integers(len(values), size=(resamples, len(values)))
    low, high = np.quantile(np.asarray(values, float)[draws].mean(1), [.025, .975])
    return float(np.mean(values)), float(low), float(high)
