"""The peers in Python: numpy, scipy, torch.

    python peers.py NAME FOLDER

See peer.go for the lines it reads and prints.
"""

import os
import sys
import time

import numpy as np

FOLDER = sys.argv[2]
POINTS, BATCH, RATE = 4096, 64, 0.05
SIZES = [784, 128, 64, 10]


def load(name):
    return np.fromfile(os.path.join(FOLDER, name))


def layers(p, sizes):
    """Views of W and b, layer by layer, in the flat parameters p."""
    out, at = [], 0
    for n, m in zip(sizes, sizes[1:]):
        out.append((p[at : at + n * m].reshape(m, n), p[at + n * m : at + n * m + m]))
        at += n * m + m
    return out


def batch_data():
    v = load("batch.f64")
    x0 = len(v) - POINTS * (784 + 2)
    p, x = v[:x0], v[x0 : x0 + POINTS * 784].reshape(POINTS, 784)
    labels, order = v[-2 * POINTS :].astype(np.int64).reshape(2, POINTS)
    return p, x, labels, order.reshape(-1, BATCH)


def tiny_data():
    v = load("tiny.f64")
    return v[:23].copy(), v[23:43].reshape(10, 2), v[43:].reshape(10, 2)


def grid():
    u = np.arange(500) / 499
    return np.stack([np.tile(u, 500), np.repeat(u, 500)], axis=1)


def operands(workload):
    kind, m, n, k = workload.split("-")
    m, n, k = int(m), int(n), int(k)
    i = np.arange(max(m * k, k * n))
    a, b = i[: m * k] * 7919 % 1000 / 1000 - 0.5, i[: k * n] * 7907 % 1000 / 1000 - 0.5
    a = a.reshape(k, m).T if kind == "tn" else a.reshape(m, k)
    b = b.reshape(n, k).T if kind == "nt" else b.reshape(k, n)
    return kind, a, b, np.zeros((m, n))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Numpy:
    def step(self, times, with_cost=False):
        p, x, y = tiny_data()
        (w2, b2), (w3, b3), (w4, b4) = layers(p, [2, 2, 3, 2])
        xt, yt = x.T.copy(), y.T.copy()
        start = time.perf_counter()
        for s in range(times):
            i = s * 7 % 10
            xi, yi = x[i], y[i]
            a2 = sigmoid(w2 @ xi + b2)
            a3 = sigmoid(w3 @ a2 + b3)
            a4 = sigmoid(w4 @ a3 + b4)
            d4 = a4 * (1 - a4) * (a4 - yi)
            d3 = a3 * (1 - a3) * (d4 @ w4)
            d2 = a2 * (1 - a2) * (d3 @ w3)
            w4 -= RATE * d4[:, None] * a3
            w3 -= RATE * d3[:, None] * a2
            w2 -= RATE * d2[:, None] * xi
            b4 -= RATE * d4
            b3 -= RATE * d3
            b2 -= RATE * d2
            if with_cost:
                a = sigmoid(w2 @ xt + b2[:, None])
                a = sigmoid(w3 @ a + b3[:, None])
                e = sigmoid(w4 @ a + b4[:, None]) - yt
                cost = np.vdot(e, e) / 20
        seconds = time.perf_counter() - start
        return seconds, cost if with_cost else p @ p

    def cost(self, times):
        return self.step(times, True)

    def batch(self, times):
        p, x, labels, order = batch_data()
        p = p.copy()
        net = layers(p, SIZES)
        a = [np.empty((BATCH, n)) for n in SIZES]
        d = [np.empty((BATCH, n)) for n in SIZES]
        g = [np.empty_like(w) for w, _ in net]
        rows = np.arange(BATCH)
        start = time.perf_counter()
        for s in range(times):
            batch = order[s % len(order)]
            np.take(x, batch, axis=0, out=a[0], mode="clip")
            for l, (w, b) in enumerate(net, 1):
                np.matmul(a[l - 1], w.T, out=a[l])
                a[l] += b
                if l < len(net):
                    np.maximum(a[l], 0, out=a[l])
            e = np.exp(a[-1] - a[-1].max(axis=1, keepdims=True))
            np.divide(e, BATCH * e.sum(axis=1, keepdims=True), out=d[-1])
            d[-1][rows, labels[batch]] -= 1 / BATCH
            for l in range(len(net), 0, -1):
                w, b = net[l - 1]
                if l > 1:
                    np.matmul(d[l], w, out=d[l - 1])
                    d[l - 1] *= a[l - 1] > 0
                np.matmul(d[l].T, a[l - 1], out=g[l - 1])
                g[l - 1] *= RATE
                w -= g[l - 1]
                b -= RATE * d[l].sum(axis=0)
        seconds = time.perf_counter() - start
        return seconds, p @ p

    def raster(self, times):
        p, _, _ = tiny_data()
        net, x = layers(p, [2, 2, 3, 2]), grid()
        start = time.perf_counter()
        for _ in range(times):
            a = x
            for w, b in net:
                a = a @ w.T
                a += b
                np.negative(a, out=a)
                np.exp(a, out=a)
                a += 1
                np.reciprocal(a, out=a)
        seconds = time.perf_counter() - start
        return seconds, np.vdot(a, a)

    def product(self, workload, times):
        kind, a, b, c = operands(workload)
        t = np.empty_like(c)
        start = time.perf_counter()
        for _ in range(times):
            if kind == "tn":
                np.matmul(a, b, out=t)
                c += t
            else:
                np.matmul(a, b, out=c)
        seconds = time.perf_counter() - start
        return seconds, np.vdot(c, c) / (times**2 if kind == "tn" else 1)


class Scipy:
    """Levenberg-Marquardt with the analytic Jacobian, 20 residuals; lm is MINPACK, trf SciPy's own."""

    def __init__(self):
        from scipy.optimize import least_squares

        self.solve = least_squares
        _, x, self.y = tiny_data()
        self.x = x
        self.starts = load("starts.f64").reshape(-1, 23)

    def forward(self, p):
        a = [self.x]
        for w, b in layers(p, [2, 2, 3, 2]):
            a.append(sigmoid(a[-1] @ w.T + b))
        return a

    def residuals(self, p):
        return (self.forward(p)[-1] - self.y).ravel()

    def jacobian(self, p):
        net, a = layers(p, [2, 2, 3, 2]), self.forward(p)
        d = np.eye(2)[None] * (a[3] * (1 - a[3]))[:, None, :]  # point, residual, unit
        parts = []
        for l in (3, 2, 1):
            parts = [(d[..., None] * a[l - 1][:, None, None, :]).reshape(10, 2, -1), d] + parts
            if l > 1:
                d = d @ net[l - 1][0] * (a[l - 1] * (1 - a[l - 1]))[:, None, :]
        return np.concatenate(parts, axis=2).reshape(20, 23)

    def run(self, times, method):
        good = 0
        start = time.perf_counter()
        for i in range(times):
            p = self.starts[i % len(self.starts)]
            r = self.solve(self.residuals, p, self.jacobian, method=method)
            good += r.cost / 10 < 1e-4
        return time.perf_counter() - start, good / times

    def lm(self, times):
        return self.run(times, "trf")


class Torch:
    def __init__(self):
        global torch
        import torch

        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))

    def step(self, times, with_cost=False):
        """Derivatives by hand: autograd takes three times as long here."""
        p, x, y = map(torch.from_numpy, tiny_data())
        (w2, b2), (w3, b3), (w4, b4) = layers(p, [2, 2, 3, 2])
        with torch.inference_mode():
            start = time.perf_counter()
            for s in range(times):
                i = s * 7 % 10
                xi, yi = x[i], y[i]
                a2 = torch.addmv(b2, w2, xi).sigmoid_()
                a3 = torch.addmv(b3, w3, a2).sigmoid_()
                a4 = torch.addmv(b4, w4, a3).sigmoid_()
                d4 = torch.ops.aten.sigmoid_backward(a4 - yi, a4)
                d3 = torch.ops.aten.sigmoid_backward(d4 @ w4, a3)
                d2 = torch.ops.aten.sigmoid_backward(d3 @ w3, a2)
                for w, b, d, a in ((w4, b4, d4, a3), (w3, b3, d3, a2), (w2, b2, d2, xi)):
                    w.addr_(d, a, alpha=-RATE)
                    b.add_(d, alpha=-RATE)
                if with_cost:
                    a = torch.addmm(b2, x, w2.T).sigmoid_()
                    a = torch.addmm(b3, a, w3.T).sigmoid_()
                    e = torch.addmm(b4, a, w4.T).sigmoid_().sub_(y)
                    cost = e.square_().sum().item() / 20
            seconds = time.perf_counter() - start
            return seconds, cost if with_cost else p.dot(p).item()

    def cost(self, times):
        return self.step(times, True)

    def batch(self, times):
        p, x, labels, order = map(torch.from_numpy, batch_data())
        net = torch.nn.Sequential(
            torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10)
        )
        with torch.no_grad():
            for l, (w, b) in zip(net[::2], layers(p, SIZES)):
                l.weight.copy_(w)
                l.bias.copy_(b)
        sgd = torch.optim.SGD(net.parameters(), lr=RATE, fused=True)
        loss = torch.nn.CrossEntropyLoss()
        start = time.perf_counter()
        for s in range(times):
            batch = order[s % len(order)]
            sgd.zero_grad(set_to_none=True)
            loss(net(x[batch]), labels[batch]).backward()
            sgd.step()
        seconds = time.perf_counter() - start
        return seconds, sum(q.detach().square().sum().item() for q in net.parameters())

    def raster(self, times):
        p, _, _ = tiny_data()
        net = [(torch.from_numpy(w), torch.from_numpy(b)) for w, b in layers(p, [2, 2, 3, 2])]
        x = torch.from_numpy(grid())
        with torch.inference_mode():
            start = time.perf_counter()
            for _ in range(times):
                a = x
                for w, b in net:
                    a = torch.addmm(b, a, w.T).sigmoid_()
            seconds = time.perf_counter() - start
            return seconds, a.square().sum().item()

    def product(self, workload, times):
        kind, a, b, c = operands(workload)
        a, b, c = map(torch.from_numpy, (a, b, c))
        with torch.inference_mode():
            start = time.perf_counter()
            for _ in range(times):
                if kind == "tn":
                    c.addmm_(a, b)
                else:
                    torch.mm(a, b, out=c)
            seconds = time.perf_counter() - start
            return seconds, c.square().sum().item() / (times**2 if kind == "tn" else 1)


peer = {"numpy": Numpy, "scipy": Scipy, "torch": Torch}[sys.argv[1]]()
for line in sys.stdin:
    workload, times = line.split()
    if "-" in workload and hasattr(peer, "product"):
        answer = peer.product(workload, int(times))
    elif hasattr(peer, workload):
        answer = getattr(peer, workload)(int(times))
    else:
        print("-", flush=True)
        continue
    print(*map(float, answer), flush=True)
