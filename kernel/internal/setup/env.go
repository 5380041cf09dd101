package setup

import (
	"os"
	"strings"
)

// Settings of a person that would lead Jupyter, Python, pip or Go elsewhere.
// What says how to reach the network (proxies, certificates, an index) stays.
var dropped = []string{
	"PYTHON", "JUPYTER", "JPY_", "IPYTHON", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__",
	"PIP_USER=", "PIP_TARGET=", "PIP_PREFIX=", "PIP_ROOT=", "PIP_REQUIRE_VIRTUALENV=", "PIP_REQUIRE_HASHES=",
	"GOFLAGS=", "GOWORK=", "GOBIN=", "GO111MODULE=", "GOOS=", "GOARCH=", "GOROOT=", "GOTOOLCHAIN=", "CGO_ENABLED=",
	"GONB_", sessionEnv + "=",
}

// Environ is the environment of every process that the set-up or a session
// starts: the person's own, less what would lead elsewhere.
func (h *Home) Environ() []string {
	var env []string
next:
	for _, kv := range os.Environ() {
		for _, prefix := range dropped {
			if strings.HasPrefix(kv, prefix) {
				continue next
			}
		}
		env = append(env, kv)
	}
	env = append(env,
		"PYTHONNOUSERSITE=1",
		"PIP_USER=0",
		"JUPYTER_PLATFORM_DIRS=1", // else Jupyter warns that it will be the default
		"JUPYTER_CONFIG_DIR="+h.path("jupyter", "config"),
		"JUPYTER_PATH="+h.path("jupyter", "data"),
		"JUPYTER_DATA_DIR="+h.state("jupyter", "data"),
		"JUPYTERLAB_SETTINGS_DIR="+h.state("jupyter", "settings"),
		"JUPYTERLAB_WORKSPACES_DIR="+h.state("jupyter", "workspaces"),
		"IPYTHONDIR="+h.state("jupyter", "ipython"),
	)
	for k, v := range goEnv {
		env = append(env, k+"="+v)
	}
	return env
}

// goEnv is how cells are built, and so how the build cache is warmed. Without
// symbols, and without what a debugger wants, a cell links in less than half the time;
// without cgo no C compiler is needed.
var goEnv = map[string]string{
	"GOFLAGS":     "'-ldflags=-s -w' -gcflags=all=-dwarf=false -buildvcs=false",
	"CGO_ENABLED": "0",
	"GOTOOLCHAIN": "local",
	"GO111MODULE": "on",
	"GOWORK":      "", // GoNB makes a workspace for each kernel; GOWORK=off would hide it
}
