import Glibc
import Testing

@testable import StepSystem

@Suite(.serialized) struct DescriptorLimitTests {
    private var limit: rlimit {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return limit
    }

    @Test func raisesTheLimitAsFarAsItMay() {
        let before = limit
        let wanted = Int(clamping: before.rlim_cur) + 1
        let isAllowed = before.rlim_cur < before.rlim_max
        #expect(DescriptorLimit.raise(to: wanted) == (isAllowed ? wanted : wanted - 1))
        #expect(limit.rlim_cur == before.rlim_cur + (isAllowed ? 1 : 0))
        #expect(limit.rlim_max == before.rlim_max)
    }

    @Test func neverLowersIt() {
        let before = limit.rlim_cur
        #expect(DescriptorLimit.raise(to: 1) >= Int(clamping: before))
        #expect(limit.rlim_cur >= before)
    }
}
