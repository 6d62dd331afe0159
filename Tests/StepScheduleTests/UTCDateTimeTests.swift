import StepSchedule
import Testing

@Suite struct UTCDateTimeTests {
    @Test(
        arguments: [
            (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_795_435_869_005, "2026-11-23T12:11:09.005Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        ]
    ) func instantIsWrittenInRFC3339(milliseconds: Int64, text: String) throws {
        #expect(UTCDateTime(milliseconds: milliseconds).rfc3339Milliseconds == text)
        #expect(try UTCDateTime(parsing: text).milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            ("2026-11-23T12:11:09Z", "2026-11-23T12:11:09.000Z"),
            ("2026-11-23T12:11:09+01:00", "2026-11-23T11:11:09.000Z"),
            ("2026-11-23T23:11:09.5-03:30", "2026-11-24T02:41:09.500Z"),
            ("2026-11-23T12:11:09.123456789Z", "2026-11-23T12:11:09.123Z"),
        ]
    ) func offsetsAndFractionsAreRead(text: String, expected: String) throws {
        #expect(try UTCDateTime(parsing: text).rfc3339Milliseconds == expected)
    }

    @Test(
        arguments: [
            "", "2026-11-23", "2026-11-23T12:11:09", "2026-11-23 12:11:09Z", "2026-13-23T12:11:09Z",
            "2026-02-30T12:11:09Z", "2026-02-20T24:00:00Z", "2026-02-20T12:00:60Z", "2026-02-20T12:00:00.Z",
            "2026-02-20T12:00:00+1:00", "2026-02-20T12:00:00+25:00", "2026-02-20T12:00:00ZZ",
        ]
    ) func badTextIsRefused(text: String) {
        #expect(throws: ScheduleError.self) { try UTCDateTime(parsing: text) }
    }

    @Test func everyDayOfFourCenturiesGoesThereAndBack() {
        var milliseconds: Int64 = -6_000_000_000_000
        var before = UTCDateTime(milliseconds: milliseconds - 86_400_000)
        for _ in 0..<146_097 {
            let day = UTCDateTime(milliseconds: milliseconds)
            #expect(day.milliseconds == milliseconds)
            let isNext = (day.year, day.month, day.day) > (before.year, before.month, before.day)
            #expect(isNext && (day.day == before.day + 1 || day.day == 1))
            before = day
            milliseconds += 86_400_000
        }
    }
}
