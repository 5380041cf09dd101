package setup

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// HomeEnv names the environment variable that moves the folder of a [Home]
// away from the checkout.
const HomeEnv = "DLMATH_HOME"

// StateEnv names the environment variable that moves what use leaves behind, such as the
// history, to another folder: the rest of a [Home] can then be read-only.
const StateEnv = "DLMATH_STATE"

const module = "dlmath"

// Home is the folder that holds all that is set up, and the checkout it serves.
type Home struct {
	Repo string // the checkout: the folder of go.mod
	Dir  string // the folder that holds all that is set up; it need not exist

	stateDir string // see State

	goRoot, goVersion, goCache string
}

// Open finds the checkout that contains the working directory, and its Home:
// .dlmath at its top, or the folder that DLMATH_HOME names. It writes nothing.
func Open() (*Home, error) { return OpenAt("") }

// OpenAt is Open for a folder that may be another than the working directory.
func OpenAt(dir string) (*Home, error) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		return nil, &Problem{
			What: "The go command is not in PATH.",
			Mend: "Install Go 1.26 or newer (https://go.dev/dl/) and add its bin folder to PATH.",
			Err:  err,
		}
	}
	cmd := exec.Command(goTool, "env", "-json", "GOMOD", "GOROOT", "GOVERSION", "GOCACHE")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", cmd, err, stderr.Bytes())
	}
	var env struct{ GOMOD, GOROOT, GOVERSION, GOCACHE string }
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	repo := filepath.Dir(env.GOMOD)
	if goMod, err := os.ReadFile(env.GOMOD); err != nil || !bytes.HasPrefix(goMod, []byte("module "+module+"\n")) {
		return nil, &Problem{
			What: "The working directory is not inside a checkout of " + module + ".",
			Mend: "Change to the checkout (cd …/" + module + ") and run the command there.",
		}
	}
	if strings.Contains(repo, ",") {
		return nil, &Problem{
			What: fmt.Sprintf("The path of the checkout, %s, holds a comma, which GoNB takes for the end of a path.", repo),
			Mend: "Move the checkout to a folder without a comma in its path.",
		}
	}
	h := &Home{Repo: repo, goRoot: env.GOROOT, goVersion: env.GOVERSION, goCache: env.GOCACHE}
	if h.Dir = os.Getenv(HomeEnv); h.Dir == "" {
		h.Dir = filepath.Join(repo, ".dlmath")
	}
	if h.Dir, err = filepath.Abs(h.Dir); err != nil {
		return nil, err
	}
	if dir := os.Getenv(StateEnv); dir != "" {
		h.stateDir, err = filepath.Abs(dir)
	}
	return h, err
}

func (h *Home) path(elem ...string) string {
	return filepath.Join(append([]string{h.Dir}, elem...)...)
}

// State is the folder for what use leaves behind: Dir, unless DLMATH_STATE names another.
func (h *Home) State() string {
	if h.stateDir == "" {
		return h.Dir
	}
	return h.stateDir
}

func (h *Home) state(elem ...string) string {
	return filepath.Join(append([]string{h.State()}, elem...)...)
}

func (h *Home) python() string { return h.path("venv", "bin", "python") }

func (h *Home) goTool() string { return filepath.Join(h.goRoot, "bin", "go") }

// create makes a folder that can be written.
func (h *Home) create(dir string) error {
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		if err = unix.Access(dir, unix.W_OK); err != nil {
			err = &os.PathError{Op: "write", Path: dir, Err: err}
		}
	}
	return h.explain(err, "")
}

// free returns the bytes free on the disk of dir, or of the nearest folder above
// it that exists.
func free(dir string) (uint64, error) {
	var st unix.Statfs_t
	err := unix.Statfs(existing(dir), &st)
	return uint64(st.Bavail) * uint64(st.Bsize), err
}

func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
