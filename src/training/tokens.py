"""Text to ids as the service does it: untrusted text never yields one of the added tokens.

`untrusted` marks the tags in what users and tools wrote; `Encoder` looks for added tokens in the unmarked text only and
encodes all that stands between two of them, markup and untrusted text alike, in one go.
"""
import json
import re

from tokenizers import Tokenizer

MARK = "\x02"
TAG = re.compile(r"<(?=/?(?:tools|tool_call|tool_response|scratch_pad|think)>|\|)")


def untrusted(text):
    return TAG.sub("<" + MARK, text)


class Encoder:
    def __init__(self, folder):
        text = open(folder + "/tokenizer.json", encoding="utf-8").read()
        self.whole = Tokenizer.from_str(text)
        added = {t["content"]: t["id"] for t in json.loads(text)["added_tokens"]}
        self.plain = Tokenizer.from_str(json.dumps(json.loads(text) | {"added_tokens": []}))
        self.decides = [(t := self.whole.decode([i], skip_special_tokens=False)).endswith('{"name": "') or t == "</tool_call>" for i in range(self.whole.get_vocab_size())]
        self.added, self.cut = added, re.compile("(" + "|".join(re.escape(t) for t in sorted(added, key=len, reverse=True)) + ")")

    def ids(self, text):
        if MARK not in text:
            return self.whole.encode(text).ids
        out = []
        for i, part in enumerate(self.cut.split(text)):
            out += [self.added[part]] if i % 2 else self.plain.encode(part.replace(MARK, "")).ids
        return out
