"""PyTorch's random_split, and loaders over its parts and over a TensorDataset, for `split.json`."""

import json

import torch
from torch.utils.data import DataLoader, TensorDataset, random_split

splits = []
for n, lengths in [
    (10, [7, 3]),
    (10, [10]),
    (0, [0]),
    (7, [0, 7, 0]),
    (100, [60, 25, 15]),
    (10, [0.33, 0.33, 0.34]),
    (11, [0.5, 0.5]),
    (29, [0.7, 0.2, 0.1]),
    (29, [0.1] * 10),
    (5, [0.0, 1.0]),
    (3, [0.25, 0.25, 0.25, 0.25]),
    (1, [1.0]),
]:
    generator = torch.Generator().manual_seed(len(splits))
    parts = random_split(range(n), lengths, generator=generator)
    after = torch.empty((), dtype=torch.int64).random_(generator=generator).item()
    parts = [list(part) for part in parts]
    splits.append({"n": n, "lengths": lengths, "parts": parts, "next": after})

# A loader over a part of the numbers 0 to n − 1, and one over rows whose targets are the numbers.
loaders = []
for n, share, batch_size, drop_last in [
    (40, 0.8, 5, False),
    (40, 0.8, 5, True),
    (40, 0.2, 3, False),
    (17, 0.5, 4, True),
    (9, 0.9, 20, False),
    (9, 0.9, 20, True),
]:
    generator = torch.Generator().manual_seed(n)
    part, _ = random_split(range(n), [share, 1 - share], generator=generator)
    loader = DataLoader(part, batch_size, shuffle=True, drop_last=drop_last, generator=generator)
    subset = [[batch.tolist() for batch in loader] for _ in range(2)]

    rows = torch.arange(2 * n, dtype=torch.float32).reshape(n, 2)
    dataset = TensorDataset(rows, torch.arange(n) / 8)
    loader = DataLoader(dataset, batch_size, shuffle=True, drop_last=drop_last, generator=generator)
    tensors = [[[x.tolist(), y.tolist()] for x, y in loader] for _ in range(2)]
    loaders.append(
        {
            "n": n,
            "share": share,
            "batch_size": batch_size,
            "drop_last": drop_last,
            "subset": subset,
            "tensors": tensors,
            "next": torch.empty((), dtype=torch.int64).random_(generator=generator).item(),
        }
    )

with open("split.json", "w") as file:
    for name, cases, end in [('{"splits"', splits, ",\n"), ('"loaders"', loaders, "}\n")]:
        file.write(name + ": [\n" + ",\n".join(map(json.dumps, cases)) + "\n]" + end)
