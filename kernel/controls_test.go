package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

const twoSliders = `import (
	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"
)

%%
w, b := notebook.Slider("w", -5, 5, 1), notebook.Slider("b", -5, 5, 0)
notebook.Interact(func() *figure.Figure {
	return figure.Neuron(nnlib.Neuron{W: []float64{w.Value()}, B: b.Value()}, -5, 5)
}, w, b)`

// openNotebook opens a notebook of these cells in a new folder, and runs nothing.
func (l *lab) openNotebook(t *testing.T, p *page, root, name string, cells ...string) {
	t.Helper()
	writeNotebook(t, filepath.Join(root, name), cells...)
	l.open(t, p, name, len(cells))
}

func (l *lab) open(t *testing.T, p *page, name string, cells int) {
	t.Helper()
	address := *l.address
	address.Path = "/lab/tree/" + name
	address.RawQuery += "&reset"
	// A window of a person's size is drawn in time for what a person does.
	p.do(t, "open "+name, chromedp.EmulateViewport(1400, 1000), chromedp.Navigate(address.String()),
		until(`document.querySelectorAll('.jp-CodeCell').length == %d && %s`, cells, kernelIdle))
}

func (p *page) save(t *testing.T) {
	t.Helper()
	p.do(t, "save",
		chromedp.Click(`.jp-NotebookPanel-toolbar [data-command="docmanager:save"]`),
		until(`!document.querySelector('.jp-mod-dirty')`))
}

// saveAgain saves a notebook that may not have changed, and waits until its file has.
func (p *page) saveAgain(t *testing.T, file string) {
	t.Helper()
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	p.save(t)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		now, err := os.Stat(file)
		if err == nil && now.ModTime().After(before.ModTime()) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not written: %v", file, err)
		}
	}
}

// slider is where a slider's handle is on the page, how far a drag moves it at a time, and which
// of the pictures it moves. Far is a third of the slider's width, towards its more distant end:
// on every slider that is another value.
type slider struct {
	X, Y, Step, Far float64
	Image           int
}

const images = `document.querySelectorAll('.jupyter-widgets.widget-image')`

func (p *page) sliders(t *testing.T) []slider {
	t.Helper()
	return evaluate[[]slider](t, p, `[...document.querySelectorAll('.jupyter-widgets .noUi-handle')]
		.map(e => {
			const r = e.getBoundingClientRect();
			const base = e.closest('.noUi-base').getBoundingClientRect();
			const x = r.x + r.width/2, far = x < base.x + base.width/2 ? base.width/3 : -base.width/3;
			const image = e.closest('.jp-OutputArea-output').querySelector('.jupyter-widgets.widget-image');
			return {X: x, Y: r.y + r.height/2, Step: 2, Far: far, Image: [...`+images+`].indexOf(image)};
		})`)
}

// touch drags each slider on the page, presses each button, and demands that the picture moves.
// There must be one picture for each cell that calls Interact.
func (p *page) touch(t *testing.T, name string, cells []map[string]any) {
	t.Helper()
	want := 0
	for _, cell := range cells {
		want += strings.Count(text(cell["source"]), "notebook.Interact(")
	}
	p.do(t, "show the controls of "+name, until(`[...%s].filter(e => e.naturalWidth > 100).length == %d`, images, want))
	moved := map[int]bool{}
	for _, s := range p.sliders(t) {
		s.Step = s.Far
		p.drag(t, s, 1)
		moved[s.Image] = true
	}
	const buttons = `document.querySelectorAll('.jupyter-widgets.jupyter-button')`
	for i := range evaluate[int](t, p, buttons+`.length`) {
		p.do(t, fmt.Sprintf("press button %d of %s", i+1, name), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{
			const button = %s[%d];
			window.redrawn = false;
			button.closest('.jp-OutputArea-output').querySelector('.jupyter-widgets.widget-image').onload = () => { redrawn = true };
			button.click();
		}`, buttons, i)), until(`redrawn`))
	}
	if len(moved) != want {
		t.Errorf("%s: sliders move %d pictures, want %d", name, len(moved), want)
	}
}

func mouse(kind input.DispatchMouseEventType, x, y float64) chromedp.Action[chromedp.Void] {
	return chromedp.MouseEvent(kind, x, y, func(e *input.DispatchMouseEventParams) {
		e.Button, e.Buttons, e.ClickCount = input.MouseButtonLeft, 1, 1
	})
}

// drag presses the mouse on a handle, moves it by a step, and again, each time until there is
// a new picture, and lets it go. It returns the milliseconds from each move to its picture.
func (p *page) drag(t *testing.T, s slider, moves int) []float64 {
	t.Helper()
	evaluate[any](t, p, fmt.Sprintf(`{
		window.took = [];
		const img = %s[%d];
		let moved = 0;
		document.onpointermove = document.onmousemove = () => { moved = moved || performance.now() };
		img.onload = () => { if (moved) { took.push(performance.now() - moved); moved = 0 } };
	}`, images, s.Image))
	p.do(t, "press the mouse on a slider", mouse(input.DispatchMouseEventTypeMousePressed, s.X, s.Y))
	for i := range moves {
		p.do(t, "move a slider", mouse(input.DispatchMouseEventTypeMouseMoved, s.X+float64(i+1)*s.Step, s.Y), until(`took.length > %d`, i))
	}
	p.do(t, "let a slider go", mouse(input.DispatchMouseEventTypeMouseReleased, s.X+float64(moves)*s.Step, s.Y))
	return evaluate[[]float64](t, p, `took`)
}

// picture is the SVG that the widget on the page shows, and values what stands beside the
// sliders.
func (p *page) picture(t *testing.T) string {
	t.Helper()
	svg, err := chromedp.Run(p, chromedp.Evaluate[string](
		`fetch(document.querySelector('.jupyter-widgets.widget-image').src).then(r => r.text())`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return svg
}

func (p *page) values(t *testing.T) []string {
	t.Helper()
	return evaluate[[]string](t, p, `[...document.querySelectorAll('.jupyter-widgets .widget-readout')].map(e => e.textContent)`)
}

// Sliders as a person uses them: they move a figure while other cells run, come back
// when the page is loaded again, and stand in the saved notebook when the kernel is gone.
func TestControlsInBrowser(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	l := startLabCommand(t, exe, "lab", "--no-browser", root)
	p := openChromium(t, l.address.Host)
	l.openNotebook(t, p, root, "sliders.ipynb", twoSliders, "%%\nfmt.Println(6 * 7)")
	p.runAll(t, 2)
	shown := `document.querySelectorAll('.jupyter-widgets .noUi-handle').length == 2 &&
		document.querySelector('.jupyter-widgets.widget-image')?.naturalWidth > 100`
	p.do(t, "show the sliders", until("%s", shown))
	p.screenshot(t, "sliders")
	if got := evaluate[string](t, p, `document.querySelectorAll('.jp-CodeCell')[1].querySelector('.jp-OutputArea-output').textContent`); got != "42\n" {
		t.Errorf("the cell below the sliders prints %q", got)
	}

	before := p.picture(t)
	sliders := p.sliders(t)
	times := p.drag(t, sliders[0], 20)
	slices.Sort(times)
	t.Logf("from a move to its picture: %.0f ms in the median, %.0f to %.0f", times[len(times)/2], times[0], times[len(times)-1])
	values, after := p.values(t), p.picture(t)
	if values[0] == "1.00" || values[1] != "0.00" || after == before {
		t.Errorf("after w was dragged the sliders stand at %v; the picture has changed: %v", values, after != before)
	}
	p.drag(t, sliders[1], 5)
	values, after = p.values(t), p.picture(t)
	if values[1] == "0.00" {
		t.Errorf("after b was dragged the sliders stand at %v", values)
	}
	p.screenshot(t, "sliders-dragged")

	// The page is loaded again.
	p.save(t)
	l.open(t, p, "sliders.ipynb", 2)
	p.do(t, "show the sliders again", until("%s", shown))
	if got := p.values(t); !slices.Equal(got, values) || p.picture(t) != after {
		t.Errorf("on a page that is loaded again the sliders stand at %v, want %v", got, values)
	}
	p.drag(t, p.sliders(t)[0], 3)
	if p.picture(t) == after {
		t.Error("on a page that is loaded again the sliders do not move the figure")
	}
	values, after = p.values(t), p.picture(t)
	p.save(t)

	// The kernel is gone.
	l.endKernels(t)
	l.open(t, p, "sliders.ipynb", 2)
	p.do(t, "show the sliders without their program", until("%s", shown))
	if got := p.values(t); !slices.Equal(got, values) || p.picture(t) != after {
		t.Errorf("without their program the sliders stand at %v, want %v", got, values)
	}
	p.screenshot(t, "sliders-saved")

	// Nor was it there when the notebook was saved for the last time.
	p.saveAgain(t, filepath.Join(root, "sliders.ipynb"))
	l.endKernels(t)
	l.open(t, p, "sliders.ipynb", 2)
	p.do(t, "show the sliders that were saved without their program", until("%s", shown))
	if got := p.values(t); !slices.Equal(got, values) || p.picture(t) != after {
		t.Errorf("saved without their program the sliders stand at %v, want %v", got, values)
	}
	p.screenshot(t, "sliders-saved-again")
	saved := readDocument(t, filepath.Join(root, "sliders.ipynb"))
	for _, o := range outputs(saved.codeCells()[0]) {
		if !strings.HasPrefix(o.Data["image/svg+xml"], "<?xml") || o.Data["image/png"] == "" {
			t.Error("the saved notebook has no figure for readers without controls")
		}
	}
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
	l.interruptAndWait(t)
}

// endKernels ends all kernels of the server.
func (l *lab) endKernels(t *testing.T) {
	t.Helper()
	api := func(method, path string) *http.Response {
		u := url.URL{Scheme: "http", Host: l.address.Host, Path: path, RawQuery: "token=" + l.address.Query().Get("token")}
		request, err := http.NewRequest(method, u.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { response.Body.Close() })
		return response
	}
	var sessions []struct{ ID string }
	if err := json.NewDecoder(api("GET", "/api/sessions").Body).Decode(&sessions); err != nil {
		t.Fatal(err)
	}
	for _, s := range sessions {
		if r := api("DELETE", "/api/sessions/"+s.ID); r.StatusCode != http.StatusNoContent {
			t.Fatalf("a session does not end: %s", r.Status)
		}
	}
}

func (l *lab) interruptAndWait(t *testing.T) {
	t.Helper()
	if err := l.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := l.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	l.wantAllGone(t)
}

const longTraining = `import (
	"fmt"
	"math/rand/v2"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook/live"
	"dlmath/nnlib/train"
)

%%
points := dataset.Drilling()
net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
net.Init(rand.New(rand.NewPCG(2, 0)), nnlib.Normal(0.5))
sgd := train.Trainer{
	Objective: nnlib.NewObjective(net, nnlib.Quadratic, points),
	Rule: &train.SGD{Rate: 1}, Steps: 1_000_000_000_000, Every: 1_000, Rand: rand.New(rand.NewPCG(2, 0)),
}
history := live.Train(&sgd, func() *figure.Figure { return figure.Regions(net, points) })
fmt.Println("reached", len(history.Step) > 10, net.Predict([]float64{0.1, 0.1})[0] > 0.5)`

// A training is watched, and interrupted.
func TestTrainingInBrowser(t *testing.T) {
	exe, err := program()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	l := startLabCommand(t, exe, "lab", "--no-browser", root)
	p := openChromium(t, l.address.Host)
	l.openNotebook(t, p, root, "training.ipynb", longTraining)
	p.startAll(t)
	p.do(t, "show the training", until(`document.querySelectorAll('.jp-OutputArea-output progress ~ *, .jp-OutputArea-output svg').length >= 2`))
	progress := `document.querySelector('.jp-OutputArea-output progress')`
	first := evaluate[float64](t, p, progress+`.value`)
	p.do(t, "go on", until(`%s.value > %v && %s.parentElement.textContent.includes(' left')`, progress, first, progress))
	p.screenshot(t, "training")
	p.do(t, "interrupt", chromedp.Click(`.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]`),
		until(`%s && !%s`, kernelIdle, progress))
	p.screenshot(t, "training-interrupted")
	p.save(t)
	var kinds []string
	for _, o := range outputs(readDocument(t, filepath.Join(root, "training.ipynb")).codeCells()[0]) {
		kind := o.Type + o.Name
		if o.Data["image/svg+xml"] != "" {
			kind = "figure"
		}
		kinds = append(kinds, kind)
		if o.Name == "stdout" && o.Data["text/plain"] != "reached true true\n" {
			t.Errorf("after the interrupt the cell says %q", o.Data["text/plain"])
		}
		if o.Name == "stderr" && !strings.Contains(o.Data["text/plain"], "training stopped after step") {
			t.Errorf("of the interrupt it says %q", o.Data["text/plain"])
		}
	}
	slices.Sort(kinds[min(2, len(kinds)):]) // of two streams any may come first
	if want := []string{"figure", "figure", "error", "streamstderr", "streamstdout"}; !slices.Equal(kinds, want) {
		t.Errorf("the saved outputs are %v, want %v", kinds, want)
	}
	p.close()
	for _, problem := range p.problems {
		t.Error(problem)
	}
	l.interruptAndWait(t)
}
