package cell

import (
	"go/ast"
	"slices"
)

// uses returns the free names of some nodes, and the keys of composite literals
// that may be free names.
func (p *parser) uses(nodes ...ast.Node) (uses Uses, keys []string) {
	f := finder{p, Uses{}, nil, map[*ast.Ident]bool{}, map[*ast.CompositeLit]ast.Expr{}}
	for _, node := range nodes {
		ast.Inspect(node, f.visit)
	}
	for _, name := range f.unknown {
		if f.uses[name] == nil && !slices.Contains(keys, name) {
			keys = append(keys, name)
		}
	}
	return f.uses, keys
}

// finder finds the free names in nodes.
type finder struct {
	*parser
	uses    Uses
	unknown []string                       // keys that may be free names
	isKey   map[*ast.Ident]bool            // keys that literal has seen
	elided  map[*ast.CompositeLit]ast.Expr // types of literals in literals, which may leave theirs out
}

func (f *finder) add(name string) {
	if f.uses[name] == nil {
		f.uses[name] = map[string]bool{}
	}
}

func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CompositeLit:
		f.literal(n)
	case *ast.SelectorExpr:
		if id, ok := n.X.(*ast.Ident); ok && f.free[id] {
			f.add(id.Name)
			f.uses[id.Name][n.Sel.Name] = true
		}
	case *ast.Ident:
		if f.free[n] && !f.isKey[n] {
			f.add(n.Name)
		}
	}
	return true
}

// literal tells which keys of a composite literal are names in use: those of
// maps, arrays and slices, but not the fields of structs.
func (f *finder) literal(lit *ast.CompositeLit) {
	t := lit.Type
	if t == nil {
		t = f.elided[lit]
	}
	shape, key, element := f.shape(t)
	inner := func(e, t ast.Expr) {
		if lit, ok := e.(*ast.CompositeLit); ok {
			f.elided[lit] = t
		}
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			inner(e, element)
			continue
		}
		inner(kv.Key, key)
		inner(kv.Value, element)
		id, ok := kv.Key.(*ast.Ident)
		if !ok {
			continue
		}
		f.isKey[id] = true
		switch {
		case shape == structShape || id.Obj != nil && !f.free[id] || id.Name == "_": // a field, or a local name
		case shape == mapShape:
			f.add(id.Name)
		default:
			f.unknown = append(f.unknown, id.Name)
		}
	}
}

type literalShape int

const (
	unknownShape literalShape = iota
	structShape
	mapShape // or array, or slice
)

// shape tells what composite literals of a type are, as far as the cell says,
// with the types of their keys and elements.
func (p *parser) shape(t ast.Expr) (shape literalShape, key, element ast.Expr) {
	for range 100 { // a type may be declared by itself, in error
		switch u := t.(type) {
		case *ast.StructType:
			return structShape, nil, nil
		case *ast.MapType:
			return mapShape, u.Key, u.Value
		case *ast.ArrayType:
			return mapShape, nil, u.Elt
		case *ast.ParenExpr:
			t = u.X
		case *ast.StarExpr: // []*T{{…}} is []*T{&T{…}}
			t = u.X
		case *ast.IndexExpr:
			t = u.X
		case *ast.IndexListExpr:
			t = u.X
		case *ast.Ident:
			spec := p.types[u.Name]
			if !p.free[u] {
				if u.Obj == nil {
					return
				}
				spec, _ = u.Obj.Decl.(*ast.TypeSpec)
			}
			if spec == nil {
				return
			}
			t = spec.Type
		default:
			return
		}
	}
	return
}
