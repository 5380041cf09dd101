package session

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// trusted are the packages, with those below them, whose functions give a value and
// keep nothing back that a later call, or a cell, could come across.
var trusted = []string{
	"bufio", "bytes", "cmp", "compress", "container", "context", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512",
	"embed", "encoding", "errors", "fmt", "hash", "html", "image", "io", "iter", "log", "maps", "math", "net", "os", "path",
	"reflect", "regexp", "slices", "sort", "strconv", "strings", "sync", "text", "time", "unicode",
	"gonum.org/v1/gonum", "dlmath/nnlib",
}

// untrusted are what trusted does not mean.
var untrusted = []string{"dlmath/nnlib/notebook", "os/exec", "os/signal", "sync/atomic"}

// setters begin the names of functions that change the state of a package.
var setters = []string{"Register", "Set", "Unset", "Clear", "Use", "Handle", "Listen", "Chdir", "Seed", "AfterFunc"}

func isTrusted(f types.Object) bool {
	path := f.Pkg().Path()
	below := func(parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }
	if path == "runtime" {
		return f.Name() == "NumCPU"
	}
	if !slices.ContainsFunc(trusted, below) || slices.ContainsFunc(untrusted, below) {
		return false
	}
	return f.Parent() != f.Pkg().Scope() || // a method
		!slices.ContainsFunc(setters, func(s string) bool { return strings.HasPrefix(f.Name(), s) })
}

// quickPackages and quickFunctions give the same value at every call, in no time.
var (
	quickPackages  = []string{"errors", "math", "math/bits", "math/cmplx", "strconv", "strings", "unicode", "unicode/utf8"}
	quickFunctions = []string{
		"log.New", "regexp.MustCompile", "strings.NewReplacer",
		"math/rand/v2.New", "math/rand/v2.NewPCG", "math/rand/v2.NewChaCha8",
		"gonum.org/v1/gonum/mat.NewDense", "gonum.org/v1/gonum/mat.NewVecDense", "gonum.org/v1/gonum/mat.NewSymDense",
		"dlmath/nnlib.New", "dlmath/nnlib.NewLayers", "dlmath/nnlib.NewObjective",
		"dlmath/nnlib/dataset.Drilling", "dlmath/nnlib/dataset.Drilling11",
	}
)

func quick(f types.Object) bool {
	fn, ok := f.(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Parent() != fn.Pkg().Scope() {
		return false
	}
	path := fn.Pkg().Path()
	return slices.Contains(quickPackages, path) || slices.Contains(quickFunctions, path+"."+fn.Name())
}

// whyNot says why a global's value cannot be kept, as far as source tells: its
// evaluation may leave something behind, or depend on something, that is no value.
func (a *analysis) whyNot(n *node) string {
	for _, m := range n.closure {
		var names []string
		for obj := range m.foreign {
			if why := blame(obj); why != "" {
				names = append(names, why)
			}
		}
		if len(names) > 0 {
			return slices.Min(names)
		}
		if name := a.setsForeign(m); name != "" {
			return "its evaluation sets " + name
		}
	}
	return ""
}

// blame says what is wrong with the use of another package's name, or "".
func blame(obj types.Object) string {
	name := fmt.Sprintf("%s.%s", obj.Pkg().Name(), obj.Name())
	if obj.Pkg() == types.Unsafe {
		return "it depends on " + name
	}
	switch obj := obj.(type) {
	case *types.Func:
		if !isTrusted(obj) {
			if recv := obj.Signature().Recv(); recv != nil {
				name = types.TypeString(recv.Type(), func(p *types.Package) string { return p.Name() }) + "." + obj.Name()
			}
			return name + " may do more than give a value"
		}
	case *types.Var:
		if obj.Parent() != obj.Pkg().Scope() {
			return ""
		}
		_, isSlice := obj.Type().Underlying().(*types.Slice)
		_, isMap := obj.Type().Underlying().(*types.Map)
		if isSlice || isMap || name == "os.Stdin" || name == "flag.CommandLine" {
			return "it depends on " + name
		}
	}
	return ""
}

// setsForeign returns a variable of another package that a declaration assigns to.
func (a *analysis) setsForeign(n *node) (name string) {
	check := func(e ast.Expr) {
		for {
			switch x := ast.Unparen(e).(type) {
			case *ast.IndexExpr:
				e = x.X
				continue
			case *ast.StarExpr:
				e = x.X
				continue
			case *ast.SelectorExpr:
				if v, ok := a.info.Uses[x.Sel].(*types.Var); ok && v.Pkg() != nil && v.Pkg() != a.pkg && v.Parent() == v.Pkg().Scope() {
					name = v.Pkg().Name() + "." + v.Name()
					return
				}
				e = x.X
				continue
			}
			return
		}
	}
	ast.Inspect(n.syntax, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.AssignStmt:
			for _, e := range x.Lhs {
				check(e)
			}
		case *ast.IncDecStmt:
			check(x.X)
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				check(x.X)
			}
		}
		return true
	})
	return name
}

// typesOf returns the types of a global's variables as the program can write them,
// with packages by the names of [supportName]; or why it cannot.
func (a *analysis) typesOf(n *node) (written []string, reason string) {
	for _, v := range n.vars {
		walkType(v.Type(), func(obj types.Object) {
			switch pkg := obj.Pkg(); {
			case pkg == nil:
			case pkg == a.pkg && obj.Parent() != pkg.Scope():
				reason = "its type " + obj.Name() + " is declared inside of a function"
			case pkg != a.pkg && (!obj.Exported() || strings.Contains("/"+pkg.Path()+"/", "/internal/")):
				reason = "its type " + pkg.Name() + "." + obj.Name() + " cannot be named outside of its package"
			}
		})
		written = append(written, types.TypeString(v.Type(), func(p *types.Package) string {
			if p == a.pkg {
				return ""
			}
			return supportName(p.Path())
		}))
	}
	return written, reason
}

// walkType visits the names in a type as it is written, and fields of other packages
// that it could not write.
func walkType(t types.Type, visit func(types.Object)) {
	list := func(l *types.TypeList) {
		for i := range l.Len() {
			walkType(l.At(i), visit)
		}
	}
	switch t := t.(type) {
	case *types.Alias:
		visit(t.Obj())
		list(t.TypeArgs())
	case *types.Named:
		visit(t.Obj())
		list(t.TypeArgs())
	case *types.Pointer:
		walkType(t.Elem(), visit)
	case *types.Slice:
		walkType(t.Elem(), visit)
	case *types.Array:
		walkType(t.Elem(), visit)
	case *types.Chan:
		walkType(t.Elem(), visit)
	case *types.Map:
		walkType(t.Key(), visit)
		walkType(t.Elem(), visit)
	case *types.Struct:
		for f := range t.Fields() {
			walkType(f.Type(), visit)
		}
	case *types.Signature:
		walkType(t.Params(), visit)
		walkType(t.Results(), visit)
	case *types.Tuple:
		for v := range t.Variables() {
			walkType(v.Type(), visit)
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			walkType(m.Type(), visit)
		}
		for e := range t.EmbeddedTypes() {
			walkType(e, visit)
		}
	}
}
