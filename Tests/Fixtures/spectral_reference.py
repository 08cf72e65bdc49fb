"""The descriptors of Neiro's spectral encoder in numpy: the reference that the Swift code equals.

Used by Training/spectral-constants, which computes the encoder's constants, and by
Tests/Fixtures/make_spectral_fixtures, which saves what the parity test expects. Needs numpy only.

    import spectral_reference
    groups = spectral_reference.groups(samples)  # mono, 44 100 Hz -> {"trel32": array of 256, ...}
"""
import numpy as np

SAMPLE_RATE_HZ, FRAME, HOP = 44100, 2048, 256
GROUPS = {"trel32": 256, "wmean": 64, "scal": 28, "modspec": 48, "dstd": 64}
FREQUENCIES = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE_HZ)


def mel_filterbank(bands, low_hz=30.0, high_hz=16000.0):
    """(bands, F): triangles equally wide in mel, each with the sum 1."""
    def mel(hertz):
        return 2595 * np.log10(1 + hertz / 700)

    edges = 700 * (10 ** (np.linspace(mel(low_hz), mel(high_hz), bands + 2) / 2595) - 1)
    rising = (FREQUENCIES[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - FREQUENCIES[None]) / (edges[2:] - edges[1:-1])[:, None]
    bank = np.maximum(0, np.minimum(rising, falling))
    for band in range(bands):  # a narrow low band may miss every bin: the nearest one is its own
        if bank[band].sum() == 0:
            bank[band, np.argmin(np.abs(FREQUENCIES - edges[band + 1]))] = 1
    return bank / bank.sum(1, keepdims=True)


MEL64, MEL32 = mel_filterbank(64), mel_filterbank(32)


def trim(samples, decibels=-50):
    """What lies between the first and the last place above the threshold re the loudest place."""
    energy = np.convolve(samples ** 2, np.ones(256) / 256, "same")
    loud = np.nonzero(energy > energy.max() * 10 ** (decibels / 10))[0]
    return samples[loud[0]: loud[-1] + 1] if len(loud) else samples


def power_spectrogram(samples):
    """(T, F): |STFT|² with a symmetric Hann window."""
    padded = np.pad(samples, (FRAME // 2, FRAME // 2 + HOP))
    count = 1 + (len(padded) - FRAME) // HOP
    index = np.arange(FRAME)[None] + HOP * np.arange(count)[:, None]
    return np.abs(np.fft.rfft(padded[index] * np.hanning(FRAME), axis=1)) ** 2


def decibels(power, floor=-70):
    """Decibels re the highest number of the whole matrix."""
    return np.maximum(10 * np.log10(power / power.max() + 1e-12), floor)


def rows_at(matrix, places):
    """Rows at fractional places, between rows by straight lines."""
    places = np.clip(places, 0, len(matrix) - 1)
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, len(matrix) - 1)
    share = (places - low)[:, None]
    return matrix[low] * (1 - share) + matrix[high] * share


def modulation_spectrum(mel32):
    """(48,): 8 parts of the spectrum × 6 ranges of rates, log10 of the share in the power."""
    count, rate = len(mel32), SAMPLE_RATE_HZ / HOP
    envelopes = np.sqrt(mel32.reshape(count, 8, 4).sum(2))
    padded = np.zeros((max(512, count), 8))
    padded[:count] = envelopes - envelopes.mean(0)
    power = np.abs(np.fft.rfft(padded, axis=0)) ** 2
    rates = np.fft.rfftfreq(len(padded), 1 / rate)
    edges = [0.5, 2, 5, 10, 20, 40, 80]
    total = (envelopes ** 2).sum() + 1e-12
    shares = [[power[(rates >= low) & (rates < high), part].sum() / total / len(padded)
               for low, high in zip(edges[:-1], edges[1:])] for part in range(8)]
    return np.log10(np.array(shares).ravel() + 1e-6)


def scalars(spectra, mel64, log64):
    """(28,): ten descriptors of the spectrum, mean and deviation each, and eight of the envelope."""
    count, rate = len(spectra), SAMPLE_RATE_HZ / HOP
    energy = mel64.sum(1)
    weights = energy / energy.sum()
    power = spectra + 1e-12
    power = power / power.sum(1, keepdims=True)
    octaves = np.log2(np.maximum(FREQUENCIES, 30))
    centroid = power @ FREQUENCIES
    octave_centroid = power @ octaves
    distance = octaves[None] - octave_centroid[:, None]
    spread = np.sqrt(np.maximum((power * distance ** 2).sum(1), 0))
    skewness = (power * distance ** 3).sum(1) / (spread ** 3 + 1e-6)
    cumulated = np.cumsum(power, axis=1)
    roll_off_85 = np.log2(FREQUENCIES[np.argmax(cumulated > 0.85, axis=1)] + 30)
    roll_off_50 = np.log2(FREQUENCIES[np.argmax(cumulated > 0.5, axis=1)] + 30)
    geometric = np.exp(np.log(mel64 + 1e-9).mean(1))
    flatness = np.log10(geometric / (mel64.mean(1) + 1e-9) + 1e-6)
    amplitudes = np.sqrt(mel64)
    amplitudes = amplitudes / (np.linalg.norm(amplitudes, axis=1, keepdims=True) + 1e-9)
    flux = np.r_[0, 1 - (amplitudes[1:] * amplitudes[:-1]).sum(1)]
    irregularity = np.abs(np.diff(log64, 2, axis=1)).mean(1)
    strongest = np.argsort(power, axis=1)[:, -12:]
    peakiness = np.log10(np.take_along_axis(power, strongest, 1).sum(1) + 1e-6)
    values = []
    for series in (np.log2(centroid + 30), octave_centroid, spread, skewness, roll_off_85,
                   roll_off_50, flatness, flux, irregularity, peakiness):
        mean = (weights * series).sum()
        values += [mean, np.sqrt((weights * (series - mean) ** 2).sum())]

    times = np.arange(count) / rate
    duration = count / rate
    amplitude = np.sqrt(energy)
    amplitude = amplitude / amplitude.max()

    def reaches(level):
        return times[np.argmax(amplitude >= level)]

    attack = np.log10(max(reaches(0.9) - reaches(0.1), HOP / SAMPLE_RATE_HZ))
    temporal_centroid = (amplitude * times).sum() / amplitude.sum()
    peak = int(np.argmax(amplitude))
    tail = np.maximum(20 * np.log10(amplitude[peak:] + 1e-4), -60)
    slope = np.polyfit(times[peak:], tail, 1)[0] if count - peak > 3 else 0.0
    return np.array(values + [
        attack, np.log10(temporal_centroid + 1e-3), np.log10(duration),
        np.log10(temporal_centroid / duration + 1e-3), -np.log10(1 + abs(slope)),
        (amplitude > 0.4).mean(), amplitude.std() / amplitude.mean(), attack - np.log10(duration)])


def groups(samples):
    """The groups of columns of one mono sound at 44 100 Hz, by name, in the encoder's order."""
    samples = trim(np.asarray(samples, dtype=np.float64))
    samples = samples / (np.sqrt((samples ** 2).mean()) + 1e-12)
    spectra = power_spectrogram(samples)
    mel64, mel32 = spectra @ MEL64.T, spectra @ MEL32.T
    log64, log32 = decibels(mel64), decibels(mel32)
    energy = mel64.sum(1)
    found = {
        "trel32": rows_at(log32, np.linspace(0, len(log32) - 1, 8)).ravel(),
        "wmean": (energy / energy.sum()) @ log64,
        "scal": scalars(spectra, mel64, log64),
        "modspec": modulation_spectrum(mel32),
        "dstd": np.diff(log64, axis=0).std(0),
    }
    assert {name: len(found[name]) for name in GROUPS} == GROUPS
    return found
