"""The heads of `neiro train` in PyTorch, for training-speed: python3 training_peer.py WORKSPACE STEPS.

Formulas are those of Sources/NeiroTraining/{SpanModel,HeadModel,PairWhitening,HeadTrainer}.swift. It reads
the embeddings, what the base makes of them, and pairs.npy with rows [a, b, similar].
"""
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import softplus

TAU, BETA, DIRECTIONS, KEYS, POOL, STRUCTURE, NEGATIVES, RANK = .1, .07, 128, 128, 384, 128, 400, 16


def unit(x):
    return x / x.norm(dim=1, keepdim=True)


def whitening(x, similar, shrinkage):
    left, right = x[similar[:, 0]], x[similar[:, 1]]
    differences = (left - right) / (2 * len(similar)) ** .5
    values, vectors = torch.linalg.eigh((differences @ differences.T).double())
    kept = values.argsort(descending=True)[:64]
    kept = kept[values[kept] > 1e-6 * values.max()]
    directions = (differences.T @ vectors[:, kept].float()) / values[kept].float().sqrt()
    floor = shrinkage * values.sum() / x.shape[1]
    gains = (1 / ((1 - shrinkage) * values[kept] / floor + 1).sqrt() - 1).float()
    return unit(x + (x @ directions * gains) @ directions.T)


def rank_loss(dissimilar, similar):
    return softplus((dissimilar[None] - similar[:, None]) / TAU).mean()


def memory(x, labelled, similar, dissimilar, steps, random):
    y = whitening(x, similar, .95)
    keys = torch.arange(labelled)[:KEYS] if labelled <= KEYS else torch.tensor(random.permutation(labelled)[:KEYS])
    values, vectors = torch.linalg.eigh((y[keys] @ y[keys].T).double())
    kept = values.argsort(descending=True)[:DIRECTIONS]
    basis = (y[keys].T @ vectors[:, kept].float()) / values[kept].float().sqrt()
    c = y @ basis
    attention = torch.softmax(c @ c[keys].T / BETA, 1)
    linear = torch.zeros(len(kept), len(kept), requires_grad=True)
    moved = torch.zeros(len(keys), len(kept), requires_grad=True)
    adam = torch.optim.Adam([{"params": [moved], "lr": .003}, {"params": [linear], "lr": .0015}])
    products, structure = y @ y.T, torch.arange(labelled, labelled + STRUCTURE)
    before = products[structure][:, structure]

    def cosines(pairs, u, lengths):
        a, b = pairs[:, 0], pairs[:, 1]
        dots = products[a, b] + (c[a] * u[b] + u[a] * (c[b] + u[b])).sum(1)
        return dots / (lengths[a] * lengths[b])
    for _ in range(steps):
        u = c @ linear + attention @ moved
        lengths = (1 + (u * (2 * c + u)).sum(1)).sqrt()
        drawn = np.stack([similar.numpy()[random.integers(len(similar), size=NEGATIVES), random.integers(2, size=NEGATIVES)],
                          random.integers(labelled, len(x), size=NEGATIVES)], 1)
        loss = rank_loss(cosines(torch.cat([dissimilar, torch.tensor(drawn)]), u, lengths), cosines(similar, u, lengths))
        v, d = u[structure], c[structure]
        now = (before + d @ v.T + v @ d.T + v @ v.T) / (lengths[structure, None] * lengths[None, structure])
        loss = loss + .3 * ((now - before) ** 2).mean() + .01 * (v ** 2).sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()


def residual(x, labelled, similar, dissimilar, steps, random):
    up = torch.tensor(random.normal(size=(x.shape[1], RANK)) / x.shape[1] ** .5, dtype=torch.float32, requires_grad=True)
    down = torch.zeros(x.shape[1], RANK, requires_grad=True)
    adam = torch.optim.Adam([down, up], lr=.005)
    structure = torch.arange(labelled, labelled + STRUCTURE)
    x = x[:labelled + STRUCTURE]
    before = x[structure] @ x[structure].T
    for _ in range(steps):
        z = unit(x + (x @ down) @ up.T)
        score = [(z[pairs[:, 0]] * z[pairs[:, 1]]).sum(1) for pairs in (dissimilar, similar)]
        now = z[structure] @ z[structure].T
        loss = rank_loss(*score) + .3 * ((now - before) ** 2).mean() + .005 * ((down ** 2).sum() + (up ** 2).sum())
        adam.zero_grad()
        loss.backward()
        adam.step()


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    folder, steps = next(Path(sys.argv[1]).glob("Cache/*/embeddings.npy")).parent, int(sys.argv[2])
    raw = np.load(folder / "embeddings.npy", mmap_mode="r")
    adapted = np.load(next(folder.glob("projections-*.npy")), mmap_mode="r")
    pairs, random = np.load(Path(sys.argv[1]) / "pairs.npy"), np.random.default_rng(1)
    fold_of = {row: int(random.integers(5)) for row in np.unique(pairs[:, :2])}
    for fold in [*range(5), None]:
        kept = pairs[[fold not in (fold_of[a], fold_of[b]) for a, b, _ in pairs]]
        rows = np.unique(kept[:, :2])
        place = {row: index for index, row in enumerate(rows)}
        pool = random.permutation(np.setdiff1d(np.arange(len(raw)), rows))[:POOL]
        both = np.concatenate([rows, pool])
        x = torch.tensor(np.hstack([raw[both], adapted[both]]) * .5 ** .5)
        similar, dissimilar = (torch.tensor([(place[a], place[b]) for a, b, y in kept if y == kind]) for kind in (1, 0))
        memory(x, len(rows), similar, dissimilar, steps, random)
        if fold is not None:
            residual(x, len(rows), similar, dissimilar, steps, random)
            whitening(x, similar, .8)


if __name__ == "__main__":
    main()
