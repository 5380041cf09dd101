package session

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// sourceOf writes the program. It shows the value of the cell's last expression, if it
// has one worth showing, and measures what the cell wants measured.
func (s *Session) sourceOf(ctx context.Context, p *program) ([]byte, error) {
	if p.div != "" {
		return p.source(nil, s.wasm.constants(p.div)), nil
	}
	if p.body == nil {
		return p.source(nil, ""), nil
	}
	var own string
	var insertions []insertion
	if len(p.body.Timings) > 0 {
		p.support("fmt", "time")
		own = timing
		insertions = p.timed()
	}
	if e := p.body.Value; e != nil && !repeated(p.body) {
		v, err := s.valueOf(ctx, p)
		if err != nil {
			return nil, err
		}
		if before, after, ok := s.showing(ctx, p, v); ok {
			insertions = around(insertions, e.Start, e.End, before, after)
			own += v.helpers
		}
	}
	return p.source(insertions, own), nil
}

// repeated tells whether a part of the body runs many times, for %timeit.
func repeated(b *cell.Body) bool {
	return slices.ContainsFunc(b.Timings, func(t cell.Timing) bool { return t.Repeat })
}

// value is what is known of the body's last expression.
type value struct {
	types   []types.Type // none if it is not to be shown
	call    bool
	helpers string // what showing it needs, at file scope
}

// show hands the text of values to the kernel, in the protocol of package proc.
const show = `
func dlmath_show(values ...any) {
	if len(values) == 0 {
		return
	}
	text := dlmath_fmt.Sprintln(values...)
	line, _ := dlmath_json.Marshal(map[string]any{
		"id": 1, "type": "execute_result", "data": map[string]any{"text/plain": text[:len(text)-1]},
	})
	file := func(name string) *dlmath_os.File {
		n, _ := dlmath_strconv.Atoi(dlmath_os.Getenv(name))
		return dlmath_os.NewFile(uintptr(n), name)
	}
	file("DLMATH_DISPLAY").Write(append(line, '\n'))
	file("DLMATH_DISPLAY_ACK").Read(make([]byte, 64))
}
`

// results leaves out a last error that is nil.
const results = `
func dlmath_results(values ...any) []any {
	if n := len(values); values[n-1] == nil {
		return values[:n-1]
	}
	return values
}
`

const notebookPackage = "dlmath/nnlib/notebook"

// showing is what stands around the expression so that its value is shown: by the
// package notebook, if that can do more than text.
func (s *Session) showing(ctx context.Context, p *program, v *value) (before, after string, ok bool) {
	if len(v.types) == 0 {
		return "", "", false
	}
	before, after = "dlmath_show(", ")"
	if s.richly(ctx, p, v) {
		p.support(notebookPackage)
		before = "dlmath_notebook.Result("
	} else {
		p.support("fmt", "encoding/json", "os", "strconv")
		v.helpers += show
	}
	switch {
	case v.call && isError(v.types[len(v.types)-1]):
		v.helpers += results
		before, after = before+"dlmath_results(", ")..."+after
	case len(v.types) > 1:
	case v.is("*gonum.org/v1/plot.Plot"):
		p.support("dlmath/nnlib/figure")
		before, after = before+"&dlmath_figure.Figure{Width: 420, Height: 280, Plot: ", "}"+after
	case v.is("*dlmath/nnlib.Network"):
		p.support("dlmath/nnlib/figure")
		before, after = before+"dlmath_figure.Network(", ")"+after
	}
	return before, after, true
}

// is tells whether the value is one, of this type.
func (v *value) is(name string) bool {
	return len(v.types) == 1 && types.TypeString(v.types[0], nil) == name
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// richly tells whether the package notebook is to show a value. It is there in every
// workspace with this project, and in no other.
func (s *Session) richly(ctx context.Context, p *program, v *value) bool {
	rich := slices.ContainsFunc(p.importPaths(), func(path string) bool { return strings.HasPrefix(path, notebookPackage) }) ||
		v.is("*gonum.org/v1/plot.Plot") || v.is("*dlmath/nnlib.Network") || slices.ContainsFunc(v.types, knowsMore)
	if !rich {
		return false
	}
	_, err := s.builder.Importer(ctx, notebookPackage)
	return err == nil
}

// knowsMore tells whether values of a type may have other forms than text: pictures,
// matrices, what the package notebook formats, and what an interface holds.
func knowsMore(t types.Type) bool {
	if types.IsInterface(t) {
		return !isError(t)
	}
	has := func(names ...string) bool {
		methods := types.NewMethodSet(t)
		return !slices.ContainsFunc(names, func(name string) bool { return methods.Lookup(nil, name) == nil })
	}
	named, _ := types.Unalias(t).(*types.Named)
	if pointer, ok := t.(*types.Pointer); ok {
		named, _ = types.Unalias(pointer.Elem()).(*types.Named)
	}
	return has("SVG", "PNG") || has("Dims", "At") ||
		named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == notebookPackage
}

// valueOf finds out what the body's last expression is. A call such as fmt.Println is
// made for what it does, and its values are not shown.
func (s *Session) valueOf(ctx context.Context, p *program) (*value, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "main.go", p.source(nil, ""), parser.SkipObjectResolution)
	if err != nil {
		return &value{}, nil // the compiler will say what is wrong
	}
	importer, err := s.builder.Importer(ctx, p.importPaths()...)
	if err != nil {
		return nil, err
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	check := types.Config{Importer: importer, Error: func(error) {}} // likewise
	check.Check("main", files, []*ast.File{file}, info)

	last := file.Decls[len(file.Decls)-1].(*ast.FuncDecl).Body.List
	statement, ok := last[len(last)-1].(*ast.ExprStmt)
	if !ok {
		return &value{}, nil
	}
	v := &value{call: p.body.Value.Call}
	t := info.Types[statement.X]
	tuple, several := t.Type.(*types.Tuple)
	switch {
	case several:
		for variable := range tuple.Variables() {
			v.types = append(v.types, variable.Type())
		}
	case t.Type != nil && t.IsValue():
		v.types = []types.Type{t.Type}
	}
	if len(v.types) > 1 && isError(v.types[len(v.types)-1]) && isEffect(statement.X) {
		v.types = nil
	}
	return v, nil
}

// isEffect tells by its name whether a function is called for what it reads or writes.
func isEffect(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	name := ""
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	return effect.MatchString(name)
}

var effect = regexp.MustCompile(`^(F?[Pp]rint|[Ww]rite|[Cc]opy|[Rr]ead|[FS]?s?[Ss]can)`)
