"""The cells of EngineTimes with Hugging Face transformers: hf.py FOLDER DTYPE THREADS CELL…"""

import copy
import os
import sys
import time

import torch

STEPS = {1: 64, 4: 32, 8: 16, 16: 16}
BATCHES = [int(n) for n in os.environ.get("BATCHES", "1 4 8 16").split()]
PROMPT, QUESTION = 1500, 32


def ids(start, count):
    return torch.tensor([[100 + (start + i * 7919) % 100_000 for i in range(count)]])


def main(folder, dtype, threads, *cells):
    torch.set_num_threads(int(threads))
    from transformers import AutoModelForCausalLM, DynamicCache

    name = f"transformers {dtype}"

    def show(cell, value):
        print(f"{name}\t{cell}\t{value:.4f}", flush=True)

    def read(tokens, cache):
        return model(tokens, past_key_values=cache, use_cache=True, logits_to_keep=1).logits[:, -1]

    with torch.inference_mode():
        start = time.perf_counter()
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
        read(ids(1, 1), DynamicCache(config=model.config))
        loaded = time.perf_counter() - start
        for cell in cells:
            kind, *rest = cell.split("/")
            if kind == "load":
                show(cell, loaded)
            elif kind == "prefill":
                count = int(rest[0])
                start = time.perf_counter()
                read(ids(count, count), DynamicCache(config=model.config))
                show(cell, count / (time.perf_counter() - start))
            elif kind == "decode":
                context = int(rest[0])
                whole = DynamicCache(config=model.config)
                read(ids(3, context), whole)
                for batch in BATCHES:
                    steps = STEPS[batch]
                    cache = copy.deepcopy(whole)
                    cache.batch_repeat_interleave(batch)
                    token = ids(5, batch).view(batch, 1)
                    token = read(token, cache).argmax(-1, keepdim=True)
                    start = time.perf_counter()
                    for _ in range(steps):
                        token = read(token, cache).argmax(-1, keepdim=True)
                    show(f"{cell}/{batch}", batch * steps / (time.perf_counter() - start))
            elif kind == "first":
                cache = DynamicCache(config=model.config)
                start = time.perf_counter()
                read(ids(7, PROMPT), cache).argmax()
                show("first/cold", time.perf_counter() - start)
                for question in range(3):
                    cache.crop(PROMPT - QUESTION)
                    start = time.perf_counter()
                    read(ids(11 + question, QUESTION), cache).argmax()
                    show("first/warm", time.perf_counter() - start)
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    show("memory", int(peak.split()[1]) / 1048576)


if __name__ == "__main__":
    main(*sys.argv[1:])
