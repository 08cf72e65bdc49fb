import ArgumentParser
import Foundation
import NeiroCLAP
import NeiroCore
import NeiroStore

/// `neiro-torch describe`: reads a model's folder and prints an `EncoderDescription` as JSON.
struct DescribeWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Tell what model lies in a folder, as JSON.")

  @Argument(help: "The folder of a CLAP model.")
  var folder: String

  @Option(help: "What the encoder is called.")
  var name: String

  func run() throws {
    let description: EncoderDescription
    do {
      description = .manifest(try manifest())
    } catch {
      description = .failure("\(error)")
    }
    FileHandle.standardOutput.write(try JSONEncoder().encode(description))
  }

  private func manifest() throws -> EncoderManifest {
    let folder = URL(fileURLWithPath: folder, isDirectory: true)
    let model = try ClapModel(folder)
    let files = try EncoderManifest.files(model.files, in: folder)
    return try model.manifest(name: name, files: files)
  }
}
