import NeiroTorch

/// CLAP's text tower, RoBERTa: from tokens to an embedding.
///
/// Frozen. Its weights are shared by all threads that call `encode`; each computes by itself.
///
/// *Source*: Liu et al., "RoBERTa: a robustly optimized BERT pretraining approach", 2019,
/// <https://arxiv.org/abs/1907.11692>; as `ClapTextModel` of `transformers`.
public final class ClapTextTower: Sendable {
  public let configuration: ClapConfiguration
  private let words: FrozenTensor
  private let positions: FrozenTensor
  private let types: FrozenTensor
  private let norm: LayerNorm
  private let layers: [TextLayer]
  private let pooler: Linear
  private let projection: Projection

  /// - Throws: ``ClapError`` for a tensor that is missing or has another shape; ``TorchError``.
  public init(_ configuration: ClapConfiguration, weights: ClapWeights) throws {
    let text = configuration.text
    let tables = "text_model.embeddings"
    self.configuration = configuration
    words = try weights.tensor(
      "\(tables).word_embeddings.weight", shape: [text.wordCount, text.width])
    positions = try weights.tensor(
      "\(tables).position_embeddings.weight", shape: [text.positionCount, text.width])
    types = try weights.tensor(
      "\(tables).token_type_embeddings.weight", shape: [text.typeCount, text.width])
    norm = try LayerNorm(
      weights, "\(tables).LayerNorm", width: text.width, epsilon: text.normEpsilon)
    layers = try (0..<text.depth).map { try TextLayer(weights, text, number: $0) }
    pooler = try Linear(
      weights, "text_model.pooler.dense", inputs: text.width, outputs: text.width)
    projection = try Projection(
      weights, "text_projection", inputs: text.width, outputs: configuration.embeddingWidth)
  }

  /// Encodes one text, on the calling thread alone; several threads may call at once.
  ///
  /// - Parameter tokens: Rows of the table of words, those at the text's ends included.
  /// - Returns: An embedding of unit length; compared with sounds' by cosine.
  /// - Throws: ``ClapError/textTooLong(tokens:limit:)``; ``TorchError`` for no tokens, or one
  ///   that the table has no row for.
  public func encode(_ tokens: [Int]) throws -> [Float] {
    let limit = configuration.text.tokenLimit
    guard tokens.count <= limit else {
      throw ClapError.textTooLong(tokens: tokens.count, limit: limit)
    }
    try Torch.useOneThread()
    let pooled = try pooler(hidden(tokens).narrowed(0, to: 0..<1)).tanh()
    return Projection.normalised(try projection(pooled).values)
  }

  /// What the last layer makes of each token: [T, width].
  func hidden(_ tokens: [Int]) throws(TorchError) -> Tensor {
    // Padding doesn't move on; other tokens count from one behind it.
    let padding = configuration.text.paddingID
    var last = padding
    let places = tokens.map { token in
      guard token != padding else { return padding }
      last += 1
      return last
    }
    var x = try words.tensor.rows(tokens) + positions.tensor.rows(places)
    x = try norm(x + types.tensor.rows([0]))
    let mask = try mask(tokens)
    for layer in layers { x = try layer(x, mask: mask) }
    return x
  }

  /// What is added to the scores so that nobody attends to padding, [1, T]; nil without any.
  private func mask(_ tokens: [Int]) throws(TorchError) -> Tensor? {
    let padding = configuration.text.paddingID
    guard tokens.contains(padding) else { return nil }
    return try Tensor(
      tokens.map { $0 == padding ? -.greatestFiniteMagnitude : 0 }, shape: [1, tokens.count])
  }
}

/// One layer of the text tower: each half is added to its input and then normalised.
struct TextLayer: Sendable {
  private let width: Int
  private let headCount: Int
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let attentionOutput: Linear
  private let attentionNorm: LayerNorm
  private let expand: Linear
  private let contract: Linear
  private let norm: LayerNorm

  init(
    _ weights: ClapWeights, _ text: ClapConfiguration.Text, number: Int
  ) throws(ClapError) {
    let name = "text_model.encoder.layer.\(number)"
    let (width, hidden, epsilon) = (text.width, text.hiddenWidth, text.normEpsilon)
    func square(_ part: String) throws(ClapError) -> Linear {
      try Linear(weights, "\(name).attention.\(part)", inputs: width, outputs: width)
    }
    self.width = width
    headCount = text.headCount
    query = try square("self.query")
    key = try square("self.key")
    value = try square("self.value")
    attentionOutput = try square("output.dense")
    attentionNorm = try LayerNorm(
      weights, "\(name).attention.output.LayerNorm", width: width, epsilon: epsilon)
    expand = try Linear(weights, "\(name).intermediate.dense", inputs: width, outputs: hidden)
    contract = try Linear(weights, "\(name).output.dense", inputs: hidden, outputs: width)
    norm = try LayerNorm(weights, "\(name).output.LayerNorm", width: width, epsilon: epsilon)
  }

  /// [T, width] → the same.
  func callAsFunction(_ x: Tensor, mask: Tensor?) throws(TorchError) -> Tensor {
    let attended = try attentionNorm(attentionOutput(attention(x, mask)) + x)
    return try norm(contract(expand(attended).gelu()) + attended)
  }

  private func attention(_ x: Tensor, _ mask: Tensor?) throws(TorchError) -> Tensor {
    let size = width / headCount
    func heads(_ x: Tensor) throws(TorchError) -> Tensor {
      try x.reshaped([-1, headCount, size]).permuted([1, 0, 2])
    }
    let queries = try heads(query(x)) * (1 / Double(size).squareRoot())
    var scores = try queries.matmul(heads(key(x)).permuted([0, 2, 1]))
    if let mask { scores = try scores + mask }
    return try scores.softmaxOfRows().matmul(heads(value(x)))
      .permuted([1, 0, 2]).reshaped([-1, width])
  }
}
