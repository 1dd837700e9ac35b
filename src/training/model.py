"""A Llama in plain PyTorch whose branches share one prefix: the prefix is computed once, with gradients.

Layers are functions of their weights, so that one step can run on a bfloat16 copy of them and through torch.compile.
"""
from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-5


@dataclass
class Config:
    vocab: int = 4096
    width: int = 256
    layers: int = 4
    heads: int = 4
    head_size: int = 64
    inner: int = 768
    theta: float = 10000.0
    positions: int = 8192


class Cast(NamedTuple):
    """The weights of one step: each layer's in the order of the functions below, matrices in one type, norms in float32."""

    layers: list
    embedding: torch.Tensor


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        size = c.heads * c.head_size
        self.norm1, self.norm2 = Norm(c.width), Norm(c.width)
        self.qkv = nn.Linear(c.width, 3 * size, bias=False)
        self.out = nn.Linear(size, c.width, bias=False)
        self.gate_up = nn.Linear(c.width, 2 * c.inner, bias=False)
        self.down = nn.Linear(c.inner, c.width, bias=False)

    def cast(self, dtype):
        return [self.norm1.weight, self.norm2.weight] + [m.weight.to(dtype) for m in (self.qkv, self.out, self.gate_up, self.down)]


def normed(x, weight):
    return F.rms_norm(x, x.shape[-1:], weight, EPSILON)


def rotate(x, cos, sin):
    """Hugging Face's rotary embedding: halves, not pairs. x [..., head_size], cos and sin [..., head_size / 2]"""
    first, second = x.float().chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def project(x, norm, qkv, cos, sin, heads: int, size: int):
    """x [batch, time, width] -> q, k, v [batch, heads, time, size], q scaled"""
    batch, time, _ = x.shape
    q, k, v = F.linear(normed(x, norm).to(qkv.dtype), qkv).view(batch, time, 3, heads, size).unbind(2)
    q, k = (rotate(q, cos, sin) * size**-0.5).to(qkv.dtype), rotate(k, cos, sin).to(qkv.dtype)
    return q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)


def finish(x, attended, norm, out, gate_up, down):
    batch, time, _ = x.shape
    x = x + F.linear(attended.transpose(1, 2).reshape(batch, time, -1), out)
    gate, up = F.linear(normed(x, norm).to(out.dtype), gate_up).chunk(2, -1)
    return x + F.linear((F.silu(gate.float()) * up.float()).to(out.dtype), down)


def prefix_layer(x, norm1, norm2, qkv, out, gate_up, down, cos, sin, mask, heads: int, size: int):
    """The shared prefix, batch 1. Returns x and its keys and values [1, heads, time, size]."""
    q, k, v = project(x, norm1, qkv, cos, sin, heads, size)
    weights = ((q @ k.transpose(-1, -2)).float() + mask).softmax(-1).to(q.dtype)
    return finish(x, weights @ v, norm2, out, gate_up, down), k, v


def branch_layer(x, norm1, norm2, qkv, out, gate_up, down, cos, sin, mask, pk, pv, heads: int, size: int):
    """Branches [batch, time, width] attend to the prefix's keys and values and causally to themselves."""
    batch, time, _ = x.shape
    q, k, v = project(x, norm1, qkv, cos, sin, heads, size)
    # One large product a head against the shared keys instead of `batch` small ones.
    flat = q.transpose(0, 1).reshape(heads, batch * time, size)
    far, near = (flat @ pk[0].transpose(-1, -2)).float(), (q @ k.transpose(-1, -2)).float() + mask
    # One softmax over both parts: their largest score is no function of the weights, any number serves.
    top = torch.maximum(far.amax(-1), near.amax(-1).transpose(0, 1).reshape(heads, batch * time)).detach()
    far, near = torch.exp(far - top[..., None]), torch.exp(near - top.view(heads, batch, time).transpose(0, 1)[..., None])
    total = far.sum(-1).view(heads, batch, time).transpose(0, 1) + near.sum(-1)
    old = (far.to(q.dtype) @ pv[0]).view(heads, batch, time, size).transpose(0, 1)
    attended = (old.float() + (near.to(q.dtype) @ v).float()) / total[..., None]
    return finish(x, attended.to(q.dtype), norm2, out, gate_up, down)


def token_losses(hidden, embedding, targets):
    """hidden [n, width], targets [n] -> (cross-entropy [n], whether no other token is likelier [n])"""
    logits = F.linear(hidden.to(embedding.dtype), embedding).float()
    own = logits.gather(-1, targets[:, None])[:, 0]
    return torch.logsumexp(logits, -1) - own, (logits.detach().amax(-1) <= own.detach())


class Llama(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(c.vocab, c.width)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.norm = Norm(c.width)
        frequencies = 1.0 / (c.theta ** (torch.arange(0, c.head_size, 2).float() / c.head_size))
        angles = torch.outer(torch.arange(c.positions).float(), frequencies)
        self.register_buffer("cos", angles.cos()[:, None], False)
        self.register_buffer("sin", angles.sin()[:, None], False)
        self.compiled = {}
        nn.init.normal_(self.embedding.weight, std=0.02)
        for layer in self.layers:
            for linear in (layer.qkv, layer.gate_up):
                nn.init.normal_(linear.weight, std=0.02)
            for linear in (layer.out, layer.down):
                nn.init.normal_(linear.weight, std=0.02 / (2 * c.layers) ** 0.5)

    def compile(self):
        """Layers and losses through torch.compile: a minute or two at the first step, twice as fast then."""
        self.compiled = {f: torch.compile(f, dynamic=True) for f in (prefix_layer, branch_layer, token_losses)}

    def program(self, function, *sizes):
        """The function, compiled if it may be: of any size below 2 the compiler would make one more program."""
        return self.compiled.get(function, function) if min(sizes) > 1 else function

    def cast(self, dtype=torch.float32):
        return Cast([layer.cast(dtype) for layer in self.layers], self.embedding.weight.to(dtype))

    @staticmethod
    def causal(time):
        return torch.full((time, time), float("-inf")).triu(1)

    def run_prefix(self, ids, cast=None):
        """ids [1, time] -> hidden [1, time, width], [(keys, values)] by layer"""
        time, kept = ids.shape[1], []
        x, mask = self.embedding(ids), self.causal(time)
        run = self.program(prefix_layer, time)
        for layer in (cast or self.cast()).layers:
            x, k, v = run(x, *layer, self.cos[:time], self.sin[:time], mask, self.c.heads, self.c.head_size)
            kept.append((k, v))
        return normed(x, self.norm.weight), kept

    def run_branches(self, ids, kept, cast=None):
        """ids [batch, time], right-padded; returns hidden [batch, time, width]"""
        past, time = kept[0][0].shape[2], ids.shape[1]
        x, mask = self.embedding(ids), self.causal(time)
        at = slice(past, past + time)
        run = self.program(branch_layer, past, *ids.shape)
        for layer, (k, v) in zip((cast or self.cast()).layers, kept):
            x = run(x, *layer, self.cos[at], self.sin[at], mask, k, v, self.c.heads, self.c.head_size)
        return normed(x, self.norm.weight)

    def losses(self, hidden, targets, cast):
        """hidden [n, width], targets [n]: as `token_losses`"""
        return self.program(token_losses, len(targets))(hidden, cast.embedding, targets)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight)

    def settings(self):
        return asdict(self.c)
