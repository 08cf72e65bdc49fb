import NeiroTensorFiles
import Testing

@Suite struct TensorFileErrorTests {
  @Test func aSentenceSaysHowToMend() {
    let error = TensorFileError.unsupported(
      path: "a.bin", found: "a legacy pickle", remedy: "Save it again.")
    #expect(error.description == "a.bin holds a legacy pickle. Save it again.")
  }
}
