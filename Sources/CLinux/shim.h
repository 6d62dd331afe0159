#pragma once

// Linux interfaces that the Glibc module does not carry.
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>

// prctl(2) is variadic, which Swift cannot call.
static inline int clinux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name); }

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Starts a program in a session of its own, with `output` as its standard output and error and nothing else open.
// The child ends when the calling thread does, cannot have more than `data_bytes_max` of data, and not more than
// `descriptors_max` files open. Swift has no fork(2); between it and execve(2) only what is safe in a copy of a process
// with threads is called.
static inline pid_t clinux_spawn(const char *path, char *const arguments[], char *const environment[],
                                 const char *directory, int output, int input, unsigned long data_bytes_max,
                                 unsigned long descriptors_max) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
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
