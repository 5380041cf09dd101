package experiment

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Gathered says how far the shards of a study are.
type Gathered struct {
	Runs    int      `json:"runs"`    // of the study
	Done    int      `json:"done"`    // those that Dir holds
	Missing []int    `json:"missing"` // the indices of shards that have runs to do
	Failed  []string `json:"failed"`  // the errors of shards, which would fail again; each is told once
	Files   []string `json:"files"`   // the study's data files
	Taken   []string `json:"taken"`   // files of shards that hold nothing more than Dir itself: when no shard runs, they may be removed
}

// Gather takes over what shards have done until now, and says what a study of so many
// shards lacks. It runs nothing. Errors are those of [Study.Run].
func (s Study[P, R]) Gather(shards int) (g Gathered, err error) {
	if g, err = s.gathered(shards); err != nil {
		err = fmt.Errorf("experiment: %w", err)
	}
	return g, err
}

func (s Study[P, R]) gathered(shards int) (g Gathered, err error) {
	if s.Dir == "" || shards < 1 {
		return g, fmt.Errorf("to gather %d shards from %q, a Dir and at least one shard are needed", shards, s.Dir)
	}
	w, err := s.prepare()
	if err != nil {
		return g, err
	}
	if w.store, err = openStore(s.Dir, w.layout.columns()); err != nil {
		return g, err
	}
	defer w.store.close()
	if err := w.load(s.Dir); err != nil {
		return g, err
	}
	if g.Taken, err = w.gather(); err != nil {
		return g, err
	}
	environment, err := w.environment()
	if err != nil {
		return g, err
	}
	if err := w.store.keepEnvironment(environment); err != nil {
		return g, err
	}
	g.Runs, g.Files = len(w.Over), w.Files
	missing := make([]bool, shards)
	for i, done := range w.done {
		if done {
			g.Done++
		} else {
			missing[i%shards] = true
		}
	}
	for index, is := range missing {
		if is {
			g.Missing = append(g.Missing, index)
		}
	}
	if g.Failed, err = takeFailures(s.Dir); err != nil {
		return g, err
	}
	return g, w.store.sync()
}

func takeFailures(dir string) (list []string, err error) {
	names, err := filepath.Glob(filepath.Join(globbed(dir), shardsDir, "*"+shardFailed))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err == nil {
			err = os.Remove(name)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, string(text))
	}
	return list, nil
}

// gather takes over the lines of shards that the store lacks, and returns the files of
// which it lacks nothing more. A line that is cut short at the end of a file is still being
// written, or never will be.
func (w *work[P, R]) gather() (taken []string, err error) {
	names, err := shardFiles(w.Dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		var lines []byte
		others := false
		err := w.read(name, func(line []byte, i int, run Run[P, R]) {
			switch {
			case i < 0:
				others = true // of a study with other parameters
			case !w.done[i]:
				w.runs[i], w.done[i] = run, true
				lines = append(lines, line...)
			}
		})
		if err == nil && len(lines) > 0 {
			err = w.store.append(lines)
		}
		if err != nil {
			return nil, err
		}
		if !others {
			taken = append(taken, name)
		}
	}
	return taken, nil
}

func shardFiles(dir string) ([]string, error) {
	return filepath.Glob(filepath.Join(globbed(dir), shardsDir, "*"+shardLines))
}

// Tally counts the lines that shards write into a folder, for a bar of progress, without
// reading any twice. Its zero value has counted nothing.
type Tally struct {
	lines int
	read  map[string]int64 // how far each file was read
}

// Count returns how many lines there are by now in the files of the shards in dir.
func (t *Tally) Count(dir string) (lines int, err error) {
	names, err := shardFiles(dir)
	if err != nil {
		return 0, err
	}
	if t.read == nil {
		t.read = map[string]int64{}
	}
	for _, name := range names {
		if err := t.count(name); err != nil {
			return 0, err
		}
	}
	return t.lines, nil
}

func (t *Tally) count(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.NewSectionReader(f, t.read[name], 1<<62))
	if err != nil {
		return err
	}
	t.read[name] += int64(len(text))
	t.lines += bytes.Count(text, []byte("\n"))
	return nil
}
