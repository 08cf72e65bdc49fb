#define _GNU_SOURCE
#include "CTestSupport.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int pty_open(char *path, size_t length) {
  int keyboard = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (keyboard < 0) return -1;
  if (grantpt(keyboard) == 0 && unlockpt(keyboard) == 0 &&
      ptsname_r(keyboard, path, length) == 0) {
    return keyboard;
  }
  close(keyboard);
  return -1;
}

// Between fork and exec, only what is async-signal-safe: the parent has other threads.
pid_t pty_spawn(
    const char *terminal, const char *folder, const char *program, char *const arguments[],
    char *const environment[]) {
  pid_t process = fork();
  if (process != 0) return process;
  setsid();
  // Who leads a session gets the first terminal that it opens.
  int descriptor = open(terminal, O_RDWR);
  if (descriptor < 0 || chdir(folder) != 0) _exit(126);
  for (int i = 0; i < 3; i++) dup2(descriptor, i);
  if (descriptor > 2) close(descriptor);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(program, arguments, environment);
  _exit(127);
}
