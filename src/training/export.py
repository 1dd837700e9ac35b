"""Writes the Hugging Face folder: export.py CHECKPOINT TOKENIZER_DIR OUT (bf16), and reads it back."""
import json
import os
import shutil
import sys

import torch
from safetensors.torch import load_file, save_file

from model import EPSILON, Config, Llama

BOS, EOS, PAD = "<|begin_of_text|>", "<|im_end|>", "<|endoftext|>"
ROWS = ("q_proj", "k_proj", "v_proj")


def weights(model):
    c = model.c
    out = {"model.embed_tokens.weight": model.embedding.weight, "model.norm.weight": model.norm.weight}
    for i, layer in enumerate(model.layers):
        at = f"model.layers.{i}."
        out |= {f"{at}self_attn.{n}.weight": w for n, w in zip(ROWS, layer.qkv.weight.chunk(3))}
        out |= {f"{at}mlp.{n}.weight": w for n, w in zip(("gate_proj", "up_proj"), layer.gate_up.weight.chunk(2))}
        out |= {
            at + "self_attn.o_proj.weight": layer.out.weight, at + "mlp.down_proj.weight": layer.down.weight,
            at + "input_layernorm.weight": layer.norm1.weight, at + "post_attention_layernorm.weight": layer.norm2.weight,
        }
    return {k: v.detach().to(torch.bfloat16).contiguous().clone() for k, v in out.items()}


def read(folder):
    """The exported folder as a model in float32."""
    settings, w = json.load(open(folder + "/config.json")), load_file(folder + "/model.safetensors")
    w = {k: v.float() for k, v in w.items()}
    c = Config(settings["vocab_size"], settings["hidden_size"], settings["num_hidden_layers"], settings["num_attention_heads"], settings["head_dim"], settings["intermediate_size"], settings["rope_theta"])
    model = Llama(c)
    state = {"embedding.weight": w["model.embed_tokens.weight"], "norm.weight": w["model.norm.weight"]}
    for i in range(c.layers):
        at, to = f"model.layers.{i}.", f"layers.{i}."
        state[to + "qkv.weight"] = torch.cat([w[f"{at}self_attn.{n}.weight"] for n in ROWS])
        state[to + "gate_up.weight"] = torch.cat([w[at + "mlp.gate_proj.weight"], w[at + "mlp.up_proj.weight"]])
        state[to + "out.weight"], state[to + "down.weight"] = w[at + "self_attn.o_proj.weight"], w[at + "mlp.down_proj.weight"]
        state[to + "norm1.weight"], state[to + "norm2.weight"] = w[at + "input_layernorm.weight"], w[at + "post_attention_layernorm.weight"]
    model.load_state_dict(state)
    return model


def write(model, tokenizer_dir, out):
    os.makedirs(out, exist_ok=True)
    c = model.c
    vocabulary = {t["content"]: t["id"] for t in json.load(open(tokenizer_dir + "/tokenizer.json", encoding="utf-8"))["added_tokens"]}
    bos, eos, pad = vocabulary[BOS], vocabulary[EOS], vocabulary[PAD]
    save_file(weights(model), out + "/model.safetensors", metadata={"format": "pt"})
    os.chmod(out + "/model.safetensors", 0o644)
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": c.vocab, "hidden_size": c.width,
        "intermediate_size": c.inner, "num_hidden_layers": c.layers, "num_attention_heads": c.heads, "num_key_value_heads": c.heads,
        "head_dim": c.head_size, "hidden_act": "silu", "rms_norm_eps": EPSILON, "rope_theta": c.theta,
        "max_position_embeddings": c.positions, "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False,
        "torch_dtype": "bfloat16", "bos_token_id": bos, "eos_token_id": eos, "pad_token_id": pad, "use_cache": True,
    }
    tokens = {"bos_token": BOS, "eos_token": EOS, "pad_token": PAD}
    template = open(os.path.dirname(os.path.abspath(__file__)) + "/chat_template.jinja", encoding="utf-8").read()
    files = {
        "config.json": config,
        "generation_config.json": {"bos_token_id": bos, "eos_token_id": eos, "pad_token_id": pad, "do_sample": False},
        "special_tokens_map.json": tokens,
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", **tokens, "add_bos_token": False, "clean_up_tokenization_spaces": False,
                                  "model_max_length": c.positions, "chat_template": template},
    }
    for name, value in files.items():
        with open(f"{out}/{name}", "w", encoding="utf-8") as f:
            json.dump(value, f, indent=2, ensure_ascii=False)
            f.write("\n")
    shutil.copy(tokenizer_dir + "/tokenizer.json", out)


if __name__ == "__main__":
    import evaluate

    write(evaluate.load(sys.argv[1]), sys.argv[2], sys.argv[3])
