"""Reads in PyTorch and in onnxruntime what this program wrote, and compares what they say.

    cargo run --release -- --out runs/mnist
    cargo run --release -- export
    python read_back.py ../../../../runs/mnist
"""

import gzip
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

MNIST = Path(__file__).parent / "../../../appendix-data/mnist"
RUN = Path(sys.argv[1])

with gzip.open(MNIST / "t10k-images-idx3-ubyte.gz") as file:
    pixels = np.frombuffer(file.read()[16:], dtype=np.uint8).reshape(-1, 784)
with gzip.open(MNIST / "t10k-labels-idx1-ubyte.gz") as file:
    labels = np.frombuffer(file.read()[8:], dtype=np.uint8)


def say(name, logits):
    print(f"{name:<12}{(logits.argmax(1) == labels).sum():>6} of {len(labels)} read correctly")


# PyTorch: every tensor must find its place.
path = RUN / "model.safetensors"
state = load_file(path)
weights = [state[name] for name in sorted(state, key=lambda n: int(n.split(".")[0])) if "weight" in name]
layers = []
for weight in weights:
    layers += [nn.Linear(weight.shape[1], weight.shape[0]), nn.ReLU()]
net = nn.Sequential(*layers[:-1])
net.load_state_dict(state, strict=True)
with safe_open(path, "pt") as file:
    print(net, file.metadata(), {str(tensor.dtype) for tensor in state.values()})
with torch.no_grad():
    x = (torch.tensor(pixels).float() / 255 - 0.1307) / 0.3081
    theirs = net(x).numpy()
say("PyTorch", theirs)

# ONNX: what to do to the pixels is read from the file.
path = RUN / "model.onnx"
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)
about = {entry.key: entry.value for entry in model.metadata_props}
print(f"ir_version {model.ir_version}, opset {model.opset_import[0].version}", about)
x = (pixels.astype(np.float32) / 255 - np.float32(about["mean"])) / np.float32(about["std"])
session = onnxruntime.InferenceSession(path)
(logits,) = session.run(["logits"], {"images": x})
say("onnxruntime", logits)
assert (logits.argmax(1) == theirs.argmax(1)).all()
print(f"largest difference between the two: {np.abs(logits - theirs).max():.2e}")
(one,) = session.run(["logits"], {"images": x[:1]})
assert np.allclose(one, logits[:1], atol=1e-4), "a batch of one"
