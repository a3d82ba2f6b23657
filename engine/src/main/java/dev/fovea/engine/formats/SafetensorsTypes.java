package dev.fovea.engine.formats;

import dev.fovea.backend.DataType;

/** What safetensors calls the element types. */
final class SafetensorsTypes {
  private SafetensorsTypes() {}

  static String name(DataType type) {
    return switch (type) {
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case BFLOAT16 -> "BF16";
      case FLOAT16 -> "F16";
      case INT32 -> "I32";
      case UINT8 -> "U8";
      case INT8 -> "I8";
    };
  }

  static DataType byName(String name, String tensor) throws SafetensorsHeader.MalformedException {
    for (var type : DataType.values()) {
      if (name(type).equals(name)) {
        return type;
      }
    }
    throw new SafetensorsHeader.MalformedException(
        "element type not supported: tensor=%s, dtype=%s".formatted(tensor, name));
  }
}
