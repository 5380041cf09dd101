package experiment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/google/renameio/v2/maybe"
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
	CSV    string // for record: a file for the table, if not empty
	Store  string // for record: a folder for the table, if not empty, which ReadRows reads
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

// export writes the table, also that of a study of which some runs have failed.
func export[P, R any](t *Table[P, R], c Command) error {
	if c.Store != "" {
		if err := t.save(c.Store); err != nil {
			return fmt.Errorf("experiment: the table is not written: %w", err)
		}
	}
	if c.CSV == "" {
		return nil
	}
	var text bytes.Buffer
	err := t.WriteCSV(&text)
	if err == nil {
		err = maybe.WriteFile(c.CSV, text.Bytes(), 0o644)
	}
	if err != nil {
		return fmt.Errorf("experiment: the table is not written: %w", err)
	}
	fmt.Printf("%s holds %d runs\n", c.CSV, t.Len())
	return nil
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
		if t == nil || ctx.Err() != nil {
			return err
		}
		return errors.Join(err, export(t, c))
	case "verify":
		report, err := s.Verify(ctx, c.File, c.Source.Code, c.Sample)
		if err == nil {
			fmt.Println(report)
		}
		return err
	}
	return fmt.Errorf("experiment: no command %q; there are record, verify, shard and gather", c.Verb)
}
