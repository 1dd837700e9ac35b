"""Muon for matrices, AdamW for the embedding and the norms."""
import torch


def orthogonal(g):
    """Newton-Schulz iteration towards the nearest orthogonal matrix (Keller Jordan's coefficients)."""
    x = g.T if g.shape[0] > g.shape[1] else g
    x = (x / (x.norm() + 1e-7)).bfloat16()
    for _ in range(5):
        b = x @ x.T
        x = torch.addmm(x, torch.addmm(b, b, b, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    x = x.float()
    return x.T if g.shape[0] > g.shape[1] else x


class Optimizer:
    def __init__(self, model, rate, other_rate, momentum=0.95, decay=0.01):
        self.rate, self.other_rate, self.momentum, self.decay = rate, other_rate, momentum, decay
        self.matrices, others = [], []
        for name, p in model.named_parameters():
            if p.ndim == 2 and "embedding" not in name:
                # Fused projections are orthogonalised part by part.
                self.matrices.append((p, 3 if "qkv" in name else 2 if "gate_up" in name else 1))
            else:
                others.append(p)
        self.adam = torch.optim.AdamW(others, lr=other_rate, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0, fused=True)
        self.velocity = [torch.zeros_like(p) for p, _ in self.matrices]
        self.others = others

    @torch.no_grad()
    def step(self, scale):
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.other_rate * scale
        self.adam.step()
        for (p, parts), v in zip(self.matrices, self.velocity):
            v.mul_(self.momentum).add_(p.grad)
            update = p.grad.add(v, alpha=self.momentum)
            for part, u in zip(p.data.chunk(parts), update.chunk(parts)):
                part.mul_(1 - self.rate * scale * self.decay)
                part.add_(orthogonal(u), alpha=-self.rate * scale * max(1, u.shape[0] / u.shape[1]) ** 0.5)
        for p, _ in self.matrices:
            p.grad = None
        for p in self.others:
            p.grad = None

    def state(self):
        return {"adam": self.adam.state_dict(), "velocity": self.velocity}

    def load(self, state):
        self.adam.load_state_dict(state["adam"])
        for mine, saved in zip(self.velocity, state["velocity"]):
            mine.copy_(saved)
