//go:build !windows

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dlmath/kernel/internal/build"
	"dlmath/kernel/internal/cell"
	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/parameters"
	"dlmath/kernel/internal/proc"
	"dlmath/kernel/internal/session"
	"dlmath/kernel/internal/setup"
	"dlmath/nnlib/experiment"

	"github.com/mattn/go-isatty"
)

type studyVerb struct {
	Notebook string   `arg:"" help:"The notebook that declares the study."`
	Study    string   `default:"study()" help:"The Go expression that is the study (default: study())." placeholder:"EXPRESSION"`
	Param    []string `name:"param" sep:"none" help:"Another value for a name that the cell tagged parameters declares; may be given several times." placeholder:"NAME=VALUE"`
	Dir      string   `help:"The folder that keeps finished runs (default: the study's own)." placeholder:"DIR"`
	Cores    int      `help:"How many runs to do at once (default: all cores)."`
	Output   string   `short:"o" help:"The record to write (default: NOTEBOOK.study.json, beside the notebook)." placeholder:"FILE"`
	CSV      string   `name:"csv" help:"Also write the table of all runs, as CSV." placeholder:"FILE"`
	Parquet  string   `help:"Also write the table of all runs, as Apache Parquet." placeholder:"FILE"`

	elsewhere
}

// Help is shown by --help.
func (v *studyVerb) Help() string {
	return `The notebook's declarations are compiled, its cells are not run. With --dir, or a Dir in the
study, a study that was stopped goes on where it was.` + elsewhereHelp
}

// recordSuffix tells a record from a notebook.
const recordSuffix = ".study.json"

// Run runs the study and writes its record.
func (v *studyVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	file := v.Output
	if file == "" {
		file = strings.TrimSuffix(v.Notebook, ".ipynb") + recordSuffix
	}
	source := experiment.Source{Notebook: filepath.Base(v.Notebook), Study: v.Study, Param: v.Param}
	command := experiment.Command{Verb: "record", Dir: v.Dir, CSV: v.CSV, Cores: v.Cores}
	for _, path := range []*string{&file, &command.Dir, &command.CSV} {
		if *path != "" {
			if *path, err = filepath.Abs(*path); err != nil {
				return err
			}
		}
	}
	if beside, err := filepath.Abs(filepath.Dir(v.Notebook)); err != nil || beside != filepath.Dir(file) {
		return errors.Join(err, fmt.Errorf("the record %s is not beside the notebook, where verify looks for it", file))
	}
	command.File = file
	run := func(command experiment.Command) error {
		if v.Shard != "" || v.On != "" {
			return v.elsewhere.run(ctx, home, filepath.Dir(v.Notebook), source, command)
		}
		return inNotebook(ctx, home, filepath.Dir(v.Notebook), source, command, os.Stdout, os.Stderr)
	}
	if v.Parquet == "" {
		return run(command)
	}
	return withParquet(v.Parquet, command, run)
}

// verifyRecord repeats runs of the study that a record is of; all, where sample is 0.
func verifyRecord(ctx context.Context, file string, sample int, out, progress io.Writer) error {
	r, err := experiment.ReadRecord(file)
	if err != nil {
		return err
	}
	if r.Source.Notebook == "" || r.Source.Notebook != filepath.Base(r.Source.Notebook) || r.Source.Study == "" {
		return fmt.Errorf("%s names no notebook beside it: it is the record of a Go program, which repeats it by Study.Verify", file)
	}
	home, err := setup.Open()
	if err != nil {
		return err
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  ", file)
	return inNotebook(ctx, home, filepath.Dir(file), r.Source, experiment.Command{Verb: "verify", File: path, Sample: sample}, out, progress)
}

// inNotebook gives a command to the study that a notebook in a folder declares.
func inNotebook(ctx context.Context, home *setup.Home, dir string, source experiment.Source, command experiment.Command, out, progress io.Writer) error {
	d, err := declare(ctx, home, dir, source, passing{out, progress})
	if err != nil {
		return err
	}
	defer d.Close()
	command.Source = d.source
	if f, ok := progress.(*os.File); ok {
		command.Line = isatty.IsTerminal(f.Fd())
	}
	text, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if err = d.Execute(ctx, d.cell("experiment.Do(%s, %q)", source.Study, text), d.front); err != nil {
		return fmt.Errorf("the study %s of %s: %w", source.Study, d.notebook, err)
	}
	return nil
}

// declared is a session in which a notebook's declarations are in force.
type declared struct {
	*session.Session
	notebook string
	dir      string            // of the notebook; absolute
	source   experiment.Source // with the hashes of the code
	cells    int
	front    session.Front
}

// cell is one after those of the notebook, which runs a statement.
func (d *declared) cell(statement string, args ...any) session.Cell {
	return session.Cell{Source: fmt.Sprintf("%%%%\n"+statement, args...), Number: d.cells + 1}
}

func declare(ctx context.Context, home *setup.Home, dir string, source experiment.Source, out passing) (d *declared, err error) {
	name := filepath.Join(dir, source.Notebook)
	nb, err := nbformat.Read(name)
	if err != nil {
		return nil, err
	}
	written, err := declarations(nb)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	library, err := libraryHash(home.Repo)
	if err != nil {
		return nil, err
	}
	source.Code = map[string]string{"the notebook": hashOf(strings.Join(written, "\n")), "nnlib": library}
	if len(source.Param) > 0 {
		if err := parameters.Inject(nb, source.Param); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	cells, err := declarations(nb)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	env := home.Environ()
	s, err := session.New(ctx, session.Config{
		Build: build.Config{Workspace: []string{home.Repo}, Env: env},
		Dir:   dir,
		Env:   env,
	})
	if err != nil {
		return nil, err
	}
	front := session.Alone{Output: out}
	for i, c := range cells {
		if c == "" {
			continue
		}
		if err := s.Execute(ctx, session.Cell{Source: c, Number: i + 1}, front); err != nil {
			s.Close()
			return nil, fmt.Errorf("%s, cell %d%s: %w", name, i+1, inLine(err), err)
		}
	}
	return &declared{s, name, dir, source, len(cells), front}, nil
}

// declarations returns of each code cell what it declares, "" where that is nothing.
func declarations(nb *nbformat.Notebook) (sources []string, err error) {
	for i, code := range codeCells(nb) {
		c, err := cell.Parse(code.Source)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		var b strings.Builder
		for _, im := range c.Imports {
			fmt.Fprintf(&b, "import %s %q\n", im.Name, im.Path)
		}
		for _, d := range c.Decls {
			b.WriteString(d.Source + "\n")
		}
		sources = append(sources, b.String())
	}
	return sources, nil
}

// libraryHash is that of the library's code.
func libraryHash(repo string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(filepath.Join(repo, "nnlib"), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(name); d.IsDir() || ext != ".go" && ext != ".s" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		short, err := filepath.Rel(repo, name)
		fmt.Fprintf(h, "%s %s\n", filepath.ToSlash(short), hashOf(string(text)))
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// passing writes what a program writes.
type passing struct{ out, err io.Writer }

var _ proc.Output = passing{}

func (p passing) Stream(name, text string) {
	if name == "stderr" {
		io.WriteString(p.err, text)
	} else {
		io.WriteString(p.out, text)
	}
}

func (passing) Display(proc.Bundle) {}
