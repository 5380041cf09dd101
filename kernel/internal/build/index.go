package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// An index knows which packages there are: those of the standard library, of the
// workspace's modules, and of the modules that these require, as far as they have
// been downloaded.
type index struct {
	builder *Builder

	mu       sync.Mutex
	std      []entry
	required []entry // of modules in the module cache
	local    []module
	modules  stamp              // of the go.mod files that required and local come from
	exported map[string]exports // by folder, of packages that do not change
}

// An entry is a package that can be imported.
type entry struct {
	path   string
	dir    string
	rank   int
	change bool // its source may change at any time
}

// Names are looked for in the standard library first, then in the workspace, in
// its direct requirements, in theirs.
const (
	rankStd = iota
	rankWorkspace
	rankDirect
	rankIndirect
)

type module struct {
	Path, Dir, Version string
	Main, Indirect     bool
	Replace            *struct{ Version string }
}

// entries returns all packages. The standard library's are there even if there is
// an error.
func (x *index) entries(ctx context.Context) ([]entry, error) {
	std := x.standard()
	if err := x.loadModules(ctx); err != nil {
		return std, err
	}
	all := append(std[:len(std):len(std)], x.required...)
	for _, m := range x.local {
		all = append(all, m.packages()...)
	}
	return all, nil
}

// standard returns the packages of the standard library.
func (x *index) standard() []entry {
	if x.std == nil {
		x.std = walk("", filepath.Join(x.builder.tools.goRoot, "src"), entry{rank: rankStd})
	}
	return x.std
}

// loadModules asks the go command for the modules, if their go.mod files changed.
func (x *index) loadModules(ctx context.Context) error {
	b := x.builder
	if err := b.mend(); err != nil {
		return err
	}
	files := []string{filepath.Join(b.dir, "go.mod"), filepath.Join(b.dir, "go.work")}
	for _, root := range b.roots {
		files = append(files, filepath.Join(root, "go.mod"))
	}
	now := stampOf(files...)
	if x.modules.text == now.text {
		return nil
	}
	out, err := output(b.tools.list(ctx, b.dir, "-e", "-m", "-json", "all"))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("the go command cannot list the modules: %w", err)
	}
	x.required, x.local = nil, nil
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var m module
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("go list -m: %w", err)
		}
		switch {
		case m.Dir == "" || m.Dir == b.dir:
		case m.Main || m.Replace != nil && m.Replace.Version == "":
			x.local = append(x.local, m)
		default:
			x.required = append(x.required, m.packages()...)
		}
	}
	x.modules = now
	return nil
}

func (m module) packages() []entry {
	like := entry{rank: rankDirect}
	switch {
	case m.Main:
		like = entry{rank: rankWorkspace, change: true}
	case m.Indirect:
		like.rank = rankIndirect
	}
	return walk(m.Path, m.Dir, like)
}

// walk returns the folders with Go files below dir as packages like the given one.
func walk(prefix, root string, like entry) []entry {
	var found []entry
	seen := map[string]bool{}
	filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // a folder that cannot be read holds nothing to import
		}
		base := d.Name()
		if !d.IsDir() {
			dir := filepath.Dir(name)
			if strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go") && !seen[dir] {
				seen[dir] = true
				below, _ := filepath.Rel(root, dir)
				p := like
				p.path, p.dir = path.Join(prefix, filepath.ToSlash(below)), dir
				found = append(found, p)
			}
			return nil
		}
		if name == root {
			return nil
		}
		if base == "internal" || base == "vendor" || base == "testdata" || base[0] == '.' || base[0] == '_' ||
			prefix == "" && base == "cmd" {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
			return fs.SkipDir // another module
		}
		return nil
	})
	return found
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// stem is an import path without its major version.
func stem(importPath string) string {
	if dir, last := path.Split(importPath); dir != "" && majorVersion.MatchString(last) {
		return path.Clean(dir)
	}
	return importPath
}

// mayBeNamed says whether a package's path suggests this name: math/rand/v2 is
// rand, gopkg.in/yaml.v3 is yaml, github.com/mattn/go-sqlite3 is sqlite3.
func (e entry) mayBeNamed(name string) bool {
	last := path.Base(stem(e.path))
	if last == name {
		return true
	}
	return strings.Contains(strings.ReplaceAll(last, "-", ""), name) && strings.ContainsAny(last, ".-")
}

// near is the import path of a package that somebody may have meant who wrote
// this one: it has the same last element. home is the folder of the local module
// that the written path belongs to. Each is "" if there is none.
func (x *index) near(ctx context.Context, written string) (near, home string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	all, _ := x.entries(ctx)
	name, best := path.Base(stem(written)), candidate{}
	for _, e := range all {
		c := candidate{entry: e}
		if path.Base(stem(e.path)) == name && e.path != written && x.exports(e).name != "" &&
			(best.path == "" || c.compare(best) < 0) {
			best = c
		}
	}
	for _, m := range x.local {
		if strings.HasPrefix(written+"/", m.Path+"/") {
			home = m.Dir
		}
	}
	return best.path, home
}
