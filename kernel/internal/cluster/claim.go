package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
)

// dataDir is where the study's data files are in its folder in the claim.
const dataDir = "job/data"

// inClaim runs a line of shell in the study's folder in the claim.
func (k *Kubernetes) inClaim(ctx context.Context, j *Job, input []byte, line string) (string, error) {
	if err := k.ensureFilesPod(ctx, j); err != nil {
		return "", err
	}
	dir := quoted(k.folder(j))
	return k.kubectl(ctx, input, "exec", "--stdin", filesPod(j), "--", "sh", "-c", "mkdir -p "+dir+" && cd "+dir+" && "+line)
}

// ensureFilesPod starts the pod that sees the claim, unless it runs.
func (k *Kubernetes) ensureFilesPod(ctx context.Context, j *Job) error {
	phase, err := k.kubectl(ctx, nil, "get", "pod", filesPod(j), "--ignore-not-found", "--output=jsonpath={.status.phase}")
	if err != nil || phase == "Running" {
		return err
	}
	if phase != "" && phase != "Pending" { // its time is over
		if _, err := k.kubectl(ctx, nil, "delete", "pod", filesPod(j), "--ignore-not-found", "--wait"); err != nil {
			return err
		}
	}
	manifest, err := k.filesManifest(j)
	if err != nil {
		return err
	}
	if _, err := k.kubectl(ctx, manifest, "apply", "--filename=-"); err != nil {
		return err
	}
	if _, err := k.kubectl(ctx, nil, "wait", "--for=condition=Ready", "--timeout=5m", "pod/"+filesPod(j)); err != nil {
		return fmt.Errorf("the pod %s does not start; kubectl describe pod %[1]s says why, such as a claim %s or an image %s that is not there: %w", filesPod(j), k.Claim, k.Image, err)
	}
	return nil
}

// put copies the program, the data files and the runs that are done into the claim.
func (k *Kubernetes) put(ctx context.Context, j *Job) error {
	files := map[string]string{"job/study": j.program()} // by their names in the claim
	kept, err := os.ReadDir(j.Dir)
	if err != nil {
		return err
	}
	for _, entry := range kept {
		if entry.Type().IsRegular() {
			files[entry.Name()] = filepath.Join(j.Dir, entry.Name())
		}
	}
	for _, name := range j.data {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("the study reads the data file %s; let it lie in or under the notebook's folder, from which it can be taken along", name)
		}
		files[path.Join(dataDir, filepath.ToSlash(name))] = filepath.Join(j.WorkDir, name)
	}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for _, name := range sortedKeys(files) {
		text, err := os.ReadFile(files[name])
		if err != nil {
			return err
		}
		mode := int64(0o644)
		if name == "job/study" {
			mode = 0o755
		}
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(text))}); err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	_, err = k.inClaim(ctx, j, archive.Bytes(), "mkdir -p "+dataDir+" && tar -x -m --no-same-owner")
	return err
}

// Fetch copies what shards have written from the claim. Of a file that grows meanwhile tar
// says so by status 1, and has what it held at the begin.
func (k *Kubernetes) Fetch(ctx context.Context, j *Job) error {
	out, err := k.inClaim(ctx, j, nil, "mkdir -p shards && { tar -c shards $(ls environment-*.json 2>/dev/null) || [ $? = 1 ]; } && rm -f shards/*.error")
	if err != nil {
		return err
	}
	r := tar.NewReader(strings.NewReader(out))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("what shards have written comes damaged from the claim %s: %w", k.Claim, err)
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(h.Name) {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		name := filepath.Join(j.Dir, h.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := renameio.WriteFile(name, text, 0o644); err != nil {
			return err
		}
	}
}
