package build

import (
	"fmt"
	"os"
	"testing"
)

func TestProgramsAreKept(t *testing.T) {
	b := newBuilder(t, Config{})
	number := func(i int) Program {
		return program(fmt.Sprintf("package main\nfunc main() { print(%d) }", i))
	}
	first := mustBuild(t, b, number(0))
	if again := mustBuild(t, b, number(0)); again != first {
		t.Errorf("built again: %s, %s", first, again)
	}
	for i := 1; i < keptPrograms; i++ {
		mustBuild(t, b, number(i))
	}
	mustBuild(t, b, number(0)) // now number 1 is the one not used for longest
	if got := mustRun(t, mustBuild(t, b, number(keptPrograms))); got != fmt.Sprint(keptPrograms) {
		t.Errorf("got %q", got)
	}
	if again := mustBuild(t, b, number(0)); again != first {
		t.Error("the one used last is not kept")
	}
	if entries, _ := os.ReadDir(b.Dir()); len(entries) != keptPrograms+3 { // go.mod, go.work, imports
		t.Errorf("kept %v", entries)
	}
	if err := os.Remove(first); err != nil {
		t.Fatal(err)
	}
	if got := mustRun(t, mustBuild(t, b, number(0))); got != "0" {
		t.Errorf("after the file was swept: got %q", got)
	}
}

func TestProgramsErrors(t *testing.T) {
	b := newBuilder(t, Config{})
	p := program("package main\nfunc main() {}")
	mustBuild(t, b, p)
	buildErrors(t, b, program("package main\nfunc main() { x }"))
	if entries, _ := os.ReadDir(b.Dir()); len(entries) != 1+3 {
		t.Errorf("a program that does not build leaves %v", entries)
	}
	if err := os.RemoveAll(b.Dir()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Build(t.Context(), program("package main\nfunc main() { print(1) }")); err == nil {
		t.Error("no error without a folder")
	}
}
