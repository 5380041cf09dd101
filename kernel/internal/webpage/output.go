package webpage

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"strings"

	"dlmath/kernel/internal/nbformat"

	"github.com/robert-nix/ansihtml"
)

// output is what a page shows of an output.
func (p *prose) output(o nbformat.Output) (template.HTML, error) {
	switch o := o.(type) {
	case nbformat.Stream:
		return template.HTML(fmt.Sprintf(`<pre class="%s">%s</pre>`, html.EscapeString(o.Name), ansi(o.Text))), nil
	case nbformat.Error:
		text := strings.Join(o.Traceback, "\n")
		if strings.TrimSpace(text) == "" {
			text = o.Name + ": " + o.Value
		}
		return `<pre class="error">` + ansi(text) + "</pre>", nil
	case nbformat.DisplayData:
		return p.bundle(o.Data)
	case nbformat.ExecuteResult:
		return p.bundle(o.Data)
	}
	return "", nil
}

// ansi is text in which escape sequences choose colours.
func ansi(text string) template.HTML {
	colored := ansihtml.ConvertToHTMLWithClasses([]byte(text), "ansi-", true)
	return template.HTML(bytes.TrimRight(colored, "\n"))
}

// bundle shows one of the forms of a display: the first that JupyterLab would choose.
func (p *prose) bundle(b nbformat.Bundle) (template.HTML, error) {
	plain, _ := b["text/plain"].(string)
	for _, form := range []struct {
		mime string
		html func(content string) (template.HTML, error)
	}{
		{"text/html", func(s string) (template.HTML, error) { return template.HTML(s), nil }},
		{"text/markdown", func(s string) (template.HTML, error) { return p.html(s, nil) }},
		{"image/svg+xml", func(s string) (template.HTML, error) {
			return picture("image/svg+xml", base64.StdEncoding.EncodeToString([]byte(s)), plain), nil
		}},
		{"text/latex", func(s string) (template.HTML, error) { return p.html(s, nil) }},
		{"image/png", func(s string) (template.HTML, error) { return picture("image/png", s, plain), nil }},
		{"image/jpeg", func(s string) (template.HTML, error) { return picture("image/jpeg", s, plain), nil }},
		{"image/gif", func(s string) (template.HTML, error) { return picture("image/gif", s, plain), nil }},
		{"image/webp", func(s string) (template.HTML, error) { return picture("image/webp", s, plain), nil }},
		{"text/plain", func(s string) (template.HTML, error) { return "<pre>" + ansi(s) + "</pre>", nil }},
	} {
		if content, ok := b[form.mime].(string); ok {
			return form.html(content)
		}
	}
	if value, ok := b["application/json"]; ok {
		text, err := json.MarshalIndent(value, "", "  ")
		return template.HTML("<pre>" + html.EscapeString(string(text)) + "</pre>"), err
	}
	return "", nil // a form that only a front end can show
}

// picture is an image that is part of the page. So an SVG has ids of its own.
func picture(mime, base64, alt string) template.HTML {
	return template.HTML(fmt.Sprintf(`<img src="data:%s;base64,%s" alt="%s">`, mime, strings.Join(strings.Fields(base64), ""), html.EscapeString(alt)))
}
