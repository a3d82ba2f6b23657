package dev.fovea.kernels.cuda.bindings;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/** Says how {@code native/include/fovea_kernels.h} becomes the class {@code Kernels}. */
@Properties(
    target = "dev.fovea.kernels.cuda.bindings",
    global = "dev.fovea.kernels.cuda.bindings.Kernels",
    value =
        @Platform(
            value = "linux-x86_64",
            include = "fovea_kernels.h",
            library = "jnifovea_kernels"))
public class KernelsPreset implements InfoMapper {
  @Override
  public void map(InfoMap infos) {
    infos.put(new Info("cudaError_t").cast().valueTypes("int"));
    infos.put(
        new Info("cudaStream_t", "cudaEvent_t", "cudaGraphExec_t")
            .cast()
            .valueTypes("Pointer")
            .pointerTypes("PointerPointer"));
    // Device addresses: an array of the heap would be no operand.
    infos.put(new Info("float").valueTypes("float").pointerTypes("FloatPointer"));
    infos.put(new Info("int", "int32_t").valueTypes("int").pointerTypes("IntPointer"));
  }
}
