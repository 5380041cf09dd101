package proc

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/nnlib"
	"dlmath/nnlib/figure"
)

// overBothProtocols tests programs that show something by the library's package notebook.
func overBothProtocols(t *testing.T, test func(*testing.T, func(arg string) Program)) {
	for _, protocol := range []string{"dlmath", "gonb"} {
		t.Run(protocol, func(t *testing.T) {
			test(t, func(arg string) Program {
				p := Program{Path: filepath.Join(programs, "notebook"), Args: []string{arg}}
				if protocol == "gonb" {
					p.Args = []string{"gonb", arg}
				}
				return p
			})
		})
	}
}

func TestNotebookKeepsTheOrder(t *testing.T) {
	overBothProtocols(t, func(t *testing.T, program func(string) Program) {
		runs := 100
		if os.Getenv("CI") != "" && t.Name() == "TestNotebookKeepsTheOrder/dlmath" {
			runs = 1000
		}
		for range runs {
			expect(t, program("order"), "out:a|display:b|out:c|display:d")
			if t.Failed() {
				return
			}
		}
	})
}

func TestNotebookLosesNothing(t *testing.T) {
	overBothProtocols(t, func(t *testing.T, program func(string) Program) {
		_, r := run(t, program("large"))
		if len(r.shown) != 200 {
			t.Fatalf("%d of 200 displays have arrived", len(r.shown))
		}
		for i, b := range r.shown {
			if want := fmt.Sprint(i, strings.Repeat(" ", 20_000)); b.Data["text/html"] != want {
				t.Fatalf("display %d is not what was shown", i)
			}
		}
	})
}

func TestNotebookFigure(t *testing.T) {
	f := figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 2}, -5, 5)
	overBothProtocols(t, func(t *testing.T, program func(string) Program) {
		_, r := run(t, program("figure"))
		if len(r.shown) != 1 {
			t.Fatalf("got %d displays, want the figure", len(r.shown))
		}
		b := r.shown[0]
		png, err := base64.StdEncoding.DecodeString(fmt.Sprint(b.Data["image/png"]))
		if err != nil || !bytes.Equal(png, f.PNG()) {
			t.Errorf("the PNG is not the figure's (%v)", err)
		}
		if b.Data["image/svg+xml"] != string(f.SVG()) {
			t.Error("the SVG is not the figure's")
		}
		if got := b.Data["text/plain"]; got != "[figure: y = −0.7x + 2]" {
			t.Errorf("the text is %v", got)
		}
		width, height := f.Pixels()
		if got, want := fmt.Sprint(b.Metadata), fmt.Sprintf("map[image/png:map[height:%d width:%d]]", height, width); got != want {
			t.Errorf("the metadata are %s, want %s", got, want)
		}
	})
}
