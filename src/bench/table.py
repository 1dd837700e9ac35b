"""Results of run.sh -> tables in Markdown: table.py FOLDER [RESULTS]. A cell: median (spread), share of the limit.

The limit is whichever takes longer: reading the weights once a pass and each sequence's keys and values, or the
products at the machine's rate for numbers with a point, float32 or bfloat16, whichever is higher; both as limits.py
measured them. Memory is the most that was taken.
"""

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

BITS = {"bfloat16": 16, "bfloat16-mapped": 16, "BF16": 16, "float32": 32, "int8": 8, "w8a8": 8, "w4a8": 5.27, "Q8_0": 8.5, "Q4_0": 4.94, "Q4": 5}
# Of a number in the cache, where it is not 2.
ROW_BYTES = {"float32": 4, "Jlama Q4": 4}


def shapes(folder):
    config = json.loads((folder / "config.json").read_text())
    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    size = config.get("head_dim", hidden // config["num_attention_heads"])
    heads, kv = config["num_attention_heads"] * size, config["num_key_value_heads"] * size
    layer = hidden * (2 * heads + 2 * kv + 3 * config["intermediate_size"])
    return layers * layer, hidden * config["vocab_size"], 2 * layers * kv, 4 * layers * heads


def main(folder, results="target/bench/results.tsv"):
    body, head, row, attention = shapes(Path(folder))
    figures = defaultdict(list)
    for line in Path(results).read_text().splitlines():
        engine, cell, value = line.split("\t")
        figures[engine, cell].append(float(value))
    middle = {key: statistics.median(values) for key, values in figures.items()}
    for engine, cell in figures:
        if cell == "memory":
            figures[engine, cell] = [max(figures[engine, cell])]
            middle[engine, cell] = figures[engine, cell][0]
    read, float32, bfloat16 = (middle["limit", name] * 1e9 for name in ("read", "float32", "bfloat16"))
    engines = list(dict.fromkeys(engine for engine, _ in figures if engine != "limit"))

    def share(engine, cell):
        kind, *rest = cell.split("/")
        precision = engine.split()[-1]
        weights = (body + head) * BITS[precision] / 8
        product = float32 if precision == "float32" else max(float32, bfloat16)
        if kind == "prefill":
            count = int(rest[0])
            limit = max(count * (2 * body + attention * (count + 1) / 2) / product, weights / read)
            return f", {100 * limit * middle[engine, cell] / count:.0f} %"
        if kind == "decode":
            context, batch = map(int, rest)
            wide = ROW_BYTES.get(engine, ROW_BYTES.get(precision, 2))
            if engine.startswith("Caduceus") and bfloat16 < float32:
                wide = 4  # without bfloat16 in the processor it is computed and cached in float32
            memory = (weights + batch * row * wide * context) / read
            limit = max(memory, batch * (2 * (body + head) + attention * context) / product)
            return f", {100 * limit * middle[engine, cell] / batch:.0f} %"
        return ""

    def cell(engine, name):
        values = figures.get((engine, name))
        if not values:
            return ""
        digits = 1 if name.split("/")[0] in ("prefill", "decode") else 2
        spread = f" ({min(values):.{digits}f}–{max(values):.{digits}f})" if len(values) > 1 else ""
        return f"{middle[engine, name]:.{digits}f}{spread}{share(engine, name)}"

    def table(names, titles):
        shown = [i for i, name in enumerate(names) if any((engine, name) in figures for engine in engines)]
        if not shown:
            return
        names, titles = [names[i] for i in shown], [titles[i] for i in shown]
        print("| | " + " | ".join(titles) + " |\n|---" + "|---" * len(titles) + "|")
        for engine in engines:
            print(f"| {engine} | " + " | ".join(cell(engine, name) for name in names) + " |")
        print()

    print(f"Read {read / 1e9:.1f} GB/s, float32 product {float32 / 1e9:.0f} GFLOP/s", end="")
    print(f", bfloat16 product {bfloat16 / 1e9:.0f} GFLOP/s.\n")
    table(
        ["prefill/512", "prefill/2048", "first/cold", "first/warm", "load/cold", "load/warm", "memory"],
        ["prompt 512, tokens/s", "prompt 2048", "first token cold, s", "first token warm", "load cold, s", "load warm, s", "peak GB"],
    )
    for context in (512, 1600):
        names = [f"decode/{context}/{batch}" for batch in (1, 4, 8, 16)]
        table(names, [f"context {context}: batch 1, tokens/s", "4", "8", "16"])


if __name__ == "__main__":
    main(*sys.argv[1:])
