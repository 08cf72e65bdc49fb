import ArgumentParser
import Foundation
import NeiroFigures

/// A file to draw into; its name says which kind it is.
struct PictureFile: ExpressibleByArgument {
  enum Kind: String, CaseIterable {
    case svg, html, png
  }

  let path: String
  let kind: Kind

  init?(argument: String) {
    let name = URL(fileURLWithPath: argument).pathExtension.lowercased()
    guard let kind = Kind(rawValue: name) else { return nil }
    (path, self.kind) = (argument, kind)
  }

  /// Says early what would fail after the work is done.
  ///
  /// - Throws: ``PictureError``.
  func check() throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw PictureError.noFolder(file: path, folder: folder.path) }
    if kind == .png { _ = try PNGConverter.firstFound() }
  }

  /// Writes what the kind asks for, in place of a file that may be there.
  ///
  /// - Parameters:
  ///   - picture: For SVG and PNG.
  ///   - page: For HTML.
  /// - Throws: ``PictureError``.
  func write(_ picture: () -> Picture, page: () -> Page) throws {
    switch kind {
    case .svg: try write(Data(picture().document.utf8))
    case .html: try write(Data(page().html.text.utf8))
    case .png: try write(try PNGConverter.firstFound().png(of: picture()))
    }
  }

  private func write(_ data: Data) throws { try Self.write(data, to: path) }

  /// Writes a file in place of one that may be there.
  ///
  /// - Throws: ``PictureError/notWritten(file:reason:)``.
  static func write(_ data: Data, to path: String) throws(PictureError) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .notWritten(file: path, error)
    }
  }
}

extension PictureError {
  /// What the system says of a file that can't be written.
  static func notWritten(file: String, _ error: any Error) -> PictureError {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason =
      cause.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
    return .notWritten(file: file, reason: reason)
  }
}

enum PictureError: Error, CustomStringConvertible {
  case noFolder(file: String, folder: String)
  case notWritten(file: String, reason: String)
  case noConverter
  case notConverted(reason: String)

  var description: String {
    switch self {
    case .noFolder(let file, let folder): "\(file): there is no folder \(folder) to write it to."
    case .notWritten(let file, let reason): "\(file) can't be written: \(reason)."
    case .noConverter:
      """
      A PNG is made by rsvg-convert, which was not found: install it (Debian's librsvg2-bin), or \
      choose a name that ends with .svg or .html.
      """
    case .notConverted(let reason): "rsvg-convert could not make the PNG: \(reason)"
    }
  }
}
