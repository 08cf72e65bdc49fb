import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroStore

extension SearchCommand {
  /// Lets the person say which results are like the target.
  func label(
    _ results: [SearchReport.Result], of target: Target, _ choice: RankingChoice,
    in library: Library
  ) throws {
    guard !results.isEmpty else { return Output.note("Nothing was found to be compared.") }
    let database = try LabelDatabase(file: library.workspace.labelDatabaseFile)
    let labeller = labelOptions.labellerOptions
    let clips =
      [Self.asked(target.content, target.name, target.file)]
      + (try results.map { Self.asked($0.clip, $0.path, try library.file(of: $0.clip)) })
    let (player, reason) =
      labelOptions.noPlay ? (nil, nil) : PlayerProcess.firstFound()
    let levels = player == nil ? nil : try LevelledClips()
    defer { levels?.remove() }
    if let reason { Output.note(ResultNotice.silent(reason: reason).text) }
    let names = [target.name] + results.map(\.path)
    let dialogue = ResultDialogue(
      sounds: zip(names, clips).map { ResultDialogue.Sound(name: $0, path: $1?.file.path) },
      labels: try labels(of: target, results, in: database),
      headVersion: choice.version(for: target.role), isSilent: player == nil, playsAll: play)
    let sitting = ResultSitting(
      dialogue, clips: clips,
      log: AnswerLog(
        database: database, labeller: labeller.labeller, taste: labeller.taste, source: .added),
      player: player, levels: levels,
      keepTarget: target.clip == nil ? keeper(of: target, in: library) : nil)
    try AsynchronousWork.wait { try await sitting.run() }
  }

  private static func asked(_ clip: ClipID, _ name: String, _ file: URL?) -> AskedClip? {
    guard let file, FileManager.default.fileExists(atPath: file.path) else { return nil }
    return AskedClip(clip: clip, name: name, file: file)
  }

  /// What the person has said about the target before, by rank.
  private func labels(
    of target: Target, _ results: [SearchReport.Result], in database: LabelDatabase
  ) throws -> [Int: PairLabel] {
    let labeller = labelOptions.labellerOptions
    let mine = LabelSelection(labellers: [labeller.labeller], tastes: [labeller.taste])
    let labels = Dictionary(
      try database.currentLabels(of: mine).map { ($0.pair, $0.label) }, uniquingKeysWith: { $1 })
    return Dictionary(
      uniqueKeysWithValues: results.compactMap { result in
        labels[ClipPair(target.content, result.clip)].map { (result.rank, $0) }
      })
  }

  private func keeper(of target: Target, in library: Library) -> TargetKeeper? {
    target.file.map {
      TargetKeeper(
        workspace: library.workspace, encoder: library.encoder, file: $0, name: target.name)
    }
  }
}

extension RankingChoice {
  /// The head that takes part in ranking for a target of this role.
  fileprivate func version(for role: RetrievalRole) -> HeadVersion? {
    guard alphas[role] > 0 else { return nil }
    return checkpoint.map { HeadVersion(name: $0.manifest.name, fingerprint: $0.head.fingerprint) }
  }
}
