import Foundation
import NeiroTestSupport
import Testing

/// What Neiro writes, opened by NumPy and safetensors. `Tests/run` names a Python that has them.
@Suite struct PythonTests {
  private static let python = ProcessInfo.processInfo.environment["NEIRO_TEST_PYTHON"]

  private static var isReady: Bool {
    guard let python, FileManager.default.isExecutableFile(atPath: python) else { return false }
    let check = try? BuiltProgram(at: python).run(
      ["-c", "import numpy, safetensors"], in: URL(fileURLWithPath: "/"))
    return check?.status == 0
  }

  /// Prints the blended scores of row 0 as the query, as NumPy computes them from the files.
  private static let script = """
    import glob, json, sys
    import numpy
    from safetensors.numpy import load_file
    x = numpy.load(glob.glob("Cache/*/embeddings.npy")[0], mmap_mode="r")
    head = load_file("Checkpoints/mine/head.safetensors")
    manifest = json.load(open("Checkpoints/mine/manifest.json"))
    z = x + manifest["scale"] * (x @ head["residual.down"]) @ head["residual.up"].T
    z /= numpy.linalg.norm(z, axis=1, keepdims=True)
    json.dump({"raw": (x @ x[0]).tolist(), "head": (z @ z[0]).tolist(),
               "shape": x.shape, "dtype": str(x.dtype)}, sys.stdout)
    """

  @Test(.enabled(if: isReady, "NumPy and safetensors are missing: run Tests/run"))
  func numpyAndSafetensorsGetTheSameScores() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      #expect(try library.run("train", "--name", "mine", "--recipe", "quick").status == 0)
      // The gate may well keep raw after ten steps; here the head is to take part.
      let file = library.root.appendingPathComponent("Checkpoints/mine/manifest.json")
      let manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
      var changed = try #require(manifest as? [String: Any])
      var gate = try #require(changed["gate"] as? [String: Any])
      gate["alpha"] = 0.5
      changed["gate"] = gate
      try JSONSerialization.data(withJSONObject: changed).write(to: file)

      let query = "presets/\(PresetLibrary.name(0))"
      let search = try library.run("search", query, "-k", "100", "--head", "mine", "--json").json()
      let results = try #require(search["results"] as? [[String: Any]])
      #expect(results.count == 47)

      let python = BuiltProgram(at: Self.python ?? "")
      let output = try python.run(["-c", Self.script], in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let expected = try output.json()
      #expect(expected["dtype"] as? String == "float32")
      #expect(expected["shape"] as? [Int] == [48, 512])
      let raw = try #require(expected["raw"] as? [Double])
      let head = try #require(expected["head"] as? [Double])
      // Rows are in the order of the walk, which is that of the names.
      for result in results {
        let path = try #require(result["path"] as? String)
        let row = try #require(
          (0..<48).first { path == "presets/\(PresetLibrary.name($0))" }, "\(path)")
        let found = try ["raw", "head", "score"].map { try #require(result[$0] as? Double) }
        expectClose(found, [raw[row], head[row], (raw[row] + head[row]) / 2], within: 1e-6, path)
      }
    }
  }
}
