package setup

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cutOff makes pip and go find no network, and nothing that was fetched before.
func cutOff(t *testing.T) {
	t.Helper()
	const closed = "http://127.0.0.1:1"
	for name, value := range map[string]string{
		"PIP_INDEX_URL": closed, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "1",
		"GOPROXY": closed, "GOMODCACHE": t.TempDir(), "GONOPROXY": "", "GOPRIVATE": "", "GOVCS": "*:off",
		"HTTPS_PROXY": closed, "HTTP_PROXY": closed, "https_proxy": closed, "http_proxy": closed,
		"NO_PROXY": "", "no_proxy": "",
	} {
		t.Setenv(name, value)
	}
}

func TestNoNetworkForPython(t *testing.T) {
	h := testHome(t)
	cutOff(t)
	var out strings.Builder
	err := h.Setup(t.Context(), &out)
	wantProblem(t, err, "network cannot be reached", "goes on where it stopped")
	if !strings.Contains(out.String(), "failed") {
		t.Errorf("the progress does not show the failure:\n%s", &out)
	}
}

func TestNoNetworkForGoTools(t *testing.T) {
	h := testHome(t)
	cutOff(t)
	err := h.runSteps(t.Context(), io.Discard, []*step{h.toolsStep()})
	wantProblem(t, err, "network cannot be reached", "goes on where it stopped")
}

func TestDiskFull(t *testing.T) {
	h := testHome(t)
	h.Dir = smallDisk(t, "size=4m")
	for _, s := range []*step{h.pythonStep(), h.toolsStep()} {
		t.Run(s.id, func(t *testing.T) {
			err := h.runSteps(t.Context(), io.Discard, []*step{s})
			wantProblem(t, err, "disk is full", h.Dir, "Free some space", HomeEnv+"=")
			if done, err := h.done(s); done || err != nil {
				t.Errorf("after a full disk the step counts as done: %v, %v", done, err)
			}
		})
	}
}

func TestReadOnlyCheckout(t *testing.T) {
	h := testHome(t)
	if os.Geteuid() == 0 { // whom no permission bits stop
		h.Dir = filepath.Join(smallDisk(t, "ro"), ".dlmath")
	} else {
		repo := t.TempDir()
		if err := os.Chmod(repo, 0o555); err != nil {
			t.Fatal(err)
		}
		h.Dir = filepath.Join(repo, ".dlmath")
	}
	wantProblem(t, h.Setup(t.Context(), io.Discard), h.Dir, "cannot be written", HomeEnv+"=$HOME/.dlmath go run ./kernel lab")
	for _, f := range h.Check(t.Context()) {
		if f.Name == "Folder" && (f.State != Missing || !strings.Contains(f.Mend, HomeEnv)) {
			t.Errorf("the check of the folder says %+v", f)
		}
	}
}

func TestOutsideACheckout(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := Open()
	wantProblem(t, err, "not inside a checkout", "cd ")
}

func TestNoGo(t *testing.T) {
	onlyInPath(t, nil)
	_, err := Open()
	wantProblem(t, err, "go command is not in PATH", "Install Go 1.26")
}
