package notebook

import "testing"

func TestCheck(t *testing.T) {
	k := connect(t, true)
	Check(true, "a < b & so on")
	s, _ := k.waitFor(0, "the line", func(s said) bool { return s.Data.Text != "" })
	const line = `<span style="color: #009e73; font-weight: bold">✓</span> a &lt; b &amp; so on`
	if s.Type != "display_data" || s.Data.Text != "✓ a < b & so on" || s.Data.HTML != line {
		t.Errorf("it says %s, %q and %q", s.Type, s.Data.Text, s.Data.HTML)
	}

	defer func() {
		if got, want := recover(), "this should hold, and does not: a < b"; got != want {
			t.Errorf("panics with %v, want %q", got, want)
		}
	}()
	Check(false, "a < b")
}
