package confine

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"dlmath/kernel/internal/proc"
)

// Limits are those of one program.
type Limits struct {
	Dir       string        // the only folder that it sees; it may write there
	Memory    uint64        // bytes
	FileSize  uint64        // bytes, of each file that it writes
	Files     uint64        // open at once
	Processes uint64        // threads count too; kept only where the program has a name space of its own
	CPU       time.Duration // processor time, in whole seconds

	Namespaces bool // set by [Set]
}

// Default are limits that homework does not feel.
func Default(dir string) Limits {
	return Limits{Dir: dir, Memory: 1 << 30, FileSize: 64 << 20, Files: 64, Processes: 256, CPU: 60 * time.Second}
}

// verb is how this executable is called to become another program.
const verb = "confined"

// Set makes the program start under these limits. It keeps of its environment what
// nnlib and the Go run time read.
func Set(p *proc.Program, l Limits) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if p.Path, err = filepath.Abs(p.Path); err != nil {
		return err
	}
	l.Namespaces = capabilities().Namespaces
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	p.Args = append([]string{verb, string(text), p.Path}, p.Args...)
	p.Path, p.Dir = self, l.Dir
	p.Env = append(environment(p.Env), fmt.Sprintf("GOMEMLIMIT=%d", l.Memory/4*3))
	if l.Namespaces {
		p.Attributes = isolate
	}
	return nil
}

// Ended says which limit has ended a program, in words for the person who wrote it; "" if
// none has.
func (l Limits) Ended(s proc.State) string {
	switch {
	case s.OK() || s.Interrupted:
		return ""
	case s.Signal != 0 && s.User+s.System >= l.CPU-time.Second/2: // the system counts in ticks
		return fmt.Sprintf("ran out of time: it worked for more than %v", l.CPU)
	case s.Signal == syscall.SIGSEGV || s.Signal == syscall.SIGBUS || s.Signal == syscall.SIGKILL || lacksMemory(s.Panic):
		return fmt.Sprintf("ran out of memory: more than %s were asked for; does something grow without end?", bytes(l.Memory))
	}
	return ""
}

// lacksMemory knows the ways in which Go's runtime says so, as the limit meets it here or
// there. A panic is none of them, whatever it says.
func lacksMemory(crash string) bool {
	if strings.HasPrefix(crash, "panic: ") {
		return false
	}
	return strings.Contains(crash, "out of memory") || strings.Contains(crash, "cannot allocate memory") ||
		strings.Contains(crash, "[signal SIGSEGV") || strings.HasPrefix(crash, "SIGSEGV: ") || strings.Contains(crash, "errno=12")
}

// bytes writes a size as a person does.
func bytes(n uint64) string {
	if n%(1<<30) == 0 {
		return fmt.Sprintf("%d GB", n>>30)
	}
	return fmt.Sprintf("%d MB", n>>20)
}

func environment(env []string) []string {
	kept := []string{"HOME=/", "TMPDIR=/", "TZ=UTC"}
	for _, kv := range env {
		if strings.HasPrefix(kv, "DLMATH_SIMD=") {
			kept = append(kept, kv)
		}
	}
	return kept
}

// Become makes this process another program if it was started for that, and does not
// return then. It exits with status 125 and a message if it cannot.
func Become() {
	if len(os.Args) < 3 || os.Args[1] != verb {
		return
	}
	if os.Args[2] == probe {
		json.NewEncoder(os.Stdout).Encode(look())
		os.Exit(0)
	}
	var l Limits
	err := json.Unmarshal([]byte(os.Args[2]), &l)
	if err == nil {
		err = become(l, os.Args[3], os.Args[3:])
	}
	fmt.Fprintf(os.Stderr, "the program could not be confined: %v\n", err)
	os.Exit(125)
}

// abilities are what a machine can do.
type abilities struct {
	Namespaces bool // of users, network and file system
	Landlock   int  // its version; 0 if it is not there
}

const probe = "probe"

// capabilities tries what works, once.
var capabilities = sync.OnceValue(func() (a abilities) {
	self, err := os.Executable()
	if err != nil {
		return a
	}
	try := func(namespaces bool) bool {
		cmd := exec.Command(self, verb, probe)
		if namespaces {
			if isolate == nil {
				return false
			}
			cmd.SysProcAttr = newAttributes()
		}
		out, err := cmd.Output()
		return err == nil && json.Unmarshal(out, &a) == nil
	}
	if try(true) && a.Namespaces {
		return a
	}
	try(false)
	a.Namespaces = false
	return a
})

// Lacking says what cannot be kept from a program on this machine, in words for the
// person who runs it; nil if all can.
func Lacking() (list []string) {
	a := capabilities()
	switch {
	case a.Namespaces:
	case a.Landlock == 0:
		list = append(list, "programs of submissions can read and write whatever you can, and reach the network: this system has neither user namespaces nor Landlock")
	case a.Landlock < 4:
		list = append(list, "programs of submissions can reach the network: this system forbids user namespaces")
	default:
		list = append(list, "programs of submissions can send UDP packets, and listen on the network: this system forbids user namespaces")
	}
	return list
}
