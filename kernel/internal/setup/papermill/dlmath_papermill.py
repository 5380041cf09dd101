"""Makes papermill write Go for the notebooks of the kernel dlmath.

Papermill loads this module through the entry point papermill.engine: that is its way to find
other packages. What stands there is the engine that it takes anyway; the translator is what
counts. The kernel's own program writes the declarations, so that papermill -p and run --param
come to the same cell.
"""

import contextvars
import json
import math
import os
import string
import subprocess

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from papermill.engines import NBClientEngine as Engine  # noqa: F401, the entry point
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

KERNEL = "dlmath"

# The cell that declares the parameters: papermill shows it to inspect, then asks codify.
_declaring = contextvars.ContextVar("declaring", default="")


class GoTranslator(Translator):
    """Writes declarations with the types that the notebook's own parameters have."""

    @classmethod
    def inspect(cls, parameters_cell):
        source = parameters_cell["source"]
        _declaring.set(source)
        try:
            listed = _ask(source, [])["parameters"]
        except PapermillException:
            return []  # papermill's rule; codify says what is wrong
        return [Parameter(p["name"], p["type"], p["default"], "") for p in listed]

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        source = _declaring.get()
        _declaring.set("")
        values = [{"name": name, "value": _json(value)} for name, value in parameters.items()]
        return "// " + comment + "\n" + _ask(source, values)["source"]


def _json(value):
    """The value without numbers that JSON does not have."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": str(value)}
    if isinstance(value, (list, tuple)):
        return [_json(v) for v in value]
    if isinstance(value, dict):
        return {str(key): _json(v) for key, v in value.items()}
    return value


def _ask(source, values):
    """Asks the kernel's program, as its kernelspec starts it."""
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        raise PapermillException(f"There is no kernel {KERNEL} here; make it:  go run ./kernel setup") from None
    env = dict(os.environ)
    env.update((name, string.Template(value).safe_substitute(os.environ)) for name, value in spec.env.items())
    request = json.dumps({"source": source, "values": values}, default=str)
    reply = subprocess.run([spec.argv[0], "parameters"], input=request, capture_output=True, encoding="utf-8", env=env)
    if reply.returncode != 0:
        raise PapermillException(reply.stderr.strip())
    return json.loads(reply.stdout)


for _name in (KERNEL, "dlmath-grading", "go"):
    papermill_translators.register(_name, GoTranslator)
