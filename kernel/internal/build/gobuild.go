package build

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// goBuild makes the executable in dir with the go command.
func (b *Builder) goBuild(ctx context.Context, dir string, p Program, imports imported) error {
	if err := p.write(dir); err != nil {
		return err
	}
	args := []string{"build"}
	if p.Test {
		args = []string{"test", "-c", "-vet=off"}
	}
	env := append(b.tools.env[:len(b.tools.env):len(b.tools.env)], p.Env...)
	if imports.has("C") || hasFlag(p.Flags, "race", "msan", "asan") {
		env = append(env, "CGO_ENABLED=1")
	}
	// All errors, and names in a panic's trace as //line directives have them.
	args = append(args, "-gcflags=-e '-trimpath="+dir+"=>'", "-o", executableIn(dir))
	args = append(args, p.Flags...)
	stdout, stderr, err := run(command(ctx, dir, env, b.tools.goCommand, append(args, ".")...))
	said := append(stderr, stdout...)
	if errs := b.absentModules(string(said)); err != nil && errs != nil && ctx.Err() == nil {
		return errs
	}
	if err := buildError(ctx, dir, said, err); err != nil {
		return err
	}
	if _, err := os.Stat(executableIn(dir)); err != nil {
		return fmt.Errorf("go %s made no executable: %s%s", args[0], stdout, stderr)
	}
	if p.Log != nil {
		_, err = p.Log.Write(stderr)
	}
	return err
}

var wanted = regexp.MustCompile(`(?m)(?:^go: downloading |: )(\S+)[ @](v\S+?)(?:: module lookup disabled by GOPROXY=off)?$`)

// absentModules says which modules the go command wanted to download, and could not. They
// show only here if packages need them on another platform alone.
func (b *Builder) absentModules(said string) (errs Errors) {
	if !strings.Contains(said, "GOPROXY=off") {
		return nil
	}
	for _, m := range wanted.FindAllStringSubmatch(said, -1) {
		module := m[1] + "@" + m[2]
		if slices.ContainsFunc(errs, func(e Error) bool { return e.Missing == module }) {
			continue
		}
		errs = append(errs, Error{
			Message: fmt.Sprintf("the module %s has not been downloaded; with a network, run \"go mod download %s\" in %s", m[1], module, b.home()),
			Missing: module,
		})
	}
	return errs
}

// hasFlag says whether one of the names is among the flags of the go command.
func hasFlag(flags []string, names ...string) bool {
	for _, flag := range flags {
		flag, value, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		for _, name := range names {
			if flag == name && value != "false" {
				return true
			}
		}
	}
	return false
}
