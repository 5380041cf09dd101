package figure

import (
	"bytes"
	"image/png"
)

// Golden returns the figure as a PNG image in all its colours. In those of PNG a small
// difference between processors can grow.
func (f *Figure) Golden() []byte {
	var buf bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&buf, f.raster(72)); err != nil {
		panic(err)
	}
	return buf.Bytes()
}
