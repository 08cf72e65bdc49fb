import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroStore
import NeiroTraining

/// `neiro-torch ensemble`: trains the committee that `neiro label` chooses questions by.
struct EnsembleWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensemble", abstract: "Train a head on each fold of the answers.")

  @OptionGroup var material: TrainingMaterialOptions

  @Option(help: "The folder to write.")
  var out: String

  func run() throws {
    try EventStream.run {
      let ensemble = try EnsembleTraining(
        material: material.read(), recipe: material.decodedRecipe()
      ).run()
      try ensemble.write(to: URL(fileURLWithPath: out))
    }
  }
}
