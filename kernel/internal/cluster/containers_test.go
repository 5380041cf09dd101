//go:build containers

package cluster

import (
	"os"
	"os/exec"
	"testing"
)

// The shards run as containers of the project's image, restricted as the manifest says.
func TestKubernetesContainers(t *testing.T) {
	image := os.Getenv(imageEnv)
	if image == "" {
		t.Fatal("set " + imageEnv + "=dlmath, with an engine that has this image, to run the shards in it")
	}
	j := onKubernetes(t, image)
	volume := volumeOf(os.Getenv(clusterEnv))
	t.Cleanup(func() {
		exec.Command("docker", "rm", "--force", "--volumes", filesPod(j)).Run()
		exec.Command("docker", "volume", "rm", "--force", volume).Run()
	})
	made := exec.Command("docker", "run", "--rm", "--user=0", "--entrypoint=chown", "--volume="+volume+":"+mounted, image, "1000:1000", mounted)
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := j.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, j)
}
