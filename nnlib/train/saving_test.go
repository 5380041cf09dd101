package train_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"dlmath/nnlib"
	"dlmath/nnlib/dataset"
	"dlmath/nnlib/train"
)

// resumable returns a new trainer of a kind: always the same start for the same rule
// and sampling.
func resumable(rule string, sampling train.Sampling) *train.Trainer {
	tr := drilling()
	tr.Rule = rules()[rule]
	tr.Sampling, tr.Batch, tr.Steps, tr.Every = sampling, 3, 50, 10
	tr.Schedule = train.Cosine{Steps: 50}
	tr.EarlyStopping = &train.EarlyStopping{
		Validation: nnlib.NewObjective(tr.Objective.Network, nnlib.Quadratic, dataset.Drilling11()),
	}
	return tr
}

func save(t testing.TB, tr *train.Trainer) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := tr.Save(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// A training that is saved at any yield, and resumed by a new trainer, goes on with
// the same bits as one that was never interrupted.
func TestResumeGoesOnToTheBit(t *testing.T) {
	for rule := range rules() {
		for name, sampling := range samplings {
			t.Run(rule+", "+name, func(t *testing.T) {
				whole := resumable(rule, sampling)
				fresh := save(t, resumable(rule, sampling)) // before the first step
				files := map[int][]byte{-1: fresh}
				var wholeYields []train.Step
				for s := range whole.Run(t.Context()) {
					wholeYields = append(wholeYields, s)
					files[s.Step] = save(t, whole)
				}
				files[whole.Steps+1] = save(t, whole) // when the best parameters are in the network
				last := save(t, whole)

				for at, file := range files {
					tr := resumable(rule, sampling)
					tr.Rand = rand.New(rand.NewPCG(99, 99)) // of no influence
					if err := tr.Resume(bytes.NewReader(file)); err != nil {
						t.Fatal(err)
					}
					if at >= 0 && !bytes.Equal(save(t, tr), file) {
						t.Errorf("saved at step %d: what was resumed saves as another file", at)
					}
					for _, s := range run(tr) {
						w := wholeYields[s.Step/10]
						if s.Cost != w.Cost || s.Validation != w.Validation || s.Epoch != w.Epoch {
							t.Fatalf("saved at step %d: step %d has cost %v, validation cost %v, epoch %v; without interruption %v, %v, %v",
								at, s.Step, s.Cost, s.Validation, s.Epoch, w.Cost, w.Validation, w.Epoch)
						}
					}
					if !slices.Equal(tr.Objective.Network.Params(), whole.Objective.Network.Params()) {
						t.Errorf("saved at step %d: the network in the end is another one", at)
					}
					if !bytes.Equal(save(t, tr), last) {
						t.Errorf("saved at step %d: the training in the end is another one", at)
					}
				}
			})
		}
	}
}

// Settings are the program's: a resumed training takes the trainer's rate.
func TestResumeTakesTheTrainersSettings(t *testing.T) {
	saved := resumable("Adam", train.Shuffled)
	run(saved)
	tr := resumable("Adam", train.Shuffled)
	tr.Rule = &train.Adam{Rate: 1e-5}
	tr.Schedule, tr.EarlyStopping = nil, nil
	if err := tr.Resume(bytes.NewReader(save(t, saved))); err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(tr.Objective.Network.Params())
	tr.Steps = 51
	run(tr)
	moved := 0.0
	for i, p := range tr.Objective.Network.Params() {
		moved = max(moved, math.Abs(p-before[i]))
	}
	if !(moved > 0 && moved < 3e-5) { // a step of Adam is about as long as the rate
		t.Errorf("a step at the rate 1e-5 moved a parameter by %g", moved)
	}

	// Early stopping that the file knows nothing of begins anew.
	tr.EarlyStopping = resumable("Adam", train.Shuffled).EarlyStopping
	tr.EarlyStopping.Best, tr.EarlyStopping.Waited, tr.EarlyStopping.Params = 1, 3, make([]float64, 23)
	without := resumable("Adam", train.Shuffled)
	without.EarlyStopping = nil
	tr.EarlyStopping.Validation.Network = tr.Objective.Network
	if err := tr.Resume(bytes.NewReader(save(t, without))); err != nil {
		t.Fatal(err)
	}
	if e := tr.EarlyStopping; e.Waited != 0 || e.Params != nil {
		t.Errorf("early stopping still knows %+v of another training", e)
	}
}

// edit returns a saved training with one field of the JSON changed, or removed for nil.
func edit(t testing.TB, file []byte, field string, value any) string {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal(file, &object); err != nil {
		t.Fatal(err)
	}
	if _, ok := object[field]; !ok {
		t.Fatalf("a saved training has no field %q", field)
	}
	object[field] = value
	if value == nil {
		delete(object, field)
	}
	edited, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(edited)
}

func TestResumeRefusesWhatDoesNotFit(t *testing.T) {
	saved := resumable("Adam", train.Shuffled)
	saved.Steps = 11 // in the middle of an epoch
	run(saved)
	file := save(t, saved)
	ones := func(n int) []float64 { return slices.Repeat([]float64{1}, n) }

	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "damaged or cut short"},
		{"cut short", string(file[:len(file)/2]), "damaged or cut short"},
		{"not JSON", "P5 640 480", "damaged or cut short"},
		{"more after it", string(file) + "{}", "damaged or cut short"},
		{"other JSON", `{"cells": []}`, `its format is ""`},
		{"newer", edit(t, file, "version", 2), "version 2 and this library reads versions up to 1; use a newer nnlib"},
		{"version 0", edit(t, file, "version", 0), "version 0; the first is 1"},
		{"other sizes", edit(t, file, "sizes", []int{2, 3, 2, 2}), "sizes [2 3 2 2]"},
		{"other activations", edit(t, file, "activations", []string{"sigmoid", "tanh", "sigmoid"}), `"tanh"`},
		{"other data", edit(t, file, "points", 11), "on 11 points, and this data set has 10"},
		{"other rule", edit(t, file, "rule", "train.AdamW"), "by the rule train.AdamW, and this trainer has train.Adam"},
		{"negative step", edit(t, file, "step", -1), "damaged: 29 points in -1 steps"},
		{"no step", edit(t, file, "seen", 3), "damaged: 3 points in 11 steps"},
		{"step of text", edit(t, file, "step", "11"), "damaged"},
		{"few parameters", edit(t, file, "params", ones(22)), "22 parameters, not 23"},
		{"no parameters", edit(t, file, "params", nil), "0 parameters, not 23"},
		{"NaN", strings.Replace(string(file), `"params":[`, `"params":[NaN,`, 1), "damaged or cut short"},
		{"null", edit(t, file, "params", append(make([]any, 22), 1)), "null stands where a number should be"},
		{"too large a number", strings.Replace(string(file), `"params":[`, `"params":[1e999,`, 1), "damaged"},
		{"no memory", edit(t, file, "state", nil), "remembers 3 vectors, not 0"},
		{"short memory", edit(t, file, "state", [][]float64{ones(23), ones(23), ones(3)}), "vector 3 of what train.Adam remembers has 3 components, not 2"},
		{"no vector", edit(t, file, "state", []any{nil, nil, nil}), "null stands where a number should be"},
		{"short best", edit(t, file, "early_stopping", map[string]any{"params": ones(1)}), "early stopping with 1 parameters"},
		{"bad source", edit(t, file, "source", []byte("pcg:short")), "the stream of draws"},
		{"order twice", edit(t, file, "order", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 8}), "no permutation of 10 points"},
		{"order outside", edit(t, file, "order", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10}), "no permutation of 10 points"},
		{"no order", edit(t, file, "order", nil), "no permutation of 10 points"},
		{"next outside", edit(t, file, "next", 10), "no place 10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := resumable("Adam", train.Shuffled)
			before := save(t, tr)
			err := tr.Resume(strings.NewReader(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
			if !bytes.Equal(save(t, tr), before) {
				t.Error("the trainer is no longer what it was")
			}
		})
	}
}

// counter counts what is read of an endless file.
type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '['
	}
	c.n += len(p)
	return len(p), nil
}

func TestResumeStopsReadingAnEndlessFile(t *testing.T) {
	var endless counter
	err := resumable("Adam", train.Shuffled).Resume(&endless)
	if err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("the error is %v, want a word on the length", err)
	}
	if endless.n > 1<<20 {
		t.Errorf("%d bytes were read for a network of 23 parameters", endless.n)
	}
}

func TestReaderAndWriterErrors(t *testing.T) {
	broken := errors.New("the cable is cut")
	tr := resumable("SGD", train.Shuffled)
	if err := tr.Resume(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("Resume from a broken reader says %v", err)
	}
	if err := tr.Save(brokenWriter{broken}); !errors.Is(err, broken) {
		t.Errorf("Save to a broken writer says %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestDrawCannotBeSaved(t *testing.T) {
	tr := drilling()
	file := save(t, tr)
	tr.Draw = func(n int) int { return 0 }
	var out bytes.Buffer
	for name, err := range map[string]error{"Save": tr.Save(&out), "Resume": tr.Resume(bytes.NewReader(file))} {
		if err == nil || !strings.Contains(err.Error(), "Draw") {
			t.Errorf("%s of a trainer with a Draw says %v", name, err)
		}
	}
	if out.Len() > 0 {
		t.Errorf("%d bytes were written nevertheless", out.Len())
	}
}

func TestSaveRefusesNaN(t *testing.T) {
	for want, spoil := range map[string]func(*train.Trainer){
		"parameter 7 is NaN": func(tr *train.Trainer) { tr.Objective.Network.Params()[7] = math.NaN() },
		"component 3 of vector 2 of what train.Adam remembers is +Inf": func(tr *train.Trainer) {
			tr.Rule.(*train.Adam).V[3] = math.Inf(1)
		},
	} {
		tr := resumable("Adam", train.Shuffled)
		tr.Steps = 1
		run(tr)
		tr.EarlyStopping = nil
		spoil(tr)
		var out bytes.Buffer
		if err := tr.Save(&out); err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("the error is %v, with %d bytes written; want %q and none", err, out.Len(), want)
		}
	}
}

// FuzzResume: no file makes Resume panic; a file that is refused changes nothing; one
// that is accepted leaves a trainer that runs, and saves as a file that resumes to the
// same training.
func FuzzResume(f *testing.F) {
	kinds := []string{"SGD", "Adam"}
	for i, rule := range kinds {
		for _, sampling := range samplings {
			tr := resumable(rule, sampling)
			tr.Steps = 11
			run(tr)
			file := save(f, tr)
			f.Add(i == 1, file)
			f.Add(i == 1, file[:len(file)/2])
			f.Add(i == 0, file)
			f.Add(i == 1, []byte(edit(f, file, "step", math.MaxInt32)))
		}
	}
	f.Add(false, []byte("{}"))
	f.Fuzz(func(t *testing.T, adam bool, file []byte) {
		rule := kinds[0]
		if adam {
			rule = kinds[1]
		}
		tr := resumable(rule, train.Shuffled)
		before := save(t, tr)
		if err := tr.Resume(bytes.NewReader(file)); err != nil {
			if !bytes.Equal(save(t, tr), before) {
				t.Errorf("a refused file changed the trainer: %v", err)
			}
			return
		}
		first := save(t, tr)
		again := resumable(rule, train.Shuffled)
		if err := again.Resume(bytes.NewReader(first)); err != nil {
			t.Fatalf("a training that was just resumed and saved is refused: %v", err)
		}
		if second := save(t, again); !bytes.Equal(first, second) {
			t.Errorf("a training changes when it is saved and resumed:\n%s\n%s", first, second)
		}
		tr.Steps = math.MaxInt
		steps := 0
		tr.Every = 1
		for range tr.Run(t.Context()) {
			if steps++; steps == 5 {
				break
			}
		}
	})
}
