package figure

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"dlmath/nnlib"
)

func TestPNGHasFewColoursCloseToThoseDrawn(t *testing.T) {
	for name, f := range map[string]*Figure{
		"few colours":  Neuron(nnlib.Neuron{W: []float64{2}}, -1, 1),
		"many colours": Weights(nnlib.New(nnlib.ReLU, 784, 16, 16, 10)),
		"curves":       Nested("a", "b", "c", "d"),
	} {
		drawn := f.raster(144)
		decoded, err := png.Decode(bytes.NewReader(f.PNG()))
		if err != nil {
			t.Fatal(err)
		}
		shown, ok := decoded.(*image.Paletted)
		if !ok || shown.Bounds() != drawn.Bounds() {
			t.Fatalf("%s: the PNG is a %T of %v, want a paletted one of %v", name, decoded, decoded.Bounds(), drawn.Bounds())
		}
		if n := len(shown.Palette); n > paletteSize {
			t.Errorf("%s: the PNG has %d colours, want at most %d", name, n, paletteSize)
		}
		exact, pixels := 0, len(shown.Pix)
		for i := range pixels {
			want := color.RGBA{drawn.Pix[4*i], drawn.Pix[4*i+1], drawn.Pix[4*i+2], drawn.Pix[4*i+3]}
			got := color.RGBAModel.Convert(shown.Palette[shown.Pix[i]]).(color.RGBA)
			if got == want {
				exact++
			}
			if !near(got.R, want.R, 30) || !near(got.G, want.G, 30) || !near(got.B, want.B, 30) || !near(got.A, want.A, 30) {
				t.Fatalf("%s: pixel %d is %v, and was drawn as %v", name, i, got, want)
			}
		}
		if share := float64(exact) / float64(pixels); share < 0.6 {
			t.Errorf("%s: only %.0f %% of the pixels have the colour in which they were drawn", name, 100*share)
		}
		if _, _, _, got := decoded.At(0, 0).RGBA(); got != 0 {
			t.Errorf("%s: outside the card the opacity is %d", name, got)
		}
	}
}
