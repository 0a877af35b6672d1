"""The first five test digits as a camera might see them: large, black on gray paper, JPEG.

    python pictures.py
"""

import gzip
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
IMAGES = HERE / "../../../appendix-data/mnist/t10k-images-idx3-ubyte.gz"

with gzip.open(IMAGES) as file:
    pixels = file.read()[16 : 16 + 5 * 784]
for i in range(5):
    digit = Image.frombytes("L", (28, 28), pixels[784 * i : 784 * (i + 1)])
    # Ink 255 becomes 25, background 0 becomes 225.
    photo = digit.resize((140, 140), Image.Resampling.BICUBIC).point(lambda ink: 225 - ink * 200 // 255)
    photo.save(HERE / f"test_image_{i}.jpg", quality=85)
