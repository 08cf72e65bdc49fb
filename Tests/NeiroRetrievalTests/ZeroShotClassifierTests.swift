import Foundation
import NeiroCore
import NeiroRetrieval
import NeiroTestSupport
import Testing

@Suite struct ZeroShotClassifierTests {
  private func embeddings(_ degrees: [Double]) -> [Embedding] {
    let matrix = SyntheticEmbeddings.angles(degrees)
    return degrees.indices.compactMap { Embedding(normalizing: matrix[$0]) }
  }

  private func gallery(_ degrees: [Double]) throws -> FlatGallery {
    try FlatGallery(
      clips: degrees.indices.map(SyntheticEmbeddings.clip),
      embeddings: SyntheticEmbeddings.angles(degrees))
  }

  /// Labels at 0° and 90°, a sound at 30°: cosines ½√3 and ½.
  @Test func theModelsOwnProbabilitiesByHand() {
    let classifier = ZeroShotClassifier(labels: embeddings([0, 90]), logitScale: 10)
    let cosines = classifier.cosines(of: embeddings([30])[0])
    expectClose(cosines, [0.8660254, 0.5], within: 1e-6)
    let scores = classifier.scores(cosines)
    // 1 / (1 + exp(−10·(0.8660254 − 0.5)))
    expectClose(scores.map(\.uncalibrated), [0.974919, 0.025081], within: 1e-5)
    #expect(scores.allSatisfy { $0.calibrated == nil && $0.percentile == nil })
    #expect(scores.map(\.probability) == scores.map(\.uncalibrated))
  }

  /// The label at 0° is near to all presets, so its nearness says nothing.
  @Test func aLabelThatFitsEverythingIsCentredAway() throws {
    let labels = embeddings([0, 90])
    let fit = try LibraryFit(
      of: labels, in: gallery([0, 10, 20, 30]), excluding: [SyntheticEmbeddings.clip(3)])
    #expect(fit.count == 3 && fit.rows == [0, 1, 2])
    // Means of cos and sin of 0°, 10°, 20°.
    expectClose(fit.means, [0.9748335, 0.1718894], within: 1e-6)
    let classifier = ZeroShotClassifier(labels: labels, logitScale: 10, fit: fit, isCentred: true)
    let scores = classifier.scores(classifier.cosines(of: embeddings([30])[0]))
    #expect(scores[0].uncalibrated > 0.97)
    // 10·(0.8660254 − 0.9748335) = −1.088081 against 10·(0.5 − 0.1718894) = 3.281106
    expectClose(scores.compactMap(\.calibrated), [0.0125, 0.9875], within: 1e-4)
    #expect(scores.map(\.percentile) == [0, 1])
    #expect(scores.map(\.probability) == scores.map(\.calibrated))

    let own = ZeroShotClassifier(labels: labels, logitScale: 10, fit: fit)
    let uncentred = own.scores(own.cosines(of: embeddings([30])[0]))
    #expect(uncentred.map(\.uncalibrated) == scores.map(\.uncalibrated))
    #expect(uncentred.map(\.percentile) == scores.map(\.percentile))
    #expect(uncentred.allSatisfy { $0.calibrated == nil })
  }

  @Test func theAveragePresetFitsEveryLabelAlike() throws {
    let library = SyntheticEmbeddings.random(count: 50, dimension: 8, seed: 4)
    let labels = (0..<5).compactMap {
      Embedding(
        normalizing: SyntheticEmbeddings.random(count: 5, dimension: 8, seed: 5)[$0])
    }
    let gallery = try FlatGallery(
      clips: (0..<50).map(SyntheticEmbeddings.clip), embeddings: library)
    let fit = try LibraryFit(of: labels, in: gallery, excluding: [])
    var classifier = ZeroShotClassifier(labels: labels, logitScale: 20, fit: fit, isCentred: true)
    expectClose(
      classifier.scores(fit.means.map { Float($0) }).compactMap(\.calibrated),
      [0.2, 0.2, 0.2, 0.2, 0.2], within: 1e-5)

    // Slow loops over the library: cosines, means and shares below.
    for preset in 0..<50 {
      let cosines = fit.cosines(ofPreset: preset)
      for (label, text) in labels.enumerated() {
        let all = (0..<50).map { row in
          zip(text.values, library[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        }
        #expect(abs(Double(cosines[label]) - all[preset]) < 1e-6)
        #expect(abs(fit.means[label] - all.reduce(0, +) / 50) < 1e-6)
        let below = (0..<50).count { fit.cosines(ofPreset: $0)[label] < cosines[label] }
        #expect(fit.percentile(of: cosines[label], label: label) == Double(below) / 50)
      }
    }

    // A temperature scales the centred logits and leaves the model's own.
    let cosines = fit.cosines(ofPreset: 7)
    let before = classifier.scores(cosines)
    classifier.temperature = TemperatureScaling(temperature: 4)
    let after = classifier.scores(cosines)
    #expect(after.map(\.uncalibrated) == before.map(\.uncalibrated))
    let expected = TemperatureScaling(temperature: 4).probabilities(of: classifier.logits(cosines))
    #expect(after.compactMap(\.calibrated) == expected)
    #expect(after.map(\.percentile) == before.map(\.percentile))
  }

  @Test func aTemperatureNeedsNoLibrary() {
    var classifier = ZeroShotClassifier(labels: embeddings([0, 90]), logitScale: 10)
    classifier.temperature = TemperatureScaling(temperature: 10)
    let scores = classifier.scores([0.75, 0.25])
    // 1 / (1 + exp(−½))
    expectClose(scores.compactMap(\.calibrated), [0.622459, 0.377541], within: 1e-5)
  }

  @Test func anEmptyLibraryAndADamagedOneAreTold() throws {
    let labels = embeddings([0])
    let nobody = try LibraryFit(of: labels, in: gallery([]), excluding: [])
    #expect(nobody.count == 0 && nobody.means == [0])
    #expect(nobody.percentile(of: 0.5, label: 0) == nil)
    let damaged = try FlatGallery(
      clips: [SyntheticEmbeddings.clip(0)],
      embeddings: EmbeddingMatrix(dimension: 2, values: [.nan, 0]))
    #expect(throws: RetrievalError.self) {
      try LibraryFit(of: labels, in: damaged, excluding: [])
    }
  }
}
