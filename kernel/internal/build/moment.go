package build

import (
	"context"
	"slices"
	"sync"
)

// Moment returns a context for all questions about one program. What their imports need
// is looked over once: a file that changes meanwhile counts from the next moment on.
func Moment(ctx context.Context) context.Context {
	return context.WithValue(ctx, inMoment{}, &moment{})
}

type inMoment struct{}

// moment is a listing, and the imports that have been found up to date in it.
type moment struct {
	mu      sync.Mutex
	listing *listing
	fresh   map[string]bool
}

// freshIn says whether the listing holds all that the imports need, as it is now or was
// earlier in the moment.
func (l *listing) freshIn(ctx context.Context, imports []string) bool {
	m, _ := ctx.Value(inMoment{}).(*moment)
	if m == nil {
		return l.fresh(imports)
	}
	m.mu.Lock()
	known := m.listing == l && !slices.ContainsFunc(imports, func(path string) bool { return !m.fresh[path] })
	m.mu.Unlock()
	if known {
		return true
	}
	if !l.fresh(imports) {
		return false
	}
	l.noteFresh(ctx, imports)
	return true
}

// noteFresh says that the imports are up to date in the moment.
func (l *listing) noteFresh(ctx context.Context, imports []string) {
	m, _ := ctx.Value(inMoment{}).(*moment)
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.listing != l {
		m.listing, m.fresh = l, map[string]bool{}
	}
	for _, path := range imports {
		m.fresh[path] = true
	}
}
