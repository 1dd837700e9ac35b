"""Synonyms and short glosses of the most frequent nouns and verbs, from WordNet's data files.

A tool's name takes one word of a synset, its description another or the gloss, the request a third.
"""
import os
import re

from words import ROOT, UNWELCOME, held_out

PLAIN = re.compile(r"^[a-z]{3,12}$")


def _counts(kind):
    counts = {}
    for line in open(ROOT + "/wordnet/cntlist.rev", encoding="utf-8"):
        key, sense, count = line.split()
        word, rest = key.split("%")
        if rest[0] == kind:
            counts.setdefault(word, {})[int(sense)] = int(count)
    return counts


def _synsets(part):
    """{offset: (lemmas, gloss)}"""
    out = {}
    for line in open(f"{ROOT}/wordnet/data.{part}", encoding="utf-8"):
        if line.startswith("  "):
            continue
        head, _, gloss = line.partition(" | ")
        fields = head.split()
        lemmas = [fields[4 + 2 * i].lower() for i in range(int(fields[3], 16))]
        out[fields[0]] = (lemmas, gloss.split(";")[0].strip())
    return out


def _read(part, kind, least, most):
    """{word: (synonyms, gloss or '')} by the word's first sense, the most frequent words only."""
    counts, synsets, found = _counts(kind), _synsets(part), {}
    for line in open(f"{ROOT}/wordnet/index.{part}", encoding="utf-8"):
        if line.startswith("  "):
            continue
        fields = line.split()
        word, total = fields[0], sum(counts.get(fields[0], {}).values())
        if not PLAIN.match(word) or word in UNWELCOME or total < least:
            continue
        lemmas, gloss = synsets[fields[-int(fields[2])]]
        # A synonym must be a frequent word itself, else nobody would say it.
        others = [w for w in lemmas if w != word and PLAIN.match(w) and sum(counts.get(w, {}).values()) >= 2 and w not in UNWELCOME]
        gloss = re.sub(r"\([^)]*\)", "", gloss).strip().rstrip(".,:")
        found[word] = (total, others, gloss if 2 <= len(gloss.split()) <= 10 and '"' not in gloss else "")
    best = sorted(found, key=lambda w: -found[w][0])[:most]
    return {w: found[w][1:] for w in best}


NOUN_SENSES = _read("noun", "1", 4, 1600)
VERB_SENSES = _read("verb", "2", 10, 350)
RICH = {False: [w for w in NOUN_SENSES if any(NOUN_SENSES[w]) and not held_out(w)], True: [w for w in NOUN_SENSES if any(NOUN_SENSES[w]) and held_out(w)]}
RICH_VERBS = {False: [w for w in VERB_SENSES if VERB_SENSES[w][0] and not held_out(w)], True: [w for w in VERB_SENSES if VERB_SENSES[w][0] and held_out(w)]}


def synonym(rng, word, p=0.5):
    """The noun itself, or with chance `p` another word of its first sense."""
    others = NOUN_SENSES.get(word, ([], ""))[0]
    return rng.choice(others) if others and rng.chance(p) else word


def gloss(word):
    return NOUN_SENSES.get(word, ([], ""))[1]
