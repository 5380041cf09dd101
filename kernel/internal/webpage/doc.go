// Package webpage makes of a notebook a web page that is one file: prose, code, outputs.
//
// The page needs nothing else: pictures, style and the font of its formulas are in it,
// and its own policy forbids a browser to load anything from a network. Formulas are
// MathML, which browsers draw themselves. It is light or dark as the reader's system is,
// and prints.
//
// Prose is Markdown as Jupyter has it, by goldmark; code is coloured by chroma. TeX
// becomes MathML by [Temml], JavaScript that goja, an interpreter in Go, runs; of the
// converters written in Go none that can be had knows matrices, tags and sized brackets.
//
// [Temml]: https://temml.org
package webpage
