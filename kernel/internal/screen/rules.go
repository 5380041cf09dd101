package screen

import (
	"go/types"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// Cell is a code cell of the lecturer.
type Cell struct {
	Source string
	Locked bool // a student cannot change it: what it declares and uses is not to be replaced
}

// Rules say what the cells of a submission may do. They learn from each cell that is
// checked, and are for one submission.
type Rules struct {
	packages packages
	texts    map[string]bool   // of the lecturer's cells
	reserved map[string]string // what a name is that cannot be declared
	own      map[string]bool   // names that locked cells declare
	seen     map[string]bool   // names that the submission has declared
	lent     map[string]string // import paths by the names that locked cells give them
}

// New makes the rules for a submission, given the lecturer's cells, and what is allowed:
// [Default], and what the assignment adds.
func New(lecturer []Cell, allow ...string) *Rules {
	r := &Rules{packages: packages{}, texts: map[string]bool{}, reserved: map[string]string{}, own: map[string]bool{}, seen: map[string]bool{}, lent: map[string]string{}}
	for _, entry := range allow {
		r.packages.add(entry)
	}
	for _, name := range types.Universe.Names() {
		r.reserved[name] = "predeclared"
	}
	for path := range r.packages {
		r.reserved[baseName(path)] = "the name of a package"
	}
	r.reserved["homework"] = "the name of a package"
	for _, l := range lecturer {
		r.texts[normal(l.Source)] = true
		r.texts[normal(WithoutHidden(l.Source))] = true
		c, err := cell.Parse(l.Source)
		if err != nil || !l.Locked {
			continue
		}
		for _, imp := range c.Imports {
			name := imp.Name
			if name == "" {
				name = baseName(imp.Path)
			}
			r.reserved[name], r.lent[name] = "the name of a package", imp.Path
		}
		for _, d := range c.Decls {
			for _, name := range d.Names {
				r.reserved[name], r.own[name] = "declared in a locked cell", true
			}
		}
	}
	return r
}

// Lecturer tells whether this is the text of a cell of the lecturer, with its hidden
// tests or without them.
func (r *Rules) Lecturer(source string) bool { return r.texts[normal(source)] }

func normal(source string) string {
	return strings.TrimSpace(strings.ReplaceAll(source, "\r\n", "\n"))
}

// WithoutHidden is a cell's source as nbgrader releases it: without the lines from BEGIN
// HIDDEN TESTS to END HIDDEN TESTS.
func WithoutHidden(source string) string {
	var kept []string
	hidden := false
	for line := range strings.SplitSeq(source, "\n") {
		switch {
		case strings.Contains(line, "BEGIN HIDDEN TESTS"):
			hidden = true
		case strings.Contains(line, "END HIDDEN TESTS"):
			hidden = false
		case !hidden:
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// Permit tells whether a package may be imported because a cell uses its name. Tests that
// need others import them.
func (r *Rules) Permit(importPath string) bool {
	p := r.packages[importPath]
	return p != nil && !p.none() || importPath == "dlmath/nnlib/homework"
}

// Refusal is why a cell is not run.
type Refusal struct {
	Line   int // of the cell, from 1
	Reason string
}

// magics are those that change nothing but what their own cell shows.
var magics = []string{"doc", "help", "version", "ls", "noautoget"}

// Check returns why a cell of a student is refused, in the order of its lines; nil if it
// is not. A cell that is no Go is left to the compiler.
func (r *Rules) Check(source string) []Refusal {
	c, err := cell.Parse(source)
	if err != nil {
		return nil
	}
	k := &check{Rules: r}
	switch {
	case c.Whole != nil:
		k.refuse(c.Whole.Line, "%%%%%s is not allowed in homework", c.Whole.Name)
		return k.list
	case c.Test != nil:
		k.refuse(c.Test.Line, "%%test is not allowed in homework: call your function in the body of a cell, and look at what it gives")
	}
	for _, m := range c.Magics {
		if m.Name[0] == '!' {
			k.refuse(m.Line, "shell commands are not allowed in homework")
		} else if !slices.Contains(magics, m.Name) {
			k.refuse(m.Line, "%%%s is not allowed in homework", m.Name)
		}
	}
	for _, imp := range c.Imports {
		k.imported(imp)
	}
	for _, d := range c.Decls {
		for _, name := range d.Names {
			k.declared(d, name)
		}
	}
	for _, d := range c.Decls {
		k.activations = k.activations || activation(d.Uses)
	}
	k.activations = k.activations || c.Main != nil && activation(c.Main.Uses)
	for _, d := range c.Decls {
		k.code("package p\n"+d.Source, d.Line-2)
	}
	if c.Main != nil {
		k.code("package p; func _() {\n"+c.Main.Source+"\n}", c.Main.Line-2)
	}
	slices.SortStableFunc(k.list, func(a, b Refusal) int { return a.Line - b.Line })
	return slices.Compact(k.list)
}
