package cell

import "testing"

func TestClose(t *testing.T) {
	for source, want := range map[string]string{
		"":                            "",
		"f(x)":                        "f(x)",
		"f(x[1":                       "f(x[1])",
		"func f() {\n\tg(":            "func f() {\n\tg()}",
		"f(\"a":                       "f(\"a\")",
		"f(`a\n":                      "f(`a\n`)",
		"f( // a":                     "f( // a\n)",
		"f( /* a":                     "f( /* a*/)",
		"!echo '(\nf(":                "!echo '(\nf()",
		"%time f(":                    "%time f()",
		"f)":                          "f)",
		"for {\n\tif x {\n\t\ty := [": "for {\n\tif x {\n\t\ty := []}}",
	} {
		if got := Close(source); got != want {
			t.Errorf("%q closes as %q, want %q", source, got, want)
		}
	}
}
