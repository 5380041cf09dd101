package session

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

const keptPackage = "dlmath/kernel/kept"

// supportName is the name by which our own part of a program calls a package.
func supportName(path string) string {
	return "dlmath_in_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, path)
}

// write makes the program hold what is needed, in the order in which it is evaluated.
// A variable of ours without a name is then evaluated exactly where it stands.
func (pl *plan) write(p *program, importer types.Importer) {
	p.around = map[*declaration][2]string{}
	p.instead = map[*declaration]string{}
	p.decls = nil
	imports := map[packageName]bool{}
	support := map[string]bool{keptPackage: true}
	libraries := map[string]bool{}
	var variables strings.Builder
	id := func(nodes []*node) (list string) {
		for _, n := range nodes {
			if n.changes && slices.Contains(pl.needed, n) {
				list += fmt.Sprintf(", %d", n.index)
			}
		}
		return list
	}
	var watched []*node
	for _, n := range pl.needed {
		if n.decl != nil {
			p.decls = append(p.decls, n.decl)
		}
		if !pl.restored[n] {
			for name := range n.imports {
				imports[name] = true
			}
		}
		if !n.variable {
			continue
		}
		var pointers []string
		for _, v := range n.vars {
			pointers = append(pointers, "&"+v.Name())
		}
		fmt.Fprintf(&variables, "\tcase %d:\n\t\treturn []any{%s}\n", n.index, strings.Join(pointers, ", "))
		if n.changes && n.reason == "" && slices.ContainsFunc(n.vars, func(v *types.Var) bool { return tellsChange(v.Type()) }) {
			watched = append(watched, n)
		}
		if n.calls || n.changes {
			for _, path := range pl.libraryOf(n) {
				libraries[path] = true
			}
		}
		switch {
		case pl.restored[n]:
			var lines string
			for i, v := range n.vars {
				lines += fmt.Sprintf("var %s %s\n", v.Name(), n.types[i])
			}
			for _, path := range pl.writtenPackages(n) {
				support[path] = true
			}
			p.instead[n.decl] = fmt.Sprintf("%svar _ = %s.Restore(dlmath_globals{}, %d, %q)\n", lines, supportName(keptPackage), n.index, pl.record[n].file)
		case n.calls:
			keep := len(n.vars) > 0 && n.reason == ""
			p.around[n.decl] = [2]string{
				fmt.Sprintf("var _ = %s.Begin(dlmath_globals{}, %d%s)\n", supportName(keptPackage), n.index, id(n.uses)),
				fmt.Sprintf("var _ = %s.End(dlmath_globals{}, %d, %v%s)\n", supportName(keptPackage), n.index, keep, id(n.uses)),
			}
		}
	}
	p.imports = pl.used(p.imports, imports)
	names := pl.known(libraries, importer, support)
	for path := range support {
		p.imports = append(p.imports, importSpec{cell.Import{Name: supportName(path), Path: path}, 0})
	}
	slices.SortStableFunc(p.imports, func(a, b importSpec) int { return strings.Compare(a.Path+" "+a.Name, b.Path+" "+b.Name) })
	p.kept = fmt.Sprintf(`
type dlmath_globals struct{}

var _ %s.Globals = dlmath_globals{}

func (dlmath_globals) Variables(i int) []any {
	switch i {
%s	}
	return nil
}

func (dlmath_globals) Known() map[string]any {
	return map[string]any{
%s	}
}
`, supportName(keptPackage), variables.String(), names)
	if p.body != nil && len(watched) > 0 {
		p.watch = fmt.Sprintf("defer %s.Watch(dlmath_globals{}%s)()\n", supportName(keptPackage), id(watched))
	}
}

// used are the imports that are named by some that are needed.
func (a *analysis) used(imports []importSpec, needed map[packageName]bool) []importSpec {
	return slices.DeleteFunc(slices.Clone(imports), func(imp importSpec) bool {
		name := imp.Name
		if name == "" {
			for _, pkg := range a.pkg.Imports() {
				if pkg.Path() == imp.Path {
					name = pkg.Name()
				}
			}
		}
		return name != "_" && !needed[packageName{name, imp.Path}]
	})
}

// known lists the variables of packages that values may refer to, and adds these
// packages to those that are imported.
func (a *analysis) known(paths map[string]bool, importer types.Importer, imports map[string]bool) (lines string) {
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		pkg, err := importer.Import(path)
		if err != nil {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			v, ok := pkg.Scope().Lookup(name).(*types.Var)
			if !ok || !v.Exported() {
				continue
			}
			switch v.Type().Underlying().(type) {
			case *types.Pointer, *types.Interface:
				imports[path] = true
				lines += fmt.Sprintf("\t\t%q: %s.%s,\n", path+"."+name, supportName(path), name)
			}
		}
	}
	return lines
}

func isLibrary(path string) bool {
	return strings.HasPrefix(path, "dlmath/nnlib") && !strings.HasPrefix(path, "dlmath/nnlib/notebook") && !strings.Contains(path+"/", "/internal/")
}

// writtenPackages are those that a global's types name as the program writes them.
func (a *analysis) writtenPackages(n *node) (paths []string) {
	for _, v := range n.vars {
		walkType(v.Type(), func(obj types.Object) {
			if obj.Pkg() != nil && obj.Pkg() != a.pkg {
				paths = append(paths, obj.Pkg().Path())
			}
		})
	}
	return paths
}

// libraryOf are the library's packages among those of all types that a global may
// consist of, as far as its own types tell.
func (a *analysis) libraryOf(n *node) (paths []string) {
	seen := map[types.Object]bool{}
	var visit func(types.Object)
	visit = func(obj types.Object) {
		if seen[obj] {
			return
		}
		seen[obj] = true
		if pkg := obj.Pkg(); pkg != nil && isLibrary(pkg.Path()) {
			paths = append(paths, pkg.Path())
		}
		walkType(obj.Type().Underlying(), visit)
	}
	for _, v := range n.vars {
		walkType(v.Type(), visit)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// tellsChange says whether a change of a variable of this type is one that a person
// makes: types that the notebook declares, matrices, networks, generators of random
// numbers. Others, such as an Objective, have working memory of their own.
func tellsChange(t types.Type) bool {
	tells := true
	walkType(t, func(obj types.Object) {
		if pkg := obj.Pkg(); pkg != nil && pkg.Name() != "main" {
			if _, isStruct := obj.Type().Underlying().(*types.Struct); isStruct {
				tells = tells && slices.Contains(personal, pkg.Path()+"."+obj.Name())
			}
		}
	})
	return tells
}

var personal = []string{
	"dlmath/nnlib.Network", "dlmath/nnlib.Neuron", "dlmath/nnlib.History", "dlmath/nnlib/dataset.Set", "math/big.Int", "math/big.Rat", "math/big.Float",
	"math/rand/v2.Rand", "math/rand/v2.PCG", "gonum.org/v1/gonum/mat.Dense", "gonum.org/v1/gonum/mat.VecDense", "gonum.org/v1/gonum/mat.SymDense",
}
