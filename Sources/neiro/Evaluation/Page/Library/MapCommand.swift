import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroFigures
import NeiroHead
import NeiroMaps
import NeiroRetrieval
import NeiroStore

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw the library on a plane: what sounds alike lies together.",
    usage: "neiro map <out> [<options>]",
    discussion: """
      Presets that the ranking takes to sound alike lie near each other, as far as a plane can show \
      it. OUT is X.svg, X.png or X.html, a picture or a page to look at, or X.csv with the columns \
      path,x,y for other programs.

      Printed is how far the map can be trusted, each from 0 to 1: trustworthiness (what looks near \
      is near), continuity (what is near looks near), and the share of each preset's ten nearest that \
      are so on the map.

      Examples:
        neiro map library.html
        neiro map library.svg --raw --method pca
        neiro map mine.csv --head mine --json
      """)

  @Argument(help: ArgumentHelp("X.html, X.svg, X.png or X.csv.", valueName: "out"))
  var out: String

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var headOptions: HeadOptions

  @Option(help: "umap keeps neighbours together; pca is quick and coarse.")
  var method = Method.umap

  @Option(help: "The same seed gives the same map.")
  var seed: UInt64 = 1

  @OptionGroup var output: OutputOptions

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case umap, pca

    fileprivate var drawn: LibraryMap.Method { self == .umap ? .umap : .pca }
  }

  private var isTable: Bool { out.lowercased().hasSuffix(".csv") }

  func validate() throws {
    guard isTable || PictureFile(argument: out) != nil else {
      throw ValidationError("“\(out)” has to end with .html, .svg, .png or .csv.")
    }
  }

  func run() throws {
    let picture = isTable ? nil : PictureFile(argument: out)
    try picture?.check()
    let library = try Library(libraryOptions)
    let choice = try headOptions.choose(for: library)
    let title = choice.checkpoint?.manifest.name ?? (choice.adaptation == nil ? "raw" : "adapted")
    let file = URL(fileURLWithPath: out)
    let sounds = try PageSounds(library, page: file)
    guard
      let pictures = try LibraryPictures(
        of: library, as: [(title, try library.reranker(choice))], by: method.drawn, seed: seed,
        limit: .max, sound: sounds.link)
    else { throw MapFailure.noPresets }
    if let picture {
      let page = MapPage(pictures, title: title, encoder: library.encoder.identity.name)
      try picture.write {
        page.picture
      } page: {
        page.page
      }
    } else {
      try PictureFile.write(Data(try table(library, pictures).utf8), to: out)
    }
    let told = MapReport(pictures)
    if output.json { try Output.json(told) } else { told.print(out) }
  }

  private func table(_ library: Library, _ pictures: LibraryPictures) throws -> String {
    let names = try library.displayNames(of: pictures.rows.map { library.gallery.clips[$0] })
    let lines = zip(names, pictures.spaces[0].points).map { path, point in
      let (x, y) = (point.map { "\($0.x)" } ?? "", point.map { "\($0.y)" } ?? "")
      return "\(CommaSeparatedText.quoted(path)),\(x),\(y)\n"
    }
    return "path,x,y\n" + lines.joined()
  }
}

enum MapFailure: Error, CustomStringConvertible {
  case noPresets

  var description: String {
    "The library has no presets to draw. Index some with `neiro index`."
  }
}

/// What `neiro map` tells beside the map.
private struct MapReport: Encodable {
  let method: String
  let presets: Int
  let trustworthiness: Double?
  let continuity: Double?
  let neighbourPreservation: Double?
  let hubSkew: Double?

  enum CodingKeys: String, CodingKey {
    case method, presets, trustworthiness, continuity
    case neighbourPreservation = "neighbour_preservation@10"
    case hubSkew = "hub_skew@10"
  }

  init(_ pictures: LibraryPictures) {
    let space = pictures.spaces.first
    (method, presets) = (pictures.method.rawValue, pictures.drawn)
    trustworthiness = space?.quality?.trustworthiness
    continuity = space?.quality?.continuity
    neighbourPreservation = space?.quality?.neighbourPreservation
    hubSkew = space?.hubSkew
  }

  func print(_ out: String) {
    Output.line("\(LibraryText.counted(presets, "preset")) by \(method): \(out)")
    guard let trustworthiness, let continuity, let neighbourPreservation else {
      return Output.line("Too few presets to tell how far the map can be trusted.")
    }
    Output.line(
      "trustworthiness \(FigureText.plain(trustworthiness)), "
        + "continuity \(FigureText.plain(continuity)), "
        + "neighbours kept \(FigureText.percent(neighbourPreservation))")
  }
}
