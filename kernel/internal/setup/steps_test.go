package setup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// testHome is a Home of its own for the real checkout.
func testHome(t *testing.T) *Home {
	t.Helper()
	h, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	h.Dir = t.TempDir()
	return h
}

// countingStep makes the file that it is named after, and counts its runs.
func countingStep(h *Home, id string, runs *int) *step {
	made := h.path(id)
	return &step{
		id:     id,
		title:  id,
		inputs: func() (string, error) { return "the same", nil },
		made:   func() []string { return []string{made} },
		run: func(context.Context, *runner) error {
			*runs++
			return os.WriteFile(made, nil, 0o644)
		},
	}
}

func TestStepRunsOnlyWhenSomethingChanged(t *testing.T) {
	h := testHome(t)
	var runs int
	s := countingStep(h, "one", &runs)
	run := func(want int, why string) {
		t.Helper()
		var out strings.Builder
		if err := h.runSteps(t.Context(), &out, []*step{s}); err != nil {
			t.Fatal(err)
		}
		if runs != want {
			t.Fatalf("%s: %d runs, want %d", why, runs, want)
		}
	}
	run(1, "first time")
	run(1, "nothing has changed")
	s.inputs = func() (string, error) { return "another", nil }
	run(2, "the inputs have changed")
	os.Remove(h.path("one"))
	run(3, "what was made is gone")
	os.Remove(h.path("stamps", "one"))
	run(4, "it never came to its end")
}

func TestWhatIsDoneStaysDone(t *testing.T) {
	h := testHome(t)
	var first, second, third int
	steps := []*step{countingStep(h, "first", &first), countingStep(h, "second", &second), countingStep(h, "third", &third)}
	whole := steps[1].run
	broken := errors.New("broken")
	steps[1].run = func(context.Context, *runner) error {
		os.WriteFile(h.path("second"), []byte("half"), 0o644)
		return broken
	}
	var out strings.Builder
	if err := h.runSteps(t.Context(), &out, steps); !errors.Is(err, broken) {
		t.Fatalf("got %v, want the step's error", err)
	}
	steps[1].run = whole
	if err := h.runSteps(t.Context(), &out, steps); err != nil {
		t.Fatal(err)
	}
	if first != 1 || second != 1 || third != 1 {
		t.Fatalf("steps ended well %d, %d, %d times, want once each\n%s", first, second, third, &out)
	}
	for _, line := range []string{"1/3  first", "2/3  second", "failed", "1/2  second", "2/2  third", "0.0 s"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the progress lacks %q:\n%s", line, &out)
		}
	}
}

func TestSecondSetUpWaitsForTheFirst(t *testing.T) {
	h := testHome(t)
	var runs int
	s := countingStep(h, "one", &runs)
	running, goOn := make(chan struct{}), make(chan struct{})
	quick := s.run
	s.run = func(ctx context.Context, r *runner) error {
		close(running)
		<-goOn
		return quick(ctx, r)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := h.runSteps(t.Context(), io.Discard, []*step{s}); err != nil {
			t.Error(err)
		}
	})
	<-running

	impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := h.runSteps(impatient, io.Discard, []*step{s}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a set-up that was told to stop waiting returned %v", err)
	}

	reader, writer := io.Pipe()
	wg.Go(func() {
		defer writer.Close()
		if err := h.runSteps(t.Context(), writer, []*step{s}); err != nil {
			t.Error(err)
		}
	})
	said := make([]byte, 200)
	n, _ := reader.Read(said)
	if !strings.Contains(string(said[:n]), "waiting for it") {
		t.Errorf("the second set-up says %q, not that it waits", said[:n])
	}
	close(goOn)
	io.Copy(io.Discard, reader)
	wg.Wait()
	if runs != 1 {
		t.Errorf("the step ran %d times, want once", runs)
	}
}

func TestInterruptedSetUpLeavesNoProcess(t *testing.T) {
	h := testHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	var session *Session
	s := &step{
		id: "sleep", title: "sleep",
		inputs: func() (string, error) { return "", nil },
		made:   func() []string { return nil },
		run: func(ctx context.Context, r *runner) error {
			session = r.session
			startStray(t, r.session)
			time.AfterFunc(50*time.Millisecond, cancel)
			_, err := r.do(r.session.Command(ctx, "sleep", "1000"))
			return err
		},
	}
	var out strings.Builder
	if err := h.runSteps(ctx, &out, []*step{s}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if !strings.Contains(out.String(), "stopped") {
		t.Errorf("the progress does not say that it stopped:\n%s", &out)
	}
	wantNothingLeft(t, session)
	if done, err := h.done(s); done || err != nil {
		t.Errorf("a step that was interrupted counts as done: %v, %v", done, err)
	}
}

// bareCheckout is a checkout with nothing but the module's files.
func bareCheckout(t *testing.T, h *Home) string {
	t.Helper()
	repo := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(h.Repo, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(repo, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return repo
}

func TestChangedModuleFilesCallForTheToolsAgain(t *testing.T) {
	h := testHome(t)
	repo := bareCheckout(t, h)
	h.Repo = repo
	before, err := h.toolsStep().stamp()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(repo, "go.mod"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("\nrequire example.com/new v1.0.0\n")
	f.Close()
	after, err := h.toolsStep().stamp()
	if err != nil {
		t.Fatal(err)
	}
	if before == after {
		t.Error("the tools count as built although go.mod has changed")
	}
}

func TestFailedCommandShowsWhatItSaid(t *testing.T) {
	h := testHome(t)
	s := &step{
		id: "sh", title: "sh",
		inputs: func() (string, error) { return "", nil },
		made:   func() []string { return nil },
		run: func(ctx context.Context, r *runner) error {
			_, err := r.do(r.session.Command(ctx, "sh", "-c", "echo to the log; echo the reason >&2; exit 3"))
			return err
		},
	}
	err := h.runSteps(t.Context(), io.Discard, []*step{s})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"sh -c", "exit status 3", "the reason", h.path("logs", "sh.log")} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	if log, _ := os.ReadFile(h.path("logs", "sh.log")); !strings.Contains(string(log), "to the log") {
		t.Errorf("the log is %q", log)
	}
}

// Once a Home is set up, what follows changes the State alone.
func TestStateInAnotherFolder(t *testing.T) {
	h := testHome(t)
	h.stateDir = filepath.Join(t.TempDir(), "state")
	var ofHome, ofState int
	steps := []*step{countingStep(h, "home", &ofHome), countingStep(h, "state", &ofState)}
	steps[1].state = true
	if err := h.runSteps(t.Context(), io.Discard, steps); err != nil {
		t.Fatal(err)
	}
	list := func(dir string) (names []string) {
		t.Helper()
		err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
			names = append(names, name)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	before := list(h.Dir)
	h.stateDir = filepath.Join(t.TempDir(), "another")
	var out strings.Builder
	if err := h.runSteps(t.Context(), &out, steps); err != nil {
		t.Fatal(err)
	}
	session, err := h.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if ofHome != 1 || ofState != 2 || !strings.Contains(out.String(), h.stateDir) {
		t.Errorf("with another State the Home's step ran %d times, want 1, the State's %d, want 2; it says\n%s", ofHome, ofState, &out)
	}
	if after := list(h.Dir); !slices.Equal(before, after) {
		t.Errorf("the Home held %v, and now %v", before, after)
	}
	for _, name := range []string{"stamps/state", "logs/state.log", "lock", "sessions"} {
		if _, err := os.Stat(filepath.Join(h.stateDir, name)); err != nil {
			t.Error(err)
		}
	}
}
