"""Other programs of Jupyter's world run a notebook on the kernel, and see when one of its cells fails."""

import os
import subprocess
import sys
import tempfile
import unittest

import nbclient
import nbformat
import papermill

KERNEL = {"kernelspec": {"name": "dlmath", "display_name": "Go (dlmath)", "language": "go"}}


class Clients(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def notebook(self, *cells):
        """A notebook in a file: its cells, and a last one that writes into a file that it was reached."""
        name = os.path.join(self.folder, "notebook.ipynb")
        sources = [*cells, 'os.WriteFile("reached", nil, 0o600)']
        nbformat.write(nbformat.v4.new_notebook(metadata=KERNEL, cells=[nbformat.v4.new_code_cell(s) for s in sources]), name)
        return name

    def reached(self):
        return os.path.exists(os.path.join(self.folder, "reached"))

    good = ("func twice(x int) int { return 2 * x }", "twice(21)")
    bad = ("func twice(x int) int { return 2 * x }", "panic(twice(21))")

    def test_nbclient(self):
        nb = nbformat.read(self.notebook(*self.good), 4)
        nbclient.execute(nb, cwd=self.folder)
        self.assertEqual(nb.cells[1].outputs[0].data["text/plain"], "42")
        self.assertTrue(self.reached())

    def test_nbclient_sees_a_failure(self):
        with self.assertRaisesRegex(nbclient.exceptions.CellExecutionError, "42"):
            nbclient.execute(nbformat.read(self.notebook(*self.bad), 4), cwd=self.folder)
        self.assertFalse(self.reached())

    def nbconvert(self, name):
        return subprocess.run([sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", name],
                              capture_output=True, text=True)

    def test_nbconvert(self):
        result = self.nbconvert(self.notebook(*self.good))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(self.reached())

    def test_nbconvert_sees_a_failure(self):
        result = self.nbconvert(self.notebook(*self.bad))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("panic", result.stderr)
        self.assertFalse(self.reached())

    def test_papermill(self):
        nb = papermill.execute_notebook(self.notebook(*self.good), None, cwd=self.folder, progress_bar=False)
        self.assertEqual(nb.cells[1].outputs[0].data["text/plain"], "42")
        self.assertTrue(self.reached())

    def test_papermill_sees_a_failure(self):
        with self.assertRaises(papermill.PapermillExecutionError):
            papermill.execute_notebook(self.notebook(*self.bad), None, cwd=self.folder, progress_bar=False)
        self.assertFalse(self.reached())

    def console(self, *lines):
        return subprocess.run([sys.executable, "-m", "jupyter_console", "--kernel=dlmath", "--simple-prompt"], cwd=self.folder,
                              input="".join(line + "\n" for line in lines), capture_output=True, text=True, timeout=60)

    def test_console(self):
        result = self.console(*self.good)
        self.assertIn("Out[2]: 42", result.stdout + result.stderr)

    def test_console_sees_a_failure(self):
        result = self.console(*self.bad)
        self.assertIn("in line 1", result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
