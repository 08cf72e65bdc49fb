import ArgumentParser
import Foundation
import NeiroCommands
import NeiroFigures

/// `--page` and `--pictures`: the report to look at.
struct PageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the results as a page, one file for any browser. It links to the sounds.",
      valueName: "out.html"))
  var page: String?

  @Flag(help: "With --page: put short previews of the sounds into it, as many as 2 MB hold.")
  var embedSounds = false

  @Option(
    help: ArgumentHelp("Write every picture of the page into a folder, as SVG.", valueName: "dir"))
  var pictures: String?

  @Flag(help: "With --pictures: as PNG too (needs rsvg-convert).")
  var png = false

  /// The most bytes of a page, those of its previews among them.
  private static let mostBytes = 2_000_000

  var isAskedFor: Bool { page != nil || pictures != nil }

  /// Where links are seen from.
  var pageFile: URL { URL(fileURLWithPath: page ?? "page.html") }

  func validate() throws {
    guard !embedSounds || page != nil else {
      throw ValidationError("--embed-sounds needs --page.")
    }
    guard !png || pictures != nil else { throw ValidationError("--png needs --pictures.") }
    guard page.map({ PictureFile(argument: $0)?.kind == .html }) ?? true else {
      throw ValidationError("--page takes a name that ends with .html.")
    }
  }

  /// Says early what would fail after the work is done.
  ///
  /// - Throws: ``PictureError``.
  func check() throws {
    if let page { try PictureFile(argument: page)?.check() }
    if png { _ = try PNGConverter.firstFound() }
  }

  /// Writes what was asked for, and says where.
  ///
  /// - Throws: ``PictureError``.
  func write(_ content: PageContent) throws {
    var made = EvaluationPage(content)
    if embedSounds {
      var content = content
      var embedding = SoundEmbedding(room: Self.mostBytes - made.html.text.utf8.count)
      embedding.embed(into: &content)
      made = EvaluationPage(content)
      Output.note("Put \(embedding.embedded) previews into the page; \(embedding.left) are links.")
    }
    if let page {
      try PictureFile.write(Data(made.html.text.utf8), to: page)
      Output.note("Wrote \(page)")
    }
    if let pictures {
      try write(made.figures, to: pictures)
      Output.note("Wrote \(made.figures.count) pictures into \(pictures)")
    }
  }

  private func write(_ figures: [PageFigure], to path: String) throws {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw PictureError.notWritten(file: path, error)
    }
    let converter = png ? try PNGConverter.firstFound() : nil
    for figure in figures {
      let file = folder.appendingPathComponent(figure.name)
      try PictureFile.write(Data(figure.picture.document.utf8), to: file.path + ".svg")
      if let converter {
        try PictureFile.write(try converter.png(of: figure.picture), to: file.path + ".png")
      }
    }
  }
}
