import StepJSON
import Testing

@Test func layout() {
    #expect(MemoryLayout<JSONValue>.stride <= 24)
}
