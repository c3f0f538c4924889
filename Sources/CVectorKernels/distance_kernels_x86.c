// The AVX2, AVX-512 and AVX-512 VNNI levels.
//
// Each row has two accumulators: with one, every multiply-add would wait for the one before. The one-row and the
// four-row kernels walk and reduce in the same order, which makes their results equal bit by bit.
#include "include/distance_kernels.h"

#include "distance_kernels_levels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma"), always_inline)) static inline
#define AVX512 __attribute__((target("avx512f,avx512dq,avx2,fma"), always_inline)) static inline

#define VNNI_TARGET "avx512f,avx512dq,avx512bw,avx512vnni,avx2,fma"
#define VNNI __attribute__((target(VNNI_TARGET), always_inline)) static inline

// MARK: Terms

AVX2 __m256 product_avx2(__m256 a, __m256 b, __m256 sum) { return _mm256_fmadd_ps(a, b, sum); }

AVX2 __m256 square_avx2(__m256 a, __m256 b, __m256 sum) {
  __m256 difference = _mm256_sub_ps(a, b);
  return _mm256_fmadd_ps(difference, difference, sum);
}

AVX512 __m512 product_avx512(__m512 a, __m512 b, __m512 sum) { return _mm512_fmadd_ps(a, b, sum); }

AVX512 __m512 square_avx512(__m512 a, __m512 b, __m512 sum) {
  __m512 difference = _mm512_sub_ps(a, b);
  return _mm512_fmadd_ps(difference, difference, sum);
}

// MARK: Sums and tails

// The sums of four vectors, by pairs, in the lanes of one.
AVX2 __m128 sums_avx2(__m256 a, __m256 b, __m256 c, __m256 d) {
  __m256 pairs = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));
  return _mm_add_ps(_mm256_castps256_ps128(pairs), _mm256_extractf128_ps(pairs, 1));
}

AVX512 __m256 halves_avx512(__m512 a) {
  return _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
}

// A mask of the first `count` of eight lanes; masked lanes are neither read nor able to fault.
AVX2 __m256i first_lanes_avx2(size_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// MARK: Kernels

#define AVX2_KERNELS(NAME, TERM)                                                                                    \
  __attribute__((target("avx2,fma"))) static float NAME##_avx2(const float *a, const float *b, size_t length) {      \
    __m256 even = _mm256_setzero_ps(), odd = _mm256_setzero_ps();                                                    \
    size_t i = 0;                                                                                                    \
    for (; i + 16 <= length; i += 16) {                                                                              \
      even = TERM(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), even);                                             \
      odd = TERM(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), odd);                                       \
    }                                                                                                                \
    if (i + 8 <= length) {                                                                                           \
      even = TERM(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), even);                                             \
      i += 8;                                                                                                        \
    }                                                                                                                \
    if (i < length) {                                                                                                \
      __m256i lanes = first_lanes_avx2(length - i);                                                                  \
      odd = TERM(_mm256_maskload_ps(a + i, lanes), _mm256_maskload_ps(b + i, lanes), odd);                           \
    }                                                                                                                \
    __m256 sum = _mm256_add_ps(even, odd);                                                                           \
    return _mm_cvtss_f32(sums_avx2(sum, sum, sum, sum));                                                             \
  }                                                                                                                  \
                                                                                                                     \
  __attribute__((target("avx2,fma"))) static void NAME##_four_avx2(                                                  \
      const float *query, const float *row0, const float *row1, const float *row2, const float *row3, size_t length, \
      float *out) {                                                                                                  \
    const float *rows[4] = {row0, row1, row2, row3};                                                                 \
    __m256 even[4], odd[4];                                                                                          \
    for (int r = 0; r < 4; r++) even[r] = odd[r] = _mm256_setzero_ps();                                              \
    size_t i = 0;                                                                                                    \
    for (; i + 16 <= length; i += 16) {                                                                              \
      __m256 low = _mm256_loadu_ps(query + i), high = _mm256_loadu_ps(query + i + 8);                                \
      for (int r = 0; r < 4; r++) {                                                                                  \
        even[r] = TERM(low, _mm256_loadu_ps(rows[r] + i), even[r]);                                                  \
        odd[r] = TERM(high, _mm256_loadu_ps(rows[r] + i + 8), odd[r]);                                               \
      }                                                                                                              \
    }                                                                                                                \
    if (i + 8 <= length) {                                                                                           \
      __m256 low = _mm256_loadu_ps(query + i);                                                                       \
      for (int r = 0; r < 4; r++) even[r] = TERM(low, _mm256_loadu_ps(rows[r] + i), even[r]);                        \
      i += 8;                                                                                                        \
    }                                                                                                                \
    if (i < length) {                                                                                                \
      __m256i lanes = first_lanes_avx2(length - i);                                                                  \
      __m256 last = _mm256_maskload_ps(query + i, lanes);                                                            \
      for (int r = 0; r < 4; r++) odd[r] = TERM(last, _mm256_maskload_ps(rows[r] + i, lanes), odd[r]);               \
    }                                                                                                                \
    for (int r = 0; r < 4; r++) even[r] = _mm256_add_ps(even[r], odd[r]);                                            \
    _mm_storeu_ps(out, sums_avx2(even[0], even[1], even[2], even[3]));                                               \
  }

#define AVX512_KERNELS(NAME, TERM)                                                                                   \
  __attribute__((target("avx512f,avx512dq,avx2,fma"))) static float NAME##_avx512(const float *a, const float *b,    \
                                                                                  size_t length) {                   \
    __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();                                                    \
    size_t i = 0;                                                                                                    \
    for (; i + 32 <= length; i += 32) {                                                                              \
      even = TERM(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), even);                                             \
      odd = TERM(_mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), odd);                                     \
    }                                                                                                                \
    if (i + 16 <= length) {                                                                                          \
      even = TERM(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), even);                                             \
      i += 16;                                                                                                       \
    }                                                                                                                \
    if (i < length) {                                                                                                \
      __mmask16 lanes = (__mmask16)((1u << (length - i)) - 1);                                                       \
      odd = TERM(_mm512_maskz_loadu_ps(lanes, a + i), _mm512_maskz_loadu_ps(lanes, b + i), odd);                     \
    }                                                                                                                \
    __m256 sum = halves_avx512(_mm512_add_ps(even, odd));                                                            \
    return _mm_cvtss_f32(sums_avx2(sum, sum, sum, sum));                                                             \
  }                                                                                                                  \
                                                                                                                     \
  __attribute__((target("avx512f,avx512dq,avx2,fma"))) static void NAME##_four_avx512(                               \
      const float *query, const float *row0, const float *row1, const float *row2, const float *row3, size_t length, \
      float *out) {                                                                                                  \
    const float *rows[4] = {row0, row1, row2, row3};                                                                 \
    __m512 even[4], odd[4];                                                                                          \
    for (int r = 0; r < 4; r++) even[r] = odd[r] = _mm512_setzero_ps();                                              \
    size_t i = 0;                                                                                                    \
    for (; i + 32 <= length; i += 32) {                                                                              \
      __m512 low = _mm512_loadu_ps(query + i), high = _mm512_loadu_ps(query + i + 16);                               \
      for (int r = 0; r < 4; r++) {                                                                                  \
        even[r] = TERM(low, _mm512_loadu_ps(rows[r] + i), even[r]);                                                  \
        odd[r] = TERM(high, _mm512_loadu_ps(rows[r] + i + 16), odd[r]);                                              \
      }                                                                                                              \
    }                                                                                                                \
    if (i + 16 <= length) {                                                                                          \
      __m512 low = _mm512_loadu_ps(query + i);                                                                       \
      for (int r = 0; r < 4; r++) even[r] = TERM(low, _mm512_loadu_ps(rows[r] + i), even[r]);                        \
      i += 16;                                                                                                       \
    }                                                                                                                \
    if (i < length) {                                                                                                \
      __mmask16 lanes = (__mmask16)((1u << (length - i)) - 1);                                                       \
      __m512 last = _mm512_maskz_loadu_ps(lanes, query + i);                                                         \
      for (int r = 0; r < 4; r++) odd[r] = TERM(last, _mm512_maskz_loadu_ps(lanes, rows[r] + i), odd[r]);            \
    }                                                                                                                \
    __m256 sums[4];                                                                                                  \
    for (int r = 0; r < 4; r++) sums[r] = halves_avx512(_mm512_add_ps(even[r], odd[r]));                             \
    _mm_storeu_ps(out, sums_avx2(sums[0], sums[1], sums[2], sums[3]));                                               \
  }

AVX2_KERNELS(dot, product_avx2)
AVX2_KERNELS(squared_l2, square_avx2)
AVX512_KERNELS(dot, product_avx512)
AVX512_KERNELS(squared_l2, square_avx512)

// MARK: Integers

// Adds the products of 32 pairs of signed bytes, four to each lane. The instruction wants one side unsigned: the signs of
// the query go over to the row. Two products of bytes fit in sixteen bits: 2 x 127 x 127 < 2^15.
AVX2 __m256i add_products_int8(__m256i query, __m256i row, __m256i sums) {
  __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(query), _mm256_sign_epi8(row, query));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

// Adds the products of 16 pairs of 16-bit integers, two to each lane.
AVX2 __m256i add_products_int16(__m256i query, __m256i row, __m256i sums) {
  return _mm256_add_epi32(sums, _mm256_madd_epi16(query, row));
}

AVX2 __m128i integer_sums_avx2(__m256i a, __m256i b, __m256i c, __m256i d) {
  __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
  return _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
}

#define AVX2_INTEGER_KERNELS(NAME, TYPE, TERM)                                                                       \
  __attribute__((target("avx2,fma"))) static int32_t NAME##_avx2(const TYPE *a, const TYPE *b, size_t length) {      \
    const size_t lanes = 32 / sizeof(TYPE);                                                                          \
    __m256i sums = _mm256_setzero_si256();                                                                           \
    size_t i = 0;                                                                                                    \
    for (; i + lanes <= length; i += lanes) {                                                                        \
      sums = TERM(_mm256_loadu_si256((const __m256i *)(a + i)), _mm256_loadu_si256((const __m256i *)(b + i)), sums); \
    }                                                                                                                \
    int32_t sum = _mm_cvtsi128_si32(integer_sums_avx2(sums, sums, sums, sums));                                      \
    for (; i < length; i++) sum += a[i] * b[i];                                                                      \
    return sum;                                                                                                      \
  }                                                                                                                  \
                                                                                                                     \
  __attribute__((target("avx2,fma"))) static void NAME##_four_avx2(const TYPE *query, const TYPE *row0,              \
                                                                   const TYPE *row1, const TYPE *row2,               \
                                                                   const TYPE *row3, size_t length, int32_t *out) {  \
    const size_t lanes = 32 / sizeof(TYPE);                                                                          \
    const TYPE *rows[4] = {row0, row1, row2, row3};                                                                  \
    __m256i sums[4];                                                                                                 \
    for (int r = 0; r < 4; r++) sums[r] = _mm256_setzero_si256();                                                    \
    size_t i = 0;                                                                                                    \
    for (; i + lanes <= length; i += lanes) {                                                                        \
      __m256i values = _mm256_loadu_si256((const __m256i *)(query + i));                                             \
      for (int r = 0; r < 4; r++) {                                                                                  \
        sums[r] = TERM(values, _mm256_loadu_si256((const __m256i *)(rows[r] + i)), sums[r]);                         \
      }                                                                                                              \
    }                                                                                                                \
    _mm_storeu_si128((__m128i *)out, integer_sums_avx2(sums[0], sums[1], sums[2], sums[3]));                         \
    for (; i < length; i++) {                                                                                        \
      for (int r = 0; r < 4; r++) out[r] += query[i] * rows[r][i];                                                   \
    }                                                                                                                \
  }

AVX2_INTEGER_KERNELS(dot_int8, int8_t, add_products_int8)
AVX2_INTEGER_KERNELS(dot_int16, int16_t, add_products_int16)

static void dot_int8_tile_avx2(const int8_t *const *queries, const int8_t *const *rows, size_t length, int32_t *out) {
  for (int q = 0; q < 4; q++) dot_int8_four_avx2(queries[q], rows[0], rows[1], rows[2], rows[3], length, out + 4 * q);
}

const cvk_distance_kernels cvk_distance_avx2 = {
    "avx2",        dot_avx2,           squared_l2_avx2, dot_four_avx2,      squared_l2_four_avx2,
    dot_int8_avx2, dot_int8_four_avx2, dot_int16_avx2,  dot_int16_four_avx2,  dot_int8_tile_avx2,
};

// Adds the products of 64 pairs of signed bytes, four to each lane. The instruction wants one side unsigned: 128 is added
// to the row (by turning its highest bits), and 128 times the sum of the query is to be taken off at the end.
VNNI __m512i add_shifted_products_int8(__m512i query, __m512i row, __m512i sums) {
  return _mm512_dpbusd_epi32(sums, _mm512_xor_si512(row, _mm512_set1_epi8(-128)), query);
}

VNNI __m512i add_products_int16_vnni(__m512i query, __m512i row, __m512i sums) {
  return _mm512_dpwssd_epi32(sums, query, row);
}

// 128 times the sum of the query, as the products above are summed.
VNNI __m512i add_shift_int8(__m512i query, __m512i sums) {
  return _mm512_dpbusd_epi32(sums, _mm512_set1_epi8(-128), query);
}

VNNI __m512i add_no_shift(__m512i query, __m512i sums) {
  (void)query;
  return sums;
}

VNNI __m256i integer_halves_avx512(__m512i a) {
  return _mm256_add_epi32(_mm512_castsi512_si256(a), _mm512_extracti32x8_epi32(a, 1));
}

// The first `count` values of a vector, the rest zeros, which are neither read nor able to fault.
VNNI __m512i first_int8(const int8_t *values, size_t count) {
  return _mm512_maskz_loadu_epi8(count < 64 ? ((__mmask64)1 << count) - 1 : ~(__mmask64)0, values);
}

VNNI __m512i first_int16(const int16_t *values, size_t count) {
  return _mm512_maskz_loadu_epi16(count < 32 ? ((__mmask32)1 << count) - 1 : ~(__mmask32)0, values);
}

#define VNNI_INTEGER_KERNELS(NAME, TYPE, FIRST, TERM, SHIFT)                                                         \
  __attribute__((target(VNNI_TARGET))) static void NAME##_four_avx512vnni(                                           \
      const TYPE *query, const TYPE *row0, const TYPE *row1, const TYPE *row2, const TYPE *row3, size_t length,      \
      int32_t *out) {                                                                                                \
    const size_t lanes = 64 / sizeof(TYPE);                                                                          \
    const TYPE *rows[4] = {row0, row1, row2, row3};                                                                  \
    __m512i sums[4], shift = _mm512_setzero_si512();                                                                 \
    for (int r = 0; r < 4; r++) sums[r] = shift;                                                                     \
    for (size_t i = 0; i < length; i += lanes) {                                                                     \
      __m512i values = FIRST(query + i, length - i);                                                                 \
      shift = SHIFT(values, shift);                                                                                  \
      for (int r = 0; r < 4; r++) sums[r] = TERM(values, FIRST(rows[r] + i, length - i), sums[r]);                   \
    }                                                                                                                \
    __m256i halves[4];                                                                                               \
    for (int r = 0; r < 4; r++) halves[r] = integer_halves_avx512(_mm512_sub_epi32(sums[r], shift));                 \
    _mm_storeu_si128((__m128i *)out, integer_sums_avx2(halves[0], halves[1], halves[2], halves[3]));                 \
  }                                                                                                                  \
                                                                                                                     \
  __attribute__((target(VNNI_TARGET))) static int32_t NAME##_avx512vnni(const TYPE *a, const TYPE *b,                \
                                                                       size_t length) {                              \
    const size_t lanes = 64 / sizeof(TYPE);                                                                          \
    __m512i sums = _mm512_setzero_si512(), shift = sums;                                                             \
    for (size_t i = 0; i < length; i += lanes) {                                                                     \
      __m512i values = FIRST(a + i, length - i);                                                                     \
      shift = SHIFT(values, shift);                                                                                  \
      sums = TERM(values, FIRST(b + i, length - i), sums);                                                           \
    }                                                                                                                \
    return _mm512_reduce_add_epi32(_mm512_sub_epi32(sums, shift));                                                   \
  }

VNNI_INTEGER_KERNELS(dot_int8, int8_t, first_int8, add_shifted_products_int8, add_shift_int8)
VNNI_INTEGER_KERNELS(dot_int16, int16_t, first_int16, add_products_int16_vnni, add_no_shift)

// Adds the products of the same 64 bytes of four queries and four rows, each of which is loaded once.
VNNI void add_tile_int8(const int8_t *const *queries, const int8_t *const *rows, size_t i, size_t count,
                        __m512i (*sums)[4], __m512i *shifts) {
  __m512i values[4];
  for (int r = 0; r < 4; r++) values[r] = _mm512_xor_si512(first_int8(rows[r] + i, count), _mm512_set1_epi8(-128));
  for (int q = 0; q < 4; q++) {
    __m512i query = first_int8(queries[q] + i, count);
    shifts[q] = add_shift_int8(query, shifts[q]);
    for (int r = 0; r < 4; r++) sums[q][r] = _mm512_dpbusd_epi32(sums[q][r], values[r], query);
  }
}

__attribute__((target(VNNI_TARGET))) static void dot_int8_tile_avx512vnni(const int8_t *const *queries,
                                                                          const int8_t *const *rows, size_t length,
                                                                          int32_t *out) {
  __m512i sums[4][4], shifts[4];
  for (int q = 0; q < 4; q++) {
    shifts[q] = _mm512_setzero_si512();
    for (int r = 0; r < 4; r++) sums[q][r] = shifts[q];
  }
  size_t i = 0;
  for (; i + 64 <= length; i += 64) add_tile_int8(queries, rows, i, 64, sums, shifts);
  if (i < length) add_tile_int8(queries, rows, i, length - i, sums, shifts);
  for (int q = 0; q < 4; q++) {
    __m256i halves[4];
    for (int r = 0; r < 4; r++) halves[r] = integer_halves_avx512(_mm512_sub_epi32(sums[q][r], shifts[q]));
    _mm_storeu_si128((__m128i *)(out + 4 * q), integer_sums_avx2(halves[0], halves[1], halves[2], halves[3]));
  }
}

// Without VNNI the kernels of AVX2 serve for integers.
const cvk_distance_kernels cvk_distance_avx512 = {
    "avx512",      dot_avx512,         squared_l2_avx512, dot_four_avx512,    squared_l2_four_avx512,
    dot_int8_avx2, dot_int8_four_avx2, dot_int16_avx2,    dot_int16_four_avx2,
    dot_int8_tile_avx2,
};

const cvk_distance_kernels cvk_distance_avx512vnni = {
    "avx512vnni",           dot_avx512,
    squared_l2_avx512,      dot_four_avx512,
    squared_l2_four_avx512, dot_int8_avx512vnni,
    dot_int8_four_avx512vnni, dot_int16_avx512vnni,
    dot_int16_four_avx512vnni, dot_int8_tile_avx512vnni,
};
#endif
