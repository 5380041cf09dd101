package nbformat

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dlmath/kernel/internal/setup"
)

type request struct {
	Text string       `json:"text"`
	Sets []setRequest `json:"sets"`
}

type setRequest struct {
	Cell    int              `json:"cell"`
	Outputs []map[string]any `json:"outputs"`
	Count   int              `json:"count"`
}

type answer struct {
	Canonical, Want string
	Problem         *string
}

// ask has Jupyter's own package nbformat answer the requests.
func ask(t *testing.T, requests []request) (answers []answer) {
	t.Helper()
	home, err := setup.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := home.Setup(t.Context(), os.Stderr); err != nil {
		t.Fatal(err)
	}
	session, err := home.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	in, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := session.Python(t.Context(), "-W", "ignore", filepath.Join("testdata", "agree.py"))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// setAll gives each code cell of the notebook fresh outputs, different for each seed,
// and returns what Python needs to do the same.
func setAll(t *testing.T, n *Notebook, seed int) (sets []setRequest) {
	t.Helper()
	for i, c := range n.Cells() {
		if c.Type != "code" {
			continue
		}
		list := outputLists.Example(1000*seed + i)
		s := setRequest{Cell: i, Count: (seed + i) % 4, Outputs: []map[string]any{}}
		for _, o := range list {
			s.Outputs = append(s.Outputs, message(o))
		}
		set(t, c, s.Count, list...)
		sets = append(sets, s)
	}
	return sets
}

// A notebook that Jupyter saved, given outputs by this package and by Jupyter's own,
// has the same bytes. What this package writes, in a canonical notebook or another,
// passes nbformat.validate.
func TestPython(t *testing.T) {
	var names []string
	var canonical, requests []request
	for seed, path := range realNotebooks(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, path)
		canonical = append(canonical, request{Text: string(data), Sets: setAll(t, parse(t, string(data)), seed)})

		// Other layouts are only to be valid.
		var compact, tabs bytes.Buffer
		json.Compact(&compact, data)
		json.Indent(&tabs, data, "", "\t")
		for _, text := range []string{string(data), strings.ReplaceAll(string(data), "\n", "\r\n"), compact.String(), tabs.String()} {
			n := parse(t, text)
			setAll(t, n, seed)
			requests = append(requests, request{Text: string(n.Bytes()), Sets: []setRequest{}})
		}
	}
	// A notebook of many cells, for the variety.
	long := `{"cells":[` + strings.Repeat(`{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":[]},`, 499) +
		`{"cell_type":"raw","metadata":{},"source":[]}],"metadata":{},"nbformat":4,"nbformat_minor":4}`
	names = append(names, "long")
	canonical = append(canonical, request{Text: long, Sets: setAll(t, parse(t, long), len(names)-1)})

	answers := ask(t, append(canonical, requests...))
	for i, a := range answers {
		if a.Problem != nil {
			t.Errorf("nbformat.validate: %s\n%s", *a.Problem, append(canonical, requests...)[i].Text)
		}
	}
	cells := 0
	for i, path := range names {
		n := parse(t, answers[i].Canonical)
		equal(t, n.Bytes(), answers[i].Canonical)
		cells += len(setAll(t, n, i))
		equal(t, n.Bytes(), answers[i].Want)
		if path != "long" && !strings.HasSuffix(path, "google_colab_demo.ipynb") { // which Jupyter did not save
			if data, _ := os.ReadFile(path); string(data) != answers[i].Canonical {
				t.Errorf("%s is not as Jupyter writes it", path)
			}
		}
	}
	t.Logf("%d notebooks, %d code cells, %d texts validated", len(names), cells, len(answers))
}
