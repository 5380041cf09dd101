package cell

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// parseBody makes cell.Main of the statements, of func main or of %exec.
func (p *parser) parseBody() *SyntaxError {
	start, end := -1, -1
	var holes [][2]int
	for _, it := range p.items {
		switch {
		case it.kind != statement:
			holes = append(holes, [2]int{it.start, it.end})
			continue
		case start < 0:
			start = it.first
		}
		end = it.end
	}
	if err := p.oneBody(start); err != nil {
		return err
	}
	body := &Body{}
	p.cell.Args = p.args
	switch {
	case start >= 0:
		if err := p.parseStatements(body, start, p.blank(start, end, holes)); err != nil {
			return err
		}
	case p.body != nil:
		body.Uses = Uses{}
		body.Line, body.Column = p.position(p.body.end)
	case p.exec != nil:
		function := p.exec.args[0]
		if err := p.parseStatements(body, p.execName(), function+"()"); err != nil {
			return err
		}
		body.Value, p.exec.args = nil, p.exec.args[1:]
	case p.main != nil:
		p.mainBody(body)
	case len(p.whole) > 0:
		return p.errorf(p.whole[0].offset, "this cell has no statements for %s to time", p.whole[0].name)
	default:
		return nil
	}
	p.cell.Main = body
	p.time(body)
	for _, m := range []*magicAt{p.body, p.exec} {
		if m != nil && len(m.args) > 0 {
			p.cell.Args = m.args
		}
	}
	return nil
}

// oneBody checks that the cell has only one thing to run. Its first statement is
// at start, which is negative if there is none.
func (p *parser) oneBody(start int) *SyntaxError {
	test, main := p.cell.Test, 0
	if p.main != nil {
		main = p.line(p.mainChunk.offset(p.main.Pos()))
	}
	wasm, isWasm := p.magics["%wasm"]
	switch {
	case main > 0 && p.body != nil:
		return p.errorf(p.body.start, "%%%% cannot be together with func main (line %d): each says what the cell runs", main)
	case main > 0 && start >= 0:
		return p.errorf(start, "func main (line %d) is what this cell runs: move this statement into it", main)
	case p.exec != nil && start >= 0:
		return p.errorf(start, "%%exec (line %d) is what this cell runs, so there can be no other statements", p.line(p.exec.start))
	case p.exec != nil && (main > 0 || p.body != nil):
		return p.errorf(p.exec.start, "%%exec cannot be together with %%%% or func main: each says what the cell runs")
	case test != nil && p.exec != nil:
		return p.errorf(p.exec.start, "%%exec cannot be together with %%test, which runs the cell's tests")
	case test != nil && start >= 0:
		return p.errorf(start, "%%test (line %d) runs the cell's tests, and no statements: move this one to another cell", test.Line)
	case test != nil && p.body != nil:
		return p.errorf(p.body.start, "%%%% cannot be together with %%test, which runs the cell's tests")
	case test != nil && isWasm:
		return p.errorf(wasm, "%%wasm cannot be together with %%test: tests do not run in the browser")
	}
	return nil
}

// execName returns where the name of the function is that %exec calls.
func (p *parser) execName() int {
	rest := p.src[p.exec.start:]
	behind := strings.Index(rest, "%exec") + len("%exec")
	return p.exec.start + behind + max(strings.Index(rest[behind:], p.exec.args[0]), 0)
}

// parseStatements fills a body with the source of statements.
func (p *parser) parseStatements(body *Body, start int, source string) *SyntaxError {
	body.Source = strings.TrimRight(source, " \t\r\n")
	c, err := p.parseFile(bodyStart, body.Source, bodyEnd, start)
	if err != nil {
		return err
	}
	block := c.file.Decls[0].(*ast.FuncDecl).Body
	p.fillBody(body, c, start, block)
	return p.timeStatements(body, c, start, block)
}

// mainBody fills a body with the inside of func main.
func (p *parser) mainBody(body *Body) {
	block := p.main.Body
	start, end := p.mainChunk.offset(block.Lbrace)+1, p.mainChunk.offset(block.Rbrace)
	body.Func = true
	body.Source = p.src[start:end]
	p.fillBody(body, p.mainChunk, start, block)
}

// fillBody fills a body whose source begins at an offset of the cell with what
// its statements tell.
func (p *parser) fillBody(body *Body, c *chunk, start int, block *ast.BlockStmt) {
	body.Line, body.Column = p.position(start)
	p.todo = append(p.todo, func() { body.Uses, body.Keys = p.uses(block) })
	for _, s := range block.List {
		for _, name := range locals(s) {
			if !slices.Contains(body.Locals, name) {
				body.Locals = append(body.Locals, name)
			}
		}
	}
	if len(block.List) == 0 || body.Func {
		return
	}
	last, ok := block.List[len(block.List)-1].(*ast.ExprStmt)
	if !ok {
		return
	}
	from, to := c.offset(last.Pos())-start, c.offset(last.End())-start
	body.Value = &Expr{Source: body.Source[from:to], Start: from, End: to, Call: isCall(last.X)}
	body.Value.Line, body.Value.Column = p.position(start + from)
}

// timeStatements adds the timings of single statements.
func (p *parser) timeStatements(body *Body, c *chunk, start int, block *ast.BlockStmt) *SyntaxError {
	for _, it := range p.items {
		if it.timing == nil {
			continue
		}
		t := it.timing.Timing
		t.Start = it.first - start
		for _, s := range block.List {
			at := c.offset(s.Pos())
			if at < it.first || at >= it.end {
				continue
			}
			if t.Repeat && len(locals(s)) > 0 {
				return p.errorf(at, "names declared in %%timeit would end with each run: write { … } around it all")
			}
			t.End = c.offset(s.End()) - start
		}
		body.Timings = append(body.Timings, t)
	}
	return nil
}

// time adds the timings of the body as a whole. A statement that runs many times
// shows no value.
func (p *parser) time(body *Body) {
	for _, t := range p.whole {
		t.Timing.End = len(body.Source)
		body.Timings = append(body.Timings, t.Timing)
	}
	for _, t := range body.Timings {
		if body.Value != nil && t.Repeat && t.Start <= body.Value.Start && body.Value.End <= t.End {
			body.Value = nil
		}
	}
}

// locals returns the names that a statement declares in its own block.
func locals(s ast.Stmt) []string {
	var names []string
	add := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
			names = append(names, id.Name)
		}
	}
	switch s := s.(type) {
	case *ast.LabeledStmt:
		return locals(s.Stmt)
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, e := range s.Lhs {
				add(e)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					add(id)
				}
			case *ast.TypeSpec:
				add(spec.Name)
			}
		}
	}
	return names
}

// isCall tells whether an expression may also be a statement.
func isCall(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.ARROW
	}
	return false
}
