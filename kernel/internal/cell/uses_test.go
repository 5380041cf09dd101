package cell

import (
	"go/ast"
	"go/build"
	"go/importer"
	goparser "go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestUses(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"x", " <- x"},
		{"math.Pi + math.Sqrt(x.y.z) + math.Pi", " <- math.Pi|Sqrt x.y"},
		{"f := func(a int, b ...T) (c U) { d := a; return d + b + c + e }", " <- T U e int"},
		{"x := x", " <- x"},
		{"x := 1\n{ x := x; _ = x }\ny = x", " <- y"},
		{"if x := f(); x { y(x) } else if z { x() }\nx", " <- f x y z"},
		{"for i, v := range xs { i(v) }\ni", " <- i xs"},
		{"switch v := v.(type) { case T: v(); case nil: }", " <- T nil v"},
		{"select { case v, ok := <-ch: v(ok)\ncase ch <- v: }", " <- ch v"},
		{"L: for { break L; continue L; goto L }", ""},
		{"a.b.c(d).e[f].g", " <- a.b d f"},
		{"(p).x; (*q).x", " <- p q"},
		{"var s struct { a T; b, c U; E; p.F }", " <- E T U p.F"},
		{"var i interface { M(a T) U; E; ~int | V }", " <- E T U V int"},
		{"var g func(T) (a U)", " <- T U"},
		{"type T struct { next *T }\nvar t T", ""},
		{"f[int](x)[y, z]", " <- f int x y z"},
		{"map[K]V{k: v}", " <- K V k v"},
		{"[...]T{i: x, 3: y}", " <- T i x y"},
		{"[]T{i: x}", " <- T i x"},
		{"T{a: b}", " <- T b a?"},
		{"p.T{a: b, c: a}", " <- a b p.T c?"},
		{"T[int]{a: b}", " <- T b int a?"},
		{"T[int, U]{a: b}", " <- T U b int a?"},
		{"&T{U{a: b}, V{c: d}.e}", " <- T U V b d a? c?"},
		{"[]T{{a: b}}", " <- T b a?"},
		{"struct{ a int }{a: b}", " <- b int"},
		{"[]struct{ a int }{{a: b}}", " <- b int"},
		{"map[struct{ a int }]map[string]int{{a: b}: {c: d}}", " <- b c d int string"},
		{"a := 1; T{a: b}; map[string]int{a: 2}", " <- T b int string"},
		{"type T struct { a int }; T{a: b}; []*T{{a: c}}", " <- b c int"},
		{"type T map[string]int; T{a: b}", " <- a b int string"},
		{"type T [3]int; type U T; type V = (U); V{a: b}", " <- a b int"},
		{"type T[P any] map[string]P; T[int]{a: b}", " <- a any b int string"},
		{"type T U; T{a: b}", " <- U b a?"},
		{"type T[P any] struct { p P }; func() { type P struct{}; P{a: b} }()", " <- any b"},
		{"T{k.x: v}", " <- T k.x v"},
		{"T{{a: 1}, {b: 2}}", " <- T a? b?"},
		{"const k = iota; len(k)", " <- iota len"},
		{"func(_ int) { _ = x }(_)", " <- int x"},
		{"go f(x); defer g(y)", " <- f g x y"},
		{"x.(T); x.(type2)", " <- T type2 x"},
		{"é.π", " <- é.π"},
	} {
		body := parsed(t, "%%\n"+c.source).Main
		if got := describeUses(body.Uses, body.Keys); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.source, got, c.want)
		}
	}
}

func TestUsesOfDeclarations(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"func f(n int) int { return f(n-1) * g }", " <- g int"},
		{"func (r *R[K, V]) m(k K) (v V) { return r.x[k] + r2 }", " <- R r2"},
		{"func f[T C, U []T](t T) (u U) { return h[T](t) }", " <- C h"},
		{"type T[P C] struct { a P; t *T[P]; U }", " <- C U"},
		{"type T = U", " <- U"},
		{"var x T = y", " <- T y"},
		{"var x, z = f(y)", " <- f y"},
		{"const ( a T = iota + b; c )", " <- T b iota"},
		{"func f() T { return T{f: 1, x: f} }", " <- T x?"},
		{"func f() T { return T{y: 1, f: 1, x: 1} }", " <- T y? x?"},
		{"var m = M{k: v}\ntype M map[string]int", " <- M k v"},
		{"var m = []*M{{k: v}}\ntype M N\ntype N struct { k int }", " <- M v"},
		{"var m = M{k: v}\ntype M M", " <- M v k?"},
		{"var m = map[string]M{k: {{k2: v}}}\ntype M []map[K]int", " <- M k k2 string v"},
	} {
		d := parsed(t, c.source).Decls[0]
		if got := describeUses(d.Uses, d.Keys); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.source, got, c.want)
		}
	}
}

// The standard library's declarations use what the type checker says they use.
func TestUsesAgainstTypes(t *testing.T) {
	for _, path := range []string{"strconv", "slices", "text/template/parse", "go/printer", "encoding/json", "regexp/syntax"} {
		t.Run(path, func(t *testing.T) {
			pkg, err := build.Import(path, "", 0)
			if err != nil {
				t.Fatal(err)
			}
			set := token.NewFileSet()
			var files []*ast.File
			source := "" // all files in one cell, so that it sees all types
			for _, name := range pkg.GoFiles {
				data, err := os.ReadFile(filepath.Join(pkg.Dir, name))
				if err != nil {
					t.Fatal(err)
				}
				file, err := goparser.ParseFile(set, name, data, goparser.SkipObjectResolution)
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
				source += string(data) + "\n"
			}
			info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}}
			conf := types.Config{Importer: importer.ForCompiler(set, "gc", nil), FakeImportC: true}
			checked, err := conf.Check(path, set, files, info)
			if err != nil {
				t.Fatal(err)
			}
			c := parsed(t, source)
			if c.Main != nil {
				t.Fatalf("a package has statements: %q", c.Main.Source)
			}
			got := map[string]*Decl{}
			for i := range c.Decls {
				for _, name := range c.Decls[i].Names {
					got[name] = &c.Decls[i]
				}
			}
			count := 0
			check := func(name string, nodes ...ast.Node) {
				if name == "_" {
					return
				}
				d := got[name]
				if d == nil {
					t.Errorf("%s is not declared", name)
					return
				}
				count++
				want := wantUses(checked, info, nodes)
				for _, name := range d.Names {
					delete(want, name)
				}
				for use, selected := range d.Uses {
					if want[use] == nil || !maps.Equal(selected, want[use]) {
						t.Errorf("%s uses %s %v, want %v", name, use, selected, want[use])
					}
				}
				for use := range want {
					if d.Uses[use] == nil && !slices.Contains(d.Keys, use) {
						t.Errorf("%s uses %s", name, use)
					}
				}
			}
			for _, file := range files {
				for _, decl := range file.Decls {
					checkUses(decl, check)
				}
			}
			if count < 50 {
				t.Errorf("only %d declarations were compared", count)
			}
		})
	}
}

// checkUses calls check for each name that a declaration declares.
func checkUses(decl ast.Decl, check func(name string, nodes ...ast.Node)) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := decl.Name.Name
		if decl.Recv != nil {
			receiver, _ := receiverName(decl.Recv)
			name = receiver + "." + name
		}
		check(name, decl)
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				check(spec.Name.Name, spec)
			case *ast.ValueSpec:
				for i, id := range spec.Names {
					switch {
					case decl.Tok == token.CONST && counted(decl):
						check(id.Name, decl)
					case len(spec.Values) == len(spec.Names) && spec.Type != nil:
						check(id.Name, spec.Type, spec.Values[i])
					case len(spec.Values) == len(spec.Names):
						check(id.Name, spec.Values[i])
					default:
						check(id.Name, spec)
					}
				}
			}
		}
	}
}

// counted tells whether a const group must stay together.
func counted(decl *ast.GenDecl) bool {
	if !decl.Lparen.IsValid() {
		return false
	}
	found := false
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			found = found || n.Name == "iota"
		case *ast.ValueSpec:
			found = found || len(n.Values) == 0
		}
		return true
	})
	return found
}

// wantUses returns the names in nodes that mean something outside of all
// functions, as the type checker has found.
func wantUses(pkg *types.Package, info *types.Info, nodes []ast.Node) Uses {
	want := Uses{}
	outer := func(e ast.Expr) string {
		id, _ := e.(*ast.Ident)
		switch obj := info.Uses[id].(type) {
		case nil:
			return ""
		case *types.PkgName:
			return id.Name
		default:
			if obj.Parent() == pkg.Scope() || obj.Parent() == types.Universe {
				return id.Name
			}
			return ""
		}
	}
	for _, node := range nodes {
		ast.Inspect(node, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if name := outer(n); name != "" && want[name] == nil {
					want[name] = map[string]bool{}
				}
			case *ast.SelectorExpr:
				if name := outer(n.X); name != "" {
					if want[name] == nil {
						want[name] = map[string]bool{}
					}
					want[name][n.Sel.Name] = true
				}
			}
			return true
		})
	}
	return want
}

func TestLocals(t *testing.T) {
	c := parsed(t, "a, _ := 1, 2\nL: b := 3\nfor c := range 3 { d := c }\n%%\nvar e, f int\ntype g int\nconst h = 1\na = 2\na, h := 3, 4\nx.y, z = 1, 2")
	if got := strings.Join(c.Main.Locals, " "); got != "a b e f g h" {
		t.Errorf("locals %s", got)
	}
}
