package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"dlmath/kernel/internal/assist"
	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/confine"
	"dlmath/kernel/internal/gonbcomms"
)

// Session is the state of one notebook.
type Session struct {
	builder  *build.Builder
	lent     bool         // the builder is not the session's own
	settings build.Config // the builder's
	flags    []string     // of %goflags
	autoget  bool         // fetch modules that are missing
	env      []string     // of programs and shell commands, as of [os.Environ]

	// Execute alone changes decls and dir, and so reads them without a lock.
	mu     sync.Mutex
	decls  declarations
	dir    string            // where programs and shell commands run
	assist *assist.Assistant // nil until it is needed

	values   values
	programs programs
	server   Server
	permit   func(importPath string) bool
	confine  *confine.Limits
	held     []string // folders of executables, until the session is closed
	widgets  *gonbcomms.Hub
	wasm     *wasm
}

// Config says where a session works.
type Config struct {
	Build   build.Config
	Builder *build.Builder // if not nil it is used, in place of one of the session's own
	Dir     string         // the working folder of programs, usually the notebook's own
	Env     []string       // their environment

	Server Server // that of the notebook; its zero value if there is none

	// Permit, if not nil, says which packages may be imported without an import.
	Permit func(importPath string) bool

	// Confine, if not nil, are limits that programs run under.
	Confine *confine.Limits
}

// New makes a session without declarations. Close it.
func New(ctx context.Context, c Config) (*Session, error) {
	b := c.Builder
	if b == nil {
		var err error
		if b, err = build.New(ctx, c.Build); err != nil {
			return nil, err
		}
	}
	return &Session{
		builder:  b,
		lent:     c.Builder != nil,
		settings: c.Build,
		dir:      c.Dir,
		env:      c.Env,
		server:   c.Server,
		permit:   c.Permit,
		confine:  c.Confine,
		values:   values{off: c.Confine != nil}, // a confined program could not reach what is kept
		widgets:  &gonbcomms.Hub{Kernel: c.Server.Kernel, Base: c.Server.Base},
		wasm:     &wasm{server: c.Server, builder: b},
	}, nil
}

// keep puts declarations in force.
func (s *Session) keep(d declarations) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decls = d
}

// hold keeps an executable until the session is closed: the builder, which may serve
// others too, keeps few.
func (s *Session) hold(executable string) (string, error) {
	dir, err := os.MkdirTemp(s.builder.Dir(), "held-")
	if err != nil {
		return "", err
	}
	s.held = append(s.held, dir)
	held := filepath.Join(dir, filepath.Base(executable))
	return held, os.Link(executable, held)
}

// Close ends the programs that live on, and removes what the session has built.
func (s *Session) Close() error {
	for _, r := range s.programs.which(func(*running) bool { return true }) {
		r.stop()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.assist != nil {
		s.assist.Close()
	}
	for _, dir := range s.held {
		os.RemoveAll(dir)
	}
	if s.lent {
		return s.wasm.close()
	}
	return errors.Join(s.wasm.close(), s.builder.Close())
}
