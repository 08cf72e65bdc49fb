/// The tensors of a file that `torch.save` of PyTorch 1.6 or later wrote: a zip archive of
/// `<root>/data.pkl`, which says what there is, and `<root>/data/<n>`, which are the numbers.
struct TorchArchive {
  let tensors: [String: StoredTensor]

  /// - Throws: ``FormatFlaw``.
  init(in file: MappedFile) throws(FormatFlaw) {
    let members = try ZipDirectory(of: file.bytes).members
    guard let pickleName = members.keys.filter({ Self.isPickle($0) }).min() else {
      throw Self.otherArchive(members)
    }
    let root = pickleName.dropLast("data.pkl".count)
    guard members["\(root)constants.pkl"] == nil else {
      throw .unsupported(
        found: "a TorchScript program",
        remedy: "Save its numbers alone: torch.save(torch.jit.load(f).state_dict(), g).")
    }
    if let order = members["\(root)byteorder"] {
      let text = String(decoding: file.bytes[order.bytes], as: UTF8.self)
      guard !order.isStored || text == "little" else {
        throw .unsupported(
          found: "numbers in the byte order “\(text.prefix(20))”",
          remedy: "Save it as safetensors on the machine that wrote it.")
      }
    }
    let pickle = try Self.stored(pickleName, in: members)
    let (reader, top) = try PickleReader.read(UnsafeRawBufferPointer(rebasing: file.bytes[pickle]))
    var tensors: [String: StoredTensor] = [:]
    for (name, tensor) in try Self.named(top, in: reader) {
      let key = "\(root)data/\(tensor.storage.key)"
      let bytes = try Self.stored(key, in: members)
      guard
        tensor.storage.count.multipliedReportingOverflow(by: tensor.storage.type.bits / 8)
          == (bytes.count, false),
        let stored = StoredTensor(
          name: name, shape: tensor.shape, strides: tensor.strides, type: tensor.storage.type,
          bytes: bytes, offset: tensor.offset, in: file)
      else { throw .damaged(reason: "tensor \(name) doesn't fit into \(key)") }
      tensors[name] = stored
    }
    self.tensors = tensors
  }

  private static func isPickle(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.last == "data.pkl"
  }

  private static func stored(
    _ name: String, in members: [String: ZipDirectory.Member]
  ) throws(FormatFlaw) -> Range<Int> {
    guard let member = members[name] else { throw .damaged(reason: "it lacks \(name)") }
    guard member.isStored else {
      throw .unsupported(found: "\(name) compressed or encrypted", remedy: PickleReader.remedy)
    }
    return member.bytes
  }

  /// The state dict: the dictionary on top, or the one that a training's checkpoint holds.
  private static func named(
    _ top: PickleValue, in reader: PickleReader
  ) throws(FormatFlaw) -> [(String, PickledTensor)] {
    guard case .dictionary(let number) = top else {
      throw .unsupported(
        found: "a pickled object that is no dictionary of tensors",
        remedy: "Save the model's numbers alone: torch.save(model.state_dict(), g).")
    }
    var state = reader.dictionaries[number]
    if case .dictionary(let inner) = state["state_dict"] { state = reader.dictionaries[inner] }
    let named = state.compactMap { name, value in
      if case .tensor(let number) = value { (name, reader.tensors[number]) } else { nil }
    }
    guard !named.isEmpty else {
      throw .unsupported(
        found: "a dictionary without tensors",
        remedy: "Save the model's numbers alone: torch.save(model.state_dict(), g).")
    }
    // What several graphics cards trained has every name behind a “module.”.
    let prefix = "module."
    guard named.allSatisfy({ $0.0.hasPrefix(prefix) }) else { return named }
    return named.map { (String($0.0.dropFirst(prefix.count)), $0.1) }
  }

  private static func otherArchive(_ members: [String: ZipDirectory.Member]) -> FormatFlaw {
    let names = members.keys
    if names.contains(where: { $0.hasSuffix(".npy") }) {
      return .unsupported(
        found: "NumPy arrays in a zip archive (.npz)",
        remedy: "Save them as safetensors: safetensors.numpy.save_file(dict(numpy.load(f)), g).")
    }
    return .unsupported(
      found: "a zip archive that torch.save did not write",
      remedy: "If the model is inside, unpack it and name that file.")
  }
}
