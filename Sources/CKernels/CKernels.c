#include "CKernels.h"

#include <limits.h>
#include <stdatomic.h>
#include <string.h>

enum { ROWS = KERNEL_BLOCK_ROWS, BYTES = KERNEL_GROUP_BYTES, QUERIES = KERNEL_MOST_QUERIES };

/// Takes off what the 128 that is added to codes added to the sums, and joins the planes. Up to 2^24
/// the two sums are exact as floats.
static inline float joined(int32_t high, int32_t low, int32_t high_sum, int32_t low_sum) {
  return 128.0f * (float)(high - 128 * high_sum) + (float)(low - 128 * low_sum);
}

/// What the others have to agree with. Plain loops are slower than reading rows of float32, so nobody
/// who has a choice scans by this.
static void products_portable(
    const uint8_t *blocks, size_t block_count, size_t group_count, const int8_t *queries,
    size_t query_count, const int32_t *high_sums, const int32_t *low_sums, float *products,
    size_t stride) {
  for (size_t block = 0; block < block_count; block++) {
    const uint8_t *groups = blocks + block * group_count * BYTES;
    for (size_t query = 0; query < query_count; query++) {
      int32_t high[ROWS] = {0}, low[ROWS] = {0};
      for (size_t group = 0; group < group_count; group++) {
        const uint8_t *codes = groups + group * BYTES;
        const int8_t *values = queries + (group * query_count + query) * 8;
        for (int row = 0; row < ROWS; row++) {
          for (int column = 0; column < 4; column++) {
            high[row] += codes[4 * row + column] * values[column];
            low[row] += codes[4 * row + column] * values[4 + column];
          }
        }
      }
      for (int row = 0; row < ROWS; row++) {
        products[query * stride + block * ROWS + row] =
            joined(high[row], low[row], high_sums[query], low_sums[query]);
      }
    }
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

static inline int32_t four_bytes(const int8_t *values) {
  int32_t word;
  memcpy(&word, values, sizeof word);
  return word;
}

#define AVX2 __attribute__((target("avx2")))
#define AVX_VNNI __attribute__((target("avx2,avxvnni")))
#define AVX512_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

/// 8 rows at a time. The sums of two products fit 16 bits, see CKernels.h.
AVX2 static inline __m256i add_products_avx2(__m256i sum, __m256i codes, __m256i values) {
  __m256i pairs = _mm256_maddubs_epi16(codes, values);
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

AVX_VNNI static inline __m256i add_products_vnni(__m256i sum, __m256i codes, __m256i values) {
  return _mm256_dpbusd_avx_epi32(sum, codes, values);
}

// The two differ in one instruction, and a function that is inlined has to be of the same target.
#define PRODUCTS_256(NAME, TARGET, ADD)                                                           \
  TARGET static inline void NAME##_store(                                                         \
      __m256i high, __m256i low, int32_t high_sum, int32_t low_sum, float *products) {            \
    __m256 h = _mm256_cvtepi32_ps(_mm256_sub_epi32(high, _mm256_set1_epi32(128 * high_sum)));     \
    __m256 l = _mm256_cvtepi32_ps(_mm256_sub_epi32(low, _mm256_set1_epi32(128 * low_sum)));       \
    h = _mm256_mul_ps(h, _mm256_set1_ps(128));                                                    \
    _mm256_storeu_ps(products, _mm256_add_ps(h, l));                                              \
  }                                                                                               \
                                                                                                  \
  TARGET static void NAME(                                                                        \
      const uint8_t *blocks, size_t block_count, size_t group_count, const int8_t *queries,       \
      size_t query_count, const int32_t *high_sums, const int32_t *low_sums, float *products,     \
      size_t stride) {                                                                            \
    for (size_t block = 0; block < block_count; block++) {                                        \
      const uint8_t *groups = blocks + block * group_count * BYTES;                               \
      /* Two queries at a time: 8 sums, and what they are made of, fit the 16 registers. */       \
      for (size_t first = 0; first < query_count; first += 2) {                                   \
        size_t second = first + 1 < query_count ? first + 1 : first;                              \
        __m256i sums[8];                                                                          \
        for (int i = 0; i < 8; i++) sums[i] = _mm256_setzero_si256();                             \
        for (size_t group = 0; group < group_count; group++) {                                    \
          const __m256i *codes = (const __m256i *)(groups + group * BYTES);                       \
          __m256i upper = _mm256_loadu_si256(codes), lower = _mm256_loadu_si256(codes + 1);       \
          const int8_t *values = queries + group * query_count * 8;                               \
          for (int i = 0; i < 2; i++) {                                                           \
            const int8_t *own = values + (i == 0 ? first : second) * 8;                           \
            __m256i high = _mm256_set1_epi32(four_bytes(own));                                    \
            __m256i low = _mm256_set1_epi32(four_bytes(own + 4));                                 \
            sums[4 * i] = ADD(sums[4 * i], upper, high);                                          \
            sums[4 * i + 1] = ADD(sums[4 * i + 1], lower, high);                                  \
            sums[4 * i + 2] = ADD(sums[4 * i + 2], upper, low);                                   \
            sums[4 * i + 3] = ADD(sums[4 * i + 3], lower, low);                                   \
          }                                                                                       \
        }                                                                                         \
        for (int i = 0; i < 2; i++) {                                                             \
          size_t query = i == 0 ? first : second;                                                 \
          float *own = products + query * stride + block * ROWS;                                  \
          for (int half = 0; half < 2; half++) {                                                  \
            NAME##_store(                                                                         \
                sums[4 * i + half], sums[4 * i + 2 + half], high_sums[query], low_sums[query],    \
                own + 8 * half);                                                                  \
          }                                                                                       \
        }                                                                                         \
      }                                                                                           \
    }                                                                                             \
  }

PRODUCTS_256(products_avx2, AVX2, add_products_avx2)
PRODUCTS_256(products_avx_vnni, AVX_VNNI, add_products_vnni)

AVX512_VNNI static inline void store_512(
    __m512i high, __m512i low, int32_t high_sum, int32_t low_sum, float *products) {
  __m512 h = _mm512_cvtepi32_ps(_mm512_sub_epi32(high, _mm512_set1_epi32(128 * high_sum)));
  __m512 l = _mm512_cvtepi32_ps(_mm512_sub_epi32(low, _mm512_set1_epi32(128 * low_sum)));
  // Not one fused instruction: the other variants round twice.
  _mm512_storeu_ps(products, _mm512_add_ps(_mm512_mul_ps(h, _mm512_set1_ps(128)), l));
}

/// `BLOCKS` blocks with `COUNT` queries: with one query several blocks keep the multipliers busy, with
/// many one block is enough.
#define PRODUCTS_512(NAME, BLOCKS, COUNT)                                                         \
  AVX512_VNNI static inline void NAME(                                                            \
      const uint8_t *blocks, size_t group_count, const int8_t *queries, size_t query_count,       \
      const int32_t *high_sums, const int32_t *low_sums, float *products, size_t stride) {        \
    __m512i high[BLOCKS * COUNT], low[BLOCKS * COUNT];                                            \
    for (int i = 0; i < BLOCKS * COUNT; i++) high[i] = low[i] = _mm512_setzero_si512();           \
    for (size_t group = 0; group < group_count; group++) {                                        \
      const int8_t *values = queries + group * query_count * 8;                                   \
      __m512i codes[BLOCKS];                                                                      \
      for (int block = 0; block < BLOCKS; block++) {                                              \
        codes[block] = _mm512_loadu_si512(blocks + (block * group_count + group) * BYTES);        \
      }                                                                                           \
      for (int query = 0; query < COUNT; query++) {                                               \
        __m512i first = _mm512_set1_epi32(four_bytes(values + query * 8));                        \
        __m512i second = _mm512_set1_epi32(four_bytes(values + query * 8 + 4));                   \
        for (int block = 0; block < BLOCKS; block++) {                                            \
          int i = block * COUNT + query;                                                          \
          high[i] = _mm512_dpbusd_epi32(high[i], codes[block], first);                            \
          low[i] = _mm512_dpbusd_epi32(low[i], codes[block], second);                             \
        }                                                                                         \
      }                                                                                           \
    }                                                                                             \
    for (int block = 0; block < BLOCKS; block++) {                                                \
      for (int query = 0; query < COUNT; query++) {                                               \
        store_512(                                                                                \
            high[block * COUNT + query], low[block * COUNT + query], high_sums[query],            \
            low_sums[query], products + query * stride + block * ROWS);                           \
      }                                                                                           \
    }                                                                                             \
  }

PRODUCTS_512(four_blocks_one_query, 4, 1)
PRODUCTS_512(one_block_one_query, 1, 1)
PRODUCTS_512(one_block_eight_queries, 1, 8)

AVX512_VNNI static void products_avx512_vnni(
    const uint8_t *blocks, size_t block_count, size_t group_count, const int8_t *queries,
    size_t query_count, const int32_t *high_sums, const int32_t *low_sums, float *products,
    size_t stride) {
  for (size_t block = 0; block < block_count;) {
    const uint8_t *own = blocks + block * group_count * BYTES;
    float *found = products + block * ROWS;
    if (query_count == QUERIES) {
      one_block_eight_queries(
          own, group_count, queries, query_count, high_sums, low_sums, found, stride);
      block += 1;
      continue;
    }
    size_t together = block + 4 <= block_count ? 4 : 1;
    for (size_t query = 0; query < query_count; query++) {
      (together == 4 ? four_blocks_one_query : one_block_one_query)(
          own, group_count, queries + query * 8, query_count, high_sums + query,
          low_sums + query, found + query * stride, stride);
    }
    block += together;
  }
}

// A processor may have a wider set and lack a narrower one: servers had AVX-512 VNNI years before AVX-VNNI.
static int has_instructions(int set) {
  __builtin_cpu_init();
  switch (set) {
    case KERNEL_AVX512_VNNI:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
    case KERNEL_AVX_VNNI:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
    case KERNEL_AVX2:
      return __builtin_cpu_supports("avx2");
    default:
      return 1;
  }
}
#else
static int has_instructions(int set) { return set == KERNEL_PORTABLE; }
#endif

static atomic_int limit = INT_MAX;

void kernel_limit(int instructions) { atomic_store(&limit, instructions); }

int kernel_instructions(void) {
  int set = atomic_load(&limit);
  if (set > KERNEL_AVX512_VNNI) set = KERNEL_AVX512_VNNI;
  while (set > KERNEL_PORTABLE && !has_instructions(set)) set--;
  return set;
}

void kernel_products(
    const uint8_t *blocks, size_t block_count, size_t group_count, const int8_t *queries,
    size_t query_count, const int32_t *high_sums, const int32_t *low_sums, float *products,
    size_t stride) {
  switch (kernel_instructions()) {
#if defined(__x86_64__)
    case KERNEL_AVX512_VNNI:
      products_avx512_vnni(
          blocks, block_count, group_count, queries, query_count, high_sums, low_sums, products,
          stride);
      break;
    case KERNEL_AVX_VNNI:
      products_avx_vnni(
          blocks, block_count, group_count, queries, query_count, high_sums, low_sums, products,
          stride);
      break;
    case KERNEL_AVX2:
      products_avx2(
          blocks, block_count, group_count, queries, query_count, high_sums, low_sums, products,
          stride);
      break;
#endif
    default:
      products_portable(
          blocks, block_count, group_count, queries, query_count, high_sums, low_sums, products,
          stride);
  }
}

// The compiler makes vectors of these; here it may choose by the processor.
#if defined(__x86_64__)
#define BY_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define BY_PROCESSOR
#endif

BY_PROCESSOR void kernel_accumulate(
    const float *products, const float *scales, const float *errors, size_t count, float factor,
    float spread, float *centres, float *radii) {
  for (size_t i = 0; i < count; i++) {
    centres[i] += factor * (scales[i] * products[i]);
    radii[i] += spread * errors[i];
  }
}

BY_PROCESSOR size_t kernel_reaching(
    const float *centres, const float *radii, size_t count, float threshold, uint32_t *places) {
  size_t found = 0;
  for (size_t first = 0; first < count; first += ROWS) {
    size_t end = first + ROWS < count ? first + ROWS : count;
    int below = 0;
    for (size_t i = first; i < end; i++) below += centres[i] + radii[i] < threshold;
    if (below == (int)(end - first)) continue;  // nearly always
    for (size_t i = first; i < end; i++) {
      if (!(centres[i] + radii[i] < threshold)) places[found++] = (uint32_t)i;
    }
  }
  return found;
}
