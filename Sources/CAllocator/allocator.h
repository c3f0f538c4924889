#pragma once

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

/// Gives memory that is free, but kept by the allocator, back to the system.
static inline void call_malloc_trim(void) { malloc_trim(0); }

/// Maps every block of `bytes` and more by itself from now on. Left alone, glibc raises the limit (up to 32 MB) with each mapped
/// block that is freed.
static inline void map_blocks_from(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
#else
/// Other allocators give back on their own.
static inline void call_malloc_trim(void) {}
static inline void map_blocks_from(int bytes) { (void)bytes; }
#endif
