"""A Hugging Face folder of a Llama -> one GGUF file of the same bfloat16 weights, for llama.cpp.

    python3 to_gguf.py FOLDER FILE.gguf

GGUF: magic, version, counts; key-values; tensor descriptions; aligned tensors. The rows of the query and key
projections are reordered, because llama.cpp turns neighbouring pairs (2j, 2j + 1) where Hugging Face turns (j, j + D/2).
"""

import json
import struct
import sys
from pathlib import Path

import torch
from safetensors import safe_open

ALIGNMENT = 32
U32, F32, STRING, ARRAY, I32 = 4, 6, 8, 9, 5
TENSOR_F32, TENSOR_BF16 = 0, 30
NORMAL, CONTROL = 1, 3

NAMES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    if kind == STRING:
        return string(content)
    return struct.pack({U32: "<I", F32: "<f", I32: "<i"}[kind], content)


def entry(key, kind, content):
    return string(key) + struct.pack("<I", kind) + value(kind, content)


def array(key, kind, contents):
    head = string(key) + struct.pack("<IIQ", ARRAY, kind, len(contents))
    return head + b"".join(value(kind, content) for content in contents)


def settings(config):
    heads = config["num_attention_heads"]
    size = config.get("head_dim", config["hidden_size"] // heads)
    return [
        entry("general.architecture", STRING, "llama"),
        entry("general.name", STRING, "benchmark"),
        entry("general.file_type", U32, 32),  # mostly bfloat16
        entry("llama.block_count", U32, config["num_hidden_layers"]),
        entry("llama.context_length", U32, config["max_position_embeddings"]),
        entry("llama.embedding_length", U32, config["hidden_size"]),
        entry("llama.feed_forward_length", U32, config["intermediate_size"]),
        entry("llama.attention.head_count", U32, heads),
        entry("llama.attention.head_count_kv", U32, config["num_key_value_heads"]),
        entry("llama.attention.key_length", U32, size),
        entry("llama.attention.value_length", U32, size),
        entry("llama.attention.layer_norm_rms_epsilon", F32, config["rms_norm_eps"]),
        entry("llama.rope.dimension_count", U32, size),
        entry("llama.rope.freq_base", F32, config["rope_theta"]),
        entry("llama.vocab_size", U32, config["vocab_size"]),
    ]


def vocabulary(tokenizer, size):
    tokens = [f"[unused{i}]" for i in range(size)]
    kinds = [CONTROL] * size
    for token, i in tokenizer["model"]["vocab"].items():
        tokens[i], kinds[i] = token, NORMAL
    for added in tokenizer["added_tokens"]:
        tokens[added["id"]], kinds[added["id"]] = added["content"], CONTROL
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    ids = {token: i for i, token in enumerate(tokens)}
    return [
        entry("tokenizer.ggml.model", STRING, "gpt2"),
        entry("tokenizer.ggml.pre", STRING, "llama-bpe"),
        array("tokenizer.ggml.tokens", STRING, tokens),
        array("tokenizer.ggml.token_type", I32, kinds),
        array("tokenizer.ggml.merges", STRING, merges),
        entry("tokenizer.ggml.bos_token_id", U32, ids["<|begin_of_text|>"]),
        entry("tokenizer.ggml.eos_token_id", U32, ids["<|im_end|>" if "<|im_end|>" in ids else "<|eot_id|>"]),
    ]


def gguf_name(name):
    if name == "model.embed_tokens.weight":
        return "token_embd.weight"
    if name == "model.norm.weight":
        return "output_norm.weight"
    if name == "lm_head.weight":
        return "output.weight"
    _, _, layer, part = name.removesuffix(".weight").split(".", 3)
    return f"blk.{layer}.{NAMES[part]}.weight"


def converted(name, tensor, config):
    """-> what stands in the file: vectors in float32, matrices in bfloat16."""
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    part = name.split(".")[-2]
    if part in heads:
        rows, columns = tensor.shape
        halves = tensor.reshape(heads[part], 2, rows // heads[part] // 2, columns)
        tensor = halves.transpose(1, 2).reshape(rows, columns)
    return tensor.float() if tensor.dim() == 1 else tensor.to(torch.bfloat16)


def main(folder, target):
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    keys = settings(config) + vocabulary(tokenizer, config["vocab_size"])
    files = [safe_open(file, "pt") for file in sorted(folder.glob("model*.safetensors"))]
    places = [(name, file) for file in files for name in file.keys()]
    descriptions, offset = [], 0
    for name, file in places:
        shape = file.get_slice(name).get_shape()
        kind, size = (TENSOR_F32, 4) if len(shape) == 1 else (TENSOR_BF16, 2)
        dims = b"".join(struct.pack("<Q", n) for n in reversed(shape))
        descriptions.append(
            string(gguf_name(name)) + struct.pack("<I", len(shape)) + dims + struct.pack("<IQ", kind, offset)
        )
        count = 1
        for n in shape:
            count *= n
        offset += -(-count * size // ALIGNMENT) * ALIGNMENT
    with open(target, "wb") as out:
        out.write(b"GGUF" + struct.pack("<IQQ", 3, len(places), len(keys)))
        out.write(b"".join(keys) + b"".join(descriptions))
        for name, file in places:
            out.write(b"\0" * (-out.tell() % ALIGNMENT))
            tensor = converted(name, file.get_tensor(name), config).contiguous()
            out.write(tensor.view(torch.uint8).numpy().tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
