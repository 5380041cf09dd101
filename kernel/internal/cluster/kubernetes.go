package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Kubernetes is an [Engine] by the command kubectl. The shards are the pods of an Indexed
// Job. Their folder is in a claim; a pod beside them takes files in and out.
type Kubernetes struct {
	Image   string   // what has sh and tar, such as the project's own
	Claim   string   // a PersistentVolumeClaim that many pods can write to
	CPU     string   // of a shard, such as 1 or 500m
	Memory  string   // of a shard, such as 1Gi
	Tries   int      // how often a pod of a shard is started at most
	Options []string // for kubectl, such as --namespace=studies

	lines   int
	counted time.Time
}

// kubectl runs the command.
func (k *Kubernetes) kubectl(ctx context.Context, input []byte, args ...string) (string, error) {
	out, err := command(ctx, input, "kubectl", append(k.Options[:len(k.Options):len(k.Options)], args...)...)
	if errors.Is(err, exec.ErrNotFound) {
		err = fmt.Errorf("%w: Kubernetes is used by the command kubectl, of about the cluster's own version; see https://kubernetes.io/docs/tasks/tools", err)
	}
	return out, err
}

// jobStatus is what is read of a Job.
type jobStatus struct {
	Status struct {
		Active, Ready int
		FailedIndexes string
		Conditions    []struct{ Type, Status, Reason string }
	}
}

// job asks for the Job; nil if there is none.
func (k *Kubernetes) job(ctx context.Context, j *Job) (*jobStatus, error) {
	out, err := k.kubectl(ctx, nil, "get", "job", j.Name(), "--ignore-not-found", "--output=json")
	if err != nil || strings.TrimSpace(out) == "" {
		return nil, err
	}
	status := new(jobStatus)
	if err := json.Unmarshal([]byte(out), status); err != nil {
		return nil, fmt.Errorf("kubectl get job says %.200q: %w", out, err)
	}
	return status, nil
}

// over tells whether the Job has ended, and the reason why it failed, if it did.
func (s *jobStatus) over() (over bool, reason string) {
	for _, c := range s.Status.Conditions {
		if c.Status == "True" && (c.Type == "Complete" || c.Type == "Failed") {
			if c.Type == "Failed" {
				reason = c.Reason
			}
			return true, reason
		}
	}
	return false, ""
}

// Live returns the name of the Job.
func (k *Kubernetes) Live(ctx context.Context, j *Job) (string, error) {
	status, err := k.job(ctx, j)
	if err != nil || status == nil {
		return "", err
	}
	if over, _ := status.over(); over {
		return "", nil
	}
	return j.Name(), nil
}

// Submit puts the program and what is done into the claim, and applies the Job. It has a
// pod for all shards; one that has nothing to do ends at once.
func (k *Kubernetes) Submit(ctx context.Context, j *Job, _ []int) (string, error) {
	manifest, err := k.jobManifest(j)
	if err != nil {
		return "", err
	}
	if _, err := k.kubectl(ctx, nil, "delete", "job", j.Name(), "--ignore-not-found", "--wait"); err != nil {
		return "", err
	}
	if err := k.put(ctx, j); err != nil {
		return "", fmt.Errorf("the study's program does not get into the claim %s: %w", k.Claim, err)
	}
	if _, err := k.kubectl(ctx, manifest, "apply", "--filename=-"); err != nil {
		return "", fmt.Errorf("Kubernetes takes no job of %s: %w", shards(j.Shards), err)
	}
	return j.Name(), nil
}

// Look asks for the Job, and why its pods wait if none runs.
func (k *Kubernetes) Look(ctx context.Context, j *Job, id string) (now Standing, err error) {
	status, err := k.job(ctx, j)
	if err != nil {
		return now, err
	}
	if status == nil {
		return Standing{Over: true, Cancelled: true}, nil
	}
	now.Running, now.Waiting = status.Status.Ready, status.Status.Active-status.Status.Ready
	var reason string
	now.Over, reason = status.over()
	if reason != "" {
		now.Ends = map[string]int{reason: 1 + strings.Count(status.Status.FailedIndexes, ",")}
	}
	if now.Running == 0 && !now.Over {
		now.Reason, err = k.reason(ctx, j)
	}
	return now, err
}

// reason is why pods wait, such as Unschedulable or ImagePullBackOff.
func (k *Kubernetes) reason(ctx context.Context, j *Job) (string, error) {
	out, err := k.kubectl(ctx, nil, "get", "pods", "--selector=batch.kubernetes.io/job-name="+j.Name(), "--output=json")
	if err != nil {
		return "", err
	}
	var list struct {
		Items []struct {
			Status struct {
				Conditions        []struct{ Type, Status, Reason string }
				ContainerStatuses []struct {
					State struct{ Waiting struct{ Reason string } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		return "", fmt.Errorf("kubectl get pods says %.200q: %w", out, err)
	}
	for _, pod := range list.Items {
		for _, c := range pod.Status.ContainerStatuses {
			if c.State.Waiting.Reason != "" {
				return c.State.Waiting.Reason, nil
			}
		}
		for _, c := range pod.Status.Conditions {
			if c.Type == "PodScheduled" && c.Status == "False" {
				return c.Reason, nil
			}
		}
	}
	return "", nil
}

// How often lines are counted, which takes a command in a pod.
const countEvery = 10 * time.Second

// Lines counts in the claim.
func (k *Kubernetes) Lines(ctx context.Context, j *Job) (int, error) {
	if time.Since(k.counted) < countEvery {
		return k.lines, nil
	}
	out, err := k.inClaim(ctx, j, nil, "cat shards/*.jsonl 2>/dev/null | wc -l")
	if err == nil {
		k.lines, err = strconv.Atoi(strings.TrimSpace(out))
		k.counted = time.Now()
	}
	return k.lines, err
}

// Close removes the Job, and the study's folder from the claim.
func (k *Kubernetes) Close(ctx context.Context, j *Job) error {
	_, err := k.inClaim(ctx, j, nil, "rm -rf "+quoted(k.folder(j)))
	_, jobErr := k.kubectl(ctx, nil, "delete", "job", j.Name(), "--ignore-not-found")
	_, podErr := k.kubectl(ctx, nil, "delete", "pod", filesPod(j), "--ignore-not-found", "--wait=false")
	return errors.Join(err, jobErr, podErr)
}

// Cancel deletes the Job; what is done stays.
func (k *Kubernetes) Cancel(id string) string { return "kubectl delete job " + id }

// Logs is a command, as pods keep what they have said.
func (k *Kubernetes) Logs(j *Job) string {
	return "kubectl logs --prefix --selector=batch.kubernetes.io/job-name=" + j.Name()
}
