package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// standIn is kubectl with a cluster of one machine behind it, for what the package asks of
// them: objects are files in a folder, and a controller runs the pods of a Job, with the
// rules for those that fail. A pod's container is a container of Docker, restricted as the
// manifest says, where the folder names an image; else it is a process.
type cluster struct {
	dir   string // of the objects
	image string // "" for processes
	claim string // a folder, or a volume of Docker
}

// Where the stand-in finds its cluster.
const clusterEnv, imageEnv = "DLMATH_TEST_CLUSTER", "DLMATH_TEST_IMAGE"

func standIn(args []string) error {
	c := &cluster{dir: os.Getenv(clusterEnv), image: os.Getenv(imageEnv)}
	c.claim = filepath.Join(c.dir, "claim")
	if c.image != "" {
		c.claim = volumeOf(c.dir)
	}
	var words []string // without flags
	for i, a := range args {
		if a == "--" {
			return c.exec(words[1], args[i+1:])
		}
		if !strings.HasPrefix(a, "--") {
			words = append(words, a)
		}
	}
	switch words[0] {
	case "apply":
		return c.apply()
	case "control":
		return c.control(words[1])
	case "wait": // a pod that is applied is ready here
		return nil
	case "delete":
		c.stop(words[2])
		os.Remove(c.object(words[1], words[2]) + ".status")
		return errors.Join(os.RemoveAll(c.object(words[1], words[2])))
	case "get":
		switch words[1] {
		case "pods":
			_, err := fmt.Println(`{"items": [{"status": {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]}}]}`)
			return err
		case "pod":
			if _, err := os.Stat(c.object("pod", words[2])); err == nil {
				fmt.Print("Running")
			}
			return nil
		case "job":
			text, err := os.ReadFile(c.object("job", words[2]) + ".status")
			if os.IsNotExist(err) {
				return nil
			}
			os.Stdout.Write(text)
			return err
		}
	}
	return fmt.Errorf("the stand-in does not know %q", args)
}

func volumeOf(dir string) string { return "dlmath-test-" + filepath.Base(filepath.Dir(dir)) }

func (c *cluster) object(kind, name string) string {
	return filepath.Join(c.dir, kind+"-"+name+".json")
}

// manifest is what is read of a Pod or a Job.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		podSpec
		Completions          int
		BackoffLimitPerIndex int
		Template             struct{ Spec podSpec }
	}
}

type podSpec struct {
	SecurityContext struct{ RunAsUser, RunAsGroup int }
	Containers      []struct {
		Image           string
		Command, Args   []string
		WorkingDir      string
		Resources       struct{ Limits struct{ CPU, Memory string } }
		VolumeMounts    []struct{ MountPath string }
		SecurityContext struct {
			AllowPrivilegeEscalation, ReadOnlyRootFilesystem bool
			Capabilities                                     struct{ Drop []string }
		}
	}
}

func (c *cluster) apply() error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	file := c.object(strings.ToLower(m.Kind), m.Metadata.Name)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.dir, "applied-"+m.Kind+".json"), text, 0o644); err != nil {
		return err
	}
	if m.Kind == "Pod" {
		return c.run(m.Spec.podSpec, m.Metadata.Name, "").Run()
	}
	if err := c.tell(m, m.Spec.Completions, "", ""); err != nil {
		return err
	}
	controller := exec.Command(os.Args[0], "control", m.Metadata.Name)
	controller.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return controller.Start()
}

// tell writes the status of a Job.
func (c *cluster) tell(m manifest, active int, condition, failedIndexes string) error {
	conditions := []object{}
	if condition != "" {
		conditions = append(conditions, object{"type": condition, "status": "True", "reason": "FailedIndexes"})
	}
	text, err := json.Marshal(object{"status": object{"active": active, "ready": active, "failedIndexes": failedIndexes, "conditions": conditions}})
	if err != nil {
		return err
	}
	file := c.object("job", m.Metadata.Name) + ".status"
	if err := os.WriteFile(file+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// control runs the pods of a Job, two at a time.
func (c *cluster) control(name string) error {
	text, err := os.ReadFile(c.object("job", name))
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	var mu sync.Mutex
	var failed []string
	active := m.Spec.Completions
	nodes := make(chan bool, 2)
	var pods sync.WaitGroup
	for index := range m.Spec.Completions {
		nodes <- true
		pods.Go(func() {
			defer func() { <-nodes }()
			var err error
			for range m.Spec.BackoffLimitPerIndex + 1 {
				pod := c.run(m.Spec.Template.Spec, fmt.Sprintf("%s-%d", name, index), strconv.Itoa(index))
				pod.Stdout, pod.Stderr = os.Stdout, os.Stderr
				if err = pod.Run(); err == nil || pod.ProcessState != nil && pod.ProcessState.ExitCode() == 1 {
					break
				}
			}
			mu.Lock()
			defer mu.Unlock()
			active--
			if err != nil {
				failed = append(failed, strconv.Itoa(index))
			}
			c.tell(m, active, "", strings.Join(failed, ","))
		})
	}
	pods.Wait()
	if _, err := os.Stat(c.object("job", name)); err != nil {
		return nil // it was deleted
	}
	if failed != nil {
		return c.tell(m, 0, "Failed", strings.Join(failed, ","))
	}
	return c.tell(m, 0, "Complete", "")
}

// run is the command that runs the container of a pod.
func (c *cluster) run(p podSpec, name, shard string) *exec.Cmd {
	k := p.Containers[0]
	if c.image == "" {
		if k.Command[0] == "sleep" {
			return exec.Command("true") // commands in the pod run without it
		}
		words := append(k.Command[1:], k.Args...)
		for i, w := range words {
			words[i] = c.here(strings.ReplaceAll(w, "$(SHARD)", shard))
		}
		cmd := exec.Command(c.here(k.Command[0]), words...)
		cmd.Dir = c.here(k.WorkingDir)
		return cmd
	}
	args := []string{"run", "--rm", "--network=none", "--name=" + name, "--volume=" + c.claim + ":" + k.VolumeMounts[0].MountPath,
		fmt.Sprintf("--user=%d:%d", p.SecurityContext.RunAsUser, p.SecurityContext.RunAsGroup), "--entrypoint=" + k.Command[0]}
	if k.SecurityContext.ReadOnlyRootFilesystem {
		args = append(args, "--read-only")
	}
	if !k.SecurityContext.AllowPrivilegeEscalation {
		args = append(args, "--security-opt=no-new-privileges")
	}
	for _, capability := range k.SecurityContext.Capabilities.Drop {
		args = append(args, "--cap-drop="+capability)
	}
	if shard != "" {
		args = append(args, "--workdir="+k.WorkingDir)
	} else {
		args = append(args, "--detach", "--init")
	}
	args = append(append(args, k.Image), k.Command[1:]...)
	for _, a := range k.Args {
		args = append(args, strings.ReplaceAll(a, "$(SHARD)", shard))
	}
	return exec.Command("docker", args...)
}

// here is where a file of the claim is, without containers.
func (c *cluster) here(text string) string { return strings.ReplaceAll(text, mounted, c.claim) }

func (c *cluster) exec(pod string, words []string) error {
	cmd := exec.Command(words[0], words[1:]...)
	if c.image != "" {
		cmd = exec.Command("docker", append([]string{"exec", "--interactive", pod}, words...)...)
	} else {
		for i := range words {
			cmd.Args[i] = c.here(words[i])
		}
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// stop ends a pod, if it is a container.
func (c *cluster) stop(name string) {
	if c.image != "" {
		exec.Command("docker", "rm", "--force", "--volumes", name).Run()
	}
}
