package webpage

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"dlmath/kernel/internal/nbformat"
)

// Options say what a page cannot learn from its notebook.
type Options struct {
	Title string                   // if the notebook has no heading
	Dir   string                   // in which the pictures lie that its prose shows; "" for the working directory
	Mute  bool                     // no script runs in it: for what somebody else has written
	Link  func(href string) string // what a link of the prose leads to; nil for links as they are
}

// Tags of cells that Jupyter's nbconvert and Jupyter Book know: what a page leaves out.
const (
	removeCell   = "remove-cell"
	removeInput  = "remove-input"
	removeOutput = "remove-output"
)

//go:embed page.html
var pageHTML string

//go:embed style.css
var styleCSS string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

type section struct {
	Prose   template.HTML // of a Markdown cell
	Count   int           // of a code cell; 0 if it has not run
	Code    template.HTML
	Outputs []template.HTML
}

// Write writes the page of a notebook. An error is that of w, or names the cell, counted
// among all cells from 1.
func Write(w io.Writer, nb *nbformat.Notebook, o Options) error {
	p := newProse(o)
	language := languageOf(nb)
	var sections []section
	for i, c := range nb.Cells() {
		if slices.Contains(c.Tags, removeCell) {
			continue
		}
		var s section
		var err error
		switch c.Type {
		case "markdown":
			s.Prose, err = p.html(c.Source, c.Attachments())
		case "code":
			s, err = p.code(c, language)
		default:
			continue // a raw cell is for another format
		}
		if err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		sections = append(sections, s)
	}
	title := p.title
	if title == "" {
		title = o.Title
	}
	style := styleCSS
	if p.tex.used {
		style = formulaStyle() + style
	}
	var b bytes.Buffer // whole or not at all
	if err := pageTemplate.Execute(&b, map[string]any{"Title": title, "Mute": o.Mute, "Style": template.CSS(style), "Sections": sections}); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// code is a code cell with its outputs.
func (p *prose) code(c *nbformat.Cell, language string) (s section, err error) {
	s.Count = c.ExecutionCount
	if !slices.Contains(c.Tags, removeInput) && strings.TrimSpace(c.Source) != "" {
		if s.Code, err = highlighted(c.Source, language); err != nil {
			return s, err
		}
	}
	if slices.Contains(c.Tags, removeOutput) {
		return s, nil
	}
	for _, o := range c.Outputs {
		output, err := p.output(o)
		if err != nil {
			return s, err
		}
		s.Outputs = append(s.Outputs, output)
	}
	return s, nil
}

func languageOf(nb *nbformat.Notebook) string {
	var m struct {
		Info struct{ Name string }     `json:"language_info"`
		Spec struct{ Language string } `json:"kernelspec"`
	}
	if json.Unmarshal(nb.Metadata, &m) != nil || m.Info.Name == "" && m.Spec.Language == "" {
		return "go"
	}
	if m.Info.Name == "" {
		return m.Spec.Language
	}
	return m.Info.Name
}
