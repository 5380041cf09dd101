package notebook

// HTML is shown as HTML. JupyterLab removes scripts from it, and all that a notebook
// which is not trusted should not do.
type HTML string

// Markdown is shown as in a text cell, with formulas between dollar signs.
type Markdown string

// Math is LaTeX in math mode, without dollar signs, shown as a formula on its own line.
type Math string

func (h HTML) formatted() (mime, content string)     { return htmlText, string(h) }
func (m Markdown) formatted() (mime, content string) { return markdown, string(m) }
func (m Math) formatted() (mime, content string)     { return latexText, "$$" + string(m) + "$$" }
