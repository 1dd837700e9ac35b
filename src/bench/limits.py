"""What the machine can do at most: limits.py THREADS. Reading memory in GB/s, matrix products in GFLOP/s."""

import sys
import time

import torch


def best(work, times):
    def once():
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    once()
    return min(once() for _ in range(times))


def main(threads):
    torch.set_num_threads(int(threads))
    numbers = torch.ones(256 * 1024 * 1024)
    print(f"limit\tread\t{numbers.nbytes / best(numbers.sum, 7) / 1e9:.2f}")
    del numbers
    for name, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        size = 2048 if dtype == torch.float32 else 1024
        a, b = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
        print(f"limit\t{name}\t{2 * size**3 / best(lambda: a @ b, 3) / 1e9:.1f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
