"""Trains the tests' tiny tokenizers and writes the ids that Hugging Face gives for benign texts.

    python src/test/python/golden_ids.py [name ...] (needs the package `tokenizers`; run from the project's root)

Four folders under src/test/resources/tokenizers, each with tokenizer.json, tokenizer_config.json and golden_ids.json:

llama3-like        byte-level BPE with ignore_merges; the ChatML markers and <tool_call> are single added tokens
qwen-like          byte-level BPE over NFC, one digit at a time, no token before the prompt; <tool_call> is an added token
mistral-like       byte fallback and a Prepend normalizer (legacy prefix spaces); <tool_call> is no token
mistral-metaspace  the same vocabulary with a Metaspace pre-tokenizer that prepends at the first place only

Each holds a trap: an added token that is also in the base vocabulary and that text could reach through merges
(or, with ignore_merges, as a whole word).
"""
import json
import pathlib
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

RESOURCES = pathlib.Path("src/test/resources")
GOLDEN = RESOURCES / "contract/golden"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
TAGS = ["<tools>", "</tools>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]
TEXTS = [
    "Hello", " Hello", "  two  spaces  ", "What's the weather in Zürich?", "naïve café — 東京 🙂👩‍👩‍👧 \t\n\n x  y\r\n",
    '{"a": [1, 2.50, "Zoë"], "b": null}', "O'Brien's 3:45 PM, ORD-00123", "\n", " ", "a\u200bb\u0301c", "𝒳 x²", "\u00a0nbsp\u00a0",
    "It is 1.", "x < y && y > z | w", "I'LL we've DON'T", "0123456789" * 30, "the weather " * 400,
]
NOT_NFC = ["e\u0301 A\u030a", "\ufb01 \u2126"]


def corpus():
    for path in sorted(GOLDEN.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for marker in ["<|begin_of_text|>", "<|im_start|>", "<|im_end|>", *TAGS]:
            text = text.replace(marker, "\n")
        yield from text.split("\n")


def added(tokenizer, special, plain):
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_tokens([AddedToken(t, normalized=n, special=False) for t, n in plain])


def llama3_like():
    split = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = split
    learner.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=450, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    learnt = json.loads(learner.to_str())["model"]
    vocab = learnt["vocab"] | {"<||>": 450}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[tuple(m) for m in learnt["merges"]], ignore_merges=True))
    tokenizer.pre_tokenizer, tokenizer.decoder = split, decoders.ByteLevel()
    added(tokenizer, ["<|begin_of_text|>", "<|end_of_text|>", "<|im_start|>", "<|im_end|>", "<||>"],
          [(t, t == "</tool_call>") for t in TAGS])
    bos = "<|begin_of_text|>"
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))])])
    return tokenizer, {"bos_token": bos, "eos_token": "<|im_end|>"}


def qwen_like():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=450, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    added(tokenizer, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], [(t, False) for t in TAGS])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    # Fine-tuned models name a bos_token that no Qwen tokenizer ever writes.
    return tokenizer, {"bos_token": "<|endoftext|>", "eos_token": "<|im_end|>", "tokenizer_class": "Qwen2Tokenizer"}


def mistral_model():
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.Metaspace()
    learner.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=300, show_progress=False))
    learnt = json.loads(learner.to_str())["model"]
    vocab = {t: i for i, t in enumerate(["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)])}
    for token in sorted(learnt["vocab"], key=learnt["vocab"].get) + ["<s", "</", "</s"]:
        vocab.setdefault(token, len(vocab))
    # Conversions from SentencePiece write down every pair that joins to a piece, control tokens included.
    traps = [("<", "s"), ("<s", ">"), ("<", "/"), ("</", "s"), ("</s", ">")]
    merges = [tuple(m) for m in learnt["merges"]] + [pair for pair in traps if set(pair) <= vocab.keys()]
    return models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)


def mistral_like(metaspace):
    tokenizer = Tokenizer(mistral_model())
    if metaspace:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    added(tokenizer, ["<unk>", "<s>", "</s>", "<|im_end|>", "<|im_start|>"], [])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer, {"bos_token": {"content": "<s>", "special": True}, "add_bos_token": True, "eos_token": "<|im_end|>", "unk_token": "<unk>"}


def golden(tokenizer, bos):
    def ids(text):
        return tokenizer.encode(text, add_special_tokens=False).ids
    texts = TEXTS + (NOT_NFC if isinstance(tokenizer.normalizer, normalizers.NFC) else [])
    prompts = {}
    for path in sorted(GOLDEN.glob("*.txt")):
        text = path.read_text(encoding="utf-8").removeprefix("<|begin_of_text|>")
        prompts[path.stem] = ids(bos + text)
    return {
        "prompts": prompts,
        "texts": [{"text": t, "ids": ids(t)} for t in texts],
        "afterMarker": [{"text": t, "ids": ids("<|im_start|>" + t)[1:]} for t in texts],
    }


def write(name, tokenizer, config):
    folder = RESOURCES / "tokenizers" / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    bos = config["bos_token"]
    if config.get("tokenizer_class") == "Qwen2Tokenizer":
        bos = ""
    ids = golden(tokenizer, bos["content"] if isinstance(bos, dict) else bos)
    (folder / "golden_ids.json").write_text(json.dumps(ids, ensure_ascii=False) + "\n", encoding="utf-8")
    print(name, tokenizer.get_vocab_size(), {k: len(v) for k, v in ids["prompts"].items()})


FOLDERS = {
    "llama3-like": llama3_like,
    "qwen-like": qwen_like,
    "mistral-like": lambda: mistral_like(metaspace=False),
    "mistral-metaspace": lambda: mistral_like(metaspace=True),
}

if __name__ == "__main__":
    for folder in sys.argv[1:] or FOLDERS:
        write(folder, *FOLDERS[folder]())
