/// Linux calls that Swift's Glibc module leaves out, and signal handlers, which may not be Swift.
#ifndef NEIRO_CLINUX_H
#define NEIRO_CLINUX_H

/// Swaps two paths in one step. Returns 0, or -1 with errno set.
int linux_exchange(const char *first, const char *second);

/// Puts the terminal at `input` into raw mode, all but the keys that send signals, and writes `enter`
/// to `output`. From then on the terminal is brought back, and `leave` written, however the process
/// ends, a SIGKILL aside: by terminal_leave, exit, a signal or a crash.
///
/// One byte for each event is written to `events`, a non-blocking pipe: a signal's own number for
/// SIGINT, SIGTERM, SIGHUP, SIGWINCH and, when the process goes on after a stop, SIGCONT. A second
/// request to end ends the process at once.
///
/// `enter` and `leave` must stay where they are for good. Returns 0, or -1 with errno set.
int terminal_enter(int input, int output, int events, const char *enter, const char *leave);

/// Brings the terminal back and gives the signals back to whom they belonged. Can be called twice.
void terminal_leave(void);

#endif
