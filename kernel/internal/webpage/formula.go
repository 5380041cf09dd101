package webpage

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// formulas makes goldmark read formulas where Jupyter does: $…$ in a line, $$…$$ on
// lines of their own or in a line, and environments, \begin{…} to its \end{…}.
type formulas struct{ tex *tex }

// Extend implements goldmark.Extender.
func (f formulas) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithInlineParsers(util.Prioritized(inlineParser{}, 90)), // before emphasis and links
		parser.WithBlockParsers(util.Prioritized(blockParser{}, 90)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(f, 90)))
}

var (
	inlineKind = ast.NewNodeKind("Formula")
	blockKind  = ast.NewNodeKind("FormulaBlock")
)

// inlineFormula is a formula among words.
type inlineFormula struct {
	ast.BaseInline
	source  []byte
	display bool
}

func (*inlineFormula) Kind() ast.NodeKind            { return inlineKind }
func (n *inlineFormula) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

// blockFormula is a formula on lines of its own.
type blockFormula struct {
	ast.BaseBlock
	source []byte
	end    []byte // what ends it: $$ or \end{…}
	closed bool
}

func (*blockFormula) Kind() ast.NodeKind            { return blockKind }
func (*blockFormula) IsRaw() bool                   { return true }
func (n *blockFormula) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

type inlineParser struct{}

func (inlineParser) Trigger() []byte { return []byte{'$'} }

// Parse reads a formula, which may go on in the lines below of its paragraph.
func (inlineParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	mark := []byte("$")
	if bytes.HasPrefix(line, []byte("$$")) {
		mark = []byte("$$")
	}
	startLine, start := block.Position()
	block.Advance(len(mark))
	var source []byte
	for {
		line, _ := block.PeekLine()
		if line == nil {
			break
		}
		if end := closing(line, mark); end >= 0 {
			source = append(source, line[:end]...)
			block.Advance(end + len(mark))
			if len(bytes.TrimSpace(source)) == 0 {
				break
			}
			return &inlineFormula{source: source, display: len(mark) == 2}
		}
		source = append(source, line...)
		block.AdvanceLine()
	}
	block.SetPosition(startLine, start) // a dollar sign
	return nil
}

// closing returns where in the line the mark stands that ends a formula, or -1. A dollar
// sign behind a backslash is one of the formula.
func closing(line, mark []byte) int {
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
		} else if bytes.HasPrefix(line[i:], mark) {
			return i
		}
	}
	return -1
}

type blockParser struct{}

func (blockParser) Trigger() []byte { return []byte{'$', '\\'} }

var environment = regexp.MustCompile(`^\\begin\{([a-zA-Z]+\*?)\}`)

// Open begins a block where $$ or an environment begins a line, unless more words follow
// the formula in that line.
func (blockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	i := pc.BlockOffset()
	if i < 0 {
		return nil, parser.NoChildren
	}
	line = line[i:]
	n := &blockFormula{end: []byte("$$")}
	if name := environment.FindSubmatch(line); name != nil {
		n.end = []byte(`\end{` + string(name[1]) + "}")
	} else if rest, ok := bytes.CutPrefix(line, []byte("$$")); ok {
		if end := closing(rest, n.end); end >= 0 && len(bytes.TrimSpace(rest[end+2:])) > 0 {
			return nil, parser.NoChildren
		}
		line = rest
	} else {
		return nil, parser.NoChildren
	}
	n.add(line)
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// add takes a line, up to the end of the formula.
func (n *blockFormula) add(line []byte) {
	end := bytes.Index(line, n.end)
	if n.end[0] == '$' {
		end = closing(line, n.end)
	}
	if end < 0 {
		n.source = append(n.source, line...)
		return
	}
	n.closed = true
	if n.end[0] != '$' {
		end += len(n.end)
	}
	n.source = append(n.source, line[:end]...)
}

func (blockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*blockFormula)
	if n.closed {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	n.add(line)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (blockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (blockParser) CanInterruptParagraph() bool                 { return true }
func (blockParser) CanAcceptIndentedLine() bool                 { return false }

// RegisterFuncs implements renderer.NodeRenderer.
func (f formulas) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(inlineKind, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		n := node.(*inlineFormula)
		return f.write(w, n.source, n.display, "span", entering)
	})
	r.Register(blockKind, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		return f.write(w, node.(*blockFormula).source, true, "div", entering)
	})
}

func (f formulas) write(w util.BufWriter, source []byte, display bool, tag string, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	mathML, err := f.tex.mathML(string(bytes.TrimSpace(source)), display)
	if err == nil && display {
		mathML = fmt.Sprintf(`<%s class="formula">%s</%s>`, tag, mathML, tag)
	}
	w.WriteString(mathML)
	return ast.WalkSkipChildren, err
}
