package webpage

import (
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/dop251/goja"
)

// Version 0.13.5 of Temml, as the registry npm has it in dist/temml.min.js.
//
//go:embed temml/temml.min.js
var temmlSource string

//go:embed temml/Temml-STIX2.css
var temmlCSS string

// Made of STIX Two Math, as the registry npm has it in @fontsource/stix-two-math 5.3.0,
// by pyftsubset of fonttools: Latin and Greek letters, operators, arrows, delimiters and
// the alphabets of mathematics, at 40 % of its size.
//
//go:embed font/stix-two-math.woff2
var mathFont []byte

// formulaStyle is what a page with formulas needs, the font included. Without it formulas
// are as good as the fonts that a reader happens to have.
func formulaStyle() string {
	_, style, _ := strings.Cut(temmlCSS, "}\n") // behind its own @font-face, which names a file
	return fmt.Sprintf("@font-face { font-family: STIX2; src: url(data:font/woff2;base64,%s) }\n%s",
		base64.StdEncoding.EncodeToString(mathFont), style)
}

var temml = sync.OnceValues(func() (*goja.Program, error) {
	return goja.Compile("temml.min.js", temmlSource, false)
})

// tex converts formulas. The macros that one of them defines by \gdef hold in those after it.
type tex struct {
	vm     *goja.Runtime
	render goja.Callable
	macros *goja.Object
	used   bool
}

// mathML returns a formula as MathML; a formula that is wrong as its source, with what
// is wrong with it as a tooltip.
func (t *tex) mathML(formula string, display bool) (string, error) {
	if t.vm == nil {
		if err := t.start(); err != nil {
			return "", fmt.Errorf("starting Temml: %w", err)
		}
	}
	options := t.vm.NewObject()
	for name, value := range map[string]any{"displayMode": display, "throwOnError": true, "annotate": true, "macros": t.macros} {
		if err := options.Set(name, value); err != nil {
			return "", err
		}
	}
	result, err := t.render(goja.Undefined(), t.vm.ToValue(formula), options)
	if thrown, ok := errors.AsType[*goja.Exception](err); ok {
		return fmt.Sprintf(`<code class="wrong" title="%s">%s</code>`,
			html.EscapeString(thrown.Value().String()), html.EscapeString(formula)), nil
	}
	if err != nil {
		return "", err
	}
	t.used = true
	return strings.ReplaceAll(result.String(), "\n", " "), nil
}

func (t *tex) start() error {
	program, err := temml()
	if err != nil {
		return err
	}
	t.vm = goja.New()
	if _, err := t.vm.RunProgram(program); err != nil {
		return err
	}
	render, err := t.vm.RunString("temml.renderToString")
	if err != nil {
		return err
	}
	t.render, _ = goja.AssertFunction(render)
	t.macros = t.vm.NewObject()
	return nil
}
