package figure

import (
	"math"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// scripts is a text handler that lowers and raises: it draws w_{43}^{[3]} with 43 as
// an index and [3] above it. All other text is plain.
type scripts struct{ text.Plain }

// script is a piece of text, and how far its baseline lies above that of the line.
type script struct {
	text   string
	raised float64 // in font sizes
}

const (
	scriptSize = 0.72 // of the size of the line
	index      = -0.2
	exponent   = 0.38
)

// parseScripts takes a line apart.
func parseScripts(line string) []script {
	var pieces []script
	plain := func(s string) {
		if s != "" {
			pieces = append(pieces, script{text: s})
		}
	}
	for {
		k := strings.IndexAny(line, "_^")
		for k >= 0 && !strings.HasPrefix(line[k+1:], "{") {
			next := strings.IndexAny(line[k+1:], "_^")
			if next < 0 {
				k = -1
				break
			}
			k += 1 + next
		}
		if k < 0 {
			plain(line)
			return pieces
		}
		inside, rest, closed := strings.Cut(line[k+2:], "}")
		if !closed {
			plain(line)
			return pieces
		}
		plain(line[:k])
		raised := exponent
		if line[k] == '_' {
			raised = index
		}
		pieces = append(pieces, script{inside, raised})
		line = rest
	}
}

// layOut calls draw for each piece of a line, with its place relative to the start of
// the line, and returns the width of the whole. An index and an exponent after it
// stand one above the other.
func (s scripts) layOut(line string, f font.Font, draw func(face font.Face, at vg.Point, text string)) vg.Length {
	var x, from, end vg.Length // the pen; where the last script began and ended
	before := 0.0
	for _, piece := range parseScripts(line) {
		size := f.Size
		if piece.raised != 0 {
			size *= scriptSize
		}
		face := s.Fonts.Lookup(f, size)
		switch {
		case piece.raised == 0:
			x = max(x, end)
		case before*piece.raised < 0:
			x = from
		default:
			x, from = max(x, end), max(x, end)
		}
		// A browser leaves out spaces at the start of a text.
		word := strings.TrimLeft(piece.text, " ")
		x += face.Width(piece.text[:len(piece.text)-len(word)])
		if draw != nil && word != "" {
			draw(face, vg.Point{X: x, Y: f.Size * vg.Length(piece.raised)}, word)
		}
		x += face.Width(word)
		end, before = max(end, x), piece.raised
	}
	return max(x, end)
}

// Box returns the size of a line.
func (s scripts) Box(line string, f font.Font) (width, height, depth vg.Length) {
	_, height, depth = s.Plain.Box("", f)
	return s.layOut(line, f, nil), height, depth
}

// Draw draws text at its place. Text centred on a point has the middle of its digits
// there.
func (s scripts) Draw(c vg.Canvas, txt string, style text.Style, at vg.Point) {
	c.SetColor(style.Color)
	if style.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(style.Rotation)
	}
	sin, cos := math.Sincos(style.Rotation)
	at.X, at.Y = at.Y*vg.Length(sin)+at.X*vg.Length(cos), at.Y*vg.Length(cos)-at.X*vg.Length(sin)

	extents := s.Extents(style.Font)
	baseline := at.Y + style.Height(txt)*vg.Length(1+style.YAlign) - extents.Ascent
	for _, line := range s.Lines(txt) {
		x := at.X + s.layOut(line, style.Font, nil)*vg.Length(style.XAlign)
		s.layOut(line, style.Font, func(face font.Face, offset vg.Point, piece string) {
			c.FillString(face, vg.Point{X: x + offset.X, Y: baseline + offset.Y}, piece)
		})
		baseline -= extents.Height
	}
}
