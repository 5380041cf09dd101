package setup

import (
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// trustStep signs the notebooks as they were committed, so that JupyterLab shows
// the pictures stored in them. A notebook that a person has changed or brought
// along is not signed here: JupyterLab itself signs what its user has run.
func (h *Home) trustStep() *step {
	return &step{
		id:    "trust",
		title: "Signatures of the notebooks",
		state: true,
		inputs: func() (string, error) {
			committed, err := h.committedNotebooks()
			return fmt.Sprintln(h.Repo, committed), err
		},
		made: func() []string { return nil },
		run: func(ctx context.Context, r *runner) error {
			committed, err := h.committedNotebooks()
			if err != nil {
				return err
			}
			args := []string{"-m", "nbformat.sign"}
			for _, nb := range committed {
				content, err := os.ReadFile(nb.path)
				if err == nil && gitBlob(content) == nb.blob {
					args = append(args, nb.path)
				} else if err != nil && !errors.Is(err, os.ErrNotExist) {
					return err
				}
			}
			if len(args) == 2 {
				return nil
			}
			_, err = r.do(r.session.Python(ctx, args...))
			return err
		},
	}
}

type notebook struct{ path, blob string }

// committedNotebooks returns the notebooks that git keeps. Where there is no git,
// or no git checkout, the sources were downloaded whole, and those are all.
func (h *Home) committedNotebooks() ([]notebook, error) {
	var list []notebook
	git := exec.Command("git", "-C", h.Repo, "ls-files", "--stage", "-z", "--", "notebooks/*.ipynb")
	if out, err := git.Output(); err == nil {
		for entry := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			// MODE BLOB STAGE \t PATH
			meta, path, _ := strings.Cut(entry, "\t")
			if f := strings.Fields(meta); len(f) == 3 {
				list = append(list, notebook{filepath.Join(h.Repo, path), f[1]})
			}
		}
		return list, nil
	}
	err := filepath.WalkDir(filepath.Join(h.Repo, "notebooks"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".ipynb" || strings.Contains(name, "/.ipynb_checkpoints/") {
			return err
		}
		content, err := os.ReadFile(name)
		list = append(list, notebook{name, gitBlob(content)})
		return err
	})
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return list, err
}

// gitBlob is the name that git gives to a content.
func gitBlob(content []byte) string {
	hash := sha1.New()
	fmt.Fprintf(hash, "blob %d\x00%s", len(content), content)
	return fmt.Sprintf("%x", hash.Sum(nil))
}
