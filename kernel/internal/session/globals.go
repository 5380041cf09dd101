package session

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// analysis is what a program's declarations have to do with each other, as the
// compiler sees them.
type analysis struct {
	files   *token.FileSet
	source  []byte
	pkg     *types.Package
	info    *types.Info
	nodes   []*node // in the order of the program's declarations; main last
	of      map[types.Object]*node
	globals []*node // of them, the variables that have an initialiser, in the order in which Go evaluates them
}

// node is a declaration in a program.
type node struct {
	decl    *declaration // nil for main
	syntax  ast.Decl
	index   int
	refers  []*node
	imports map[packageName]bool
	foreign map[types.Object]bool // what it names of other packages

	// Of a variable:
	variable bool
	vars     []*types.Var // less those named _
	closure  []*node      // all that its value depends on, itself included
	uses     []*node      // the variables among them, itself excluded
	changes  bool         // something may change it in place
	calls    bool         // evaluating it may take time, or do more than give a value
	reason   string       // why its value cannot be kept, as far as its source tells; "" if it can
	types    []string     // of vars, as the program can write them
}

// packageName is a package as an import names it.
type packageName struct{ name, path string }

// analyse type-checks a program. It is nil if the program does not compile.
func analyse(p *program, importer types.Importer) *analysis {
	a := &analysis{files: token.NewFileSet(), source: p.source(nil, ""), of: map[types.Object]*node{}}
	file, err := parser.ParseFile(a.files, "main.go", a.source, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	a.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	wrong := false
	config := types.Config{Importer: importer, Error: func(err error) {
		// The value that a cell shows is used, though not yet.
		wrong = wrong || !strings.HasSuffix(err.(types.Error).Msg, " is not used")
	}}
	if a.pkg, _ = config.Check("main", a.files, []*ast.File{file}, a.info); wrong {
		return nil
	}
	syntax := slices.DeleteFunc(slices.Clone(file.Decls), func(d ast.Decl) bool {
		g, ok := d.(*ast.GenDecl)
		return ok && g.Tok == token.IMPORT
	})
	if len(syntax) != len(p.decls)+1 {
		return nil
	}
	for i, s := range syntax {
		n := &node{syntax: s, index: i, imports: map[packageName]bool{}, foreign: map[types.Object]bool{}}
		if i < len(p.decls) {
			n.decl = p.decls[i]
			n.variable = n.decl.Kind == cell.Var
		}
		a.nodes = append(a.nodes, n)
		a.define(n)
	}
	for _, n := range a.nodes {
		a.refer(n)
	}
	for _, init := range a.info.InitOrder {
		for _, n := range a.nodes {
			if n.variable && !slices.Contains(a.globals, n) && n.syntax.Pos() <= init.Rhs.Pos() && init.Rhs.End() <= n.syntax.End() {
				a.globals = append(a.globals, n)
			}
		}
	}
	for _, n := range a.nodes {
		if n.variable {
			n.closure = a.reach([]*node{n}, nil)
			for _, u := range n.closure {
				if u.variable && u != n {
					n.uses = append(n.uses, u)
				}
			}
			n.calls = a.callsSomething(n)
		}
	}
	for _, n := range a.nodes {
		n.changes = n.variable && a.canChange(n)
	}
	for _, n := range a.globals {
		n.reason = a.whyNot(n)
		if n.reason == "" {
			n.types, n.reason = a.typesOf(n)
		}
	}
	return a
}

// define notes which objects a declaration declares.
func (a *analysis) define(n *node) {
	note := func(id *ast.Ident) {
		if obj := a.info.Defs[id]; obj != nil {
			a.of[obj] = n
			if v, ok := obj.(*types.Var); ok && id.Name != "_" {
				n.vars = append(n.vars, v)
			}
		}
	}
	switch d := n.syntax.(type) {
	case *ast.FuncDecl:
		note(d.Name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				note(spec.Name)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					note(id)
				}
			}
		}
	}
}

// origin is the object that was declared, where one is an instance of it.
func origin(obj types.Object) types.Object {
	switch o := obj.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return obj
}

// refer finds what a declaration names. A type brings its methods along.
func (a *analysis) refer(n *node) {
	selected := map[*ast.Ident]bool{}
	ast.Inspect(n.syntax, func(x ast.Node) bool {
		if s, ok := x.(*ast.SelectorExpr); ok {
			selected[s.Sel] = true
		}
		id, ok := x.(*ast.Ident)
		if !ok || a.info.Uses[id] == nil {
			return true
		}
		obj := origin(a.info.Uses[id])
		if other := a.of[obj]; other != nil {
			n.refers = append(n.refers, other)
		}
		if imported, ok := obj.(*types.PkgName); ok {
			n.imports[packageName{imported.Name(), imported.Imported().Path()}] = true
		} else if pkg := obj.Pkg(); pkg != nil && pkg != a.pkg {
			n.foreign[obj] = true
			if obj.Parent() == pkg.Scope() && !selected[id] {
				n.imports[packageName{".", pkg.Path()}] = true
			}
		}
		return true
	})
	if n.decl == nil || n.decl.Kind != cell.Type {
		return
	}
	for _, m := range a.nodes {
		if m.decl != nil && m.decl.Kind == cell.Method && slices.ContainsFunc(n.decl.Names, func(t string) bool {
			return strings.HasPrefix(m.decl.Names[0], t+".")
		}) {
			n.refers = append(n.refers, m)
		}
	}
}

// reach returns what some declarations depend on, themselves included, in the order
// of the program; variables come last, in the order in which they are evaluated. What
// has no need to be evaluated stands for itself and its type.
func (a *analysis) reach(roots []*node, restored map[*node]bool) []*node {
	seen := map[*node]bool{}
	var visit func(*node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if restored[n] {
			for _, v := range n.vars {
				walkType(v.Type(), func(obj types.Object) {
					if m := a.of[obj]; m != nil {
						visit(m)
					}
				})
			}
			return
		}
		for _, m := range n.refers {
			visit(m)
		}
	}
	for _, n := range roots {
		visit(n)
	}
	list := slices.Collect(maps.Keys(seen))
	rank := map[*node]int{}
	for i, n := range a.globals {
		rank[n] = i + 1
	}
	slices.SortFunc(list, func(m, n *node) int {
		if m.variable != n.variable {
			if m.variable {
				return 1
			}
			return -1
		}
		if d := rank[m] - rank[n]; d != 0 {
			return d
		}
		return m.index - n.index
	})
	return list
}

// callsSomething says whether a variable's initialiser calls anything that is not
// known to be quick, and to do nothing but give a value.
func (a *analysis) callsSomething(n *node) (calls bool) {
	for _, spec := range n.syntax.(*ast.GenDecl).Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			ast.Inspect(value, func(x ast.Node) bool {
				switch x := x.(type) {
				case *ast.FuncLit:
					return false
				case *ast.UnaryExpr:
					calls = calls || x.Op == token.ARROW
				case *ast.CallExpr:
					f := a.info.Types[x.Fun]
					calls = calls || !f.IsType() && !f.IsBuiltin() && !quick(a.callee(x)) || slices.ContainsFunc(x.Args, func(e ast.Expr) bool {
						t := a.info.Types[e].Type
						if t == nil {
							return false
						}
						_, function := t.Underlying().(*types.Signature)
						return function // which is called
					})
				}
				return !calls
			})
		}
	}
	return calls
}

// callee is the function that a call names, or nil.
func (a *analysis) callee(call *ast.CallExpr) types.Object {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return a.info.Uses[f]
	case *ast.SelectorExpr:
		return a.info.Uses[f.Sel]
	}
	return nil
}

// canChange says whether something in the program may change a variable in place:
// all but numbers, strings and functions that are neither assigned to nor pointed to.
func (a *analysis) canChange(n *node) bool {
	for _, v := range n.vars {
		_, function := v.Type().Underlying().(*types.Signature)
		if !plainType(v.Type()) && (!function || n.calls) { // a function that was not made by another has no memory
			return true
		}
	}
	changed := false
	is := func(e ast.Expr) {
		for {
			switch x := ast.Unparen(e).(type) {
			case *ast.SelectorExpr:
				e = x.X
				continue
			case *ast.IndexExpr:
				e = x.X
				continue
			case *ast.Ident:
				changed = changed || a.of[a.info.Uses[x]] == n
			}
			return
		}
	}
	for _, m := range a.nodes {
		if m.variable && m == n {
			continue
		}
		ast.Inspect(m.syntax, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.AssignStmt:
				for _, e := range x.Lhs {
					is(e)
				}
			case *ast.IncDecStmt:
				is(x.X)
			case *ast.RangeStmt:
				if x.Tok == token.ASSIGN {
					is(x.Key)
					if x.Value != nil {
						is(x.Value)
					}
				}
			case *ast.UnaryExpr:
				if x.Op == token.AND {
					is(x.X)
				}
			case *ast.SliceExpr:
				is(x.X)
			case *ast.SelectorExpr:
				if s := a.info.Selections[x]; s != nil && s.Kind() != types.FieldVal {
					is(x.X) // perhaps by its address
				}
			}
			return !changed
		})
	}
	return changed
}

// plainType says whether a variable of this type holds no reference.
func plainType(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() != types.UnsafePointer
	case *types.Array:
		return plainType(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if !plainType(f.Type()) {
				return false
			}
		}
		return true
	}
	return false
}

// tokens is the source of a declaration without its comments and its layout.
func (a *analysis) tokens(n *node) string {
	f := a.files.File(n.syntax.Pos())
	text := a.source[f.Offset(n.syntax.Pos()):f.Offset(n.syntax.End())]
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(text)), text, func(token.Position, string) {}, 0)
	var b strings.Builder
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return b.String()
		}
		if tok.IsOperator() || literal == "" {
			literal = tok.String()
		}
		b.WriteString(literal)
		b.WriteByte(' ')
	}
}
