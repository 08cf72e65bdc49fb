import ArgumentParser
import Foundation
import NeiroCommands
import NeiroTerminal

/// A sitting that has the terminal for itself: one key answers.
struct FullScreenSitting {
  let sitting: Sitting
  let labeller: String

  /// Milliseconds between two looks at the player.
  private static let pollInterval: Int32 = 10

  /// - Throws: `ExitCode` with 128 + its number if a signal ended it; what storing throws. The
  ///   terminal is as before in any case.
  func run() throws {
    let screen = try TerminalScreen(
      isColoured: Terminal.coloursOutput, isUnicode: Terminal.isUnicode)
    let ended = Result { try hold(screen) }
    sitting.end()
    screen.close()
    let signal = try ended.get()
    Output.note(sitting.summary)
    if let signal { throw ExitCode(128 + signal) }
  }

  /// - Returns: The signal that ended it, if one did.
  private func hold(_ screen: TerminalScreen) throws -> Int32? {
    try sitting.start()
    while !sitting.hasEnded {
      screen.draw(LabelScreen(sitting.dialogue, labeller: labeller).lines(for: screen.size))
      for event in screen.events(waitingAtMost: sitting.isBusy ? Self.pollInterval : nil) {
        switch event {
        case .key(.control("l")): screen.invalidate()
        case .key(let key):
          let isUsable = screen.size.holds(LabelScreen.least)
          if isUsable || sitting.dialogue.bindings.action(of: key) == .quit {
            try sitting.receive(.key(key))
          }
        case .resized: screen.invalidate()
        case .resumed: try sitting.receive(.resumed)
        case .interrupted(let signal): return signal
        case .closed: return SIGHUP
        }
      }
      try sitting.poll()
    }
    return nil
  }
}
