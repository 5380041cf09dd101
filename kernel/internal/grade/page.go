package grade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/webpage"
)

// Points are the sum of the marks that are there, what can be reached, and how many
// answers a person has still to mark.
func (r *Result) Points() (points, most float64, open int) {
	for _, m := range r.Marks() {
		most += m.Max
		if m.Points == nil {
			open++
		} else {
			points += *m.Points
		}
	}
	return points, most, open
}

// Decimal writes points as a person does.
func Decimal(points float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(points, 'f', 4, 64), "0"), ".")
}

// WritePage writes the page that a student gets: the notebook, with the score and the
// explanation beside each answer. title says whose it is.
func (r *Result) WritePage(w io.Writer, title string) error {
	var cells []any
	prose := func(text string) {
		cells = append(cells, map[string]any{"cell_type": "markdown", "metadata": map[string]any{}, "source": text})
	}
	points, most, open := r.Points()
	head := fmt.Sprintf("# %s\n\n**%s of %s points**", escapeMarkdown(title), Decimal(points), Decimal(most))
	if open > 0 {
		head += fmt.Sprintf(", and %s that a person has still to read", count(open, "answer"))
	}
	for _, note := range r.Notes {
		head += "\n\n- " + escapeMarkdown(note)
	}
	prose(head + "\n\n" + r.overview())
	for _, c := range r.Cells {
		outputs := []any{}
		show := func(text string) {
			outputs = append(outputs, map[string]any{"output_type": "display_data", "metadata": map[string]any{}, "data": map[string]any{"text/html": text}})
		}
		if c.Note != "" {
			show("<p><em>" + html.EscapeString(c.Note) + "</em></p>")
		}
		if c.Error != "" {
			show("<pre class=\"error\">" + html.EscapeString(c.Error) + "</pre>")
		}
		if c.Mark != nil {
			show(c.Mark.html())
		}
		if c.Type == "code" {
			cells = append(cells, map[string]any{"cell_type": "code", "metadata": map[string]any{}, "execution_count": nil, "source": c.Source, "outputs": outputs})
			continue
		}
		if c.Type == "markdown" && c.Source != "" {
			prose(c.Source)
		}
		if len(outputs) > 0 {
			cells = append(cells, map[string]any{"cell_type": "code", "metadata": map[string]any{}, "execution_count": nil, "source": "", "outputs": outputs})
		}
	}
	text, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 4, "cells": cells,
		"metadata": map[string]any{"language_info": map[string]any{"name": "go"}},
	})
	if err != nil {
		return err
	}
	nb, err := nbformat.Parse(text)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := webpage.Write(&b, nb, webpage.Options{Title: title, Mute: true}); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// overview is a table of the problems with their points, in Markdown. A problem has the
// name of the heading above it, or of its cell.
func (r *Result) overview() string {
	var b strings.Builder
	b.WriteString("| | points | of |\n|---|--:|--:|\n")
	heading := ""
	for _, c := range r.Cells {
		if c.Type == "markdown" {
			for line := range strings.Lines(c.Source) {
				if title, ok := strings.CutPrefix(line, "## "); ok {
					heading = strings.TrimSpace(title)
				}
			}
		}
		if c.Mark == nil {
			continue
		}
		name, points := heading, "open"
		if name == "" {
			name = c.Mark.ID
		}
		if c.Mark.Points != nil {
			points = Decimal(*c.Mark.Points)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", escapeMarkdown(name), points, Decimal(c.Mark.Max))
	}
	return b.String()
}

// html is a mark with what explains it.
func (m *Mark) html() string {
	var b strings.Builder
	b.WriteString(`<div class="mark ` + m.class() + `">`)
	if m.Points == nil {
		fmt.Fprintf(&b, "<p><b>up to %s points</b>, which a person will give</p></div>", Decimal(m.Max))
		return b.String()
	}
	fmt.Fprintf(&b, "<p><b>%s of %s points</b></p>", Decimal(*m.Points), Decimal(m.Max))
	if m.Error != "" {
		fmt.Fprintf(&b, "<pre class=\"error\">%s</pre>", html.EscapeString(m.Error))
	}
	if len(m.Says) > 0 {
		b.WriteString("<table>")
		for _, c := range m.Says {
			fmt.Fprintf(&b, `<tr class="%s"><td>%s</td><td>%s</td><td>%s of %s</td><td>%s</td></tr>`, classes[c.Sign()], c.Sign(), html.EscapeString(c.Name), Decimal(c.Points), Decimal(c.Max), html.EscapeString(c.Message))
		}
		b.WriteString("</table>")
	}
	if m.Printed != "" {
		fmt.Fprintf(&b, "<pre>%s</pre>", html.EscapeString(m.Printed))
	}
	b.WriteString("</div>")
	return b.String()
}

// classes are those of the page's style for a sign.
var classes = map[string]string{"✓": "all", "½": "part", "✗": "none"}

// class is that of a mark.
func (m *Mark) class() string {
	if m.Points == nil {
		return "open"
	}
	return classes[Check{Points: *m.Points, Max: m.Max}.Sign()]
}

// Sign is ✓, ½ or ✗.
func (c Check) Sign() string {
	switch {
	case c.Points == c.Max && c.Message == "":
		return "✓"
	case c.Points > 0:
		return "½"
	}
	return "✗"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// escapeMarkdown keeps a text as it is.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", "&", "&amp;", "[", `\[`, "#", `\#`, "|", `\|`, "$", `\$`).Replace(s)
}
