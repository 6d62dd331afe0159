import Glibc

/// How many files and sockets this process may have open.
package enum DescriptorLimit {
    /// Raises the limit to `wanted`, or as far as this process may; returns what it is then.
    ///
    /// Most systems start a program with 1,024, for the sake of select(2), and let it ask for more.
    @discardableResult
    package static func raise(to wanted: Int) -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        let before = limit.rlim_cur
        limit.rlim_cur = min(max(limit.rlim_cur, rlim_t(wanted)), limit.rlim_max)
        let reached = setrlimit(resource, &limit) == 0 ? limit.rlim_cur : before
        return Int(clamping: reached)
    }
}
