package build

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Reset makes the module of the programs anew, with no requirements, and the workspace
// with nothing but the modules of [Config]. The language version is that of the
// installed Go.
func (b *Builder) Reset() error {
	for _, name := range []string{"go.sum", "go.work.sum"} {
		if err := os.Remove(filepath.Join(b.dir, name)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	for name, text := range map[string]string{
		"go.work": "go " + b.tools.version + "\n\n" + b.uses(""),
		"go.mod":  "module cell\n\ngo " + b.tools.version + "\n",
	} {
		name = filepath.Join(b.dir, name)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
		// So old that the first listing has certainly seen it: see stamp.settled.
		past := time.Now().Add(-time.Second)
		if err := os.Chtimes(name, past, past); err != nil {
			return err
		}
	}
	return nil
}

// uses are the directives that a go.work with this text lacks.
func (b *Builder) uses(work string) (lines string) {
	for _, dir := range append([]string{"."}, b.roots...) {
		used := regexp.MustCompile(`(?m)^\s*(use\s+)?"?` + regexp.QuoteMeta(dir) + `/?"?\s*$`)
		if used.MatchString(work) {
			continue
		}
		lines += fmt.Sprintf("use %q\n", dir)
	}
	return lines
}

// mend puts the modules of [Config] back into the workspace: a person may have made
// go.work anew, or have removed it.
func (b *Builder) mend() error {
	name := filepath.Join(b.dir, "go.work")
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		text = []byte("go " + b.tools.version + "\n\n")
	} else if err != nil {
		return err
	}
	lines := b.uses(string(text))
	if lines == "" {
		return nil
	}
	return os.WriteFile(name, append(text, "\n"+lines...), 0o644)
}

// Module is a module in a folder.
type Module struct{ Path, Dir string }

// Workspace returns the modules of the workspace, less that of the programs: those of
// [Config] first, then what a person has added by go work use.
func (b *Builder) Workspace(ctx context.Context) (configured, added []Module, err error) {
	if err := b.mend(); err != nil {
		return nil, nil, err
	}
	var work struct{ Use []struct{ DiskPath string } }
	if err := b.edit(ctx, &work, "work", "edit", "-json"); err != nil {
		return nil, nil, err
	}
	for _, use := range work.Use {
		m := Module{Dir: use.DiskPath}
		if !filepath.IsAbs(m.Dir) {
			m.Dir = filepath.Join(b.dir, m.Dir)
		}
		if m.Dir == b.dir {
			continue
		}
		var mod struct{ Module struct{ Path string } }
		if err := b.edit(ctx, &mod, "mod", "edit", "-json", filepath.Join(m.Dir, "go.mod")); err != nil {
			return nil, nil, err
		}
		m.Path = mod.Module.Path
		if b.isRoot(m.Dir) {
			configured = append(configured, m)
		} else {
			added = append(added, m)
		}
	}
	return configured, added, nil
}

func (b *Builder) isRoot(dir string) bool {
	for _, root := range b.roots {
		if root == dir {
			return true
		}
	}
	return false
}

// Replace lets commands that know no workspace find a module in its folder.
func (b *Builder) Replace(ctx context.Context, m Module) error {
	return b.edit(ctx, nil, "mod", "edit", "-replace="+m.Path+"="+m.Dir)
}

// edit runs a go command in the module of the programs. The result is its output, which
// is JSON, unless it is nil.
func (b *Builder) edit(ctx context.Context, result any, args ...string) error {
	out, err := output(command(ctx, b.dir, b.tools.env, b.tools.goCommand, args...))
	if err != nil {
		return fmt.Errorf("go %s %s: %w", args[0], args[1], err)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(out, result)
}
