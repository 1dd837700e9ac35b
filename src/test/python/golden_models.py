"""Writes the random-weight folders under src/test/resources/models and what Hugging Face transformers computes with them.

    python src/test/python/golden_models.py [name ...]        (made with transformers 5.18.0, torch 2.13.0 CPU)

Each folder is an ordinary Hugging Face model folder and two more files:
  golden.json        "ids": the input; "positions": where logits were kept; "greedy": 64 ids that follow the input
  golden_logits.f32  float32 little-endian, shape [positions, vocab]: the logits after those ids, computed in float32
The weights are drawn so that a wrong rotation, mask or head shows: logits of standard deviation above 1, norms away
from 1, and greedy choices whose lead over the second best is far above the rounding differences of two machines.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, GenerationConfig, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

ROOT = Path(__file__).resolve().parents[1] / "resources" / "models"
NEW_TOKENS = 64
MIN_LEAD = 2e-3

SHAPE = dict(
    vocab_size=300,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=512,
    initializer_range=0.15,
    rms_norm_eps=1e-5,
    bos_token_id=1,
    eos_token_id=[2, 3],
    pad_token_id=0,
)
TINY = SHAPE | dict(vocab_size=120, hidden_size=32, intermediate_size=48, initializer_range=0.25)
PLAIN_ROPE = {"rope_type": "default", "rope_theta": 10000.0}
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def main(names):
    for name, (config, dtype, save) in FOLDERS.items():
        if not names or name in names:
            make(name, config, dtype, save)


def make(name, config, dtype, save):
    """Tries seeds until every greedy choice has a clear lead, then writes the folder."""
    for seed in range(100):
        model = random_model(config, dtype, seed)
        ids = torch.randint(4, config.vocab_size, (1, 200), generator=torch.Generator().manual_seed(seed))
        logits, greedy, lead = run(model, ids)
        if lead >= MIN_LEAD:
            break
    folder = ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model.generation_config = GenerationConfig(
        bos_token_id=1, eos_token_id=[2, 3], pad_token_id=0, do_sample=True, temperature=0.6, top_p=0.9
    )
    save(model.to(dtype), folder)
    positions = sorted(set(range(0, ids.shape[1], 9)) | {ids.shape[1] - 1})
    (folder / "golden.json").write_text(
        json.dumps({"ids": ids[0].tolist(), "positions": positions, "greedy": greedy}) + "\n"
    )
    logits[positions].numpy().astype("<f4").tofile(folder / "golden_logits.f32")
    print(f"{name}: seed {seed}, lead {lead:.4f}, logits std {logits.std():.2f}, {len(set(greedy))} different greedy ids")


def random_model(config, dtype, seed):
    """Float32 weights that the file's dtype can hold exactly."""
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
            if name.endswith("bias"):  # transformers draws zeros
                parameter.copy_(0.5 * torch.randn_like(parameter))
            parameter.copy_(parameter.to(dtype).to(torch.float32))
    return model


@torch.no_grad()
def run(model, ids):
    logits = model(ids).logits[0]
    greedy, lead = [], float("inf")
    for _ in range(NEW_TOKENS):
        so_far = torch.cat([ids, torch.tensor([greedy], dtype=ids.dtype)], dim=1)
        best = model(so_far).logits[0, -1].topk(2)  # the whole text each time: no cache to be wrong
        greedy.append(int(best.indices[0]))
        lead = min(lead, float(best.values[0] - best.values[1]))
    return logits, greedy, lead


def whole(model, folder):
    model.save_pretrained(folder)


def sharded(model, folder):
    model.save_pretrained(folder, max_shard_size="20KB")


def sharded_with_old_config(model, folder):
    """Shards with an index, and config.json as transformers 4 wrote it: rope_theta and rope_scaling, torch_dtype."""
    model.save_pretrained(folder, max_shard_size="60KB")
    path = folder / "config.json"
    config = json.loads(path.read_text())
    scaling = config.pop("rope_parameters")
    config["rope_theta"] = scaling.pop("rope_theta")
    config["rope_scaling"] = scaling
    config["torch_dtype"] = config.pop("dtype")
    path.write_text(json.dumps(config, indent=2) + "\n")


FOLDERS = {
    "llama-tied-f32": (
        LlamaConfig(**SHAPE, tie_word_embeddings=True, rope_parameters=PLAIN_ROPE),
        torch.float32,
        whole,
    ),
    "llama3-rope-bf16": (
        LlamaConfig(**(SHAPE | dict(num_hidden_layers=3, head_dim=24)), tie_word_embeddings=False, rope_parameters=LLAMA3_ROPE),
        torch.bfloat16,
        whole,
    ),
    "mistral-window-f32": (
        MistralConfig(**SHAPE, sliding_window=32, rope_parameters=PLAIN_ROPE),
        torch.float32,
        whole,
    ),
    "llama3-rope-f16-shards": (
        LlamaConfig(**SHAPE, tie_word_embeddings=False, rope_parameters=LLAMA3_ROPE),
        torch.float16,
        sharded_with_old_config,
    ),
    "llama-linear-rope-f16": (
        LlamaConfig(
            **TINY,
            tie_word_embeddings=False,
            rope_parameters={"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0},
        ),
        torch.float16,
        whole,
    ),
    "mistral-long-window-bf16": (
        MistralConfig(**TINY, sliding_window=400, rope_parameters=PLAIN_ROPE),
        torch.bfloat16,
        whole,
    ),
    "qwen2-tied-bf16": (
        Qwen2Config(**TINY, tie_word_embeddings=True, rope_parameters=PLAIN_ROPE | {"rope_theta": 1000000.0}),
        torch.bfloat16,
        whole,
    ),
    "qwen2-window-f16": (
        Qwen2Config(
            **TINY,
            tie_word_embeddings=False,
            use_sliding_window=True,
            sliding_window=32,
            max_window_layers=0,
            rope_parameters=PLAIN_ROPE,
        ),
        torch.float16,
        whole,
    ),
    "qwen3-bf16-shards": (
        Qwen3Config(
            **TINY, head_dim=24, tie_word_embeddings=False, rope_parameters=PLAIN_ROPE | {"rope_theta": 1000000.0}
        ),
        torch.bfloat16,
        sharded,
    ),
    "qwen3-tied-window-bf16": (
        Qwen3Config(
            **TINY,
            head_dim=16,
            tie_word_embeddings=True,
            use_sliding_window=True,
            sliding_window=48,
            max_window_layers=0,
            rope_parameters=PLAIN_ROPE,
        ),
        torch.bfloat16,
        whole,
    ),
}

if __name__ == "__main__":
    main(sys.argv[1:])
