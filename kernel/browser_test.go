package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"dlmath/kernel/internal/setup"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// page is a tab of headless Chromium, and what has gone wrong in it.
type page struct {
	context.Context
	close func() // ends Chromium; after it all problems are known

	mu       sync.Mutex
	problems []string
}

// openChromium opens an empty tab. Errors in its console count as problems, and so
// does what it loads from elsewhere than host.
func openChromium(t *testing.T, host string) *page {
	t.Helper()
	chromium, err := setup.Chromium()
	if err != nil {
		lacks := fmt.Sprintf("Chromium is not here, and this test drives it: %v", err)
		if os.Getenv("CI") != "" {
			t.Fatal(lacks)
		}
		t.Skip(lacks)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		// JupyterLab draws the cells in view alone; so all shall be in view.
		chromedp.WindowSize(1400, 11000),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's own does not work for root
	}
	ctx, cancelTime := context.WithTimeout(t.Context(), 8*time.Minute)
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	p := &page{Context: ctx}
	var console sync.WaitGroup
	p.close = sync.OnceFunc(func() {
		cancelTab()
		cancelBrowser()
		cancelTime()
		console.Wait()
	})
	t.Cleanup(p.close)
	if err := chromedp.Listen(ctx, func(event any) { p.watchNetwork(event, host) }); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	messages := chromedp.Console(ctx)
	console.Go(func() {
		for m, err := range messages {
			if err != nil {
				return // the tab was closed
			}
			if (m.Type == "error" || m.Type == "assert" || m.IsException()) && !ofRestart.MatchString(fmt.Sprint(m)) {
				p.problem("in the console: %s %s", m, m.URL)
			}
		}
	})
	return p
}

// ofRestart is what JupyterLab says in its console when the kernel is restarted, or the
// page left, before all is answered that it has asked the kernel for: its name, its widgets.
var ofRestart = regexp.MustCompile(`Canceled future for kernel_info_request|Comm not found for comm id`)

func (p *page) watchNetwork(event any, host string) {
	elsewhere := func(address string) bool {
		u, err := url.Parse(address)
		return err != nil || u.Host != host && u.Scheme != "data" && u.Scheme != "blob"
	}
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if elsewhere(e.Request.URL) {
			p.problem("a request to %s", e.Request.URL)
		}
	case *network.EventWebSocketCreated:
		if elsewhere(e.URL) {
			p.problem("a connection to %s", e.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			p.problem("status %d for %s", e.Response.Status, e.Response.URL)
		}
	}
}

func (p *page) problem(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

func (p *page) do(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.screenshot(t, "failed")
		p.close()
		t.Fatalf("%s: %v\nbefore: %s", what, err, strings.Join(p.problems, "\n"))
	}
}

// evaluate returns the value of a JavaScript expression.
func evaluate[T any](t *testing.T, p *page, expression string) T {
	t.Helper()
	value, err := chromedp.Run(p, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// screenshot keeps a picture of the page in the folder that DLMATH_SCREENSHOTS names.
func (p *page) screenshot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("DLMATH_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p, chromedp.CaptureScreenshot())
	if err != nil {
		t.Errorf("no screenshot: %v", err)
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Error(err)
	}
}

// startAll restarts the kernel and runs all cells.
func (p *page) startAll(t *testing.T) {
	t.Helper()
	// The numbers of an earlier run must not pass for those of this one.
	evaluate[any](t, p, `document.querySelectorAll('.jp-CodeCell .jp-InputPrompt').forEach(e => { e.textContent = 'old' })`)
	const asks = `document.querySelector('.jp-Dialog button.jp-mod-accept') != null`
	for attempts := 0; !evaluate[bool](t, p, asks); attempts++ { // a click on a toolbar that is being drawn is lost; a second one would ask twice
		if attempts == 10 {
			t.Fatal("JupyterLab does not ask whether to restart the kernel")
		}
		p.do(t, "restart the kernel", chromedp.Click(`.jp-NotebookPanel-toolbar [data-command="notebook:restart-run-all"]`))
		chromedp.Run(p, chromedp.Poll[chromedp.Void](asks, chromedp.WithPollingTimeout(10*time.Second)))
	}
	p.do(t, "say yes", chromedp.Click(`.jp-Dialog button.jp-mod-accept`))
}

// runAll restarts the kernel, runs all cells and waits for the last.
func (p *page) runAll(t *testing.T, codeCells int) {
	t.Helper()
	p.startAll(t)
	p.do(t, "run all cells", until(`%s &&
		[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].filter(e => /^\[\d+\]:$/.test(e.textContent)).length == %d`,
		kernelIdle, codeCells))
}

// The toolbar says "No Kernel" before there is one, beside an indicator that may say idle.
const kernelIdle = `(/Go \(/.test(document.querySelector('.jp-KernelName, .jp-Toolbar-kernelName')?.textContent) &&
	document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status == 'idle')`

// until waits until a JavaScript condition is true.
func until(format string, args ...any) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](fmt.Sprintf(format, args...), chromedp.WithPollingTimeout(0))
}

// The notebooks of the lecture, opened and run as a person does it.
func TestNotebooksInBrowser(t *testing.T) {
	home := environment(t)
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir() // JupyterLab saves what it has run
	if err := os.CopyFS(root, os.DirFS(filepath.Join(home.Repo, "notebooks"))); err != nil {
		t.Fatal(err)
	}
	l := startLabCommand(t, exe, "lab", "--no-browser", root)
	if want := "/lab/tree/" + firstNotebook(root); l.address.Path != want {
		t.Errorf("lab opens %s, want %s", l.address.Path, want)
	}
	p := openChromium(t, l.address.Host)
	for _, name := range some(t, lectureNotebooks(t, home), 3) { // to the first one with sliders
		short, _ := filepath.Rel(filepath.Join(home.Repo, "notebooks"), name)
		p.wholeNotebook(t, *l.address, filepath.ToSlash(short), readDocument(t, name).codeCells())
		for _, f := range failures(readDocument(t, filepath.Join(root, short))) {
			t.Errorf("%s: %s", short, f)
		}
	}
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
	if err := l.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	l.wantAllGone(t)
}

// wholeNotebook opens a notebook of the server, runs all its cells, moves its sliders and saves it.
func (p *page) wholeNotebook(t *testing.T, address url.URL, name string, cells []map[string]any) {
	t.Helper()
	picture := strings.TrimSuffix(path.Base(name), ".ipynb")
	address.Path = "/lab/tree/" + name
	address.RawQuery += "&reset" // without the notebook opened before
	p.do(t, "open "+name, chromedp.Navigate(address.String()),
		until(`document.querySelectorAll('.jp-CodeCell').length == %d && %s`, len(cells), kernelIdle))
	p.screenshot(t, picture+"-opened")
	p.checkPictures(t, name, cells)
	p.runAll(t, len(cells))
	p.screenshot(t, picture+"-run")
	p.checkPictures(t, name, cells)
	p.touch(t, name, cells)
	p.do(t, "save "+name,
		chromedp.Click(`.jp-NotebookPanel-toolbar [data-command="docmanager:save"]`),
		until(`!document.querySelector('.jp-mod-dirty')`)) // else Chromium asks before it goes on
}

// checkPictures demands a picture on the page for each that the committed notebook
// holds, of some size, and no error among the outputs.
func (p *page) checkPictures(t *testing.T, name string, cells []map[string]any) {
	t.Helper()
	want := 0
	for _, cell := range cells {
		for _, o := range outputs(cell) {
			if _, ok := o.Data["image/svg+xml"]; ok || o.Data["image/png"] != "" || strings.Contains(o.Data["text/html"], "<svg") {
				want++
			}
		}
	}
	const pictures = `[...document.querySelectorAll('.jp-OutputArea-output :is(svg, img)')].filter(e => !e.parentElement.closest('svg'))`
	p.do(t, fmt.Sprintf("draw the %d pictures of %s", want, name), until(`%s.length >= %d`, pictures, want))
	sizes := evaluate[[][2]float64](t, p, pictures+`
		.map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])`)
	errors := evaluate[[]string](t, p, `[...document.querySelectorAll('.jp-OutputArea-output')]
		.filter(e => /stderr|error/.test(e.dataset.mimeType)).map(e => e.textContent)`)
	for i, s := range sizes {
		if s[0] < 100 || s[1] < 50 {
			t.Errorf("%s: picture %d is only %v × %v pixels large", name, i+1, s[0], s[1])
		}
	}
	for _, e := range errors {
		t.Errorf("%s: an error among the outputs: %s", name, e)
	}
}
