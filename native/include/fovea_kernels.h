/*
 * The CUDA kernels of Fovea behind one flat C contract.
 *
 * Tensors are dense, row-major, in device memory; images are [N,H,W,C], filters [KH,KW,C/groups,F]. Lengths are in elements
 * unless a name says bytes. Sizes are checked by the caller: a launcher computes the launch, starts it on `stream`, and
 * returns the status of the launch. Results are the same bits at every run: no sum depends on the order of threads.
 * Where two pointers may be equal, it says so; otherwise operands must not overlap.
 */
#ifndef FOVEA_KERNELS_H
#define FOVEA_KERNELS_H

#include <cuda_runtime_api.h>
#include <stddef.h>
#include <stdint.h>

/* Grows whenever a function or a struct below changes. */
#define FOVEA_KERNELS_VERSION 2

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Library and devices ---------------------------------------------------------------------------------------------- */

/* FOVEA_KERNELS_VERSION of the library as it was compiled. */
int fovea_library_version(void);

/* 1 if the library runs the kernels on the CPU, for tests; else 0. */
int fovea_is_emulated(void);

/* Newest CUDA version that the driver supports, and the version compiled in; 1000 · major + 10 · minor; 0: no driver. */
cudaError_t fovea_driver_version(int* version);
cudaError_t fovea_runtime_version(int* version);

cudaError_t fovea_device_count(int* count);

typedef struct fovea_device {
  char name[256];
  int major; /* compute capability */
  int minor;
  int multiprocessors;
  int memory_clock_kilohertz;
  int memory_bus_bits;
  int64_t memory_bytes;
  int64_t cache_bytes; /* second level */
} fovea_device;

cudaError_t fovea_device_properties(int device, fovea_device* properties);

/* The device of the calling thread's further calls. */
cudaError_t fovea_set_device(int device);

/* The last error of this thread, which it clears. An error of a kernel that ran is not cleared. */
cudaError_t fovea_last_error(void);
const char* fovea_error_name(cudaError_t error);
const char* fovea_error_text(cudaError_t error);

/* ---- Memory ----------------------------------------------------------------------------------------------------------- */

/*
 * Device memory, aligned to 256 bytes. A plain cudaMalloc, which may wait for the device: the caller keeps a cache and
 * counts live bytes, and a captured graph must find its memory at the same address at every launch.
 */
cudaError_t fovea_allocate(void** memory, size_t bytes);
cudaError_t fovea_free(void* memory);
cudaError_t fovea_memory_info(size_t* free_bytes, size_t* total_bytes);

/* Host memory that copies can read and write while the device computes. */
cudaError_t fovea_allocate_pinned(void** memory, size_t bytes);
cudaError_t fovea_free_pinned(void* memory);

/* Copies in stream order; from or to pinned memory the call returns at once. */
cudaError_t fovea_copy_to_device(void* to, const void* from, size_t bytes, cudaStream_t stream);
cudaError_t fovea_copy_to_host(void* to, const void* from, size_t bytes, cudaStream_t stream);
cudaError_t fovea_copy_on_device(void* to, const void* from, size_t bytes, cudaStream_t stream);

/* Sets every byte. */
cudaError_t fovea_set_bytes(void* memory, int value, size_t bytes, cudaStream_t stream);

/* ---- Streams, events, graphs ------------------------------------------------------------------------------------------ */

cudaError_t fovea_stream_create(cudaStream_t* stream);
cudaError_t fovea_stream_destroy(cudaStream_t stream);
/* Waits for all work of the stream, and reports what failed in it. */
cudaError_t fovea_stream_synchronize(cudaStream_t stream);
/* Later work of the stream starts after the event. */
cudaError_t fovea_stream_wait(cudaStream_t stream, cudaEvent_t event);

/* Events that take the time are slower to record. */
cudaError_t fovea_event_create(cudaEvent_t* event, int timed);
cudaError_t fovea_event_destroy(cudaEvent_t event);
cudaError_t fovea_event_record(cudaEvent_t event, cudaStream_t stream);
cudaError_t fovea_event_synchronize(cudaEvent_t event);
/* cudaSuccess if it has happened, cudaErrorNotReady if not. */
cudaError_t fovea_event_query(cudaEvent_t event);
cudaError_t fovea_event_milliseconds(float* milliseconds, cudaEvent_t start, cudaEvent_t end);

/*
 * Between begin and end, work given to the stream is recorded instead of run. Capture is relaxed: memory may be allocated
 * meanwhile. The recorded graph keeps addresses and arguments as they were.
 */
cudaError_t fovea_capture_begin(cudaStream_t stream);
cudaError_t fovea_capture_end(cudaStream_t stream, cudaGraphExec_t* graph);
cudaError_t fovea_graph_launch(cudaGraphExec_t graph, cudaStream_t stream);
cudaError_t fovea_graph_destroy(cudaGraphExec_t graph);

/* ---- How products are computed ---------------------------------------------------------------------------------------- */

typedef enum fovea_precision {
  FOVEA_FLOAT32 = 0, /* fused multiply-adds in float32 */
  FOVEA_TF32 = 1,    /* operands rounded to 10 bits of mantissa, summed in float32, on tensor cores */
  FOVEA_BF16 = 2,    /* operands rounded to bfloat16, summed in float32, on tensor cores */
  /*
   * As FOVEA_FLOAT32, but 3×3 convolutions and their gradients may use Winograd's algorithm, which multiplies less: errors are some
   * roundoffs of the largest sum in a tile of 4×4 results, or of the taps of a filter, and a NaN or an infinity reaches all of them.
   */
  FOVEA_FLOAT32_WINOGRAD = 3
} fovea_precision;

typedef enum fovea_activation {
  FOVEA_IDENTITY = 0,
  FOVEA_RELU = 1,
  FOVEA_LEAKY_RELU = 2, /* x < 0 ? slope · x : x */
  FOVEA_SIGMOID = 3,
  FOVEA_TANH = 4
} fovea_activation;

/* What a product does to each result before it stores it: y = activation(result + bias[column] + addend[row, column]). */
typedef struct fovea_epilogue {
  const float* bias;   /* one value per output column, or null */
  const float* addend; /* of y's layout, or null; may be y itself */
  fovea_activation activation;
  float slope;
} fovea_epilogue;

/* ---- Matrix product (gemm.cu) ----------------------------------------------------------------------------------------- */

/* Geometry of y[i] = activation(alpha · op(a[i]) · op(b[i]) + beta · y[i] + bias + addend), i < batch. */
typedef struct fovea_gemm {
  int batch;
  int m; /* rows of op(a) and y */
  int n; /* columns of op(b) and y */
  int k; /* may be 0 */
  int transpose_a; /* a is stored [k,m] */
  int transpose_b; /* b is stored [n,k] */
  int stride_a; /* elements between rows as stored */
  int stride_b;
  int stride_y;
  int64_t batch_stride_a; /* elements between matrices; 0: the same for the whole batch */
  int64_t batch_stride_b;
  int64_t batch_stride_y;
  float alpha;
  float beta; /* 0: y is never read */
  fovea_precision precision;
} fovea_gemm;

/* Bytes of workspace that fovea_gemm_float32 needs; may be 0. */
size_t fovea_gemm_workspace(const fovea_gemm* op);

/* epilogue may be null. workspace: fovea_gemm_workspace(op) bytes, aligned to 16, of any content. */
cudaError_t fovea_gemm_float32(const fovea_gemm* op, const float* a, const float* b, const fovea_epilogue* epilogue, float* y,
                               void* workspace, cudaStream_t stream);

/* ---- Convolution (conv2d*.cu, depthwise.cu, winograd.cu) --------------------------------------------------------------- */

/*
 * Geometry of y[n,oh,ow,f] = Σ x[n, oh·stride - top + kh·dilation, ow·stride - left + kw·dilation, g·C/groups + c] ·
 * w[kh,kw,c,f] over kh, kw, c, with g the group of f. x: [N,H,W,C], w: [KH,KW,C/groups,F], y: [N,OH,OW,F]. Neither x nor y has
 * 2^31 pixels or more.
 */
typedef struct fovea_conv2d {
  int n;
  int height;
  int width;
  int channels;
  int filters;
  int groups;
  int kernel_height;
  int kernel_width;
  int stride_height;
  int stride_width;
  int top; /* cells of padding */
  int left;
  int dilation_height;
  int dilation_width;
  int output_height;
  int output_width;
  int edge_padding; /* 1: cells outside hold the nearest cell of the image; 0: zero */
  fovea_precision precision;
} fovea_conv2d;

/* Bytes of workspace of each pass; may be 0. Given aligned to 16, of any content. */
size_t fovea_conv2d_workspace(const fovea_conv2d* op);
size_t fovea_conv2d_input_gradient_workspace(const fovea_conv2d* op);
size_t fovea_conv2d_weight_gradient_workspace(const fovea_conv2d* op);

/* The epilogue's bias holds F values; its addend lies like y. epilogue may be null. */
cudaError_t fovea_conv2d_float32(const fovea_conv2d* op, const float* x, const float* w, const fovea_epilogue* epilogue, float* y,
                                 void* workspace, cudaStream_t stream);

/*
 * dx = ∂(Σ y·dy)/∂x, overwritten. The epilogue (may be null; its bias holds C values, its addend lies like dx) makes it a
 * transposed convolution.
 */
cudaError_t fovea_conv2d_input_gradient_float32(const fovea_conv2d* op, const float* dy, const float* w,
                                                const fovea_epilogue* epilogue, float* dx, void* workspace, cudaStream_t stream);

/* dw = ∂(Σ y·dy)/∂w, overwritten. */
cudaError_t fovea_conv2d_weight_gradient_float32(const fovea_conv2d* op, const float* x, const float* dy, float* dw,
                                                 void* workspace, cudaStream_t stream);

/* ---- Fills (fill.cu) -------------------------------------------------------------------------------------------------- */

/* y[i] = value, i < length */
cudaError_t fovea_fill_float32(float* y, int64_t length, float value, cudaStream_t stream);

/* ---- Random numbers (random.cu) --------------------------------------------------------------------------------------- */

/*
 * Word i of the stream of a seed is lane i mod 4 of Philox4x32-10's block offset + i div 4; u = (word >> 8) · 2^-24. Every step
 * of the fills is one IEEE 754 operation, rounded to nearest and never fused: the same bits on every backend.
 */

/* y[i] = low + (high - low) · u[i], i < length */
cudaError_t fovea_fill_uniform_float32(float* y, int64_t length, float low, float high, int64_t seed, int64_t offset,
                                       cudaStream_t stream);

/* y[i] = mean + deviation · z[i], i < length; z is the normal quantile of u[i] + 2^-25, in double */
cudaError_t fovea_fill_normal_float32(float* y, int64_t length, float mean, float deviation, int64_t seed, int64_t offset,
                                      cudaStream_t stream);

/* y[i] = u[i] < probability ? 0 : x[i] / (1 - probability), i < length; y may be x. */
cudaError_t fovea_dropout_float32(const float* x, float* y, int64_t length, float probability, int64_t seed, int64_t offset,
                                  cudaStream_t stream);

/* ---- Element-wise (unary.cu) ------------------------------------------------------------------------------------------ */

typedef enum fovea_unary_kind {
  FOVEA_UNARY_RELU = 0,       /* max(x, 0) */
  FOVEA_UNARY_LEAKY_RELU = 1, /* x > 0 ? x : alpha · x */
  FOVEA_UNARY_SIGMOID = 2,
  FOVEA_UNARY_TANH = 3,
  FOVEA_UNARY_EXP = 4,
  FOVEA_UNARY_LOG = 5,
  FOVEA_UNARY_SQRT = 6,
  FOVEA_UNARY_SQUARE = 7,
  FOVEA_UNARY_ABS = 8,
  FOVEA_UNARY_RECIPROCAL = 9,
  FOVEA_UNARY_AFFINE = 10 /* alpha · x + beta */
} fovea_unary_kind;

/* y[i] = f(x[i]), i < length; y may be x. */
cudaError_t fovea_unary_float32(fovea_unary_kind kind, const float* x, float* y, int64_t length, float alpha, float beta,
                                cudaStream_t stream);

/* dx[i] = f'(x[i]) · dy[i], i < length, with y = f(x); dx may be any of the others. */
cudaError_t fovea_unary_gradient_float32(fovea_unary_kind kind, const float* x, const float* y, const float* dy, float* dx,
                                         int64_t length, float alpha, float beta, cudaStream_t stream);

/* ---- Element-wise, two tensors (binary.cu) ---------------------------------------------------------------------------- */

/* The largest rank of a tensor. */
#define FOVEA_MAX_RANK 8

typedef enum fovea_binary_kind {
  FOVEA_BINARY_ADD = 0,
  FOVEA_BINARY_SUBTRACT = 1,
  FOVEA_BINARY_MULTIPLY = 2,
  FOVEA_BINARY_DIVIDE = 3,
  FOVEA_BINARY_MAXIMUM = 4, /* NaN if either is */
  FOVEA_BINARY_MINIMUM = 5
} fovea_binary_kind;

/* Geometry of y[i...] = f(a[Σ i · a_strides], b[Σ i · b_strides]); y is dense, a stride of 0 broadcasts. */
typedef struct fovea_binary {
  fovea_binary_kind kind;
  int rank;
  int sizes[FOVEA_MAX_RANK];
  int64_t a_strides[FOVEA_MAX_RANK];
  int64_t b_strides[FOVEA_MAX_RANK];
} fovea_binary;

/* y may be an operand that is not broadcast. */
cudaError_t fovea_binary_float32(const fovea_binary* op, const float* a, const float* b, float* y, cudaStream_t stream);

/* ---- Updates (axpby.cu, optimizer.cu) --------------------------------------------------------------------------------- */

/* y[i] = alpha · x[i] + beta · y[i], i < length; y is not read if beta is 0, and may be x. */
cudaError_t fovea_axpby_float32(const float* x, float* y, int64_t length, float alpha, float beta, cudaStream_t stream);

/* g' = g + weight_decay · w; v = momentum · v + g'; w -= learning_rate · (nesterov ? g' + momentum · v : v) */
typedef struct fovea_sgd_step {
  float learning_rate;
  float momentum; /* 0: v = g', and is not kept */
  float weight_decay;
  int nesterov;
} fovea_sgd_step;

/* A parameter, where its step works; the host's memory is free again after the call. */
typedef struct fovea_sgd_parameter {
  fovea_sgd_step step;
  float* w;
  const float* gradient;
  float* velocity; /* not touched without momentum */
  int64_t length;
} fovea_sgd_parameter;

/* The steps of all parameters, which may lie anywhere: a launch for each 629 of them. count may be 0. */
cudaError_t fovea_sgd_steps_float32(int count, const fovea_sgd_parameter* parameters, cudaStream_t stream);

/*
 * g' = g + (decoupled ? 0 : weight_decay · w); m = beta1 · m + (1 - beta1) · g'; v = beta2 · v + (1 - beta2) · g'²;
 * w -= step_size · m / (sqrt(v) / root_correction + epsilon) + (decoupled ? learning_rate · weight_decay · w : 0)
 */
typedef struct fovea_adam_step {
  float learning_rate;
  float beta1;
  float beta2;
  float epsilon;
  float weight_decay;
  int decoupled;         /* AdamW */
  float step_size;       /* learning_rate / (1 - beta1^step) */
  float root_correction; /* sqrt(1 - beta2^step) */
} fovea_adam_step;

typedef struct fovea_adam_parameter {
  fovea_adam_step step;
  float* w;
  const float* gradient;
  float* first;
  float* second;
  int64_t length;
} fovea_adam_parameter;

/* The same: a launch for each 430 parameters. */
cudaError_t fovea_adam_steps_float32(int count, const fovea_adam_parameter* parameters, cudaStream_t stream);

/* ---- Moves (move.cu) -------------------------------------------------------------------------------------------------- */

/* Geometry of to[to_offset + Σ i · to_strides] = from[from_offset + Σ i · from_strides] for all i... < sizes. */
typedef struct fovea_move {
  int rank;
  int sizes[FOVEA_MAX_RANK];
  int64_t from_offset;
  int64_t to_offset;
  int64_t from_strides[FOVEA_MAX_RANK];
  int64_t to_strides[FOVEA_MAX_RANK];
} fovea_move;

cudaError_t fovea_move_float32(const fovea_move* op, const float* from, float* to, cudaStream_t stream);

/* ---- Reductions (reduce.cu, arg_max.cu, softmax.cu, cross_entropy.cu) ------------------------------------------------- */

/* From here on, operands are aligned to 16 bytes. Sums are taken in an order that depends on the sizes alone. */

typedef enum fovea_reduce_kind {
  FOVEA_REDUCE_SUM = 0,
  FOVEA_REDUCE_MEAN = 1,
  FOVEA_REDUCE_SUM_OF_SQUARES = 2,
  FOVEA_REDUCE_MAX = 3, /* NaN if any is */
  FOVEA_REDUCE_MIN = 4
} fovea_reduce_kind;

/* Geometry of y[o,i] = f(x[o,·,i]), x: [outer, size, inner]. */
typedef struct fovea_reduce {
  fovea_reduce_kind kind;
  int64_t outer;
  int64_t size;
  int64_t inner;
} fovea_reduce;

/* Bytes of workspace that fovea_reduce_float32 needs; may be 0. */
size_t fovea_reduce_workspace(const fovea_reduce* op);

cudaError_t fovea_reduce_float32(const fovea_reduce* op, const float* x, float* y, void* workspace, cudaStream_t stream);

/* Bytes of workspace that fovea_arg_max_float32 needs; may be 0. */
size_t fovea_arg_max_workspace(int outer, int size, int inner);

/* y[o,i] = the s of the largest x[o,s,i]: the first of equals, the first NaN before any number. */
cudaError_t fovea_arg_max_float32(int outer, int size, int inner, const float* x, int32_t* y, void* workspace, cudaStream_t stream);

/* y[r,c] = exp(x[r,c]) / Σ exp(x[r,·]), or its logarithm; y may be x. */
cudaError_t fovea_softmax_float32(int rows, int classes, int logarithm, const float* x, float* y, cudaStream_t stream);

/* dx = y · (dy - Σ dy·y), or for the logarithm dx = dy - exp(y) · Σ dy; dx may be y or dy. */
cudaError_t fovea_softmax_gradient_float32(int rows, int classes, int logarithm, const float* y, const float* dy, float* dx,
                                           cudaStream_t stream);

/* losses[r] = -logSoftmax(logits)[r, targets[r]]; NaN if there is no such class. */
cudaError_t fovea_cross_entropy_float32(int rows, int classes, const float* logits, const int32_t* targets, float* losses,
                                        cudaStream_t stream);

/* dlogits[r,c] = dlosses[r] · (softmax(logits)[r,c] - (c == targets[r])), NaN if there is no such class; may be the logits. */
cudaError_t fovea_cross_entropy_gradient_float32(int rows, int classes, const float* logits, const int32_t* targets,
                                                 const float* dlosses, float* dlogits, cudaStream_t stream);

/* losses[r] = -Σ targets[r,c] · logSoftmax(logits)[r,c] */
cudaError_t fovea_soft_cross_entropy_float32(int rows, int classes, const float* logits, const float* targets, float* losses,
                                             cudaStream_t stream);

/* dlogits[r,c] = dlosses[r] · (softmax(logits)[r,c] · Σ targets[r,·] - targets[r,c]); may be the logits. */
cudaError_t fovea_soft_cross_entropy_gradient_float32(int rows, int classes, const float* logits, const float* targets,
                                                      const float* dlosses, float* dlogits, cudaStream_t stream);

/* ---- Normalisation (batch_norm.cu, layer_norm.cu) --------------------------------------------------------------------- */

/* Geometry of y = gamma · (x - mean) / sqrt(variance + epsilon) + beta, x: [rows, channels], statistics: [channels]. */
typedef struct fovea_batch_norm {
  int rows;
  int channels;
  float epsilon;
  float momentum; /* share of the batch in the running statistics */
} fovea_batch_norm;

/* Bytes of workspace that training and the gradient need; may be 0. */
size_t fovea_batch_norm_workspace(const fovea_batch_norm* op);

/*
 * With the batch's mean and biased variance. running += momentum · (batch - running), the variance unbiased; mean and
 * inverse_deviation = 1 / sqrt(variance + epsilon) are kept for the gradient.
 */
cudaError_t fovea_batch_norm_training_float32(const fovea_batch_norm* op, const float* x, const float* gamma, const float* beta,
                                              float* running_mean, float* running_variance, float* y, float* mean,
                                              float* inverse_deviation, void* workspace, cudaStream_t stream);

/* With given statistics; y may be x. */
cudaError_t fovea_batch_norm_inference_float32(const fovea_batch_norm* op, const float* x, const float* gamma, const float* beta,
                                               const float* mean, const float* variance, float* y, cudaStream_t stream);

/*
 * With xhat = (x - mean) · inverse_deviation: dbeta = Σ dy; dgamma = Σ dy · xhat;
 * dx = gamma · inverse_deviation · (dy - (dbeta + xhat · dgamma) / rows); all are overwritten.
 */
cudaError_t fovea_batch_norm_gradient_float32(const fovea_batch_norm* op, const float* x, const float* dy, const float* gamma,
                                              const float* mean, const float* inverse_deviation, float* dx, float* dgamma,
                                              float* dbeta, void* workspace, cudaStream_t stream);

/* y = gamma · (x - mean) / sqrt(variance + epsilon) + beta, x: [rows, features], gamma, beta: [features], statistics: [rows] */
cudaError_t fovea_layer_norm_float32(int rows, int features, float epsilon, const float* x, const float* gamma, const float* beta,
                                     float* y, float* mean, float* inverse_deviation, cudaStream_t stream);

/* Bytes of workspace that the gradient needs; may be 0. */
size_t fovea_layer_norm_gradient_workspace(int rows, int features);

/*
 * With g = dy · gamma: dx = inverse_deviation · (g - mean(g) - xhat · mean(g · xhat)); dgamma = Σ dy · xhat and dbeta = Σ dy over
 * the rows; all are overwritten.
 */
cudaError_t fovea_layer_norm_gradient_float32(int rows, int features, const float* x, const float* dy, const float* gamma,
                                              const float* mean, const float* inverse_deviation, float* dx, float* dgamma,
                                              float* dbeta, void* workspace, cudaStream_t stream);

/* ---- Pooling (pool2d.cu) ---------------------------------------------------------------------------------------------- */

/* Windows along one axis. */
typedef struct fovea_pool_axis {
  int size;     /* cells of the input */
  int output;   /* windows */
  int adaptive; /* 1: window i is [floor(i · size / output), ceil((i + 1) · size / output)), and what follows is not read */
  int kernel;
  int stride;
  int before; /* cells of padding */
  int after;
} fovea_pool_axis;

/* Geometry of x: [N,H,W,C] to y: [N,OH,OW,C]. */
typedef struct fovea_pool2d {
  int n;
  int channels;
  fovea_pool_axis rows;
  fovea_pool_axis columns;
  int count_padding; /* 1: averages count cells of padding as zeros */
} fovea_pool2d;

/*
 * y = the largest cell of each window inside the image, the first NaN before any number; indices, of y's shape, may be null: its
 * position row · W + column, the first of equals.
 */
cudaError_t fovea_max_pool2d_float32(const fovea_pool2d* op, const float* x, float* y, int32_t* indices, cudaStream_t stream);

/* y = the mean of each window. */
cudaError_t fovea_average_pool2d_float32(const fovea_pool2d* op, const float* x, float* y, cudaStream_t stream);

/* dx = ∂(Σ y·dy)/∂x, overwritten. */
cudaError_t fovea_max_pool2d_gradient_float32(const fovea_pool2d* op, const float* dy, const int32_t* indices, float* dx,
                                              cudaStream_t stream);
cudaError_t fovea_average_pool2d_gradient_float32(const fovea_pool2d* op, const float* dy, float* dx, cudaStream_t stream);

/* ---- Resizing (resize2d.cu) ------------------------------------------------------------------------------------------- */

/*
 * Geometry of x: [N,H,W,C] to y: [N,OH,OW,C]. Bilinear: output cell o lies at (o + 0.5) · in/out - 0.5 between its two neighbours
 * on each axis, clamped to the image; nearest: floor(o · in/out). With align_corners at o · (in-1)/(out-1), 0 if out is 1; nearest
 * rounds half up.
 */
typedef struct fovea_resize2d {
  int bilinear;
  int n;
  int height;
  int width;
  int output_height;
  int output_width;
  int channels;
  int align_corners;
} fovea_resize2d;

cudaError_t fovea_resize2d_float32(const fovea_resize2d* op, const float* x, float* y, cudaStream_t stream);

/* dx = ∂(Σ y·dy)/∂x, overwritten. */
cudaError_t fovea_resize2d_gradient_float32(const fovea_resize2d* op, const float* dy, float* dx, cudaStream_t stream);

/* ---- Gathering (gather.cu) -------------------------------------------------------------------------------------------- */

/* Geometry of y[o,j,i] = x[o, indices[j], i], x: [outer, size, inner], y: [outer, count, inner]. */
typedef struct fovea_gather {
  int outer;
  int size;
  int inner;
  int count;
} fovea_gather;

/* An index outside gives NaN. */
cudaError_t fovea_gather_float32(const fovea_gather* op, const float* x, const int32_t* indices, float* y, cudaStream_t stream);

/* Bytes of workspace that the gradient needs. */
size_t fovea_gather_gradient_workspace(const fovea_gather* op);

/* dx[o, indices[j], i] += dy[o,j,i] on zeros, in the order of j; an index outside adds nothing. */
cudaError_t fovea_gather_gradient_float32(const fovea_gather* op, const float* dy, const int32_t* indices, float* dx, void* workspace,
                                          cudaStream_t stream);

/* ---- Non-maximum suppression (non_maximum_suppression.cu) -------------------------------------------------------------- */

/* Bytes of workspace: about count² / 8. */
size_t fovea_non_maximum_suppression_workspace(int count);

/*
 * Greedy: from the highest score to the lowest, the lower index first of equals, a box is kept unless a kept one suppresses it.
 * kept[i] = the index of the i-th box kept; -1 behind the last. boxes: [count,4] as x1, y1, x2, y2, in any one unit; scores, kept:
 * [count]; count may be 0. With extent(a, b) = b - a > 0 ? b - a : 0, area = extent(x1, x2) · extent(y1, y2), and shared, the
 * same of what lies in both, a box suppresses another if shared > threshold · ((area + area') - shared): every step is rounded to
 * float32 and none is fused, so that all backends keep the same. A box without an area neither suppresses nor is suppressed; a
 * box whose score or coordinates have a NaN is not kept and suppresses nothing.
 */
cudaError_t fovea_non_maximum_suppression_float32(int count, float threshold, const float* boxes, const float* scores,
                                                  int32_t* kept, void* workspace, cudaStream_t stream);

#ifdef __cplusplus
}
#endif

#endif
