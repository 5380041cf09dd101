"""Runs ONNX models by the real onnx and onnxruntime packages.

Standard input: JSON, a list of {"model": path, "batches": [[row, ...], ...]}.
Standard output: JSON with the packages' versions and, for each model and batch, the
outputs and their shape. Python and Go both keep every bit of a float64 in JSON.
"""

import json
import sys

import numpy
import onnx
import onnxruntime


def run(case):
    onnx.checker.check_model(case["model"], full_check=True)
    session = onnxruntime.InferenceSession(case["model"], providers=["CPUExecutionProvider"])
    (x,) = session.get_inputs()
    (y,) = session.get_outputs()
    answers = []
    for rows in case["batches"]:
        points = numpy.array(rows, dtype=numpy.float64).reshape(len(rows), x.shape[1])
        (out,) = session.run([y.name], {x.name: points})
        assert out.dtype == numpy.float64, out.dtype
        answers.append({"shape": list(out.shape), "y": out.ravel().tolist()})
    return {"input": [x.name, x.shape], "output": [y.name, y.shape], "batches": answers}


json.dump(
    {
        "versions": {m.__name__: m.__version__ for m in (onnx, onnxruntime, numpy)},
        "answers": [run(case) for case in json.load(sys.stdin)],
    },
    sys.stdout,
)
