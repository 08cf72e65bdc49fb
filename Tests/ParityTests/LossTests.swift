import Foundation
import NeiroCore
import NeiroPairs
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

@Suite struct LossTests {
  @Test func structureLossIsZeroForTheIdentityAndTheMeanSquareElsewhere() throws {
    let left = try Tensor([1, 0, 0, 1], shape: [2, 2])
    let right = try Tensor([1, 0, 1, 0], shape: [2, 2])
    let turned = try Tensor([0, 1, 0, 1], shape: [2, 2])
    let same = try StructureLoss.loss(raw: (left, right), projected: (left, right)).scalar
    #expect(same == 0)
    // Cosines 1 and 0 become 0 and 1.
    let moved = try StructureLoss.loss(raw: (left, right), projected: (left, turned)).scalar
    #expect(moved == 1)
  }
}
