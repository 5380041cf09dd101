"""Papermill, installed beside what the set-up has made, gives Go notebooks parameters."""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import unittest

import nbformat

KERNEL = {"kernelspec": {"name": "dlmath", "display_name": "Go (dlmath)", "language": "go"}, "language_info": {"name": "go"}}

# The set-up's own Python finds its own packages first, and papermill among those of the tests.
PAPERMILL = [os.path.join(os.environ["DLMATH_TEST_VENV"], "bin", "python"), "-c",
             "import site; site.addsitedir(%r); from papermill.__main__ import papermill; papermill()" % sysconfig.get_path("purelib")]

DECLARED = """var (
	epochs = 20
	alpha  = 0.05
	seed   uint64
	name   = "a"
	fast   = false
	sizes  = []int{2, 3}
	rates  []float64
	costs  map[string]float64
	wait   = 2 * time.Second
)
"""


class Papermill(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, *cells, tag=True):
        nb = nbformat.v4.new_notebook(metadata=KERNEL, cells=[nbformat.v4.new_code_cell(s) for s in cells])
        if tag:
            nb.cells[0].metadata["tags"] = ["parameters"]
        name = os.path.join(self.folder, "notebook.ipynb")
        nbformat.write(nb, name)
        return name

    def papermill(self, *args):
        env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}  # as a person starts it
        return subprocess.run([*PAPERMILL, *args, "--no-progress-bar"], cwd=self.folder, env=env, capture_output=True, text=True)

    def run_with(self, name, *args):
        """The cells of the notebook that papermill writes."""
        out = os.path.join(self.folder, "out.ipynb")
        result = self.papermill(name, out, "-k", "dlmath", *args)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.log = result.stderr
        return nbformat.read(out, 4).cells

    def injected(self, cells):
        (cell,) = [c for c in cells if "injected-parameters" in c.metadata.get("tags", [])]
        return cell.source.splitlines()

    def text(self, cell):
        return "".join(o.get("text", "") for o in cell.outputs)

    def test_a_number(self):
        cells = self.run_with(self.write("var alpha = 1.5", "%%\nfmt.Println(alpha / 2)"), "-p", "alpha", "0.1")
        self.assertEqual(self.injected(cells), ["// Parameters", "var alpha = 0.1"])
        self.assertEqual(self.text(cells[2]), "0.05\n")
        self.assertNotIn("Passed unknown parameter", self.log)

    def test_every_type(self):
        values = {"epochs": 3, "alpha": 1, "seed": 2**64 - 1, "name": 'say "θ"\n\tand `b` \\ 🐹', "fast": True, "sizes": [],
                  "rates": [1, 0.5], "costs": {"b": 2, 'a"': 0.1}, "wait": "90s",
                  "more": [1, "x", None, [True]], "nothing": None, "tree": {"a": {"b": [1.5, 2]}}}
        show = '%%\nfmt.Printf("%#v\\n", []any{epochs, alpha, seed, name, fast, sizes, rates, costs, wait, more, nothing, tree})'
        file = os.path.join(self.folder, "values.yaml")
        with open(file, "w", encoding="utf-8") as f:
            json.dump(values, f, ensure_ascii=False)  # JSON is YAML
        cells = self.run_with(self.write(DECLARED, show), "-f", file)
        self.assertEqual(self.text(cells[2]), '[]interface {}{3, 1, 0x' + 16 * 'f' + ', "say \\"θ\\"\\n\\tand `b` \\\\ 🐹", true, []int{}, '
                         '[]float64{1, 0.5}, map[string]float64{"a\\"":0.1, "b":2}, 90000000000, '
                         '[]interface {}{1, "x", interface {}(nil), []bool{true}}, interface {}(nil), '
                         'map[string]map[string][]float64{"a":map[string][]float64{"b":[]float64{1.5, 2}}}}\n')
        self.assertIn("var alpha float64 = 1", self.injected(cells))
        self.assertIn("Passed unknown parameter: tree", self.log)

    def test_the_same_as_run_param(self):
        values = {"epochs": "3", "alpha": "1", "seed": "7", "name": "b c", "fast": "True", "sizes": None, "wait": "1h30m"}
        given = {k: v for k, v in values.items() if v is not None}
        name = self.write(DECLARED, "%%\nfmt.Println(epochs, alpha, seed, name, fast, wait)")
        cells = self.run_with(name, *sum((["-p", k, v] for k, v in given.items()), []), "-y", "{sizes: [4, 5], rates: [1, .inf]}")
        given.update(fast="true", sizes="4,5", rates="1,Inf")
        out = os.path.join(self.folder, "param.ipynb")
        run = subprocess.run([os.environ["DLMATH_TEST_KERNEL"], "run", name, "-o", out, *(f"--param={k}={v}" for k, v in given.items())],
                             cwd=os.environ["DLMATH_TEST_REPO"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        other = nbformat.read(out, 4).cells
        self.assertEqual(self.injected(cells)[1:], self.injected(other)[1:])
        self.assertEqual(self.text(cells[2]), self.text(other[2]))

    def test_no_parameters_cell(self):
        cells = self.run_with(self.write("%%\nfmt.Println(n * 2)", tag=False), "-p", "n", "21")
        self.assertEqual(self.injected(cells), ["// Parameters", "var n = 21"])
        self.assertEqual(self.text(cells[1]), "42\n")

    def test_a_wrong_value(self):
        result = self.papermill(self.write("var epochs = 20"), "out.ipynb", "-k", "dlmath", "-p", "epochs", "many")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn('parameter epochs = "many": expected a whole number for epochs of type int', result.stderr)

    def test_help(self):
        result = self.papermill(self.write(DECLARED), "--help-notebook")
        for line in ("alpha: float64 (default 0.05)", "sizes: []int (default []int{2, 3})", "seed: uint64"):
            self.assertIn(line, result.stdout)

    def test_the_engine_by_name(self):
        cells = self.run_with(self.write("var n = 1", "n"), "-p", "n", "2", "--engine", "dlmath")
        self.assertEqual(cells[2].outputs[0].data["text/plain"], "2")


if __name__ == "__main__":
    unittest.main()
