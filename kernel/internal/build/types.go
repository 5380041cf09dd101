package build

import (
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Importer returns an importer for go/types that reads the compiled packages, so
// that a program which imports no more than these can be checked in process. All
// that one importer returns belongs together; after a change of a local package,
// a new one is needed. An import that cannot be had gives [Errors].
func (b *Builder) Importer(ctx context.Context, imports ...string) (*Importer, error) {
	l, err := b.listing(ctx, imports)
	if err != nil {
		return nil, err
	}
	asked := make(imported, len(imports))
	for i, path := range imports {
		asked[i].path = path
	}
	if errs := b.importErrors(ctx, l, asked); errs != nil {
		return nil, errs
	}
	return l.types, nil
}

// Versions returns a function that gives, for some of the imports, a text that changes
// whenever one of them, or anything that it needs, is compiled from another source.
func (b *Builder) Versions(ctx context.Context, imports ...string) (func(imports ...string) string, error) {
	l, err := b.listing(ctx, imports)
	if err != nil {
		return nil, err
	}
	return func(imports ...string) string { return string(l.linkConfig(imports)) }, nil
}

// Importer is a [types.Importer] that many goroutines may use.
type Importer struct {
	mu       sync.Mutex
	importer types.Importer
	files    *token.FileSet
	goRoot   string
}

func newImporter(l *listing, goRoot string) *Importer {
	files := token.NewFileSet()
	return &Importer{files: files, goRoot: goRoot, importer: importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		p := l.packages[path]
		if p == nil || p.Export == "" {
			return nil, fmt.Errorf("package %s is not among the imports that were asked for", path)
		}
		return os.Open(p.Export)
	})}
}

// Import returns the package of an import path.
func (i *Importer) Import(path string) (*types.Package, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.importer.Import(path)
}

// Source returns the file and the line in which something that was imported is
// declared. Of what is predeclared, as len is, the file is the one that explains it and
// the line is 0. The file is "" if it is not known.
func (i *Importer) Source(object types.Object) (file string, line int) {
	if object.Pkg() == nil {
		return filepath.Join(i.goRoot, "src", "builtin", "builtin.go"), 0
	}
	p := i.files.Position(object.Pos())
	if rest, ok := strings.CutPrefix(p.Filename, "$GOROOT"); ok {
		p.Filename = i.goRoot + rest
	}
	return p.Filename, p.Line
}
