import Foundation
import NeiroFigures

/// Makes PNGs of pictures by librsvg's program.
struct PNGConverter {
  private let program: URL

  /// - Throws: ``PictureError/noConverter``.
  static func firstFound() throws -> PNGConverter {
    guard let program = InstalledProgram.named("rsvg-convert") else {
      throw PictureError.noConverter
    }
    return PNGConverter(program: program)
  }

  /// Twice as many pixels as the picture counts, for sharp letters.
  ///
  /// - Throws: ``PictureError/notConverted(reason:)``.
  func png(of picture: Picture) throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "neiro-picture-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (input, output) = (folder.appending(path: "in.svg"), folder.appending(path: "out.png"))
    try Data(picture.document.utf8).write(to: input)
    let process = Process()
    process.executableURL = program
    process.arguments = ["--zoom", "2", "--format", "png", "--output", output.path, input.path]
    process.standardInput = FileHandle.nullDevice
    let talk = Pipe()
    process.standardError = talk
    try process.run()
    let words = String(decoding: talk.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let data = try? Data(contentsOf: output) else {
      let reason = words.split(separator: "\n").last.map(String.init) ?? "it gives no reason."
      throw PictureError.notConverted(reason: reason)
    }
    return data
  }
}
