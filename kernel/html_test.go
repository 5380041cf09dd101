package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/kernel/internal/setup"

	"github.com/chromedp/chromedp"
)

// The lecture's pages show in a browser, whole, without a network, with no formula wrong,
// and link to each other.
func TestPagesOfTheLecture(t *testing.T) {
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	names := lectureNotebooks(t, home)
	p := pages{wanted: true, dir: filepath.Join(t.TempDir(), "new", "folder")}
	if err := p.plan(names, itself); err != nil {
		t.Fatal(err)
	}
	tab := openChromium(t, "")
	for _, name := range names {
		if err := p.write(name, read(t, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		tab.do(t, "open the page of "+name, chromedp.Navigate("file://"+p.of[name]))
		seen := evaluate[struct {
			Title                           string
			Math, Flat, Wrong, Images, Lost int
			Links                           []string
		}](t, tab, `(() => {
			const all = q => [...document.querySelectorAll(q)];
			return {
				title: document.title, math: all("math").length,
				flat: all("math").filter(m => m.getBoundingClientRect().width < 2).length,
				wrong: all(".wrong").length, images: all("img").length,
				lost: all("img").filter(i => !i.complete || i.naturalWidth == 0).length,
				links: all("a").map(a => a.href).filter(h => h.startsWith("file:")),
			};
		})()`)
		if seen.Title == "" || seen.Math == 0 || seen.Flat+seen.Wrong+seen.Lost > 0 || seen.Images == 0 {
			t.Errorf("%s shows %+v", name, seen)
		}
		for _, link := range seen.Links {
			file, _, _ := strings.Cut(strings.TrimPrefix(link, "file://"), "#")
			if _, err := os.Stat(file); err != nil || filepath.Ext(file) != ".html" {
				t.Errorf("%s: a link leads to %s: %v", name, link, err)
			}
		}
	}
	if evaluate[bool](t, tab, `![...document.fonts].some(f => f.family == "STIX2" && f.status == "loaded")`) {
		t.Error("the font of the formulas is not loaded")
	}
	tab.close()
	for _, problem := range tab.problems {
		t.Error(problem)
	}
}

func itself(notebook string) string { return notebook }

func TestRunWritesAPage(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.ipynb")
	writeNotebook(t, name, "%%\nfmt.Println(6 * 7)\npanic(\"oh\")")
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}, HTML: pages{wanted: true}}).Run(t.Context()); err == nil {
		t.Error("the failure is lost")
	}
	page, err := os.ReadFile(filepath.Join(dir, "a.html"))
	if err != nil || !strings.Contains(string(page), "42") || !strings.Contains(string(page), `<pre class="error">panic`) {
		t.Errorf("the page has %d bytes, %v", len(page), err)
	}

	// With --output it is beside that file, and not beside the notebook.
	if err := os.Remove(filepath.Join(dir, "a.html")); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "b.ipynb")
	if err := (&runVerb{selection: selection{Notebooks: []string{name}}, Output: elsewhere, HTML: pages{wanted: true}}).Run(t.Context()); err == nil {
		t.Error("the failure is lost")
	}
	if _, err := os.Stat(strings.TrimSuffix(elsewhere, "ipynb") + "html"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a.html")); !os.IsNotExist(err) {
		t.Errorf("the page beside the notebook: %v, want none", err)
	}
}

// Two notebooks of one name cannot have their pages in one folder.
func TestPagesCollide(t *testing.T) {
	dir := t.TempDir()
	p := pages{wanted: true, dir: dir}
	if err := p.plan([]string{"one/a.ipynb", "two/a.ipynb"}, itself); err == nil || !strings.Contains(err.Error(), "one/a.ipynb and two/a.ipynb") {
		t.Errorf("got %v", err)
	}
}
