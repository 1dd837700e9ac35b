"""Greedy evaluation: evaluate.py CHECKPOINT_OR_FOLDER --tokenizer DIR --cases FILE...

Case files are described in README.md. Prints exact calls, right functions, answers, questions back and declines.
"""
import argparse
import collections
import json
import math
import os

import torch

import conversations
import prompt
import unseen
from judge import calls_of, right, right_functions
from model import Config, Llama
from tokens import Encoder, untrusted

TOOLS = {t["function"]["name"]: t for t in conversations.DEMO + [t for t, _ in unseen.UNSEEN]}


def load(path):
    """A training checkpoint, or an exported folder."""
    if os.path.isdir(path):
        import export

        return export.read(path).eval()
    saved = torch.load(path, map_location="cpu")
    model = Llama(Config(**saved["config"]))
    model.load_state_dict(saved["model"])
    return model.eval()


@torch.no_grad()
def generate(model, kept, rows, stop, limit=120):
    """Greedy continuations of rows of ids after the shared prefix; batched, with a key/value cache."""
    c, batch, past = model.c, len(rows), kept[0][0].shape[2]
    lengths = torch.tensor([len(r) for r in rows])
    longest = int(lengths.max())
    ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows])
    cache = [torch.zeros(2, batch, c.heads, longest + limit, c.head_size) for _ in model.layers]
    slots = torch.arange(longest + limit)
    done, out = torch.zeros(batch, dtype=torch.bool), [[] for _ in rows]
    start, x_ids = 0, ids
    while True:
        time = x_ids.shape[1]
        # Row i's tokens sit in slots 0..length; generated ones go where its padding was.
        where = torch.arange(time).expand(batch, time) if start == 0 else (lengths - 1)[:, None]
        cos, sin = model.cos[past + where][:, None], model.sin[past + where][:, None]
        mask = torch.where(slots[None, None, None] <= where[:, None, :, None], 0.0, -math.inf)
        x = model.embedding(x_ids)
        for layer, (pk, pv), kv in zip(model.layers, kept, cache):
            q, k, v = layer.heads(x, cos, sin)
            index = where[:, None, :, None].expand(batch, c.heads, time, c.head_size)
            kv[0].scatter_(2, index, k), kv[1].scatter_(2, index, v)
            weights = torch.cat([q @ pk.transpose(-1, -2), q @ kv[0].transpose(-1, -2) + mask], -1).softmax(-1)
            x = layer.finish(x, weights[..., :past] @ pv + weights[..., past:] @ kv[1])
        last = x[torch.arange(batch), lengths - 1] if start == 0 else x[:, 0]
        chosen = model.logits(model.norm(last)).argmax(-1)
        for i, token in enumerate(chosen.tolist()):
            if not done[i]:
                done[i] = token == stop
                if token != stop:
                    out[i].append(token)
        start += 1
        if done.all() or start >= limit:
            return out
        lengths = lengths + 1
        x_ids = chosen[:, None]


def judge(case, text):
    """(kind, passed, detail)"""
    calls = calls_of(text)
    kind = "answer" if "must_state" in case else case["expect"] if isinstance(case["expect"], str) else "call" if len(case["expect"]) == 1 else "two calls"
    return kind, right(case, text, calls), ("invalid " if calls is None else "") + ("function" if right_functions(case, calls) else "")


def spoken(message):
    """A case's message -> (role, text) as it stands in the prompt."""
    if "calls" in message:
        return "assistant", "\n".join(prompt.call(c["name"], c["arguments"]) for c in message["calls"])
    if message["role"] == "tool":
        return "tool", "<tool_response>" + untrusted(prompt.response(message["name"], message["result"])[15:-16]) + "</tool_response>"
    return message["role"], untrusted(message["content"])


def opening(case):
    """The conversation up to the model's turn."""
    messages = case.get("messages") or [{"role": "user", "content": case["message"]}]
    return "".join(t for t, _ in prompt.turns([spoken(m) for m in messages])) + f"{prompt.START}assistant\n"


def by_tools(cases):
    """Cases that share a list of tools, together: [(tools, cases)]"""
    groups = {}
    for case in cases:
        groups.setdefault(tuple(case.get("tools", ())), []).append(case)
    return [([TOOLS[n] for n in names] or conversations.DEMO, group) for names, group in groups.items()]


def run(model, tokenizer, cases, show=0, width=24):
    stop = tokenizer.added[prompt.END]
    count, by_function = collections.defaultdict(lambda: [0, 0, 0, 0]), collections.defaultdict(lambda: [0, 0])
    for tools, group in by_tools(cases):
        with torch.no_grad():
            _, kept = model.run_prefix(torch.tensor([tokenizer.ids(prompt.system_turn(tools))]))
        rows = sorted(((tokenizer.ids(opening(c)), c) for c in group), key=lambda r: len(r[0]))
        for at in range(0, len(rows), width):
            part = rows[at : at + width]
            for tokens, (_, case) in zip(generate(model, kept, [r for r, _ in part], stop), part):
                show = note(case, tokenizer.whole.decode(tokens, skip_special_tokens=False), count, by_function, show)
    return count, by_function


def note(case, text, count, by_function, show):
    kind, good, detail = judge(case, text)
    for i, add in enumerate((1, good, "function" in detail, "invalid" in detail)):
        count[kind][i] += add
    if kind == "call":
        f = by_function[case["expect"][0]["name"]]
        f[0] += 1
        f[1] += good
    if not good and show > 0:
        print(f"  [{kind}] {opening(case)}\n      {text!r}\n      wanted {case.get('expect', case.get('must_state'))}")
    return show - (not good)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("model"), parser.add_argument("--tokenizer"), parser.add_argument("--cases", nargs="+", required=True)
    parser.add_argument("--show", type=int, default=0), parser.add_argument("--every", type=int, default=1, help="share no divisor with 18")
    a = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer = load(a.model), Encoder(a.tokenizer or a.model)
    for path in a.cases:
        cases = [json.loads(line) for line in open(path, encoding="utf-8")]
        count, by_function = run(model, tokenizer, cases[:: a.every], a.show)
        print(os.path.basename(path))
        for kind, (n, good, named, invalid) in sorted(count.items()):
            extra = f", right function {named}/{n}, invalid JSON {invalid}" if "call" in kind else ""
            print(f"  {kind:10} {good}/{n} = {good / n:.1%}{extra}")
        print("  " + ", ".join(f"{k} {g}/{n}" for k, (n, g) in sorted(by_function.items())))
