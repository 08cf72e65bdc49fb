import Foundation
import NeiroTestSupport
import Testing

/// The torch line, on built products: SwiftPM links all tests into one runner, so no import can
/// prove it.
@Suite struct TorchLineTests {
  private func libraries(of program: String) throws -> String {
    let path = BuiltProgram(program).url.path
    let folder = URL(fileURLWithPath: "/")
    let loaded = try BuiltProgram(at: "/usr/bin/ldd").run([path], in: folder)
    #expect(loaded.status == 0)
    let needed = try BuiltProgram(at: "/usr/bin/objdump").run(["-p", path], in: folder)
    #expect(needed.status == 0)
    return loaded.stdout + needed.stdout
  }

  @Test func neiroNeverLoadsLibtorch() throws {
    let libraries = try libraries(of: "neiro")
    #expect(libraries.contains("libsndfile"), "the list is of the wrong program")
    #expect(!libraries.contains("libtorch"))
    #expect(!libraries.contains("libc10"))
  }

  @Test func theWorkerDoes() throws {
    #expect(try libraries(of: "neiro-torch").contains("libtorch"))
  }
}
