/// Reads the pickle of a file that `torch.save` wrote, and runs nothing of it.
///
/// *Source*: CPython, `Lib/pickletools.py`; protocol 2, which `torch.save` uses.
struct PickleReader {
  private(set) var dictionaries: [[String: PickleValue]] = []
  private(set) var tensors: [PickledTensor] = []
  private var tuples: [[PickleValue]] = []
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]
  private var cursor: ByteCursor

  /// The most bytes of a pickle; that of a model with its optimizer has about one.
  private static let mostBytes = 1 << 26
  static let remedy =
    "Save it again with torch.save(torch.load(f, map_location=\"cpu\"), g), or as safetensors."

  private init(_ bytes: UnsafeRawBufferPointer) {
    cursor = ByteCursor(bytes)
  }

  /// - Returns: The reader, which has the lists that values refer to, and the value on top.
  /// - Throws: ``FormatFlaw``.
  static func read(
    _ bytes: UnsafeRawBufferPointer
  ) throws(FormatFlaw) -> (reader: PickleReader, top: PickleValue) {
    guard bytes.count <= mostBytes else {
      throw .unsupported(
        found: "a pickle of \(bytes.count >> 20) MB",
        remedy: "Save the model's state_dict alone: torch.save(model.state_dict(), g).")
    }
    var reader = PickleReader(bytes)
    while true {
      let place = reader.cursor.offset
      guard let code = reader.cursor.number(UInt8.self) else {
        throw .damaged(reason: "its pickle is cut short")
      }
      guard let operation = Operation(rawValue: code) else {
        throw .unsupported(
          found: "a pickle with the operation 0x\(String(code, radix: 16)) at byte \(place)",
          remedy: remedy)
      }
      do {
        if operation == .stop { return (reader, try reader.pop()) }
        try reader.perform(operation)
      } catch {
        throw .damaged(reason: "its pickle makes no sense at byte \(place)")
      }
    }
  }

  private struct Nonsense: Error {}

  /// All that a file may ask for.
  private enum Operation: UInt8 {
    case proto = 0x80
    case stop = 0x2E  // .
    case mark = 0x28  // (
    case none = 0x4E  // N
    case newTrue = 0x88
    case newFalse = 0x89
    case integer4 = 0x4A  // J
    case integer1 = 0x4B  // K
    case integer2 = 0x4D  // M
    case long1 = 0x8A
    case double = 0x47  // G
    case text = 0x58  // X
    case emptyTuple = 0x29  // )
    case tuple = 0x74  // t
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case emptyList = 0x5D  // ]
    case append = 0x61  // a
    case appends = 0x65  // e
    case emptyDictionary = 0x7D  // }
    case setItem = 0x73  // s
    case setItems = 0x75  // u
    case get1 = 0x68  // h
    case get4 = 0x6A  // j
    case put1 = 0x71  // q
    case put4 = 0x72  // r
    case global = 0x63  // c
    case persistentID = 0x51  // Q
    case reduce = 0x52  // R
    case newObject = 0x81
    case build = 0x62  // b
  }

  private mutating func perform(_ operation: Operation) throws(Nonsense) {
    switch operation {
    case .proto: _ = try number(UInt8.self)
    case .stop: break
    case .mark: marks.append(stack.count)
    case .none: stack.append(.none)
    case .newTrue, .newFalse: stack.append(.bool)
    case .integer4: stack.append(.integer(Int(try number(Int32.self))))
    case .integer1: stack.append(.integer(Int(try number(UInt8.self))))
    case .integer2: stack.append(.integer(Int(try number(UInt16.self))))
    case .long1: stack.append(try long())
    case .double:
      _ = try number(UInt64.self)
      stack.append(.inert)
    case .text: stack.append(.text(try text(ofBytes: Int(try number(UInt32.self)))))
    case .emptyTuple: pushTuple([])
    case .tuple: pushTuple(try popToMark())
    case .tuple1: pushTuple(try pop(1))
    case .tuple2: pushTuple(try pop(2))
    case .tuple3: pushTuple(try pop(3))
    case .emptyList: stack.append(.inert)
    case .append: _ = try pop(1)
    case .appends: _ = try popToMark()
    case .emptyDictionary: pushDictionary()
    case .setItem: try set(try pop(2))
    case .setItems: try set(try popToMark())
    case .get1: try get(UInt32(try number(UInt8.self)))
    case .get4: try get(try number(UInt32.self))
    case .put1: memo[UInt32(try number(UInt8.self))] = try top()
    case .put4: memo[try number(UInt32.self)] = try top()
    case .global: try pushGlobal()
    case .persistentID: stack.append(storage(try pop()))
    case .reduce: try reduce()
    case .newObject:
      _ = try pop(2)
      stack.append(.inert)
    case .build: _ = try pop(1)  // attributes of a dictionary or of what is inert
    }
  }

  // MARK: - The stack

  private func top() throws(Nonsense) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw Nonsense() }
    return value
  }

  private mutating func pop() throws(Nonsense) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  /// The topmost values, in the order in which they were pushed.
  private mutating func pop(_ count: Int) throws(Nonsense) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw Nonsense() }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(Nonsense) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw Nonsense() }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func pushTuple(_ values: [PickleValue]) {
    stack.append(.tuple(tuples.count))
    tuples.append(values)
  }

  private mutating func pushDictionary() {
    stack.append(.dictionary(dictionaries.count))
    dictionaries.append([:])
  }

  private mutating func get(_ place: UInt32) throws(Nonsense) {
    guard let value = memo[place] else { throw Nonsense() }
    stack.append(value)
  }

  private mutating func set(_ keysAndValues: [PickleValue]) throws(Nonsense) {
    guard keysAndValues.count.isMultiple(of: 2) else { throw Nonsense() }
    switch try top() {
    case .dictionary(let number):
      for place in stride(from: 0, to: keysAndValues.count, by: 2) {
        // An optimizer's keys are numbers; nobody asks for those.
        guard case .text(let key) = keysAndValues[place] else { continue }
        dictionaries[number][key] = keysAndValues[place + 1]
      }
    case .inert: break
    default: throw Nonsense()
    }
  }

  // MARK: - Literals

  private mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(Nonsense) -> Number {
    guard let number = cursor.number(type) else { throw Nonsense() }
    return number
  }

  private mutating func text(ofBytes count: Int) throws(Nonsense) -> String {
    guard let bytes = cursor.take(count) else { throw Nonsense() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Two's complement, the lowest byte first; longer than 8 bytes is nobody's size.
  private mutating func long() throws(Nonsense) -> PickleValue {
    guard let bytes = cursor.take(Int(try number(UInt8.self))) else { throw Nonsense() }
    guard bytes.count <= 8 else { return .inert }
    var value: UInt64 = bytes.last.map { $0 >= 0x80 ? .max : 0 } ?? 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    return .integer(Int(Int64(bitPattern: value)))
  }

  private mutating func pushGlobal() throws(Nonsense) {
    guard let module = cursor.take(upTo: 0x0A), let name = cursor.take(upTo: 0x0A) else {
      throw Nonsense()
    }
    let global = PickleGlobal(
      module: String(decoding: module, as: UTF8.self), name: String(decoding: name, as: UTF8.self))
    stack.append(global.map(PickleValue.global) ?? .inert)
  }

  // MARK: - What would be calls

  /// `("storage", torch.FloatStorage, key, device, count)`
  private func storage(_ id: PickleValue) -> PickleValue {
    guard case .tuple(let number) = id, tuples[number].count == 5,
      case .text("storage") = tuples[number][0],
      case .global(.storage(let type)) = tuples[number][1],
      case .text(let key) = tuples[number][2], case .integer(let count) = tuples[number][4]
    else { return .inert }
    return .storage(PickledStorage(type: type, key: key, count: count))
  }

  private mutating func reduce() throws(Nonsense) {
    let call = try pop(2)
    guard case .global(let function) = call[0], case .tuple(let number) = call[1] else {
      return stack.append(.inert)
    }
    let arguments = tuples[number]
    switch function {
    case .orderedDictionary where arguments.isEmpty: pushDictionary()
    case .rebuildTensor: stack.append(try tensor(arguments))
    case .rebuildParameter:
      guard let tensor = arguments.first else { throw Nonsense() }
      stack.append(tensor)
    case .orderedDictionary, .storage: stack.append(.inert)
    }
  }

  /// storage, offset, shape, strides, and what only training needs.
  private mutating func tensor(_ arguments: [PickleValue]) throws(Nonsense) -> PickleValue {
    guard arguments.count >= 4 else { throw Nonsense() }
    // A storage of a type that is not in the list.
    guard case .storage(let storage) = arguments[0] else { return .inert }
    guard case .integer(let offset) = arguments[1], let shape = integers(arguments[2]),
      let strides = integers(arguments[3])
    else { throw Nonsense() }
    tensors.append(
      PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    return .tensor(tensors.count - 1)
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let number) = value else { return nil }
    var integers: [Int] = []
    for value in tuples[number] {
      guard case .integer(let integer) = value else { return nil }
      integers.append(integer)
    }
    return integers
  }
}
