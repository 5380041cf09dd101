package experiment

import (
	"bytes"
	"os/exec"
	"strings"
)

// Git says which code lay in the working folder's repository.
type Git struct {
	Commit      string   `json:"commit,omitempty"`
	Uncommitted string   `json:"uncommitted,omitempty"` // the hash of the difference to the commit
	Changed     []string `json:"changed,omitempty"`     // the files in which it is, new ones included
	patch       []byte
}

// code is what counts as code in a repository: a figure that is drawn anew does not.
var code = []string{":(top)*.go", ":(top)*.s", ":(top)*.ipynb", ":(top)go.mod", ":(top)go.sum"}

// git asks the command git, and returns nothing where there is none, or no repository.
func git() (g Git) {
	commit, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return g
	}
	g.Commit = strings.TrimSpace(string(commit))
	patch, err := exec.Command("git", append([]string{"diff", "--no-ext-diff", "--no-color", "--binary", "HEAD", "--"}, code...)...).Output()
	if err == nil && len(patch) > 0 {
		g.patch = patch
	}
	status, err := exec.Command("git", append([]string{"status", "--porcelain", "--untracked-files=all", "--"}, code...)...).Output()
	if err == nil && len(status) > 0 {
		g.Uncommitted = hash(append(bytes.Clone(patch), status...))[:12]
		for line := range strings.Lines(string(status)) {
			g.Changed = append(g.Changed, strings.TrimSpace(line[min(3, len(line)):]))
		}
	}
	return g
}
