package setup

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
)

// Problem is a failure whose cause lies outside this program.
type Problem struct {
	What string // what is wrong, in a sentence
	Mend string // what to do about it, with the command
	Err  error  // the failure itself; may be nil
}

func (p *Problem) Error() string {
	return p.What + "\n  " + strings.ReplaceAll(p.Mend, "\n", "\n  ")
}

func (p *Problem) Unwrap() error { return p.Err }

// Disk space that a first set-up takes: half of it the Home, half Go's module
// and build caches.
const diskNeeded = 1200 << 20

// With less than this left, a command that failed has failed for want of space.
// Not all say so: Python's venv does not pass on what pip has said.
const diskLow = 20 << 20

var (
	diskFull = regexp.MustCompile(`(?i)no space left on device|disk quota exceeded|\[Errno 28\]`)
	offline  = regexp.MustCompile(`(?i)dial tcp|no such host|network is unreachable|connection refused|` +
		`i/o timeout|TLS handshake timeout|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|` +
		`Temporary failure in name resolution|nodename nor servname`)
)

// explain turns a failure into a Problem where its cause is known: from the
// error itself, or from what the command that failed has printed.
func (h *Home) explain(err error, output string) error {
	var known *Problem
	switch {
	case err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || diskFull.MatchString(output):
		return h.diskProblem(err)
	case errors.Is(err, syscall.EROFS) || errors.Is(err, os.ErrPermission):
		return h.folderProblem(err)
	case offline.MatchString(output):
		return &Problem{
			What: "The network cannot be reached, and the first set-up has to fetch packages.",
			Mend: "Check the connection (behind a proxy, set HTTPS_PROXY) and run the command again: it goes on where it stopped.",
			Err:  err,
		}
	}
	if _, left := h.leastFree(); left < diskLow {
		return h.diskProblem(err)
	}
	return err
}

// folderProblem says which folder cannot be written, and how to choose another.
func (h *Home) folderProblem(err error) error {
	dir, variable := h.Dir, HomeEnv
	var at *os.PathError
	if h.State() != h.Dir && errors.As(err, &at) && strings.HasPrefix(at.Path+"/", h.State()+"/") {
		dir, variable = h.State(), StateEnv
	}
	return &Problem{
		What: fmt.Sprintf("The folder %s cannot be written.", dir),
		Mend: fmt.Sprintf("Choose a folder of your own:  %s=$HOME/.dlmath go run ./kernel lab", variable),
		Err:  err,
	}
}

func (h *Home) diskProblem(err error) error {
	dir, left := h.leastFree()
	return &Problem{
		What: fmt.Sprintf("The disk is full: %d MB are left for %s.", left>>20, dir),
		Mend: fmt.Sprintf("Free some space (a first set-up takes about %d MB) and run the command again: it goes on where it stopped.\n"+
			"Or choose another disk:  %s=/another/folder go run ./kernel lab", diskNeeded>>20, HomeEnv),
		Err: err,
	}
}

// leastFree returns the folder with the least space among those that the set-up fills.
func (h *Home) leastFree() (dir string, left uint64) {
	left = math.MaxUint64
	for _, d := range []string{h.Dir, h.goCache, os.TempDir()} {
		if n, err := free(d); err == nil && n < left {
			dir, left = d, n
		}
	}
	return dir, left
}

// installCommand is the command with which this system installs a package.
// The names are those of Debian, Fedora, Arch, openSUSE, Alpine and Homebrew.
func installCommand(debian, fedora, arch, suse, alpine, brew string) string {
	for _, c := range []struct{ tool, command string }{
		{"apt-get", "sudo apt install " + debian},
		{"dnf", "sudo dnf install " + fedora},
		{"pacman", "sudo pacman -S " + arch},
		{"zypper", "sudo zypper install " + suse},
		{"apk", "doas apk add " + alpine},
		{"brew", "brew install " + brew},
	} {
		if _, err := exec.LookPath(c.tool); err == nil && (runtime.GOOS == "darwin") == (c.tool == "brew") {
			return c.command
		}
	}
	return ""
}
