#pragma once

// Linux interfaces that the Glibc module does not carry.
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/timex.h>

// prctl(2) is variadic, which Swift cannot call.
static inline int clinux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name); }

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// No signal is blocked or handled: what a program expects when it starts.
static inline void clinux_reset_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
}

// fork(2): the child has a session of its own, signals as a program expects them, and ends with the calling thread.
static inline pid_t clinux_fork_tied(void) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    clinux_reset_signals();
    return 0;
}

// Starts a program in a session of its own, with `output` as its standard output and error and nothing else open.
// The child ends when the calling thread does, cannot have more than `data_bytes_max` of data, and not more than
// `descriptors_max` files open. Swift has no fork(2); between it and execve(2) only what is safe in a copy of a process
// with threads is called.
static inline pid_t clinux_spawn(const char *path, char *const arguments[], char *const environment[],
                                 const char *directory, int output, int input, unsigned long data_bytes_max,
                                 unsigned long descriptors_max) {
    pid_t child = clinux_fork_tied();
    if (child != 0) return child;
    struct rlimit data = {data_bytes_max, data_bytes_max};
    setrlimit(RLIMIT_DATA, &data);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(126);
    if (close_range(3, ~0U, 0) != 0) _exit(126);
    struct rlimit descriptors = {descriptors_max, descriptors_max};
    setrlimit(RLIMIT_NOFILE, &descriptors);
    if (chdir(directory) != 0) _exit(126);
    execve(path, arguments, environment);
    _exit(127);
}

// The exit status of a child that has ended; -1 where a signal ended it, with the signal in `*signal_number`.
static inline int clinux_exit_status(int status, int *signal_number) {
    *signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#include <errno.h>
#include <grp.h>
#include <sys/file.h>
#include <linux/memfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>

// What is to become of a child between fork(2) and execve(2).
struct clinux_command {
    char *const *arguments;
    char *const *environment;
    const char *directory;
    int input, output, error_output;
    // Where the child writes the number of the step that failed and its errno, as two ints; closed by execve(2).
    int failure;
    // NULL: the account stays as it is.
    const char *user_name;
    uid_t user;
    gid_t group;
    int changes_group;
    int nice_value;
    // 0: no bound.
    unsigned long data_bytes_max;
};

static inline void clinux_give_up(int failure, int step) {
    int words[2] = {step, errno};
    ssize_t ignored = write(failure, words, sizeof words);
    (void)ignored;
    _exit(127);
}

// Starts a command in a session of its own, which ends when the calling process does. For a process of one thread.
static inline pid_t clinux_start_command(const struct clinux_command *command) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    setsid();
    clinux_reset_signals();
    // Out of the way of the descriptors that are set next.
    int failure = fcntl(command->failure, F_DUPFD_CLOEXEC, 10);
    if (dup2(command->input, 0) < 0 || dup2(command->output, 1) < 0 || dup2(command->error_output, 2) < 0)
        clinux_give_up(failure, 1);
    if (dup3(failure, 3, O_CLOEXEC) < 0 || close_range(4, ~0U, 0) != 0) clinux_give_up(failure, 1);
    if (command->nice_value && setpriority(PRIO_PROCESS, 0, command->nice_value) != 0) clinux_give_up(3, 2);
    if (command->data_bytes_max) {
        struct rlimit data = {command->data_bytes_max, command->data_bytes_max};
        if (setrlimit(RLIMIT_DATA, &data) != 0) clinux_give_up(3, 3);
    }
    if (command->changes_group && setgid(command->group) != 0) clinux_give_up(3, 4);
    if (command->user_name) {
        if (initgroups(command->user_name, command->group) != 0 || setgid(command->group) != 0 ||
            setuid(command->user) != 0)
            clinux_give_up(3, 4);
    }
    // A change of the account clears it, so it comes after.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    if (chdir(command->directory) != 0) clinux_give_up(3, 5);
    __environ = (char **)command->environment;
    execvp(command->arguments[0], command->arguments);
    clinux_give_up(3, 6);
    return -1;
}

// A memory file, closed on exec(3), that holds `count` bytes, sealed against any change; -1 with errno.
static inline int clinux_sealed_memory(const char *name, const void *bytes, size_t count) {
    int descriptor = (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -1;
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(descriptor, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            close(descriptor);
            return -1;
        }
        next += written;
        count -= (size_t)written;
    }
    lseek(descriptor, 0, SEEK_SET);
    // F_ADD_SEALS with F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE, of <linux/fcntl.h>.
    fcntl(descriptor, 1024 + 9, 1 | 2 | 4 | 8);
    return descriptor;
}

// sigabbrev_np(3): `TERM` for SIGTERM, NULL for a signal without a name. Declared here, as <string.h> does it for GNU alone.
extern const char *sigabbrev_np(int number);
static inline const char *clinux_signal_name(int number) { return sigabbrev_np(number); }

// Starts a program in a session of its own, with `input` and `output` as its standard input and output, the caller's
// standard error, nothing else open and an empty environment. As with clinux_spawn, only what is safe in a copy of a
// process with threads is called before execve(2).
static inline pid_t clinux_spawn_apart(const char *path, char *const arguments[], int input, int output) {
    pid_t child = fork();
    if (child != 0) return child;
    setsid();
    clinux_reset_signals();
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || close_range(3, ~0U, 0) != 0) _exit(126);
    char *const environment[] = {0};
    execve(path, arguments, environment);
    _exit(127);
}

// pidfd_open(2) and pidfd_send_signal(2), which Debian 12's C library has no functions for without _GNU_SOURCE.
static inline int clinux_open_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
static inline int clinux_signal_process(int process, int number) {
    return (int)syscall(SYS_pidfd_send_signal, process, number, NULL, 0);
}

// waitid(2) with P_PIDFD: takes the status of a child, once it has ended; nothing for another's.
static inline void clinux_reap_process(int process) {
    siginfo_t information;
    while (waitid((idtype_t)3, (id_t)process, &information, WEXITED) != 0 && errno == EINTR) {}
}

#include <string.h>
#include <sys/socket.h>

// A message of one byte with descriptors (unix(7), SCM_RIGHTS), at most CLINUX_DESCRIPTORS_MAX; 0, or -1 with errno.
enum { CLINUX_DESCRIPTORS_MAX = 4 };
static inline int clinux_send_descriptors(int to, const int *descriptors, int count) {
    char byte = 0;
    struct iovec data = {&byte, 1};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * CLINUX_DESCRIPTORS_MAX)];
    memset(control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control,
                             .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    return sendmsg(to, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

// Takes such a message: how many descriptors came, all closed on exec(3); -1 with errno.
static inline int clinux_receive_descriptors(int from, int descriptors[CLINUX_DESCRIPTORS_MAX]) {
    char byte = 0;
    struct iovec data = {&byte, 1};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * CLINUX_DESCRIPTORS_MAX)];
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    // MSG_CMSG_CLOEXEC, of <sys/socket.h> for GNU alone.
    if (recvmsg(from, &message, 0x40000000) < 0) return -1;
    int count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int own = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int index = 0; index < own && count < CLINUX_DESCRIPTORS_MAX; index++, count++)
            memcpy(&descriptors[count], CMSG_DATA(header) + sizeof(int) * (size_t)index, sizeof(int));
    }
    return count;
}

// The user at the other end of a unix socket, as the kernel noted it when the connection was made (SO_PEERCRED); 0, or -1.
static inline int clinux_peer_user(int socket, uid_t *user) {
    struct { pid_t process; uid_t user; gid_t group; } peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *user = peer.user;
    return 0;
}

// Gives back memory that is free (malloc_trim(3)), and that can be read again: the pages of program and libraries that the
// start has touched (madvise(2); they are clean, and come back from the page cache when they are needed).
#include <malloc.h>
#include <stdio.h>
#include <sys/mman.h>
static inline void clinux_trim_memory(void) {
    malloc_trim(0);
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps) return;
    char line[512];
    while (fgets(line, sizeof line, maps)) {
        unsigned long start, end;
        char permissions[5], path[256];
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %255s", &start, &end, permissions, path) != 4) continue;
        // Code only: what may be written is not the file's any more.
        if (permissions[0] == 'r' && permissions[1] == '-' && permissions[2] == 'x' && path[0] == '/')
            madvise((void *)start, end - start, MADV_DONTNEED);
    }
    fclose(maps);
}

// mallopt(3): at most that many arenas.
static inline void clinux_bound_arenas(int arenas_max) { mallopt(M_ARENA_MAX, arenas_max); }

// Whether something keeps the clock right, as adjtimex(2) knows: 1 yes, 0 no, -1 unknown.
static inline int clinux_clock_is_synchronized(void) {
    struct timex time = {0};
    int state = adjtimex(&time);
    return state < 0 ? -1 : state != TIME_ERROR && !(time.status & STA_UNSYNC);
}
