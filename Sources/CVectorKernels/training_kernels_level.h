// All kernels of one instruction set. training_kernels.c includes this once for each and defines LANES, the floats of
// a vector, LEVEL(name), which gives each copy its own names, and LEVEL_NAME.
//
// Sums over components are in the order of the lanes, so the levels differ from each other in the last bits.

typedef float LEVEL(vector) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t LEVEL(integers) __attribute__((ext_vector_type(LANES), aligned(4)));

#include "training_kernels_functions.h"
#include "training_kernels_products.h"
#include "training_kernels_band.h"
#include "training_kernels_rows.h"

static const struct w2v_training_kernels LEVEL(kernels) = {
    .name = LEVEL_NAME,
    .scaled_sigmoid = LEVEL(scaled_sigmoid),
    .softplus_sum = LEVEL(softplus_sum),
    .add_exponential = LEVEL(add_exponential),
    .sum_of_squares = LEVEL(sum_of_squares),
    .multiply = LEVEL(multiply),
    .band_scores = LEVEL(band_scores),
    .band_gradients = LEVEL(band_gradients),
    .gather_rows = LEVEL(gather_rows),
    .step_adagrad = LEVEL(step_adagrad),
    .step_sgd = LEVEL(step_sgd),
};
