package parameters

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"strconv"
	"strings"
	"time"

	"dlmath/kernel/internal/cell"
)

// parameter is a variable or constant that can be given another value.
type parameter struct {
	name   string
	line   int // of its cell
	kind   cell.Kind
	typ    types.Type
	shared bool // its declaration declares others too, which would be lost with it
}

// check returns the scope of a cell's declarations. Only the types of variables and
// constants are wanted, so an error elsewhere is none here: the cell itself will be
// compiled. Packages of the standard library can be imported.
func check(c *cell.Cell) (*types.Scope, error) {
	var b strings.Builder
	b.WriteString("package parameters\n")
	imported := map[string]bool{}
	for _, imp := range c.Imports {
		fmt.Fprintf(&b, "import %s %q\n", imp.Name, imp.Path)
		imported[imp.Path] = true
	}
	var declared strings.Builder
	for _, d := range c.Decls {
		switch d.Kind {
		case cell.Var, cell.Const, cell.Type:
			declared.WriteString(d.Source + "\n")
			if _, used := d.Uses["time"]; used && !imported["time"] { // a cell needs no import for it
				b.WriteString("import \"time\"\n")
				imported["time"] = true
			}
		}
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", b.String()+declared.String(), parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: importer.ForCompiler(files, "gc", nil), Error: func(error) {}}
	pkg, _ := config.Check("parameters", files, []*ast.File{file}, nil)
	return pkg.Scope(), nil
}

// withText is with for text alone, which does not say what a value of any type would be.
func (p parameter) withText(text string) (string, error) {
	if _, any := p.typ.Underlying().(*types.Interface); any {
		return "", fmt.Errorf("expected %w for %s of type %s", errSettable, p.name, typeName(p.typ))
	}
	return p.with(text)
}

// with returns the parameter's declaration with another value: text, or what JSON has.
func (p parameter) with(given any) (string, error) {
	if p.shared {
		return "", fmt.Errorf("%s shares its declaration with other names: give it one of its own", p.name)
	}
	value, plain, err := p.value(given)
	if err != nil {
		return "", err
	}
	if p.kind == cell.Const && !isTyped(p.typ) || plain != nil && types.Identical(plain, p.typ) {
		return fmt.Sprintf("%v %s = %s", p.kind, p.name, value), nil
	}
	return fmt.Sprintf("%v %s %s = %s", p.kind, p.name, typeName(p.typ), value), nil
}

func isTyped(t types.Type) bool {
	b, basic := t.(*types.Basic)
	return !basic || b.Info()&types.IsUntyped == 0
}

func typeName(t types.Type) string {
	return types.TypeString(t, func(of *types.Package) string {
		if of.Path() == "parameters" {
			return "" // a type of the cell
		}
		return of.Name()
	})
}

// value is a value of the parameter's type as Go, with the type that this Go has by itself.
func (p parameter) value(given any) (value string, plain types.Type, err error) {
	if text, ok := given.(string); ok {
		if _, list := p.typ.Underlying().(*types.Slice); list {
			given = split(text)
		}
	}
	value, plain, err = literal(p.typ, given)
	if err == nil && p.kind == cell.Const && strings.HasPrefix(value, "math.") {
		err = errors.New("a number that a constant can have")
	}
	if err != nil {
		return "", nil, fmt.Errorf("expected %w for %s of type %s", err, p.name, typeName(p.typ))
	}
	return value, plain, nil
}

// split returns the elements of a list that is written with commas.
func split(text string) (elements []any) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") || strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		text = text[1 : len(text)-1]
	}
	if strings.TrimSpace(text) == "" {
		return []any{}
	}
	for part := range strings.SplitSeq(text, ",") {
		elements = append(elements, strings.TrimSpace(part))
	}
	return elements
}

var errSettable = errors.New("a parameter that is a number, text, true or false, a time.Duration, or a slice of these (if it is: write its type, as in var x float64 = …)")

// single is a value of a type that is no slice. The error is what would be right.
func single(t types.Type, text string) (value string, plain types.Type, err error) {
	if t.String() == "time.Duration" {
		d, err := time.ParseDuration(text)
		if err != nil {
			return "", nil, fmt.Errorf("a time such as 90s or 1h30m")
		}
		return duration(d), t, nil
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsConstType == 0 {
		return "", nil, errSettable
	}
	if basic.Info()&types.IsString != 0 {
		return strconv.Quote(text), types.Typ[types.String], nil
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil && basic.Info()&types.IsFloat != 0 && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return notFinite(x), types.Typ[types.Float64], nil
	}
	target := types.Default(basic)
	converted, err := types.Eval(token.NewFileSet(), nil, token.NoPos, fmt.Sprintf("%s(%s)", target, text))
	if err != nil || converted.Value == nil {
		return "", nil, fmt.Errorf("%s", expected(basic))
	}
	given, err := types.Eval(token.NewFileSet(), nil, token.NoPos, text)
	if err != nil {
		return "", nil, fmt.Errorf("%s", expected(basic))
	}
	if basic.Info()&types.IsUntyped != 0 {
		return untyped(basic, converted.Value, text), nil, nil
	}
	return text, types.Default(given.Type), nil
}

// untyped spells the value of a constant without a type so that it keeps its kind: 1 for
// a constant that was 0.5 becomes 1.0, for else a half of it were 0.
func untyped(kind *types.Basic, v constant.Value, text string) string {
	switch kind.Kind() {
	case types.UntypedInt:
		return constant.ToInt(v).ExactString()
	case types.UntypedFloat:
		f, _ := constant.Float64Val(v)
		s := strconv.FormatFloat(f, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return s
	}
	return text
}

func expected(basic *types.Basic) string {
	bits := 8 * types.SizesFor("gc", "amd64").Sizeof(types.Default(basic))
	switch info := basic.Info(); {
	case info&types.IsBoolean != 0:
		return "true or false"
	case info&types.IsUnsigned != 0:
		return fmt.Sprintf("a whole number from 0 to %d", uint64(math.MaxUint64)>>(64-bits))
	case info&types.IsInteger != 0 && bits < 64:
		return fmt.Sprintf("a whole number from %d to %d", -1<<(bits-1), 1<<(bits-1)-1)
	case info&types.IsInteger != 0:
		return "a whole number"
	}
	return "a number"
}

// duration spells a duration in the largest unit that divides it.
func duration(d time.Duration) string {
	for _, unit := range []struct {
		time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}} {
		if d%unit.Duration == 0 {
			return fmt.Sprintf("%d * time.%s", d/unit.Duration, unit.name)
		}
	}
	return fmt.Sprintf("%d * time.Nanosecond", d)
}
