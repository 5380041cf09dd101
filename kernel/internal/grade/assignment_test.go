package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func small() *Assignment {
	return &Assignment{Name: "small", Cells: []*Cell{
		{Type: "markdown", Source: "# Title"},
		{ID: "help", Type: "code", Source: "const help = 1", Locked: true},
		{ID: "a", Type: "code", Source: "func a() {}", Solution: true},
		{ID: "test-a", Type: "code", Source: "%%\nhomework.Grade(\n// BEGIN HIDDEN TESTS\nx,\n// END HIDDEN TESTS\n)", Points: 3, Grade: true, Locked: true},
		{ID: "why", Type: "markdown", Source: "because", Points: 2, Grade: true, Solution: true},
	}}
}

func TestMerge(t *testing.T) {
	given := func(id, kind, source string) *Cell { return &Cell{ID: id, Type: kind, Source: source} }
	a := small()
	for _, test := range []struct {
		name      string
		submitted []*Cell
		ids       []string
		notes     []string
	}{
		{"as handed out", []*Cell{given("help", "code", "const help = 1"), given("a", "code", "func a() { }"), given("", "code", "x"), given("test-a", "code", "%%\nhomework.Grade(\n)\r\n"), given("why", "markdown", "so")},
			[]string{"help", "a", "", "test-a", "why"}, nil},
		{"nothing", nil, []string{"help", "test-a", "why"}, []string{`"help" was missing`, `"a", for an answer of yours, is missing`, `"test-a" was missing`, `"why" was missing`}},
		{"changed", []*Cell{given("help", "code", "const help = 2"), given("a", "markdown", "func a() {}"), given("a", "code", "func b() {}"), given("test-a", "code", "%%\n3"), given("why", "markdown", "so"), given("bonus", "code", "10")},
			[]string{"help", "a", "", "test-a", "why", ""}, []string{`"help" is not to be changed`, `"a" was of type markdown`, `several cells with the name "a"`, `"test-a" is not to be changed`, `"bonus", which is not one`}},
		{"without a name", []*Cell{given("help", "code", "const help = 1"), given("", "code", "func a() {}"), given("x", "code", "y"), given("", "markdown", "## 2"), given("why", "markdown", "so")},
			[]string{"help", "", "", "test-a", "", "why"}, []string{`"x", which is not one`, `"a", for an answer of yours, is missing`, `"test-a" was missing`}},
		{"in another order", []*Cell{given("why", "markdown", "so"), given("a", "code", "func a() {}")},
			[]string{"help", "why", "a", "test-a"}, []string{`"help" was missing`, `"test-a" was missing`}},
	} {
		cells, notes := a.Merge(test.submitted)
		var ids []string
		for _, c := range cells {
			ids = append(ids, c.ID)
			own := a.find(c.ID)
			switch {
			case own == nil && (c.Grade || c.Points != 0):
				t.Errorf("%s: a cell of the student's own gives points: %+v", test.name, c)
			case own != nil && (c.Type != own.Type || c.Points != own.Points || c.Grade != own.Grade || own.Locked && c.Source != own.Source):
				t.Errorf("%s: %+v, want %+v", test.name, c, own)
			}
		}
		if !slices.Equal(ids, test.ids) {
			t.Errorf("%s: cells %q, want %q", test.name, ids, test.ids)
		}
		for i := range max(len(notes), len(test.notes)) {
			if i >= len(notes) || i >= len(test.notes) || !strings.Contains(notes[i], test.notes[i]) {
				t.Errorf("%s: notes %q, want %q", test.name, notes, test.notes)
				break
			}
		}
	}
	if cells, _ := a.Merge(nil); cells[2].Source != "" {
		t.Errorf("the lecturer's answer stands for the student's: %+v", cells[2])
	}
}

func TestReadAssignment(t *testing.T) {
	for _, test := range []struct{ metadata, want string }{
		{`{"nbgrader": {"grade_id": "a", "grade": true, "points": 2}}`, ""},
		{`{"nbgrader": {"grade_id": "a", "grade": true, "points": -2}}`, "cell 1 (a): it has -2 points; expected a number from 0"},
		{`{"nbgrader": {"grade_id": "b"}}`, `cells 1 and 2 both have the grade_id "b"`},
		{`{"nbgrader": 7}`, ""},
	} {
		name := filepath.Join(t.TempDir(), "x.ipynb")
		text := fmt.Sprintf(`{"nbformat": 4, "nbformat_minor": 4, "metadata": {"dlmath": {"allow": ["reflect"]}}, "cells": [
			{"cell_type": "markdown", "metadata": %s, "source": ""}, {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "b"}}, "source": ""}]}`, test.metadata)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := ReadAssignment(name)
		switch {
		case (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want):
			t.Errorf("%s: %v", test.metadata, err)
		case err == nil && (a.Name != "x" || !slices.Equal(a.Allow, []string{"reflect"}) || !a.Rules().Permit("reflect")):
			t.Errorf("%+v", a)
		}
	}
}

func TestManual(t *testing.T) {
	for text, open := range map[string]bool{"so": true, "": false, " \n": false, "YOUR ANSWER HERE": false, "as handed out\n": false} {
		m := (&Cell{ID: "why", Source: text, Points: 2, Grade: true, Solution: true, Unanswered: "as handed out"}).manual()
		if (m.Points == nil) != open || !open && (*m.Points != 0 || m.Error == "") {
			t.Errorf("%q: %+v", text, m)
		}
	}
}

// Text of a student is text on the page, not markup.
func TestPageIsSafe(t *testing.T) {
	evil := "<script>alert(1)</script>"
	r := &Result{Notes: []string{evil}, Cells: []ResultCell{
		{Type: "code", Source: evil, Note: evil, Error: evil},
		{Type: "code", Mark: &Mark{ID: "a", Points: new(float64), Max: 1, Error: evil, Printed: evil, Says: []Check{{Name: evil, Message: evil}}}},
	}}
	var page strings.Builder
	if err := r.WritePage(&page, evil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), evil) || strings.Contains(page.String(), "script-src") {
		t.Error(page.String())
	}
	if !strings.Contains(page.String(), "0 of 1 points") {
		t.Error(page.String())
	}
}

// The page begins with all problems: by the headings above them, and by their cells' names.
func TestOverview(t *testing.T) {
	points := 1.5
	r := &Result{Cells: []ResultCell{
		{Type: "code", Mark: &Mark{ID: "warm_up", Points: new(float64), Max: 1}},
		{Type: "markdown", Source: "# Homework\n\n## 1. A | line\n\nwords"}, {Type: "code", Source: "x"},
		{Type: "code", Mark: &Mark{ID: "test-line", Points: &points, Max: 2}},
		{Type: "markdown", Source: "## 2. Why?"}, {Type: "markdown", Mark: &Mark{ID: "why", Max: 4, Manual: true}},
	}}
	const want = "| | points | of |\n|---|--:|--:|\n| warm\\_up | 0 | 1 |\n| 1. A \\| line | 1.5 | 2 |\n| 2. Why? | open | 4 |\n"
	if got := r.overview(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	var page strings.Builder
	if err := r.WritePage(&page, "x"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`class="mark none"`, `class="mark part"`, `class="mark open"`, ">1. A | line</td>"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("there is no %s in\n%s", want, page.String())
		}
	}
}

func TestWithoutSolutions(t *testing.T) {
	for _, test := range []struct {
		source, want, err string
		code              bool
	}{
		{"func f() {\n\t// BEGIN SOLUTION\n\tx()\n\t// END SOLUTION\n}", "func f() {\n\t// Your code here.\n\tpanic(\"not done yet\")\n}", "", true},
		{"### BEGIN SOLUTION\nso\n### END SOLUTION", "YOUR ANSWER HERE", "", false},
		{"nothing", "nothing", "", true},
		{"// BEGIN SOLUTION\nx", "", "line 1: the solution has no END SOLUTION", true},
		{"x\n// END SOLUTION", "", "line 2: a solution ends that has not begun", true},
		{"// BEGIN SOLUTION\n// BEGIN SOLUTION", "", "line 2: a solution begins inside the one of line 1", true},
	} {
		got, _, err := withoutSolutions(test.source, test.code)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%q: %q, %v", test.source, got, err)
		}
	}
}
