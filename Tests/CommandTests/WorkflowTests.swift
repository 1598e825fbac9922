import Foundation
import TestSupport
import Testing

/// The workflows that build what is attached to a tag, which no test can run.
@Suite struct WorkflowTests {
  @Test(.enabled(if: LocalAWS.has("check-jsonschema"), "needs check-jsonschema: Scripts/install-python-tools"))
  func `each workflow is one by the published schema`() throws {
    let folder = Scratch.checkout.appending(path: ".github/workflows")
    let outcome = try Scratch().shell(
      "cd '\(folder.path)' && check-jsonschema --builtin-schema vendor.github-workflows *.yaml",
      environment: LocalAWS.environment
    )
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
