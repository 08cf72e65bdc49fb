extension EncoderIdentity {
  /// Who made vectors that come from another program, of which only their name and length are known.
  ///
  /// - Parameters:
  ///   - name: What a person calls the encoder.
  ///   - dimension: D.
  ///   - version: Counted up when all its vectors are replaced: what was learnt from the earlier
  ///     ones doesn't belong to these.
  public init(importedAs name: String, dimension: Int, version: Int) {
    var hash = FNV1a()
    hash.combine("imported \(name) \(dimension)")
    self.init(
      name: name, weightsHash: String(hash.hex.prefix(12)), preprocessingVersion: version,
      dimension: dimension)
  }
}
