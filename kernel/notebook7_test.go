package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startNotebook7 starts Jupyter Notebook as somebody has it who has no JupyterLab of ours:
// all that it knows of this project is where the kernelspecs are.
func startNotebook7(t *testing.T, root string) (host, token string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, token = l.Addr().String(), "notebook7"
	_, port, _ := net.SplitHostPort(host)
	l.Close()
	cmd := testPython(t, environment(t), "-m", "notebook", "--no-browser", "--allow-root", "--ServerApp.port="+port, "--ServerApp.root_dir="+root)
	cmd.Env = append(cmd.Env, "JUPYTER_TOKEN="+token)
	for _, name := range []string{"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"} {
		cmd.Env = append(cmd.Env, name+"="+t.TempDir())
	}
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		<-ended
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if r, err := http.Get("http://" + host + "/api/status?token=" + token); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return host, token
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("Jupyter Notebook has ended: %v\n%s", err, &log)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("Jupyter Notebook does not answer")
		}
	}
}

// Notebook 7 is another front end: cells run, controls move a figure, and what is saved shows it.
func TestNotebook7(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "sliders.ipynb")
	writeNotebook(t, file, twoSliders, "%%\nfmt.Println(6 * 7)")
	host, token := startNotebook7(t, root)
	p := openChromium(t, host)
	// What Notebook 7 itself says in the console is its own affair.
	p.do(t, "open", chromedp.EmulateViewport(1400, 1000), chromedp.Navigate(fmt.Sprintf("http://%s/notebooks/sliders.ipynb?token=%s", host, token)),
		until(`document.querySelectorAll('.jp-CodeCell').length == 2 && %s`, kernelIdle))
	p.startAll(t)
	p.do(t, "show the sliders", until(`document.querySelectorAll('.jupyter-widgets .noUi-handle').length == 2 &&
		document.querySelector('.jupyter-widgets.widget-image')?.naturalWidth > 100`))
	p.do(t, "run the next cell", until(`document.querySelectorAll('.jp-CodeCell')[1].querySelector('.jp-OutputArea-output')?.textContent == '42\n'`))
	before := p.picture(t)
	p.drag(t, p.sliders(t)[0], 5)
	if values := p.values(t); values[0] == "1.00" || values[1] != "0.00" || p.picture(t) == before {
		t.Errorf("after w was dragged the sliders stand at %v; the picture has changed: %v", values, p.picture(t) != before)
	}
	p.screenshot(t, "notebook7")
	p.saveAgain(t, file)
	p.close()
	if o := outputs(readDocument(t, file).codeCells()[0]); len(o) != 1 || !strings.HasPrefix(o[0].Data["image/svg+xml"], "<?xml") {
		t.Errorf("the saved notebook holds %d outputs, and not the figure", len(o))
	}
}
