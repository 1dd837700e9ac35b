"""Quantises a GGUF file with llama.cpp's own code, from the libllama that node-llama-cpp brings.

    python3 quantize.py LIBRARIES SOURCE.gguf TARGET.gguf Q8_0|Q4_0
"""

import ctypes
import glob
import os
import sys

TYPES = {"Q4_0": 2, "Q8_0": 7, "Q4_K_M": 15}


class Parameters(ctypes.Structure):
    """llama_model_quantize_params begins with these two; what follows stays as the library filled it."""

    _fields_ = [("threads", ctypes.c_int32), ("type", ctypes.c_int32), ("rest", ctypes.c_uint8 * 4096)]


def main(libraries, source, target, name):
    def load(pattern):
        return ctypes.CDLL(glob.glob(os.path.join(libraries, pattern))[0], mode=ctypes.RTLD_GLOBAL)

    load("libggml-base.so*")
    ggml = load("libggml.*so*")
    llama = load("libllama.*so*")
    ggml.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
    ggml.ggml_backend_load_all_from_path(libraries.encode())
    llama.llama_model_quantize_default_params.restype = Parameters
    parameters = llama.llama_model_quantize_default_params()
    parameters.threads = 2
    parameters.type = TYPES[name]
    llama.llama_model_quantize.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(Parameters)]
    sys.exit(llama.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters)))


if __name__ == "__main__":
    main(*sys.argv[1:])
