package screen

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"

	"dlmath/kernel/internal/cell"
)

// check is the check of one cell.
type check struct {
	*Rules
	list        []Refusal
	activations bool // the cell names an activation function of nnlib
}

func (k *check) refuse(line int, format string, args ...any) {
	k.list = append(k.list, Refusal{line, fmt.Sprintf(format, args...)})
}

// notAllowed refuses a package, under the name that a person knows.
func (k *check) notAllowed(line int, what string) {
	k.refuse(line, "%s is not allowed in homework", what)
}

func (k *check) imported(imp cell.Import) {
	p := k.packages[imp.Path]
	name := baseName(imp.Path)
	switch {
	case p == nil || p.none():
		k.notAllowed(imp.Line, fmt.Sprintf("package %s", imp.Path))
	case imp.Name == ".":
		k.refuse(imp.Line, "an import with a dot is not allowed in homework: write %s.Name", name)
	case imp.Name == "" || imp.Name == "_" || imp.Name == name:
	case p.partial():
		k.refuse(imp.Line, "import package %s under its own name, not as %s", imp.Path, imp.Name)
	case k.reserved[imp.Name] != "" && k.lent[imp.Name] != imp.Path:
		k.refuse(imp.Line, "%s cannot name an import: it is %s", imp.Name, k.reserved[imp.Name])
	}
}

func (k *check) declared(d cell.Decl, name string) {
	receiver, _, method := strings.Cut(name, ".")
	switch {
	case d.Kind == cell.Init:
		k.refuse(d.Line, "func %s is not allowed in homework: it would run in every test", name)
	case method && k.own[receiver]:
		k.refuse(d.Line, "%s cannot get a method: it is declared in a locked cell", receiver)
	case !method && k.reserved[name] != "":
		k.refuse(d.Line, "%s cannot be declared: it is %s", name, k.reserved[name])
	}
	k.seen[name] = true
}

// directive matches comments that say something to the compiler.
var directive = regexp.MustCompile(`^(//(go:|line |export |extern )|/\*line |//\s*\+build)`)

// code reads a piece of Go. Line l of it is line l + shift of the cell.
func (k *check) code(source string, shift int) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.ParseComments)
	if err != nil {
		return // the cell has been parsed: what is wrong is not in this file
	}
	line := func(p token.Pos) int { return max(1, files.PositionFor(p, false).Line+shift) }
	for _, group := range file.Comments {
		for _, c := range group.List {
			if directive.MatchString(c.Text) {
				word, _, _ := strings.Cut(strings.TrimSuffix(c.Text, "*/"), " ")
				k.refuse(line(c.Pos()), "directives to the compiler such as %s are not allowed in homework", word)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if strings.HasPrefix(n.Name, "dlmath_") {
				k.refuse(line(n.Pos()), "%s is a name of the kernel's own", n.Name)
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Obj == nil {
				k.selected(line(n.Pos()), x.Name, n.Sel.Name)
			}
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					k.changed(line(e.Pos()), e)
				}
			}
		case *ast.IncDecStmt:
			k.changed(line(n.Pos()), n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				k.changed(line(n.Pos()), n.Key)
				k.changed(line(n.Pos()), n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				k.changed(line(n.Pos()), n.X)
			}
		}
		return true
	})
}

// selected sees name.member, where the cell does not declare the name itself.
func (k *check) selected(line int, name, member string) {
	candidates := k.packages.named(name)
	if path, ok := k.lent[name]; ok { // a locked cell says what the name means
		candidates = nil
		if p := k.packages[path]; p != nil {
			candidates = []*allowed{p}
		}
	}
	for _, p := range candidates {
		if p.has(member) {
			return
		}
	}
	switch {
	case len(candidates) > 0 || k.lent[name] != "":
		k.notAllowed(line, name+"."+member)
	case k.seen[name] || k.own[name]:
	case refused[name] != "":
		k.notAllowed(line, refused[name])
	}
}

// activation says that a cell names one of nnlib's activation functions: pointers that
// all networks share, with fields F and D.
func activation(uses cell.Uses) bool {
	for _, name := range []string{"Identity", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Softplus"} {
		if uses["nnlib"][name] {
			return true
		}
	}
	return false
}

// changed sees an expression that is assigned to, or whose address is taken.
func (k *check) changed(line int, e ast.Expr) {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			if k.activations {
				k.refuse(line, "an activation function of nnlib cannot be changed in homework: this cell names one, and changes what a pointer points to")
				return
			}
			e = x.X
		case *ast.SelectorExpr:
			if k.activations && (x.Sel.Name == "F" || x.Sel.Name == "D") {
				k.refuse(line, "an activation function of nnlib cannot be changed in homework: make one of your own, &nnlib.Elementwise{…}")
				return
			}
			if id, ok := x.X.(*ast.Ident); ok && id.Obj == nil && !k.seen[id.Name] && !k.own[id.Name] &&
				(len(k.packages.named(id.Name)) > 0 || k.lent[id.Name] != "") {
				k.refuse(line, "%s.%s belongs to its package, and cannot be changed in homework", id.Name, x.Sel.Name)
				return
			}
			e = x.X
		case *ast.Ident:
			if x.Obj == nil && k.own[x.Name] {
				k.refuse(line, "%s is declared in a locked cell, and cannot be changed: copy it first", x.Name)
			}
			return
		default:
			return
		}
	}
}
