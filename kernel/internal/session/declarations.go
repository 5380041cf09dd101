package session

import (
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// declaration is one that a cell has made, with the number of that cell.
type declaration struct {
	cell.Decl
	Cell int
}

// declarations are those in force, in the order in which they were made.
// The value is never changed, only replaced, so that a cell that fails leaves no trace.
type declarations struct {
	list    []*declaration
	named   map[string]*declaration
	imports []importSpec
}

type importSpec struct {
	cell.Import
	Cell int
}

// with returns the declarations after a cell: a name that it declares anew is its own.
func (d declarations) with(c *cell.Cell, number int) declarations {
	var names []string
	for _, decl := range c.Decls {
		names = append(names, decl.Names...)
	}
	next := d.without(names...)
	for _, decl := range c.Decls {
		next.add(&declaration{decl, number})
	}
	next.imports = slices.Clone(d.imports)
	for _, imp := range c.Imports {
		next.imports = slices.DeleteFunc(next.imports, func(old importSpec) bool {
			return old.Path == imp.Path && old.Name == imp.Name
		})
		next.imports = append(next.imports, importSpec{imp, number})
	}
	return next
}

// without returns the declarations less those of these names, with all that stands in the
// same declarations.
func (d declarations) without(names ...string) declarations {
	gone := map[*declaration]bool{nil: true}
	for _, name := range names {
		gone[d.find(name)] = true
	}
	next := declarations{imports: d.imports, named: map[string]*declaration{}}
	for _, decl := range d.list {
		if !gone[decl] {
			next.add(decl)
		}
	}
	return next
}

// add is for declarations in the making.
func (d *declarations) add(decl *declaration) {
	d.list = append(d.list, decl)
	for _, name := range decl.Names {
		if name != "_" {
			d.named[name] = decl
		}
	}
}

// find returns the declaration of a name, or nil.
func (d declarations) find(name string) *declaration { return d.named[name] }

// needed returns the declarations that a program must hold, in the order in which they
// were made: those of the given cell, init functions, tests if all are wanted, and
// whatever these and the body use, directly or through others. A type brings its methods
// along.
func (d declarations) needed(c *cell.Cell, number int) (list []*declaration, uses []cell.Uses) {
	taken := map[*declaration]bool{}
	var take func(*declaration)
	follow := func(u cell.Uses, keys []string) {
		uses = append(uses, u)
		for name := range u {
			if decl := d.find(name); decl != nil {
				take(decl)
			}
		}
		for _, name := range keys {
			if decl := d.find(name); decl != nil {
				take(decl)
			}
		}
	}
	take = func(decl *declaration) {
		if taken[decl] {
			return
		}
		taken[decl] = true
		follow(decl.Uses, decl.Keys)
		if decl.Kind == cell.Type {
			for _, method := range d.list {
				if method.Kind == cell.Method && slices.ContainsFunc(decl.Names, func(t string) bool {
					return strings.HasPrefix(method.Names[0], t+".")
				}) {
					take(method)
				}
			}
		}
	}
	for _, decl := range d.list {
		if decl.Cell == number || decl.Kind == cell.Init || c.Test != nil && allTests(c.Test) && isTest(decl) {
			take(decl)
		}
	}
	if c.Main != nil {
		follow(c.Main.Uses, c.Main.Keys)
	}
	for _, decl := range d.list {
		if taken[decl] {
			list = append(list, decl)
		}
	}
	return list, uses
}
