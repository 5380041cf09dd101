package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// Config says where a [Builder] works and what its programs can import.
type Config struct {
	// Dir is the folder in which the Builder makes one of its own; "" stands for
	// the system's folder for temporary files.
	Dir string

	// Workspace holds the folders of the modules whose packages, and whose
	// requirements' packages, a program can import. Each must hold a go.mod.
	Workspace []string

	Go  string   // the go command; "" stands for the one in PATH
	Env []string // the commands' environment, as of [os.Environ]; nil stands for that
}

// A Builder builds programs, one after the other or at the same time.
type Builder struct {
	dir   string   // go.work, go.mod of the module "cell", a folder for each program
	roots []string // the modules of the workspace
	tools toolchain

	kept  atomic.Pointer[listing] // of all imports so far; nil at first
	turn  chan struct{}           // holds one while the go command is asked
	asked map[string]bool         // what kept was made for; owned by who asks

	programs programs
	index    index
}

// New makes a Builder and its folder, in which the go command finds a workspace.
// It fails if the go command or a folder of the workspace is not there.
func New(ctx context.Context, c Config) (_ *Builder, err error) {
	b := &Builder{asked: map[string]bool{}, turn: make(chan struct{}, 1)}
	for _, root := range c.Workspace {
		root, err := filepath.Abs(root)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
			return nil, fmt.Errorf("the workspace's folder %s is not a Go module: %w", root, err)
		}
		b.roots = append(b.roots, root)
	}
	if b.dir, err = os.MkdirTemp(c.Dir, "build-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(b.dir)
		}
	}()
	// On macOS the folder's name leads through a symbolic link, which the go
	// command follows; file names in messages must agree.
	if b.dir, err = filepath.EvalSymlinks(b.dir); err != nil {
		return nil, err
	}
	if b.tools, err = findTools(ctx, c, b.dir); err != nil {
		return nil, err
	}
	b.programs.dir = b.dir
	b.index.builder = b
	return b, b.Reset()
}

// Dir is the folder of the module "cell" that the programs belong to. A
// requirement that is added to its go.mod counts from the next program on.
func (b *Builder) Dir() string { return b.dir }

// GoRoot is the folder of the installed Go.
func (b *Builder) GoRoot() string { return b.tools.goRoot }

// Close removes the Builder's folder and with it all executables.
func (b *Builder) Close() error {
	return os.RemoveAll(b.dir)
}
