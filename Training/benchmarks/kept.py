"""What the benchmarks of labels share: figures that are kept, the library, the product's rankings, intervals.

Needs NumPy.
"""
import csv
import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import listeners
import vectors
from vectors import np

# Student's t for 95 %, by degrees of freedom from 1 on.
T = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
     2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)


def say(text):
    print(text, file=sys.stderr, flush=True)


def integers(text):
    return [int(number) for number in text.split(",")]


# ---------------------------------------------------------------- figures that are kept
def digest(*parts):
    made = hashlib.sha256()
    for part in parts:
        made.update(part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode())
        made.update(b"\0")
    return made.hexdigest()[:24]


class Results:
    """Figures by key, one line of JSON each; several processes may add to the file."""

    def __init__(self, file):
        self.file, self.known = file, {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            for line in file.read_text().splitlines():
                try:
                    self.known.update([json.loads(line)])
                except ValueError:
                    pass  # cut off while it was written: measured again

    def add(self, key, value):
        self.known[key] = value
        with open(self.file, "a") as file:
            file.write(json.dumps([key, value]) + "\n")


# ---------------------------------------------------------------- the library and the product's files
def read_library(options):
    """(name, library, folder of its base) of loop-to-preset's largest library, or the one asked for."""
    def kept():
        found = sorted(options.library.glob("vectors/*/previews.json"), key=lambda p: -p.stat().st_size)
        return [p.parent.name for p in found if not options.fonts or p.parent.name == options.fonts.replace(",", "+")]
    if not kept():
        say(f"No vectors in {options.library}: running loop-to-preset")
        command = [sys.executable, str(Path(__file__).with_name("loop-to-preset")), "--work", str(options.library),
                   "--neiro", str(options.neiro), *(["--libraries", options.fonts] if options.fonts else [])]
        if subprocess.run(command, stdout=sys.stderr).returncode:
            sys.exit(1)
    if not kept():
        sys.exit(f"loop-to-preset left no vectors in {options.library}.")
    name = kept()[0]
    folder = options.base or options.library / "bases" / name / "seed-1"
    if not (folder / "head.safetensors").exists():
        sys.exit(f"There is no base in {folder}: run Training/benchmarks/loop-to-preset, or give --base FOLDER.")
    return name, listeners.Library.read(options.library / "vectors" / name), folder


def write_csv(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


def read_run(path, queries, documents):
    """[query, document] of a TREC run; what it doesn't rank, the query itself for one, is -inf."""
    fields = path.read_text().split()
    row = {query: i for i, query in enumerate(queries)}
    column = {document: i for i, document in enumerate(documents)}
    scores = np.full((len(queries), len(documents)), -np.inf)
    scores[[row[q] for q in fields[::6]], [column[d] for d in fields[2::6]]] = np.array(fields[4::6], float)
    return scores


# ---------------------------------------------------------------- intervals
def t_interval(values):
    """(mean, half width of its 95 % interval) over seeds; no width for one."""
    mean, count = float(np.mean(values)), len(values)
    if count < 2:
        return mean, None
    t = T[count - 2] if count - 2 < len(T) else 1.96 + 2.4 / (count - 1)
    return mean, float(t * np.std(values, ddof=1) / math.sqrt(count))
