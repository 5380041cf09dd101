"""Jupytext writes the notebooks as Go files that people can edit and compare, and reads them back."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import nbformat

REPO = os.environ["DLMATH_TEST_REPO"]


def cells(name):
    return [(c.cell_type, c.source, c.metadata) for c in nbformat.read(name, 4).cells]


class Jupytext(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def jupytext(self, *args):
        return subprocess.run([sys.executable, "-m", "jupytext", "--quiet", *args], cwd=self.folder, check=True, capture_output=True, text=True)

    def test_every_notebook_comes_back(self):
        notebooks = glob.glob(os.path.join(REPO, "notebooks", "**", "*.ipynb"), recursive=True)
        self.assertGreater(len(notebooks), 15)
        for i, name in enumerate(notebooks):
            shutil.copy(name, os.path.join(self.folder, f"{i}.ipynb"))
        numbers = range(len(notebooks))
        self.jupytext("--to", "go:percent", *(f"{i}.ipynb" for i in numbers))
        for i in numbers:
            os.rename(os.path.join(self.folder, f"{i}.ipynb"), os.path.join(self.folder, f"{i}.before"))
        self.jupytext("--to", "ipynb", *(f"{i}.go" for i in numbers))
        for i, name in enumerate(notebooks):
            with self.subTest(name):
                self.assertEqual(cells(os.path.join(self.folder, f"{i}.ipynb")), cells(name))

    def test_commands_come_back(self):
        sources = ["%%\nfmt.Println(1)", "%% -n 3\nf()", "%main\nfunc main() {}", "%ls", "!ls -l\n!*go version", "%%bash\nls\n\necho 1",
                   "%%writefile a.txt\na\n\n\nb", "%time f(2)\n%timeit -n 100 g()", "%args a\n%%\n\nf()", "%test -test.v\nfunc TestX(t *testing.T) {}"]
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources], metadata={
            "kernelspec": {"name": "dlmath", "display_name": "Go (dlmath)", "language": "go"}, "language_info": {"name": "go"}})
        name = os.path.join(self.folder, "a.ipynb")
        nbformat.write(nb, name)
        self.jupytext("--to", "go:percent", "a.ipynb")
        os.remove(name)
        self.jupytext("--to", "ipynb", "a.go")
        self.assertEqual([c.source for c in nbformat.read(name, 4).cells], sources)

    def test_a_pair(self):
        """A change of the Go file comes into the notebook, which keeps its outputs; Go leaves the folder alone."""
        os.mkdir(os.path.join(self.folder, "lecture"))
        name = os.path.join(self.folder, "lecture", "1-starts.ipynb")
        shutil.copy(os.path.join(REPO, "notebooks", "experiments", "1-starts.ipynb"), name)
        before = nbformat.read(name, 4)
        self.jupytext("--set-formats", "ipynb,_go//go:percent", name)
        text = os.path.join(self.folder, "lecture", "_go", "1-starts.go")
        with open(text) as f:
            go = f.read()
        self.assertIn("\nvar starts = 500\n", go)
        with open(text, "w") as f:
            f.write(go.replace("var starts = 500", "var starts = 50"))
        later = os.stat(name).st_mtime + 10
        os.utime(text, (later, later))
        self.jupytext("--sync", name)
        after = nbformat.read(name, 4)
        self.assertEqual([c.source.replace("var starts = 50", "var starts = 500") for c in after.cells], [c.source for c in before.cells])
        self.assertIn("var starts = 50", [c.source for c in after.cells])
        self.assertEqual([c.get("outputs") for c in after.cells], [c.get("outputs") for c in before.cells])
        with open(os.path.join(self.folder, "go.mod"), "w") as f:
            f.write("module m\n")
        listed = subprocess.run(["go", "list", "./..."], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((listed.returncode, listed.stdout), (0, ""), listed.stderr)


if __name__ == "__main__":
    unittest.main()
