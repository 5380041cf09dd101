package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dlmath/kernel/internal/build"
)

// missingPackages are those that the build wants, and that could be fetched.
func missingPackages(err error) (packages []string) {
	var wrong build.Errors
	if !errors.As(err, &wrong) {
		return nil
	}
	for _, w := range wrong {
		if w.Missing != "" && !slices.Contains(packages, w.Missing) {
			packages = append(packages, w.Missing)
		}
	}
	return packages
}

// fetch adds the modules of packages to the module of the programs, by go get.
func (s *Session) fetch(ctx context.Context, packages []string, in Cell, front Front) error {
	err := s.command(ctx, append([]string{"go", "get"}, packages...), "", s.builder.Dir(), in, front)
	var failed *Error
	if errors.As(err, &failed) {
		failed.Name = "go get"
		failed.Message = fmt.Sprintf("%%autoget could not fetch what the cell imports: %q", packages)
	}
	return err
}

// followed says which modules the programs, and completion, take from folders.
func (s *Session) followed(ctx context.Context) (text string, err error) {
	configured, added, err := s.builder.Workspace(ctx)
	if err != nil {
		return "", err
	}
	text = "All files of these modules are followed, with every change in them:\n"
	for _, m := range append(configured, added...) {
		text += fmt.Sprintf("    %s in %s\n", m.Path, m.Dir)
	}
	return text + "!*go work use FOLDER adds the module in a folder, !*go work edit -dropuse=FOLDER removes it.\n", nil
}

// replaceWorkspace lets commands that know no workspace find the modules that a person
// has added to it.
func (s *Session) replaceWorkspace(ctx context.Context) (text string, err error) {
	_, added, err := s.builder.Workspace(ctx)
	if err != nil {
		return "", err
	}
	for _, m := range added {
		if err := s.builder.Replace(ctx, m); err != nil {
			return text, err
		}
		text += fmt.Sprintf("Added replace rule for module %q to local directory %q.\n", m.Path, m.Dir)
	}
	if text == "" {
		return "go.work has no modules besides those of this checkout, and nothing was to be done.\n", nil
	}
	return text, nil
}
