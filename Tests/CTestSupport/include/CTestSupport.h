/// Pseudo-terminals, which Swift's Glibc module leaves out.
#ifndef NEIRO_CTESTSUPPORT_H
#define NEIRO_CTESTSUPPORT_H

#include <stddef.h>
#include <sys/types.h>

/// Opens a pseudo-terminal and writes the path of the program's end. Returns the other end, or -1.
int pty_open(char *path, size_t length);

/// Starts a program in `folder` whose controlling terminal, stdin, stdout and stderr the terminal at
/// `terminal` is. Returns its process, or -1.
pid_t pty_spawn(
    const char *terminal, const char *folder, const char *program, char *const arguments[],
    char *const environment[]);

#endif
