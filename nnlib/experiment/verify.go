package experiment

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Verify repeats runs that a record holds, at most sample of them, or all runs of the study
// where sample is 0, and compares the results with the record to the bit. Nothing is
// taken from Dir. The code is that of now, as [Source] has it.
//
// The report says what was repeated, and what in the environment is another than it was,
// although the results are the same. When something differs the error says what, and what
// has changed in the record that may be the reason.
func (s Study[P, R]) Verify(ctx context.Context, file string, code map[string]string, sample int) (report string, err error) {
	r, err := ReadRecord(file)
	if err != nil {
		return "", err
	}
	report, err = s.verify(ctx, r, code, sample)
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	return report, nil
}

func (s Study[P, R]) verify(ctx context.Context, r *Record, code map[string]string, sample int) (string, error) {
	s.Dir = "" // to repeat is not to read
	w, err := s.prepare()
	if err != nil {
		return "", err
	}
	now, err := NewEnvironment(s.Files...)
	if err != nil {
		return "", err
	}
	if err := sameColumns(r.Columns, w.layout.columns()); err != nil {
		return "", err
	}
	rows, err := w.rows(r)
	if err != nil {
		return "", err
	}
	if err := w.sameParameters(r, rows); err != nil {
		return "", err
	}
	if changed := dataChanges(r.Environment.Data, now.Data); len(changed) > 0 {
		return "", errors.New(strings.Join(changed, "; "))
	}
	if err := sameEnvironments(r, rows, now); err != nil {
		return "", err
	}
	changes := append(codeChanges(r.Source.Code, code), r.Environment.changes(now)...)

	again := s
	if sample > 0 {
		again.Over = nil
		for _, i := range spread(len(rows), sample) {
			again.Over = append(again.Over, rows[i].Params)
		}
	}
	t, failed := again.Run(ctx)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	different, first := w.differences(rows, t)
	if e, other := r.Others[first]; other {
		changes = append(codeChanges(r.Source.Code, code), e.changes(now)...)
	}
	if failed != nil {
		different = append(different, failed.Error())
	}
	repeated, total := len(again.Over), ""
	if sample == 0 {
		if got := t.Hash(); got != r.Hash && len(different) == 0 {
			different = append(different, fmt.Sprintf("the hash of all results was %s and is %s, though the runs that the record holds are the same", short(r.Hash), short(got)))
		}
		total = ", hash " + short(r.Hash)
	}
	if len(different) > 0 {
		return "", errors.New(explained(different, repeated, changes))
	}
	report := fmt.Sprintf("%d of %d runs repeated: the same to the bit%s", repeated, r.Runs, total)
	for _, c := range changes {
		report += "\n  although another: " + c
	}
	return report, nil
}

// explained tells what differs, and why that may be.
func explained(different []string, repeated int, changes []string) string {
	const most = 3
	text := fmt.Sprintf("of %d runs repeated, other results:", repeated)
	for _, d := range different[:min(most, len(different))] {
		text += "\n  " + d
	}
	if more := len(different) - most; more > 0 {
		text += fmt.Sprintf("\n  and of %d more", more)
	}
	if len(changes) == 0 {
		return text + "\nNeither code nor environment have changed since: results in the record were changed, or Func depends on more than its parameters and Files, such as the time or the order of a map"
	}
	return text + "\nWhat has changed since:\n  " + strings.Join(changes, "\n  ")
}

// rows are the runs of a record, each checked against its own hash.
func (w *work[P, R]) rows(r *Record) (rows []Run[P, R], err error) {
	if len(r.Sample) == 0 {
		return nil, errors.New("the record holds no runs to repeat")
	}
	for i, text := range r.Sample {
		run, _, err := w.layout.parseRow(string(text))
		if err != nil {
			return nil, fmt.Errorf("run %d of the sample was changed in the record: %w", i+1, err)
		}
		rows = append(rows, run)
	}
	if len(rows) == r.Runs {
		if got := (&Table[P, R]{rows}).Hash(); got != r.Hash {
			return nil, fmt.Errorf("the record was changed: the hash of all results is %s in it, and that of its runs %s", short(r.Hash), short(got))
		}
	}
	return rows, nil
}

// sameEnvironments returns an error unless each run was done in an environment that the
// record holds as it was: a run names it by its hash. Records of version 1 do not tell.
func sameEnvironments[P, R any](r *Record, rows []Run[P, R], now Environment) error {
	if r.Version == 1 {
		return nil
	}
	this := r.Environment.ID()
	for i, run := range rows {
		if e, other := r.Others[run.environment]; run.environment != this && (!other || e.ID() != run.environment) {
			if !other {
				e = r.Environment
			}
			text := fmt.Sprintf("the environment was changed in the record: run %d of the sample was done in %s, and what the record says of that has the hash %s", i+1, run.environment, e.ID())
			return errors.New(strings.Join(append([]string{text + ". It differs from the one of now in:"}, e.changes(now)...), "\n  "))
		}
	}
	return nil
}

// sameParameters returns an error unless the study has the parameters of the record.
func (w *work[P, R]) sameParameters(r *Record, rows []Run[P, R]) error {
	if w.parametersHash() == r.Parameters {
		return nil
	}
	text := fmt.Sprintf("the parameters have changed: the record has %d runs, the study %d", r.Runs, len(w.Over))
	recorded := map[string]bool{}
	for _, run := range rows {
		params, err := w.layout.appendParams(nil, &run.Params)
		if err != nil {
			return err
		}
		recorded[string(params)] = true
		if _, still := w.place[string(params)]; !still {
			return fmt.Errorf("%s, and none with the record's %s", text, braces(params))
		}
	}
	if len(rows) == r.Runs {
		for _, params := range slices.Sorted(maps.Keys(w.place)) {
			if !recorded[params] {
				return fmt.Errorf("%s, and %s is new", text, braces([]byte(params)))
			}
		}
	}
	return errors.New(text)
}

func dataChanges(was, is map[string]string) (list []string) {
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if is[name] == "" {
			list = append(list, fmt.Sprintf("the data file %s is no longer among the study's Files", name))
		} else if was[name] != is[name] {
			list = append(list, fmt.Sprintf("the data file %s has changed: SHA-256 was %s and is %s", name, short(was[name]), short(is[name])))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if was[name] == "" {
			list = append(list, fmt.Sprintf("the data file %s is new among the study's Files", name))
		}
	}
	return list
}

func codeChanges(was, is map[string]string) (list []string) {
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if was[name] != is[name] {
			list = append(list, fmt.Sprintf("the code of %s: was %s, is %s", name, short(was[name]), orNone(short(is[name]))))
		}
	}
	return list
}

// differences says how results that were repeated differ from those of the record, and in
// which environment the first of them was done.
func (w *work[P, R]) differences(rows []Run[P, R], again *Table[P, R]) (list []string, first string) {
	now := map[string]Run[P, R]{}
	for _, run := range again.Runs {
		params, _ := w.layout.appendParams(nil, &run.Params)
		now[string(params)] = run
	}
	for _, row := range rows {
		params, _ := w.layout.appendParams(nil, &row.Params)
		if run, done := now[string(params)]; done && run.Hash != row.Hash {
			if len(list) == 0 {
				first = row.environment
			}
			list = append(list, w.layout.change(row, run, nil))
		}
	}
	return list, first
}
