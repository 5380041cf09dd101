package webpage

import (
	"bytes"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dlmath/kernel/internal/nbformat"
)

var annotation = regexp.MustCompile(`<annotation encoding="application/x-tex">(.*?)</annotation>`)

// What of Markdown is a formula, by the source that MathML keeps.
func TestFormulas(t *testing.T) {
	for _, test := range []struct {
		markdown string
		want     []string
		contains string // in the HTML
	}{
		{"$x$ and $y_1 y_2$", []string{"x", "y_1 y_2"}, " and "},
		{"$a *b$ c* d", []string{"a *b"}, " c* d"},
		{"a $x\n= y$ b", []string{"x = y"}, "<p>a <math>"},
		{`costs \$5 and \$6`, nil, "costs $5 and $6"},
		{"costs $5", nil, "costs $5"},
		{"costs $5\n\nor $6", nil, "or $6"},
		{"`$x$`", nil, "<code>$x$</code>"},
		{"```\n$$x$$\n```", nil, "$$x$$"},
		{`$\$5 \| \{1\}$`, []string{`\$5 \| \{1\}`}, ""},
		{"Say $$x$$ here", []string{"x"}, `Say <span class="formula"><math display="block"`},
		{"$$x$$", []string{"x"}, `<div class="formula">`},
		{"$$\nx\n= y\n- z\n$$\nafter", []string{"x = y - z"}, "<p>after</p>"},
		{"before\n$$\nx\n$$", []string{"x"}, "<p>before</p>"},
		{"$$x\n\n+ y$$", []string{"x  + y"}, ""},
		{"- item\n  $$\n  x\n  $$\n- next", []string{"x"}, "<li>"},
		{"\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\nafter", []string{`\begin{align} a &= b \\ c &= d \end{align}`}, "after"},
		{"| a | b |\n|---|---|\n| $x$ | $y$ |", []string{"x", "y"}, "<td>"},
		{"# On $x$", []string{"x"}, "<h1"},
		{"$\\gdef\\R{\\mathbb R}$ $\\R$", []string{`\gdef\R{\mathbb R}`, `\R`}, "ℝ"},
		{`wrong: $\frac{1}$ <b>`, nil, `<code class="wrong" title="ParseError`},
	} {
		out, err := newProse(Options{}).html(test.markdown, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range annotation.FindAllStringSubmatch(string(out), -1) {
			got = append(got, html.UnescapeString(m[1]))
		}
		if !slices.Equal(got, test.want) || !strings.Contains(string(out), test.contains) {
			t.Errorf("%q has the formulas %q, want %q with %s:\n%s", test.markdown, got, test.want, test.contains, out)
		}
	}
}

func TestOutputs(t *testing.T) {
	for _, test := range []struct {
		output nbformat.Output
		want   string
	}{
		{nbformat.Stream{Name: "stderr", Text: "<b>\n\x1b[31mred\x1b[0m\n"}, `<pre class="stderr">&lt;b&gt;` + "\n" + `<span class="ansi-fg-red">red</span></pre>`},
		{nbformat.Error{Name: "panic", Value: "oh <", Traceback: nil}, `<pre class="error">panic: oh &lt;</pre>`},
		{nbformat.Error{Name: "panic", Value: "oh", Traceback: []string{"line 1", "line 2"}}, "<pre class=\"error\">line 1\nline 2</pre>"},
		{nbformat.DisplayData{Data: nbformat.Bundle{"text/plain": "a < b"}}, "<pre>a &lt; b</pre>"},
		{nbformat.ExecuteResult{Data: nbformat.Bundle{"text/plain": "x", "text/html": "<i>x</i>"}}, "<i>x</i>"},
		{nbformat.DisplayData{Data: nbformat.Bundle{"text/plain": "a \"line\"", "image/png": "QUJD\nRA==\n", "image/svg+xml": "<svg/>"}}, `<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="a &#34;line&#34;">`},
		{nbformat.DisplayData{Data: nbformat.Bundle{"image/png": "QUJD\nRA==\n"}}, `<img src="data:image/png;base64,QUJDRA==" alt="">`},
		{nbformat.DisplayData{Data: nbformat.Bundle{"text/markdown": "*x*"}}, "<p><em>x</em></p>\n"},
		{nbformat.DisplayData{Data: nbformat.Bundle{"application/json": map[string]any{"a": json.Number("1")}}}, "<pre>{\n  &#34;a&#34;: 1\n}</pre>"},
		{nbformat.DisplayData{Data: nbformat.Bundle{"application/x-unknown": "x"}}, ""},
	} {
		got, err := newProse(Options{}).output(test.output)
		if err != nil || string(got) != test.want {
			t.Errorf("%v\ngot  %s, %v\nwant %s", test.output, got, err, test.want)
		}
	}
	got, err := newProse(Options{}).output(nbformat.DisplayData{Data: nbformat.Bundle{"text/latex": `$$\pi$$`}})
	if err != nil || !strings.Contains(string(got), "<mi>π</mi>") {
		t.Errorf("LaTeX gives %s, %v", got, err)
	}
}

func written(t *testing.T, cells string, o Options) (string, error) {
	t.Helper()
	nb, err := nbformat.Parse([]byte(`{"cells": [` + cells + `], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = Write(&b, nb, o)
	return b.String(), err
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a b.png"), []byte("ABC"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := Options{Title: "none", Dir: dir, Link: func(href string) string { return strings.Replace(href, ".ipynb", ".html", 1) }}
	page, err := written(t, `
		{"cell_type": "markdown", "metadata": {}, "source": "[next](b.ipynb#c)\n\n## Of $x$ & *more*\n![p](<a b.png>) ![q](attachment:q.png) ![r](https://example.org/r.png)", "attachments": {"q.png": {"image/png": "QUJE"}}},
		{"cell_type": "raw", "metadata": {}, "source": "a raw cell"},
		{"cell_type": "code", "metadata": {}, "source": "x := \"</style>\"", "execution_count": 7, "outputs": []},
		{"cell_type": "code", "metadata": {"tags": ["remove-input"]}, "source": "HIDDEN", "execution_count": 8, "outputs": [{"output_type": "stream", "name": "stdout", "text": "SEEN"}]},
		{"cell_type": "code", "metadata": {"tags": ["remove-output"]}, "source": "shown()", "execution_count": 9, "outputs": [{"output_type": "stream", "name": "stdout", "text": "HIDDEN"}]},
		{"cell_type": "markdown", "metadata": {"tags": ["remove-cell"]}, "source": "HIDDEN"}`, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<title>Of x &amp; more</title>", `href="b.html#c"`, `src="data:image/png;base64,QUJD"`, `src="data:image/png;base64,QUJE"`,
		`<h2 id=`, "[7]", "&lt;/style&gt;", "SEEN", "shown", "font/woff2", "default-src 'none'", "prefers-color-scheme: dark",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, wrong := range []string{"a raw cell", "HIDDEN", "ZgotmplZ"} {
		if strings.Contains(page, wrong) {
			t.Errorf("the page has %s", wrong)
		}
	}

	plain, err := written(t, `{"cell_type": "code", "metadata": {}, "source": "", "execution_count": null, "outputs": []}`, o)
	if err != nil || !strings.Contains(plain, "<title>none</title>") || strings.Contains(plain, "font/woff2") {
		t.Errorf("a page without heading and formulas has %d bytes, %v", len(plain), err)
	}
}

func TestPictureIsMissing(t *testing.T) {
	for source, want := range map[string]string{
		"![](no.png)":            "cell 2: the picture no.png: open ",
		"![](attachment:no.png)": "cell 2: the picture attachment:no.png: the cell has no attachment",
	} {
		page, err := written(t, `{"cell_type": "raw", "metadata": {}, "source": ""}, {"cell_type": "markdown", "metadata": {}, "source": "`+source+`"}`, Options{Dir: t.TempDir()})
		if err == nil || !strings.HasPrefix(err.Error(), want) || page != "" {
			t.Errorf("%s gives %v and %d bytes", source, err, len(page))
		}
	}
}
