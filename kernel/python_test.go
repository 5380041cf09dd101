package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dlmath/kernel/internal/setup"
)

// testPythonEnv names the environment variable with the Python that has the packages of
// .ci/requirements.txt.
const testPythonEnv = "DLMATH_TEST_PYTHON"

// testPython returns a command of that Python, which finds the kernelspecs of the set-up.
func testPython(t *testing.T, home *setup.Home, args ...string) *exec.Cmd {
	t.Helper()
	python := os.Getenv(testPythonEnv)
	if python == "" {
		const missing = "set " + testPythonEnv + " to a Python with the tests' packages, made by:  python3 -m venv V && V/bin/pip install --require-hashes -r .ci/requirements.txt && export " + testPythonEnv + "=$PWD/V/bin/python"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, python, args...)
	cmd.Env = append(home.Environ(), "PYTHONDONTWRITEBYTECODE=1", "JUPYTER_RUNTIME_DIR="+t.TempDir())
	return cmd
}

// The official suite passes whole, and so does running a notebook in the programs of
// Jupyter's world: nothing fails, and nothing is skipped.
func TestInPython(t *testing.T) {
	home := environment(t)
	for _, suite := range []string{"test_conformance", "test_clients", "test_papermill", "test_jupytext"} {
		t.Run(suite, func(t *testing.T) {
			cmd := testPython(t, home, "-m", "unittest", "-v", suite)
			cmd.Dir = "testdata"
			cmd.Env = append(cmd.Env, "DLMATH_TEST_REPO="+home.Repo, "DLMATH_TEST_VENV="+filepath.Join(home.Dir, "venv"),
				"DLMATH_TEST_KERNEL="+filepath.Join(home.Dir, "bin", "dlmath"))
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Contains(string(out), "skipped") {
				t.Errorf("%v\n%s", err, out)
			}
			t.Logf("%s", out)
		})
	}
}
