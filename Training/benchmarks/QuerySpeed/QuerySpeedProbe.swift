import ArgumentParser
import CKernels
import Foundation
import NeiroCore
import NeiroRetrieval
import NeiroTensorFiles

/// What `query-speed` measures of ours: exact top-k by a quantised copy, inside one process.
@main
struct QuerySpeedProbe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query-speed-probe",
    abstract: "Time exact top-k search in the rows of a NumPy file; prints one JSON document.",
    discussion: """
      The quantised copy is kept beside the rows. As many threads take part as there are processors \
      that the process may use (taskset).

      Example:
        query-speed-probe rows.npy queries.npy --k 50 --batch 1 --repeats 3
      """)

  @Argument(help: "N × D float32, rows of unit length.") var rows: String
  @Argument(help: "Q × D float32.") var queries: String
  @Option(help: "How many rows to find.") var k = 50
  @Option(help: "Queries in one call.") var batch = 1
  @Option(help: "Passes over all queries, after one that warms.") var repeats = 3

  func validate() throws {
    guard k > 0, batch > 0, repeats > 0 else {
      throw ValidationError("--k, --batch and --repeats must be 1 or more.")
    }
  }

  private struct Report: Encodable {
    var latenciesMs: [Double] = []
    var rows: [[Int]] = []
    var openMs = 0.0
    var copyMs = 0.0
    var scannedBytes = 0
    var candidates = 0.0
    var readGigabytesPerSecond = 0.0
    var instructions = ""
    var megabytes = 0.0
  }

  func run() throws {
    var report = Report()
    let (matrix, openSeconds) = try Self.timed { try Self.matrix(rows) }
    let asked = try Self.matrix(queries)
    report.openMs = 1000 * openSeconds
    let (copy, made) = try copy(of: matrix)
    report.copyMs = made
    report.scannedBytes = copy.scannedBytes
    let gallery = try FlatGallery(
      clips: ClipList(count: matrix.rowCount, clip: Self.clip), embeddings: matrix,
      copies: QuantizedCopies { _, _ in copy })
    let embeddings = (0..<asked.rowCount).compactMap { Embedding(normalizing: asked[$0]) }
    let batches = stride(from: 0, to: embeddings.count, by: batch).map {
      Array(embeddings[$0..<min($0 + batch, embeddings.count)])
    }
    for batch in batches {
      report.rows += try gallery.top(k, queries: batch, among: nil).map { $0.map(\.row) }
    }
    for _ in 0..<repeats {
      for batch in batches where batch.count == self.batch || batches.count == 1 {
        let (_, seconds) = try Self.timed { try gallery.top(k, queries: batch, among: nil) }
        report.latenciesMs.append(1000 * seconds)
      }
    }
    let candidates = try gallery.candidates(k, queries: embeddings)
    report.candidates = Double(candidates.reduce(0) { $0 + $1.count }) / Double(embeddings.count)
    report.megabytes = Self.peakMegabytes()
    report.readGigabytesPerSecond = Self.readGigabytesPerSecond()
    report.instructions =
      ["portable", "avx2", "avx-vnni", "avx512-vnni"][Int(kernel_instructions())]
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    FileHandle.standardOutput.write(try encoder.encode(report) + Data("\n".utf8))
  }

  private static func timed<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try body()
    return (value, (clock.now - start) / .seconds(1))
  }

  private static func clip(at row: Int) -> ClipID {
    withUnsafeTemporaryAllocation(byteCount: ClipID.byteCount, alignment: 8) { bytes in
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      bytes.storeBytes(of: row, as: Int.self)
      guard let base = bytes.baseAddress else { preconditionFailure("32 bytes have an address") }
      return ClipID(digestAt: base)
    }
  }

  private static func matrix(_ path: String) throws -> EmbeddingMatrix {
    let array = try NumpyArray(contentsOf: URL(filePath: path))
    guard let mapped = array.tensor.mappedFloats, let base = mapped.values.baseAddress else {
      throw ValidationError("\(path) is not float32 in rows. Save it with numpy.save.")
    }
    return EmbeddingMatrix(
      rowCount: array.rowCount, dimension: array.columnCount, base: base,
      release: { withExtendedLifetime(mapped.owner) {} })
  }

  /// The copy and the milliseconds that it took to make; 0 for one that was kept.
  private func copy(of matrix: EmbeddingMatrix) throws -> (QuantizedMatrix, Double) {
    let file = URL(filePath: rows + ".scan")
    func kept() -> QuantizedMatrix? {
      guard let mapped = try? MappedFile(contentsOf: file) else { return nil }
      return QuantizedMatrix(
        kept: ByteBlock(mapped.bytes) { withExtendedLifetime(mapped) {} },
        rowCount: matrix.rowCount, dimension: matrix.dimension)
    }
    if let kept = kept() { return (kept, 0) }
    let (made, seconds) = Self.timed { QuantizedMatrix(of: matrix) }
    try made.block.withBytes { try Data($0).write(to: file, options: .atomic) }
    return (kept() ?? made, 1000 * seconds)
  }

  private static func peakMegabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0
    return kilobytes / 1024
  }

  /// The best of five passes over half a gigabyte, on all threads.
  private static func readGigabytesPerSecond() -> Double {
    let count = 64 << 20
    let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    memory.initialize(repeating: 1, count: count)
    defer { memory.deallocate() }
    nonisolated(unsafe) let words = memory
    let best =
      (0..<5).map { _ in
        timed {
          Parallel.forEachPart(of: count / 4096, operations: count) { part in
            var sums = SIMD8<UInt64>()
            for place in stride(from: part.lowerBound * 4096, to: part.upperBound * 4096, by: 8) {
              sums ^= UnsafeRawPointer(words + place).load(as: SIMD8<UInt64>.self)
            }
            precondition(sums.wrappedSum() != 1, "an odd number of ones in pairs")
          }
        }.1
      }.min() ?? 1
    return Double(8 * count) / best / 1e9
  }
}
