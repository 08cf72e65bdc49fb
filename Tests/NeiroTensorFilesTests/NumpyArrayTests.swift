import Foundation
import NeiroTensorFiles
import NeiroTestSupport
import Testing

@Suite struct NumpyArrayTests {
  private func file(_ header: String, version: UInt8 = 1, body: [UInt8]) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    let length = version == 1 ? little(UInt16(text.count)) : little(UInt32(text.count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + body
  }

  private func header(_ type: String, fortran: Bool = false, _ shape: String) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
  }

  private let numbers: [Float] = [1, 2, 3, 4, 5, 6]

  private func flaw(of bytes: [UInt8]) throws -> TensorFileError? {
    try NeiroTensorFilesTests.flaw(of: bytes) { file throws(TensorFileError) in
      _ = try NumpyArray(contentsOf: file)
    }
  }

  @Test(arguments: [UInt8(1), 2, 3])
  func matricesOfEveryVersionAndTypeAreRead(version: UInt8) throws {
    let bodies: [(String, [UInt8])] = [
      ("<f2", numbers.flatMap { little(Float16($0).bitPattern) }), ("<f4", bytes(numbers)),
      ("<f8", numbers.flatMap { little(Double($0).bitPattern) }),
    ]
    for (type, body) in bodies {
      try withFile(file(header(type, "(2, 3)"), version: version, body: body)) { url in
        let array = try NumpyArray(contentsOf: url)
        #expect(array.rowCount == 2 && array.columnCount == 3)
        #expect(try array.tensor.floats() == numbers)
        #expect(try array.tensor.rows(1..<2).floats() == [4, 5, 6])
      }
      let columns = file(header(type, fortran: true, "(3, 2)"), version: version, body: body)
      try withFile(columns) { url in
        let array = try NumpyArray(contentsOf: url)
        #expect(try array.tensor.floats() == [1, 4, 2, 5, 3, 6])
        #expect(try array.tensor.rows(1..<2).floats() == [2, 5])
      }
    }
  }

  @Test func noRowsAreNoFault() throws {
    try withFile(file(header("<f4", "(0, 3)"), body: [])) { url in
      let array = try NumpyArray(contentsOf: url)
      #expect(array.rowCount == 0 && array.columnCount == 3)
      #expect(try array.tensor.floats() == [])
    }
  }

  @Test(arguments: [
    ("'>f4'", "(2, 3)", ">f4"), ("'<i8'", "(2, 3)", "<i8"), ("'|O'", "(2, 3)", "|O"),
    ("[('a', '<f4'), ('b', '<i4')]", "(3,)", "astype"), ("'<f4'", "(6,)", "1 axes"),
    ("'<f4'", "(1, 2, 3)", "3 axes"), ("'<f4'", "()", "0 axes"),
  ])
  func otherArraysAreNamedWithWhatToDo(type: String, shape: String, hint: String) throws {
    let header = "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
    let error = try flaw(of: file(header, body: bytes(numbers)))
    guard case .unsupported = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(error?.description.contains(hint) == true, "\(error as Any)")
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 0), }",
    "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 3), }",
    "{'descr': '<f4', 'shape': (2, 3), }", "{'descr': '<f4', 'fortran_order': False, 'shape': (2",
    "",
  ])
  func damagedHeadersAreRefused(header: String) throws {
    guard case .damaged = try flaw(of: file(header, body: bytes(numbers))) else {
      Issue.record("\(header) was accepted")
      return
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = file(header("<f4", "(2, 3)"), body: bytes(numbers))
    for length in 0..<whole.count {
      #expect(try flaw(of: Array(whole.prefix(length))) != nil, "\(length)")
    }
    #expect(try flaw(of: whole) == nil)
  }

  @Test func noSingleByteCrashesTheReader() throws {
    let whole = file(header("<f4", fortran: true, "(2, 3)"), body: bytes(numbers))
    try withFile(whole) { url in
      let handle = try FileHandle(forUpdating: url)
      for (place, byte) in whole.enumerated() {
        for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
          try handle.seek(toOffset: UInt64(place))
          try handle.write(contentsOf: [byte ^ change])
          _ = try? NumpyArray(contentsOf: url).tensor.floats()
        }
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: [byte])
      }
      #expect(try NumpyArray(contentsOf: url).tensor.floats() == [1, 3, 5, 2, 4, 6])
    }
  }
}
