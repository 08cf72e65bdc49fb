"""Listeners who label pairs, and what they would find well ranked: for label-efficiency, asking and for trying
ideas.

A listener has `labels`, [(a, b, similar)] with the rows of two clips, in the order in which they are given:
a budget of n is `labels[:n]`, so a larger one contains the smaller. `measure(score)` is {metric: figure}, the
higher the better. The same seed gives the same listener. Needs NumPy.

Instead of taking `labels`, one can ask: `own` are the rows that a listener may be asked about, and
`answer(a, b)` is True for similar, False, or None where it can't say. A RatingsListener `knows(a, b)` only
the pairs that people rated and that don't count in `measure`; others say anything about their own.

    library = Library.read(WORK / "vectors" / "timgm+csound")   # where loop-to-preset keeps its vectors
    listener = ProgramListener(library, seed=1)
    listener.measure(lambda queries, are_loops: l2(queries) @ l2(library.x).T)

ProgramListener  presets of one General-MIDI program are similar, those of two are not. Labels are about half
                 of the programs, and only about presets of two lineages (soundfonts that share samples are
                 one lineage). Queries are the presets, and apart from them the loops, of the other half;
                 nDCG@10 in the whole library as loop-to-preset judges: grade 2 for the same program, 1 for
                 the same family, none of the query's own lineage.
TasteListener    sorts the General-MIDI families at random into five groups; presets of one group are
                 similar. Labels are about half of the presets, queries the other half, presets of one
                 program and lineage lying on one side; precision@10 in the whole library less the query,
                 right being the same group. Drums, kits and presets without a program never ask and are
                 never right.
                 Both: one label in three is similar; of the dissimilar ones every second is drawn from
                 among the 50 nearest of a preset by raw cosine, the others at random.
RatingsListener  all studies of a folder as human-ratings reads it, pooled. The nearest quarter of a study's
                 pairs is similar, the farthest 40 % dissimilar. `pairs`: half of the rated pairs may be
                 labelled, and triplets count whose two pairs are in the other half. `sounds`: half of the
                 sounds may, and triplets count of three others. Sounds of the same content, in whatever
                 study, are one. Triplet agreement, the mean over studies.
"""
import hashlib
import json
from pathlib import Path

import vectors
from vectors import l2, np

MOST = 1000     # labels a listener gives at most
NEAREST = 50    # of a preset's neighbours: here half of the dissimilar labels come from
GROUPS = 5      # of families, to one's taste


# ---------------------------------------------------------------- presets and loops of soundfonts
class Library:
    """x [N, D] and the manifest's rows of the presets; q and loop_rows those of the loops."""

    def __init__(self, x, rows, q, loop_rows):
        self.x, self.rows, self.q, self.loop_rows = x.astype(float), rows, q.astype(float), loop_rows
        self.tones = np.array([r["kind"] == "tone" for r in rows])

    @classmethod
    def read(cls, folder):
        folder = Path(folder)
        return cls(np.load(folder / "previews.npy"), json.loads((folder / "previews.json").read_text()),
                   np.load(folder / "loops.npy"), json.loads((folder / "loops.json").read_text()))

    def column(self, key):
        """A column of the manifest as numbers: equal texts have equal numbers."""
        return np.unique([r[key] for r in self.rows], return_inverse=True)[1]

    def neighbours(self):
        """The rows nearest to each row by raw cosine, without itself."""
        near = l2(self.x) @ l2(self.x).T
        np.fill_diagonal(near, -np.inf)
        return np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]


def judge(queries, gallery):
    """Grades and what of the gallery counts, [query, preset]: never a preset of the query's own lineage."""
    def same(key, used=lambda r: r["kind"] == "tone"):
        a = np.array([r[key] for r in queries])[:, None]
        return (a == np.array([r[key] for r in gallery])[None]) & np.array([used(r) for r in gallery])[None]
    grades = np.where(same("relation"), 2, np.where(same("gm_family"), 1, 0))
    return grades, ~same("lineage", lambda r: True)


def draw_labels(random, rows, similar, dissimilar, neighbours):
    """Similar, near and dissimilar, any and dissimilar, in turn; no pair twice.

    `similar` and `dissimilar` are [N, N]; anchors are drawn from `rows`, and so are their partners. Ends early
    where a hundred anchors in a row leave nothing to draw.
    """
    may = np.zeros(len(similar), bool)
    may[rows] = True
    near = np.zeros_like(similar)
    np.put_along_axis(near, neighbours, True, axis=1)
    pools = [similar & may, dissimilar & near & may, dissimilar & may]
    labels, asked = [], set()
    while len(labels) < MOST:
        kind = len(labels) % 3
        for _ in range(100):
            a = int(random.choice(rows))
            partners = [int(b) for b in np.flatnonzero(pools[kind][a]) if frozenset((a, int(b))) not in asked]
            if partners:
                break
        else:
            break
        b = int(random.choice(partners))
        asked.add(frozenset((a, b)))
        labels.append((a, b, kind == 0))
    return labels


class ProgramListener:
    metrics = ("presets", "loops")  # nDCG@10

    def __init__(self, library, seed):
        random = np.random.default_rng([1, seed])
        programs, lineages = library.column("relation"), library.column("lineage")
        known = np.unique(programs[library.tones])
        labelled = random.permutation(known)[:len(known) // 2]
        chosen = library.tones & np.isin(programs, labelled)
        others = lineages[:, None] != lineages[None]
        same = programs[:, None] == programs[None]
        self.library = library
        self.own, self.same = np.flatnonzero(chosen), same
        self.labels = draw_labels(random, self.own, same & others, ~same & others, library.neighbours())
        names = {r["relation"] for r, is_chosen in zip(library.rows, chosen) if is_chosen}
        self.presets = np.flatnonzero(library.tones & ~chosen)  # rows that ask
        self.loops = np.array([i for i, r in enumerate(library.loop_rows) if r["relation"] not in names], int)
        self.truth = {"presets": judge([library.rows[i] for i in self.presets], library.rows),
                      "loops": judge([library.loop_rows[i] for i in self.loops], library.rows)}

    def knows(self, a, b):
        return True

    def answer(self, a, b):
        """Of two lineages or of one: whoever listens doesn't know whose presets they are."""
        return bool(self.same[a, b])

    def measure(self, score):
        """`score(queries, are_loops)` gives [query, preset] for vectors of presets or of loops."""
        found = {"presets": score(self.library.x[self.presets], False),
                 "loops": score(self.library.q[self.loops], True)}
        return {key: float(np.nanmean(vectors.ndcg(found[key], *self.truth[key]))) for key in self.metrics}


class TasteListener:
    metrics = ("precision",)
    loops = ()  # none asks

    def __init__(self, library, seed):
        random = np.random.default_rng([2, seed])
        families, tones = library.column("gm_family"), library.tones
        known = random.permutation(np.unique(families[tones]))
        group = np.full(len(tones), -1)
        for place, family in enumerate(known):
            group[tones & (families == family)] = place % GROUPS
        # One program of one lineage is one block: near-copies don't lie on both sides.
        block = np.unique([library.column("relation"), library.column("lineage")], axis=1, return_inverse=True)[1]
        block = block.ravel()
        chosen = np.zeros(len(tones), bool)
        for family in known:
            blocks = random.permutation(np.unique(block[tones & (families == family)]))
            chosen |= tones & np.isin(block, blocks[:len(blocks) // 2])
        same = group[:, None] == group[None]
        unlike = ~np.eye(len(tones), dtype=bool)
        self.library = library
        self.own, self.same = np.flatnonzero(chosen), same
        self.labels = draw_labels(random, self.own, same & unlike, ~same, library.neighbours())
        self.presets = np.flatnonzero(tones & ~chosen)
        self.right = same[self.presets]  # a preset without a group has no query's group

    def knows(self, a, b):
        return True

    def answer(self, a, b):
        return bool(self.same[a, b])

    def measure(self, score):
        """`score(queries, are_loops)` gives [query, preset]; it is asked for presets alone."""
        found = np.array(score(self.library.x[self.presets], False), float)
        found[np.arange(len(found)), self.presets] = -np.inf
        top = np.argsort(-found, axis=1, kind="stable")[:, :10]
        return {"precision": float(np.take_along_axis(self.right, top, 1).mean())}


# ---------------------------------------------------------------- people's ratings
def read_study(path):
    """The symmetric matrix of a study, its largest dissimilarity 1; NaN on the diagonal."""
    matrix = np.genfromtxt(path)
    upper = np.triu(np.nan_to_num(matrix), 1)
    matrix = (upper + upper.T) / upper.max()
    np.fill_diagonal(matrix, np.nan)
    return matrix


def agreement(rated, scores):
    """(right, counted) triplets of each anchor; pairs that are NaN in `rated` don't count."""
    right, counted = np.zeros(len(rated)), np.zeros(len(rated))
    for anchor in range(len(rated)):
        others = np.delete(np.arange(len(rated)), anchor)
        i, j = np.triu_indices(len(others), 1)
        people = rated[anchor, others[i]] - rated[anchor, others[j]]
        machine = scores[anchor, others[j]] - scores[anchor, others[i]]
        clear = np.abs(people) > 0.1
        right[anchor] = np.where(machine == 0, .5, np.sign(people) == np.sign(machine))[clear].sum()
        counted[anchor] = clear.sum()
    return right, counted


class Ratings:
    """All studies of a folder. `files` has one path a content, `x` its vectors once `index` was called;
    `studies` are (name, rated, rows of the study's sounds)."""

    def __init__(self, folder):
        self.files, self.studies, self.x = [], [], None
        row_of = {}
        for study in sorted(Path(folder).glob("data/*_dissimilarity_matrix.txt")):
            name = study.name.removesuffix("_dissimilarity_matrix.txt")
            rated, rows = read_study(study), []
            for file in sorted((Path(folder) / "sounds" / name).glob("*.aiff"), key=lambda p: p.name.encode()):
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                if digest not in row_of:
                    row_of[digest] = len(self.files)
                    self.files.append(str(file))
                rows.append(row_of[digest])
            if len(rated) != len(rows):
                raise SystemExit(f"{study.name} has {len(rated)} rows for {len(rows)} sounds.")
            self.studies.append((name, rated, np.array(rows)))

    def index(self, neiro, workspace):
        self.x = vectors.index(neiro, workspace, self.files)
        return self

    def families(self):
        """Sets of rows: studies that share a sound are one family."""
        families = []
        for _, _, rows in self.studies:
            joined = set(rows.tolist()).union(*(f for f in families if f & set(rows.tolist())))
            families = [f for f in families if not f & joined] + [joined]
        return families


class RatingsListener:
    metrics = ("agreement",)

    def __init__(self, ratings, seed, split):
        random = np.random.default_rng([3, seed])
        size = len(ratings.files)
        if split == "pairs":
            rated_pairs = sorted({tuple(sorted((int(rows[i]), int(rows[j])))) for _, _, rows in ratings.studies
                                  for i, j in zip(*np.triu_indices(len(rows), 1))})
            own = np.zeros((size, size), bool)
            for at in random.permutation(len(rated_pairs))[:len(rated_pairs) // 2]:
                a, b = rated_pairs[at]
                own[a, b] = own[b, a] = True
            scored = ~own
        else:
            seen = np.zeros(size, bool)
            for family in ratings.families():
                seen[random.permutation(sorted(family))[:len(family) // 2]] = True
            own, scored = np.outer(seen, seen), np.outer(~seen, ~seen)
        found, self.truth, self.answers = [], [], {}
        for name, rated, rows in ratings.studies:
            i, j = np.triu_indices(len(rows), 1)
            near, far = np.quantile(rated[i, j], [.25, .6])
            for a, b, value in zip(rows[i].tolist(), rows[j].tolist(), rated[i, j]):
                if own[a, b] and (value <= near or value >= far):
                    found.append((a, b, bool(value <= near)))
                elif own[a, b]:
                    self.answers[frozenset((a, b))] = None
            self.truth.append((name, np.where(scored[np.ix_(rows, rows)], rated, np.nan), rows))
        self.ratings, self.labels, asked = ratings, [], set()
        for at in random.permutation(len(found)):
            a, b, similar = found[at]
            if frozenset((a, b)) not in asked:  # a pair of two studies keeps its first answer
                asked.add(frozenset((a, b)))
                self.labels.append((a, b, similar))
        self.answers |= {frozenset((a, b)): similar for a, b, similar in self.labels}
        self.own = np.unique([row for pair in self.answers for row in pair])
        del self.labels[MOST:]

    def knows(self, a, b):
        return frozenset((a, b)) in self.answers

    def answer(self, a, b):
        """None where people were between near and far."""
        return self.answers[frozenset((a, b))]

    def measure(self, score):
        """`score(x)` gives [sound, sound] for the vectors of all sounds."""
        found, shares = score(self.ratings.x), []
        for _, rated, rows in self.truth:
            right, counted = agreement(rated, found[np.ix_(rows, rows)])
            if counted.sum():
                shares.append(right.sum() / counted.sum())
        return {"agreement": float(np.mean(shares))}
