"""A small network trained by PyTorch: its file, its answers, and the same network as ONNX.

    python trained.py
"""

import gzip
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnx import save_model
from safetensors.torch import save_file
from torch import nn

from as_onnx import onnx_model

HERE = Path(__file__).parent
MNIST = HERE / "../../../appendix-data/mnist"


def images(name):
    with gzip.open(MNIST / name) as file:
        pixels = torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8)
    return (pixels.view(-1, 784).float() / 255 - 0.1307) / 0.3081


def labels(name):
    with gzip.open(MNIST / name) as file:
        return torch.frombuffer(bytearray(file.read()[8:]), dtype=torch.uint8).long()


def trained():
    x, y = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(784, 10), nn.ReLU(), nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    for _ in range(3):
        for batch in torch.randperm(len(x)).split(128):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x[batch]), y[batch]).backward()
            optimizer.step()
    return net


net = trained()
save_file(net.state_dict(), HERE / "trained.safetensors", metadata={"format": "pt"})

x, y = images("t10k-images-idx3-ubyte.gz"), labels("t10k-labels-idx1-ubyte.gz")
with torch.no_grad():
    logits = net(x)
best = logits.topk(2, dim=1).values
margin = (best[:, 0] - best[:, 1]).min().item()
# Another order of adding must not change what is read.
assert margin > 1e-4, margin

save_model(onnx_model(net), HERE / "trained.onnx")
session = onnxruntime.InferenceSession(HERE / "trained.onnx")
(found,) = session.run(["logits"], {"images": x.numpy()})
print(f"onnxruntime: at most {np.abs(found - logits.numpy()).max():.2e} from PyTorch")
assert (found.argmax(1) == logits.argmax(1).numpy()).all()

rows = ",\n".join(json.dumps(row) for row in logits[:20].tolist())
about = (
    f"trained.safetensors, torch {torch.__version__}: its logits for the first 20 test images, "
    "the class it reads in each of the 10,000, and how many are right."
)
(HERE / "trained.json").write_text(
    f'{{"_about": {json.dumps(about)},\n"logits": [\n{rows}\n],\n'
    f'"read": "{"".join(map(str, logits.argmax(1).tolist()))}",\n'
    f'"correct": {(logits.argmax(1) == y).sum().item()}}}\n'
)

# One layer of two numbers to three, to see every byte.
tiny = nn.Sequential(nn.Linear(2, 3))
tiny[0].weight.data = torch.tensor([[0.5, -1.0], [2.0, 0.0], [-0.25, 3.0]])
tiny[0].bias.data = torch.tensor([1.0, -2.0, 0.125])
save_model(onnx_model(tiny), HERE / "one_layer.onnx")
print(f"{(logits.argmax(1) == y).sum()} of {len(y)} read correctly, smallest margin {margin:.1e}")
