package setup

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// translator is a Python module that lets papermill give Go notebooks parameters. It is
// installed as a package of its own, because papermill looks for others through the entry
// points of packages; papermill itself is not: who wants it installs it beside.
//
//go:embed papermill/dlmath_papermill.py
var translator []byte

const (
	wheelName = "dlmath_papermill-1.0-py3-none-any.whl"
	distInfo  = "dlmath_papermill-1.0.dist-info/"
)

// translatorWheel is the package, in the form that pip installs. It has the same bytes
// whenever it is made.
func translatorWheel() ([]byte, error) {
	files := []struct{ name, text string }{
		{"dlmath_papermill.py", string(translator)},
		{distInfo + "METADATA", "Metadata-Version: 2.1\nName: dlmath-papermill\nVersion: 1.0\nSummary: Go parameters for papermill\n"},
		{distInfo + "WHEEL", "Wheel-Version: 1.0\nGenerator: dlmath\nRoot-Is-Purelib: true\nTag: py3-none-any\n"},
		{distInfo + "entry_points.txt", "[papermill.engine]\ndlmath = dlmath_papermill:Engine\n"},
		{distInfo + "RECORD", ""},
	}
	record := &files[len(files)-1]
	for _, f := range files[:len(files)-1] {
		sum := sha256.Sum256([]byte(f.text))
		record.text += fmt.Sprintf("%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.text))
	}
	record.text += record.name + ",,\n"
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		file, err := w.Create(f.name)
		if err == nil {
			_, err = file.Write([]byte(f.text))
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// translatorRequirement writes the package into a folder, and returns the line of
// requirements.txt that installs it.
func translatorRequirement(dir string) (string, error) {
	wheel, err := translatorWheel()
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, wheelName)
	if err := os.WriteFile(name, wheel, 0o644); err != nil {
		return "", err
	}
	from := url.URL{Scheme: "file", Path: name}
	return fmt.Sprintf("dlmath-papermill @ %s --hash=sha256:%x\n", from.String(), sha256.Sum256(wheel)), nil
}

// linkKernel lets programs in the Python environment find the kernel without being told
// where: so papermill, and nbconvert, run there as they are.
func (h *Home) linkKernel() error {
	kernels := h.path("venv", "share", "jupyter", "kernels")
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		return err
	}
	target, err := filepath.Rel(kernels, h.path("jupyter", "data", "kernels", KernelName))
	if err != nil {
		return err
	}
	return os.Symlink(target, filepath.Join(kernels, KernelName))
}
