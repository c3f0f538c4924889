// Vector kernels chosen at run time by what the CPU can do. See the two headers for the verbs.
#pragma once
#include "distance_kernels.h"
#include "training_kernels.h"
