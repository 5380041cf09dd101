package webpage

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// prose turns the Markdown of a notebook into HTML.
type prose struct {
	options  Options
	tex      *tex
	markdown goldmark.Markdown
	ids      parser.IDs // of headings, over all cells
	title    string     // the first heading
}

func newProse(o Options) *prose {
	p := &prose{options: o, tex: &tex{}}
	p.markdown = goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, formulas{p.tex}, codeBlocks{}),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe()), // HTML in prose is shown, as in Jupyter
	)
	p.ids = parser.NewContext().IDs()
	return p
}

// html renders Markdown. Attachments hold pictures as data URLs by name.
func (p *prose) html(source string, attachments map[string]string) (template.HTML, error) {
	bytesOf := []byte(source)
	root := p.markdown.Parser().Parse(text.NewReader(bytesOf), parser.WithContext(parser.NewContext(parser.WithIDs(p.ids))))
	err := ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := node.(type) {
		case *ast.Heading:
			if p.title == "" {
				p.title = strings.TrimSpace(plain(n, bytesOf))
			}
		case *ast.Link:
			if p.options.Link != nil {
				n.Destination = []byte(p.options.Link(string(n.Destination)))
			}
		case *ast.Image:
			destination, err := p.image(string(n.Destination), attachments)
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(destination)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = p.markdown.Renderer().Render(&b, bytesOf, root)
	return template.HTML(b.String()), err
}

// plain is the text of a node.
func plain(node ast.Node, source []byte) string {
	var b strings.Builder
	ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Text:
				b.Write(n.Value(source))
			case *ast.String:
				b.Write(n.Value)
			case *inlineFormula:
				b.Write(n.source)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// image returns the address of a picture that is part of the page. A picture from
// elsewhere stays where it is, and is not loaded.
func (p *prose) image(address string, attachments map[string]string) (string, error) {
	if name, ok := strings.CutPrefix(address, "attachment:"); ok {
		data, ok := attachments[name]
		if !ok {
			return "", fmt.Errorf("the picture %s: the cell has no attachment of this name", address)
		}
		return data, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return address, nil
	}
	data, err := os.ReadFile(filepath.Join(p.options.Dir, filepath.FromSlash(u.Path)))
	if err != nil {
		return "", fmt.Errorf("the picture %s: %w", address, err)
	}
	return "data:" + mime.TypeByExtension(filepath.Ext(u.Path)) + ";base64," + base64.StdEncoding.EncodeToString(data), nil
}
