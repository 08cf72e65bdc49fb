"""The descriptors of Neiro's mfcc encoder by librosa: the reference that the Swift code equals.

Used by Training/spectral-constants, which computes the encoder's constants, and by
Tests/Fixtures/make_mfcc_fixture, which saves what the parity test expects. Needs numpy and librosa.

    import mfcc_reference
    groups = mfcc_reference.groups(samples)  # mono, 44 100 Hz -> {"relative": array of 160, ...}
"""
import librosa
import numpy as np

import spectral_reference

SAMPLE_RATE_HZ, FRAME, HOP = 44100, 2048, 256
GROUPS = {"relative": 160, "mean": 20, "deviation": 20}
BANDS, COEFFICIENTS = 40, 20


def coefficients(samples):
    """(T, 20): MFCC 1 to 20 of a trimmed sound; 0, which is the level, is left out."""
    padded = np.pad(samples, (0, HOP))  # so that the last samples have a frame too
    power = np.abs(librosa.stft(
        padded, n_fft=FRAME, hop_length=HOP, window=np.hanning(FRAME), center=True,
        pad_mode="constant")) ** 2
    bank = librosa.filters.mel(
        sr=SAMPLE_RATE_HZ, n_fft=FRAME, n_mels=BANDS, fmin=30, fmax=16000, htk=True, norm=1,
        dtype=np.float64)
    decibels = librosa.power_to_db(bank @ power, ref=np.max, amin=1e-30, top_db=70)
    return librosa.feature.mfcc(S=decibels, n_mfcc=COEFFICIENTS + 1, dct_type=2, norm="ortho")[1:].T


def groups(samples):
    """The groups of columns of one mono sound at 44 100 Hz, by name, in the encoder's order."""
    frames = coefficients(spectral_reference.trim(np.asarray(samples, dtype=np.float64)))
    found = {
        "relative": spectral_reference.rows_at(
            frames, np.linspace(0, len(frames) - 1, 8)).ravel(),
        "mean": frames.mean(0),
        "deviation": frames.std(0),
    }
    assert {name: len(found[name]) for name in GROUPS} == GROUPS
    return found
