package build

import (
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"sync"
)

// Importer returns an importer for go/types that reads the compiled packages, so
// that a program which imports no more than these can be checked in process. All
// that one importer returns belongs together; after a change of a local package,
// a new one is needed. An import that cannot be had gives [Errors].
func (b *Builder) Importer(ctx context.Context, imports ...string) (types.Importer, error) {
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

// exportData imports packages from a listing. It may be used by many goroutines.
type exportData struct {
	mu       sync.Mutex
	importer types.Importer
}

func newExportData(l *listing) *exportData {
	return &exportData{importer: importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		p := l.packages[path]
		if p == nil || p.Export == "" {
			return nil, fmt.Errorf("package %s is not among the imports that were asked for", path)
		}
		return os.Open(p.Export)
	})}
}

func (e *exportData) Import(path string) (*types.Package, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.importer.Import(path)
}
