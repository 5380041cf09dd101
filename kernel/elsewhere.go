//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"dlmath/kernel/internal/cluster"
	"dlmath/kernel/internal/setup"
	"dlmath/nnlib/experiment"

	"github.com/mattn/go-isatty"
)

// elsewhere are the options by which other machines do the runs of a study.
type elsewhere struct {
	On     string `help:"Run the study on a cluster: slurm." enum:",slurm" default:"" placeholder:"slurm" group:"On other machines"`
	Shards int    `help:"In how many shards (default: 16)." default:"16" group:"On other machines" placeholder:"N"`
	Tries  int    `help:"How often shards are submitted at most, if their machines are lost (default: 4)." default:"4" group:"On other machines" placeholder:"N"`
	Sbatch string `help:"Options for sbatch, separated by spaces, such as \"--partition=long --time=2:00:00 --mem=2G --cpus-per-task=4\"." group:"On other machines" placeholder:"OPTIONS"`
	Shard  string `help:"Do one shard alone, such as 3/8 of 0/8 to 7/8, and write no record. The same command without --shard gathers them." group:"On other machines" placeholder:"K/N"`
}

const elsewhereHelp = `

With --on, the study is built once into the folder --dir, which all machines must share, and runs there as one
job of many shards. What is done is gathered into the folder as on one machine, and gives the same result to
the bit. Shards that are lost, out of time or killed are submitted again. Ctrl-C leaves the job running; the same
command again takes it up, and never submits twice. With any other scheduler, run --shard 0/8 to --shard 7/8
with a common --dir, then the command without --shard.`

// run lets other machines, or this one as one of them, do the study of a notebook.
func (e *elsewhere) run(ctx context.Context, home *setup.Home, dir string, source experiment.Source, command experiment.Command) error {
	if e.Shard != "" {
		if _, err := experiment.ParseShard(e.Shard); err != nil {
			return err
		}
		if e.On != "" {
			return errors.New("--shard does one shard here, and --on all of them elsewhere: give one of them")
		}
	}
	if e.Shard != "" && command.CSV+command.Store != "" {
		return errors.New("a shard writes no table: give --csv and --parquet to the command without --shard, which gathers them")
	}
	if command.Dir == "" {
		return errors.New("give --dir a folder that all machines share: shards write into it what they have done")
	}
	if e.Shard != "" {
		command.Verb, command.Shard = "shard", e.Shard
		return inNotebook(ctx, home, dir, source, command, os.Stdout, os.Stderr)
	}
	if e.Shards < 1 || e.Tries < 1 {
		return fmt.Errorf("--shards %d and --tries %d: both must be 1 at least", e.Shards, e.Tries)
	}
	if command.Cores != 0 {
		return errors.New(`--cores counts those of this machine; with --on slurm, give --sbatch "--cpus-per-task=N"`)
	}
	d, err := declare(ctx, home, dir, source, passing{os.Stdout, os.Stderr})
	if err != nil {
		return err
	}
	defer d.Close()
	program, err := d.Executable(ctx, d.cell("experiment.Main(%s)", source.Study))
	if err != nil {
		return fmt.Errorf("the study %s of %s: %w", source.Study, d.notebook, err)
	}
	job := &cluster.Job{
		Engine:   &cluster.Slurm{Options: strings.Fields(e.Sbatch)},
		Program:  program,
		WorkDir:  d.dir,
		Dir:      command.Dir,
		Shards:   e.Shards,
		Tries:    e.Tries,
		Say:      func(text string) { fmt.Fprintln(os.Stderr, text) },
		Progress: func(experiment.Progress) {},
	}
	if isatty.IsTerminal(os.Stderr.Fd()) {
		job.Progress = experiment.Line(os.Stderr)
		job.Say = func(text string) { fmt.Fprintf(os.Stderr, "\r\x1b[K%s\n", text) }
	}
	if err := job.Run(ctx); err != nil {
		return err
	}
	command.Source = d.source
	said, err := job.Record(ctx, command)
	if err != nil {
		return err
	}
	fmt.Print(said)
	return job.Close(ctx)
}
