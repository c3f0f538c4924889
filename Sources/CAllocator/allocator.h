#pragma once

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

/// Gives memory that is free, but kept by the allocator, back to the system.
static inline void call_malloc_trim(void) { malloc_trim(0); }
#else
/// Other allocators give back on their own.
static inline void call_malloc_trim(void) {}
#endif
