#ifndef NEIRO_CTORCH_H
#define NEIRO_CTORCH_H
int neiro_placeholder(void);
#endif
