package cell

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// describe writes all that a cell says, one thing a line.
func describe(c *Cell) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if w := c.Whole; w != nil {
		line("%d whole %s %q append=%v %q", w.Line, w.Name, w.Args, w.Append, w.Input)
	}
	for _, m := range c.Magics {
		switch {
		case m.Shell != "":
			line("%d %s %q", m.Line, m.Name, m.Shell)
		case m.Append:
			line("%d %%%s append %q", m.Line, m.Name, m.Args)
		default:
			line("%d %%%s %q", m.Line, m.Name, m.Args)
		}
	}
	for _, i := range c.Imports {
		line("%d:%d import %s %q%s", i.Line, i.Column, i.Name, i.Path, strings.TrimRight(" "+i.Doc, " "))
	}
	for _, d := range c.Decls {
		line("%d:%d %s %s %q%s", d.Line, d.Column, d.Kind, strings.Join(d.Names, " "), d.Source, describeUses(d.Uses, d.Keys))
	}
	if m := c.Main; m != nil {
		line("%d:%d main func=%v %q%s", m.Line, m.Column, m.Func, m.Source, describeUses(m.Uses, m.Keys))
		if len(m.Locals) > 0 {
			line("  locals %s", strings.Join(m.Locals, " "))
		}
		if v := m.Value; v != nil {
			line("  %d:%d value %q call=%v", v.Line, v.Column, v.Source, v.Call)
		}
		for _, t := range m.Timings {
			line("  %d time %q repeat=%v %d×%d", t.Line, m.Source[t.Start:t.End], t.Repeat, t.Loops, t.Runs)
		}
	}
	if c.Args != nil {
		line("args %q", c.Args)
	}
	if t := c.Test; t != nil {
		line("%d test %q tests=%q benchmarks=%q", t.Line, t.Args, t.Tests, t.Benchmarks)
	}
	return b.String()
}

func describeUses(uses Uses, keys []string) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		if selected := slices.Sorted(maps.Keys(uses[name])); len(selected) > 0 {
			name += "." + strings.Join(selected, "|")
		}
		words = append(words, name)
	}
	for _, key := range keys {
		words = append(words, key+"?")
	}
	if len(words) == 0 {
		return ""
	}
	return " <- " + strings.Join(words, " ")
}
