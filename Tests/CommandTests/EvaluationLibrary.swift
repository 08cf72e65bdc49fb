import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroStore
import NeiroTestSupport

/// Presets with queries and judgements, and heads that are made and not trained.
struct EvaluationLibrary {
  let presets: PresetLibrary

  var root: URL { presets.root }

  static let count = PresetLibrary.brightnesses * PresetLibrary.perBrightness

  /// Every preset asks for those as bright as it is; nearly as bright ones are half as good.
  func writeQueries(_ numbers: Range<Int> = 0..<count, loops: Int = 0) throws {
    var queries = "query_id,path\n"
    var qrels = ""
    for number in numbers {
      queries += "q\(number),presets/\(PresetLibrary.name(number))\n"
      for other in 0..<Self.count where other != number {
        let distance = abs(number / 8 - other / 8)
        if distance < 3 {
          qrels += "q\(number) 0 presets/\(PresetLibrary.name(other)) \(2 - distance)\n"
        }
      }
    }
    for loop in 0..<loops {
      queries += "l\(loop),loops/loop \(loop).wav\n"
      for other in 8 * loop..<8 * loop + 8 {
        qrels += "l\(loop) 0 presets/\(PresetLibrary.name(other)) 1\n"
      }
    }
    try write(queries, to: "q.csv")
    try write(qrels, to: "qrels")
  }

  /// Each is two notes of a preset of its own brightness.
  func writeLoops(_ count: Int) throws {
    let folder = root.appendingPathComponent("loops")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for loop in 0..<count {
      let note = PresetLibrary.samples(brightness: loop, variant: 9)
      try WaveFile(channels: [note + note], sampleRateHz: 22_050)
        .write(to: folder.appendingPathComponent("loop \(loop).wav"))
    }
  }

  func write(_ text: String, to name: String) throws {
    try text.write(to: root.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  func clip(_ name: String) throws -> ClipID {
    try ClipID(contentsOfFileAt: root.appendingPathComponent("presets/\(name)").path)
  }

  /// A head that leaves everything as it is, or forgets nearly all that the encoder heard.
  func writeHead(
    _ name: String, forgets: Bool = false, trained: [ClipID] = [], heldOut: [ClipID] = [],
    outOfFold: [OutOfFoldScore] = []
  ) throws {
    let encoder = SpectralEncoder().identity
    let weights = (0..<encoder.dimension).map { Float($0 < 3 ? 1 : 0) }
    let head = ProjectionHead(
      residual: [], [], dimension: encoder.dimension, rank: 0, scale: 1,
      weights: forgets ? weights : nil)
    let manifest = CheckpointManifest(
      name: name, kind: .diagonal, encoder: encoder, base: nil, head: head,
      gate: SampleVerdict.gate(alphas: RoleAlphas(loops: 1, oneShots: 1)), recipe: TrainingRecipe(),
      labels: LabelCounts(), labelSelection: .usual, labelsHash: "00",
      trainedClips: trained.sorted(), heldOutClips: heldOut.sorted(), outOfFold: outOfFold)
    try Checkpoint(manifest: manifest, head: head, base: nil)
      .write(to: root.appendingPathComponent("Checkpoints/\(name)"))
  }

  @discardableResult
  func evaluate(_ arguments: String...) throws -> BuiltProgram.Output {
    try presets.neiro.run(["evaluate"] + arguments, in: root)
  }

  @discardableResult
  func evaluateQueries(_ arguments: String...) throws -> BuiltProgram.Output {
    try presets.neiro.run(
      ["evaluate", "--queries", "q.csv", "--qrels", "qrels"] + arguments, in: root)
  }
}

/// Runs `body` in a workspace whose presets are indexed.
func withEvaluationLibrary(_ body: (EvaluationLibrary) throws -> Void) throws {
  try withPresetLibrary { presets in
    let library = EvaluationLibrary(presets: presets)
    try presets.run("index", "presets")
    try body(library)
  }
}
