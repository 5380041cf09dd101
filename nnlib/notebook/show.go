package notebook

import (
	"fmt"

	"dlmath/nnlib/figure"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

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
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMEImageSVG:  string(f.SVG()),
		protocol.MIMEImagePNG:  f.PNG(),
		protocol.MIMETextPlain: text,
	}})
	gonbui.Sync() // a program that ends before its output has arrived would lose it
}
