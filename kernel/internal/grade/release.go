package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/screen"
)

// stub stands where a solution in Go was: it compiles, and says so when it is run.
var stub = []string{"// Your code here.", `panic("not done yet")`}

// Release writes what students get of an assignment, to release/ASSIGNMENT: the
// lecturer's notebooks without solutions, hidden tests and outputs, and the files beside
// them. It returns the folder.
func (c *Course) Release(assignment string) (dir string, err error) {
	if _, err := c.read(assignment); err != nil {
		return "", err
	}
	source := filepath.Join(c.Dir, "source", assignment)
	dir = filepath.Join(c.Dir, "release", assignment)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := CopyFiles(dir, source); err != nil {
		return "", err
	}
	names, err := filepath.Glob(filepath.Join(source, "*.ipynb"))
	if err != nil {
		return "", err
	}
	for _, name := range names {
		nb, err := nbformat.Read(name)
		if err != nil {
			return "", err
		}
		if err := HandOut(nb); err != nil {
			return "", fmt.Errorf("%s, %w", name, err)
		}
		if err := nb.WriteFile(filepath.Join(dir, filepath.Base(name))); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// HandOut takes the solutions, the hidden tests and the outputs out of a notebook, as
// nbgrader does. An error names the cell in which a region does not end.
func HandOut(nb *nbformat.Notebook) error {
	for i, c := range nb.Cells() {
		source, regions, err := withoutSolutions(c.Source, c.Type == "code")
		if err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		cells := readCells(nb)
		if one := cells[i]; one.Solution && regions == 0 {
			source = strings.Join(stub, "\n")
			if c.Type != "code" {
				source = placeholder
			}
		} else if regions > 0 && !one.Solution {
			return fmt.Errorf("cell %d has a solution, but is not marked as one in its metadata", i+1)
		}
		c.SetSource(screen.WithoutHidden(source))
		if c.Type == "code" {
			if err := c.SetOutputs(nil, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// withoutSolutions puts a stub in place of each region from BEGIN SOLUTION to END SOLUTION.
func withoutSolutions(source string, code bool) (text string, regions int, err error) {
	var kept []string
	begin := 0
	for n, line := range strings.Split(source, "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		switch {
		case strings.Contains(line, "BEGIN SOLUTION"):
			if begin > 0 {
				return "", 0, fmt.Errorf("line %d: a solution begins inside the one of line %d", n+1, begin)
			}
			begin = n + 1
			regions++
			if !code {
				kept = append(kept, indent+placeholder)
				continue
			}
			for _, s := range stub {
				kept = append(kept, indent+s)
			}
		case strings.Contains(line, "END SOLUTION"):
			if begin == 0 {
				return "", 0, fmt.Errorf("line %d: a solution ends that has not begun", n+1)
			}
			begin = 0
		case begin == 0:
			kept = append(kept, line)
		}
	}
	if begin > 0 {
		return "", 0, fmt.Errorf("line %d: the solution has no END SOLUTION", begin)
	}
	return strings.Join(kept, "\n"), regions, nil
}
