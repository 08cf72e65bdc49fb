"""The audio embeddings of `neiro index --encoder` by transformers, for clap-throughput:

    python3 clap_peer.py MODEL OUT.npy --threads 2 --batch 8 --workers 1 FILE...

Files are decoded as librosa.load decodes at 48 kHz (float32, mean of the channels, soxr HQ), then go through
ClapFeatureExtractor and ClapModel's audio tower with its projection; OUT.npy holds one unit vector a file.
With several workers the model is loaded once, the processes are forked from there and share its pages; files are
handed out a batch at a time. Needs torch, transformers, soundfile and soxr. Downloads nothing.
"""
import argparse
import math
import os
import sys

arguments = argparse.ArgumentParser()
arguments.add_argument("model")
arguments.add_argument("out")
arguments.add_argument("files", nargs="+")
arguments.add_argument("--threads", type=int, default=1)
arguments.add_argument("--batch", type=int, default=1)
arguments.add_argument("--workers", type=int, default=1)
options = arguments.parse_args()
# The mel matrix is small: threads of NumPy's BLAS would only get in the way of torch's.
os.environ.update(OMP_NUM_THREADS=str(options.threads), OPENBLAS_NUM_THREADS="1", HF_HUB_OFFLINE="1",
                  TRANSFORMERS_VERBOSITY="error")

import numpy as np
import soundfile
import soxr
import torch
from transformers import ClapFeatureExtractor, ClapModel

RATE = 48000


def load(path):
    """librosa.load(path, sr=48000) without its imports."""
    x, rate = soundfile.read(path, dtype="float32", always_2d=True)
    x = x.mean(axis=1)
    if rate != RATE:
        length = math.ceil(len(x) * RATE / rate)
        x = soxr.resample(x, rate, RATE, quality="HQ")[:length]
        x = np.pad(x, (0, length - len(x)))
    return x


def embed(paths):
    features = extractor([load(path) for path in paths], sampling_rate=RATE, return_tensors="pt")
    fusion = {}
    if model.config.audio_config.enable_fusion:
        # A clip by itself counts as longer in transformers, in a batch only one of them does, by chance.
        fusion["is_longer"] = torch.ones(len(paths), 1, dtype=torch.bool)
    with torch.inference_mode():
        found = model.get_audio_features(input_features=features["input_features"], **fusion)
    return getattr(found, "pooler_output", found).numpy()


def main():
    batches = [options.files[first:first + options.batch] for first in range(0, len(options.files), options.batch)]
    if options.workers == 1:
        found = [embed(batch) for batch in batches]
    else:
        from multiprocessing import get_context
        with get_context("fork").Pool(options.workers) as pool:
            found = pool.map(embed, batches, 1)
            pool.close()
            pool.join()
    np.save(options.out, np.concatenate(found))


torch.set_num_threads(options.threads)
extractor = ClapFeatureExtractor.from_pretrained(options.model)
model = ClapModel.from_pretrained(options.model).eval()
if __name__ == "__main__":
    sys.exit(main())
