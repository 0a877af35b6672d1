"""Every byte as torchvision's transforms normalize it for MNIST, written to normalize.json.

`ToTensor` divides by 255 and `Normalize` subtracts the mean and divides by the standard
deviation, each in place and in single precision. These are the same operations on the same
types, without the need to install torchvision.

    python normalize.py
"""

import json
from pathlib import Path

import torch

MEAN, STD = 0.1307, 0.3081

pixels = torch.arange(256, dtype=torch.uint8).to(torch.float32).div(255)
pixels.sub_(torch.as_tensor([MEAN])).div_(torch.as_tensor([STD]))

about = f"All 256 bytes normalized by PyTorch {torch.__version__}. Regenerate: python normalize.py"
reference = {"_about": about, "mean": MEAN, "std": STD, "values": pixels.tolist()}
Path(__file__).with_name("normalize.json").write_text(json.dumps(reference) + "\n")
