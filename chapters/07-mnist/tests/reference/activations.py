"""A network with every activation that a file of this program can hold, as ONNX.

    python activations.py
"""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnx import save_model
from torch import nn

from as_onnx import onnx_model

torch.manual_seed(0)
first, second = nn.Linear(4, 3), nn.Linear(3, 3)
net = nn.Sequential(
    first,
    nn.ReLU(),
    nn.ELU(),
    second,
    nn.Softplus(),
    nn.Softsign(),
    nn.Sigmoid(),
    nn.Tanh(),
    nn.Identity(),
    nn.LogSoftmax(1),
)
path = Path(__file__).parent / "activations.onnx"
save_model(onnx_model(net), path)

x = 3 * torch.randn(20, 4)
session = onnxruntime.InferenceSession(path)
(found,) = session.run(["logits"], {"images": x.numpy()})
with torch.no_grad():
    difference = np.abs(found - net(x).numpy()).max()
print(f"onnxruntime: at most {difference:.2e} from PyTorch")
assert difference < 1e-6
