package setup

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The Go tools that a kernel runs, at the versions that go.mod pins.
var tools = []string{
	"github.com/janpfeifer/gonb",
	"golang.org/x/tools/cmd/goimports",
	"golang.org/x/tools/gopls",
}

func (h *Home) toolsStep() *step {
	return &step{
		id:    "tools",
		title: "Go tools: gonb, goimports, gopls",
		inputs: func() (string, error) {
			mods, err := h.modules()
			return h.path("bin") + "\n" + h.goWrapper() + mods, err
		},
		made: func() []string {
			names := []string{h.path("bin", "go")}
			for _, tool := range tools {
				names = append(names, h.path("bin", filepath.Base(tool)))
			}
			return names
		},
		run: func(ctx context.Context, r *runner) error {
			if _, err := h.goDo(ctx, r, append([]string{"install"}, tools...)...); err != nil {
				return err
			}
			return os.WriteFile(h.path("bin", "go"), []byte(h.goWrapper()), 0o755)
		},
	}
}

// kernel is the executable that the kernelspec starts.
func (h *Home) kernel() string { return h.path("bin", "dlmath") }

// kernelStep builds the kernel from the checkout.
func (h *Home) kernelStep() *step {
	return &step{
		id:    "kernel",
		title: "The kernel",
		inputs: func() (string, error) {
			mods, err := h.modules()
			if err != nil {
				return "", err
			}
			text := h.kernel() + "\n" + mods
			for _, folder := range []string{"kernel", "nnlib"} { // it runs the library's studies
				sources, err := h.sources(folder)
				if err != nil {
					return "", err
				}
				text += sources
			}
			return text, nil
		},
		made: func() []string { return []string{h.kernel()} },
		run: func(ctx context.Context, r *runner) error {
			// A running kernel does not mind: go build makes a new file.
			cmd := h.goCommand(ctx, r, "build", "-ldflags=-s -w", "-o", h.kernel(), "./kernel")
			// As go run compiles, which most often has just done so: the linker alone has work left.
			cmd.Env = append(cmd.Env, "GOFLAGS=-buildvcs=false", "CGO_ENABLED="+os.Getenv("CGO_ENABLED"))
			_, err := r.do(cmd)
			return err
		},
	}
}

// goWrapper is the go command that a kernel finds. GoNB runs "go get" before each
// cell, which takes 0.3 s, does not look at the workspace, and so asks the network
// for modules that the checkout already pins. The build that follows does look,
// and says how to get a module that is truly missing.
func (h *Home) goWrapper() string {
	quoted := "'" + strings.ReplaceAll(h.goTool(), "'", `'\''`) + "'"
	return "#!/bin/sh\ncase \"$*\" in get | 'get -t') exit 0 ;; esac\nexec " + quoted + " \"$@\"\n"
}

// goDo runs the go command in the checkout.
func (h *Home) goDo(ctx context.Context, r *runner, args ...string) (string, error) {
	return r.do(h.goCommand(ctx, r, args...))
}

func (h *Home) goCommand(ctx context.Context, r *runner, args ...string) *exec.Cmd {
	cmd := r.session.Command(ctx, h.goTool(), args...)
	cmd.Dir = h.Repo
	cmd.Env = append(cmd.Env, "GOWORK=off", "GOBIN="+h.path("bin"))
	return cmd
}

// modules is a text of what decides which modules and which Go are used.
func (h *Home) modules() (string, error) {
	text := h.goRoot + " " + h.goVersion + "\n"
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(h.Repo, name))
		if err != nil {
			return "", err
		}
		text += string(b)
	}
	return text, nil
}
