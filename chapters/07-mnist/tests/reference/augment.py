"""Distorted images, by `affine_grid` and `grid_sample`, for `augment.json`.

torchvision is not needed: what its RandomAffine and ElasticTransform draw, and how its `affine` makes
a matrix, is written out here.
"""

import json
import math

import numpy as np
import torch
import torch.nn.functional as F


def warp(image, theta, displacement=None):
    """The image, seen through theta, and displaced by (dx, dy) pixels."""
    height, width = image.shape
    theta = torch.tensor(np.asarray(theta), dtype=torch.float64)
    grid = F.affine_grid(theta[None], (1, 1, height, width), align_corners=False)
    if displacement is not None:
        dx, dy = displacement
        grid = grid + torch.stack([2 * dx / width, 2 * dy / height], dim=-1)
    image = image.to(torch.float64)[None, None]
    found = F.grid_sample(image, grid, "bilinear", padding_mode="zeros", align_corners=False)
    return found[0, 0]


def theta(degrees, translate, scale, shear, height, width):
    """What `affine_grid` needs to turn, shift, enlarge and slant the picture."""
    angle, slant = math.radians(degrees), math.tan(math.radians(shear))
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    shift = np.array([[1, 0, translate[0]], [0, 1, translate[1]], [0, 0, 1]])
    slanted = np.array([[1, -slant, 0], [0, 1, 0], [0, 0, 1]])
    enlarged = np.diag([scale, scale, 1])
    old = np.linalg.inv(shift @ turn @ slanted @ enlarged)
    # From pixels to an image that reaches from -1 to 1.
    pixels = np.diag([width / 2, height / 2, 1])
    return (np.linalg.inv(pixels) @ old @ pixels)[:2]


def image(height, width):
    return torch.rand(height, width, dtype=torch.float64).mul(1000).round() / 1000


torch.manual_seed(0)

thetas = []
for height, width in [(1, 1), (5, 4), (4, 7), (9, 9)]:
    for matrix in [
        [[1, 0, 0], [0, 1, 0]],
        [[0, 1, 0], [-1, 0, 0]],
        [[1, 0, 2], [0, 1, -1]],
        (torch.randn(2, 3) * 0.5).tolist(),
        (torch.randn(2, 3) * 2).tolist(),
    ]:
        one = image(height, width)
        warped = warp(one, matrix)
        thetas.append({"image": one.tolist(), "theta": matrix, "warped": warped.tolist()})

maps = []
for height, width in [(6, 6), (3, 8)]:
    for settings in [
        (15.0, (0.0, 0.0), 1.0, 0.0),
        (-120.0, (1.25, -0.5), 1.0, 0.0),
        (0.0, (0.0, 0.0), 1.4, 0.0),
        (0.0, (0.0, 0.0), 1.0, 20.0),
        (33.0, (-0.7, 0.9), 0.8, -11.0),
    ]:
        one = image(height, width)
        warped = warp(one, theta(*settings, height, width))
        maps.append({"image": one.tolist(), "map": settings, "warped": warped.tolist()})


def uniform(low, high):
    return torch.empty(1).uniform_(low, high).item()


def smooth(field, sigma):
    radius = round(4 * sigma)
    distance = torch.arange(-radius, radius + 1, dtype=torch.float64)
    bell = torch.exp(-0.5 * (distance / sigma) ** 2)
    bell /= bell.sum()
    field = F.conv2d(field[None, None].double(), bell[None, None, :, None], padding=(radius, 0))
    return F.conv2d(field, bell[None, None, None, :], padding=(0, radius))[0, 0]


def augment(image, settings):
    """What RandomAffine, ElasticTransform and noise draw, and one interpolation."""
    height, width = image.shape
    degrees, right, down, scale, shear = 0.0, 0.0, 0.0, 1.0, 0.0
    if "degrees" in settings:
        degrees = uniform(-settings["degrees"], settings["degrees"])
    if "translate" in settings:
        right = uniform(-settings["translate"], settings["translate"])
        down = uniform(-settings["translate"], settings["translate"])
    if "scale" in settings:
        scale = uniform(*settings["scale"])
    if "shear" in settings:
        shear = uniform(-settings["shear"], settings["shear"])
    displacement = None
    if "elastic" in settings:
        alpha, sigma = settings["elastic"]
        displacement = [alpha * smooth(torch.rand(height, width) * 2 - 1, sigma) for _ in "xy"]
    matrix = theta(degrees, (right, down), scale, shear, height, width)
    warped = warp(image, matrix, displacement)
    if "noise" in settings:
        warped += 255 * settings["noise"] * torch.randn(height, width).double()
    return (degrees, (right, down), scale, shear), warped.clamp(0, 255).add(0.5).floor().int()


everything = {
    "degrees": 12.0,
    "translate": 1.5,
    "scale": [0.9, 1.15],
    "shear": 8.0,
    "elastic": [20.0, 2.0],
    "noise": 0.05,
}
augmented = []
for height, width in [(10, 12), (13, 7)]:
    for settings in [
        {"degrees": 30.0},
        {"translate": 2.0},
        {"scale": [0.7, 1.3]},
        {"shear": 25.0},
        {"elastic": [34.0, 4.0]},
        {"elastic": [8.0, 0.8]},
        {"noise": 0.1},
        everything,
    ]:
        seed = len(augmented)
        torch.manual_seed(seed)
        one = torch.randint(0, 256, (height, width))
        torch.manual_seed(seed)
        numbers, bytes_ = augment(one, settings)
        augmented.append(
            {
                "image": one.tolist(),
                "settings": settings,
                "seed": seed,
                "map": numbers,
                "augmented": bytes_.tolist(),
                "next": torch.empty((), dtype=torch.int64).random_().item(),
            }
        )

with open("augment.json", "w") as file:
    parts = {"thetas": thetas, "maps": maps, "augmented": augmented}
    texts = [f'"{name}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]" for name, cases in parts.items()]
    file.write("{" + ",\n".join(texts) + "}\n")
