package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"dlmath/nnlib/experiment"

	"github.com/google/renameio/v2"
)

// Job is a study on a cluster.
type Job struct {
	Engine  Engine
	Program string // the file of the study's program, built for the cluster's machines
	WorkDir string // the folder in which the study's data files have their names
	Dir     string // the folder of the study; absolute, as WorkDir
	Shards  int
	Tries   int // how often jobs are submitted at most

	Say      func(text string)         // tells a person what has happened, on a line
	Progress func(experiment.Progress) // as of [experiment.Study]; not nil

	data []string // the study's data files, seen from WorkDir
}

// Engine is what runs shards.
type Engine interface {
	// Live returns the job of this study that has not ended; "" if there is none.
	Live(ctx context.Context, j *Job) (id string, err error)

	// Submit lets the shards of these indices be run.
	Submit(ctx context.Context, j *Job, shards []int) (id string, err error)

	// Look says how a job stands.
	Look(ctx context.Context, j *Job, id string) (Standing, error)

	// Lines returns how many lines shards have written until now.
	Lines(ctx context.Context, j *Job) (int, error)

	// Fetch brings what shards have written into the job's folder, if it is not there.
	Fetch(ctx context.Context, j *Job) error

	// Close removes from the cluster what a study leaves there that is done.
	Close(ctx context.Context, j *Job) error

	// Cancel is the command by which a person ends the job, Logs what shows what shards have said.
	Cancel(id string) string
	Logs(j *Job) string
}

// Standing is how a job stands. Its shards number Waiting, Running and Ended.
type Standing struct {
	Waiting, Running int
	Over             bool           // no shard waits or runs
	Ends             map[string]int // how shards have ended that were not done, as the engine calls it
	Cancelled        bool           // by a person
	Reason           string         // why shards wait, as the engine calls it
}

// Name is that of the job, for the engine.
func (j *Job) Name() string { return fmt.Sprintf("dlmath-%x", sha256.Sum256([]byte(j.Dir)))[:17] }

// file is that of a name in the folder of what belongs to the job alone.
func (j *Job) file(name string) string { return filepath.Join(j.Dir, "job", name) }

// program is where all machines find the study's program.
func (j *Job) program() string { return j.file("study") }

// Run returns when all runs of the study are in its folder. It goes on with a job that it
// finds. When ctx ends, it says how to go on, and returns ctx.Err().
func (j *Job) Run(ctx context.Context) error {
	id, err := j.Engine.Live(ctx, j)
	if err != nil {
		return err
	}
	if err := j.keepProgram(id); err != nil {
		return err
	}
	if id != "" {
		j.Say(fmt.Sprintf("The job %s is there already, and goes on.", id))
	}
	g, err := j.gather(ctx)
	if err != nil {
		return err
	}
	for try := 0; ; {
		if id == "" {
			if len(g.Missing) == 0 {
				return j.clear(g)
			}
			if len(g.Failed) > 0 {
				return failed(g)
			}
			if try++; try > j.Tries {
				return fmt.Errorf("of %d runs %d are missing, and their shards were tried as often as is allowed; %s tells why, and the same command again goes on", g.Runs, g.Runs-g.Done, j.Engine.Logs(j))
			}
			if id, err = j.Engine.Submit(ctx, j, g.Missing); err != nil {
				return err
			}
			j.Say(fmt.Sprintf("Job %s: %d of %d runs, in %s. Ctrl-C leaves it running; %s ends it.", id, g.Runs-g.Done, g.Runs, shards(len(g.Missing)), j.Engine.Cancel(id)))
		}
		last, err := j.watch(ctx, id, g)
		if err != nil {
			if ctx.Err() != nil {
				j.Say(fmt.Sprintf("The job %s goes on without you. The same command again shows it, and gathers what it has done; %s ends it.", id, j.Engine.Cancel(id)))
			}
			return err
		}
		before := g.Done
		if g, err = j.gather(ctx); err != nil {
			return err
		}
		switch {
		case last.Cancelled && len(g.Missing) > 0:
			return fmt.Errorf("the job %s was cancelled; %d of %d runs are kept, and the same command again goes on", id, g.Done, g.Runs)
		case len(g.Failed) == 0 && len(g.Missing) > 0:
			if g.Done == before && !j.leftSomething() {
				return fmt.Errorf("the job %s has left nothing in %s (%s): that folder must be on a file system which all machines share, under the same name; give another with --dir", id, j.Dir, ends(last))
			}
			j.Say(fmt.Sprintf("The job %s has ended with %d of %d runs missing, in %s (%s).", id, g.Runs-g.Done, g.Runs, shards(len(g.Missing)), ends(last)))
		}
		if id, err = j.Engine.Live(ctx, j); err != nil {
			return err
		}
	}
}

func failed(g experiment.Gathered) error {
	text := g.Failed[0]
	if more := len(g.Failed) - 1; more > 0 {
		text += "\nand so have " + shards(more) + " more"
	}
	return fmt.Errorf("%s\n%d of %d runs are kept; the same command again tries the others once more", text, g.Done, g.Runs)
}

func ends(s Standing) string {
	var list []string
	for _, name := range sortedKeys(s.Ends) {
		list = append(list, fmt.Sprintf("%d %s", s.Ends[name], name))
	}
	if list == nil {
		return "how, is not known"
	}
	return strings.Join(list, ", ")
}

// keepProgram puts the program where all machines find it, unless a job uses one already.
func (j *Job) keepProgram(id string) error {
	text, err := os.ReadFile(j.Program)
	if err != nil {
		return err
	}
	if id == "" {
		if err := os.MkdirAll(j.file(""), 0o755); err != nil {
			return err
		}
		return renameio.WriteFile(j.program(), text, 0o755)
	}
	used, err := os.ReadFile(j.program())
	if err == nil && !bytes.Equal(text, used) {
		err = errors.New("the code or the parameters have changed since")
	}
	if err != nil {
		return fmt.Errorf("the job %s works on this study in %s, and cannot be taken up: %w; take the change back, end the job by %s, or give the study another --dir", id, j.Dir, err, j.Engine.Cancel(id))
	}
	return nil
}

// gather takes over what shards have done.
func (j *Job) gather(ctx context.Context) (g experiment.Gathered, err error) {
	if err := j.Engine.Fetch(ctx, j); err != nil {
		return g, err
	}
	out, err := j.ask(ctx, experiment.Command{Verb: "gather", Dir: j.Dir, Shards: j.Shards})
	if err != nil {
		return g, err
	}
	if err := json.Unmarshal(out, &g); err != nil {
		return g, fmt.Errorf("the study's program says %.200q, which is not what was gathered: %w", out, err)
	}
	j.data = g.Files
	return g, nil
}

// Record lets the study's program do what a command asks when all runs are there, and
// returns what it says.
func (j *Job) Record(ctx context.Context, c experiment.Command) (said string, err error) {
	out, err := j.ask(ctx, c)
	return string(out), err
}

func (j *Job) ask(ctx context.Context, c experiment.Command) ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, j.program(), string(text))
	cmd.Dir, cmd.Stderr = j.WorkDir, os.Stderr
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		if text := strings.TrimSpace(string(out)); text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("the study's program %s: %w", j.program(), err)
	}
	return out, nil
}

// leftSomething tells whether a shard has written anything into the folder.
func (j *Job) leftSomething() bool {
	for _, pattern := range []string{"shards/*", "job/*.log"} {
		if names, err := fs.Glob(os.DirFS(j.Dir), pattern); err == nil && len(names) > 0 {
			return true
		}
	}
	return false
}

// clear removes the files of shards when all is gathered, and no shard runs.
func (j *Job) clear(g experiment.Gathered) error {
	for _, name := range g.Taken {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	os.Remove(filepath.Join(j.Dir, "shards")) // unless other files are in it
	return nil
}

// Close removes what only a job needs that is not done.
func (j *Job) Close(ctx context.Context) error {
	return errors.Join(j.Engine.Close(ctx, j), os.RemoveAll(j.file("")))
}

// How often the files are looked at, and the engine is asked, which disturbs others.
const (
	lookAtFiles = time.Second
	askFirst    = time.Second
	askLast     = 30 * time.Second
)

// watch returns when a job is over.
func (j *Job) watch(ctx context.Context, id string, g experiment.Gathered) (last Standing, err error) {
	begin, asked, pause := time.Now(), time.Time{}, askFirst
	first := -1
	p := experiment.Progress{Total: g.Runs, Done: g.Done, Kept: g.Done}
	defer func() {
		p.Elapsed, p.Left = time.Since(begin), 0
		j.Progress(p)
	}()
	tick := time.NewTicker(lookAtFiles)
	defer tick.Stop()
	for {
		if time.Since(asked) >= pause {
			now, err := j.Engine.Look(ctx, j, id)
			if ctx.Err() != nil {
				return last, ctx.Err()
			}
			asked, pause = time.Now(), min(pause*3/2, askLast)
			if err != nil {
				p.Note = firstLine(err) // it may be away for a while, as when it is updated
			} else {
				last, p.Note = now, now.String()
			}
		}
		if lines, err := j.Engine.Lines(ctx, j); err == nil {
			if first < 0 {
				first = lines
			}
			if p.Done = min(g.Runs, g.Done+lines-first); p.Done == g.Runs {
				pause = min(pause, 2*askFirst) // the end is near
			}
		}
		if last.Over {
			return last, nil
		}
		p.Elapsed, p.Left = time.Since(begin), 0
		if fresh := p.Done - g.Done; fresh > 0 {
			p.Left = time.Duration(float64(p.Elapsed) / float64(fresh) * float64(p.Total-p.Done))
		}
		j.Progress(p)
		select {
		case <-ctx.Done():
			return last, ctx.Err()
		case <-tick.C:
		}
	}
}

func (s Standing) String() string {
	text := fmt.Sprintf("%s running", shards(s.Running))
	if s.Waiting > 0 {
		text += fmt.Sprintf(", %d waiting", s.Waiting)
	}
	if s.Running == 0 && s.Reason != "" {
		text += " (" + s.Reason + ")"
	}
	return text
}

func shards(n int) string {
	if n == 1 {
		return "1 shard"
	}
	return fmt.Sprintf("%d shards", n)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
