package session

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/kernel/internal/build"
)

// proxy makes a module proxy in a folder, and returns the settings by which go get uses
// it and no network. It has the module example.net/greet, in v1.0.0.
func proxy(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	const goMod = "module example.net/greet\n\ngo 1.21\n"
	versions := filepath.Join(dir, "example.net/greet/@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(versions, "v1.0.0.zip"))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(archive)
	for name, text := range map[string]string{"go.mod": goMod, "greet.go": "package greet\n\nfunc Hello() string { return \"hello\" }\n"} {
		w, err := z.Create("example.net/greet@v1.0.0/" + name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	archive.Close()
	for name, text := range map[string]string{"list": "v1.0.0\n", "v1.0.0.mod": goMod, "v1.0.0.info": `{"Version": "v1.0.0"}`} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"GOPROXY=file://" + dir, "GONOSUMDB=*", "GOMODCACHE=" + filepath.Join(t.TempDir(), "cache"), "GOFLAGS=-modcacherw"}
}

func TestAutoget(t *testing.T) {
	t.Parallel()
	env := append(os.Environ(), proxy(t)...)
	s, err := New(t.Context(), Config{Build: build.Config{Dir: t.TempDir(), Env: env}, Dir: t.TempDir(), Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const use = "import \"example.net/greet\"\n%%\nfmt.Println(greet.Hello())"
	const got = "stderr: go: downloading example.net/greet v1.0.0\nstderr: go: added example.net/greet v1.0.0\n"
	check(t, s,
		step{use, "", "run %autoget once, and what cells import is fetched from then on"},
		step{"%autoget\nimport \"example.net/none\"\n%%\nnone.F()", "stderr: go: module example.net/none: reading " + strings.TrimPrefix(env[len(env)-4], "GOPROXY=") + "/example.net/none/@v/list: no such file or directory\n", "%autoget could not fetch what the cell imports: [\"example.net/none\"]"},
		step{use, got + "hello\n", ""},
		step{"%noautoget", "", ""},
		step{"%%\nfmt.Println(greet.Hello())", "hello\n", ""},
		step{"!*cat go.mod | grep require", "require example.net/greet v1.0.0 // indirect\n", ""},
		step{"%reset go.mod", "", ""},
		step{"%%\nfmt.Println(greet.Hello())", "", "run %autoget once"},
		step{"!*go get example.net/greet@v1.0.0 2>&1", "go: added example.net/greet v1.0.0\n", ""},
		step{"%%\nfmt.Println(greet.Hello())", "hello\n", ""},
		step{"!*go vet . && ls -d [g-m]*", "go.mod\ngo.sum\ngo.work\nimports\nmain.go\n", ""},
	)
}

// A local module comes into the cells by go work, as GoNB's users do it.
func TestLocalModules(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	dir := t.TempDir()
	s.setEnv("LOCAL", dir)
	check(t, s,
		step{"%%writefile $LOCAL/go.mod\nmodule a.com/a/pkg\n\ngo 1.21", "go.mod is written\n", ""},
		step{"%%writefile ${LOCAL}/pkg.go\npackage pkg\n\nfunc A() string { return \"A\" }", "pkg.go is written\n", ""},
		step{"%goworkfix", "go.work has no modules besides those of this checkout, and nothing was to be done.\n", ""},
		step{"!*rm -f go.work && go work init && go work use . \"$LOCAL\"\n%goworkfix", "Added replace rule for module \"a.com/a/pkg\" to local directory \"" + dir + "\".\n", ""},
		step{"import \"a.com/a/pkg\"\n%%\nfmt.Println(pkg.A(), nnlib.Sigmoid.Name)", "A sigmoid\n", ""},
		step{"!sed -i s/A\\\"/B\\\"/ $LOCAL/pkg.go", "", ""},
		step{"%%\nfmt.Println(pkg.A())", "B\n", ""}, // a change in its files counts at once
		step{"!*grep replace go.mod", "replace a.com/a/pkg => " + dir + "\n", ""},
		step{"%untrack " + dir, "Nothing is tracked by hand: %track says what is followed, and why.\n", ""},
	)
	var r recorder
	if err := s.Execute(t.Context(), Cell{Source: "%track", Number: 1}, Alone{&r}); err != nil || !strings.Contains(r.text.String(), "a.com/a/pkg in "+dir) || !strings.Contains(r.text.String(), "dlmath in ") {
		t.Errorf("%%track gives %q and %v", r.text.String(), err)
	}
}
