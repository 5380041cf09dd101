package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The lecture gives, without Jupyter, the outputs that were committed with it.
func TestVerifyTheLecture(t *testing.T) {
	for _, name := range some(t, lectureNotebooks(t, headless(t).home), 3) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			different, err := headless(t).verify(t.Context(), name, read(t, name), &out)
			if err != nil {
				t.Error(err)
			}
			if different > 0 && runtime.GOARCH == "amd64" { // elsewhere shapes in pictures round differently
				t.Errorf("%d cells differ:\n%s", different, out.String())
			}
		})
	}
}

func TestVerifyShowsWhatDiffers(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	writeNotebook(t, name, "%%\nfmt.Println(\"same\")\nfmt.Println(len(os.Getenv(\"DLMATH_TEST_VERIFY\")))")
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, _ := os.ReadFile(name)
	t.Setenv("DLMATH_TEST_VERIFY", "now longer")
	var out bytes.Buffer
	different, err := headless(t).verify(t.Context(), name, read(t, name), &out)
	if err != nil {
		t.Fatal(err)
	}
	if want := name + ", cell 1 (- stored, + now):\n    same\n  - 0\n  + 10\n"; different != 1 || out.String() != want {
		t.Errorf("%d cells differ:\n%swant\n%s", different, out.String(), want)
	}
	if err := (&verifyVerb{selection: selection{Notebooks: []string{name}}}).Run(t.Context()); err == nil {
		t.Error("the verb ended well")
	}
	if now, _ := os.ReadFile(name); !bytes.Equal(stored, now) {
		t.Error("verify has changed the notebook")
	}
}

// Tags say which outputs may vary, and how far; an output within its bounds is kept as it
// was stored.
func TestVerifyHeedsTags(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.ipynb")
	const vary = "%%\nd, _ := strconv.ParseFloat(os.Getenv(\"DLMATH_TEST_VERIFY\"), 64)\n"
	writeNotebook(t, name,
		vary+"fmt.Println(\"cost\", 3+d)",
		vary+"fmt.Println(\"cost\", 3+d)",
		vary+"fmt.Println(\"took\", d)",
		vary+"fmt.Println(\"cost\", 3+d)")
	tag(t, name, 0, "tolerance=1e-3")
	tag(t, name, 1, "tolerance=1e-6")
	tag(t, name, 2, "nbval-ignore-output")
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DLMATH_TEST_VERIFY", "0.0001")
	var out bytes.Buffer
	different, err := headless(t).verify(t.Context(), name, read(t, name), &out)
	if err != nil {
		t.Fatal(err)
	}
	want := name + ", cell 2 (- stored, + now):\n  - cost 3\n  + cost 3.0001\n" +
		name + ", cell 4 (- stored, + now):\n  - cost 3\n  + cost 3.0001\n"
	if different != 2 || out.String() != want {
		t.Errorf("%d cells differ:\n%swant\n%s", different, out.String(), want)
	}
}

// A failure ends a notebook, after the differences of the cells before it, and not those
// that are still to be verified.
func TestVerifyFailure(t *testing.T) {
	dir := t.TempDir()
	failing, good := filepath.Join(dir, "failing.ipynb"), filepath.Join(dir, "good.ipynb")
	const perhaps = "%%\nif os.Getenv(\"DLMATH_TEST_VERIFY\") != \"\" {\n\t"
	writeNotebook(t, failing, perhaps+"fmt.Println(1)\n}", perhaps+"panic(2)\n}", perhaps+"fmt.Println(3)\n}")
	writeNotebook(t, good, perhaps+"fmt.Println(4)\n}")
	v := verifyVerb{selection: selection{Notebooks: []string{failing, good}}}
	if err := v.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "failing.ipynb was never executed") {
		t.Errorf("verify ended with %v", err)
	}
	if err := (&runVerb{selection: selection{Notebooks: v.Notebooks}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DLMATH_TEST_VERIFY", "1")
	err := v.Run(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), failing+", cell 2, line 3: panic") || !strings.Contains(err.Error(), "2 cells with other outputs") {
		t.Errorf("verify ended with %v", err)
	}
}

func TestTolerance(t *testing.T) {
	for _, test := range []struct {
		tolerance tolerance
		a, b      string
		equal     bool
	}{
		{0, "1.0", "1.00", false},
		{1e-9, "1.0", "1.00", true},
		{1e-9, "cost 1.0000000001e6 after 3", "cost 1000000.0001 after 3", true},
		{1e-9, "cost 1.00001", "cost 1.00002", false},
		{1e-9, "1e-12", "-3e-11", true},  // absolute below 1
		{1e-3, "123456", "123400", true}, // relative above
		{1e-3, "x1", "x2", false},
		{1e-3, "1 2", "1 2 3", false},
		{1e-3, "1 kg", "1 g", false},
		{1e-3, "  9.99999 |", " 10.00000 |", true}, // columns move
		{1e-3, "NaN +Inf -Inf", "NaN Inf -Inf", true},
		{1e-3, "NaN", "0", false},
		{1e-3, "+Inf", "-Inf", false},
		{1e-3, "2-1", "2 -1", true},
	} {
		if got := test.tolerance.equal(test.a, test.b); got != test.equal {
			t.Errorf("%q and %q are equal to %g: %v", test.a, test.b, test.tolerance, got)
		}
	}
	for _, tag := range []string{"tolerance=", "tolerance=much", "tolerance=-1", "tolerance=1", "tolerance=NaN"} {
		if _, err := toleranceOf([]string{tag}); err == nil || !strings.Contains(err.Error(), tag) {
			t.Errorf("%s gives %v", tag, err)
		}
	}
}

func TestDifference(t *testing.T) {
	equal := func(a, b string) bool { return a == b }
	split := func(s string) []string { return strings.Split(s, " ") }
	for _, test := range []struct{ before, now, want string }{
		{"a b c", "a b c", ""},
		{"a b c", "a x c", "    a\n  - b\n  + x\n"},
		{"b c", "x y c", "  - b\n  + x\n  + y\n"},
		{"a b", "a b b", "    b\n  + b\n"},
		{"a b b", "a b", "    b\n  - b\n"},
	} {
		if got := difference(split(test.before), split(test.now), equal); got != test.want {
			t.Errorf("%s and %s:\n%swant\n%s", test.before, test.now, got, test.want)
		}
	}
	if got := difference(nil, nil, equal); got != "" {
		t.Errorf("nothing and nothing: %s", got)
	}
}
