import Foundation
import NeiroCLAP
import NeiroTestSupport
import Testing

@Suite struct ClapFolderTests {
  private func open(_ names: [String]) throws -> Result<ClapFolder, ClapError> {
    try withTemporaryFolder { folder in
      for name in names { try Data().write(to: folder.appendingPathComponent(name)) }
      return Result { () throws(ClapError) in try ClapFolder(folder) }
    }
  }

  @Test(arguments: [
    (["model.safetensors", "pytorch_model.bin", "config.json"], "model.safetensors"),
    (["pytorch_model.bin", "config.json", "x.pt"], "pytorch_model.bin"),
    (["630k-best.pt"], "630k-best.pt"),
  ])
  func theWeightsAreFound(names: [String], weights: String) throws {
    #expect(try open(names).get().weights.lastPathComponent == weights)
  }

  @Test func eitherTokenizerWillDo() throws {
    let model = ["model.safetensors", "config.json", "preprocessor_config.json"]
    let single = try open(model + ["tokenizer.json", "vocab.json", "merges.txt"]).get()
    #expect(single.fileNames == model + ["tokenizer.json"])
    let pair = try open(model + ["vocab.json", "merges.txt"]).get()
    #expect(pair.fileNames == model + ["vocab.json", "merges.txt"])
    #expect(pair.hasTokenizer)
    let none = try open(model + ["vocab.json"]).get()
    #expect(!none.hasTokenizer && none.fileNames == model)
    let error = #expect(throws: ClapError.self) { _ = try none.tokenizer }
    #expect(error?.description.contains("roberta-base") == true)
  }

  @Test(arguments: [
    ([], "model.safetensors"), (["config.json"], "model.safetensors"),
    (["model.safetensors"], "config.json"), (["pytorch_model.bin"], "config.json"),
    (["config.json", "model.safetensors.index.json"], "several parts"),
    (["a.pt", "b.pt"], "a.pt, b.pt"),
  ])
  func whatIsMissingIsNamed(names: [String], hint: String) throws {
    let error = #expect(throws: ClapError.self) { try open(names).get() }
    #expect(error?.description.contains(hint) == true, "\(error as Any)")
  }

  @Test func noFolderIsSaid() {
    #expect(throws: ClapError.noFolder(path: "/nowhere")) {
      try ClapFolder(URL(fileURLWithPath: "/nowhere"))
    }
  }
}
