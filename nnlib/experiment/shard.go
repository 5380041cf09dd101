package experiment

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"
)

// Shard is a part of a study for one of several machines that share a folder: of all runs,
// in the order of [Study].Over, those at Index, Index + Of, Index + 2 Of and so on.
//
// Each attempt at a shard appends to a file of its own, shards/INDEX-of-OF-….jsonl in Dir;
// so nothing needs a lock, which not every shared file system has, and an attempt that was
// believed dead harms nobody. [Study.Run] and [Study.Gather] take the lines over.
type Shard struct {
	Index int // 0, …, Of − 1
	Of    int
}

// ParseShard reads a shard as it is written, such as 0/8, …, 7/8.
func ParseShard(text string) (s Shard, err error) {
	var rest string
	if n, _ := fmt.Sscanf(text+" .", "%d/%d %s", &s.Index, &s.Of, &rest); n != 3 || rest != "." || s.Of < 1 || s.Index < 0 || s.Index >= s.Of {
		return s, fmt.Errorf("experiment: there is no shard %.40q; of 8 shards the first is 0/8 and the last 7/8", text)
	}
	return s, nil
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Of) }

// file is the beginning of the names of the shard's files.
func (s Shard) file(dir string) string {
	return filepath.Join(dir, shardsDir, fmt.Sprintf("%05d-of-%05d", s.Index, s.Of))
}

const (
	shardsDir   = "shards"
	shardLines  = ".jsonl"
	shardFailed = ".error" // holds the error of a shard that will fail again
)

// RunShard does the runs of a shard that are not in Dir yet. It may run at any time, also
// at once with other shards; so Dir must be given. The error is that of [Study.Run]; it is
// kept in Dir too, unless ctx is its reason, for [Study.Gather] to tell.
func (s Study[P, R]) RunShard(ctx context.Context, shard Shard) error {
	if s.Dir == "" {
		return errors.New("experiment: a shard needs a Dir, which it shares with the others")
	}
	failed := shard.file(s.Dir) + shardFailed
	os.Remove(failed) // of an earlier attempt
	err := s.runShard(ctx, shard)
	if err != nil {
		err = fmt.Errorf("experiment: %w", err)
		if ctx.Err() == nil {
			err = errors.Join(err, maybe.WriteFile(failed, []byte(err.Error()), 0o644))
		}
	}
	return err
}

func (s Study[P, R]) runShard(ctx context.Context, shard Shard) error {
	if s.Func == nil {
		return errNoFunc
	}
	if err := os.MkdirAll(filepath.Join(s.Dir, shardsDir), 0o755); err != nil {
		return err
	}
	whole := s.Over
	s.Over = nil
	for i := shard.Index; i < len(whole); i += shard.Of {
		s.Over = append(s.Over, whole[i])
	}
	w, err := s.prepare()
	if err != nil {
		return err
	}
	if err := keepHeader(s.Dir, w.layout.columns()); err != nil {
		return err
	}
	if err := w.load(s.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	own, err := filepath.Glob(shard.file(globbed(s.Dir)) + "-*" + shardLines)
	if err != nil {
		return err
	}
	for _, name := range own {
		err := w.read(name, func(_ []byte, i int, run Run[P, R]) {
			if i >= 0 {
				w.runs[i], w.done[i] = run, true
			}
		})
		if err != nil {
			return err
		}
	}
	if w.complete() {
		return nil
	}
	name := shard.file(s.Dir) + "-" + strings.ToLower(rand.Text()[:10]) + shardLines
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w.store = &store{dir: s.Dir, file: file}
	_, err = w.finish(ctx)
	return errors.Join(err, w.store.close())
}

func (w *work[P, R]) complete() bool { return !slices.Contains(w.done, false) }

// globbed is a folder's name as a pattern that matches it alone.
func globbed(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

func (w *work[P, R]) environment() (Environment, error) {
	e, err := NewEnvironment(w.Files...)
	if err != nil || w.Dir == "" || e.Git.Commit != "" || e.GoMod != "" {
		return e, err
	}
	return w.ofKnownCode(e)
}

// ofKnownCode completes an environment. Where a shard runs there may be neither git nor the
// repository; but if Dir knows the program, it knows of which code that was made.
func (w *work[P, R]) ofKnownCode(e Environment) (Environment, error) {
	names, err := filepath.Glob(filepath.Join(globbed(w.Dir), "environment-*.json"))
	if err != nil {
		return e, err
	}
	for _, name := range names {
		known, err := readEnvironment(name)
		if err != nil {
			return e, err
		}
		if known.Program == e.Program && known.GoMod != "" {
			e.Git, e.GoMod, e.GoSum = known.Git, known.GoMod, known.GoSum
			return e, nil
		}
	}
	return e, nil
}
