// swift-tools-version: 6.2
import PackageDescription

// LIBTORCH=/path builds against another libtorch (2.x, CUDA) instead of Debian's.
// NEIRO_TORCH=0 leaves out everything below the torch line, for machines without libtorch.
let libtorch = Context.environment["LIBTORCH"]
let withTorch = Context.environment["NEIRO_TORCH"] != "0"

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

/// One room of the house: a library target and, where there is one, its tests.
func room(
  _ name: String, knows dependencies: [Target.Dependency] = [], besides files: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: files, swiftSettings: swiftSettings)
}

func tests(_ name: String, of dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["NeiroTestSupport"], swiftSettings: swiftSettings)
}

var targets: [Target] = [
  .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
  .systemLibrary(
    name: "CEBUR128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
  .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
  .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .target(name: "CKissFFT"),
  .target(name: "CLinux"),
  .target(
    name: "CKernels",
    // Tests scan too, and without optimisation intrinsics are function calls.
    cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),

  room("NeiroCore"),
  room("NeiroAudio", knows: ["NeiroCore", "CSndfile", "CSoxr", "CKissFFT", "CEBUR128"]),
  room("NeiroEncoding", knows: ["NeiroCore", "NeiroAudio"]),
  room("NeiroStore", knows: ["NeiroCore", "COpenSSL", grdb, yams]),
  room("NeiroIndexing", knows: ["NeiroCore", "NeiroAudio", "NeiroEncoding", "NeiroStore"]),
  room("NeiroPairs", knows: ["NeiroCore"]),
  room("NeiroTensorFiles"),
  room("NeiroHead", knows: ["NeiroCore", "NeiroTensorFiles", "CLinux"]),
  room("NeiroRetrieval", knows: ["NeiroCore", "NeiroHead", "CKernels"]),
  room("NeiroEvaluation", knows: ["NeiroCore"]),
  room("NeiroMaps", knows: ["NeiroCore"]),
  room("NeiroFigures", knows: ["NeiroCore", "CZlib"]),
  room(
    "NeiroRuns", knows: ["NeiroCore", "NeiroFigures", "NeiroHead", protobuf],
    besides: ["TensorBoard/tensorboard_event.proto"]),
  room("NeiroTerminal", knows: ["CLinux"]),
  room("NeiroCommands", knows: ["NeiroCore", argumentParser]),
  .executableTarget(
    name: "neiro",
    dependencies: [
      "NeiroCore", "NeiroAudio", "NeiroEncoding", "NeiroStore", "NeiroIndexing", "NeiroPairs",
      "NeiroTensorFiles", "NeiroHead", "NeiroMaps", "NeiroFigures", "NeiroRuns", "NeiroRetrieval",
      "NeiroEvaluation", "NeiroTerminal", "NeiroCommands", argumentParser,
    ],
    swiftSettings: swiftSettings),

  // swift build -c release --product query-speed-probe
  .executableTarget(
    name: "query-speed-probe",
    dependencies: ["NeiroCore", "NeiroTensorFiles", "NeiroRetrieval", "CKernels", argumentParser],
    path: "Training/benchmarks/QuerySpeed", swiftSettings: swiftSettings),

  .target(name: "CTestSupport", path: "Tests/CTestSupport"),
  .target(
    name: "NeiroTestSupport",
    dependencies: ["NeiroCore", "NeiroHead", "NeiroRuns", "CTestSupport"],
    path: "Tests/NeiroTestSupport", swiftSettings: swiftSettings),
  tests("NeiroCoreTests", of: ["NeiroCore"]),
  tests("NeiroAudioTests", of: ["NeiroAudio", "NeiroCore", "CSndfile"]),
  tests("NeiroEncodingTests", of: ["NeiroEncoding", "NeiroAudio", "NeiroCore"]),
  tests("NeiroStoreTests", of: ["NeiroStore", "NeiroCore", grdb]),
  tests(
    "NeiroIndexingTests",
    of: ["NeiroIndexing", "NeiroStore", "NeiroEncoding", "NeiroAudio", "NeiroCore"]),
  tests("NeiroPairsTests", of: ["NeiroPairs", "NeiroCore"]),
  tests("NeiroTensorFilesTests", of: ["NeiroTensorFiles"]),
  tests("NeiroHeadTests", of: ["NeiroHead", "NeiroCore"]),
  tests("NeiroRetrievalTests", of: ["NeiroRetrieval", "NeiroHead", "NeiroCore", "CKernels"]),
  tests("NeiroEvaluationTests", of: ["NeiroEvaluation", "NeiroCore"]),
  tests("NeiroMapsTests", of: ["NeiroMaps", "NeiroCore"]),
  tests("NeiroTerminalTests", of: ["NeiroTerminal"]),
  tests("NeiroFiguresTests", of: ["NeiroFigures", "NeiroCore", "CZlib"]),
  tests("NeiroRunsTests", of: ["NeiroRuns", "NeiroFigures", "NeiroHead", "NeiroCore"]),
  tests(
    "CommandTests",
    of: [
      "neiro", "NeiroTerminal", "NeiroCommands", "NeiroCore", "NeiroEncoding", "NeiroTensorFiles",
      "NeiroHead", "NeiroStore", "NeiroEvaluation", "NeiroMaps", "NeiroFigures",
    ]),
]

// ---- The torch line: nothing above imports anything below. ----
if withTorch {
  // Debian's own headers are on the compiler's path, all but the C++ front end's folder.
  let headers =
    libtorch.map { ["\($0)/include", "\($0)/include/torch/csrc/api/include"] }
    ?? ["/usr/include/torch/csrc/api/include"]
  // By full path: pkg-config's -L of other libraries would find Debian's libtorch first.
  let linkerSettings: [LinkerSetting] =
    libtorch.map { libtorch in
      let libraries = ["torch", "torch_cpu", "c10"].map { "\(libtorch)/lib/lib\($0).so" }
      return [.unsafeFlags(libraries + ["-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"])]
    } ?? [.linkedLibrary("torch"), .linkedLibrary("torch_cpu"), .linkedLibrary("c10")]
  targets += [
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags(headers.flatMap { ["-isystem", $0] }),
        // Plain loops of a network are some thirty times slower without, tests included.
        .unsafeFlags(["-O2"], .when(configuration: .debug)),
      ],
      linkerSettings: linkerSettings),
    room("NeiroTorch", knows: ["CTorch"]),
    room(
      "NeiroCLAP",
      knows: ["NeiroCore", "NeiroAudio", "NeiroEncoding", "NeiroTensorFiles", "NeiroTorch"]),
    room(
      "NeiroTraining",
      knows: ["NeiroCore", "NeiroPairs", "NeiroHead", "NeiroEvaluation", "NeiroTorch"]),
    .executableTarget(
      name: "neiro-torch",
      dependencies: [
        "NeiroCore", "NeiroStore", "NeiroPairs", "NeiroHead", "NeiroRetrieval", "NeiroRuns",
        "NeiroTraining", "NeiroAudio", "NeiroEncoding", "NeiroCLAP", "NeiroTorch", "NeiroCommands",
        argumentParser,
      ],
      swiftSettings: swiftSettings),
    tests(
      "NeiroCLAPTests",
      of: [
        "NeiroCLAP", "NeiroTorch", "NeiroTensorFiles", "NeiroEncoding", "NeiroAudio", "NeiroCore",
      ]),
    tests(
      "ParityTests", of: ["NeiroTorch", "NeiroTraining", "NeiroHead", "NeiroPairs", "NeiroCore"]),
  ]
}

let package = Package(
  name: "neiro",
  products: [.executable(name: "neiro", targets: ["neiro"])]
    + (withTorch ? [.executable(name: "neiro-torch", targets: ["neiro-torch"])] : []),
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6],
  // Debian's libtorch 1.13 doesn't compile as C++20, today's doesn't as anything less.
  cxxLanguageStandard: libtorch == nil ? .cxx17 : .cxx20
)
