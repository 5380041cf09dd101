"""nbgrader's exchange where every student has folders of his or her own.

nbgrader itself tells students apart by the owners of their files. Here all run as one user, in containers that each
see one student's folders. So the folder in which a submission lies says whose it is, and nothing in it is trusted: no
link is followed, as it would be one to the lecturer's files.
"""

import contextlib
import os
import shutil
import stat
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash


class Collect(ExchangeCollect):
    """Takes the submissions out of students/NAME/COURSE/inbound, for nbgrader or `dlmath grade` to mark."""

    def init_src(self):
        self.students = Path(self.root, "students")
        if not self.students.is_dir():
            self.fail(f"No student has opened the course yet: there is no folder {self.students}.")

    def copy_files(self):
        wanted = self.coursedir.student_id or "*"
        failed = []
        for folder in sorted(self.students.iterdir()):
            if not fnmatchcase(folder.name, wanted):
                continue
            self.root, self.student, self.coursedir.student_id = str(folder), folder.name, "*"
            try:
                super().init_src()
                super().copy_files()
            except Exception as error:  # what one student has done to the folder is no other's loss
                self.log.error(f"{folder.name}: not collected: {error}")
                failed.append(folder.name)
        if failed:
            self.fail(f"Not collected from: {', '.join(failed)}. All others are.")

    def _path_to_record(self, path):
        return {**super()._path_to_record(path), "username": self.student}

    def do_copy(self, src, dest, log=None):
        steps = os.path.relpath(src, self.root).split(os.sep)
        limit = 1000 * self.coursedir.max_dir_size
        try:
            copy_plain_files(self.root, steps, dest, limit)
        except BaseException:
            shutil.rmtree(dest, ignore_errors=True)
            with contextlib.suppress(OSError):  # it may hold other assignments
                os.rmdir(os.path.dirname(dest))
            raise


def copy_plain_files(root, steps, dest, limit):
    """Copies the folder root/steps… to dest, at most limit bytes of it; raises OSError at whatever is no plain file
    or folder. The owner may change it meanwhile: each name is looked up once, in the folder that was opened."""
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for step in steps:
            below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
            os.close(top)
            top = below
        for folder, _, names, at in os.fwalk(".", dir_fd=top, follow_symlinks=False):
            target = Path(dest, folder)
            target.mkdir(parents=True)
            for name in names:
                with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at), "rb") as source:
                    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                        raise OSError(f"{folder}/{name} is not a file")
                    content = source.read(limit + 1)
                limit -= len(content)
                if limit < 0:
                    raise OSError(f"it is too large: more than CourseDirectory.max_dir_size at {folder}/{name}")
                (target / name).write_bytes(content)
    finally:
        os.close(top)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Returns pages that nbgrader or `dlmath grade` has written, each to the student's own folder, under the name by
    which nbgrader finds it there."""

    def init_dest(self):
        self.dest_path = os.path.join(self.root, self.coursedir.course_id, "feedback")

    def copy_files(self):
        pages = Path(self.coursedir.format_path(self.coursedir.feedback_directory, "student", "assignment")).parents[1]
        for page in sorted(pages.glob(f"{self.coursedir.student_id or '*'}/{self.coursedir.assignment_id}/*.html")):
            student = page.parts[-3]
            folder = Path(self.dest_path, student)
            submitted = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, self.coursedir.assignment_id))
            secret = submitted / "submission_secret.txt"
            if not folder.is_dir() or not secret.is_file():
                self.log.error(f"{student}: {page.name} was not handed in here, and is not returned.")
                continue
            name = notebook_hash(secret=secret.read_text(), notebook_id=page.stem)
            shutil.copy(page, folder / f"{name}.new")
            os.replace(folder / f"{name}.new", folder / f"{name}.html")
            self.log.info(f"{student}: {page.name} returned")
