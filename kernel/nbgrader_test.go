package main

import (
	"encoding/csv"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// nbgraderCommand makes a command of nbgrader's, in a folder.
func nbgraderCommand(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	home := environment(t)
	python := testPython(t, home)
	cmd := exec.CommandContext(t.Context(), python.Path, append([]string{"-m", "nbgrader"}, args...)...)
	cmd.Env = append(python.Env, "PATH="+filepath.Dir(python.Path)+":"+os.Getenv("PATH")) // as if it were activated: nbgrader calls alembic
	cmd.Dir = dir
	return cmd
}

// nbgrader runs a verb of nbgrader.
func nbgrader(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	out, err := nbgraderCommand(t, dir, args...).CombinedOutput()
	return string(out), err
}

// The whole circle of nbgrader, with its database: generate, validate, release, fetch,
// submit, collect, autograde, points by hand, feedback, export. Its marks are the expected
// ones, and so those of the verb grade. It needs no root.
func TestNbgraderCircle(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("it takes minutes: set CI=true to mark a class with nbgrader itself")
	}
	environment(t)
	list := slices.Clone(class)
	for _, name := range []string{ // what is read as Go is the same for both: those that differ, and some
		"copied-test", "grade-own-cell", "points-in-metadata", "own-test", "own-report", "forged-report", "printed-report",
		"os-exit", "init-underscore", "shell", "read-source", "environment", "broken-on-purpose",
	} {
		list = append(list, submission{"cheat-" + name, cheats[name], [3]float64{}, ""})
	}
	course := t.TempDir()
	config, err := os.ReadFile(filepath.Join("..", "notebooks", "homework", "nbgrader_config.py"))
	if err != nil {
		t.Fatal(err)
	}
	config = append(config, "\nc.Execute.timeout = 40\nc.Exchange.root = '"+filepath.Join(course, "exchange")+"'\n"...)
	if err := os.WriteFile(filepath.Join(course, "nbgrader_config.py"), config, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(course, "exchange"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(course, "exchange"), 0o777); err != nil {
		t.Fatal(err)
	}
	do := func(want string, args ...string) string {
		t.Helper()
		out, err := nbgrader(t, course, args...)
		if err != nil || !strings.Contains(out, want) {
			t.Fatalf("nbgrader %s: %v, want %q\n%s", strings.Join(args, " "), err, want, out)
		}
		return out
	}
	source := filepath.Join(course, "source", "small", "small.ipynb")
	writeHomework(t, source, smallSource())
	do("Success! Your notebook passes all the tests.", "validate", source)
	do("", "generate_assignment", "small")
	released := read(t, filepath.Join(course, "release", "small", "small.ipynb"))
	for i, c := range smallRelease() {
		if got := released.Cells()[i].Source; got != c.source {
			t.Errorf("cell %d is released as\n%s\nwant\n%s", i+1, got, c.source)
		}
	}
	out, _ := nbgrader(t, course, "validate", filepath.Join(course, "release", "small", "small.ipynb"))
	if !strings.Contains(out, "not done yet") && !strings.Contains(out, "VALIDATION FAILED") {
		t.Errorf("an empty notebook passes:\n%s", out)
	}
	do("", "release_assignment", "small")
	for _, s := range list {
		writeHomework(t, filepath.Join(course, "submitted", s.name, "small", "small.ipynb"), s.edit(smallRelease()))
	}
	desk := t.TempDir()
	if err := os.WriteFile(filepath.Join(desk, "nbgrader_config.py"), config, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ dir, verb string }{{desk, "fetch_assignment"}, {desk, "submit"}, {course, "collect"}} {
		if out, err := nbgrader(t, step.dir, step.verb, "small"); err != nil {
			t.Fatalf("nbgrader %s: %v\n%s", step.verb, err, out)
		}
		if step.verb == "fetch_assignment" {
			writeHomework(t, filepath.Join(desk, "small", "small.ipynb"), but(nil)(smallRelease()))
		}
	}
	me, err := user.Current() // whose submission it is, for nbgrader
	if err != nil {
		t.Fatal(err)
	}
	list = append(list, submission{me.Username, but(nil), [3]float64{4, 3, 3}, ""})
	// The times are told, not judged: the machine may have other work.
	timed := func(cmd *exec.Cmd) (wall, processor time.Duration) {
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
		}
		return time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	theirs, theirWork := timed(nbgraderCommand(t, course, "autograde", "small"))
	ours, ourWork := timed(gradingCommand(t, "--course="+course, "--assignment=small"))
	t.Logf("%d submissions: nbgrader %.1f s, grade %.1f s, %.1f times as fast; processor time %.1f s and %.1f s, %.1f times",
		len(list), theirs.Seconds(), ours.Seconds(), theirs.Seconds()/ours.Seconds(), theirWork.Seconds(), ourWork.Seconds(), theirWork.Seconds()/ourWork.Seconds())

	marks := readMarks(t, course)
	python := testPython(t, environment(t), "-c", gradebook)
	python.Dir = course
	text, err := python.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	nbgraders := map[string][]string{}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, r := range records {
		nbgraders[r[0]] = r[1:]
	}
	for _, s := range list {
		want := []string{pointsText(s.points[0]), pointsText(s.points[1]), pointsText(s.points[2])}
		if got := nbgraders[s.name]; !slices.Equal(got, want) {
			t.Errorf("%s: nbgrader gives %v, want %v", s.name, got, want)
		}
		row := marks[s.name]
		if got := []string{row["test-sigmoid"], row["test-mean"], row["test-layer"]}; !slices.Equal(got, want) {
			t.Errorf("%s: grade gives %v, want %v", s.name, got, want)
		}
	}

	for name := range fileHashes(t, course) {
		if strings.Contains(name, "was-here") {
			t.Errorf("a cheat has written %s", name)
		}
	}

	// A person gives points in the formgrader's database; the feedback and the export have them.
	python = testPython(t, environment(t), "-c", "from nbgrader.api import Gradebook\nwith Gradebook('sqlite:///gradebook.db', 'dlmath') as g:\n    grade = g.find_grade('why', 'small', 'small', 'right')\n    assert grade.needs_manual_grade\n    grade.manual_score = 1.5\n    grade.needs_manual_grade = False\n    g.db.commit()")
	python.Dir = course
	if out, err := python.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	do("", "generate_feedback", "small", "--student=right", "--force") // grade has written its page there
	page, err := os.ReadFile(filepath.Join(course, "feedback", "right", "small", "small.html"))
	if err != nil || !strings.Contains(string(page), "11.5") {
		t.Errorf("the feedback has no 11.5: %v", err)
	}
	if strings.Contains(string(page), "HIDDEN TESTS") || strings.Contains(string(page), "800<") || !strings.Contains(string(page), "σ(−800)") {
		t.Error("the feedback shows hidden tests, or not what has become of them")
	}
	do("", "export")
	f, err := os.ReadFile(filepath.Join(course, "grades.csv"))
	if err != nil || !strings.Contains(string(f), "11.5") {
		t.Errorf("the export has no 11.5: %v\n%s", err, f)
	}
}

// gradebook prints what nbgrader's database has: student and automatic marks.
const gradebook = `
import csv, sys
from nbgrader.api import Gradebook
out = csv.writer(sys.stdout)
with Gradebook('sqlite:///gradebook.db', 'dlmath') as g:
    for s in g.assignment_submissions('small'):
        marks = {x.name: x for n in s.notebooks for x in n.grades}
        out.writerow([s.student.id] + ['%g' % marks[k].auto_score if marks[k].auto_score is not None else 'none' for k in ('test-sigmoid', 'test-mean', 'test-layer')])
`

// BenchmarkGrade marks the honest part of a class.
func BenchmarkGrade(b *testing.B) {
	list := slices.Clone(class[:6])
	for b.Loop() {
		course := handIn(b, list)
		if out, err := graded(b, "--course="+course); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N*len(list)), "s/submission")
}
