package build

import (
	"context"
	"go/version"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
)

// compileAndLink makes the executable in dir with the compiler and the linker,
// as go build would: see go build -x.
func (b *Builder) compileAndLink(ctx context.Context, dir, key string, p Program, config []byte) error {
	if err := p.write(dir); err != nil {
		return err
	}
	configFile, archive := filepath.Join(dir, "importcfg"), filepath.Join(dir, "main.a")
	if err := os.WriteFile(configFile, config, 0o644); err != nil {
		return err
	}
	compile := []string{
		"-o", archive, "-p", "main", "-lang", version.Lang("go" + b.tools.version), "-complete", "-importcfg", configFile, "-pack",
		"-nolocalimports", "-c", strconv.Itoa(min(4, runtime.GOMAXPROCS(0))), // concurrency
		"-e",           // all errors, not the first ten
		"-dwarf=false", // the linker would drop it
		"-trimpath", dir + "=>",
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		compile = append(compile, "./"+name)
	}
	if err := b.tool(ctx, dir, b.tools.compiler, compile...); err != nil {
		return err
	}
	link := []string{"-o", executableIn(dir), "-importcfg", configFile, "-s", "-w", "-buildid", key, "-buildmode", "exe"}
	if b.tools.goOS == "darwin" {
		link[len(link)-1] = "pie"
	}
	if err := b.tool(ctx, dir, b.tools.linker, append(link, archive)...); err != nil {
		return err
	}
	return os.Remove(archive)
}

// tool runs the compiler or the linker, which write errors to standard output.
func (b *Builder) tool(ctx context.Context, dir, name string, args ...string) error {
	stdout, stderr, err := run(command(ctx, dir, b.tools.toolEnv, name, args...))
	return buildError(ctx, dir, append(stdout, stderr...), err)
}

// buildError is what a command's end means: nil, ctx.Err(), or Errors from what
// it said.
func buildError(ctx context.Context, dir string, said []byte, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errs := parseErrors(dir, string(said)); errs != nil {
		return errs
	}
	return err
}
