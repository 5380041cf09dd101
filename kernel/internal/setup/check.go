package setup

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sys/unix"
)

// State is what a check has found.
type State int

const (
	Fine     State = iota
	Missing        // needed, and not here
	Optional       // not here, and not needed to run notebooks
)

// Finding is the result of one check.
type Finding struct {
	Name   string
	State  State
	Detail string // versions and places, or what is wrong
	Mend   string // how to mend it; empty where it is Fine
}

const again = "go run ./kernel lab"

// Check looks at all that notebooks need. It changes nothing.
func (h *Home) Check(ctx context.Context) []Finding {
	findings := []Finding{
		{Name: "Go", Detail: fmt.Sprintf("%s (%s)", h.goVersion, h.goRoot)},
		h.checkPython(ctx),
	}
	for _, s := range h.steps() {
		findings = append(findings, h.checkStep(s))
	}
	return append(findings, h.checkFolder(), h.checkSpace(), checkChromium())
}

func (h *Home) checkPython(ctx context.Context) Finding {
	f := Finding{Name: "Python"}
	p, err := h.findPython(ctx)
	var problem *Problem
	if errors.As(err, &problem) {
		f.State, f.Detail, f.Mend = Missing, problem.What, problem.Mend
		return f
	}
	f.Detail = fmt.Sprintf("%s with venv (%s)", p.version, p.path)
	return f
}

func (h *Home) checkStep(s *step) Finding {
	f := Finding{Name: s.title}
	done, err := h.done(s)
	switch {
	case err != nil:
		f.State, f.Detail, f.Mend = Missing, err.Error(), again
	case !done:
		f.State, f.Detail, f.Mend = Missing, "not set up, or something that it depends on has changed since", again
	default:
		f.Detail = "set up"
	}
	if f.State == Fine {
		switch s.id {
		case "python":
			f.Detail = "JupyterLab " + pinned("jupyterlab")
		case "tools":
			f.Detail, f.State, f.Mend = h.toolVersions()
		case "jupyter":
			f.Detail = h.path("jupyter", "data", "kernels", KernelName)
		}
	}
	return f
}

// toolVersions reads the versions from the tools themselves.
func (h *Home) toolVersions() (detail string, state State, mend string) {
	for _, tool := range tools {
		name := h.path("bin", filepath.Base(tool))
		info, err := buildinfo.ReadFile(name)
		if err != nil {
			return fmt.Sprintf("%s is damaged: %v", name, err), Missing, fmt.Sprintf("rm %s; %s", name, again)
		}
		detail += fmt.Sprintf("%s %s, ", filepath.Base(tool), info.Main.Version)
	}
	return detail + "built with " + h.goVersion, Fine, ""
}

// settled tells whether all of the Home is there, so that it is only read.
func (h *Home) settled() bool {
	todo, err := h.undone(h.steps())
	return err == nil && !slices.ContainsFunc(todo, func(s *step) bool { return !s.state })
}

func (h *Home) checkFolder() Finding {
	dir, variable := h.Dir, HomeEnv
	if h.State() != h.Dir && h.settled() {
		dir, variable = h.State(), StateEnv
	}
	f := Finding{Name: "Folder", Detail: dir}
	if err := unix.Access(existing(dir), unix.W_OK); err != nil {
		f.State, f.Detail = Missing, fmt.Sprintf("%s cannot be written: %v", dir, err)
		f.Mend = fmt.Sprintf("%s=$HOME/.dlmath %s", variable, again)
	}
	return f
}

func (h *Home) checkSpace() Finding {
	dir := h.State()
	needed := uint64(50 << 20) // to run
	if !h.settled() {
		dir, needed = h.Dir, diskNeeded
	}
	left, err := free(dir)
	f := Finding{Name: "Disk space", Detail: fmt.Sprintf("%d MB free for %s", left>>20, dir)}
	if err != nil {
		f.State, f.Detail = Missing, err.Error()
		return f
	}
	if left < needed {
		f.State = Missing
		f.Detail += fmt.Sprintf("; %d MB are needed", needed>>20)
		f.Mend = fmt.Sprintf("free some space, or choose another disk:  %s=/another/folder %s", HomeEnv, again)
	}
	return f
}

// checkChromium looks for the browser with which the tests drive JupyterLab.
func checkChromium() Finding {
	f := Finding{Name: "Chromium (for tests alone)"}
	path, err := Chromium()
	if err != nil {
		f.State, f.Detail, f.Mend = Optional, "not here", err.Error()
		return f
	}
	f.Detail = path
	return f
}

// Chromium finds Chromium or Chrome on this machine.
func Chromium() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if runtime.GOOS == "darwin" {
		names = []string{
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	install := installCommand("chromium", "chromium", "chromium", "chromium", "chromium", "--cask chromium")
	if install == "" {
		install = "install Chromium"
	}
	return "", errors.New(install)
}
