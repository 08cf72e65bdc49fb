import Foundation
import NeiroCore
import NeiroPairs
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

@Suite struct LossTests {
  @Test func structureLossIsZeroForTheIdentityAndTheMeanSquareElsewhere() throws {
    let before = try Tensor([1, 0, 0, 1], shape: [2, 2])
    let turned = try Tensor([1, 0, 1, 0], shape: [2, 2])
    #expect(try StructureLoss.loss(raw: before, projected: before).scalar == 0)
    // Of four cosines, the two between the rows go from 0 to 1.
    #expect(try StructureLoss.loss(raw: before, projected: turned).scalar == 0.5)
  }
}
