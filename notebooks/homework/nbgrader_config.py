# How nbgrader works in this folder: lecturer.md says what to do with it.
c = get_config()

c.CourseDirectory.course_id = "dlmath"

# What a student finds in place of a solution. It compiles, and says so when it is run.
c.ClearSolutions.code_stub = {"go": '// Your code here.\npanic("not done yet")'}

# A test cell that was deleted comes back.
c.OverwriteCells.add_missing_cells = True

# The kernel that reads cells before it runs them, and confines their programs. A check may
# take ten seconds, and the first cell of all waits for the compiler.
c.Execute.kernel_name = "dlmath-grading"
c.Execute.timeout = 90
