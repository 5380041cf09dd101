//go:build !windows

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"dlmath/kernel/internal/cluster"
	"dlmath/kernel/internal/setup"
	"dlmath/nnlib/experiment"

	"github.com/mattn/go-isatty"
)

// elsewhere are the options by which other machines do the runs of a study.
type elsewhere struct {
	On     string `help:"Run the study on a cluster: slurm or kubernetes." enum:",slurm,kubernetes" default:"" placeholder:"CLUSTER" group:"On other machines"`
	Shards int    `help:"In how many shards (default: 16)." default:"16" group:"On other machines" placeholder:"N"`
	Tries  int    `help:"How often a shard is tried at most, if its machine is lost (default: 4)." default:"4" group:"On other machines" placeholder:"N"`
	Sbatch string `help:"Options for sbatch, separated by spaces, such as \"--partition=long --time=2:00:00 --mem=2G --cpus-per-task=4\"." group:"On other machines" placeholder:"OPTIONS"`

	Claim   string `help:"The PersistentVolumeClaim that all pods of the study share." group:"On other machines" placeholder:"NAME"`
	Image   string `help:"The image of the pods (default: dlmath)." default:"dlmath" group:"On other machines" placeholder:"IMAGE"`
	CPU     string `name:"cpu" help:"What a pod gets of processors (default: 1)." default:"1" group:"On other machines" placeholder:"QUANTITY"`
	Memory  string `help:"What a pod gets of memory (default: 1Gi)." default:"1Gi" group:"On other machines" placeholder:"QUANTITY"`
	Kubectl string `help:"Options for kubectl, separated by spaces, such as \"--context=lab --namespace=research\"." group:"On other machines" placeholder:"OPTIONS"`

	Shard string `help:"Do one shard alone, such as 3/8 of 0/8 to 7/8, and write no record. The same command without --shard gathers them." group:"On other machines" placeholder:"K/N"`
}

const elsewhereHelp = `

With --on, the study is built once and runs as one job of many shards. What is done is gathered into the folder
--dir as on one machine, and gives the same result to the bit. Shards that are lost, out of time or killed are
tried again. Ctrl-C leaves the job running; the same command again takes it up, and never submits twice.

With --on slurm, all machines must share the folder --dir under the same name.

With --on kubernetes, files go into the volume of --claim and come out of it by kubectl, for which --dir may be on
this machine alone. Pods run as user 1000, who must be able to write to the volume, with a root file system that
is read-only and without capabilities.

Let a shard take some minutes at least: to start one takes about a second. For a million runs, count with 1000
shards (Slurm takes at most MaxArraySize, 1001 where nobody has changed it), 200 bytes for a run of a few
numbers, and half a minute to gather them all.

With any other scheduler, run --shard 0/8 to --shard 7/8 with a common --dir, also in containers of the image, and
then the command without --shard.`

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
		return errors.New("give a folder with --dir: what shards have done is kept in it")
	}
	if e.Shard != "" {
		command.Verb, command.Shard = "shard", e.Shard
		return inNotebook(ctx, home, dir, source, command, os.Stdout, os.Stderr)
	}
	if e.Shards < 1 || e.Tries < 1 {
		return fmt.Errorf("--shards %d and --tries %d: both must be 1 at least", e.Shards, e.Tries)
	}
	if command.Cores != 0 {
		return errors.New(`--cores counts those of this machine; give --sbatch "--cpus-per-task=N" with --on slurm, --cpu N with --on kubernetes`)
	}
	engine, err := e.engine()
	if err != nil {
		return err
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
		Engine:   engine,
		Program:  program,
		WorkDir:  d.dir,
		Dir:      command.Dir,
		Shards:   e.Shards,
		Tries:    e.Tries,
		Say:      func(text string) { fmt.Fprintln(os.Stderr, text) },
		Progress: func(experiment.Progress) {},
	}
	if e.On == "kubernetes" {
		job.Tries = 1 // pods are tried again by Kubernetes itself
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

// engine is that of --on.
func (e *elsewhere) engine() (cluster.Engine, error) {
	if e.On == "slurm" {
		return &cluster.Slurm{Options: strings.Fields(e.Sbatch)}, nil
	}
	if e.Claim == "" {
		return nil, errors.New("give --claim NAME, a PersistentVolumeClaim that many pods can write to (ReadWriteMany); kubectl get pvc lists those that are there")
	}
	if runtime.GOOS != "linux" {
		return nil, fmt.Errorf("the program for the pods is built for this system, %s, and they are Linux: run this command on Linux", runtime.GOOS)
	}
	return &cluster.Kubernetes{Image: e.Image, Claim: e.Claim, CPU: e.CPU, Memory: e.Memory, Tries: e.Tries, Options: strings.Fields(e.Kubectl)}, nil
}
