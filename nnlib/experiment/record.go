package experiment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"
)

// Record is what a study's file NAME.study.json says: where the study is, what it gave, and
// in what it was done.
type Record struct {
	Format  string `json:"format"`
	Version int    `json:"version"`

	Source      Source      `json:"source"`
	Environment Environment `json:"environment"` // of the program that wrote the record
	Started     time.Time   `json:"started"`
	Seconds     float64     `json:"seconds"` // from the begin of the first run to the end of the last

	Columns    []Column `json:"columns"`
	Runs       int      `json:"runs"`
	Parameters string   `json:"parameters"` // the hash of those of all runs
	Hash       string   `json:"hash"`       // [Table.Hash] of all runs

	// Others are the environments of runs that were done in another than Environment, by
	// the name that those runs give, which is [Environment.ID].
	Others map[string]Environment `json:"others,omitempty"`

	// Sample holds runs that lie evenly in the order of Over; all, if there are few.
	Sample []json.RawMessage `json:"sample,omitempty"`
}

// Source says where the code of a study is.
type Source struct {
	Notebook string            `json:"notebook,omitempty"` // beside the record
	Study    string            `json:"study,omitempty"`    // the Go expression that is the study, such as study()
	Param    []string          `json:"param,omitempty"`    // the notebook's parameters that were given, as name=value
	Code     map[string]string `json:"code,omitempty"`     // hashes of the code, by what it is
}

const (
	recordFormat  = "dlmath study record"
	recordVersion = 2   // in 1, runs of a study without a Dir did not name their environment
	sampleSize    = 200 // runs that a record holds at most
)

// Record runs what is not in Dir yet, and writes the record of the study to a file.
func (s Study[P, R]) Record(ctx context.Context, file string, from Source) (*Table[P, R], error) {
	w, err := s.prepare()
	if err != nil {
		return nil, fmt.Errorf("experiment: %w", err)
	}
	r := Record{Format: recordFormat, Version: recordVersion, Source: from}
	if r.Environment, err = w.environment(); err != nil { // as it is before the runs
		return nil, fmt.Errorf("experiment: %w", err)
	}
	t, err := s.Run(ctx)
	if err != nil {
		return t, err
	}
	if t.Len() == 0 {
		return t, errors.New("experiment: a study of no runs has no record; give it parameters in Over")
	}
	first, last := t.Runs[0].Started, time.Time{}
	for _, run := range t.Runs {
		if run.Started.Before(first) {
			first = run.Started
		}
		if end := run.Started.Add(run.Duration); end.After(last) {
			last = end
		}
	}
	r.Started, r.Seconds = first.UTC().Truncate(time.Second), last.Sub(first).Round(time.Millisecond).Seconds()
	r.Columns, r.Runs, r.Parameters, r.Hash = w.layout.columns(), t.Len(), w.parametersHash(), t.Hash()
	if r.Others, err = s.otherEnvironments(t, r.Environment.ID()); err != nil {
		return t, fmt.Errorf("experiment: %w", err)
	}
	for _, i := range spread(t.Len(), sampleSize) {
		id := t.Runs[i].environment
		if s.Dir == "" {
			id = r.Environment.ID()
		}
		run := t.Runs[i]
		line, err := w.layout.appendLine(nil, &run, id)
		if err != nil {
			return t, fmt.Errorf("experiment: %w", err)
		}
		r.Sample = append(r.Sample, bytes.TrimSpace(line))
	}
	text, err := r.text()
	if err == nil {
		err = maybe.WriteFile(file, text, 0o644)
	}
	if err != nil {
		return t, fmt.Errorf("experiment: the record is not written: %w", err)
	}
	return t, nil
}

// otherEnvironments are those in Dir that the runs of a table name, but for this one.
func (s Study[P, R]) otherEnvironments(t *Table[P, R], this string) (map[string]Environment, error) {
	if s.Dir == "" {
		return nil, nil // all runs were done now
	}
	others := map[string]Environment{}
	for _, run := range t.Runs {
		id := run.environment
		if _, known := others[id]; known || id == this {
			continue
		}
		e, err := readEnvironment(filepath.Join(s.Dir, "environment-"+id+".json"))
		if err != nil {
			return nil, fmt.Errorf("the environment in which %s was done: %w; without it, take the lines that name %s out of %s, and their runs will be done again", run.Hash, err, id, filepath.Join(s.Dir, runsFile))
		}
		others[id] = e
	}
	return others, nil
}

// text is the record as JSON, each run of the sample on one line.
func (r Record) text() ([]byte, error) {
	sample := r.Sample
	r.Sample = nil
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	text = append(bytes.TrimSuffix(text, []byte("\n}")), ",\n  \"sample\": ["...)
	for i, run := range sample {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, "\n    "...), run...)
	}
	return append(text, "\n  ]\n}\n"...), nil
}

// ReadRecord reads a record that [Study.Record] wrote.
func ReadRecord(file string) (*Record, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("experiment: %w", err)
	}
	r := new(Record)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("experiment: %s is damaged: %w", file, err)
	}
	if r.Format != recordFormat || r.Version < 1 || r.Version > recordVersion {
		return nil, fmt.Errorf("experiment: %s has format %.40q, version %d; expected %q, version 1 to %d", file, r.Format, r.Version, recordFormat, recordVersion)
	}
	return r, nil
}

// spread returns at most n of the numbers 0, …, all−1, at even distances.
func spread(all, n int) (list []int) {
	n = min(n, all)
	for k := range n {
		list = append(list, k*all/n)
	}
	return list
}

// parametersHash is that of the parameters of all runs, sorted, each on a line.
func (w *work[P, R]) parametersHash() string {
	var list []string
	for text := range w.place {
		list = append(list, braces([]byte(text))+"\n")
	}
	slices.Sort(list)
	return hash([]byte(strings.Join(list, "")))
}
