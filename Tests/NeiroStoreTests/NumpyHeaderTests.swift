import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct NumpyHeaderTests {
  // numpy.lib.format: \x93NUMPY, version, length of the rest, a Python dictionary, \n.
  @Test(arguments: [0, 1, 30_000, 9_999_999_999])
  func hasTheBytesThatNumpyExpects(rows: Int) throws {
    let bytes = NumpyHeader(rowCount: rows, dimension: 512).bytes
    #expect(bytes.count == 128)
    #expect(Array(bytes[0..<8]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    #expect(Int(bytes[8]) + 256 * Int(bytes[9]) == 118)
    #expect(bytes.last == 0x0A)
    let dictionary = String(decoding: bytes[10..<127], as: UTF8.self)
    let expected = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), 512), }"
    #expect(dictionary == expected.padding(toLength: 117, withPad: " ", startingAt: 0))
  }

  @Test func readsWhatItWrites() throws {
    let header = NumpyHeader(rowCount: 42, dimension: 7)
    #expect(try NumpyHeader(bytes: header.bytes) == header)
  }

  @Test func namesWhatIsForeign() throws {
    func altered(_ old: String, _ new: String) -> [UInt8] {
      let bytes = NumpyHeader(rowCount: 42, dimension: 7).bytes
      let text = String(decoding: bytes[10...], as: UTF8.self).replacing(old, with: new)
      return Array((Array(bytes[..<10]) + Array(text.utf8)).prefix(128))
    }
    #expect(throws: NumpyHeader.Flaw.notNumpy) { try NumpyHeader(bytes: []) }
    #expect(throws: NumpyHeader.Flaw.notNumpy) {
      try NumpyHeader(bytes: Array(repeating: 0, count: 128))
    }
    for (old, new) in [("<f4", "<f8"), ("False", "True "), ("(42, 7)", "(42,)  "), ("42", "-1")] {
      #expect(throws: NumpyHeader.Flaw.self) { try NumpyHeader(bytes: altered(old, new)) }
    }
  }
}

/// Python with numpy, where there is one.
enum Python {
  static let executable: String? = {
    let named = ProcessInfo.processInfo.environment["NEIRO_TEST_PYTHON"]
    return ([named].compactMap { $0 } + ["/usr/bin/python3"]).first { path in
      FileManager.default.isExecutableFile(atPath: path)
        && (try? run(path, ["-c", "import numpy"])) != nil
    }
  }()

  struct Failure: Error {
    let text: String
  }

  @discardableResult
  static func run(_ executable: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Failure(text: text) }
    return text
  }

  static func numpyLoads(_ file: URL) throws -> String {
    let script = """
      import numpy, sys
      rows = numpy.load(sys.argv[1], mmap_mode="r")
      print(type(rows).__name__, rows.dtype, *rows.shape, *(f"{x:.6f}" for x in rows.ravel()))
      """
    return try run(try #require(executable), ["-c", script, file.path])
      .trimmingCharacters(in: .newlines)
  }
}

@Suite(.enabled(if: Python.executable != nil, "needs Python with numpy"))
struct NumpyReadingTests {
  @Test func numpyMapsWhatIsWritten() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 0)
      #expect(try Python.numpyLoads(workspace.sampleEmbeddings) == "memmap float32 0 4")
      try workspace.index(upTo: 1)
      let values = try Sample.embedding(1).values.map { String(format: "%.6f", $0) }
      #expect(
        try Python.numpyLoads(workspace.sampleEmbeddings)
          == "memmap float32 1 4 " + values.joined(separator: " "))
    }
  }

  @Test func numpyMapsWhatAKillLeavesAtAnyStep() throws {
    try withWorkspace { workspace in
      let writer = try workspace.sampleWriter()
      try writer.commit([try Sample.encoded(1)])
      var shapes: [CommitStep: String] = [:]
      writer.afterStep = { step in
        let loaded = (try? Python.numpyLoads(workspace.sampleEmbeddings)) ?? "not readable"
        shapes[step] = loaded.split(separator: " ").prefix(4).joined(separator: " ")
      }
      try writer.commit([try Sample.encoded(2)])
      #expect(
        shapes == [
          .rowsWritten: "memmap float32 1 4", .rowsSynchronized: "memmap float32 1 4",
          .headerWritten: "memmap float32 2 4", .committed: "memmap float32 2 4",
        ])
    }
  }
}
