"""The workloads in PyTorch: `peer_pytorch.py eager|compile|tutorial [workload ...]`."""

import gzip
import os
import shutil
import sys
import tempfile

import torch
import workloads
from torch import nn

torch.set_num_threads(workloads.THREADS)
MODE, NAMES = sys.argv[1], sys.argv[2:]


def compiled(function):
    return torch.compile(function) if MODE == "compile" else function


def prepare(kind, *parts):
    if MODE == "tutorial":
        if kind != "epoch":
            raise NotImplementedError("the tutorial trains, and nothing else")
        return epoch(*parts)
    makers = {"matmul": product, "step": step, "inference": inference}
    if kind not in makers:
        raise NotImplementedError("only the tutorial does this")
    return makers[kind](*parts)


def product(transposition, m, k, n):
    if MODE == "compile":
        raise NotImplementedError("there is nothing to compile in a single product")
    a, a_transposed, b, b_transposed = workloads.factors(transposition, m, k, n)
    a, b = torch.from_numpy(a), torch.from_numpy(b)
    a, b = a.T if a_transposed else a, b.T if b_transposed else b
    with torch.inference_mode():
        check = workloads.mean_abs(a @ b)

    def run():
        with torch.inference_mode():
            a @ b

    return workloads.Prepared(run, check)


def mlp(sizes):
    modules = []
    for weight, bias in workloads.layers(sizes):
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight))
            layer.bias.copy_(torch.from_numpy(bias))
        modules += [layer, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def step(sizes, batch, rule):
    model, loss_fn = mlp(sizes), nn.CrossEntropyLoss()
    # The fused updates are the fastest that PyTorch has on a CPU.
    if rule == "sgd":
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=True)
    else:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
    x = torch.from_numpy(workloads.images(batch, sizes[0]))
    y = torch.from_numpy(workloads.classes(batch))
    forward = compiled(lambda x, y: loss_fn(model(x), y))

    rate = optimizer.param_groups[0]["lr"]

    def run(lr_factor):
        optimizer.param_groups[0]["lr"] = rate * lr_factor
        optimizer.zero_grad()
        loss = forward(x, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return workloads.Steps(run)


def inference(sizes, batch):
    model = mlp(sizes).eval()
    forward = compiled(model)
    x = torch.from_numpy(workloads.images(batch, sizes[0]))

    def run():
        with torch.inference_mode():
            return forward(x)

    return workloads.Prepared(run, workloads.mean_abs(run()))


class Tutorial(nn.Module):
    """The tutorial's network, with its ReLU after the last layer too."""

    def __init__(self, sizes):
        super().__init__()
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs, bias=True), nn.ReLU()]
        self.fc = nn.Sequential(*layers)
        self.log_softmax = nn.LogSoftmax(dim=1)

    def forward(self, x):
        return self.log_softmax(self.fc(torch.reshape(x, (x.shape[0], -1))))


def epoch(sizes, batch_size):
    import torchvision
    from torchvision.transforms import Compose, Normalize, ToTensor

    # torchvision wants the files unpacked, in a folder of its own.
    root = tempfile.mkdtemp(prefix="mnist-")
    raw = os.path.join(root, "MNIST", "raw")
    os.makedirs(raw)
    for name in os.listdir(os.environ["BENCH_MNIST"]):
        if name.endswith(".gz"):
            packed = gzip.open(os.path.join(os.environ["BENCH_MNIST"], name))
            with packed, open(os.path.join(raw, name[:-3]), "wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
    transform = Compose([ToTensor(), Normalize(mean=(workloads.MEAN,), std=(workloads.STD,))])

    def run():
        torch.manual_seed(0)
        images = torchvision.datasets.MNIST(root=root, train=True, transform=transform)
        sampler = torch.utils.data.SubsetRandomSampler(range(len(images)))
        loader = torch.utils.data.DataLoader(images, batch_size, sampler=sampler)
        model = Tutorial(sizes)
        loss_fn = nn.NLLLoss()
        optimizer = torch.optim.SGD(
            params=model.parameters(), lr=1e-2, weight_decay=0.1, momentum=0.9
        )
        total_loss = 0
        for x, y in loader:
            loss = loss_fn(model(x), y)
            total_loss += loss.item()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return total_loss / len(loader)

    return workloads.Long(run)


workloads.serve("pytorch", f"{MODE}, {workloads.threads()}", torch.__version__, prepare, NAMES)
