import NeiroCLAP
import Testing

@Suite struct ClapErrorTests {
  @Test func aWrongShapeNamesTensorExpectedAndFound() {
    let error = ClapError.wrongShape(
      tensor: "audio_projection.linear1.weight", expected: [512, 768], found: [512, 1024],
      path: "model.safetensors")
    #expect(error.description.contains("audio_projection.linear1.weight"))
    #expect(error.description.contains("[512, 1024]"))
    #expect(error.description.contains("[512, 768] is expected"))
  }
}
