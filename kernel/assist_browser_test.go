package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Tab and Shift-Tab, as a person presses them.
func TestAssistInBrowser(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	l := startLabCommand(t, exe, "lab", "--no-browser", root)
	p := openChromium(t, l.address.Host)
	l.openNotebook(t, p, root, "assist.ipynb",
		"// twice is two times x.\nfunc twice(x int) int { return 2 * x }",
		"π := \"é\"; strings.ToUpp") // an error until the name is complete
	p.runAll(t, 2)
	const last = `.jp-CodeCell:last-of-type .cm-content`
	p.do(t, "complete", chromedp.Click(last), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.Tab),
		until(`document.querySelectorAll('.jp-Completer-item').length == 2 &&
			document.querySelector('.jp-Completer-item.jp-mod-active').textContent.includes('ToUpper')`))
	p.screenshot(t, "complete")
	p.do(t, "accept", chromedp.KeyEvent(kb.Enter), until(`document.querySelector('%s').textContent == 'π := "é"; strings.ToUpper'`, last))
	shiftTab := chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift))
	p.do(t, "inspect", shiftTab,
		until(`/ToUpper returns s with all Unicode letters/.test(document.querySelector('.jp-Tooltip')?.textContent)`))
	p.screenshot(t, "inspect")
	p.do(t, "inspect a function of the notebook", chromedp.KeyEvent("; twice("), shiftTab,
		until(`/func twice.x int. int[^]*twice is two times x[^]*Cell.1/.test(document.querySelector('.jp-Tooltip')?.textContent)`))
	p.screenshot(t, "inspect-own")
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
}
