package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"dlmath/nnlib/experiment"
)

// Slurm is an [Engine] by the commands sbatch and squeue. The shards are the tasks of an
// array job; a task whose machine is lost Slurm itself starts again.
type Slurm struct {
	Options []string // for sbatch, such as --partition=long

	tally experiment.Tally
}

// Live asks for the name, which a job has from the moment in which it is submitted.
func (s *Slurm) Live(ctx context.Context, j *Job) (string, error) {
	out, err := command(ctx, nil, "squeue", "--me", "--noheader", "--name="+j.Name(), "--format=%F")
	if err != nil {
		return "", missing(err)
	}
	id, _, _ := strings.Cut(out, "\n")
	return strings.TrimSpace(id), nil
}

// missing explains that a command is not there.
func missing(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: the commands of Slurm are on the machine from which a cluster is used; log in there (on Debian the package is slurm-client)", err)
	}
	return err
}

// Submit calls sbatch.
func (s *Slurm) Submit(ctx context.Context, j *Job, shards []int) (string, error) {
	script := fmt.Sprintf("#!/bin/sh\n"+
		"[ -z \"$SLURM_CPUS_PER_TASK\" ] || export GOMAXPROCS=\"$SLURM_CPUS_PER_TASK\"\n"+
		"exec %s shard \"$SLURM_ARRAY_TASK_ID/%d\" %s\n", quoted(j.program()), j.Shards, quoted(j.Dir))
	args := append([]string{
		"--parsable", "--requeue", "--open-mode=append", "--chdir=" + j.WorkDir,
		"--output=" + strings.ReplaceAll(j.file(""), "%", "%%") + "/%A_%a.log",
	}, s.Options...)
	// After the options: these are not for a person to choose.
	args = append(args, "--job-name="+j.Name(), "--array="+ranges(shards))
	out, err := command(ctx, []byte(script), "sbatch", args...)
	if err != nil {
		return "", fmt.Errorf("Slurm takes no job of %d shards: %w", j.Shards, missing(err))
	}
	id, _, _ := strings.Cut(strings.TrimSpace(out), ";") // then the cluster's name
	return id, nil
}

// How squeue calls what ends a task that is not done. All else, but COMPLETED, goes on.
var ended = []string{"BOOT_FAIL", "CANCELLED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT"}

// Look calls squeue.
func (s *Slurm) Look(ctx context.Context, j *Job, id string) (now Standing, err error) {
	out, err := command(ctx, nil, "squeue", "--noheader", "--array", "--states=all", "--jobs="+id, "--format=%T|%r")
	if err != nil {
		if strings.Contains(err.Error(), "Invalid job id") { // Slurm forgets it some minutes after its end
			return Standing{Over: true}, nil
		}
		return now, missing(err)
	}
	now.Ends = map[string]int{}
	for line := range strings.Lines(out) {
		state, reason, _ := strings.Cut(strings.TrimSpace(line), "|")
		switch {
		case state == "" || state == "COMPLETED":
		case slices.Contains(ended, state):
			now.Ends[state]++
			now.Cancelled = now.Cancelled || state == "CANCELLED"
		case state == "PENDING" || state == "REQUEUED" || state == "REQUEUE_HOLD" || state == "SPECIAL_EXIT":
			now.Waiting++
			now.Reason = reason
		default:
			now.Running++
		}
	}
	now.Over = now.Waiting+now.Running == 0
	return now, nil
}

// Lines counts in the folder, which is shared.
func (s *Slurm) Lines(_ context.Context, j *Job) (int, error) { return s.tally.Count(j.Dir) }

// Fetch does nothing: the folder is shared.
func (s *Slurm) Fetch(context.Context, *Job) error { return nil }

// Close does nothing: Slurm forgets by itself.
func (s *Slurm) Close(context.Context, *Job) error { return nil }

// Cancel is scancel.
func (s *Slurm) Cancel(id string) string { return "scancel " + id }

// Logs is the folder with a file for each task.
func (s *Slurm) Logs(j *Job) string { return j.file("") }

// ranges writes 0, 1, 2, 5 as 0-2,5.
func ranges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		k := i
		for k+1 < len(list) && list[k+1] == list[k]+1 {
			k++
		}
		part := fmt.Sprint(list[i])
		if k > i {
			part += fmt.Sprintf("-%d", list[k])
		}
		parts = append(parts, part)
		i = k + 1
	}
	return strings.Join(parts, ",")
}

// quoted is a word for a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// command returns what a command writes to standard output. Its error holds what it writes
// to standard error.
func command(ctx context.Context, input []byte, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(string(input))
	cmd.Env = os.Environ()
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if text := strings.TrimSpace(said.String()); err != nil && text != "" {
		err = fmt.Errorf("%s: %w", text, err)
	}
	return string(out), err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
