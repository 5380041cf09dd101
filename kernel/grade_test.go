package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// everybody is the class with its cheats, or the first of each outside of CI.
func everybody(t testing.TB) (list []submission) {
	t.Helper()
	list = slices.Clone(class)
	for _, name := range slices.Sorted(maps.Keys(cheats)) {
		list = append(list, submission{"cheat-" + name, cheats[name], [3]float64{}, ""})
	}
	if os.Getenv("CI") == "" {
		t.Log("a part of the class is marked: set CI=true for all of it")
		list = append(list[:7:7], list[len(class):len(class)+3]...)
	}
	return list
}

// handIn makes a course with the small assignment and these submissions.
func handIn(t testing.TB, list []submission) (course string) {
	t.Helper()
	course = t.TempDir()
	writeHomework(t, filepath.Join(course, "source", "small", "small.ipynb"), smallSource())
	writeHomework(t, filepath.Join(course, "release", "small", "small.ipynb"), smallRelease())
	for _, s := range list {
		writeHomework(t, filepath.Join(course, "submitted", s.name, "small", "small.ipynb"), s.edit(smallRelease()))
	}
	return course
}

// gradingCommand makes a command of the verb as a lecturer runs it.
func gradingCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(t.Context(), exe, append([]string{"grade"}, args...)...)
}

// graded runs the verb.
func graded(t testing.TB, args ...string) (string, error) {
	t.Helper()
	out, err := gradingCommand(t, args...).CombinedOutput()
	return string(out), err
}

// fileHashes are those of all files below a folder but in the ones left out.
func fileHashes(t testing.TB, dir string, without ...string) map[string]string {
	t.Helper()
	hashes := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(dir, name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(without, relative):
			return fs.SkipDir
		case d.IsDir():
			hashes[relative] = "a folder"
			return nil
		}
		text, err := os.ReadFile(name)
		hashes[relative] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hashes
}

// readMarks are the marks of the small assignment.
func readMarks(t testing.TB, course string) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(course, "marks", "small.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, record := range records[1:] {
		rows[record[0]] = map[string]string{}
		for i, field := range record {
			rows[record[0]][records[0][i]] = field
		}
	}
	return rows
}

func pointsText(points float64) string { return strconv.FormatFloat(points, 'f', -1, 64) }

// Every submission gets what it deserves, and words on it. Root or not makes no difference.
func TestGradeClass(t *testing.T) {
	list := everybody(t)
	course := handIn(t, list)
	before := fileHashes(t, course)
	begin := time.Now()
	out, err := graded(t, "--course="+course, "--assignment=small", "--timeout=15s")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%d submissions in %v", len(list), time.Since(begin))
	marks := readMarks(t, course)
	for _, s := range list {
		row := marks[s.name]
		got := [3]string{row["test-sigmoid"], row["test-mean"], row["test-layer"]}
		if want := [3]string{pointsText(s.points[0]), pointsText(s.points[1]), pointsText(s.points[2])}; got != want {
			t.Errorf("%s has the marks %v, want %v", s.name, got, want)
		}
		page, err := os.ReadFile(filepath.Join(course, "feedback", s.name, "small", "small.html"))
		if err != nil || !strings.Contains(string(page), s.says) {
			t.Errorf("%s: the page does not say %q (%v)", s.name, s.says, err)
		}
		if strings.Contains(string(page), "HIDDEN TESTS") || strings.Contains(string(page), "800<") {
			t.Errorf("%s: the page shows hidden tests", s.name)
		}
		if !strings.Contains(string(page), "<strong>"+row["points"]+" of 12 points</strong>") {
			t.Errorf("%s: the page does not say %s points", s.name, row["points"])
		}
	}
	sign, err := os.ReadFile(filepath.Join(course, "feedback", "sign", "small", "small.html"))
	if err != nil || !strings.Contains(string(sign), "σ(−800)</td><td>0 of 2</td><td>it is 1</td>") {
		t.Errorf("of a hidden test the page does not say what is wrong (%v)", err)
	}
	if now := fileHashes(t, course, "marks", "feedback"); !maps.Equal(now, before) {
		t.Error("marking has changed what was handed in, or something beside it")
	}
	if _, err := os.Stat("/tmp/dlmath-was-here"); err == nil {
		t.Error("a cheat has run a command")
	}

	// A second run has nothing to do, but reads what the lecturer has filled in.
	table := filepath.Join(course, "marks", "small.csv")
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.Replace(string(text), "right,10,12,4,3,3,\n", "right,10,12,4,3,3,1.5\n", 1)
	if filled == string(text) {
		t.Fatalf("the mark for the answer in words is not open:\n%s", text)
	}
	if err := os.WriteFile(table, []byte(filled), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err = graded(t, "--course="+course)
	if err != nil || strings.Count(out, ": unchanged\n") != len(list) {
		t.Errorf("%v\n%s", err, out)
	}
	if row := readMarks(t, course)["right"]; row["points"] != "11.5" || row["why"] != "1.5" {
		t.Errorf("%v", row)
	}
	if page, _ := os.ReadFile(filepath.Join(course, "feedback", "right", "small", "small.html")); !strings.Contains(string(page), "11.5 of 12 points") {
		t.Error("the page does not have the points that were given by hand")
	}
	for wrong, want := range map[string]string{"3": "points from 0 to 2", "many": `"many"`} {
		if err := os.WriteFile(table, []byte(strings.Replace(filled, "3,1.5\n", "3,"+wrong+"\n", 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := graded(t, "--course="+course); err == nil || !strings.Contains(out, "(right), column why") || !strings.Contains(out, want) {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// What cannot be read, or is not there, is said, and harms nobody else.
func TestGradeDamaged(t *testing.T) {
	course := handIn(t, []submission{class[0]})
	for student, text := range map[string]string{"cut": `{"nbformat": 4, "cells": [`, "empty": ""} {
		name := filepath.Join(course, "submitted", student, "small", "small.ipynb")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(course, "submitted", "link", "small"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(course, "source", "small", "small.ipynb"), filepath.Join(course, "submitted", "link", "small", "small.ipynb")); err != nil {
		t.Fatal(err)
	}
	writeHomework(t, filepath.Join(course, "submitted", "another-name", "small", "my small.ipynb"), smallRelease())
	if out, err := graded(t, "--course="+course); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	marks := readMarks(t, course)
	for student, points := range map[string]string{"right": "10", "cut": "0", "empty": "0", "link": "0", "another-name": "0"} {
		if marks[student]["points"] != points {
			t.Errorf("%s: %v", student, marks[student])
		}
	}
	page, _ := os.ReadFile(filepath.Join(course, "feedback", "another-name", "small", "small.html"))
	if !strings.Contains(string(page), "was not handed in, or has another name") {
		t.Errorf("%s", page)
	}
	for args, want := range map[string]string{
		"--course=" + t.TempDir():                      "nothing was submitted",
		"--course=" + course + " --assignment=large":   "there is no notebook in",
		"--course=" + course + " --student=nobody":     "nobody has not submitted small",
		"--check=x.ipynb --student=a":                  "goes with neither",
		"--check=" + filepath.Join(course, "no.ipynb"): "no such file",
	} {
		if out, err := graded(t, strings.Fields(args)...); err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
}

// A student is told before handing in how the visible tests go, and what is missing.
func TestGradeCheck(t *testing.T) {
	dir := t.TempDir()
	check := func(edit func([]homeworkCell) []homeworkCell) string {
		name := filepath.Join(dir, "small.ipynb")
		writeHomework(t, name, edit(smallRelease()))
		before := fileHashes(t, dir)
		out, err := graded(t, "--check="+name)
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if !maps.Equal(before, fileHashes(t, dir)) {
			t.Error("the notebook or its folder has changed")
		}
		return out
	}
	for _, test := range []struct {
		edit func([]homeworkCell) []homeworkCell
		want []string
	}{
		{but(nil), []string{"test-sigmoid: 2 of 2 points", "why: a person will read it", "7 of 7 points by the tests that you can see"}},
		{but(map[string]string{"sigmoid": "return 1 / (1 + math.Exp(x))", "why": "YOUR ANSWER HERE"}), []string{"test-sigmoid: 1.5 of 2 points", "½ σ(2): is the sign", "why: there is no answer", "2 things are still open"}},
		{but(map[string]string{"mean": "os.Exit(1)\n\treturn 0"}), []string{"Cell 5 is not run", "line 2: os.Exit is not allowed in homework", "undefined: mean"}},
	} {
		out := check(test.edit)
		for _, want := range test.want {
			if !strings.Contains(out, want) {
				t.Errorf("it does not say %q:\n%s", want, out)
			}
		}
	}
}

// Marking that is interrupted, or killed, goes on where it was, and an interrupted one
// leaves no temporary file.
func TestGradeInterrupted(t *testing.T) {
	course := handIn(t, class[:7])
	temporary := t.TempDir()
	for _, signal := range []os.Signal{os.Interrupt, os.Kill} {
		cmd := gradingCommand(t, "--course="+course)
		cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasSuffix(lines.Text(), " to read") { // one more is marked
				cmd.Process.Signal(signal)
				break
			}
		}
		io.Copy(io.Discard, out)
		if err := cmd.Wait(); err == nil {
			t.Fatalf("%v comes too late", signal)
		}
		left, err := os.ReadDir(temporary)
		if err != nil || signal == os.Interrupt && len(left) > 0 {
			t.Errorf("it has left %v (%v)", left, err)
		}
	}
	out, err := graded(t, "--course="+course)
	if again := strings.Count(out, ": unchanged\n"); err != nil || again < 2 || again > 6 {
		t.Errorf("two runs were cut short; the third finds %d submissions marked (%v)\n%s", again, err, out)
	}
	marks := readMarks(t, course)
	for _, s := range class[:7] {
		if got := marks[s.name]["test-layer"]; got != pointsText(s.points[2]) {
			t.Errorf("%s has the marks %v", s.name, marks[s.name])
		}
	}
}
