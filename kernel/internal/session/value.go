package session

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"

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
		t, err := s.valueType(ctx, p)
		if err != nil {
			return nil, err
		}
		switch {
		case t == nil:
		case isFigure(t):
			p.support("dlmath/nnlib/notebook")
			insertions = around(insertions, e.Start, e.End, "dlmath_notebook.Show(", ")")
		case isMatrix(t):
			p.support("gonum.org/v1/gonum/mat")
			insertions = around(insertions, e.Start, e.End, "dlmath_show(dlmath_mat.Formatted(", "))")
		default:
			insertions = around(insertions, e.Start, e.End, "dlmath_show(", ")")
		}
		if t != nil && !isFigure(t) {
			p.support("fmt", "encoding/json", "os", "strconv")
			own += show
		}
	}
	return p.source(insertions, own), nil
}

// repeated tells whether a part of the body runs many times, for %timeit.
func repeated(b *cell.Body) bool {
	return slices.ContainsFunc(b.Timings, func(t cell.Timing) bool { return t.Repeat })
}

// show hands a value's text to the kernel, in the protocol of package proc.
const show = `
func dlmath_show(v any) {
	line, _ := dlmath_json.Marshal(map[string]any{
		"id": 1, "type": "execute_result", "data": map[string]any{"text/plain": dlmath_fmt.Sprint(v)},
	})
	file := func(name string) *dlmath_os.File {
		n, _ := dlmath_strconv.Atoi(dlmath_os.Getenv(name))
		return dlmath_os.NewFile(uintptr(n), name)
	}
	file("DLMATH_DISPLAY").Write(append(line, '\n'))
	file("DLMATH_DISPLAY_ACK").Read(make([]byte, 64))
}
`

// valueType returns the type of the body's last expression if its value is to be shown:
// one value, and not an error, for a call such as fmt.Println is made for what it does.
func (s *Session) valueType(ctx context.Context, p *program) (types.Type, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "main.go", p.source(nil, ""), parser.SkipObjectResolution)
	if err != nil {
		return nil, nil // the compiler will say what is wrong
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
		return nil, nil
	}
	t := info.Types[statement.X]
	_, several := t.Type.(*types.Tuple)
	if t.Type == nil || several || !t.IsValue() || types.Identical(t.Type, types.Universe.Lookup("error").Type()) {
		return nil, nil
	}
	return t.Type, nil
}

func isFigure(t types.Type) bool {
	pointer, ok := t.(*types.Pointer)
	return ok && types.TypeString(pointer.Elem(), nil) == "dlmath/nnlib/figure.Figure"
}

// isMatrix tells whether t has the methods of mat.Matrix.
func isMatrix(t types.Type) bool {
	methods := types.NewMethodSet(t)
	for _, name := range []string{"Dims", "At", "T"} {
		if methods.Lookup(nil, name) == nil {
			return false
		}
	}
	return true
}
