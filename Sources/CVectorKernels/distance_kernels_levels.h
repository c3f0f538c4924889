// The levels that are compiled only for some processors; each exists where its macro is defined.
#pragma once
#include "include/distance_kernels.h"

#if defined(__x86_64__)
extern const cvk_distance_kernels cvk_distance_avx2;
extern const cvk_distance_kernels cvk_distance_avx512;
extern const cvk_distance_kernels cvk_distance_avx512vnni;
#endif

#if defined(__aarch64__)
extern const cvk_distance_kernels cvk_distance_neon;
#endif
