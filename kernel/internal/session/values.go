package session

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dlmath/kernel/internal/proc"
)

// values are the kept values of globals.
type values struct {
	off     bool               // for tests: everything is evaluated in every cell
	dir     string             // where they lie; "" before the first
	records map[string]*record // by key
	files   int                // how many there have been
	turn    int                // counts uses
	of      map[*declaration]string
	changed map[*declaration]change
}

// room is how many bytes of values are kept.
const room = 1 << 30

// record is what has come of an evaluation.
type record struct {
	names   []string          // of the global, and of all that it uses
	print   string            // a fingerprint of the value; "" if there is none
	touches []string          // names of the globals that it has changed
	on      map[string]string // fingerprints of the values that it used, by key
	file    string            // of the value; "" if it is not kept
	size    int
	reason  string // why it is not kept
	used    int
}

// change is what a cell's body did to a global.
type change struct {
	cell int
	id   string
}

// print is the fingerprint of the last value with a key; "" if there is none.
func (v *values) print(key string) string {
	if r := v.records[key]; r != nil {
		return r.print
	}
	return ""
}

// valid says whether a value is there, and was made from the values that its program
// would make it from.
func (v *values) valid(r *record) bool {
	if r == nil || r.file == "" {
		return false
	}
	for key, print := range r.on {
		if print == "" || v.print(key) != print {
			return false
		}
	}
	return true
}

// put keeps a record in place of an earlier one.
func (v *values) put(key string, r *record) {
	if old := v.records[key]; old != nil {
		old.drop("")
	}
	if v.records == nil {
		v.records = map[string]*record{}
	}
	v.records[key] = r
}

func (r *record) drop(reason string) {
	if r.file != "" {
		os.Remove(r.file)
	}
	r.file, r.reason = "", reason
}

// bound drops the values that were not used for longest.
func (v *values) bound() {
	total := 0
	var list []*record
	for _, r := range v.records {
		if r.file != "" {
			list = append(list, r)
			total += r.size
		}
	}
	slices.SortFunc(list, func(a, b *record) int { return a.used - b.used })
	for _, r := range list {
		if total <= room && len(list) < 1000 {
			return
		}
		total -= r.size
		r.drop("there was no room for it any more")
		list = list[1:]
	}
}

// forget drops what a name has a part in; all if it is "".
func (v *values) forget(name string) {
	for key, r := range v.records {
		if name == "" || slices.Contains(r.names, name) {
			r.drop("")
			delete(v.records, key)
		}
	}
}

// openReport makes a folder for the report of one program.
func (s *Session) openReport() (string, error) {
	v := &s.values
	if v.dir == "" {
		dir := filepath.Join(s.builder.Dir(), "values")
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", err
		}
		v.dir = dir
	}
	return os.MkdirTemp(v.dir, "report-")
}

// learn reads the report of a program that has run for a cell.
func (pl *plan) learn(dir string, in Cell) {
	v := pl.values
	defer os.RemoveAll(dir)                              // a program that lives on has nothing to report
	text, _ := os.ReadFile(filepath.Join(dir, "report")) // there is none if nothing was evaluated
	outcomes := map[*node]*record{}
	v.turn++
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasSuffix(line, "\n") {
			continue
		}
		i, err := strconv.Atoi(words[1])
		if err != nil || i < 0 || i >= len(pl.nodes) {
			continue
		}
		n := pl.nodes[i]
		if words[0] == "changed" {
			if v.changed == nil {
				v.changed = map[*declaration]change{}
			}
			v.changed[n.decl] = change{in.Number, in.ID}
			continue
		}
		if r := pl.outcome(n, line, dir); r != nil {
			outcomes[n] = r
		}
	}
	pl.settle(outcomes)
	for _, g := range pl.globals {
		if r := pl.record[g]; r != nil && pl.restored[g] && slices.Contains(pl.needed, g) {
			r.used = v.turn
		}
	}
	v.note(pl.analysis, pl.status)
	v.bound()
}

// note keeps what %ls says of a program's variables.
func (v *values) note(a *analysis, status func(*node) string) {
	if v.of == nil {
		v.of = map[*declaration]string{}
	}
	for _, n := range a.nodes {
		if n.variable {
			v.of[n.decl] = status(n)
		}
	}
}

// What %ls says of a variable that costs nothing, and of one that no cell has used.
const (
	noTime  = "evaluated in each cell that uses it: that takes no time"
	notUsed = "not used yet"
)

// outcome is what a line of a report says of an evaluation.
func (pl *plan) outcome(n *node, line, dir string) *record {
	v := pl.values
	head, quoted, _ := strings.Cut(line, `"`)
	reason, err := strconv.Unquote(`"` + strings.TrimSpace(quoted))
	words := strings.Fields(head) // done I FINGERPRINT SIZE TOUCHED…
	if err != nil || len(words) < 4 {
		return nil
	}
	r := &record{reason: reason, used: v.turn}
	if words[2] != "-" {
		r.print = words[2]
	}
	for _, m := range n.closure {
		r.names = append(r.names, m.decl.Names...)
	}
	byIndex := func(word string) string {
		if i, err := strconv.Atoi(word); err == nil && i >= 0 && i < len(pl.nodes) {
			return pl.nodes[i].name()
		}
		return ""
	}
	for _, word := range words[4:] {
		r.touches = append(r.touches, byIndex(word))
	}
	if text, with, ok := strings.Cut(reason, "@"); ok {
		r.reason = text + byIndex(with)
	}
	if n.reason != "" {
		r.reason = n.reason
	}
	if r.size, _ = strconv.Atoi(words[3]); r.size >= 0 {
		v.files++
		file := filepath.Join(v.dir, strconv.Itoa(v.files))
		if err := os.Rename(filepath.Join(dir, words[1]), file); err == nil {
			r.file = file
		}
	}
	return r
}

// status says in words what becomes of a global's value.
func (pl *plan) status(g *node) string {
	r := pl.record[g]
	switch {
	case !g.calls:
		return noTime
	case r == nil:
		return "not evaluated yet"
	case r.file != "":
		return "kept, " + bytesInWords(r.size)
	}
	return "evaluated in each cell that uses it: " + r.reason
}

func bytesInWords(n int) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	}
	return fmt.Sprintf("%d MB", n/1_000_000)
}

// tellChanges says which globals of the program an earlier cell has changed, for that
// ended with the cell. It is said once, and not on standard error, which could cost a
// mark.
func (pl *plan) tellChanges(in Cell, front Front) {
	for _, n := range pl.needed {
		c, ok := pl.values.changed[n.decl]
		if !ok || c.cell == in.Number || in.ID != "" && c.id == in.ID {
			continue
		}
		delete(pl.values.changed, n.decl)
		text := fmt.Sprintf("%s is as %s declares it: what %s did to it ended with that cell.", n.name(), fileName(n.decl.Cell), fileName(c.cell))
		front.Display(proc.Bundle{Kind: proc.Display, Data: map[string]any{"text/plain": text}})
	}
}
