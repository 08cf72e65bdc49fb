public import Foundation
public import NeiroCore

/// Heads that learnt from parts of the same answers. Where they part, the answers don't tell yet.
///
/// *Source*: Lakshminarayanan, Pritzel and Blundell, "Simple and scalable predictive uncertainty
/// estimation using deep ensembles", NeurIPS 2017, <https://arxiv.org/abs/1612.01474>.
public struct HeadEnsemble: Hashable, Sendable {
  public struct Member: Hashable, Sendable {
    public let head: ProjectionHead
    /// Turns ``score(before:head:)`` into a probability.
    public let calibration: Calibration

    public init(head: ProjectionHead, calibration: Calibration) {
      self.head = head
      self.calibration = calibration
    }
  }

  public let encoder: EncoderIdentity
  /// What the members stand on; nil for the encoder's own embeddings.
  public let base: BaseReference?
  public let members: [Member]

  public init(encoder: EncoderIdentity, base: BaseReference?, members: [Member]) {
    self.encoder = encoder
    self.base = base
    self.members = members
  }

  /// Half of each: what costs least where a head has learnt nothing yet.
  public static func score(before: Double, head: Double) -> Double { (before + head) / 2 }

  /// Tells one ensemble from another, by the weights alone.
  public var fingerprint: String {
    var hash = FNV1a()
    for member in members { hash.combine(member.head.fingerprint) }
    return hash.hex
  }

  private struct Manifest: Codable {
    var format = CheckpointManifest.currentFormat
    var head = Manifest.kind
    let encoder: EncoderIdentity
    let base: BaseReference?
    let shapes: [HeadShape]
    let calibrations: [Calibration]

    static let kind = "ensemble"
  }

  /// Reads an ensemble's folder.
  public init(contentsOf folder: URL) throws(CheckpointError) {
    let files = try CheckpointFolder(contentsOf: folder)
    let manifest = try files.manifest(as: Manifest.self, head: Manifest.kind)
    guard manifest.shapes.count == manifest.calibrations.count else {
      throw .damagedManifest(reason: "“calibrations” doesn't hold one for each head")
    }
    var members: [Member] = []
    for (index, shape) in manifest.shapes.enumerated() {
      members.append(
        Member(
          head: try ProjectionHead(in: files, shape, prefix: "\(index)."),
          calibration: manifest.calibrations[index]))
    }
    self.init(encoder: manifest.encoder, base: manifest.base, members: members)
  }

  /// Writes the ensemble to `folder`, replacing one that is there, as a whole.
  public func write(to folder: URL) throws(CheckpointError) {
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    for (index, member) in members.enumerated() {
      tensors.merge(member.head.tensors(prefix: "\(index).")) { first, _ in first }
    }
    try CheckpointFolder.write(
      Manifest(
        encoder: encoder, base: base, shapes: members.map { HeadShape($0.head) },
        calibrations: members.map(\.calibration)),
      SafetensorsFile(tensors: tensors), to: folder)
  }
}
