"""Trains on groups of conversations that share a system prompt. Several workers average their parameters now and then.

    train.py RUN --tokenizer DIR --minutes 95 [--worker 0 --workers 2]      (resumes from RUN/checkpoint.pt)
"""
import argparse
import fcntl
import json
import os
import time

import numpy as np
import torch

import conversations
import export
import induction
import prompt
from model import Config, Llama
from muon import Optimizer
from tokens import Encoder
from values import Rng

parser = argparse.ArgumentParser()
add = parser.add_argument
add("run"), add("--tokenizer", required=True), add("--minutes", type=float, default=95)
add("--worker", type=int, default=0), add("--workers", type=int, default=2), add("--seed", type=int, default=1)
add("--width", type=int, default=256), add("--layers", type=int, default=4), add("--heads", type=int, default=4)
add("--head-size", type=int, default=64), add("--inner", type=int, default=768)
add("--eager", action="store_true", help="float32, not compiled")
add("--reading", type=float, default=0.24, help="share of the groups with other lists than all 18 whose tools must be read")
add("--rate", type=float, default=0.01), add("--embedding-rate", type=float, default=0.003)
add("--branches", type=int, default=36), add("--every", type=int, default=20, help="steps between averagings")
add("--curriculum", type=float, default=0.12, help="share of the time with few tools and copy exercises")
add("--warmup", type=int, default=60), add("--steps", type=int, default=0, help="stop after so many (for measuring)")
add("--deadline", type=float, default=0, help="unix time at which to stop at the latest")
add("--fall", type=float, default=0.35, help="the learning rate falls from this share of the time on")
add("--start", help="exported folder to begin from"), add("--report", type=int, default=50)
add("--random", action="store_true", help="no hand-made copying circuit at the start")
add("--whole", type=float, default=0, help="share of groups with all 18 functions; 0 = rising with time")
add("--frozen", type=float, default=0.5, help="share of those whose prompt gets no gradient")
PROMPT_WEIGHT, USER_WEIGHT = 0.1, 0.1
# Whether to call, what, and whether once more: the first token of a turn and of a name, and what follows a call.
CHOICE_WEIGHT = 2.5


def encode(tokenizer, parts):
    """[(text, is the assistant's)] -> ids, loss weights"""
    ids, weights = [], []
    for text, wanted in parts:
        new = tokenizer.ids(text)
        ids += new
        if wanted:
            weights += [CHOICE_WEIGHT if i == 0 or tokenizer.decides[new[i - 1]] else 1.0 for i in range(len(new))]
        else:
            weights += [USER_WEIGHT] * len(new)
    return ids, weights


def batches(items, most=2400):
    """Sorted by length, cut where a row would pad the first by a fifth or the batch exceed `most` tokens."""
    items, batch = sorted(items, key=lambda x: len(x[0])), []
    for item in items:
        if batch and (len(item[0]) > 1.2 * len(batch[0][0]) + 3 or len(item[0]) * (len(batch) + 1) > most):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def pad(batch):
    longest = max(len(ids) for ids, _ in batch)
    ids, weights = np.zeros((len(batch), longest), np.int64), np.zeros((len(batch), longest), np.float32)
    for i, (row, weight) in enumerate(batch):
        ids[i, : len(row)], weights[i, : len(row)] = row, weight
    return torch.from_numpy(ids), torch.from_numpy(weights)


def losses(model, cast, hidden, targets, weights, others):
    """Weighted sum of losses, and (loss, hits, count) of the assistant's tokens. `others` is the share of the rest."""
    chosen = (weights >= 1) | (weights > 0) & (torch.rand_like(weights) < others)
    targets, weights = targets[chosen], weights[chosen]
    each, best = model.losses(hidden[chosen], targets, cast)
    own = weights >= 1
    seen = (each.detach()[own].sum().item(), best[own].sum().item(), int(own.sum()))
    return (each * weights).sum(), np.array(seen)


def step_loss(model, cast, prefix_ids, rows, others=0.25, frozen=False):
    """Loss of a whole group; exactly that of independent conversations, unless the prefix is `frozen` (no gradient)."""
    prefix = torch.tensor([prefix_ids])
    with torch.set_grad_enabled(not frozen):
        hidden, kept = model.run_prefix(prefix, cast)
    seen = np.zeros(3)
    total = hidden.sum() * 0
    if len(prefix_ids) > 4 and not frozen and others:
        weights = torch.full((1, len(prefix_ids) - 1), PROMPT_WEIGHT)
        total, _ = losses(model, cast, hidden[:, :-1], prefix[:, 1:], weights, others)
    for batch in batches(rows):
        ids, weights = pad(batch)
        # A branch's first token is always <|im_start|>: nothing to learn from the prefix's last position.
        loss, more = losses(model, cast, model.run_branches(ids[:, :-1], kept, cast), ids[:, 1:], weights[:, 1:], others)
        total, seen = total + loss, seen + more
    return total, seen


class Shared:
    """One vector of parameters in a file; workers blend theirs into it, weighted by the steps each has done."""

    def __init__(self, path, model):
        self.parameters = list(model.parameters())
        size = sum(p.numel() for p in self.parameters)
        self.lock = open(path + ".lock", "w")
        with self.locked():
            fresh = not os.path.exists(path)
            self.memory = np.memmap(path, np.float32, "w+" if fresh else "r+", shape=(size + 2,))
            if fresh:
                self.memory[2:] = self.flat()
            self.seen = float(self.memory[0])
            self.load(self.memory[2:])

    def locked(self):
        shared = self

        class Lock:
            def __enter__(self):
                fcntl.flock(shared.lock, fcntl.LOCK_EX)

            def __exit__(self, *_):
                fcntl.flock(shared.lock, fcntl.LOCK_UN)

        return Lock()

    def flat(self):
        return torch.cat([p.data.reshape(-1) for p in self.parameters]).numpy()

    def load(self, vector):
        at = 0
        for p in self.parameters:
            p.data.copy_(torch.from_numpy(np.array(vector[at : at + p.numel()])).view_as(p))
            at += p.numel()

    def blend(self, steps):
        with self.locked():
            others = max(0.0, float(self.memory[0]) - self.seen)
            mine = steps / (steps + others)
            mixed = self.memory[2:] * (1 - mine) + self.flat() * mine
            self.memory[2:] = mixed
            self.memory[0] += steps
            self.seen = float(self.memory[0])
        self.load(mixed)


def schedule(progress, step, warmup, fall):
    """Warm-up, plateau, then linear to 3 %."""
    down = 1.0 if progress < fall else max(0.03, 1 - (progress - fall) / (1 - fall))
    return min(1.0, (step + 1) / warmup) * down


def main():
    a = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    os.makedirs(a.run, exist_ok=True)
    tokenizer = Encoder(a.tokenizer)
    model = export.read(a.start) if a.start else Llama(Config(tokenizer.whole.get_vocab_size(), a.width, a.layers, a.heads, a.head_size, a.inner))
    dtype = torch.float32 if a.eager else torch.bfloat16
    if not a.eager:
        model.compile()
    if not a.random and not a.start:
        induction.initialise(model)
    optimizer = Optimizer(model, a.rate, a.embedding_rate)
    state = {"seconds": 0.0, "step": 0, "tokens": 0, "own": 0, "conversations": 0}
    checkpoint = f"{a.run}/checkpoint{a.worker}.pt"
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"]), optimizer.load(saved["optimizer"]), state.update(saved["state"])
    torch.manual_seed(a.seed * 100 + a.worker + state["step"])
    rng = Rng(a.seed * 1000003 + a.worker * 7919 + state["step"] * 104729)
    shared = Shared(f"{a.run}/shared.f32", model) if a.workers > 1 else None
    size = sum(p.numel() for p in model.layers.parameters())
    print(f"{size / 1e6:.2f} M parameters without embeddings", flush=True)
    log, seen, read, begin = open(f"{a.run}/log{a.worker}.jsonl", "a"), np.zeros(3), np.zeros(3), time.time()
    last = saved_at = begin
    before, everything = dict(state), prompt.system_turn(conversations.DEMO)
    while True:
        progress = state["seconds"] / 60 / a.minutes
        if progress >= 1 or a.steps and state["step"] >= a.steps or a.deadline and time.time() > a.deadline:
            break
        started = time.time()
        early = max(0.0, 1 - progress / a.curriculum)
        # Long prompts cost most: all 18 functions come often only in the second half.
        whole = a.whole or 0.15 + 0.5 * min(1.0, max(0.0, (progress - 0.3) / 0.35))
        groups = conversations.groups(rng, a.branches, early=min(1.0, 1.6 * early), copies=0.01 + 0.12 * early, whole=whole, reading=a.reading)
        encoded = [(system, tokenizer.ids(system), [r for r in (encode(tokenizer, c) for c in made) if len(r[0]) < 400]) for system, made in groups]
        count = max(1, sum(w >= 1 for _, _, rows in encoded for _, weights in rows for w in weights))
        cast = model.cast(dtype)
        for system, prefix, rows in encoded:
            # The prompt of all 18 functions never changes: often its gradient is left out, a third of the work.
            frozen = system == everything and rng.chance(a.frozen)
            loss, now = step_loss(model, cast, prefix, rows, 0.2 if progress < 0.5 * a.fall else 0.05, frozen)
            (loss / count).backward()
            seen += now
            read += now * (len(prefix) > 4 and not any(f'"name": "{t}", "desc' in system for t in conversations.BY_NAME))
            state["tokens"] += len(prefix) + sum(len(r[0]) for r in rows)
            state["own"] += int(now[2])
            state["conversations"] += len(rows)
        optimizer.step(schedule(progress, state["step"], a.warmup, a.fall))
        state["step"] += 1
        if state["step"] % a.every == 0 and shared:
            shared.blend(a.every)
        state["seconds"] += time.time() - started
        if state["step"] % a.report == 0:
            spent = time.time() - last
            line = {k: round(v, 1) for k, v in state.items()} | {
                "loss": round(float(seen[0] / seen[2]), 4), "accuracy": round(float(seen[1] / seen[2]), 4),
                "unknown_tools": round(float(read[1] / max(1, read[2])), 4), "progress": round(progress, 4),
                "tokens_per_second": round((state["tokens"] - before["tokens"]) / spent), "seconds_per_step": round(spent / a.report, 2)}
            print(line, flush=True)
            log.write(json.dumps(line) + "\n"), log.flush()
            seen, read, last, before = np.zeros(3), np.zeros(3), time.time(), dict(state)
        if time.time() - saved_at > 150:
            save(checkpoint, model, optimizer, state)
            saved_at = time.time()
    save(checkpoint, model, optimizer, state)
    print("done", state, round(time.time() - begin), "s", flush=True)


def save(path, model, optimizer, state):
    torch.save({"model": model.state_dict(), "config": model.settings(), "optimizer": optimizer.state(), "state": state}, path + ".new")
    os.replace(path + ".new", path)


if __name__ == "__main__":
    main()
