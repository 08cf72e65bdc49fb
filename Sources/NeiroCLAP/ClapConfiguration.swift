/// What a CLAP model is made of, and how its sounds are to be prepared.
///
/// A model's files list only what differs from the defaults here, which are those of
/// `transformers`.
///
/// *Source*: Wu et al., "Large-scale contrastive language-audio pretraining with feature fusion and
/// keyword-to-caption augmentation", 2023, <https://arxiv.org/abs/2211.06687>; Chen et al., "HTS-AT:
/// a hierarchical token-semantic audio transformer", 2022, <https://arxiv.org/abs/2202.00874>.
public struct ClapConfiguration: Equatable, Sendable {
  public var audio = Audio()
  public var text = Text()
  public var sound = Sound()
  /// Numbers of an embedding, of a sound or of a text.
  public var embeddingWidth = 512

  public init() {}

  /// The audio tower: a Swin transformer over a picture of mel bands by time.
  public struct Audio: Equatable, Sendable {
    /// C₀: channels of the first stage. Each stage has twice those of the one before.
    public var stemWidth = 96
    /// Blocks of each stage.
    public var depths = [2, 2, 6, 2]
    /// Attention heads of each stage.
    public var headCounts = [4, 8, 16, 32]
    /// Rows and columns of the picture.
    public var pictureLength = 256
    /// Rows and columns of a patch, which becomes one token.
    public var patchLength = 4
    /// Hidden units of a block's perceptron, in channels.
    public var expansion = 4.0
    public var normEpsilon = 1e-5
    /// Whether three close-ups of a long sound are fused with the whole of it.
    public var isFused = false
    /// Channels per hidden channel of the fusion's attention.
    public var fusionReduction = 4

    public init() {}

    /// Channels of a stage.
    public func width(ofStage stage: Int) -> Int { stemWidth << stage }

    /// Rows, and columns, of a stage's tokens.
    public func gridLength(ofStage stage: Int) -> Int { (pictureLength / patchLength) >> stage }

    /// Channels of the last stage.
    public var outputWidth: Int { width(ofStage: depths.count - 1) }
  }

  /// The text tower: RoBERTa.
  public struct Text: Equatable, Sendable {
    public var wordCount = 50_265
    public var width = 768
    public var depth = 12
    public var headCount = 12
    public var hiddenWidth = 3072
    /// Rows of the table of positions; `paddingID + 1` of them belong to no token.
    public var positionCount = 514
    public var typeCount = 1
    public var paddingID = 1
    public var normEpsilon = 1e-12

    public init() {}

    /// The longest text in tokens, the two at its ends included.
    public var tokenLimit: Int { positionCount - paddingID - 1 }
  }

  /// How samples become the audio tower's input.
  public struct Sound: Equatable, Sendable {
    public var sampleRateHz = 48_000
    public var frameLength = 1024
    public var hop = 480
    public var bandCount = 64
    public var lowestHz = 50.0
    public var highestHz = 14_000.0
    /// What the tower hears at once.
    public var windowSamples = 480_000
    public var padding = Padding.repeatPad
    public var truncation = Truncation.crop

    public init() {}

    /// Frames of the tower's input.
    public var frameCount: Int { windowSamples / hop + 1 }

    /// How a sound shorter than the window fills it.
    public enum Padding: String, Sendable {
      /// Whole repeats as far as they fit, then silence.
      case repeatPad = "repeatpad"
      /// Repeats, the last one cut.
      case cutRepeat = "repeat"
      /// Silence.
      case silence = "pad"
    }

    /// How a sound longer than the window is cut down to it.
    public enum Truncation: String, Sendable {
      /// One window of it.
      case crop = "rand_trunc"
      /// All of it shrunk, and three windows.
      case fusion
    }
  }
}
