package experiment

import (
	"iter"
	"os/exec"
	"slices"
	"strings"
)

// Git says which code lay in the working folder's repository.
type Git struct {
	Commit      string   `json:"commit,omitempty"`
	Uncommitted string   `json:"uncommitted,omitempty"` // the hash of the difference to the commit
	Changed     []string `json:"changed,omitempty"`     // the files in which it is, new ones included
	patch       []byte   // git apply makes the code of it again, in a clone at the commit
}

// code is what counts as code in a repository: a figure that is drawn anew does not.
var code = []string{":(top)*.go", ":(top)*.s", ":(top)*.ipynb", ":(top)go.mod", ":(top)go.sum"}

// git asks the command git, and returns nothing where there is none, or no repository.
func git() (g Git) {
	answer, err := asked("", "rev-parse", "HEAD", "--show-toplevel")
	commit, top, found := strings.Cut(strings.TrimSuffix(string(answer), "\n"), "\n")
	if err != nil || !found {
		return g
	}
	g.Commit = commit
	changed, err := asked(top, append([]string{"diff", "--name-only", "-z", "HEAD", "--"}, code...)...)
	if err != nil {
		return g
	}
	added, err := asked(top, append([]string{"ls-files", "--others", "--exclude-standard", "-z", "--"}, code...)...)
	if err != nil {
		return g
	}
	g.Changed = slices.Sorted(fieldsWithZero(string(changed) + string(added)))
	if len(g.Changed) == 0 {
		return g
	}
	g.patch, _ = asked(top, append(slices.Concat(patchOf, []string{"HEAD", "--"}), code...)...)
	for name := range fieldsWithZero(string(added)) {
		// The status of --no-index says whether there is a difference: here always.
		patch, _ := asked(top, slices.Concat(patchOf, []string{"--no-index", "--", "/dev/null", name})...)
		g.patch = append(g.patch, patch...)
	}
	g.Uncommitted = hash(g.patch)[:12]
	return g
}

var patchOf = []string{"diff", "--no-ext-diff", "--no-color", "--binary"}

func asked(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	return cmd.Output()
}

// fieldsWithZero are the names in a list in which each ends with a zero byte.
func fieldsWithZero(list string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range strings.SplitSeq(list, "\x00") {
			if name != "" && !yield(name) {
				return
			}
		}
	}
}
