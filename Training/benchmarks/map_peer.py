"""A map by umap-learn, for map-speed:

    python3 map_peer.py X.npy OUT.npy [--seed 1]

With a seed it is reproducible and takes one core; without, all of them. Prints the seconds of the import together
with a small fit, which compiles it, and those of the fit. Needs umap-learn. Downloads nothing.
"""
import argparse
import json
import time
import warnings

import numpy as np

arguments = argparse.ArgumentParser()
arguments.add_argument("vectors")
arguments.add_argument("out")
arguments.add_argument("--seed", type=int)
options = arguments.parse_args()
warnings.filterwarnings("ignore")

start = time.perf_counter()
import umap


def layout(x):
    threads = {"n_jobs": 1} if options.seed is not None else {}
    return umap.UMAP(metric="cosine", random_state=options.seed, **threads).fit_transform(x)


x = np.load(options.vectors)
layout(x[:200])
prepared = time.perf_counter() - start
start = time.perf_counter()
np.save(options.out, layout(x))
print(json.dumps({"import_seconds": prepared, "fit_seconds": time.perf_counter() - start}))
