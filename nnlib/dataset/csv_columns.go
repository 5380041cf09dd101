package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// column is a column of a file: its place from 0, and its name where there is one.
type column struct {
	index int
	name  string
}

func (c column) String() string {
	if c.name == "" {
		return fmt.Sprintf("column %d", c.index+1)
	}
	return fmt.Sprintf("column %d (%s)", c.index+1, short(c.name))
}

// choose finds the inputs and the target. The header is nil when the file has none.
func (t *table) choose(header []string) error {
	if t.width < 2 {
		return fmt.Errorf("the first row has %d field; expected inputs and a target, separated by %q (see Comma)", t.width, t.rows.Comma)
	}
	columns := make([]column, t.width)
	for i := range columns {
		columns[i].index = i
		if header != nil {
			columns[i].name = strings.Clone(header[i])
		}
	}
	if err := checkNames(columns); err != nil {
		return err
	}
	if err := t.chooseTarget(columns); err != nil {
		return err
	}
	if err := t.chooseInputs(columns); err != nil {
		return err
	}
	if slices.Contains(t.inputs, t.target) {
		return fmt.Errorf("%v is both an input and the target; leave it out of Inputs, or name another Target", t.target)
	}
	if header != nil && t.options.Inputs == nil && t.options.Target == "" && !slices.ContainsFunc(t.inputs, notNumber) {
		return fmt.Errorf("line %d names the inputs with numbers alone (%s …); if it is data, set NoHeader; if it is the header, name the Target", t.line, short(t.inputs[0].name))
	}
	t.used = append(slices.Clone(t.inputs), t.target)
	return nil
}

func (t *table) chooseTarget(columns []column) (err error) {
	t.target = columns[len(columns)-1]
	if t.options.Target != "" {
		t.target, err = find(columns, t.options.Target)
	}
	return err
}

func (t *table) chooseInputs(columns []column) error {
	if t.options.Inputs == nil {
		for _, c := range columns {
			if c == t.target {
				continue
			}
			if c.name == "" && !t.options.NoHeader {
				return fmt.Errorf("%v has no name in the header; if it only counts the rows, list the Inputs without it", c)
			}
			t.inputs = append(t.inputs, c)
		}
		return nil
	}
	for _, name := range t.options.Inputs {
		c, err := find(columns, name)
		if err != nil {
			return err
		}
		if slices.Contains(t.inputs, c) {
			return fmt.Errorf("%v is listed twice in Inputs", c)
		}
		t.inputs = append(t.inputs, c)
	}
	if len(t.inputs) == 0 {
		return errors.New("the option Inputs is an empty list; leave it nil for all columns but the target")
	}
	return nil
}

// checkNames refuses names that would not tell columns apart. A column without a
// name does no harm until it is used.
func checkNames(columns []column) error {
	seen := make(map[string]column)
	for _, c := range columns {
		if !utf8.ValidString(c.name) {
			return fmt.Errorf("the name of %v is not UTF-8; save the file as UTF-8", c)
		}
		if first, twice := seen[c.name]; twice && c.name != "" {
			return fmt.Errorf("columns %d and %d are both named %s; give each a name of its own, or set NoHeader if the first row is data", first.index+1, c.index+1, short(c.name))
		}
		seen[c.name] = c
	}
	return nil
}

// find returns the column with a name, or with a number such as "#3".
func find(columns []column, name string) (column, error) {
	name = strings.TrimSpace(name)
	for _, c := range columns {
		if name != "" && c.name == name {
			return c, nil
		}
	}
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		if k, err := strconv.Atoi(digits); err == nil && k >= 1 && k <= len(columns) {
			return columns[k-1], nil
		}
	}
	var known []string
	for _, c := range columns[:min(len(columns), 20)] {
		if c.name != "" {
			known = append(known, short(c.name))
		}
	}
	if known == nil {
		return column{}, fmt.Errorf("there is no column %s; without a header they are \"#1\" to \"#%d\"", short(name), len(columns))
	}
	return column{}, fmt.Errorf("there is no column %s; there are %s, or \"#1\" to \"#%d\"", short(name), strings.Join(known, ", "), len(columns))
}

func notNumber(c column) bool {
	_, err := strconv.ParseFloat(c.name, 64)
	return err != nil
}
