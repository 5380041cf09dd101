package session

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"text/template"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/proc"
)

// wasm keeps the programs of %wasm cells where the Jupyter server serves them: in the
// folder jupyter_files/ID of its root, until the session ends.
type wasm struct {
	server   Server
	builder  *build.Builder
	dir, url string // "" before the first %wasm
}

// isWasm tells whether a cell's program is to run in the browser.
func isWasm(c *cell.Cell) bool {
	return slices.ContainsFunc(c.Magics, func(m cell.Magic) bool { return m.Name == "wasm" })
}

// prepare makes the folder, with what every program needs to start.
func (w *wasm) prepare() error {
	if w.dir != "" {
		return nil
	}
	if w.server.Root == "" {
		return errors.New("the program is to run in a browser, and no Jupyter server is here to take it there; open the notebook in JupyterLab for this cell")
	}
	var starter []byte
	var err error
	for _, name := range []string{"lib/wasm/wasm_exec.js", "misc/wasm/wasm_exec.js"} { // since Go 1.24, and before
		if starter, err = os.ReadFile(filepath.Join(w.builder.GoRoot(), name)); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("this Go lacks a part: %w", err)
	}
	id := rand.Text()[:8]
	dir := filepath.Join(w.server.Root, "jupyter_files", id)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	w.dir, w.url = dir, path.Join("/", w.server.Base, "files/jupyter_files", id)
	return os.WriteFile(filepath.Join(dir, "wasm_exec.js"), starter, 0o644)
}

// close removes the folder, and the one above it if nobody else needs it.
func (w *wasm) close() error {
	if w.dir == "" {
		return nil
	}
	err := os.RemoveAll(w.dir)
	os.Remove(filepath.Dir(w.dir))
	return err
}

// constants declare what GoNB declares for such a program.
func (w *wasm) constants(div string) string {
	return fmt.Sprintf("\nconst (\n\tGonbWasmDir = %q\n\tGonbWasmUrl = %q\n\tGonbWasmDivId = %q\n)\n", w.dir, w.url, div)
}

var wasmPage = template.Must(template.New("wasm").Parse(`<div id="{{.Div}}"></div>
<script>
(async () => {
	try {
		if (!globalThis.Go) await new Promise((resolve, reject) => {
			const script = document.createElement("script");
			script.onload = resolve;
			script.onerror = () => reject(new Error("the kernel that made it has ended: run the cell again"));
			script.src = {{.URL}} + "/wasm_exec.js";
			document.head.append(script);
		});
		const go = new Go();
		go.argv = {{.Args}};
		const file = await fetch({{.URL}} + "/" + {{.Name}}, {cache: "no-store"});
		if (!file.ok) throw new Error("the kernel that made it has ended: run the cell again");
		const program = await WebAssembly.instantiate(await file.arrayBuffer(), go.importObject);
		await go.run(program.instance);
	} catch (error) {
		document.getElementById("{{.Div}}").textContent = "This program does not run: " + error.message;
	}
})();
</script>`))

// show takes a program to the browser.
func (w *wasm) show(executable, div string, args []string, number int, front Front) error {
	program, err := os.ReadFile(executable)
	if err != nil {
		return err
	}
	name := "cell" + strconv.Itoa(number) + ".wasm"
	if err := os.WriteFile(filepath.Join(w.dir, name), program, 0o644); err != nil {
		return err
	}
	// In a script a < could begin a tag; encoding/json writes it as \u003c.
	quoted := func(v any) string {
		text, _ := json.Marshal(v) // of strings it cannot fail
		return string(text)
	}
	var html bytes.Buffer
	if err := wasmPage.Execute(&html, map[string]string{
		"Div": div, "URL": quoted(w.url), "Name": quoted(name), "Args": quoted(append([]string{"js"}, args...)),
	}); err != nil {
		return err
	}
	front.Display(proc.Bundle{Kind: proc.Display, Data: map[string]any{"text/html": html.String()}})
	return nil
}
