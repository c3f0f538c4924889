// Dot products and squared Euclidean distances of float vectors, and dot products of vectors of integers, chosen at run
// time by what the CPU can do.
//
// Every kernel reads exactly `length` floats from each pointer, at any alignment. The four-row kernels give, for each
// row, the very bits the one-row kernel of the same level gives: a score does not depend on how rows were grouped.
// Levels differ from each other in the last bits, because they add in different orders. Sums of products of
// integers are exact, the same at every level, as long as the product of the lengths of two vectors is under 2^31: then
// no sum of a part of the products can overflow (Cauchy and Schwarz). Bytes are in -127...127, not -128.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The kernels of one level. `length` counts values of a vector; `out` receives four values, of a tile sixteen.
typedef struct {
  const char *_Nonnull name;
  float (*_Nonnull dot)(const float *_Nonnull a, const float *_Nonnull b, size_t length);
  float (*_Nonnull squared_l2)(const float *_Nonnull a, const float *_Nonnull b, size_t length);
  void (*_Nonnull dot_four)(const float *_Nonnull query, const float *_Nonnull row0, const float *_Nonnull row1,
                            const float *_Nonnull row2, const float *_Nonnull row3, size_t length,
                            float *_Nonnull out);
  void (*_Nonnull squared_l2_four)(const float *_Nonnull query, const float *_Nonnull row0,
                                   const float *_Nonnull row1, const float *_Nonnull row2,
                                   const float *_Nonnull row3, size_t length, float *_Nonnull out);
  int32_t (*_Nonnull dot_int8)(const int8_t *_Nonnull a, const int8_t *_Nonnull b, size_t length);
  void (*_Nonnull dot_int8_four)(const int8_t *_Nonnull query, const int8_t *_Nonnull row0, const int8_t *_Nonnull row1,
                                 const int8_t *_Nonnull row2, const int8_t *_Nonnull row3, size_t length,
                                 int32_t *_Nonnull out);
  int32_t (*_Nonnull dot_int16)(const int16_t *_Nonnull a, const int16_t *_Nonnull b, size_t length);
  void (*_Nonnull dot_int16_four)(const int16_t *_Nonnull query, const int16_t *_Nonnull row0,
                                  const int16_t *_Nonnull row1, const int16_t *_Nonnull row2,
                                  const int16_t *_Nonnull row3, size_t length, int32_t *_Nonnull out);
  // out[4 * q + r] = queries[q] . rows[r], for four of each.
  void (*_Nonnull dot_int8_tile)(const int8_t *_Nonnull const *_Nonnull queries,
                                 const int8_t *_Nonnull const *_Nonnull rows, size_t length, int32_t *_Nonnull out);
} cvk_distance_kernels;

// The fastest level this CPU can run. Read it once per search or per worker, not once per row.
const cvk_distance_kernels *_Nonnull cvk_distance_kernels_best(void);

// The `position`-th level this CPU can run, slowest first ("generic" is always there), or NULL past the end.
const cvk_distance_kernels *_Nullable cvk_distance_kernels_at(size_t position);

// A level by name ("generic", "avx2", "avx512", "avx512vnni", "neon"), or NULL where this CPU cannot run it.
const cvk_distance_kernels *_Nullable cvk_distance_kernels_named(const char *_Nonnull name);

// Asks for every cache line of a row, so that it is near when it is scored. Reading a row from memory costs more than
// its arithmetic, and asking for the first line alone hides only a part of it.
static inline void cvk_prefetch(const void *_Nonnull row, size_t bytes) {
  for (size_t offset = 0; offset < bytes; offset += 64) {
    __builtin_prefetch((const char *)row + offset, 0, 3);
  }
}
