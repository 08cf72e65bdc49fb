/// Linux calls that Swift's Glibc module leaves out.
#ifndef NEIRO_CLINUX_H
#define NEIRO_CLINUX_H

/// Swaps two paths in one step. Returns 0, or -1 with errno set.
int linux_exchange(const char *first, const char *second);

#endif
