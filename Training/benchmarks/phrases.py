"""The peer of `neiro adapt`: a preview's own audio played as little phrases, in NumPy.

Plainer than the product's phrases: no reverb, no drums, no second preset, pitch by resampling alone.
Needs NumPy and oggdec.
"""
import os
import subprocess
import wave

import numpy as np

RATE = 44100
SCALES = ([0, 2, 4, 7, 9], [0, 3, 5, 7, 10], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 5, 7, 9, 11])
BEATS = {"arp": [.5], "bass": [.5, 1], "lead": [.5, 1, 1.5], "chord": [2], "hold": [4]}


def read_ogg(path):
    """Mono samples of a preview, less the silence around them."""
    command = ["oggdec", "-Q", "-R", "-b", "16", "-e", "0", "-s", "1", "-o", "-", path]
    raw = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    x = np.frombuffer(raw, "<i2").reshape(-1, 2).mean(1) / 32768
    level = np.convolve(x ** 2, np.ones(256) / 256, "same")
    heard = np.nonzero(level > level.max() * 1e-5)[0]
    return x[heard[0]:heard[-1] + 1] if len(heard) else x


def phrase(x, rng):
    """Eight beats of one of five patterns from a random scale, played with the one-shot x."""
    beat = 60 / rng.uniform(84, 140)
    root, scale = rng.integers(-7, 6), SCALES[rng.integers(len(SCALES))]
    kind = rng.choice(list(BEATS))
    y, t, copies = np.zeros(int((8 * beat + 1.5) * RATE)), 0.0, {}
    while t < 8 * beat - 1e-6:
        length = float(rng.choice(BEATS[kind])) * beat
        for _ in range({"chord": 3, "hold": 2}.get(kind, 1)):
            octave = -12 * (kind == "bass") + 12 * (kind == "arp" and rng.random() < .3)
            step = int(root + scale[rng.integers(len(scale))] + octave)
            if step not in copies:  # plain resampling: the length changes with the pitch
                ratio = 2 ** (step / 12)
                copies[step] = np.interp(np.arange(int(len(x) / ratio)) * ratio, np.arange(len(x)), x)
            z = copies[step]
            n = min(len(z), int(length * RATE * rng.uniform(.7, 1)))
            z = z[:n + min(int(.08 * RATE), max(1, len(z) - n))].copy()
            z[n:] *= np.linspace(1, 0, len(z) - n)
            a = int(t * RATE)
            m = min(len(z), len(y) - a)
            y[a:a + m] += z[:m] * rng.uniform(.7, 1)
        t += length
    return y


def write_phrases(job):
    """Two phrases of a preview, chosen by its content alone; levels don't matter to the encoder."""
    path, digest, folder = job
    x, rng = read_ogg(path), np.random.default_rng(int(digest[:12], 16))
    files = []
    for turn in range(2):
        y = phrase(x, rng)
        files.append(os.path.join(folder, f"{digest}-{turn}.wav"))
        with wave.open(files[-1], "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((y * (30000 / max(np.abs(y).max(), 1e-9))).astype("<i2").tobytes())
    return files
