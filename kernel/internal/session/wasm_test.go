package session

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dlmath/kernel/internal/build"
)

// A %wasm cell becomes a program where the server serves it, and HTML that runs it.
func TestWasm(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := New(t.Context(), Config{
		Build:  build.Config{Dir: t.TempDir()},
		Dir:    t.TempDir(),
		Env:    os.Environ(),
		Server: Server{Root: root, Base: "/user/ada/", Kernel: "k"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out source
	const cell = `%wasm
import "syscall/js"
var word = flag.String("word", "", "what to say")
%% --word=</script>
document := js.Global().Get("document")
document.Call("getElementById", GonbWasmDivId).Set("textContent", *word + GonbWasmUrl + GonbWasmDir)`
	if err := s.Execute(t.Context(), Cell{Source: cell, Number: 7}, Alone{&out}); err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`(?s)^<text/html><div id="gonb_id_\w+"></div>\n<script>.*\["js","--word=\\u003c/script\\u003e"\].*` +
		`"/user/ada/files/jupyter_files/\w+" \+ "/" \+ "cell7\.wasm"`)
	if !want.MatchString(out.String()) {
		t.Errorf("shown is\n%s", &out)
	}
	programs, _ := filepath.Glob(filepath.Join(root, "jupyter_files/*/cell7.wasm"))
	if len(programs) != 1 {
		t.Fatalf("%d programs are in the server's folder", len(programs))
	}
	if b, err := os.ReadFile(programs[0]); err != nil || !strings.HasPrefix(string(b), "\x00asm") {
		t.Errorf("%s is no WebAssembly: %v", programs[0], err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "*")); len(left) != 0 {
		t.Errorf("the session leaves %q", left)
	}
}

func TestWasmWithoutServer(t *testing.T) {
	check(t, newSession(t), step{"%wasm\n%%\nfmt.Println(1)", "", "%wasm: the program is to run in a browser, and no Jupyter server is here"})
}
