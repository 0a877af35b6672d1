"""What PyTorch, numpy and scikit-learn print today for the rows of ledger.json.

Writes today.json next to this file. README.md says how to run it. The results of Keras and of
MNIST's pixels are not computed again: the constants below were recorded once, with the versions
named beside them.
"""

import gzip
import json
import math
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import sklearn
import torch
from sklearn.datasets import make_blobs
from torch import nn

HERE = Path(__file__).parent
MNIST = HERE.parent.parent / "chapters" / "appendix-data" / "mnist"
torch.set_num_threads(1)

# MNIST's training pixels, in double precision.
PIXELS = [0.1306604762738429, 0.30810780385646264]
# keras.utils.set_random_seed(0), one result for each of the six samples.
KERAS = {
    "TensorFlow 2.21.0": [0.50497514, 0.38953552, 0.4759591, 0.60580003, 0.23124358, 0.35550013],
    "TensorFlow 2.15.1": [0.5049751, 0.38953546, 0.47595912, 0.60580003, 0.23124357, 0.35550004],
}
# The kernels of its two layers, the same with both versions.
KERNELS = [
    [0.03436267375946045, -0.41832423210144043, 0.7425023317337036]
    + [-0.8618922233581543, -0.23019659519195557, -0.686377227306366],
    [-0.43409502506256104, -0.7433627843856812, -0.5388562679290771],
]


def flat(tensor):
    return [float(x) for x in torch.as_tensor(tensor).detach().double().reshape(-1)]


def double(values):
    return torch.tensor(values, dtype=torch.float64)


def names(tensor):
    node, found = tensor.grad_fn, []
    while node is not None:
        found.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    return found


def summary(values, kurtosis=True):
    x = np.asarray(values, dtype=np.float64)
    d = x - x.mean()
    figures = [x.mean(), x.std(ddof=1), x.min(), x.max()]
    return [float(f) for f in figures + ([(d**4).mean() / x.std(ddof=1) ** 4 - 3] if kurtosis else [])]


def text(tensor):
    """A tensor without its grad_fn."""
    return str(tensor.detach())


def torch_intro():
    ll = nn.Linear(2, 2)
    ll.weight = nn.Parameter(torch.tensor([[1.0, 0.0], [0.0, 2.0]]))
    ll.bias = nn.Parameter(torch.tensor([10.0, -10.0]))
    z = double([[1, -1, 2], [-1, 0, 1]])
    q, c = torch.softmax(z, 1), torch.tensor([2, 1])

    class myNN(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer1 = nn.Linear(3, 4)
            self.layer2 = nn.Linear(4, 2)

        def forward(self, x):
            return nn.Softmax(1)(self.layer2(nn.Sigmoid()(self.layer1(x))))

    torch.manual_seed(0)
    x = torch.randn(2, 3)
    model = myNN()
    nn.NLLLoss()(torch.log(model(x)), torch.tensor([1, 0])).backward()
    loss = nn.CrossEntropyLoss()(z, c)
    p = double([[0, 0, 1], [0, 1, 0]])
    return {
        "affine": flat(ll(torch.tensor([1.0, 1.0]))),
        "randn": flat(x),
        "row_sums": flat(torch.softmax(x, 1).sum(1)),
        "called": [2.5 * 5.0],
        "print": str(model),
        "softmax": flat(q),
        "cross_entropy_of_distributions": flat(-(p * q.log()).sum() / 2),
        "cross_entropy_of_classes": flat(loss),
        "classes_from_1": flat(p.argmax(1) + 1),
        "nll": text(nn.NLLLoss()(torch.log(q.float()), c)),
        "cross_entropy": text(nn.CrossEntropyLoss()(z.float(), c)),
        "input_grad": str(x.grad),
    }


def numpy_losses(seed):
    np.random.seed(seed)
    x, y = np.random.randn(64, 10), np.random.randn(64, 1)
    w1, w2 = np.random.randn(11, 100), np.random.randn(101, 1)
    losses = []
    for _ in range(250):
        xb = np.hstack((np.ones((64, 1)), x))
        z = xb @ w1
        ab = np.hstack((np.ones((64, 1)), np.maximum(z, 0)))
        y_hat = ab @ w2
        losses.append(float(np.mean((y_hat - y) ** 2)))
        d_y = (2.0 / 64) * (y_hat - y)
        d_w2 = ab.T @ d_y + 0.5 * w2
        d_w1 = xb.T @ ((d_y @ w2.T)[:, 1:] * (z > 0)) + 0.5 * w1
        w2 -= d_w2 * 1e-3
        w1 -= d_w1 * 1e-3
    return losses


def mlp_numpy_mnist():
    class MLP(nn.Module):
        def __init__(self, sizes):
            super().__init__()
            layers = []
            for i, o in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(i, o), nn.ReLU()]
            self.fc = nn.Sequential(*layers)
            self.log_softmax = nn.LogSoftmax(dim=1)

        def forward(self, x):
            return self.log_softmax(self.fc(x.reshape(x.shape[0], -1)))

    mlp = MLP([784, 32, 64, 128, 64, 10])
    parameters = list(mlp.parameters())
    scores = torch.tensor([[0, 0, 0.0400, 0.0969, 0, 0, 0, 0, 0, 0]])
    losses = numpy_losses(0)
    t = torch.tensor([1.0, -1.0], requires_grad=True)
    torch.relu(t).sum().backward()
    return {
        "sigmoid_range": flat(torch.sigmoid(double([-math.inf, math.inf]))),
        "relu_slope": flat(t.grad),
        "dots": "." * len(losses),
        "numpy_losses": [losses[i] for i in (0, 1, 10, 100, 249)],
        "pixels": PIXELS,
        "image_shape": str(torch.zeros(1, 28, 28).shape),
        "first_label": [5.0],
        "print": " ".join(str(mlp).split()),
        "parameter_tensors": [float(len(parameters))],
        "parameters": [float(sum(p.numel() for p in parameters))],
        "log_probabilities": flat(torch.log_softmax(scores, 1)),
        "output_shape": str(mlp(torch.zeros(1, 28, 28)).shape),
    }


def perceptron_blobs():
    torch.manual_seed(0)
    x = torch.randn(48)
    fc = nn.Linear(48, 10)
    target = torch.randn(10)
    loss = nn.MSELoss()(torch.sigmoid(fc(x)), target)
    printed = np.array([-0.0067, -0.0137, 0.0287, 0.0041, -0.1154, -0.0769, 0.0350, 0.0452, -0.0260, -0.0090])
    slope = math.sqrt(((printed / 0.2) ** 2).sum() / 10.273)
    o = (1 + math.sqrt(1 - 4 * slope)) / 2
    recovered = nn.Linear(48, 10)
    with torch.no_grad():
        recovered.weight.zero_()
        recovered.bias.fill_(math.log(o / (1 - o)))
    again = nn.MSELoss()(
        torch.sigmoid(recovered(torch.ones(48))), torch.tensor(o - printed / (0.2 * slope), dtype=torch.float32)
    )
    before = recovered.bias.grad
    again.backward()
    return {
        "parameter_tensors": [float(len(list(fc.parameters())))],
        "weight_shape": str(fc.weight.size()),
        "bias_shape": str(fc.bias.size()),
        "input_shape": str(x.size()),
        "output_shape": str(fc(x).size()),
        "mse": flat(again),
        "way_back": names(loss),
        "grad_before": str(before),
        "bias_grad": flat(recovered.bias.grad),
        "relu": flat(torch.relu(torch.tensor([-1.0, 0, 4, -5, 6]))),
    }


def steps(fresh):
    """The 49 steps on a single example, with a new Adam in each or with one for all."""
    weights = [
        [[0.1, 0.3, 0.4], [0.2, 0.2, 0.3], [0.3, 0.7, 0.9]],
        [[0.2, 0.3, 0.6], [0.3, 0.5, 0.4], [0.5, 0.7, 0.8]],
        [[0.1, 0.3, 0.5], [0.4, 0.7, 0.2], [0.8, 0.2, 0.9]],
    ]
    biases = [
        [-0.3583381175994873, 0.025746548548340797, 0.2663678228855133],
        [0.2428438365459442, -0.22841700911521912, 0.4866723120212555],
        [0.01748967170715332, -0.39093446731567383, 0.4056491553783417],
    ]
    layers = []
    for w, b in zip(weights, biases):
        layer = nn.Linear(3, 3)
        layer.weight, layer.bias = nn.Parameter(torch.tensor(w)), nn.Parameter(torch.tensor(b))
        layers.append(layer)
    model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.Sigmoid(), layers[2], nn.Softmax(1))
    x = torch.tensor([[0.1, 0.2, 0.7]])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.09)
    losses, probabilities = [], []
    for _ in range(1, 50):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), torch.tensor([1]))
        loss.backward()
        if fresh:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.09)
        optimizer.step()
        losses.append(loss.item())
        probabilities.append(flat(model(x)))
    return {"losses": losses, "probabilities": probabilities}


def one_example():
    x = torch.tensor([[0.1, 0.2, 0.7]])
    labels = torch.tensor([[0, 1, 0]])
    fresh = steps(fresh=True)
    a = torch.tensor(
        [[0.3183365762233734, 1.0870815515518188], [1.782690405845642, 1.3819717168807983]], requires_grad=True
    )
    cube = a**3
    square = cube**2
    mean = square.mean()
    before = a.grad
    mean.backward()
    return {
        "sample_shape": str(x.shape),
        "print_sample": str(x),
        "labels_shape": str(labels.shape),
        "labels": lambda at: str(labels),
        "step_loss": fresh["losses"],
        "step_probability": lambda at: [fresh["probabilities"][at[0]][at[1]]],
        "a": flat(a),
        "cube": flat(cube),
        "square": flat(square),
        "made_by": type(square.grad_fn).__name__,
        "mean": flat(mean),
        "grad_before": str(before),
        "grad": flat(a.grad),
        "by_hand": flat(3 * a**5 / 2),
    }


def traced(net, lines, kept):
    def size(tensor):
        return str(tuple(tensor.size()))

    for name, module in net.named_children():

        def forward(module, inputs, output, name=name):
            lines.append(f"{name}: IN {size(inputs[0])} OUT {size(output)}")
            kept[name] = (inputs[0].detach(), output.detach())

        def backward(module, grad_in, grad_out, name=name):
            lines.append(f"{name}: GRAD {size(grad_out[0])}")
            kept[name + ".grad"] = grad_out[0].detach()

        module.register_forward_hook(forward)
        module.register_full_backward_hook(backward)


def parts(net):
    """The lines of a printed Sequential between the first and the last."""
    return [line.strip() for line in str(net).splitlines()[1:-1]]


def large_network():
    """The network with large tensors, after one walk forward and back."""
    torch.manual_seed(123)
    input = torch.randn(500, 100)
    net = nn.Sequential(nn.Linear(100, 200), nn.Tanh(), nn.Linear(200, 100), nn.ReLU(), nn.Linear(100, 10))
    lines, seen = [], {}
    traced(net, lines, seen)
    output = net(input)
    loss = torch.mean(output**2)
    loss.backward()
    return net, input, output, loss, lines, seen


def large_in_figures():
    net, input, output, loss, _, seen = large_network()

    def figures(tensor):
        values = tensor.detach().double().reshape(-1).numpy()
        return {"summary": summary(values), "norm": float(np.linalg.norm(values)), "first": flat(values[:3])}

    named = dict(net.named_parameters())
    return {
        "loss": loss.item(),
        "input": figures(input),
        "outputs": [figures(seen[str(i)][1]) for i in range(5)],
        "parameters": {name: figures(p) for name, p in named.items()},
        "gradients": {name: figures(p.grad) for name, p in named.items()},
    }


def perspectives():
    sigmoid = torch.sigmoid(
        double([[1, 0.5], [-1, 1]]) @ double([[1, -1, 1], [2, 0, 1]]) + double([-1, 1, 0])
    )
    graph = np.arange(1, 9.0)
    for n_in, n_out, phi in ((8, 4, np.tanh), (4, 3, lambda s: np.maximum(s, 0)), (3, 2, lambda s: 1 / (1 + np.exp(-s)))):
        w = np.array([[10 * (i + 1) + j + 1 for j in range(n_out)] for i in range(n_in)], float)
        graph = phi(graph @ w + np.arange(1, n_out + 1))
    np.random.seed(0)
    sample = np.random.random(12)

    torch.manual_seed(123)
    net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    x = torch.randn(100, 8)
    primer_lines, kept = [], {}
    traced(net, primer_lines, kept)
    primer_loss = torch.mean(net(x) ** 2)
    primer_loss.backward()

    large, input, output, loss, lines, seen = large_network()
    first = large[2].weight.grad.clone()
    outputs = [seen[str(i)][1].numpy().ravel() for i in range(5)]
    loss100 = 100 * torch.mean(large(input) ** 2)
    loss100.backward()
    factor = (large[2].weight.grad.double() * first.double()).sum() / (first.double() ** 2).sum()
    saturated = np.abs(outputs[1]) > 0.9
    return {
        "unit": [float(np.tanh(np.dot([0, 1, -1], [1, 2, 3]) - 1))],
        "sigmoid_layer": flat(sigmoid),
        "graph": [float(x) for x in graph],
        "five_by_three": [float(n) for n in (np.zeros((5, 3)) @ np.zeros(3)).shape] + [3.0],
        "keras_sizes": [3.0, 2.0],
        "sample": [float(x) for x in sample],
        "keras": KERAS["TensorFlow 2.21.0"],
        "primer_print": parts(net),
        "primer_weight": flat(net[2].weight),
        "primer_bias": flat(net[4].bias),
        "primer_same": [str(torch.equal(x, kept["0"][0])), str(torch.equal(kept["0"][1], kept["1"][0]))],
        "primer_trace": primer_lines,
        "primer_loss": flat(primer_loss),
        "primer_grad": flat(net[0].bias.grad),
        "primer_sizes": str((kept["0"][1].size(), kept["0.grad"].size())),
        "large_print": parts(large),
        "large_trace": lines,
        "histogram_input": summary(input.numpy().ravel()),
        "histogram_weight": summary(large[0].weight.detach().numpy().ravel(), kurtosis=False),
        "histogram_bias": summary(large[0].bias.detach().numpy(), kurtosis=False),
        "histogram_output": lambda at: summary(outputs[at[0]]),
        "saturated": [float(saturated.mean())],
        "zeros": [float((outputs[3] == 0).mean())],
        "weight_against_gradient": [loss.item(), float(first.abs().max()), float(first.double().norm())],
        "loss_times_100": flat(loss100),
        "second_pass_factor": flat(factor),
        "mse_of_output": flat(nn.MSELoss()(output, torch.zeros_like(output))),
        "bce": flat(nn.BCELoss()(torch.ones(10), torch.zeros(10))),
        "softmax": flat(torch.softmax(double([2, -1, 3]), 0)),
    }


def blob_points():
    """The training points and then the test points of one stream, after np.random.seed(0)."""
    np.random.seed(0)
    calls = [make_blobs(n_samples=n, n_features=2, cluster_std=1.5, shuffle=True) for n in (40, 10)]
    return [{"points": x.ravel().tolist(), "labels": y.tolist()} for x, y in calls]


def primer_in_double():
    torch.manual_seed(123)
    net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    x = torch.randn(100, 8)
    parameters = {name: flat(p) for name, p in net.named_parameters()}
    loss = torch.mean(net.double()(x.double()) ** 2)
    loss.backward()
    gradients = {name: flat(p.grad) for name, p in net.named_parameters()}
    return {"parameters": parameters, "loss": loss.item(), "gradients": gradients}


def blobs():
    """The classifier of blobs, after np.random.seed(0) and torch.manual_seed(0)."""
    np.random.seed(0)
    x, y = make_blobs(n_samples=40, n_features=2, cluster_std=1.5, shuffle=True)
    x, y = torch.FloatTensor(x), torch.FloatTensor((y != 0).astype(float))
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    losses = []
    for _ in range(50):
        optimizer.zero_grad()
        loss = nn.BCELoss()(model(x).squeeze(), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def mnist(seed, stuck, dtype):
    """The average loss of each epoch, and the share of 1,024 test images that is read correctly."""

    def images(name, count):
        with gzip.open(MNIST / f"{name}-images-idx3-ubyte.gz") as file:
            pixels = np.frombuffer(file.read(16 + 784 * count), np.uint8, offset=16).reshape(count, 784)
        with gzip.open(MNIST / f"{name}-labels-idx1-ubyte.gz") as file:
            labels = np.frombuffer(file.read(8 + count), np.uint8, offset=8)
        pixels = torch.tensor(pixels).to(dtype) / 255
        return (pixels - 0.1307) / 0.3081, torch.tensor(labels.astype(np.int64))

    torch.manual_seed(seed)
    layers = []
    for n_in, n_out in ((784, 32), (32, 32), (32, 32), (32, 10)):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    model = nn.Sequential(*(layers if stuck else layers[:-1]), nn.LogSoftmax(dim=1)).to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, weight_decay=0.1 if stuck else 0, momentum=0.9)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*images("train", 5120)),
        512,
        sampler=torch.utils.data.SubsetRandomSampler(range(5120)),
    )
    averages = []
    for _ in range(10):
        total = 0
        for x, y in loader:
            loss = nn.NLLLoss()(model(x), y)
            total += loss.item()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        averages.append(total / len(loader))
    x, y = images("t10k", 1024)
    return {"losses": averages, "accuracy": (model(x).argmax(1) == y).double().mean().item()}


def main():
    computed = {
        "torch-intro": torch_intro(),
        "mlp-numpy-mnist": mlp_numpy_mnist(),
        "perceptron-blobs": perceptron_blobs(),
        "one-example": one_example(),
        "perspectives": perspectives(),
    }
    values, older = {}, {}
    for row in json.loads((HERE / "ledger.json").read_text()):
        if row["kind"] not in ("digits", "text"):
            continue
        at = row.get("at")

        def pick(value):
            if callable(value):
                return value(at)
            if isinstance(value, str) or at is None:
                return value
            return value[at[0]] if row["kind"] == "text" else [value[i] for i in at]

        values[row["id"]] = pick(computed[row["source"]][row["check"]])
        if row["source"] == "perspectives" and row["check"] == "keras":
            older[row["id"]] = pick(KERAS["TensorFlow 2.15.1"])
    today = {
        "versions": {
            "PyTorch": torch.__version__.split("+")[0],
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "Keras": "3.15.1 on TensorFlow 2.21.0",
        },
        "values": values,
        "keras_on_tensorflow_2_15_1": older,
        "blobs_seed_0": blobs(),
        "replays": {
            "large": large_in_figures(),
            "fresh": steps(fresh=True),
            "persistent": steps(fresh=False),
            "keras_kernels": KERNELS,
            "blobs": blob_points(),
            "numpy_losses": numpy_losses(0),
            "primer": primer_in_double(),
        },
        "mnist": {
            f"{name}, {precision}": [mnist(seed, name == "stuck", dtype) for seed in range(3)]
            for name in ("stuck", "freed")
            for precision, dtype in (("f32", torch.float32), ("f64", torch.float64))
        },
    }
    lines = []
    for key, value in today.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    (HERE / "today.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
