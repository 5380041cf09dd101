package notebook

import (
	"fmt"
	"os"

	"dlmath/nnlib/notebook/internal/frontend"
)

// The MIME types under which a front end knows what it is given.
const (
	plainText = "text/plain"
	htmlText  = "text/html"
	latexText = "text/latex"
	markdown  = "text/markdown"
	svgImage  = "image/svg+xml"
	pngImage  = "image/png"
)

// Picture is what can be drawn, such as a *figure.Figure.
type Picture interface {
	SVG() []byte // an SVG document
	PNG() []byte // a PNG image, which may have more pixels than it is wide
}

// Show displays values below the cell, one below the other, and returns when the front
// end has them: what is printed next stands below. Outside a notebook it prints a line
// of text for each. It shows
//
//   - a [Picture] as SVG, sharp at every size, and as PNG for readers that do not show
//     SVG, such as a notebook that has not been trusted yet; one that also has the
//     method Pixels() (width, height int) with that size on the page;
//   - [HTML], [Markdown], [Math] and a [Table] formatted;
//   - a [Widget] as it is now, or its pictures and texts: [Live] keeps it alive;
//   - a matrix of gonum, or whatever has its methods Dims and At, as a formula;
//   - a [Former] in its own forms;
//   - anything else as the text that fmt.Sprint makes of it.
func Show(values ...any) {
	for _, v := range values {
		complain(frontend.Display("", bundleOf(v)))
	}
}

// Clear removes what the cell has shown, as soon as it shows something new: so a loop can
// put each picture in the place of the one before, without a flicker. Stock GoNB and a
// terminal cannot take back what they have shown; there it does nothing.
func Clear() { complain(frontend.Clear()) }

// complain says that something could not be shown. The cell's result does not depend on it.
func complain(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "notebook: not shown: %v\n", err)
	}
}

// bundleOf is a value in all forms in which a notebook can show it.
func bundleOf(v any) frontend.Bundle {
	if w, ok := v.(Widget); ok {
		if w.widget().show() == nil {
			return view(w, static(w))
		}
		return static(w)
	}
	if !frontend.Rich() { // a picture need not be drawn
		return frontend.Bundle{Data: map[string]any{plainText: textOf(v)}}
	}
	switch v := v.(type) {
	case Former:
		return frontend.Bundle{Data: v.Forms()}
	case Picture:
		return pictureBundle(v)
	case formatted:
		mime, content := v.formatted()
		return frontend.Bundle{Data: map[string]any{mime: content, plainText: textOf(v)}}
	case matrix:
		return frontend.Bundle{Data: map[string]any{latexText: matrixLaTeX(v), plainText: textOf(v)}}
	}
	return frontend.Bundle{Data: map[string]any{plainText: textOf(v)}}
}

// Former is a value that says itself in which forms a notebook shows it: text, bytes, or
// what encoding/json can encode, by MIME type. Where only plain text can be shown, that
// is what fmt.Sprint makes of it.
type Former interface{ Forms() map[string]any }

// formatted is a value that has one form besides plain text.
type formatted interface {
	formatted() (mime, content string)
}

func pictureBundle(p Picture) frontend.Bundle {
	b := frontend.Bundle{Data: map[string]any{
		svgImage:  string(p.SVG()),
		pngImage:  p.PNG(),
		plainText: textOf(p),
	}}
	if width, height, ok := pixels(p); ok {
		b.Metadata = map[string]any{pngImage: map[string]any{"width": width, "height": height}}
	}
	return b
}

// pixels is a picture's size on a page.
func pixels(p Picture) (width, height int, ok bool) {
	sized, ok := p.(interface{ Pixels() (width, height int) })
	if ok {
		width, height = sized.Pixels()
	}
	return width, height, ok
}

// textOf is a value as plain text.
func textOf(v any) string {
	switch v := v.(type) {
	case fmt.Stringer:
		return v.String()
	case Picture:
		return "[picture]"
	case matrix:
		return matrixText(v)
	}
	return fmt.Sprint(v)
}
