package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/kernel/internal/setup"
)

func TestReport(t *testing.T) {
	fine := setup.Finding{Name: "Go", Detail: "go1.26"}
	optional := setup.Finding{Name: "Chromium", State: setup.Optional, Detail: "not here", Mend: "sudo apt install chromium"}
	missing := setup.Finding{Name: "Python", State: setup.Missing, Detail: "no Python", Mend: "sudo apt install python3"}

	var out strings.Builder
	if err := report(&out, []setup.Finding{fine, optional}); err != nil {
		t.Errorf("with all that is needed: %v", err)
	}
	if !strings.Contains(out.String(), "apt install chromium") || !strings.Contains(out.String(), "is here") {
		t.Errorf("the report:\n%s", &out)
	}
	out.Reset()
	if err := report(&out, []setup.Finding{fine, missing}); err == nil {
		t.Error("no error although something needed is missing")
	}
	for _, want := range []string{"ok", "go1.26", "MISSING", "no Python", "sudo apt install python3"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, &out)
		}
	}
}

func TestDoctorBeforeAndAfterSetUp(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	doctor := func(home string) (string, int) {
		t.Helper()
		cmd := exec.Command(exe, "doctor")
		cmd.Env = os.Environ()
		if home != "" {
			cmd.Env = append(cmd.Env, setup.HomeEnv+"="+home)
		}
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	none := filepath.Join(t.TempDir(), "none")
	out, code := doctor(none)
	if code != 1 || strings.Count(out, "MISSING") != 6 || !strings.Contains(out, "go run ./kernel lab") {
		t.Errorf("before the set-up, status %d:\n%s", code, out)
	}
	if _, err := os.Stat(none); err == nil {
		t.Errorf("doctor has made %s", none)
	}
	environment(t)
	if out, code := doctor(""); code != 0 || strings.Contains(out, "MISSING") || !strings.Contains(out, "gonb v0.11.3") {
		t.Errorf("after the set-up, status %d:\n%s", code, out)
	}
}
