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
#define FOVEA_KERNELS_VERSION 1

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
   * As FOVEA_FLOAT32, but 3×3 convolutions and their input gradients may use Winograd's algorithm, which multiplies less: errors
   * are some roundoffs of the largest sum in a tile of 4×4 results, and a NaN or an infinity reaches all of them.
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

#ifdef __cplusplus
}
#endif

#endif
