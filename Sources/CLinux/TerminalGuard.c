#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// Everything a handler calls is on POSIX's list of async-signal-safe functions (signal-safety(7)).

static const int requests[] = {SIGINT, SIGTERM, SIGHUP};
static const int crashes[] = {SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGTRAP, SIGFPE};
enum { REQUESTS = 3, CRASHES = 6, OTHERS = 3 };
static const int others[] = {SIGTSTP, SIGCONT, SIGWINCH};

static struct {
  int input, output, events;
  const char *enter, *leave;
  struct termios before, raw;
  struct sigaction old_requests[REQUESTS], old_crashes[CRASHES], old_others[OTHERS];
} guard;

static volatile sig_atomic_t is_guarding, is_raw, was_requested;

/// Waits where the terminal is full; gives up where it is gone.
static void write_all(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t written = write(guard.output, text, left);
    if (written >= 0) {
      text += written;
      left -= (size_t)written;
    } else if (errno == EAGAIN) {
      struct pollfd ready = {guard.output, POLLOUT, 0};
      if (poll(&ready, 1, 1000) <= 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

static void make_raw(void) {
  // From the background, the terminal would stop the process that changes it.
  if (is_raw || tcgetpgrp(guard.input) != getpgrp()) return;
  is_raw = 1;
  tcsetattr(guard.input, TCSANOW, &guard.raw);
  write_all(guard.enter);
}

static void bring_back(void) {
  if (!is_raw) return;
  is_raw = 0;
  write_all(guard.leave);
  tcsetattr(guard.input, TCSANOW, &guard.before);
}

static void tell(int number) {
  char byte = (char)number;
  // A full pipe has a reader with enough to do.
  ssize_t written = write(guard.events, &byte, 1);
  (void)written;
}

static void unblock(int number) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, number);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

static void on_request(int number) {
  int error = errno;
  if (was_requested) {
    bring_back();
    signal(number, SIG_DFL);
    raise(number);
  }
  was_requested = 1;
  tell(number);
  errno = error;
}

static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  bring_back();
  // Whoever handled crashes before, Swift's backtraces for instance, still gets this one.
  for (int i = 0; i < CRASHES; i++) {
    if (crashes[i] == number) sigaction(number, &guard.old_crashes[i], NULL);
  }
  // A fault happens again on return; a trap is already passed, and what was sent came once.
  if (info->si_code <= 0 || number == SIGTRAP) {
    raise(number);
    signal(number, SIG_DFL);
    raise(number);
  }
}

static void handle(int number, void (*handler)(int), struct sigaction *old);

static void on_other(int number) {
  int error = errno;
  if (number == SIGTSTP) {
    bring_back();
    signal(SIGTSTP, SIG_DFL);
    unblock(SIGTSTP);
    raise(SIGTSTP);
    // Here it goes on, at once where no shell would ever continue it.
    handle(SIGTSTP, on_other, NULL);
    make_raw();
    tell(SIGCONT);
  } else {
    if (number == SIGCONT) make_raw();
    tell(number);
  }
  errno = error;
}

static void handle(int number, void (*handler)(int), struct sigaction *old) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, old);
}

int terminal_enter(int input, int output, int events, const char *enter, const char *leave) {
  static int is_registered;
  if (is_guarding) return 0;
  if (tcgetattr(input, &guard.before) != 0) return -1;
  guard.raw = guard.before;
  guard.raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON | PARMRK);
  guard.raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
  guard.raw.c_cc[VMIN] = 1;
  guard.raw.c_cc[VTIME] = 0;
  guard.input = input;
  guard.output = output;
  guard.events = events;
  guard.enter = enter;
  guard.leave = leave;
  was_requested = 0;
  is_guarding = 1;

  for (int i = 0; i < REQUESTS; i++) handle(requests[i], on_request, &guard.old_requests[i]);
  for (int i = 0; i < OTHERS; i++) handle(others[i], on_other, &guard.old_others[i]);
  for (int i = 0; i < CRASHES; i++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(crashes[i], &action, &guard.old_crashes[i]);
  }
  // A process that Foundation starts begins with nearly all signals blocked.
  for (int i = 0; i < REQUESTS; i++) unblock(requests[i]);
  for (int i = 0; i < OTHERS; i++) unblock(others[i]);
  if (!is_registered) is_registered = atexit(terminal_leave) == 0;
  make_raw();
  return 0;
}

void terminal_leave(void) {
  if (!is_guarding) return;
  bring_back();
  for (int i = 0; i < REQUESTS; i++) sigaction(requests[i], &guard.old_requests[i], NULL);
  for (int i = 0; i < OTHERS; i++) sigaction(others[i], &guard.old_others[i], NULL);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &guard.old_crashes[i], NULL);
  is_guarding = 0;
}
