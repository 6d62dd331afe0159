import StepTime
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_795_435_869_005, "2026-11-23T12:11:09.005Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    ])
    func isWrittenAndReadBack(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        ("2026-11-23T12:11:09Z", "2026-11-23T12:11:09.000Z"),
        ("2026-11-23T12:11:09+01:00", "2026-11-23T11:11:09.000Z"),
        ("2026-11-23T23:11:09.5-03:30", "2026-11-24T02:41:09.500Z"),
        ("2026-11-23T12:11:09.123456789Z", "2026-11-23T12:11:09.123Z"),
    ])
    func offsetsAndFractionsAreRead(text: String, expected: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == expected)
    }

    @Test func offsetsAreTakenOff() {
        #expect(Timestamp(rfc3339: "2026-03-29T03:30:00+02:00") == Timestamp(rfc3339: "2026-03-29T01:30:00Z"))
        #expect(Timestamp(rfc3339: "2026-01-01T00:00:00.1239-05:30")?.rfc3339 == "2026-01-01T05:30:00.123Z")
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00",
        "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Z ", "2026-1-01T00:00:00Z",
        "2026-11-23", "2026-11-23 12:11:09Z", "2026-13-23T12:11:09Z", "2026-02-20T12:00:61Z",
        "2026-02-20T12:00:00+1:00", "2026-02-20T12:00:00+25:00", "2026-02-20T12:00:00ZZ",
    ])
    func othersAreRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func noTextTraps() {
        let alphabet = Array("0123456789-+:.TZ ")
        for _ in 0..<20_000 {
            let tail = String((0..<Int.random(in: 0...14)).compactMap { _ in alphabet.randomElement() })
            let head = String("2026-11-23T12:11:09.123+01:00".prefix(Int.random(in: 0...28)))
            if let time = Timestamp(rfc3339: head + tail) { #expect(Timestamp(rfc3339: time.rfc3339) == time) }
        }
        for milliseconds in [Int64.min, .max] { #expect(Timestamp(milliseconds: milliseconds).rfc3339.hasSuffix("Z")) }
    }
}
