/// Clips by row: an array of them, or what a table that is mapped says, which is read when it is asked.
public struct ClipList: RandomAccessCollection, Sendable {
  private enum Storage: Sendable {
    case array([ClipID])
    case table(@Sendable (_ row: Int) -> ClipID)
  }

  public let count: Int
  private let storage: Storage

  public init(_ clips: [ClipID]) {
    count = clips.count
    storage = .array(clips)
  }

  /// - Parameters:
  ///   - count: N
  ///   - clip: Gives the clip of a row from 0 to N − 1; called from several threads.
  public init(count: Int, clip: @escaping @Sendable (_ row: Int) -> ClipID) {
    self.count = count
    storage = .table(clip)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(row: Int) -> ClipID {
    switch storage {
    case .array(let clips): return clips[row]
    case .table(let clip):
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      return clip(row)
    }
  }
}
