package assist

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode/utf8"

	"dlmath/kernel/internal/build"
)

// Completions are what may stand at the cursor, the likeliest first. Each match may
// replace the source from Start to End, in bytes.
type Completions struct {
	Matches    []Match
	Start, End int
}

// Match is one completion. Its type is a word as front ends show it: function, method,
// variable, constant, field, struct, interface, type, module, keyword, magic, path.
type Match struct {
	Text, Type string

	object types.Object // nil if it is not known
}

// Complete offers what may stand at the cursor, a byte offset in the source of a cell.
// It returns once ctx ends, and within a few seconds
// in any case.
func (a *Assistant) Complete(ctx context.Context, n Notebook, source string, cursor int) Completions {
	defer a.question(ctx, n)()
	cursor = max(0, min(cursor, len(source)))
	source = withoutDoc(source, cursor)
	if start, matches, ok := a.completeLine(ctx, n, source, cursor); ok {
		return starting(source, start, cursor, matches)
	}
	start, end := word(source, cursor)
	if start < end && source[start] >= '0' && source[start] <= '9' {
		return Completions{Start: cursor, End: cursor} // a number
	}
	before := source[:start] + mark
	c := unfinished(before, source[end:])
	if c == nil {
		if c = alone(before); c == nil {
			return Completions{Start: cursor, End: cursor}
		}
	}
	p := a.program(ctx, n, c)
	path := p.path(func(id *ast.Ident) bool { return id.Name == mark })
	if path == nil { // the cursor is in a text or a comment
		return Completions{Start: cursor, End: cursor}
	}
	matches := a.matches(ctx, p, path, source[start:cursor])
	p.sort(matches, p.expected(path))
	return starting(source, start, cursor, matches)
}

// starting leaves of the matches those that begin like what stands left of the cursor;
// or, if none does, those that differ from it in small and capital letters alone.
func starting(source string, start, cursor int, matches []Match) Completions {
	result := Completions{Start: start, End: cursor}
	prefix := source[start:cursor]
	for _, begins := range []func(string) bool{
		func(text string) bool { return strings.HasPrefix(text, prefix) },
		func(text string) bool {
			return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
		},
	} {
		seen := map[string]bool{}
		for _, m := range matches {
			if !seen[m.Text] && begins(m.Text) {
				seen[m.Text] = true
				result.Matches = append(result.Matches, m)
			}
		}
		if len(result.Matches) > 0 {
			break
		}
	}
	return result
}

// matches are those for the mark at the beginning of a path. Without a prefix, only names
// that are in scope are among them.
func (a *Assistant) matches(ctx context.Context, p *program, path []ast.Node, prefix string) []Match {
	id := path[0].(*ast.Ident)
	switch parent := path[1].(type) {
	case *ast.SelectorExpr:
		if parent.Sel == id {
			return a.selected(ctx, p, parent.X)
		}
	case *ast.FuncDecl, *ast.TypeSpec:
		if p.info.Defs[id] != nil {
			return nil // a new name
		}
	case *ast.ValueSpec:
		for _, name := range parent.Names {
			if name == id {
				return nil
			}
		}
	case *ast.Field:
		for _, name := range parent.Names {
			if name == id {
				return nil
			}
		}
	}
	var matches []Match
	if literal := literalOf(path); literal != nil {
		if s, ok := under(p.info.TypeOf(literal)).(*types.Struct); ok {
			matches = append(matches, p.unset(s, literal)...)
		}
	}
	onlyTypes := isType(path[1], id)
	matches = append(matches, p.inScope(id.Pos(), onlyTypes)...)
	if prefix == "" {
		return matches
	}
	matches = append(matches, keywords(path[1], onlyTypes)...)
	return append(matches, a.unimported(ctx, prefix)...)
}

// unimported are names of packages that may begin with a prefix: first those that are
// likely, and of modules beside Go and the workspace only once a prefix is long.
func (a *Assistant) unimported(ctx context.Context, prefix string) []Match {
	packages, _ := within(ctx, a, a.packageList)
	var likely, rest []Match
	for _, p := range packages {
		m := Match{Text: p.Name(), Type: "module"}
		switch {
		case !token.IsIdentifier(p.Name()) || p.Indirect:
		case p.Workspace || slices.Contains(everyday, p.Path):
			likely = append(likely, m)
		case p.Standard || utf8.RuneCountInString(prefix) >= 3:
			rest = append(rest, m)
		}
	}
	return append(likely, rest...)
}

func (a *Assistant) packageList(ctx context.Context) ([]build.Package, error) {
	return a.builder.Packages(ctx)
}

// literalOf returns the composite literal in which the name stands where a field could.
func literalOf(path []ast.Node) *ast.CompositeLit {
	parent := path[1]
	if kv, ok := parent.(*ast.KeyValueExpr); ok && kv.Key == path[0] {
		parent = path[2]
	}
	literal, ok := parent.(*ast.CompositeLit)
	if !ok || literal.Type == path[0] {
		return nil
	}
	return literal
}

// unset are the fields that a literal does not set yet.
func (p *program) unset(s *types.Struct, literal *ast.CompositeLit) (matches []Match) {
	set := map[string]bool{}
	for _, e := range literal.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				set[key.Name] = true
			}
		}
	}
	for field := range s.Fields() {
		if !set[field.Name()] && (field.Exported() || field.Pkg() == p.pkg) {
			matches = append(matches, Match{Text: field.Name(), Type: "field", object: field})
		}
	}
	return matches
}

// isType tells whether only a type can stand at a place.
func isType(parent ast.Node, id *ast.Ident) bool {
	switch parent := parent.(type) {
	case *ast.Field:
		return parent.Type == id
	case *ast.ValueSpec:
		return parent.Type == id
	case *ast.TypeSpec:
		return parent.Type == id
	case *ast.ArrayType:
		return parent.Elt == id
	case *ast.TypeAssertExpr:
		return parent.Type == id
	case *ast.CompositeLit:
		return parent.Type == id
	case *ast.MapType, *ast.ChanType, *ast.Ellipsis:
		return true
	}
	return false
}

// keywords are those that may begin what stands at a place.
func keywords(parent ast.Node, onlyTypes bool) (matches []Match) {
	for word := token.BREAK; word <= token.VAR; word++ {
		ok := false
		switch word {
		case token.CHAN, token.FUNC, token.INTERFACE, token.MAP, token.STRUCT:
			ok = true
		case token.RANGE:
			_, ok = parent.(*ast.AssignStmt)
		default:
			_, ok = parent.(*ast.ExprStmt)
			ok = ok && word != token.PACKAGE
		}
		if ok && !(onlyTypes && word == token.RANGE) {
			matches = append(matches, Match{Text: word.String(), Type: "keyword"})
		}
	}
	return matches
}
