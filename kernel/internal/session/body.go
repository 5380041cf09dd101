package session

import (
	"fmt"
	"sort"
	"strings"

	"dlmath/kernel/internal/cell"
)

// insertion is text of ours in the middle of a body.
type insertion struct {
	offset int
	text   string
}

// written is the body with insertions, in the order given where offsets are equal.
// After each one a directive says where the cell's own text goes on.
func (p *program) written(insertions []insertion) string {
	sort.SliceStable(insertions, func(i, j int) bool { return insertions[i].offset < insertions[j].offset })
	var b strings.Builder
	from := 0
	for _, in := range insertions {
		b.WriteString(p.body.Source[from:in.offset])
		b.WriteString(in.text)
		line, column := p.position(in.offset)
		fmt.Fprintf(&b, "/*line %s:%d:%d*/", fileName(p.number), line, column)
		from = in.offset
	}
	b.WriteString(p.body.Source[from:])
	return b.String()
}

// position is where in the cell an offset of the body is.
func (p *program) position(offset int) (line, column int) {
	before := p.body.Source[:offset]
	line = p.body.Line + strings.Count(before, "\n")
	if last := strings.LastIndexByte(before, '\n'); last >= 0 {
		return line, offset - last
	}
	return line, p.body.Column + offset
}

// around inserts text before and after an expression, inside of what stands there already.
func around(insertions []insertion, start, end int, before, after string) []insertion {
	return append(append([]insertion{{end, after}}, insertions...), insertion{start, before})
}

// timed inserts what measures the parts of the body that %time and %timeit name.
func (p *program) timed() (insertions []insertion) {
	for i, t := range p.body.Timings {
		if t.Repeat {
			insertions = around(insertions, t.Start, t.End, fmt.Sprintf("dlmath_timeit(%d, %d, func() {", t.Loops, t.Runs), "});")
			continue
		}
		begin := fmt.Sprintf("dlmath_begin%d", i)
		insertions = around(insertions, t.Start, t.End, begin+" := dlmath_time.Now();", ";dlmath_took(dlmath_time.Since("+begin+"));")
	}
	return insertions
}

// timing is what the insertions of timed call.
const timing = `
func dlmath_took(d dlmath_time.Duration) { dlmath_fmt.Println("It took", d) }

func dlmath_timeit(loops, runs int, f func()) {
	once := func(n int) dlmath_time.Duration {
		begin := dlmath_time.Now()
		for range n {
			f()
		}
		return dlmath_time.Since(begin)
	}
	if loops == 0 {
		for loops = 1; once(loops) < 100*dlmath_time.Millisecond; loops *= 2 {
		}
	}
	if runs == 0 {
		runs = 7
	}
	best := once(loops)
	for range runs - 1 {
		best = min(best, once(loops))
	}
	dlmath_fmt.Printf("%v a loop, best of %d runs of %d loops\n", best/dlmath_time.Duration(loops), runs, loops)
}
`

// support imports packages for our own part of the program, under names of our own.
func (p *program) support(paths ...string) {
	for _, path := range paths {
		name := "dlmath_" + path[strings.LastIndexByte(path, '/')+1:]
		known := false
		for _, imp := range p.imports {
			known = known || imp.Name == name
		}
		if !known {
			p.imports = append(p.imports, importSpec{cell.Import{Name: name, Path: path}, 0})
		}
	}
}
