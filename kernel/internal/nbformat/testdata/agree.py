"""What Jupyter's own package nbformat makes of notebooks.

Standard input is a list of {"text", "sets": [{"cell", "outputs", "count"}]}: a notebook
and what its cells are to be given. Standard output is a list of {"canonical", "want",
"problem"}: the notebook as nbformat.write writes it, the same with the cells set, and
what nbformat.validate says against the text as it was given, null if nothing.
"""

import io
import json
import sys

import nbformat
from nbformat.v4 import new_output


def write(notebook):
    file = io.StringIO()
    nbformat.write(notebook, file)
    return file.getvalue()


def answer(text, sets):
    problem = None
    try:
        nbformat.validate(json.loads(text))
    except nbformat.ValidationError as error:
        problem = str(error)
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    canonical = write(notebook)
    for s in sets:
        cell = notebook.cells[s["cell"]]
        cell.outputs = [new_output(**output) for output in s["outputs"]]
        cell.execution_count = s["count"] or None
    return {"canonical": canonical, "want": write(notebook), "problem": problem}


sys.stdin.reconfigure(encoding="utf-8", newline="")
sys.stdout.reconfigure(encoding="utf-8", newline="")
json.dump([answer(**request) for request in json.load(sys.stdin)], sys.stdout)
