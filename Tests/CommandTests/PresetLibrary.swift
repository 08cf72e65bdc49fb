import Foundation
import NeiroCore
import NeiroTestSupport

/// A workspace in a temporary folder, with presets that differ in brightness and in attack.
struct PresetLibrary {
  let root: URL
  let neiro = BuiltProgram("neiro")

  static let brightnesses = 6
  static let perBrightness = 8

  var presets: URL { root.appendingPathComponent("presets") }

  /// Writes the presets, and a recipe that takes a moment.
  func write() throws {
    let recipes = root.appendingPathComponent("Training/recipes")
    for folder in [presets, recipes] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try "steps: 10\nrepeats: 1\nlibraryNegatives: 16\n".write(
      to: recipes.appendingPathComponent("quick.yaml"), atomically: true, encoding: .utf8)
    for index in 0..<Self.brightnesses * Self.perBrightness {
      let samples = Self.samples(
        brightness: index / Self.perBrightness, variant: index % Self.perBrightness)
      try WaveFile(channels: [samples], sampleRateHz: 22_050)
        .write(to: presets.appendingPathComponent(Self.name(index)))
    }
  }

  static func name(_ index: Int) -> String {
    "bright\(index / perBrightness)-\(index % perBrightness).wav"
  }

  /// Harmonics up to a number that the brightness decides, an attack that the variant decides.
  static func samples(brightness: Int, variant: Int) -> [Float] {
    var generator = SeededGenerator(seed: UInt64(100 * brightness + variant))
    let pitch = 110 * (1 + generator.unit())
    let attack = 0.005 * Double(1 << (variant % 6))
    let decay = 2 + 6 * generator.unit()
    let partials = 1 + 4 * brightness
    return (0..<4_410).map { index in
      let time = Double(index) / 22_050
      let envelope = min(1, time / attack) * exp(-decay * time)
      let wave = (1...partials).reduce(0.0) {
        $0 + sin(2 * .pi * pitch * Double($1) * time) / Double($1)
      }
      return Float(0.3 * envelope * wave)
    }
  }

  /// Labels of somebody who hears brightness alone.
  func writeLabels(to name: String = "labels.csv") throws {
    var lines = ["clip_a,clip_b,label,labeller,created_at"]
    func add(_ a: Int, _ b: Int, _ label: String) {
      lines.append(
        "presets/\(Self.name(a)),presets/\(Self.name(b)),\(label),ann,2026-01-01T00:00:00Z")
    }
    for brightness in 0..<Self.brightnesses {
      let first = brightness * Self.perBrightness
      for variant in stride(from: 0, to: Self.perBrightness, by: 2) {
        add(first + variant, first + variant + 1, "similar")
        let other = (brightness + 1 + variant / 2) % Self.brightnesses
        add(first + variant, other * Self.perBrightness + variant + 1, "dissimilar")
      }
    }
    try (lines.joined(separator: "\n") + "\n")
      .write(to: root.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  /// Lets head “mine” take part, which the gate may well refuse after ten steps.
  func letHeadTakePart() throws {
    let file = root.appendingPathComponent("Checkpoints/mine/manifest.json")
    let manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard var changed = manifest as? [String: Any], var gate = changed["gate"] as? [String: Any]
    else { throw CocoaError(.coderReadCorrupt) }
    gate["alphas"] = ["oneShots": 0.5, "loops": 0.25]
    changed["gate"] = gate
    try JSONSerialization.data(withJSONObject: changed).write(to: file)
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) throws -> BuiltProgram.Output {
    try neiro.run(arguments, in: root, input: input)
  }

  /// The embeddings as they stand in the file that NumPy maps, header and all.
  func embeddingFile() throws -> Data {
    let cache = root.appendingPathComponent("Cache")
    let files = try FileManager.default.contentsOfDirectory(atPath: cache.path).map {
      cache.appendingPathComponent($0).appendingPathComponent("embeddings.npy")
    }
    guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) })
    else { throw CocoaError(.fileNoSuchFile) }
    return try Data(contentsOf: file)
  }
}

/// Runs `body` in a workspace with presets.
func withPresetLibrary(_ body: (PresetLibrary) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let library = PresetLibrary(root: folder)
    try library.write()
    try body(library)
  }
}
