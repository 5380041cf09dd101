package build

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// importErrors says which of the program's imports cannot be had, and what to do;
// nil if all can.
func (b *Builder) importErrors(ctx context.Context, l *listing, imports imported) Errors {
	var errs Errors
	for _, spec := range imports {
		if spec.path == "C" {
			continue
		}
		e := Error{File: spec.at.Filename, Line: spec.at.Line, Column: spec.at.Column}
		if slices.Contains(strings.Split(spec.path, "/"), "internal") {
			e.Message = fmt.Sprintf("package %s is internal: only packages beside it can import it", spec.path)
			errs = append(errs, e)
			continue
		}
		problem := l.problem(spec.path)
		if problem == "" {
			continue
		}
		// What the compiler says begins with "# path/of/package".
		if header, said, ok := strings.Cut(problem, "\n"); ok && strings.HasPrefix(header, "# ") {
			e.Message = fmt.Sprintf("import %q: package %s does not compile", spec.path, header[2:])
			errs = append(errs, e)
			errs = append(errs, parseErrors(filepath.Join(b.dir, "imports"), said)...)
			continue
		}
		e.Message, e.Missing = b.explain(ctx, spec.path, problem)
		errs = append(errs, e)
	}
	return errs
}

var missingPackage = regexp.MustCompile(`package ([^\s:;]+)`)

// explain is the go command's sentence on an import, with what to do in this
// workspace, and the package that could be fetched.
func (b *Builder) explain(ctx context.Context, path, problem string) (message, missing string) {
	has := func(text string) bool { return strings.Contains(problem, text) }
	missing = path // or a package that it imports
	if m := missingPackage.FindStringSubmatch(problem); m != nil {
		missing = m[1]
	}
	switch {
	case has("is not in std"), has("cannot find module"), has("no required module"), has("does not contain package"):
		message = b.noPackage(ctx, missing)
	case has("GOPROXY=off"), has("missing go.sum entry"):
		message = fmt.Sprintf("the module of package %s has not been downloaded; with a network, run \"go mod download\" in %s", missing, b.home())
	default:
		return fmt.Sprintf("import %q: %s", path, problem), ""
	}
	if missing != path {
		message = fmt.Sprintf("import %q: %s", path, message)
	}
	if !canBeFetched(missing) {
		missing = ""
	}
	return message, missing
}

// canBeFetched says whether a path begins with a host's name.
func canBeFetched(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// noPackage says that there is no such package, and what may have been meant.
func (b *Builder) noPackage(ctx context.Context, path string) string {
	message := fmt.Sprintf("there is no package %s", path)
	near, home := b.index.near(ctx, path)
	if near != "" {
		return fmt.Sprintf("%s; did you mean %q?", message, near)
	}
	if home != "" {
		return message + " in " + home
	}
	if !canBeFetched(path) {
		return message + " in the standard library or in the workspace"
	}
	return fmt.Sprintf("%s in the modules of this workspace; with a network, run \"go get %s\" in %s", message, path, b.home())
}

// home is the module that a person would add requirements to.
func (b *Builder) home() string {
	if len(b.roots) > 0 {
		return b.roots[0]
	}
	return b.dir
}
