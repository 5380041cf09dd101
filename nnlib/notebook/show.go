package notebook

import (
	"encoding/gob"
	"fmt"
	"math"

	"dlmath/nnlib/figure"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
	"gonum.org/v1/plot/vg"
)

func init() {
	gob.Register(map[string]any{}) // the form of display metadata, on its way to the kernel
}

// Show displays a figure below the cell: as SVG, sharp at every size, and as PNG for
// readers that do not show SVG, such as a notebook that has not been trusted yet.
func Show(f *figure.Figure) {
	text := "[figure]"
	if f.Title.Text != "" {
		text = fmt.Sprintf("[figure: %s]", f.Title.Text)
	}
	if !gonbui.IsNotebook {
		fmt.Println(text)
		return
	}
	gonbui.SendData(&protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMEImageSVG:  string(f.SVG()),
			protocol.MIMEImagePNG:  f.PNG(),
			protocol.MIMETextPlain: text,
		},
		// The PNG has more pixels than it is wide, for dense screens.
		Metadata: map[string]any{
			string(protocol.MIMEImagePNG): map[string]any{"width": cssPixels(f.Width), "height": cssPixels(f.Height)},
		},
	})
	gonbui.Sync() // a program that ends before its output has arrived would lose it
}

// cssPixels converts to the pixels in which a browser measures, 96 to the inch.
func cssPixels(v vg.Length) int { return int(math.Round(v.Dots(96))) }
