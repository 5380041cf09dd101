"""Writes scipy.json: from how many of 200 starts SciPy's least_squares classifies every
point, for the 10 and the 11 points, by point (a norm each) and by component.

    pip install numpy scipy && python scipy_starts.py > scipy.json
"""

import json
import numpy as np
import scipy
from scipy.optimize import least_squares

X1 = [0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7, 0.3]
X2 = [0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6, 0.7]
SIZES = [2, 2, 3, 2]
STARTS = 200


def start(seed):
    """0.5 times 23 normal numbers, by Box and Muller from MT19937's uniform ones."""
    u = np.random.RandomState(seed).random_sample(46)
    return 0.5 * np.sqrt(-2 * np.log(u[0::2])) * np.cos(2 * np.pi * u[1::2])


def layers(p):
    for m, n in zip(SIZES, SIZES[1:]):
        yield p[: m * n].reshape(n, m), p[m * n : m * n + n]
        p = p[m * n + n :]


def forward(p, x):
    a = [x]
    for W, b in layers(p):
        with np.errstate(over="ignore"):  # exp(−z) = ∞ gives the right sigmoid, 0
            a.append(1 / (1 + np.exp(-(a[-1] @ W.T + b))))
    return a


def components(p, x, y):
    return (forward(p, x)[-1] - y).ravel()


def components_jacobian(p, x, y):
    a = forward(p, x)
    rows = np.zeros((len(x), SIZES[-1], len(p)))
    for j in range(SIZES[-1]):
        delta = np.zeros_like(a[-1])
        delta[:, j] = 1
        parts = []
        for (W, _), before, after in zip(reversed(list(layers(p))), a[-2::-1], a[::-1]):
            delta = delta * after * (1 - after)
            parts.append(np.hstack([(delta[:, :, None] * before[:, None, :]).reshape(len(x), -1), delta]))
            delta = delta @ W
        rows[:, j, :] = np.hstack(parts[::-1])
    return rows.reshape(-1, len(p))


def norms(p, x, y):
    return np.linalg.norm(components(p, x, y).reshape(len(x), -1), axis=1)


def norms_jacobian(p, x, y):
    r = components(p, x, y).reshape(len(x), -1)
    J = components_jacobian(p, x, y).reshape(len(x), -1, len(p))
    return np.einsum("ij,ijk->ik", r / np.linalg.norm(r, axis=1, keepdims=True), J)


def successes(points, fun, jac):
    x = np.array([X1, X2]).T[:points]
    label = np.array([0] * 5 + [1] * 6)[:points]
    y = np.eye(2)[label]
    count = 0
    for seed in range(1, STARTS + 1):
        result = least_squares(fun, start(seed), jac, args=(x, y))  # its default method, trf
        count += bool((forward(result.x, x)[-1].argmax(1) == label).all())
    return count


table = {
    kind: {str(points): successes(points, fun, jac) for points in (10, 11)}
    for kind, fun, jac in [("by point", norms, norms_jacobian), ("by component", components, components_jacobian)]
}
print(json.dumps({"scipy": scipy.__version__, "starts": STARTS, "successes": table}, indent=1))
