import Foundation
import Glibc

/// A player of this machine, run for one file after the other.
final class PlayerProcess: ClipPlaying {
  private let player: Player
  private var running: (process: pid_t, file: URL)?

  init(_ player: Player) {
    self.player = player
  }

  deinit {
    stop()
  }

  /// The player of this machine; else why there is none.
  static func firstFound() -> (player: (any ClipPlaying)?, reason: String?) {
    do {
      return (PlayerProcess(try Player.firstFound()), nil)
    } catch {
      return (nil, "\(error)")
    }
  }

  func play(_ file: URL) throws {
    stop()
    running = (try start(file), file)
  }

  func stop() {
    guard let (process, _) = running else { return }
    running = nil
    // The group: a player may be a script that starts another. It holds nothing that SIGKILL would
    // harm, and it must not ring out.
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  var isPlaying: Bool {
    get throws {
      guard let (process, file) = running else { return false }
      var status: Int32 = 0
      guard waitpid(process, &status, WNOHANG) != 0 else { return true }
      running = nil
      guard status == 0 else {
        throw PlayerError.failed(player: player.name, file: file.path)
      }
      return false
    }
  }

  /// Starts the player in a group of its own, so that Ctrl-C reaches this program alone.
  private func start(_ file: URL) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    // Its talk would go over the screen.
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
    }
    var arguments = player.arguments(for: file).map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var process: pid_t = 0
    let result = posix_spawn(
      &process, player.program.path, &files, &attributes, arguments, environ)
    guard result == 0 else { throw PlayerError.failed(player: player.name, file: file.path) }
    return process
  }
}
