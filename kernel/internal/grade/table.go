package grade

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// table is the file of marks: a row for each student, a column for each problem. The
// fields of answers that a person marks are empty until that person fills them in, and
// are kept from then on.
type table struct {
	file  string
	given map[string]map[string]float64 // by student and column
}

// column names a problem: with its notebook where an assignment has several.
func column(assignments []*Assignment, a *Assignment, id string) string {
	if len(assignments) == 1 {
		return id
	}
	return a.Name + "/" + id
}

// readTable reads what a person has given. The file need not be there.
func readTable(file string, assignments []*Assignment) (*table, error) {
	t := &table{file: file, given: map[string]map[string]float64{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	} else if err != nil {
		return nil, err
	}
	most := map[string]float64{}
	for _, a := range assignments {
		for _, p := range a.Problems() {
			if p.Manual() {
				most[column(assignments, a, p.ID)] = p.Points
			}
		}
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if first, _, _ := strings.Cut(string(text), "\n"); strings.Count(first, ";") > strings.Count(first, ",") {
		rows.Comma = ';' // as spreadsheets write it where a comma is the decimal point
	}
	records, err := rows.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(records) == 0 {
		return t, nil
	}
	for i, record := range records[1:] {
		student := record[0]
		t.given[student] = map[string]float64{}
		for j, field := range record {
			name := records[0][j]
			limit, manual := most[name]
			if field = strings.TrimSpace(field); !manual || field == "" {
				continue
			}
			points, err := strconv.ParseFloat(strings.Replace(field, ",", ".", 1), 64)
			if err != nil || !(points >= 0 && points <= limit) {
				return nil, fmt.Errorf("%s, row %d (%s), column %s: %q; expected points from 0 to %s, or nothing as long as it is not marked", file, i+2, student, name, field, Decimal(limit))
			}
			t.given[student][name] = points
		}
	}
	return t, nil
}

// give puts the points that a person has given into the results.
func (t *table) give(student string, results []*Result, assignments []*Assignment) {
	for i, r := range results {
		for _, m := range r.Marks() {
			if points, ok := t.given[student][column(assignments, assignments[i], m.ID)]; ok && m.Manual {
				m.Points, m.Error = &points, ""
			}
		}
	}
}

// write writes the table. A student whose submission is not marked yet has no row.
func (t *table) write(students []string, results map[string][]*Result, assignments []*Assignment) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{"student", "points", "of"}
	var most float64
	for _, a := range assignments {
		for _, p := range a.Problems() {
			header = append(header, column(assignments, a, p.ID))
			most += p.Points
		}
	}
	w.Write(header)
	for _, student := range students {
		if results[student] == nil {
			continue
		}
		var points float64
		fields := map[string]string{}
		for i, r := range results[student] {
			p, _, _ := r.Points()
			points += p
			for _, m := range r.Marks() {
				if m.Points != nil {
					fields[column(assignments, assignments[i], m.ID)] = Decimal(*m.Points)
				}
			}
		}
		row := []string{student, Decimal(points), Decimal(most)}
		for _, name := range header[3:] {
			row = append(row, fields[name])
		}
		w.Write(row)
	}
	w.Flush()
	return writeFile(t.file, b.Bytes())
}
