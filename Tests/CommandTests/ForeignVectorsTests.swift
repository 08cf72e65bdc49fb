import Foundation
import NeiroTestSupport
import Testing

/// Vectors that NumPy and safetensors wrote, imported; and what is exported, opened by them.
@Suite struct ForeignVectorsTests {
  private static let write = """
    import numpy
    from safetensors.numpy import save_file
    rows = numpy.random.default_rng(5).standard_normal((8, 6))
    numpy.save("double.npy", numpy.asfortranarray(rows))
    numpy.save("half.npy", rows.astype(numpy.float16))
    save_file({"audio": rows.astype(numpy.float32), "text": rows[:2].astype(numpy.float32),
               "ids": numpy.arange(6).reshape(2, 3)}, "tensors.safetensors")
    unit = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
    numpy.save("unit.npy", unit)
    """

  private static let compare = """
    import json, sys, numpy
    from safetensors.numpy import load_file
    unit = numpy.load("unit.npy")
    found = {name: numpy.load(f"{name}-out/embeddings.npy", mmap_mode="r")
             for name in ["double", "half"]}
    tensors = load_file("tensors-out.safetensors")
    assert list(tensors) == ["embeddings"]
    found["tensors"] = tensors["embeddings"]
    json.dump({name: [str(rows.dtype), list(rows.shape), float(abs(rows - unit).max())]
               for name, rows in found.items()}, sys.stdout)
    """

  @Test(.enabled(if: PythonTests.isReady, "NumPy and safetensors are missing: run Tests/run"))
  func pythonsVectorsComeAndGo() throws {
    try withPresetLibrary { library in
      let python = BuiltProgram(at: PythonTests.python ?? "")
      let written = try python.run(["-c", Self.write], in: library.root)
      #expect(written.status == 0, "\(written.stderr)")
      let paths = (0..<8).map { "presets/\(PresetLibrary.name($0))\n" }.joined()
      try Data(paths.utf8).write(to: library.root.appendingPathComponent("paths.txt"))
      let imports = [
        ("double", ["double.npy"], "double-out"), ("half", ["half.npy"], "half-out"),
        ("tensors", ["tensors.safetensors", "--tensor", "audio"], "tensors-out.safetensors"),
      ]
      for (name, source, out) in imports {
        let output = try library.neiro.run(
          ["import-embeddings"] + source + ["--paths", "paths.txt", "--encoder", name],
          in: library.root)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(try library.run("export", out, "--encoder", name).status == 0)
      }
      let unnamed = try library.run(
        "import-embeddings", "tensors.safetensors", "--paths", "paths.txt", "--encoder", "x")
      #expect(unnamed.status == 1 && unnamed.stderr.contains("audio, text"), "\(unnamed.stderr)")

      let output = try python.run(["-c", Self.compare], in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let answer = try output.json()
      for (name, tolerance) in [("double", 1e-7), ("half", 1e-3), ("tensors", 1e-6)] {
        let found = try #require(answer[name] as? [Any])
        #expect(found[0] as? String == "float32" && found[1] as? [Int] == [8, 6])
        #expect(try #require(found[2] as? Double) < tolerance, "\(name)")
      }
    }
  }
}
