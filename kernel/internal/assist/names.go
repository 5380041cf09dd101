package assist

import (
	"cmp"
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// inScope are the names that mean something at a place: the innermost first.
func (p *program) inScope(at token.Pos, onlyTypes bool) (matches []Match) {
	inner := p.pkg.Scope().Innermost(at)
	if inner == nil {
		inner = p.pkg.Scope()
	}
	add := func(s *types.Scope) {
		for _, name := range s.Names() {
			_, o := inner.LookupParent(name, at)
			if o == nil || name == mark || s == p.pkg.Scope() && name == "main" {
				continue
			}
			switch o.(type) {
			case *types.TypeName, *types.PkgName:
			default:
				if onlyTypes {
					continue
				}
			}
			matches = append(matches, Match{Text: name, Type: typeOf(o), object: o})
		}
	}
	file := p.info.Scopes[p.file]
	for s := inner; s != nil; s = s.Parent() {
		switch s {
		case file: // the packages, which are looked for last, come after the declarations
		case p.pkg.Scope():
			add(s)
			if file != nil {
				add(file)
			}
		default:
			add(s)
		}
	}
	return matches
}

// selected are the names that may follow x and a dot.
func (a *Assistant) selected(ctx context.Context, p *program, x ast.Expr) (matches []Match) {
	if id, ok := x.(*ast.Ident); ok {
		if pkg, ok := p.info.Uses[id].(*types.PkgName); ok {
			return a.exported(ctx, pkg.Imported())
		}
	}
	t, ok := p.info.Types[x]
	if !ok || t.Type == nil {
		return nil
	}
	visible := func(o types.Object) bool {
		return (o.Exported() || o.Pkg() == p.pkg) && o.Name() != "_" && o.Name() != mark
	}
	if !t.IsType() {
		for _, f := range fields(t.Type) {
			if visible(f) {
				matches = append(matches, Match{Text: f.Name(), Type: "field", object: f})
			}
		}
	}
	for _, m := range methods(t.Type) {
		if visible(m.Obj()) {
			matches = append(matches, Match{Text: m.Obj().Name(), Type: "method", object: m.Obj()})
		}
	}
	return matches
}

// exported are the names that a package exports, by its source if it could not be
// imported.
func (a *Assistant) exported(ctx context.Context, pkg *types.Package) (matches []Match) {
	for _, name := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(name); o.Exported() {
			matches = append(matches, Match{Text: name, Type: typeOf(o), object: o})
		}
	}
	if matches != nil {
		return matches
	}
	names, _ := within(ctx, a, func(ctx context.Context) ([]string, error) { return a.builder.Exports(ctx, pkg.Path()) })
	for _, name := range names {
		matches = append(matches, Match{Text: name, Type: "name"})
	}
	return matches
}

// methods are those that a variable of the type has: its own by name, then those of
// embedded fields.
func methods(t types.Type) []*types.Selection {
	if _, ok := t.Underlying().(*types.Pointer); !ok && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	list := slices.Collect(types.NewMethodSet(t).Methods())
	slices.SortStableFunc(list, func(a, b *types.Selection) int { return cmp.Compare(len(a.Index()), len(b.Index())) })
	return list
}

// fields are those of a struct, or of what points to one: its own, then those of
// embedded fields, as far as no other hides them.
func fields(t types.Type) (list []*types.Var) {
	seen := map[types.Type]bool{}
	hidden := map[string]bool{}
	for level := []types.Type{t}; len(level) > 0; {
		var next []types.Type
		for _, t := range level {
			s, ok := under(t).(*types.Struct)
			if !ok || seen[t] {
				continue
			}
			seen[t] = true
			for f := range s.Fields() {
				if !hidden[f.Name()] {
					hidden[f.Name()] = true
					list = append(list, f)
				}
				if f.Embedded() {
					next = append(next, f.Type())
				}
			}
		}
		level = next
	}
	return list
}

// under is what a type is made of, and if that is a pointer, what this points to.
func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem().Underlying()
	}
	return t.Underlying()
}

// typeOf is the word for what a name means.
func typeOf(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return "module"
	case *types.Const, *types.Nil:
		return "constant"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
		return "variable"
	case *types.Func:
		if o.Signature().Recv() != nil {
			return "method"
		}
		return "function"
	case *types.Builtin:
		return "function"
	case *types.TypeName:
		switch o.Type().Underlying().(type) {
		case *types.Struct:
			return "struct"
		case *types.Interface:
			return "interface"
		}
	}
	return "type"
}
