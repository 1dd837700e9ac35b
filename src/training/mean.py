"""The mean of several checkpoints' weights: mean.py CHECKPOINT… OUT. The rest of OUT is the first one's."""
import sys

import torch


def mean(paths):
    first, *others = (torch.load(path, map_location="cpu", weights_only=False) for path in paths)
    for name, weight in first["model"].items():
        first["model"][name] = (weight + sum(other["model"][name] for other in others)) / len(paths)
    return first


if __name__ == "__main__":
    torch.save(mean(sys.argv[1:-1]), sys.argv[-1])
