package cluster

import (
	"encoding/json"
	"fmt"
	"path"
	"runtime"
)

type object = map[string]any

// mounted is where pods see the claim. Each study has a folder there.
const mounted = "/studies"

func (k *Kubernetes) folder(j *Job) string { return path.Join(mounted, j.Name()) }

// jobManifest is an Indexed Job, a pod for each shard. A pod that is evicted does not count
// as failed; a shard that says itself that it fails, by status 1, is not tried again.
func (k *Kubernetes) jobManifest(j *Job) ([]byte, error) {
	pod := k.pod("shard", object{
		"command":    []string{path.Join(k.folder(j), "job", "study")},
		"args":       []string{"shard", fmt.Sprintf("$(SHARD)/%d", j.Shards), k.folder(j)},
		"workingDir": path.Join(k.folder(j), dataDir),
		"env": []object{{"name": "SHARD", "valueFrom": object{"fieldRef": object{
			"fieldPath": "metadata.annotations['batch.kubernetes.io/job-completion-index']"}}}},
		"resources": object{
			"requests": object{"cpu": k.CPU, "memory": k.Memory},
			"limits":   object{"cpu": k.CPU, "memory": k.Memory},
		},
	})
	pod["nodeSelector"] = object{"kubernetes.io/os": "linux", "kubernetes.io/arch": runtime.GOARCH}
	return json.MarshalIndent(object{
		"apiVersion": "batch/v1",
		"kind":       "Job",
		"metadata":   object{"name": j.Name(), "labels": labels},
		"spec": object{
			"completionMode":       "Indexed",
			"completions":          j.Shards,
			"parallelism":          j.Shards,
			"backoffLimitPerIndex": k.Tries - 1,
			"podFailurePolicy": object{"rules": []object{
				{"action": "Ignore", "onPodConditions": []object{{"type": "DisruptionTarget", "status": "True"}}},
				{"action": "FailIndex", "onExitCodes": object{"containerName": "shard", "operator": "In", "values": []int{1}}},
			}},
			"template": object{"metadata": object{"labels": labels}, "spec": pod},
		},
	}, "", "  ")
}

// filesManifest is a pod by which files go into the claim and come out of it.
func (k *Kubernetes) filesManifest(j *Job) ([]byte, error) {
	small := object{"cpu": "100m", "memory": "128Mi"}
	pod := k.pod("files", object{
		"command":   []string{"sleep", "infinity"},
		"resources": object{"requests": small, "limits": small},
	})
	pod["activeDeadlineSeconds"] = 24 * 60 * 60 // it is made anew when it is needed
	pod["terminationGracePeriodSeconds"] = 1
	return json.MarshalIndent(object{
		"apiVersion": "v1",
		"kind":       "Pod",
		"metadata":   object{"name": filesPod(j), "labels": labels},
		"spec":       pod,
	}, "", "  ")
}

var labels = object{"app.kubernetes.io/name": "dlmath", "app.kubernetes.io/component": "study"}

func filesPod(j *Job) string { return j.Name() + "-files" }

// pod completes a pod of one container, which may do nothing but compute, and write to the claim.
func (k *Kubernetes) pod(name string, container object) object {
	container["name"] = name
	container["image"] = k.Image
	container["volumeMounts"] = []object{{"name": "studies", "mountPath": mounted}}
	container["securityContext"] = object{
		"allowPrivilegeEscalation": false,
		"readOnlyRootFilesystem":   true,
		"capabilities":             object{"drop": []string{"ALL"}},
	}
	return object{
		"restartPolicy":                "Never",
		"automountServiceAccountToken": false,
		"enableServiceLinks":           false,
		"securityContext": object{
			"runAsNonRoot": true, "runAsUser": user, "runAsGroup": user, "fsGroup": user,
			"fsGroupChangePolicy": "OnRootMismatch",
			"seccompProfile":      object{"type": "RuntimeDefault"},
		},
		"containers": []object{container},
		"volumes":    []object{{"name": "studies", "persistentVolumeClaim": object{"claimName": k.Claim}}},
	}
}

// user is that of the image.
const user = 1000
