# How nbgrader works in this folder: lecturer.md says what to do with it.
import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader import preprocessors
from nbgrader.api import Gradebook

c = get_config()

c.CourseDirectory.course_id = "dlmath"

# What a student finds in place of a solution. It compiles, and says so when it is run.
c.ClearSolutions.code_stub = {"go": '// Your code here.\npanic("not done yet")'}

# The kernel that reads cells before it runs them, and confines their programs. A check may
# take ten seconds, and the first cell of all waits for the compiler.
c.Execute.kernel_name = "dlmath-grading"
c.Execute.timeout = 90


class MendCells(preprocessors.NbGraderPreprocessor):
    """Gives the cells of a submission the metadata that they were handed out with.

    What a student has renamed or copied is a cell like any other, and what was deleted
    comes back. nbgrader by itself stops at such a notebook, and what it puts back is no Go.
    """

    def preprocess(self, nb, resources):
        ids = resources["nbgrader"]
        with Gradebook(ids["db_url"]) as gradebook:
            handed = gradebook.find_notebook(ids["notebook"], ids["assignment"])
            graded = {cell.name: cell for cell in handed.grade_cells}
            solutions = {cell.name for cell in handed.solution_cells}
            tasks = {cell.name for cell in handed.task_cells}

            def metadata(cell):
                m = {
                    "schema_version": 3, "grade_id": cell.name, "cell_type": cell.cell_type, "checksum": cell.checksum,
                    "grade": cell.name in graded, "solution": cell.name in solutions or cell.name in tasks,
                    "locked": cell.locked, "task": cell.name in tasks,
                }
                if cell.name in graded:
                    m["points"] = graded[cell.name].max_score
                return nbformat.from_dict(m)

            source = {cell.name: cell for cell in handed.source_cells}
            found = {}
            for cell in nb.cells:
                old = cell.metadata.pop("nbgrader", None)
                name = old.get("grade_id") if isinstance(old, dict) else None
                if name in source and name not in found:
                    found[name] = cell
                    cell.metadata["nbgrader"] = metadata(source[name])
            before = None
            for name, cell in source.items():
                if name not in found and (name in graded or cell.locked):
                    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
                    found[name] = new(cell.source, metadata={"nbgrader": metadata(cell)})
                    at = next((i for i, other in enumerate(nb.cells) if other is before), -1)
                    if name in graded:  # behind the student's own code there: it may be the answer, and have lost its name
                        for i in range(at + 1, len(nb.cells)):
                            if "nbgrader" in nb.cells[i].metadata:
                                break
                            at = i if nb.cells[i].cell_type == "code" else at
                    nb.cells.insert(at + 1, found[name])
                before = found.get(name, before)
        return nb, resources


class HideTests(preprocessors.ClearHiddenTests):
    """Leaves hidden tests out of the pages that students get."""

    def preprocess_cell(self, cell, resources, index):
        if cell.metadata.get("nbgrader", {}).get("locked"):
            self._remove_hidden_test_region(cell)
        return cell, resources


c.GenerateFeedback.preprocessors = [preprocessors.GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    MendCells,
    preprocessors.DeduplicateIds,
    preprocessors.OverwriteKernelspec,
    preprocessors.OverwriteCells,
    preprocessors.CheckCellMetadata,
]
