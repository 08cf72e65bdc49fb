import Foundation
import FoundationXML
import NeiroTestSupport
import Testing

/// What `neiro evaluate --page` and `neiro map` write of a library.
@Suite struct PageFileTests {
  private func text(_ name: String, of library: EvaluationLibrary) throws -> String {
    String(decoding: try data(name, of: library), as: UTF8.self)
  }

  private func data(_ name: String, of library: EvaluationLibrary) throws -> Data {
    try Data(contentsOf: library.root.appendingPathComponent(name))
  }

  private func map(_ arguments: String..., of library: EvaluationLibrary) throws
    -> BuiltProgram.Output
  {
    try library.presets.neiro.run(["map"] + arguments, in: library.root)
  }

  @Test func evaluationsAreWrittenAsAPageAndAsPictures() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries(0..<24)
      try library.writeHead("same")
      try library.writeHead("deaf", forgets: true)
      let output = try library.evaluateQueries(
        "--head", "deaf", "--page", "out.html", "--pictures", "pictures")
      #expect(output.status == 0, "\(output.stderr)")
      let page = try text("out.html", of: library)
      #expect(page.contains("No, it got worse: with the head “deaf”, nDCG@10 falls from"))
      #expect(page.contains("<h1>Did “deaf” make it better?</h1>"))
      #expect(page.contains("<h2>A map of the library</h2>"))
      #expect(page.contains("trustworthiness 0."))
      // Sounds lie below the page's folder.
      let sources = page.matches(of: /<audio [^>]*src="([^"]*)"/).map { String($0.1) }
      #expect(sources.count > 50)
      for source in sources {
        #expect(source.wholeMatch(of: /presets\/bright\d-\d\.wav/) != nil, "\(source)")
      }
      let names = try FileManager.default.contentsOfDirectory(
        atPath: library.root.appendingPathComponent("pictures").path
      ).sorted()
      #expect(
        names == [
          "map-1.svg", "map-2.svg", "precision-recall.svg", "queries.svg", "similarities-1.svg",
          "similarities-2.svg",
        ])
      for name in names {
        #expect(XMLParser(data: try data("pictures/\(name)", of: library)).parse(), "\(name)")
      }
      // Of several heads the best one is shown.
      try library.evaluateQueries("--all-heads", "--page", "all.html", "--embed-sounds")
      let all = try text("all.html", of: library)
      #expect(all.contains("By nDCG@10 over 24 queries the order is “same”"))
      #expect(all.contains("src=\"data:audio/mpeg;base64,"))
      #expect(all.utf8.count <= 2_000_000)
    }
  }

  @Test func whatCantBeWrittenIsSaidBeforeTheWork() throws {
    try withEvaluationLibrary { library in
      let cases: [([String], Int32, String)] = [
        (["--page", "none/out.html"], 1, "there is no folder"),
        (["--page", "out.pdf"], 64, "ends with .html"),
        (["--embed-sounds"], 64, "--embed-sounds needs --page"),
        (["--png"], 64, "--png needs --pictures"),
      ]
      for (arguments, status, hint) in cases {
        let output = try library.presets.neiro.run(["evaluate"] + arguments, in: library.root)
        #expect(output.status == status && output.stderr.contains(hint), "\(output.stderr)")
        #expect(output.stdout.isEmpty)
      }
    }
  }

  @Test func librariesAreDrawn() throws {
    try withEvaluationLibrary { library in
      let table = try map("a.csv", "--raw", "--json", of: library)
      #expect(table.status == 0, "\(table.stderr)")
      let report = try table.json()
      #expect(report["presets"] as? Int == 48 && report["method"] as? String == "umap")
      let trust = try #require(report["trustworthiness"] as? Double)
      #expect(trust > 0.8 && trust <= 1)
      let lines = try text("a.csv", of: library).split(separator: "\n")
      #expect(lines.count == 49 && lines[0] == "path,x,y")
      for line in lines.dropFirst() {
        let fields = line.split(separator: ",")
        #expect(fields.count == 3 && fields[0].hasPrefix("presets/bright"), "\(line)")
        #expect(fields.dropFirst().allSatisfy { Double($0) != nil }, "\(line)")
      }
      // The same seed gives the same bytes, another one doesn't.
      _ = try map("b.csv", "--raw", of: library)
      _ = try map("c.csv", "--raw", "--seed", "2", of: library)
      #expect(try data("a.csv", of: library) == data("b.csv", of: library))
      #expect(try data("a.csv", of: library) != data("c.csv", of: library))

      let picture = try map("a.svg", "--method", "pca", of: library)
      #expect(picture.stdout.hasPrefix("48 presets by pca: a.svg\ntrustworthiness 0."))
      #expect(XMLParser(data: try data("a.svg", of: library)).parse())
      #expect(try map("a.html", of: library).status == 0)
      let page = try text("a.html", of: library)
      #expect(page.contains("48 presets as raw hears them"))
      #expect(page.contains("<h2>Presets that turn up everywhere</h2>"))
      let other = try map("a.pdf", of: library)
      #expect(other.status == 64 && other.stderr.contains(".html, .svg, .png or .csv"))
      let folder = try map("none/a.svg", of: library)
      #expect(folder.status == 1 && folder.stderr.contains("there is no folder"))
    }
  }
}
