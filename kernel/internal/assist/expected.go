package assist

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// expected is the type that what stands at the beginning of a path should have; nil if
// the place takes any.
func (p *program) expected(path []ast.Node) types.Type {
	node, path := path[0], path[1:]
	if s, ok := path[0].(*ast.SelectorExpr); ok && s.Sel == node {
		node, path = s, path[1:]
	}
	expression := node.(ast.Expr)
	switch parent := path[0].(type) {
	case *ast.CallExpr:
		if s, ok := under(p.info.TypeOf(parent.Fun)).(*types.Signature); ok {
			return parameter(s, slices.Index(parent.Args, expression))
		}
	case *ast.AssignStmt:
		i := slices.Index(parent.Rhs, expression)
		if parent.Tok != token.DEFINE && i >= 0 && len(parent.Lhs) == len(parent.Rhs) {
			return p.info.TypeOf(parent.Lhs[i])
		}
	case *ast.BinaryExpr:
		other := parent.X
		if other == expression {
			other = parent.Y
		}
		t := p.info.TypeOf(other)
		if basic, ok := t.(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
			return nil // 2 * x takes any number
		}
		return t
	case *ast.KeyValueExpr:
		literal, ok := path[1].(*ast.CompositeLit)
		if ok && parent.Value == expression {
			return element(p.info.TypeOf(literal), parent.Key)
		}
	case *ast.ReturnStmt:
		if s := p.signature(path); s != nil {
			if i := slices.Index(parent.Results, expression); i >= 0 && i < s.Results().Len() {
				return s.Results().At(i).Type()
			}
		}
	}
	return nil
}

// parameter is the type of the i-th argument of a function.
func parameter(s *types.Signature, i int) types.Type {
	last := s.Params().Len() - 1
	switch {
	case i < 0 || last < 0:
		return nil
	case s.Variadic() && i >= last:
		if slice, ok := s.Params().At(last).Type().(*types.Slice); ok {
			return slice.Elem()
		}
		return nil
	case i > last:
		return nil
	}
	return s.Params().At(i).Type()
}

// element is the type of a value in a composite literal.
func element(literal types.Type, key ast.Expr) types.Type {
	switch t := under(literal).(type) {
	case *types.Map:
		return t.Elem()
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Struct:
		for f := range t.Fields() {
			if id, ok := key.(*ast.Ident); ok && id.Name == f.Name() {
				return f.Type()
			}
		}
	}
	return nil
}

// signature is that of the innermost function around a path.
func (p *program) signature(path []ast.Node) *types.Signature {
	for _, node := range path {
		switch f := node.(type) {
		case *ast.FuncLit:
			s, _ := p.info.TypeOf(f).(*types.Signature)
			return s
		case *ast.FuncDecl:
			if o := p.info.Defs[f.Name]; o != nil {
				return o.Type().(*types.Signature)
			}
		}
	}
	return nil
}

// sort lets what has the expected type come first, then functions that return it. All
// else keeps its order.
func (p *program) sort(matches []Match, expected types.Type) {
	if expected == nil || expected == types.Typ[types.Invalid] {
		return
	}
	if i, ok := expected.Underlying().(*types.Interface); ok && i.Empty() {
		return
	}
	fits := func(t types.Type) bool {
		return t != types.Typ[types.UntypedNil] && t != types.Typ[types.Invalid] && types.AssignableTo(t, expected)
	}
	rank := func(m Match) int {
		switch o := m.object.(type) {
		case *types.Var, *types.Const:
			if fits(o.Type()) {
				return 0
			}
		case *types.Func:
			if r := o.Signature().Results(); r.Len() == 1 && o.Signature().TypeParams() == nil && fits(r.At(0).Type()) {
				return 1
			}
		}
		return 2
	}
	slices.SortStableFunc(matches, func(a, b Match) int { return cmp.Compare(rank(a), rank(b)) })
}
