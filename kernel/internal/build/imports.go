package build

import (
	"cmp"
	"context"
	"strings"
)

// Imports finds the packages that a program uses without importing them. For each
// name that nothing declares, unresolved holds what is selected from it: for
// mat.NewDense, "mat" with "NewDense". The result holds import paths by name, for
// the names that were found.
//
// A package must have everything that is selected; if none has, that which has
// most is taken, or something so like it that the compiler's message helps. The standard
// library comes first, then the workspace, its direct requirements, theirs.
// With an error, what the standard library has is found all the same.
func (b *Builder) Imports(ctx context.Context, unresolved map[string]map[string]bool) (map[string]string, error) {
	x := &b.index
	x.mu.Lock()
	defer x.mu.Unlock()
	found := map[string]string{}
	var rest []string
	for name, selected := range unresolved {
		if c := x.best(x.standard(), name, selected); c.missing == 0 && c.path != "" {
			found[name] = c.path
		} else {
			rest = append(rest, name)
		}
	}
	if len(rest) == 0 {
		return found, nil
	}
	all, err := x.entries(ctx)
	for _, name := range rest {
		if c := x.best(all, name, unresolved[name]); c.path != "" {
			found[name] = c.path
		}
	}
	return found, err
}

// A candidate is a package that may be meant by a name.
type candidate struct {
	entry
	missing    int // how many of the selected names it does not have
	deprecated int // how many of those it has should not be used
}

// best returns the package that is most likely meant; its path is "" if none is
// likely at all.
func (x *index) best(packages []entry, name string, selected map[string]bool) candidate {
	var best candidate
	for _, e := range packages {
		if !e.mayBeNamed(name) {
			continue
		}
		exports := x.exports(e)
		if exports.name != name {
			continue
		}
		c := candidate{entry: e}
		for s := range selected {
			if deprecated, ok := exports.names[s]; !ok {
				c.missing++
			} else if deprecated {
				c.deprecated++
			}
		}
		if c.missing > 0 && c.missing == len(selected) && !exports.near(selected) {
			continue
		}
		if best.path == "" || c.compare(best) < 0 {
			best = c
		}
	}
	return best
}

// favourites come before others where the standard library has several packages
// with the same names in them.
var favourites = map[string]int{
	"math/rand":     -1,
	"text/template": -1,
	"text/scanner":  -1,
}

// compare is negative if c is more likely meant than d.
func (c candidate) compare(d candidate) int {
	newer := 0
	if stem(c.path) == stem(d.path) {
		newer = -cmp.Or(cmp.Compare(len(c.path), len(d.path)), cmp.Compare(c.path, d.path))
	}
	return cmp.Or(
		cmp.Compare(c.missing, d.missing),
		cmp.Compare(c.rank, d.rank),
		cmp.Compare(c.deprecated, d.deprecated),
		newer,
		cmp.Compare(favourites[stem(c.path)], favourites[stem(d.path)]),
		cmp.Compare(strings.Count(c.path, "/"), strings.Count(d.path, "/")),
		cmp.Compare(c.path, d.path),
	)
}
