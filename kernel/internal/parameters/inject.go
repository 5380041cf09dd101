package parameters

import (
	"fmt"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/spelling"
)

const (
	declaredTag = "parameters"
	injectedTag = "injected-parameters"
)

const heading = "// Values given on the command line; the next that are given replace this cell.\n"

// Inject gives the parameters of a notebook new values, each written "name=value": a
// number, text as it is, true or false, a time such as 90s, or for a slice several of
// these with commas between. Of two values for one name the later counts.
//
// An error names the cell, counted among the code cells from 1, the value, and what is
// expected; then the notebook is as it was. Otherwise pointers to its cells are of no
// more use.
func Inject(nb *nbformat.Notebook, values []string) error {
	at, number, err := find(nb)
	if err != nil {
		return err
	}
	declared, err := declarations(nb.Cells()[at].Source)
	if err != nil {
		return fmt.Errorf("cell %d, with the tag %q: %w", number, declaredTag, err)
	}
	lines := map[string]string{}
	for _, v := range values {
		name, text, found := strings.Cut(v, "=")
		if !found {
			return fmt.Errorf("--param %s: expected name=value, such as --param %s=1", v, v)
		}
		i := slices.IndexFunc(declared, func(p parameter) bool { return p.name == name })
		if i < 0 {
			return fmt.Errorf("--param %s: %s", v, unknown(name, number, declared))
		}
		line, err := declared[i].withText(text)
		if err != nil {
			return fmt.Errorf("--param %s: %w, declared in cell %d, line %d", v, err, number, declared[i].line)
		}
		lines[name] = line
	}
	source := heading + strings.Join(inOrder(declared, lines), "\n")
	for _, c := range nb.Cells() {
		if c.Type == "code" && slices.Contains(c.Tags, injectedTag) {
			c.SetSource(source)
			return nil
		}
	}
	return nb.InsertCode(at, source, injectedTag)
}

// inOrder returns the lines in the order in which their names are declared.
func inOrder(declared []parameter, lines map[string]string) (list []string) {
	for _, p := range declared {
		if line, given := lines[p.name]; given {
			list = append(list, line)
		}
	}
	return list
}

// find returns the index of the cell that declares the parameters, and its number.
func find(nb *nbformat.Notebook) (index, number int, err error) {
	code, found := 0, 0
	for i, c := range nb.Cells() {
		if c.Type != "code" {
			continue
		}
		code++
		if !slices.Contains(c.Tags, declaredTag) {
			continue
		}
		if found > 0 {
			return 0, 0, fmt.Errorf("the cells %d and %d both have the tag %q: declare the parameters in one of them", found, code, declaredTag)
		}
		index, found = i, code
	}
	if found == 0 {
		return 0, 0, fmt.Errorf("no cell has the tag %q: declare the parameters in a cell, such as var epochs = 20, and give it that tag (in JupyterLab: Property Inspector, Cell Tags)", declaredTag)
	}
	return index, found, nil
}

func unknown(name string, number int, declared []parameter) string {
	var names []string
	for _, p := range declared {
		names = append(names, p.name)
	}
	if len(names) == 0 {
		return fmt.Sprintf("cell %d, with the tag %q, declares nothing: expected var or const, such as var %s = 1", number, declaredTag, name)
	}
	return fmt.Sprintf("no parameter has the name %s; is %s meant? Cell %d declares %s", name, spelling.Nearest(name, names), number, strings.Join(names, ", "))
}

// declarations reads what a cell declares: its variables and constants.
func declarations(source string) ([]parameter, error) {
	c, err := cell.Parse(source)
	if err != nil {
		return nil, err
	}
	scope, err := check(c)
	if err != nil {
		return nil, err
	}
	var list []parameter
	for _, d := range c.Decls {
		if d.Kind != cell.Var && d.Kind != cell.Const {
			continue
		}
		for _, name := range d.Names {
			if object := scope.Lookup(name); object != nil {
				list = append(list, parameter{name, d.Line, d.Kind, object.Type(), len(d.Names) > 1})
			}
		}
	}
	return list, nil
}
