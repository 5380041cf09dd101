package parameters

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// Value is another value for a parameter. The value is JSON; what JSON does not have is
// written {"$float": "nan"}, "inf" or "-inf".
type Value struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// Declare returns the source of a cell that gives parameters other values, as [Inject]
// does: source is the cell that declares them. A name that it does not declare, or where
// there is no such cell and source is empty, is declared with the type that its value has
// by itself. That is papermill's convention, which warns of such names.
//
// An error names the parameter and its value, and says what is expected.
func Declare(source string, values []Value) (string, error) {
	declared, err := declarations(source)
	if err != nil {
		return "", fmt.Errorf("the cell with the tag %q: %w", declaredTag, err)
	}
	lines := map[string]string{}
	var others []string
	for _, v := range values {
		if !token.IsIdentifier(v.Name) {
			return "", fmt.Errorf("parameter %q: expected a name of Go", v.Name)
		}
		var given any
		d := json.NewDecoder(bytes.NewReader(v.Value))
		d.UseNumber()
		if err := d.Decode(&given); err != nil {
			return "", fmt.Errorf("parameter %s: %w", v.Name, err)
		}
		var line string
		i := slices.IndexFunc(declared, func(p parameter) bool { return p.name == v.Name })
		if i >= 0 {
			line, err = declared[i].with(given)
		} else {
			line, err = freeDeclaration(v.Name, given)
		}
		if err != nil {
			return "", fmt.Errorf("parameter %s = %s: %w", v.Name, v.Value, err)
		}
		if i >= 0 {
			lines[v.Name] = line
		} else {
			others = append(others, line)
		}
	}
	return strings.Join(append(inOrder(declared, lines), others...), "\n"), nil
}

func freeDeclaration(name string, given any) (string, error) {
	value, err := free(given)
	if err != nil {
		return "", fmt.Errorf("expected %w", err)
	}
	if given == nil {
		return fmt.Sprintf("var %s any = %s", name, value), nil
	}
	return fmt.Sprintf("var %s = %s", name, value), nil
}

// Parameter is one that a cell declares.
type Parameter struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default"` // as written; "" for a variable that has none
}

// List returns the parameters that a cell declares.
func List(source string) (list []Parameter, err error) {
	declared, err := declarations(source)
	if err != nil {
		return nil, err
	}
	c, err := cell.Parse(source)
	if err != nil {
		return nil, err
	}
	defaults := map[string]string{}
	for _, d := range c.Decls {
		readDefaults(d.Source, defaults)
	}
	for _, p := range declared {
		t := p.typ
		if basic, ok := t.(*types.Basic); ok {
			t = types.Default(basic)
		}
		list = append(list, Parameter{p.name, typeName(t), defaults[p.name]})
	}
	return list, nil
}

// readDefaults reads what a declaration gives each of its names.
func readDefaults(declaration string, defaults map[string]string) {
	const before = "package p\n"
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", before+declaration, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			if len(spec.Values) == len(spec.Names) {
				from, to := files.Position(spec.Values[i].Pos()).Offset, files.Position(spec.Values[i].End()).Offset
				defaults[name.Name] = (before + declaration)[from:to]
			}
		}
		return false
	})
}
