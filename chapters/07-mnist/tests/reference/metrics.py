"""Metrics of classifiers, by their definitions in numpy and torch, for `metrics.json`.

scikit-learn is not needed. Where it divides by zero, these are null, and a mean leaves them out, as
with `zero_division=np.nan`.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F


def share(part, whole):
    return part / whole if whole > 0 else None


def mean(values):
    values = [value for value in values if value is not None]
    return float(np.mean(values)) if values else None


def calibration(confidence, right, bins):
    """Guo et al. (2017): the bins are ((m − 1)/M, m/M]."""
    edges = np.arange(bins + 1) / bins
    error, curve = 0.0, []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        curve.append([int(inside.sum()), int(right[inside].sum()), float(confidence[inside].sum())])
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return {"bins": bins, "curve": curve, "error": float(error)}


def temperature(logits, truth):
    """Where the derivative of the cross-entropy with respect to 1/T is zero, by bisection."""

    def slope(beta):
        beta = torch.tensor(beta, dtype=torch.float64, requires_grad=True)
        F.cross_entropy(logits * beta, truth).backward()
        return beta.grad.item()

    low, high = 1e-6, 1e4
    if slope(low) >= 0 or slope(high) <= 0:
        return None
    for _ in range(200):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / low


def case(logits, truth):
    classes = logits.shape[1]
    predictions = logits.argmax(dim=1)
    per_class = []
    for c in range(classes):
        tp = int(((predictions == c) & (truth == c)).sum())
        claimed, there = int((predictions == c).sum()), int((truth == c).sum())
        f1 = share(2 * tp, claimed + there)
        per_class.append([share(tp, claimed), share(tp, there), f1, there])
    probabilities = F.softmax(logits, dim=1)
    ranked = logits.topk(classes, dim=1).indices
    found = [(ranked[:, :k] == truth[:, None]).any(dim=1).double().mean() for k in range(1, classes + 1)]
    confidence, right = probabilities.max(dim=1).values.numpy(), (predictions == truth).numpy()
    return {
        "logits": logits.tolist(),
        "truth": truth.tolist(),
        "per_class": per_class,
        "macro": [mean(column) for column in list(zip(*per_class))[:3]],
        "top_k": [rate.item() for rate in found],
        "brier": ((probabilities - F.one_hot(truth, classes)) ** 2).sum(dim=1).mean().item(),
        "cross_entropy": F.cross_entropy(logits, truth).item(),
        "calibration": [calibration(confidence, right, bins) for bins in (1, 10, 15)],
        "temperature": temperature(logits, truth),
    }


torch.manual_seed(0)
cases = []
for images, classes, sharpness, signal in [
    (40, 4, 1.0, 1.0),
    (40, 4, 6.0, 0.7),
    (40, 10, 0.1, 2.0),
    (25, 3, 30.0, 1.5),
    (12, 2, 2.0, -1.0),
    (1, 5, 1.0, 9.0),
]:
    truth = torch.randint(0, classes, (images,))
    logits = torch.randn(images, classes, dtype=torch.float64)
    logits += signal * F.one_hot(truth, classes)
    logits = (sharpness * logits).mul(1e5).round() / 1e5
    assert all(len(row.unique()) == classes for row in logits), "ties are a matter of convention"
    cases.append(case(logits, truth))

# A class that is never predicted, and one that is not there either.
logits = torch.tensor([[3.0, 1.0, 0.0, -1.0], [2.0, 0.5, 1.0, -1.0], [0.0, 2.0, 1.0, -1.0]]).double()
cases.append(case(logits.repeat(3, 1), torch.tensor([0, 2, 1, 0, 0, 2, 1, 1, 1])))

with open("metrics.json", "w") as file:
    file.write("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")
