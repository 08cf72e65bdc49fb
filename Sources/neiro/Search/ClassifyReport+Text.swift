import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroRetrieval
import NeiroStore

extension ClassifyReport {
  /// Whose probabilities the person asked for.
  enum Probabilities {
    case own, calibrated
  }

  static let stopped =
    "Stopped; what was encoded is kept, and the same command goes on from there."

  /// - Parameters:
  ///   - asked: Says why probabilities are not calibrated, if they aren't.
  ///   - isLibrary: Whether these are all presets, so that their number by label says something.
  func print(asked: Probabilities, isLibrary: Bool) {
    for failure in failed { Output.note(failure.sentence) }
    Output.note(calibrationSentence(asked))
    printResults()
    if isLibrary { Output.note(counts) }
    if let check {
      // The figures are what was asked for where no sounds are.
      check.lines.forEach(results.isEmpty && !isLibrary ? Output.line : Output.note)
    }
    if Interrupt.isRequested {
      Output.note(Self.stopped)
    }
  }

  private func printResults() {
    guard let columns = results.first?.labels.count else { return }
    let headings = (0..<columns).flatMap { [$0 == 0 ? "label" : "", ""] }
    var table = TextTable(
      headings: headings + [""],
      alignments: (0..<columns).flatMap { _ in [.left, .right] } + [.left])
    for result in results {
      let cells = result.labels.flatMap { [$0.label, String(format: "%.2f", $0.probability)] }
      table.add(cells + [result.path])
    }
    Output.table(table)
  }

  /// How many sounds each label is the best of: `bass 120, pad 80`.
  private var counts: String {
    let best = Dictionary(grouping: results) { $0.labels.first?.label ?? "" }
    return labels.map { "\($0) \(best[$0]?.count ?? 0)" }.joined(separator: ", ")
      + ": \(LibraryText.counted(results.count, "preset"))."
  }

  /// What was done to the probabilities.
  private func calibrationSentence(_ asked: Probabilities) -> String {
    if asked == .own { return "Not calibrated: these are the model's own probabilities." }
    let centring =
      switch calibration.presets {
      case let presets? where calibration.isCentred:
        "Calibrated by \(presets) presets: each label's cosine is centred on its mean over them "
          + "(--uncalibrated for the model's own)"
      case let presets?:
        "Not calibrated by the library: \(LibraryText.counted(presets, "preset")) "
          + "\(presets == 1 ? "is" : "are") too few (\(LibraryFit.fewestPresets) are enough)"
      case nil:
        "Not calibrated by a library, since none is indexed: "
          + "`\(identity.command("index", "FOLDER"))` mends that"
      }
    guard let temperature = calibration.temperature else { return centring + "." }
    return centring + "; temperature \(Self.figure(temperature)), fitted to the known sounds."
  }

  fileprivate static func figure(_ value: Double) -> String {
    value.isFinite ? String(format: "%.3g", value) : "infinite"
  }
}

extension ClassifyReport.Failure {
  var sentence: String { "Failed: \(path): \(reason)" }
}

extension KnownSoundsCheck {
  /// The figures as a table, and what they mean where that isn't plain.
  fileprivate var lines: [String] {
    var table = TextTable(
      headings: [
        LibraryText.counted(sounds, "known sound"), "accuracy", "Brier", "calibration error",
      ], alignments: [.left, .right, .right, .right])
    func add(_ name: String, _ metrics: ProbabilityMetrics) {
      table.add(
        [name]
          + [metrics.accuracy, metrics.brierScore, metrics.expectedCalibrationError].map {
            String(format: "%.3f", $0)
          })
    }
    add("the model's own", own)
    if let centred { add("centred on the library", centred) }
    let figure = ClassifyReport.figure(temperature)
    add("with a temperature (\(figure)), held out", heldOut)
    guard temperature.isFinite else {
      return table.lines + [
        "These labels tell nothing of the known sounds' classes, so all of them become equally "
          + "probable."
      ]
    }
    return table.lines
  }
}
