import CLinux
import Glibc
package import StepTime

/// What the engine's thread sleeps on: a bell that any thread may ring, and the wall clock.
///
/// The timer is absolute on CLOCK_REALTIME with TFD_TIMER_CANCEL_ON_SET (timerfd_create(2)): a clock that is set, and a
/// resume from suspend, both end the sleep, and the next turn finds out anew what is due.
package final class Alarm: Sendable {
    private let bell: Int32
    private let timer: Int32

    package init() {
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        timer = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        precondition(bell >= 0 && timer >= 0, "eventfd or timerfd_create failed: errno \(errno)")
    }

    deinit {
        close(bell)
        close(timer)
    }

    /// Ends the sleep, or keeps the next one from beginning.
    package func ring() {
        var one: UInt64 = 1
        _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }

    /// Sleeps until somebody rings, the clock says `deadline`, the clock is set, or `millisecondsMax` have passed.
    ///
    /// - Returns: whether anything but the last ended the sleep.
    @discardableResult
    package func sleep(until deadline: Timestamp?, now: Timestamp, millisecondsMax: Int64) -> Bool {
        if let deadline, deadline <= now { return true }
        arm(deadline)
        var descriptors = [
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: timer, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&descriptors, 2, Int32(clamping: millisecondsMax))
        var count: UInt64 = 0
        _ = read(bell, &count, MemoryLayout<UInt64>.size)
        _ = read(timer, &count, MemoryLayout<UInt64>.size)
        return ready != 0
    }

    private func arm(_ deadline: Timestamp?) {
        var setting = itimerspec()
        // Without a deadline, a time far off: the timer also tells when the clock is set.
        let milliseconds = deadline?.milliseconds ?? 253_402_300_799_000
        setting.it_value.tv_sec = Int(milliseconds / 1000)
        setting.it_value.tv_nsec = Int(milliseconds % 1000) * 1_000_000
        timerfd_settime(timer, absoluteCancelOnSet, &setting, nil)
    }
}

/// TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET of <sys/timerfd.h>.
private let absoluteCancelOnSet: Int32 = 1 | 2
