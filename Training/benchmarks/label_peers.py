"""The peers of `neiro train`: what others would learn from the same labels, behind one interface.

    space = Space.of_raw(library)                 # or Space.of_base(library, base)
    score = PEERS["WCCN"](space, listener.labels[:100], seed=1)
    listener.measure(score)

A peer takes a space, [(a, b, similar)] with rows of its gallery, and a seed, and gives
score(queries, are_loops), [query, preset]. The neural ones need PyTorch, pytorch-metric-learning and
sentence-transformers, LDA needs scikit-learn, the others NumPy.

All hyper-parameters are those that the libraries document as their defaults, see SETTINGS, where there are
any. Neither library has a default for how long a head on ready-made vectors is trained. All neural ones train
alike, see STEPS: with the learning rate of pytorch-metric-learning's examples (of an embedder, 1e-4), which on
listeners of other seeds than the benchmark's was kinder to them than 1e-3, as were 50 epochs than 200. Heads
take unit vectors and start at random, as the libraries' examples do.
"""
import vectors
from vectors import l2, np

EPOCHS, BATCH, RATE = 50, 32, 1e-4  # BATCH: labels

SETTINGS = {
    "soft whitening": "no labels: (covariance + its mean variance on the diagonal)^-1/2 of the library",
    "shrunk LDA": "scikit-learn, eigen solver, shrinkage 0.5 (its automatic one breaks down on classes of two); classes "
                  "are what similar labels connect",
    "WCCN": "after soft whitening, ((1-λ)·Sw + λ·tr/D·I)^-1/2 of the similar pairs, λ 0.8; 0.75 of it, the rest "
            "what was before",
    "diagonal": "pair logistic on squared differences, weights >= 0, ridge 1 towards equal weights",
    "MLP NT-Xent": "pytorch-metric-learning, MLP 512-256-128, temperature 0.07; other pairs of the batch are the "
                   "negatives, dissimilar labels can't be used",
    "MLP Contrastive": "pytorch-metric-learning, the same MLP, pos_margin 0, neg_margin 1, the labelled pairs",
    "ST OnlineContrastive": "sentence-transformers, Dense 512-256 with tanh, cosine distance, margin 0.5",
    "ST CosineSimilarity": "sentence-transformers, the same Dense, targets 1 and 0, squared error",
    "ST MultipleNegatives": "sentence-transformers, the same Dense, scale 20; other pairs of the batch are the "
                            "negatives, dissimilar labels can't be used",
}
STEPS = f"neural ones: {EPOCHS} epochs of Adam, learning rate {RATE:g}, {BATCH} labels a batch"


class Space:
    """What a peer is given: vectors of the library, of queries, and how they were ranked before.

    `means` are of presets and of loops; the latter is that of pseudo-loops, which one searching for a single
    loop knows too, or that of presets where there are none.
    """

    def __init__(self, gallery, queries, before, pseudo=None):
        """`queries(x, are_loops)` gives unit vectors, `before(x, are_loops)` scores [query, preset]."""
        self.gallery, self.queries, self.before = gallery, queries, before
        mean = gallery.mean(0)
        self.means = (mean, mean if pseudo is None else queries(pseudo, True).mean(0))
        self._soft = None

    @classmethod
    def of_raw(cls, x, pseudo=None):
        return cls(l2(x), lambda q, are_loops: l2(q), lambda q, are_loops: l2(q) @ l2(x).T, pseudo)

    @classmethod
    def of_base(cls, x, base, pseudo=None):
        def project(q, are_loops):
            mean, map = base.query if are_loops else base.gallery
            return l2((q - mean) @ map)
        return cls(project(x, False), project, lambda q, are_loops: base.scores(q, x, are_loops), pseudo)

    def soft_map(self):
        if self._soft is None:
            z = l2(self.gallery - self.means[0])
            z = z - z.mean(0)
            self._soft = vectors.inverse_root(z.T @ z / len(z), .5)
        return self._soft

    def scorer(self, project, share=1.0):
        """score(queries, are_loops) of a map of vectors; `project(vectors, mean of their role)`."""
        presets = l2(project(self.gallery, self.means[0]))

        def score(x, are_loops):
            found = l2(project(self.queries(x, are_loops), self.means[1 if are_loops else 0])) @ presets.T
            return found if share == 1 else (1 - share) * self.before(x, are_loops) + share * found
        return score


def ends(space, labels):
    """Vectors of both ends of each pair, and whether it is similar."""
    a, b, similar = map(np.array, zip(*labels))
    return space.gallery[a], space.gallery[b], similar.astype(bool)


# ---------------------------------------------------------------- closed forms
def soft_whitening(space, labels, seed):
    return space.scorer(lambda x, mean: (x - mean) @ space.soft_map())


def wccn(space, labels, seed):
    soft, mean = space.soft_map(), space.means[0]
    a, b, similar = ends(space, labels)
    if not similar.any():
        return space.before
    within = l2((a[similar] - mean) @ soft) - l2((b[similar] - mean) @ soft)
    map = vectors.inverse_root(within.T @ within / len(within) / 2, .8)
    return space.scorer(lambda x, mean: l2((x - mean) @ soft) @ map, share=.75)


def lda(space, labels, seed):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    root = {}

    def find(row):
        while root.setdefault(row, row) != row:
            row = root[row]
        return row
    for a, b, similar in labels:
        if similar:
            root[find(a)] = find(b)
    rows = sorted(root)
    classes = [find(row) for row in rows]
    if len(set(classes)) < 2:
        return space.before  # all connected: there is nothing to tell apart
    model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=.5).fit(space.gallery[rows], classes)
    return space.scorer(lambda x, mean: (x - mean) @ model.scalings_[:, :len(set(classes)) - 1])


def diagonal(space, labels, seed):
    """log(1 + exp(-y·scale·(threshold - Σ w·(a - b)²))) over the pairs + |w - 1|²/2; search by √w·x."""
    from scipy.optimize import minimize
    a, b, similar = ends(space, labels)
    squares, sign = (a - b) ** 2, np.where(similar, 1.0, -1.0)
    d = squares.shape[1]

    def loss(p):
        w, threshold, scale = p[:d], p[d], p[d + 1]
        margin = threshold - squares @ w
        value = np.logaddexp(0, -sign * scale * margin).sum() + ((w - 1) ** 2).sum() / 2
        slope = -sign / (1 + np.exp(np.clip(sign * scale * margin, -500, 500)))
        return value, np.concatenate([-scale * (slope @ squares) + w - 1, [scale * slope.sum(), slope @ margin]])
    start = np.concatenate([np.ones(d), [float(squares.sum(1).mean()), 1.0]])
    bounds = [(0, None)] * d + [(None, None), (1e-3, 100)]
    w = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:d]
    return space.scorer(lambda x, mean: x * np.sqrt(w))


# ---------------------------------------------------------------- neural ones
def train(space, labels, seed, build):
    """Trains what `build(torch)` gives: (model, loss of vectors a and b and whether they are similar, the way
    to vectors). Labels are shuffled every epoch."""
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    a, b, similar = ends(space, labels)
    a, b = (torch.tensor(v, dtype=torch.float32) for v in (a, b))
    similar = torch.tensor(similar)
    model, loss, embed, only_similar = build(torch)
    if only_similar:
        a, b, similar = a[similar], b[similar], similar[similar]
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(a)).split(BATCH):
            value = loss(a[batch], b[batch], similar[batch])
            if value.requires_grad:  # a batch may hold nothing to learn from
                optimiser.zero_grad()
                value.backward()
                optimiser.step()

    def project(x, mean):
        with torch.no_grad():
            return embed(torch.tensor(x, dtype=torch.float32)).numpy().astype(float)
    return space.scorer(project)


def mlp(torch, width):
    return torch.nn.Sequential(torch.nn.Linear(width, 256), torch.nn.ReLU(), torch.nn.Linear(256, 128))


def nt_xent(space, labels, seed):
    from pytorch_metric_learning.losses import NTXentLoss

    def build(torch):
        model, loss = mlp(torch, space.gallery.shape[1]), NTXentLoss()

        def value(a, b, similar):
            names = torch.arange(len(a))
            return loss(model(torch.cat([a, b])), torch.cat([names, names]))
        return model, value, model, True
    return train(space, labels, seed, build)


def contrastive(space, labels, seed):
    from pytorch_metric_learning.losses import ContrastiveLoss

    def build(torch):
        model, loss = mlp(torch, space.gallery.shape[1]), ContrastiveLoss()

        def value(a, b, similar):
            left = torch.arange(len(a))
            right = left + len(a)
            pairs = (left[similar], right[similar], left[~similar], right[~similar])
            return loss(model(torch.cat([a, b])), torch.zeros(2 * len(a)), pairs)
        return model, value, model, False
    return train(space, labels, seed, build)


def sentence_transformers(name, only_similar=False):
    def peer(space, labels, seed):
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer import losses
        from sentence_transformers.sentence_transformer.modules import Dense

        def build(torch):
            model = SentenceTransformer(modules=[Dense(space.gallery.shape[1], 256)], device="cpu")
            loss = getattr(losses, name)(model)

            def value(a, b, similar):
                return loss([{"sentence_embedding": a}, {"sentence_embedding": b}], similar.float())
            return model, value, lambda x: model({"sentence_embedding": x})["sentence_embedding"], only_similar
        return train(space, labels, seed, build)
    return peer


PEERS = {
    "soft whitening": soft_whitening,
    "WCCN": wccn,
    "shrunk LDA": lda,
    "diagonal": diagonal,
    "MLP NT-Xent": nt_xent,
    "MLP Contrastive": contrastive,
    "ST OnlineContrastive": sentence_transformers("OnlineContrastiveLoss"),
    "ST CosineSimilarity": sentence_transformers("CosineSimilarityLoss"),
    "ST MultipleNegatives": sentence_transformers("MultipleNegativesRankingLoss", only_similar=True),
}
