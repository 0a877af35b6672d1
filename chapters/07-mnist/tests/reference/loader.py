"""The orders of `torch.utils.data.DataLoader` with a generator of its own, for `loader.json`."""

import json
from itertools import product

import torch
from torch.utils.data import DataLoader

cases = []
sizes = [(12, 5), (10, 5), (5, 5), (3, 5), (5, 1)]
for shuffle, drop_last, (n, batch_size) in product([False, True], [False, True], sizes):
    generator = torch.Generator().manual_seed(0)
    loader = DataLoader(
        range(n), batch_size, shuffle=shuffle, drop_last=drop_last, generator=generator
    )
    epochs = [[batch.tolist() for batch in loader] for _ in range(2)]
    # An epoch that is left after its first batch draws less.
    for batch in loader:
        break
    after = torch.empty((), dtype=torch.int64).random_(generator=generator).item()
    cases.append(
        {
            "n": n,
            "batch_size": batch_size,
            "shuffle": shuffle,
            "drop_last": drop_last,
            "len": len(loader),
            "epochs": epochs,
            "next": after,
        }
    )

with open("loader.json", "w") as file:
    file.write("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")
