package nbformat

import (
	"math"

	"pgregory.net/rapid"
)

// Generators of outputs, with the values that a kernel may send.

var (
	texts = rapid.Custom(func(t *rapid.T) string {
		pieces := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\u0085", "\u2028", "\x1c", "\x00", "\x7f", "\f", "\v", "\x1f", "\u2029", "\\", "\"", "\b", "\t", "<&>", "é", "𝜏", "\x1b[31m"}),
			rapid.StringMatching(`[ -~]{0,12}`),
			rapid.StringN(0, 4, -1),
		), 0, 6).Draw(t, "pieces")
		s := ""
		for _, p := range pieces {
			s += p
		}
		return s
	})

	numbers = rapid.OneOf(
		rapid.Map(rapid.Int64(), func(i int64) any { return i }),
		rapid.Map(rapid.Float64().Filter(func(f float64) bool { return !math.IsInf(f, 0) && !math.IsNaN(f) }), func(f float64) any { return f }),
		rapid.Custom(func(t *rapid.T) any { // of every magnitude at which a spelling may change
			return float64(rapid.IntRange(-999, 999).Draw(t, "digits")) * math.Pow10(rapid.IntRange(-9, 22).Draw(t, "exponent"))
		}),
	)

	values = rapid.OneOf(
		rapid.Just[any](nil), rapid.Just[any](true), rapid.Just[any](false), numbers,
		rapid.Map(texts, func(s string) any { return s }),
		rapid.Map(rapid.SliceOfN(rapid.OneOf(numbers, rapid.Map(texts, func(s string) any { return s })), 0, 3), func(s []any) any { return s }),
		rapid.Map(rapid.MapOfN(texts, numbers, 0, 3), func(m map[string]any) any { return m }),
	)

	objects = rapid.MapOfN(texts, values, 0, 3)

	bundles = rapid.Custom(func(t *rapid.T) Bundle {
		b := Bundle{}
		for _, mime := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
			"text/plain", "text/html", "text/latex", "image/svg+xml", "image/png", "application/javascript", "application/pdf",
			"application/json", "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json",
		}), 0, 4, rapid.ID).Draw(t, "types") {
			switch {
			case isJSON(mime):
				b[mime] = values.Draw(t, mime)
			case mime == "image/png" && rapid.Bool().Draw(t, "bytes"):
				b[mime] = rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, mime)
			default:
				b[mime] = texts.Draw(t, mime)
			}
		}
		return b
	})

	outputs = rapid.OneOf(
		rapid.Custom(func(t *rapid.T) Output {
			return Stream{rapid.SampledFrom([]string{"stdout", "stderr"}).Draw(t, "name"), texts.Draw(t, "text")}
		}),
		rapid.Custom(func(t *rapid.T) Output {
			return DisplayData{Data: bundles.Draw(t, "data"), Metadata: objects.Draw(t, "metadata"), DisplayID: texts.Draw(t, "id")}
		}),
		rapid.Custom(func(t *rapid.T) Output {
			return ExecuteResult{Data: bundles.Draw(t, "data"), Metadata: objects.Draw(t, "metadata"), ExecutionCount: rapid.IntRange(0, 3).Draw(t, "n")}
		}),
		rapid.Custom(func(t *rapid.T) Output {
			return Error{texts.Draw(t, "ename"), texts.Draw(t, "evalue"), rapid.SliceOfN(texts, 0, 3).Draw(t, "traceback")}
		}),
	)

	outputLists = rapid.SliceOfN(outputs, 0, 4)
)

// message is an output as a kernel's message has it, made without the code that is
// tested.
func message(o Output) map[string]any {
	count := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	object := func(m map[string]any) map[string]any {
		if m == nil {
			return map[string]any{}
		}
		return m
	}
	switch o := o.(type) {
	case Stream:
		return map[string]any{"output_type": "stream", "name": o.Name, "text": o.Text}
	case DisplayData:
		return map[string]any{"output_type": "display_data", "data": object(o.Data), "metadata": object(o.Metadata)}
	case ExecuteResult:
		return map[string]any{"output_type": "execute_result", "data": object(o.Data), "metadata": object(o.Metadata), "execution_count": count(o.ExecutionCount)}
	case Error:
		return map[string]any{"output_type": "error", "ename": o.Name, "evalue": o.Value, "traceback": append([]string{}, o.Traceback...)}
	}
	panic(o)
}
