package session

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/proc"

	_ "github.com/janpfeifer/gonb/gonbui/plotly" // which a cell may import: so go.mod has what it needs
)

// gonbFolder is where GoNB's module lies.
func gonbFolder(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		const missing = "GoNB's notebooks are not here; fetch them with: go mod download github.com/janpfeifer/gonb"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return dir
}

// codeCells returns the code cells of a notebook by their numbers among all its cells.
func codeCells(t *testing.T, name string) map[int]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct {
		Cells []struct {
			Type   string `json:"cell_type"`
			Source []string
		}
	}
	if err := json.Unmarshal(data, &notebook); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cells := map[int]string{}
	for i, c := range notebook.Cells {
		if c.Type == "code" {
			cells[i] = strings.Join(c.Source, "")
		}
	}
	return cells
}

// source shows rich output as its source.
type source struct{ strings.Builder }

func (s *source) Stream(_, text string) { s.WriteString(text) }

func (s *source) Display(b proc.Bundle) {
	for _, kind := range slices.Sorted(maps.Keys(b.Data)) {
		fmt.Fprintf(s, "<%s>%v\n", kind, b.Data[kind])
	}
}

// What GoNB's own tests (its package nbtests) and its notebooks' stored outputs say that
// a cell gives, as a regular expression for all of its output. A cell that is not here
// must succeed. The values themselves are facts; where ours differs, on purpose, a
// comment says so.
var gonbOutputs = map[string]string{
	"hello/1":     `Hello World!\n`,
	"hello/2":     `Works with //gonb:\n`,
	"hello/3":     `Got x=17\n`,
	"hello/4":     `Got x=13\n`,
	"functions/2": `incr: x=2, y=4\.14\n`,
	"init/1":      `init_a\n`,
	"init/2":      `init_a\ninit_b\n`,
	"init/3":      `init_a\ninit_b\ninit: v0\n`, // GoNB: init first; ours: in the order of the cells
	"init/4":      `init_a\ninit_b\ninit: v1\n`,
	"init/5":      ``, // GoNB says what it has removed
	"init/6":      `init: v1\nDone\n`,

	"goflags/1":  `%goflags=\["-cover"\]\n`,
	"goflags/2":  `%goflags=\["-cover"\]\n`,
	"goflags/3":  `%goflags=\[\]\n`,
	"goflags/4":  `%goflags=\["-cover"\]\n`,
	"goflags/7":  `A\n`,
	"goflags/9":  `(?s).*A\s+100\.0%.*B\s+0\.0%.*`,
	"goflags/12": `7\n`,
	"goflags/14": `(?s).*can inline \(\*Point\)\.ManhattanLen.*p does not escape.*`,

	"gotest/1":  `55\n2178309\n2178309\n`,
	"gotest/3":  `(?s)=== RUN   TestA\nTesting A\n--- PASS: TestA \(.*\)\nPASS\n`,
	"gotest/5":  `(?s).*func   FibonacciA .*TestA .*`,
	"gotest/7":  `(?s)=== RUN   TestA\nTesting A\n--- PASS: TestA \(.*\)\nPASS\n`,
	"gotest/9":  `(?s)=== RUN   TestB\nTesting B\n--- PASS: TestB .*=== RUN   TestAB\nTesting AB\n--- PASS: TestAB \(.*\)\nPASS\n`,
	"gotest/11": `Testing A\nTesting B\nTesting AB\nPASS\n`, // GoNB: by their names
	"gotest/13": `(?s).*BenchmarkFibonacciA32.*BenchmarkFibonacciB32.*PASS\n`,
	"gotest/15": `(?s).*BenchmarkFibonacciA32.*BenchmarkFibonacciB32.*PASS\n`,

	"bash_script/0": `hello\n`,
	"bash_script/1": `.*/build-\d+\n`,
	"bash_script/2": `DIR\n.*/build-\d+\nROOT\nGONB\n`,

	"gowork/4":  `Temporary test package: /tmp/gonb_tests_gowork_\w+\n`,
	"gowork/5":  `(?s)module a\.com/a/pkg\n\ngo 1\.21\npackage pkg\n\nfunc A\(\) string .*`,
	"gowork/7":  `Added replace rule for module "a\.com/a/pkg" to local directory "/tmp/gonb_tests_gowork_\w+"\.\n`,
	"gowork/8":  `module cell\n\ngo [\d.]+\n\nreplace a\.com/a/pkg => TMP_PKG\n`,
	"gowork/10": `(?s)All files of these modules are followed.*/tmp/gonb_tests_gowork_.*`,
	"gowork/11": `module cell\n\ngo [\d.]+\n`,
	"gowork/12": `(?s)Nothing is tracked by hand.*All files of these modules are followed.*`,

	"gonbui/4": `<text/html>html displayed\n`,
	"gonbui/5": `<text/markdown>markdown displayed\n`,

	"vartuple/0": `a=3, c=7\n`,
	"vartuple/1": `(?s).*var    a, _, c .*`,
	"vartuple/2": `c=1\.5\n`,

	"capture/0": `Ping\n`,
	"capture/1": `Ping\n`,
	"capture/2": `Pong\n`,
	"capture/3": `Ping\nPong\n`,
	"capture/4": `<text/html>Ping\nPong\n\n`,
	"capture/5": `Ping\nPong\n`,
	"capture/6": `<text/markdown># Ping\n# Pong\n\n`,
	"capture/7": `# Ping\n# Pong\n`,

	"writefile/0": `poetry\.txt is written\n`, // GoNB names the whole path, on standard error
	"writefile/1": `poetry\.txt is written\n`,

	"script/0": `1 : a\n2 : b\n3 : c\n`,
	"script/1": `18\n`,
	"script/2": `19\n`,

	"wasm/1": `ROOT\nROOT/jupyter_files/\w+\n/user/ada/files/jupyter_files/\w+\n`,
	"wasm/2": `ROOT/jupyter_files/\w+\n`,
	"wasm/7": `(?s)<text/html><div id="\w+"></div>\n.*`,
	"wasm/9": `(?s)<text/html><div id="xxx"></div>\n<text/javascript>.*Hello world!.*`,

	"tutorial/1":  `Hello World!`,
	"tutorial/3":  `Hello World!`,
	"tutorial/7":  `incr: x=2, y=4\.141593\n`,
	"tutorial/9":  `current startValue=2\.000000\n`,
	"tutorial/11": `current startValue=1\.000000\n`,
	"tutorial/13": `(?s).*\.\.\.VeryExpensive\(\) call.*NonCachedValue=\d+\n   CachedValue=\d+\n`,
	"tutorial/19": `<text/html><span style=.*I 🧡 GoNB!</span>\n`,
	"tutorial/21": `(?s)<text/markdown>#### Objective\n.*`,
	"tutorial/25": `(?s)<image/svg\+xml><\?xml.*<text/html>.*`, // GoNB: as HTML alone
	"tutorial/32": `<image/png>iVBORw0KG.*\n`,
	"tutorial/34": `(?s)<image/svg\+xml>.*<svg .*<text/html>.*`,
	"tutorial/36": `(?s)<text/html><div id="\w+"></div>\n.*plotly.*"type":"bar","x":\[1,2,3\].*`,
	"tutorial/39": `init_a\nmain\n`,
	"tutorial/40": `init_a\ninit_b\nmain\n`,
	"tutorial/44": `Hello world!\n`,
	"tutorial/46": `Where is Wally\?`,
	"tutorial/52": `(?s)go version go.*DIR\n.*`,
	"tutorial/54": `(?s).*/build-\d+\n.*go\.mod.*main\.go.*`,
	"tutorial/56": `\rCounting: 0 \.\.\.\rCounting: 1 \.\.\.\rCounting: 2 \.\.\.\rCounting: 3 \.\.\.\rCounting: 4 \.\.\.\n`,
	"tutorial/61": `(?s)=== RUN   TestIncr\n--- PASS: TestIncr .*BenchmarkIncr.*PASS\n`,
	"tutorial/72": `(?s).*%autoget .*`,
}

// Cells that are there to fail, or that fail in ours, with what the error says.
var gonbFailures = map[string]string{
	"script/3":   "%%sh must be the first line of its cell",
	"vartuple/3": "nothing named a has been declared", // GoNB says so, and goes on
}

// Cells that are not run, and why. TestGonbInBrowser in package main runs those that need
// a browser.
var gonbSkipped = map[string]string{
	"tutorial/17": "progressbar is no module of this project, and fetching it takes a network",
	"tutorial/23": "gofract likewise",
	"tutorial/27": "margaid likewise",
	"tutorial/28": "margaid likewise",
	"tutorial/30": "margaid likewise",
	"tutorial/49": "needs a browser, and margaid",
	"tutorial/64": "names a folder of GoNB's author",
	"tutorial/66": "names a folder of GoNB's author",

	"gonbui/3": "makes GoNB's checkout a module of the workspace, which here has GoNB's release",
	"wasm/5":   "likewise",
}

// The flags by which GoNB measures how well its tests cover it. Building with them takes
// long; goflags.ipynb has such flags of its own.
const gonbCoverage = "%goflags --cover --covermode=set"

// GoNB's notebooks give what GoNB's own tests demand.
func TestGonbNotebooks(t *testing.T) {
	dir := gonbFolder(t)
	notebooks := []string{
		"tutorial", "tests/hello", "tests/functions", "tests/init", "tests/goflags", "tests/gotest", "tests/bash_script",
		"tests/gowork", "tests/gonbui", "tests/vartuple", "tests/capture", "tests/writefile", "tests/script", "tests/wasm",
	}
	if os.Getenv("CI") == "" {
		t.Log("a part of GoNB's notebooks is run: set CI=true for all of them")
		notebooks = notebooks[:4]
	}
	for _, name := range notebooks {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			runGonbNotebook(t, dir, name)
		})
	}
}

func runGonbNotebook(t *testing.T, gonb, name string) {
	short := filepath.Base(name)
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	root, dir, tmp := t.TempDir(), t.TempDir(), t.TempDir()
	s, err := New(t.Context(), Config{
		Build:  build.Config{Dir: t.TempDir(), Workspace: []string{checkout, testify(t)}},
		Dir:    dir,
		Env:    append(os.Environ(), "GONB_GIT_ROOT="+gonb, "TEST_DIR="+dir+"/", "TMPDIR="+tmp),
		Server: Server{Root: root, Base: "/user/ada/", Kernel: "k"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cells := codeCells(t, filepath.Join(gonb, "examples", name+".ipynb"))
	for _, i := range slices.Sorted(maps.Keys(cells)) {
		key := fmt.Sprintf("%s/%d", short, i)
		if _, ok := gonbSkipped[key]; ok {
			continue
		}
		text := cells[i]
		if short != "goflags" {
			text = strings.ReplaceAll(text, gonbCoverage, "")
		}
		text = strings.ReplaceAll(text, "/tmp/gonb_", tmp+"/gonb_")
		var out source
		err := s.Execute(t.Context(), Cell{Source: text, Number: i, ID: key}, Alone{&out})
		if want, ok := gonbFailures[key]; ok {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s fails with %v, want %s", key, err, want)
			}
			continue
		}
		got := out.String()
		for _, place := range [][2]string{{dir, "DIR"}, {root, "ROOT"}, {gonb, "GONB"}, {tmp, "/tmp"}} {
			got = strings.ReplaceAll(got, place[0], place[1])
		}
		if err != nil {
			t.Errorf("%s fails: %v\n%s\n%s", key, err, text, got)
		} else if want, ok := gonbOutputs[key]; ok && !regexp.MustCompile(`^(?:`+want+`)$`).MatchString(got) {
			t.Errorf("%s gives\n%.2000s\nwant %s", key, got, want)
		}
	}
	if short == "writefile" {
		const want = "Um trem-de-ferro é uma coisa mecânica,\nmas atravessa a noite, a madrugada, o dia,\natravessou minha vida,\nvirou só sentimento.\n\nAdélia Prado\n"
		if got, err := os.ReadFile(filepath.Join(dir, "poetry.txt")); err != nil || string(got) != want {
			t.Errorf("%%%%writefile has written %q, %v", got, err)
		}
	}
}

// testify makes a module of that name that has what GoNB's notebooks use of it; the real
// one is no module of this project.
func testify(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module github.com/stretchr/testify\n\ngo 1.21\n",
		"require/require.go": `package require

import (
	"reflect"
	"testing"
)

func Equal(t *testing.T, want, got any) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%v is not %v", got, want)
	}
}
`,
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
