"""Copying, teacher-forced: share of argument words found in the request that are predicted. copying.py TOKENIZER CASES MODEL..."""
import json
import sys

import torch

import conversations
import evaluate
import prompt
from tokens import Encoder

torch.set_num_threads(1)
tokenizer = Encoder(sys.argv[1])
cases = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
cases = [c for c in cases if not isinstance(c["expect"], str) and '"*"' not in json.dumps(c["expect"])][::2]
system = tokenizer.ids(prompt.system_turn(conversations.DEMO))
for path in sys.argv[3:]:
    model, hits, count = evaluate.load(path), 0, 0
    with torch.no_grad():
        _, kept = model.run_prefix(torch.tensor([system]))
        for case in cases:
            start = tokenizer.ids(evaluate.opening(case))
            ids = start + tokenizer.ids("\n".join(prompt.call(c["name"], c["arguments"]) for c in case["expect"]))
            guess = model.logits(model.run_branches(torch.tensor([ids]), kept))[0].argmax(-1).tolist()
            values = json.dumps([list(c["arguments"].values()) for c in case["expect"]], ensure_ascii=False)
            for i in range(len(start), len(ids)):
                text = tokenizer.whole.decode([ids[i]])
                if text.isalnum() and ids[i] in start and text in values:
                    count += 1
                    hits += guess[i - 1] == ids[i]
    print(path, f"{hits}/{count} = {hits / count:.1%}", flush=True)
