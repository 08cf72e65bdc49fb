import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

/// What Neiro writes, opened by NumPy and safetensors. `Tests/run` names a Python that has them.
@Suite struct PythonTests {
  static let python = ProcessInfo.processInfo.environment["NEIRO_TEST_PYTHON"]

  static var isReady: Bool {
    guard let python, FileManager.default.isExecutableFile(atPath: python) else { return false }
    let check = try? BuiltProgram(at: python).run(
      ["-c", "import numpy, safetensors"], in: URL(fileURLWithPath: "/"))
    return check?.status == 0
  }

  /// What a head makes of what it takes, from its tensors and its manifest.
  private static let project = """
    def unit(rows):
        return rows / numpy.linalg.norm(rows, axis=-1, keepdims=True)

    def softmax(logits):
        shares = numpy.exp(logits - logits.max(-1, keepdims=True))
        return shares / shares.sum(-1, keepdims=True)

    def project(x, tensors, shape):
        y = x * tensors.get("weights", 1)
        if "residual.down" in tensors:
            y = y + shape["scale"] * (x @ tensors["residual.down"]) @ tensors["residual.up"].T
        y = unit(y)
        if "memory.basis" in tensors:
            c = y @ tensors["memory.basis"].T
            change = c @ tensors["memory.linear"]
            if "memory.keys" in tensors:
                heard = softmax(c @ tensors["memory.keys"].T / shape["temperature"])
                change = change + heard @ tensors["memory.values"]
            y = unit(y + change @ tensors["memory.basis"])
        return y

    """

  /// Prints the blended scores of row 0 as the query, as NumPy computes them from the files.
  private static let script = """
    import glob, json, sys
    import numpy
    from safetensors.numpy import load_file
    x = numpy.load(glob.glob("Cache/*/embeddings.npy")[0], mmap_mode="r")
    head = load_file("Checkpoints/mine/head.safetensors")
    manifest = json.load(open("Checkpoints/mine/manifest.json"))
    z = project(x, head, manifest["shape"])
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
      try library.letHeadTakePart()

      let query = "presets/\(PresetLibrary.name(0))"
      let search = try library.run(
        "search", query, "-k", "100", "--no-fold", "--head", "mine", "--json"
      ).json()
      let results = try #require(search["results"] as? [[String: Any]])
      #expect(results.count == 47)

      let python = BuiltProgram(at: Self.python ?? "")
      let output = try python.run(["-c", Self.project + Self.script], in: library.root)
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

  /// Prints the scores of two queries under a head that stands on a base: row 0, a preset, and the
  /// last row, the only loop.
  private static let adaptedScript = """
    import glob, json, sys
    import numpy
    from safetensors.numpy import load_file
    x = numpy.load(glob.glob("Cache/*/embeddings.npy")[0], mmap_mode="r").astype(float)
    tensors = load_file("Checkpoints/mine/head.safetensors")
    tensors = {name: tensor.astype(float) for name, tensor in tensors.items()}
    base = load_file("Checkpoints/base-spectral/head.safetensors")
    assert all((tensors[name] == base[name]).all() for name in base), "the head's copy differs"
    manifest = json.load(open("Checkpoints/mine/manifest.json"))
    assert manifest["base"]["name"] == "base-spectral"

    def projected(rows, role):
        return unit((rows - tensors[f"base.{role}.mean"]) @ tensors[f"base.{role}.map"])

    z = numpy.vstack([projected(x[:-1], "gallery"), projected(x[-1:], "query")])
    kept = numpy.load(glob.glob("Cache/*/projections-*.npy")[0])
    alphas, gate = manifest["base"]["alphas"], manifest["gate"]["alphas"]
    beta = alphas["oneShots"]
    inputs = numpy.hstack([(1 - beta) ** 0.5 * x, beta ** 0.5 * z])[:-1]
    head = project(inputs, tensors, manifest["shape"])
    answer = {"kept": float(abs(kept - z).max())}
    phrases = tensors["base.phrases"]
    assert len(phrases) > 10
    hubness = -numpy.sort(-z @ phrases.T, axis=1)[:, :10].mean(1)
    for name, row, role in [("preset", 0, "oneShots"), ("loop", -1, "loops")]:
        share, alpha = alphas[role], gate[role]
        raw, adapted = (x @ x[row])[:-1], (z @ z[row])[:-1]
        adapted = adapted - hubness[:-1] / 2
        before = (1 - share) * raw + share * adapted
        asked = head[0]
        if name == "loop":
            # The ten presets nearest before stand in for it.
            nearest = numpy.argsort(-before, kind="stable")[:10]
            weights = numpy.exp((before[nearest] - before[nearest[0]]) / 0.05)
            stand_in = unit(weights @ inputs[nearest])
            asked = project(stand_in, tensors, manifest["shape"])
        personal = head @ asked - share * hubness[:-1] / 2
        answer[name] = {"raw": raw.tolist(), "adapted": adapted.tolist(),
                        "head": personal.tolist(),
                        "score": ((1 - alpha) * before + alpha * personal).tolist()}
    json.dump(answer, sys.stdout)
    """

  @Test(.enabled(if: isReady, "NumPy and safetensors are missing: run Tests/run"))
  func numpyAndSafetensorsGetTheSameScoresOnABase() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let loop = library.root.appendingPathComponent("loops/loop.wav")
      try FileManager.default.createDirectory(
        at: loop.deletingLastPathComponent(), withIntermediateDirectories: true)
      try WaveFile(
        channels: [PresetLibrary.samples(brightness: 3, variant: 9)], sampleRateHz: 22_050
      ).write(to: loop)
      try library.run("index", "loops", "--loops")
      try AdaptLibrary(presets: library).writeBase(
        alphas: RoleAlphas(loops: 0.75, oneShots: 0.25))
      try library.writeLabels()
      try library.run("label", "import", "labels.csv")
      let train = try library.run("train", "--name", "mine", "--recipe", "quick")
      #expect(train.status == 0, "\(train.stderr)")
      try library.letHeadTakePart()

      let searches = try [
        ("preset", "presets/\(PresetLibrary.name(0))"), ("loop", "loops/loop.wav"),
      ].map { name, query in
        let report = try library.run(
          "search", query, "-k", "100", "--no-fold", "--head", "mine", "--json"
        ).json()
        return (name, try #require(report["results"] as? [[String: Any]]))
      }
      let output = try BuiltProgram(at: Self.python ?? "").run(
        ["-c", Self.project + Self.adaptedScript], in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let answer = try output.json()
      #expect(try #require(answer["kept"] as? Double) < 1e-6)
      for (name, results) in searches {
        #expect(results.count == (name == "loop" ? 48 : 47))
        let expected = try #require(answer[name] as? [String: [Double]])
        for result in results {
          let path = try #require(result["path"] as? String)
          let row = try #require(
            (0..<48).first { path == "presets/\(PresetLibrary.name($0))" }, "\(path)")
          let keys = ["raw", "adapted", "head", "score"]
          let found = try keys.map { try #require(result[$0] as? Double) }
          expectClose(found, keys.map { expected[$0]?[row] ?? .nan }, within: 1e-6, path)
        }
      }
    }
  }

  /// Prints what every head of a folder makes of the same embeddings.
  private static let kindsScript = """
    import glob, json, os, sys
    import numpy
    from safetensors.numpy import load_file
    x = numpy.array(json.load(open("embeddings.json")))
    answer = {}
    for folder in glob.glob("heads/*"):
        tensors = load_file(f"{folder}/head.safetensors")
        assert all(tensor.dtype == numpy.float32 for tensor in tensors.values())
        tensors = {name: tensor.astype(float) for name, tensor in tensors.items()}
        shape = json.load(open(f"{folder}/manifest.json"))["shape"]
        answer[os.path.basename(folder)] = project(x, tensors, shape).ravel().tolist()
    json.dump(answer, sys.stdout)
    """

  @Test(.enabled(if: isReady, "NumPy and safetensors are missing: run Tests/run"))
  func headsOfEveryKindAreReadByPython() throws {
    try withTemporaryFolder { folder in
      let fixture = try HeadFixture.read()
      let encoder = EncoderIdentity(
        name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1,
        dimension: fixture.dimension)
      for (index, kind) in fixture.heads.enumerated() {
        let head = kind.head(in: fixture)
        let manifest = CheckpointManifest(
          name: "\(index)", kind: .memory, encoder: encoder, base: nil, head: head,
          gate: SampleVerdict.gate(), recipe: TrainingRecipe(), labels: LabelCounts(),
          labelsHash: "00", trainedClips: [], heldOutClips: [])
        try Checkpoint(manifest: manifest, head: head, base: nil)
          .write(to: folder.appendingPathComponent("heads/\(index)"))
      }
      try JSONEncoder().encode(fixture.rows)
        .write(to: folder.appendingPathComponent("embeddings.json"))
      let output = try BuiltProgram(at: Self.python ?? "").run(
        ["-c", Self.project + Self.kindsScript], in: folder)
      #expect(output.status == 0, "\(output.stderr)")
      let answer = try output.json()
      for (index, kind) in fixture.heads.enumerated() {
        let found = try #require(answer["\(index)"] as? [Double])
        expectClose(found, kind.projections, within: 1e-6, kind.name)
      }
    }
  }
}
