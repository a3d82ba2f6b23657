package dev.fovea.backend;

import static dev.fovea.backend.ShapeException.require;

import dev.fovea.backend.op.AdamStep;
import dev.fovea.backend.op.ArgMax;
import dev.fovea.backend.op.Axpby;
import dev.fovea.backend.op.BatchNorm;
import dev.fovea.backend.op.Binary;
import dev.fovea.backend.op.Concat;
import dev.fovea.backend.op.Conv2d;
import dev.fovea.backend.op.ConvTranspose2d;
import dev.fovea.backend.op.CrossEntropy;
import dev.fovea.backend.op.Dropout;
import dev.fovea.backend.op.Fill;
import dev.fovea.backend.op.Gather;
import dev.fovea.backend.op.Gemm;
import dev.fovea.backend.op.LayerNorm;
import dev.fovea.backend.op.Operation;
import dev.fovea.backend.op.Permute;
import dev.fovea.backend.op.Pool2d;
import dev.fovea.backend.op.Reduce;
import dev.fovea.backend.op.Resize2d;
import dev.fovea.backend.op.SgdStep;
import dev.fovea.backend.op.Slice;
import dev.fovea.backend.op.Softmax;
import dev.fovea.backend.op.Unary;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The one place where operands are checked: owner, liveness, type and length, then delegates. */
final class CheckedBackend implements Backend {
  private final Backend backend;

  CheckedBackend(Backend backend) {
    this.backend = backend;
  }

  /** Checks the operands of one call. The first float operand's type must suit all others. */
  private final class Check {
    private final Operation op;
    private DataType floats;

    Check(Operation op) {
      this.op = op;
    }

    Check floats(String name, Buffer buffer, long length) {
      owned(op.operation(), name, buffer);
      if (floats == null) {
        floats = buffer.type();
        require(
            floats.isFloat() && backend.supports(op, floats),
            "%s: type not supported by %s: %s=%s",
            op.operation(),
            name(),
            name,
            floats);
      }
      return typed(name, buffer, floats, length);
    }

    Check optional(String name, Buffer buffer, long length) {
      return buffer == null ? this : floats(name, buffer, length);
    }

    Check ints(String name, Buffer buffer, long length) {
      owned(op.operation(), name, buffer);
      return typed(name, buffer, DataType.INT32, length);
    }

    Check epilogue(Epilogue epilogue, long columns, long length, Buffer output) {
      require(epilogue.addend() != output, "%s: the addend must not be the output", op.operation());
      return optional("bias", epilogue.bias(), columns)
          .optional("addend", epilogue.addend(), length);
    }

    /** Outputs may not be inputs. */
    Check apart(Buffer output, Buffer... inputs) {
      for (var input : inputs) {
        require(output != input, "%s: an output must not be an input", op.operation());
      }
      return this;
    }

    private Check typed(String name, Buffer buffer, DataType type, long length) {
      require(
          buffer.type() == type,
          "%s: wrong type: %s=%s, expected=%s",
          op.operation(),
          name,
          buffer.type(),
          type);
      require(
          buffer.length() >= length,
          "%s: buffer too short: %s=%d elements, needed=%d",
          op.operation(),
          name,
          buffer.length(),
          length);
      return this;
    }
  }

  private void owned(String operation, String name, Buffer buffer) {
    require(buffer != null, "%s: operand missing: %s", operation, name);
    require(
        buffer.backend() == backend,
        "%s: buffer of another backend: %s is on %s, this is %s",
        operation,
        name,
        buffer.backend().name(),
        name());
    require(!buffer.isClosed(), "%s: buffer is closed: %s", operation, name);
  }

  private void range(String operation, String name, Buffer buffer, long offset, long length) {
    owned(operation, name, buffer);
    require(
        offset >= 0 && length >= 0 && length <= buffer.length() - offset,
        "%s: range outside the buffer: %s=%d elements, offset=%d, length=%d",
        operation,
        name,
        buffer.length(),
        offset,
        length);
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public int threads() {
    return backend.threads();
  }

  @Override
  public boolean supports(Operation operation, DataType type) {
    return backend.supports(operation, type);
  }

  @Override
  public Buffer allocate(DataType type, long length) {
    require(
        length >= 0 && length <= Long.MAX_VALUE / 16,
        "allocate: length out of range: length=%d",
        length);
    return backend.allocate(type, length);
  }

  @Override
  public void copyIn(MemorySegment source, Buffer target, long offset) {
    owned("copyIn", "target", target);
    require(
        source.byteSize() % target.type().bytes() == 0,
        "copyIn: not whole elements: source=%d bytes, type=%s",
        source.byteSize(),
        target.type());
    range("copyIn", "target", target, offset, source.byteSize() / target.type().bytes());
    backend.copyIn(source, target, offset);
  }

  @Override
  public void copyOut(Buffer source, long offset, MemorySegment target) {
    owned("copyOut", "source", source);
    require(
        target.byteSize() % source.type().bytes() == 0,
        "copyOut: not whole elements: target=%d bytes, type=%s",
        target.byteSize(),
        source.type());
    range("copyOut", "source", source, offset, target.byteSize() / source.type().bytes());
    backend.copyOut(source, offset, target);
  }

  @Override
  public void synchronize() {
    backend.synchronize();
  }

  @Override
  public MemoryStats memory() {
    return backend.memory();
  }

  @Override
  public void trim() {
    backend.trim();
  }

  @Override
  public void close() {
    backend.close();
  }

  @Override
  public void gemm(Gemm op, Buffer a, Buffer b, Epilogue epilogue, Buffer y) {
    new Check(op)
        .floats("a", a, op.aLength())
        .floats("b", b, op.bLength())
        .floats("y", y, op.yLength())
        .epilogue(epilogue, op.n(), op.yLength(), y)
        .apart(y, a, b);
    backend.gemm(op, a, b, epilogue, y);
  }

  @Override
  public void conv2d(Conv2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("w", w, op.weights().elements())
        .floats("y", y, op.output().elements())
        .epilogue(epilogue, op.filters(), op.output().elements(), y)
        .apart(y, x, w);
    backend.conv2d(op, x, w, epilogue, y);
  }

  @Override
  public void conv2dInputGradient(Conv2d op, Buffer dy, Buffer w, Buffer dx) {
    new Check(op)
        .floats("dy", dy, op.output().elements())
        .floats("w", w, op.weights().elements())
        .floats("dx", dx, op.input().elements())
        .apart(dx, dy, w);
    backend.conv2dInputGradient(op, dy, w, dx);
  }

  @Override
  public void conv2dWeightGradient(Conv2d op, Buffer x, Buffer dy, Buffer dw) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("dy", dy, op.output().elements())
        .floats("dw", dw, op.weights().elements())
        .apart(dw, x, dy);
    backend.conv2dWeightGradient(op, x, dy, dw);
  }

  @Override
  public void convTranspose2d(ConvTranspose2d op, Buffer x, Buffer w, Epilogue epilogue, Buffer y) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("w", w, op.weights().elements())
        .floats("y", y, op.output().elements())
        .epilogue(epilogue, op.convolution().channels(), op.output().elements(), y)
        .apart(y, x, w);
    backend.convTranspose2d(op, x, w, epilogue, y);
  }

  @Override
  public void convTranspose2dInputGradient(ConvTranspose2d op, Buffer dy, Buffer w, Buffer dx) {
    new Check(op)
        .floats("dy", dy, op.output().elements())
        .floats("w", w, op.weights().elements())
        .floats("dx", dx, op.input().elements())
        .apart(dx, dy, w);
    backend.convTranspose2dInputGradient(op, dy, w, dx);
  }

  @Override
  public void convTranspose2dWeightGradient(ConvTranspose2d op, Buffer x, Buffer dy, Buffer dw) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("dy", dy, op.output().elements())
        .floats("dw", dw, op.weights().elements())
        .apart(dw, x, dy);
    backend.convTranspose2dWeightGradient(op, x, dy, dw);
  }

  @Override
  public void pool2d(Pool2d op, Buffer x, Buffer y, Buffer indices) {
    var check =
        new Check(op)
            .floats("x", x, op.input().elements())
            .floats("y", y, op.output().elements())
            .apart(y, x);
    if (indices != null) {
      requireMax(op);
      check.ints("indices", indices, op.output().elements());
    }
    backend.pool2d(op, x, y, indices);
  }

  @Override
  public void pool2dGradient(Pool2d op, Buffer dy, Buffer indices, Buffer dx) {
    var check =
        new Check(op)
            .floats("dy", dy, op.output().elements())
            .floats("dx", dx, op.input().elements())
            .apart(dx, dy);
    if (op.kind() == Pool2d.Kind.MAX) {
      check.ints("indices", indices, op.output().elements());
    }
    backend.pool2dGradient(op, dy, indices, dx);
  }

  private static void requireMax(Pool2d op) {
    require(op.kind() == Pool2d.Kind.MAX, "%s: only a maximum has indices", op.operation());
  }

  @Override
  public void batchNormTraining(
      BatchNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer runningMean,
      Buffer runningVariance,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("gamma", gamma, op.channels())
        .floats("beta", beta, op.channels())
        .floats("runningMean", runningMean, op.channels())
        .floats("runningVariance", runningVariance, op.channels())
        .floats("y", y, op.length())
        .floats("mean", mean, op.channels())
        .floats("inverseDeviation", inverseDeviation, op.channels());
    backend.batchNormTraining(
        op, x, gamma, beta, runningMean, runningVariance, y, mean, inverseDeviation);
  }

  @Override
  public void batchNormInference(
      BatchNorm op, Buffer x, Buffer gamma, Buffer beta, Buffer mean, Buffer variance, Buffer y) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("gamma", gamma, op.channels())
        .floats("beta", beta, op.channels())
        .floats("mean", mean, op.channels())
        .floats("variance", variance, op.channels())
        .floats("y", y, op.length());
    backend.batchNormInference(op, x, gamma, beta, mean, variance, y);
  }

  @Override
  public void batchNormGradient(
      BatchNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("dy", dy, op.length())
        .floats("gamma", gamma, op.channels())
        .floats("mean", mean, op.channels())
        .floats("inverseDeviation", inverseDeviation, op.channels())
        .floats("dx", dx, op.length())
        .floats("dgamma", dgamma, op.channels())
        .floats("dbeta", dbeta, op.channels());
    backend.batchNormGradient(op, x, dy, gamma, mean, inverseDeviation, dx, dgamma, dbeta);
  }

  @Override
  public void layerNorm(
      LayerNorm op,
      Buffer x,
      Buffer gamma,
      Buffer beta,
      Buffer y,
      Buffer mean,
      Buffer inverseDeviation) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("gamma", gamma, op.features())
        .floats("beta", beta, op.features())
        .floats("y", y, op.length())
        .floats("mean", mean, op.rows())
        .floats("inverseDeviation", inverseDeviation, op.rows());
    backend.layerNorm(op, x, gamma, beta, y, mean, inverseDeviation);
  }

  @Override
  public void layerNormGradient(
      LayerNorm op,
      Buffer x,
      Buffer dy,
      Buffer gamma,
      Buffer mean,
      Buffer inverseDeviation,
      Buffer dx,
      Buffer dgamma,
      Buffer dbeta) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("dy", dy, op.length())
        .floats("gamma", gamma, op.features())
        .floats("mean", mean, op.rows())
        .floats("inverseDeviation", inverseDeviation, op.rows())
        .floats("dx", dx, op.length())
        .floats("dgamma", dgamma, op.features())
        .floats("dbeta", dbeta, op.features());
    backend.layerNormGradient(op, x, dy, gamma, mean, inverseDeviation, dx, dgamma, dbeta);
  }

  @Override
  public void unary(Unary op, Buffer x, Buffer y) {
    new Check(op).floats("x", x, op.length()).floats("y", y, op.length());
    backend.unary(op, x, y);
  }

  @Override
  public void unaryGradient(Unary op, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    new Check(op)
        .floats("x", x, op.length())
        .floats("y", y, op.length())
        .floats("dy", dy, op.length())
        .floats("dx", dx, op.length());
    backend.unaryGradient(op, x, y, dy, dx);
  }

  @Override
  public void binary(Binary op, Buffer a, Buffer b, Buffer y) {
    new Check(op)
        .floats("a", a, op.a().elements())
        .floats("b", b, op.b().elements())
        .floats("y", y, op.output().elements());
    require(
        (y != a || op.a().elements() == op.output().elements())
            && (y != b || op.b().elements() == op.output().elements()),
        "%s: a broadcast operand must not be the output: a=%s, b=%s",
        op.operation(),
        op.a(),
        op.b());
    backend.binary(op, a, b, y);
  }

  @Override
  public void axpby(Axpby op, Buffer x, Buffer y) {
    new Check(op).floats("x", x, op.length()).floats("y", y, op.length());
    backend.axpby(op, x, y);
  }

  @Override
  public void dropout(Dropout op, RandomState random, Buffer x, Buffer y) {
    new Check(op).floats("x", x, op.length()).floats("y", y, op.length());
    require(random != null, "dropout: operand missing: random");
    backend.dropout(op, random, x, y);
  }

  @Override
  public void sgdStep(SgdStep op, Buffer weights, Buffer gradient, Buffer velocity) {
    var check =
        new Check(op)
            .floats("weights", weights, op.length())
            .floats("gradient", gradient, op.length());
    if (op.momentum() > 0) {
      check.floats("velocity", velocity, op.length());
    }
    backend.sgdStep(op, weights, gradient, velocity);
  }

  @Override
  public void adamStep(
      AdamStep op, Buffer weights, Buffer gradient, Buffer firstMoment, Buffer secondMoment) {
    new Check(op)
        .floats("weights", weights, op.length())
        .floats("gradient", gradient, op.length())
        .floats("firstMoment", firstMoment, op.length())
        .floats("secondMoment", secondMoment, op.length());
    backend.adamStep(op, weights, gradient, firstMoment, secondMoment);
  }

  @Override
  public void reduce(Reduce op, Buffer x, Buffer y) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("y", y, op.output().elements())
        .apart(y, x);
    backend.reduce(op, x, y);
  }

  @Override
  public void argMax(ArgMax op, Buffer x, Buffer y) {
    new Check(op).floats("x", x, op.inputLength()).ints("y", y, op.outputLength());
    backend.argMax(op, x, y);
  }

  @Override
  public void softmax(Softmax op, Buffer x, Buffer y) {
    new Check(op).floats("x", x, op.length()).floats("y", y, op.length());
    backend.softmax(op, x, y);
  }

  @Override
  public void softmaxGradient(Softmax op, Buffer y, Buffer dy, Buffer dx) {
    new Check(op)
        .floats("y", y, op.length())
        .floats("dy", dy, op.length())
        .floats("dx", dx, op.length());
    backend.softmaxGradient(op, y, dy, dx);
  }

  @Override
  public void crossEntropy(CrossEntropy op, Buffer logits, Buffer targets, Buffer losses) {
    targets(new Check(op).floats("logits", logits, op.length()), op, targets)
        .floats("losses", losses, op.rows())
        .apart(losses, logits);
    backend.crossEntropy(op, logits, targets, losses);
  }

  @Override
  public void crossEntropyGradient(
      CrossEntropy op, Buffer logits, Buffer targets, Buffer dlosses, Buffer dlogits) {
    targets(new Check(op).floats("logits", logits, op.length()), op, targets)
        .floats("dlosses", dlosses, op.rows())
        .floats("dlogits", dlogits, op.length())
        .apart(dlogits, targets, dlosses);
    backend.crossEntropyGradient(op, logits, targets, dlosses, dlogits);
  }

  private static Check targets(Check check, CrossEntropy op, Buffer targets) {
    return op.target() == CrossEntropy.Target.CLASS_INDEX
        ? check.ints("targets", targets, op.targetLength())
        : check.floats("targets", targets, op.targetLength());
  }

  @Override
  public void permute(Permute op, Buffer x, Buffer y) {
    long length = op.input().elements();
    new Check(op).floats("x", x, length).floats("y", y, length).apart(y, x);
    backend.permute(op, x, y);
  }

  @Override
  public void slice(Slice op, Buffer whole, Buffer part) {
    new Check(op)
        .floats("whole", whole, op.whole().elements())
        .floats("part", part, op.part().elements())
        .apart(part, whole);
    backend.slice(op, whole, part);
  }

  @Override
  public void insert(Slice op, Buffer part, Buffer whole) {
    new Check(op)
        .floats("part", part, op.part().elements())
        .floats("whole", whole, op.whole().elements())
        .apart(whole, part);
    backend.insert(op, part, whole);
  }

  @Override
  public void concat(Concat op, List<Buffer> inputs, Buffer y) {
    require(
        inputs.size() == op.inputs().size(),
        "concat: wrong number of inputs: given=%d, expected=%d",
        inputs.size(),
        op.inputs().size());
    var check = new Check(op);
    for (int i = 0; i < inputs.size(); i++) {
      check.floats("input", inputs.get(i), op.inputs().get(i).elements()).apart(y, inputs.get(i));
    }
    check.floats("y", y, op.output().elements());
    backend.concat(op, inputs, y);
  }

  @Override
  public void resize2d(Resize2d op, Buffer x, Buffer y) {
    new Check(op)
        .floats("x", x, op.input().elements())
        .floats("y", y, op.output().elements())
        .apart(y, x);
    backend.resize2d(op, x, y);
  }

  @Override
  public void resize2dGradient(Resize2d op, Buffer dy, Buffer dx) {
    new Check(op)
        .floats("dy", dy, op.output().elements())
        .floats("dx", dx, op.input().elements())
        .apart(dx, dy);
    backend.resize2dGradient(op, dy, dx);
  }

  @Override
  public void gather(Gather op, Buffer x, Buffer indices, Buffer y) {
    new Check(op)
        .floats("x", x, op.inputLength())
        .ints("indices", indices, op.count())
        .floats("y", y, op.outputLength())
        .apart(y, x);
    backend.gather(op, x, indices, y);
  }

  @Override
  public void gatherGradient(Gather op, Buffer dy, Buffer indices, Buffer dx) {
    new Check(op)
        .floats("dy", dy, op.outputLength())
        .ints("indices", indices, op.count())
        .floats("dx", dx, op.inputLength())
        .apart(dx, dy);
    backend.gatherGradient(op, dy, indices, dx);
  }

  @Override
  public void fill(Fill op, RandomState random, Buffer y) {
    new Check(op).floats("y", y, op.length());
    require(
        random != null || op.kind() == Fill.Kind.CONSTANT,
        "%s: operand missing: random",
        op.operation());
    backend.fill(op, random, y);
  }

  @Override
  public void copy(
      Buffer source, long sourceOffset, Buffer target, long targetOffset, long length) {
    range("copy", "source", source, sourceOffset, length);
    range("copy", "target", target, targetOffset, length);
    require(
        source.type() == target.type(),
        "copy: types differ: source=%s, target=%s",
        source.type(),
        target.type());
    backend.copy(source, sourceOffset, target, targetOffset, length);
  }
}
