//go:build slurm

package main

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slurm is a cluster of Slurm's own programs: two machines, which are this one.
type slurm struct {
	dir   string
	nodes map[string]*exec.Cmd // slurmd by the name of its machine
}

const slurmPackages = "apt-get install munge slurmctld slurmd slurm-client"

// startSlurm starts a cluster on the loopback interface, and ends it with the test.
func startSlurm(t *testing.T) *slurm {
	t.Helper()
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch"} {
		if _, err := exec.LookPath(name); err != nil {
			without(t, name+" is not installed; on Debian: "+slurmPackages)
		}
	}
	if os.Getuid() != 0 {
		without(t, "slurmd starts the jobs of others, and so needs root")
	}
	s := &slurm{t.TempDir(), map[string]*exec.Cmd{}}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	ports := freePorts(t, 3)
	conf := fmt.Sprintf(`
ClusterName=test
SlurmctldHost=%[2]s(127.0.0.1)
SlurmctldPort=%[3]d
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge,cred_expire=5
StateSaveLocation=%[1]s/state
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmctldLogFile=%[1]s/slurmctld.log
SlurmdPidFile=%[1]s/%%n.pid
SlurmdLogFile=%[1]s/%%n.log
SlurmdSpoolDir=%[1]s/spool-%%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdTimeout=5
KillWait=2
ReturnToService=2
SchedulerParameters=sched_interval=1,bf_interval=1
NodeName=node1 NodeHostname=%[2]s NodeAddr=127.0.0.1 Port=%[4]d
NodeName=node2 NodeHostname=%[2]s NodeAddr=127.0.0.1 Port=%[5]d
PartitionName=all Nodes=ALL Default=YES State=UP
`, s.dir, host, ports[0], ports[1], ports[2])
	key := make([]byte, 128)
	rand.Read(key)
	for name, text := range map[string]string{"slurm.conf": conf, "key": string(key)} {
		if err := os.WriteFile(s.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"state", "spool-node1", "spool-node2"} {
		if err := os.Mkdir(s.file(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SLURM_CONF", s.file("slurm.conf"))
	t.Cleanup(func() { // after the daemons: what they leave running
		for range 100 {
			left := s.processes("")
			if len(left) == 0 {
				return
			}
			for _, pid := range left {
				syscall.Kill(pid, syscall.SIGKILL)
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("processes of the cluster are left: %v", s.processes(""))
	})
	s.start(t, "munged", "--force", "--foreground", "--num-threads=1", "--key-file="+s.file("key"), "--socket="+s.file("munge"),
		"--pid-file="+s.file("munge.pid"), "--log-file="+s.file("munge.log"), "--seed-file="+s.file("munge.seed"))
	within(t, 30*time.Second, "munged makes its socket", func() bool {
		_, err := os.Stat(s.file("munge"))
		return err == nil
	})
	s.start(t, "slurmctld", "-D", "-i")
	for _, node := range []string{"node1", "node2"} {
		s.nodes[node] = s.start(t, "slurmd", "-D", "-N", node)
	}
	within(t, 60*time.Second, "both machines are idle", func() bool {
		out, _ := exec.Command("sinfo", "--noheader", "--Node", "--format=%T").Output()
		return string(out) == "idle\nidle\n"
	})
	return s
}

// without skips a test of what is not here, which on a machine of CI is an error.
func without(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func (s *slurm) file(name string) string { return filepath.Join(s.dir, name) }

// start starts a daemon that ends with the test, or with the program of the test.
func (s *slurm) start(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return cmd
}

// lose ends a machine at once, with all that it does.
func (s *slurm) lose(t *testing.T, node string) {
	t.Helper()
	s.nodes[node].Process.Kill()
	s.nodes[node].Wait()
	list := s.processes(node)
	if len(list) < 2 {
		t.Errorf("%s has the processes %v; expected a step and the shard that it runs", node, list)
	}
	for _, pid := range list {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// shard is the process of a shard on a machine; 0 if there is none.
func (s *slurm) shard(node string) int {
	for _, pid := range s.processes(node) {
		if line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); strings.Contains(string(line), "\x00shard\x00") {
			return pid
		}
	}
	return 0
}

// processes are those of the cluster's jobs on a machine; on all, where node is "". A step
// has the log of its machine open, and what it runs has the machine's name in its environment.
func (s *slurm) processes(node string) (list []int) {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		environ, _ := os.ReadFile(dir + "/environ")
		here := strings.Contains("\x00"+string(environ), "\x00SLURM_CONF="+s.file("slurm.conf")) && pid != os.Getpid()
		if here && strings.Contains("\x00"+string(environ), "\x00SLURMD_NODENAME="+node) {
			list = append(list, pid)
			continue
		}
		open, _ := filepath.Glob(dir + "/fd/*")
		for _, fd := range open {
			if to, _ := os.Readlink(fd); strings.HasPrefix(to, s.file(node)) && strings.HasSuffix(to, ".log") {
				list = append(list, pid)
				break
			}
		}
	}
	return list
}

func within(t *testing.T, limit time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v it is not so that %s", limit, what)
		}
	}
}

func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
