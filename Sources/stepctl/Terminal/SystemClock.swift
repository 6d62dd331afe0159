import CCurl
import CLinux
import Glibc
import StepTime

/// The clocks of this machine.
enum SystemClock {
    /// The wall clock.
    static var now: Timestamp { Timestamp(milliseconds: nanoseconds(CLOCK_REALTIME) / 1_000_000) }

    /// Time that passes, whatever happens to the wall clock, in milliseconds.
    static var monotonicMilliseconds: Int64 { nanoseconds(CLOCK_MONOTONIC) / 1_000_000 }

    /// The reading of one of the clocks of `clock_gettime(2)`, in nanoseconds.
    static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Sleeps; signals do not cut it short.
    static func sleep(milliseconds: Int64) {
        var wanted = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        var rest = timespec()
        while nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
    }
}
