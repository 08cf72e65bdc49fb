/// Integer dot products of many rows with few queries, by the widest instructions that the processor
/// has. All variants give the same integers, so nothing that is computed from them depends on the
/// machine.
///
/// Rows lie in blocks of 16. A block is a sequence of groups, one for every 4 columns, and a group holds
/// 16 × 4 bytes: columns 4g to 4g + 3 of each row. So one vector of a group multiplies 16 rows with the
/// same 4 numbers of a query, and no sum has to be taken across a vector.
///
/// A byte of a row is its code + 128, with codes from −127 to 127. A query is two planes of signed
/// bytes, q = 128·high + low, all from −64 to 64: products of two neighbours then fit 16 bits, which
/// AVX2 adds them in.
#ifndef NEIRO_CKERNELS_H
#define NEIRO_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { KERNEL_BLOCK_ROWS = 16, KERNEL_GROUP_COLUMNS = 4, KERNEL_GROUP_BYTES = 64 };

/// Sets of instructions, the widest last.
enum { KERNEL_PORTABLE = 0, KERNEL_AVX2 = 1, KERNEL_AVX_VNNI = 2, KERNEL_AVX512_VNNI = 3 };

/// The widest set that this processor has, of those up to the one that kernel_limit named.
int kernel_instructions(void);

/// For tests and measurements: use at most this set from now on.
void kernel_limit(int instructions);

/// Queries in one call of kernel_products.
enum { KERNEL_MOST_QUERIES = 8 };

/// Σ code·q of every row of `block_count` blocks with each query.
///
/// `queries` holds, for each group, the 4 bytes of plane high and the 4 bytes of plane low of each query
/// in turn: `group_count` × `query_count` × 8 bytes. `high_sums` and `low_sums` are the sums of each
/// query's planes. `products` receives 128·Σ code·high + Σ code·low, as a float: 16 × `block_count`
/// numbers for each query, those of query i from `products + i × stride` on.
void kernel_products(
    const uint8_t *blocks, size_t block_count, size_t group_count, const int8_t *queries,
    size_t query_count, const int32_t *high_sums, const int32_t *low_sums, float *products,
    size_t stride);

/// Adds `factor`·`scales`·`products` to `centres` and `spread`·`errors` to `radii`, `count` numbers each.
void kernel_accumulate(
    const float *products, const float *scales, const float *errors, size_t count, float factor,
    float spread, float *centres, float *radii);

/// Writes to `places` where `centres` + `radii` reach `threshold`, in ascending order; a sum that is no
/// number counts too. Returns how many.
size_t kernel_reaching(
    const float *centres, const float *radii, size_t count, float threshold, uint32_t *places);

#endif
