package session

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// plan says which globals of a program are evaluated, and which are read back.
//
// What is to come out is always what the program gives that evaluates everything that
// it holds. A global is known by a key: a hash of all source that its value depends
// on. An evaluation that changes other globals, as drawing numbers from a generator
// does, counts among the source of what is evaluated after it and uses these globals
// too; and when one of these is needed, the evaluation is needed with it.
type plan struct {
	*analysis
	values   *values
	base     map[*node]string // the hash of what the source tells
	key      map[*node]string
	record   map[*node]*record // what is known from an earlier evaluation; nil if nothing
	touches  map[*node][]*node // what evaluating it changes, or may change
	restored map[*node]bool
	needed   []*node
}

// remember lets the program read back what need not be evaluated again, and report
// what is worth keeping. A program that does not compile stays as it is.
func (s *Session) remember(ctx context.Context, p *program) (*plan, error) {
	if s.values.wanted(p.decls) == nil {
		return nil, nil
	}
	importer, err := s.builder.Importer(ctx, p.importPaths()...)
	if err != nil {
		return nil, nil // the build will say what is wrong
	}
	a := analyse(p, importer)
	if a == nil {
		return nil, nil
	}
	if !a.worthwhile() {
		s.values.note(a, func(*node) string { return noTime })
		return nil, nil
	}
	paths := append(p.importPaths(), keptPackage)
	for _, n := range a.globals {
		if n.calls || n.changes {
			paths = append(paths, a.libraryOf(n)...)
			paths = append(paths, a.writtenPackages(n)...)
		}
	}
	if importer, err = s.builder.Importer(ctx, paths...); err != nil {
		s.values.off = ctx.Err() == nil // this workspace lacks our own packages
		return nil, ctx.Err()
	}
	versions, err := s.builder.Versions(ctx, paths...)
	if err != nil {
		return nil, err
	}
	pl := &plan{
		analysis: a, values: &s.values,
		base: map[*node]string{}, key: map[*node]string{}, record: map[*node]*record{}, touches: map[*node][]*node{}, restored: map[*node]bool{},
	}
	around := strings.Join(s.environment(), "\x00") + "\x00" + s.dir + "\x00" + strings.Join(s.flags, "\x00")
	for _, g := range a.globals {
		if g.calls {
			pl.base[g] = pl.hashOf(g, around, versions)
		}
	}
	pl.settle(nil)
	pl.decide(p.number)
	pl.write(p, importer)
	return pl, nil
}

// wanted are the packages that a program with these declarations needs of ours.
func (v *values) wanted(decls []*declaration) []string {
	if v.off || !slices.ContainsFunc(decls, func(d *declaration) bool { return d.Kind == cell.Var }) {
		return nil
	}
	return []string{keptPackage}
}

// worthwhile says whether there is anything to keep, or to watch.
func (a *analysis) worthwhile() bool {
	return slices.ContainsFunc(a.nodes, func(n *node) bool { return n.variable && (n.calls || n.changes) })
}

// hashOf is a hash of all source that a global's value depends on.
func (pl *plan) hashOf(g *node, around string, versions func(...string) string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", around)
	var imports []string
	var texts []string
	for _, n := range g.closure {
		for name := range n.imports {
			imports = append(imports, name.path)
			texts = append(texts, fmt.Sprintf("import %s %q", name.name, name.path))
		}
		if !n.variable {
			texts = append(texts, pl.tokens(n))
		}
	}
	slices.Sort(texts)
	for _, n := range g.closure {
		if n.variable {
			texts = append(texts, pl.tokens(n)) // in the order in which they are evaluated
		}
	}
	slices.Sort(imports)
	fmt.Fprintf(h, "%q\n%s", slices.Compact(texts), versions(slices.Compact(imports)...))
	return string(h.Sum(nil))
}

// settle finds the keys, in the order of evaluation, and what is known of each global.
// Outcomes are those of an evaluation that has just been.
func (pl *plan) settle(outcomes map[*node]*record) {
	var before []*node
	for _, g := range pl.globals {
		if !g.calls {
			continue
		}
		h := sha256.New()
		h.Write([]byte(pl.base[g]))
		for _, e := range before {
			if !slices.Contains(g.uses, e) && intersect(pl.touches[e], g.uses) {
				h.Write([]byte(pl.key[e]))
			}
		}
		pl.key[g] = string(h.Sum(nil))
		if r := outcomes[g]; r != nil {
			r.on = map[string]string{}
			for _, u := range g.uses {
				if u.calls {
					r.on[pl.key[u]] = pl.values.print(pl.key[u])
				}
			}
			pl.values.put(pl.key[g], r)
		}
		r := pl.values.records[pl.key[g]]
		pl.record[g] = r
		pl.touches[g] = nil
		for _, u := range g.uses {
			if u.changes && (r == nil || slices.Contains(r.touches, u.name())) {
				pl.touches[g] = append(pl.touches[g], u)
			}
		}
		before = append(before, g)
	}
}

// name is that of a declaration, for a person.
func (n *node) name() string { return strings.Join(n.decl.Names, ", ") }

func intersect(a, b []*node) bool {
	return slices.ContainsFunc(a, func(n *node) bool { return slices.Contains(b, n) })
}

// decide finds out what has to be evaluated: what the cell uses, and the globals that
// it declares itself.
func (pl *plan) decide(number int) {
	for _, g := range pl.globals {
		pl.restored[g] = g.calls && len(g.vars) > 0 && pl.values.valid(pl.record[g])
	}
	var roots []*node
	for _, n := range pl.nodes {
		if n.decl == nil || n.decl.Kind == cell.Init || n.decl.Kind == cell.Func && isTest(n.decl) ||
			n.variable && (n.decl.Names[0] == "_" || n.decl.Cell == number && n.calls && !pl.restored[n]) {
			roots = append(roots, n)
		}
	}
	for changed := true; changed; {
		changed = false
		pl.needed = pl.reach(roots, pl.restored)
		for _, g := range pl.globals {
			if !g.calls {
				continue
			}
			isNeeded := slices.Contains(pl.needed, g)
			evaluated := isNeeded && !pl.restored[g]
			// What it changes is needed: so is the change.
			if !evaluated && intersect(pl.touches[g], pl.needed) {
				pl.restored[g] = false
				roots = append(roots, g)
				changed = true
			}
			// What it was made from is evaluated anew, and could turn out different.
			if isNeeded && pl.restored[g] && slices.ContainsFunc(g.uses, func(u *node) bool {
				return u.calls && !pl.restored[u] && slices.Contains(pl.needed, u)
			}) {
				pl.restored[g] = false
				changed = true
			}
		}
	}
}
