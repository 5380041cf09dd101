"""Writes pytorch.json: what PyTorch says in float64 to the networks of pytorch_test.go.

    pip install torch && python pytorch.py > pytorch.json
"""

import json
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(20191018)

ACTIVATIONS = {
    "identity": torch.nn.Identity(),
    "sigmoid": torch.nn.Sigmoid(),
    "tanh": torch.nn.Tanh(),
    "relu": torch.nn.ReLU(),
    "leaky relu": torch.nn.LeakyReLU(0.01),
    "softplus": torch.nn.Softplus(threshold=1000),
    "softmax": torch.nn.Softmax(dim=1),
}


def quadratic(a, z, y):
    return ((a - y) ** 2).sum(1).mean() / 2


def cross_entropy(a, z, y):
    return torch.nn.functional.cross_entropy(z, y)


def binary_cross_entropy(a, z, y):
    return torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none").sum(1).mean()


COSTS = {"quadratic": quadratic, "cross-entropy": cross_entropy, "binary cross-entropy": binary_cross_entropy}

# Pairs (momentum, for example) are torch's names for what nnlib calls train.Momentum and so on.
RULES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-8),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.01),
}


class Net:
    def __init__(self, sizes, activations):
        self.sizes, self.activations = sizes, activations
        self.layers = [torch.nn.Linear(m, n) for m, n in zip(sizes, sizes[1:])]
        for p in self.parameters():
            torch.nn.init.normal_(p, std=0.6)

    def parameters(self):
        return [p for layer in self.layers for p in (layer.weight, layer.bias)]

    def flat(self, of=lambda p: p):
        return [v for p in self.parameters() for v in of(p).detach().flatten().tolist()]

    def __call__(self, a):
        for layer, name in zip(self.layers, self.activations):
            z = layer(a)
            a = ACTIVATIONS[name](z)
        return a, z


def case(sizes, activations, cost, points=5):
    net = Net(sizes, activations)
    x = torch.randn(points, sizes[0])
    y = torch.rand(points, sizes[-1])
    if cost == "cross-entropy":
        y = y / y.sum(1, keepdim=True)
    a, z = net(x)
    loss = COSTS[cost](a, z, y)
    loss.backward()
    return {
        "sizes": sizes, "activations": activations, "cost": cost, "params": net.flat(),
        "x": x.tolist(), "y": y.tolist(), "output": a.tolist(),
        "loss": loss.item(), "gradient": net.flat(lambda p: p.grad),
    }


def run(rule):
    """100 steps on the ten points, three a step in a fixed order; the cost of all after each."""
    x1 = [0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7]
    x2 = [0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6]
    x = torch.tensor([x1, x2]).T
    y = torch.tensor([[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 5)
    net = Net([2, 2, 3, 2], ["sigmoid"] * 3)
    start = net.flat()
    optimizer = RULES[rule](net.parameters())
    losses = []
    for step in range(100):
        rows = [(3 * step + i) * 7 % 10 for i in range(3)]
        optimizer.zero_grad()
        quadratic(*net(x[rows]), y[rows]).backward()
        optimizer.step()
        losses.append(quadratic(*net(x), y).item())
    return {"rule": rule, "params": start, "losses": losses}


cases = [
    case([3, 4, 5, 2], [hidden] * 2 + [output], "quadratic")
    for hidden in ["identity", "sigmoid", "tanh", "relu", "leaky relu", "softplus"]
    for output in ["identity", "sigmoid", "tanh", "softplus", "softmax"]
]
cases += [case([3, 6, 4], [hidden, "softmax"], "cross-entropy") for hidden in ["relu", "tanh"]]
cases += [case([3, 6, 4], [hidden, "sigmoid"], "binary cross-entropy") for hidden in ["relu", "softplus"]]
cases += [case([2, 2, 3, 2], ["sigmoid"] * 3, "quadratic", 10), case([4, 3, 4, 5, 2], ["sigmoid"] * 4, "quadratic", 7)]
print(json.dumps({"torch": torch.__version__, "cases": cases, "runs": [run(r) for r in RULES]}, indent=0))
