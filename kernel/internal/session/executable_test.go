package session

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// A program that leaves its session evaluates its globals by itself, although the session
// keeps them, and is the same to the byte when it is built by another session.
func TestExecutable(t *testing.T) {
	t.Parallel()
	var programs [2][]byte
	for i := range programs {
		s := newSession(t)
		declare := Cell{Source: "var squares = func() (list []int) {\n\tfor i := range 5 {\n\t\tlist = append(list, i*i)\n\t}\n\treturn list\n}()", Number: 1}
		use := Cell{Source: "%%\nfmt.Println(squares)", Number: 2}
		for _, c := range []Cell{declare, use, use} {
			if err := s.Execute(t.Context(), c, Alone{&source{}}); err != nil {
				t.Fatal(err)
			}
		}
		file, err := s.Executable(t.Context(), use)
		if err != nil {
			t.Fatal(err)
		}
		if programs[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		s.Close()
		alone := t.TempDir() + "/program"
		if err := os.WriteFile(alone, programs[i], 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(alone)
		cmd.Env = []string{}
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "[0 1 4 9 16]\n" {
			t.Errorf("alone it says %q (%v)", out, err)
		}
	}
	if !bytes.Equal(programs[0], programs[1]) {
		t.Error("two sessions build two programs")
	}
	if _, err := newSession(t).Executable(t.Context(), Cell{Source: "%%\nfmt.Printn()", Number: 7}); err == nil || err.Error() == "" {
		t.Error("a program that does not compile is no error")
	}
}
