"""Times edited cells, from the request to idle, on the kernels that are named: one JSON object a kernel.

The kernels take turns, cell by cell, so that a noisy machine is noisy for all of them.
"""

import json
import statistics
import sys
import time

from jupyter_client.manager import start_new_kernel

PRINT = "%%\nfmt.Println({n})"
MAT = "%%\nfmt.Println(mat.Sum(mat.NewDense(1, 2, []float64{{1, {n}}})))"
PLOT = "%%\nnotebook.Show(figure.Neuron(nnlib.Neuron{{W: []float64{{1}}, B: {n}}}, -5, 5))"
IMPORTS = {
    "print": 'import "fmt"',
    "mat": 'import "fmt"\nimport "gonum.org/v1/gonum/mat"',
    "plot": 'import "dlmath/nnlib"\nimport "dlmath/nnlib/figure"\nimport "dlmath/nnlib/notebook"',
}
ROUNDS = int(sys.argv[1])


class Kernel:
    def __init__(self, name):
        self.name = name
        self.manager, self.client = start_new_kernel(kernel_name=name)
        self.times = {"first": [self.run(IMPORTS["print"] + "\n" + PRINT.format(n=-1))]}
        if name == "dlmath":
            self.times["completion, first"] = [self.complete("strings.ToUpp")]
            self.times["completion"] = [self.complete("strings.To" + c) for c in "ULTVU"]

    def run(self, code):
        begin = time.perf_counter()
        reply = self.client.execute_interactive(code, output_hook=lambda _: None, timeout=120)
        if reply["content"]["status"] != "ok":
            raise SystemExit(f"{self.name}: {reply['content']}")
        return time.perf_counter() - begin

    def complete(self, code):
        begin = time.perf_counter()
        self.client.complete(code, reply=True, timeout=60)
        return time.perf_counter() - begin

    def time(self, what, code):
        self.times.setdefault(what, []).append(self.run(code))


kernels = [Kernel(name) for name in sys.argv[2:]]
for what, code in (("print", PRINT), ("mat", MAT), ("plot", PLOT)):
    for k in kernels:
        k.run("%reset")
        k.run(IMPORTS[what])
        k.run(code.format(n=0))
    for n in range(1, ROUNDS + 1):
        for k in kernels:
            k.time(what, code.format(n=n))
for k in kernels:
    k.client.stop_channels()
    k.manager.shutdown_kernel()
    print(json.dumps({"kernel": k.name, "seconds": {what: statistics.median(t) for what, t in k.times.items()}}))
