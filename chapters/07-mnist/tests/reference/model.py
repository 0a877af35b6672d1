"""A small PyTorch network as a safetensors file, and what it says about 20 images.

    python model.py
"""

import gzip
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
IMAGES = HERE / "../../../appendix-data/mnist/t10k-images-idx3-ubyte.gz"

with gzip.open(IMAGES) as file:
    pixels = torch.frombuffer(bytearray(file.read()[16 : 16 + 20 * 784]), dtype=torch.uint8)
x = (pixels.view(20, 784).float() / 255 - 0.1307) / 0.3081

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(784, 8), nn.ReLU(), nn.Linear(8, 10))
save_file(net.state_dict(), HERE / "torch_model.safetensors")

with torch.no_grad():
    logits = net(x)
rows = ",\n".join(json.dumps(row) for row in logits.tolist())
about = f"Logits of torch_model.safetensors for the first 20 test images, torch {torch.__version__}."
(HERE / "torch_model.json").write_text(
    f'{{"_about": {json.dumps(about)},\n"logits": [\n{rows}\n],\n'
    f'"read": {json.dumps(logits.argmax(1).tolist())}}}\n'
)
