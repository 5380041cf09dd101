package webpage

import (
	"html/template"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// formatter gives tokens classes, which the page's own style colours: chroma's package of
// styles would be read at each start of the kernel.
var (
	formatter = html.New(html.WithClasses(true), html.PreventSurroundingPre(true))
	noStyle   = chroma.MustNewStyle("none", chroma.StyleEntries{})
)

// highlighted is code, coloured. Code of an unknown language is as it is.
func highlighted(source, language string) (template.HTML, error) {
	if first, _, _ := strings.Cut(source, "\n"); first == "%%bash" || first == "%%sh" {
		language = "bash"
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, source)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = formatter.Format(&b, noStyle, tokens)
	const end = "</span></span>"
	code := strings.TrimSuffix(strings.TrimSuffix(b.String(), end), "\n") // a line of its own, empty
	return template.HTML(code + end), err
}

// codeBlocks makes goldmark colour blocks of code that name their language.
type codeBlocks struct{}

// Extend implements goldmark.Extender.
func (codeBlocks) Extend(m goldmark.Markdown) {
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(codeBlocks{}, 90)))
}

// RegisterFuncs implements renderer.NodeRenderer.
func (codeBlocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		block := node.(*ast.FencedCodeBlock)
		code, err := highlighted(string(block.Lines().Value(source)), string(block.Language(source)))
		w.WriteString(`<pre class="chroma"><code>` + string(code) + "</code></pre>\n")
		return ast.WalkSkipChildren, err
	})
}
