import NeiroCore

/// Tells whether two evaluations asked the same: a hash of the queries and of what was judged.
///
/// It depends on neither the files' order nor on how a path is spelt, as long as documents are
/// given by what identifies them.
public struct QueryFingerprint: Hashable, Sendable {
  /// FNV-1a, 64 bits: 16 hexadecimal digits.
  public let hex: String

  /// - Parameter queries: Each query's id and its judged documents' grades.
  public init(_ queries: [(query: String, grades: [String: Int])]) {
    var hash = FNV1a()
    for (query, grades) in queries.sorted(by: { $0.query < $1.query }) {
      hash.combine("\(query)\n")
      for (document, grade) in grades.sorted(by: { $0.key < $1.key }) {
        hash.combine("\(grade) \(document)\n")
      }
    }
    hex = hash.hex
  }
}
