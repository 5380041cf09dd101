package experiment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Command is what the kernel's command asks of a study that is declared in a notebook.
type Command struct {
	Verb   string // record, verify, shard or gather
	File   string // of the record
	Source Source // as it is now
	Sample int    // for verify: how many runs to repeat; 0 means all
	Dir    string // for all but verify: instead of the study's, if not empty
	Shard  string // for shard: which one, such as 3/8
	Shards int    // for gather: how many there are
	Cores  int
	Line   bool // whether to draw a line of progress on standard error
}

// Do does what a command, in JSON, asks of a study. It writes a report to standard output,
// and ends the program with status 1 when the command fails, 130 when it was told to stop.
func Do[P, R any](s Study[P, R], command string) {
	var c Command
	err := json.Unmarshal([]byte(command), &c)
	if err == nil {
		err = do(s, c)
	}
	exit(err)
}

// exit ends the program if there is an error.
func exit(err error) {
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Println(err)
		os.Exit(130)
	case err != nil:
		fmt.Println(err)
		os.Exit(1)
	}
}

func do[P, R any](s Study[P, R], c Command) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Line {
		s.Progress = Line(os.Stderr)
	}
	s.Cores = c.Cores
	if c.Dir != "" {
		s.Dir = c.Dir
	}
	switch c.Verb {
	case "shard":
		shard, err := ParseShard(c.Shard)
		if err != nil {
			return err
		}
		return s.RunShard(ctx, shard)
	case "gather":
		g, err := s.Gather(c.Shards)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(g)
	case "record":
		t, err := s.Record(ctx, c.File, c.Source)
		if err == nil {
			fmt.Printf("%d runs, hash %s\n", t.Len(), short(t.Hash()))
		}
		return err
	case "verify":
		report, err := s.Verify(ctx, c.File, c.Source.Code, c.Sample)
		if err == nil {
			fmt.Println(report)
		}
		return err
	}
	return fmt.Errorf("experiment: no command %q; there are record, verify, shard and gather", c.Verb)
}
