import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroRetrieval
import NeiroStore

/// Sounds whose class is known, each clip once.
struct KnownSounds {
  /// The embedding of each.
  private(set) var embeddings: [Embedding] = []
  /// The place of each one's class among the labels.
  private(set) var classes: [Int] = []
  /// Those that could not be used.
  private(set) var failed: [ClassifyReport.Failure] = []

  /// - Parameters:
  ///   - table: What the person knows.
  ///   - file: Where it lies: paths are looked for from there.
  ///   - reader: Gets the sounds.
  /// - Throws: What the reader throws but for single sounds.
  init(_ table: ClassFile, seenFrom file: URL, _ reader: SoundReader) throws {
    var known: [ClipID: ClassFile.Entry] = [:]
    let resolver = reader.resolver(from: file.deletingLastPathComponent())
    try reader.forEachSound(table.entries.map(\.path), resolver: resolver) { index, sound in
      let entry = table.entries[index]
      do {
        let sound = try sound.get()
        if let first = known[sound.clip] {
          guard first.label == entry.label else {
            throw KnownSoundsError.twoLabels(line: entry.line, first: first.line)
          }
          return
        }
        known[sound.clip] = entry
        embeddings.append(sound.embedding)
        classes.append(entry.label)
      } catch {
        failed.append(.init(path: entry.path, error))
      }
    }
  }
}

/// How good a classifier's probabilities are on sounds whose class is known; also its JSON.
struct KnownSoundsCheck: Encodable {
  let sounds: Int
  /// By the model's own logits.
  let own: ProbabilityMetrics
  /// By logits centred on the library; nil if they aren't.
  @NullIfNone var centred: ProbabilityMetrics?
  /// With a temperature, each sound's fitted without it.
  let heldOut: ProbabilityMetrics
  let temperature: Double

  enum CodingKeys: String, CodingKey {
    case sounds, own, centred, temperature
    case heldOut = "held_out"
  }

  /// - Throws: ``KnownSoundsError/tooFew(_:)``.
  init(_ known: KnownSounds, by classifier: ZeroShotClassifier) throws {
    let cosines = known.embeddings.map(classifier.cosines)
    let plain = cosines.map { TemperatureScaling.none.probabilities(of: classifier.ownLogits($0)) }
    guard
      let check = TemperatureCheck(logits: cosines.map(classifier.logits), classes: known.classes),
      let own = ProbabilityMetrics(plain, classes: known.classes)
    else { throw KnownSoundsError.tooFew(known.classes.count) }
    sounds = known.classes.count
    self.own = own
    centred = classifier.isCentred ? check.before : nil
    heldOut = check.after
    temperature = check.scaling.temperature
  }
}

enum KnownSoundsError: Error, CustomStringConvertible {
  case tooFew(Int)
  case twoLabels(line: Int, first: Int)

  var description: String {
    switch self {
    case .tooFew(let count):
      "--known has \(LibraryText.counted(count, "sound")) that can be used; "
        + "\(TemperatureCheck.fewestExamples) are needed to calibrate by and to check."
    case .twoLabels(let line, let first):
      "line \(line): the same sound has another label in line \(first)"
    }
  }
}
