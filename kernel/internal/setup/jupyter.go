package setup

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The kernelspecs' names, as notebooks store them: this project's kernel, and stock GoNB
// beside it. The one for marking homework is for nbgrader alone: JupyterLab does not
// offer it.
const (
	KernelName  = "dlmath"
	GonbName    = "gonb"
	GradingName = "dlmath-grading"
)

// serverConfig is the part of the server's settings that is a program.
//
//go:embed jupyter_server_config.py
var serverConfig string

// jupyterStep writes the kernelspecs and Jupyter's settings.
func (h *Home) jupyterStep() *step {
	files := h.jupyterFiles()
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return &step{
		id:    "jupyter",
		title: "Kernelspecs and settings",
		inputs: func() (string, error) {
			mods, err := h.modules() // for the logo, which comes with gonb
			for _, name := range names {
				mods += name + "\n" + files[name]
			}
			return mods, err
		},
		made: func() []string { return names },
		run: func(ctx context.Context, r *runner) error {
			for _, name := range names {
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(name, []byte(files[name]), 0o644); err != nil {
					return err
				}
			}
			// The gopher by Renee French, under Creative Commons Attribution 3.0.
			gonb, err := h.goDo(ctx, r, "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb")
			if err != nil {
				return err
			}
			logo, err := os.ReadFile(filepath.Join(strings.TrimSpace(gonb), "internal", "kernel", "Go_gopher_favicon.svg"))
			if err != nil {
				return err
			}
			for _, kernel := range []string{KernelName, GonbName, GradingName} {
				if err := os.WriteFile(h.path("jupyter", "data", "kernels", kernel, "logo-svg.svg"), logo, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// jupyterFiles returns the files' contents by their paths.
func (h *Home) jupyterFiles() map[string]string {
	type object map[string]any
	env := object{"PATH": h.path("bin") + ":" + filepath.Join(h.goRoot, "bin") + ":${PATH}"}
	for k, v := range goEnv {
		env[k] = v
	}
	config := h.path("jupyter", "config")
	files := map[string]object{
		h.path("jupyter", "data", "kernels", KernelName, "kernel.json"): {
			"argv":           []string{h.kernel(), "kernel", "--checkout=" + h.Repo, "{connection_file}"},
			"display_name":   "Go (dlmath)",
			"language":       "go",
			"interrupt_mode": "message",
			"env":            object{"PATH": filepath.Join(h.goRoot, "bin") + ":${PATH}", HomeEnv: h.Dir},
		},
		h.path("jupyter", "data", "kernels", GradingName, "kernel.json"): {
			"argv":           []string{h.kernel(), "kernel", "--grading", "--checkout=" + h.Repo, "{connection_file}"},
			"display_name":   "Go (dlmath, grading)",
			"language":       "go",
			"interrupt_mode": "message",
			"env":            object{"PATH": filepath.Join(h.goRoot, "bin") + ":${PATH}", HomeEnv: h.Dir},
		},
		h.path("jupyter", "data", "kernels", GonbName, "kernel.json"): {
			"argv":           []string{h.path("bin", "gonb"), "--kernel", "{connection_file}", "-raw_error", "-go_work=" + h.Repo},
			"display_name":   "Go (GoNB)",
			"language":       "go",
			"interrupt_mode": "message",
			"env":            env,
		},
		filepath.Join(config, "jupyter_server_config.json"): {
			"ServerApp": object{
				"ip":           "127.0.0.1",
				"open_browser": false,
				// Language servers for Python and others, and the classic notebook's links.
				"jpserver_extensions": object{"jupyter_lsp": false, "notebook_shim": false},
			},
			"LabApp": object{
				"news_url":                nil,
				"check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
				"extension_manager":       "readonly", // the other one asks the network for a list
			},
			"KernelSpecManager":  object{"allowed_kernelspecs": []string{KernelName, GonbName}, "ensure_native_kernel": false},
			"MultiKernelManager": object{"default_kernel_name": KernelName},
			"MappingKernelManager": object{
				"default_kernel_name": KernelName,
				// Jupyter's own list less kernel_info: that is all that GoNB answers before
				// the first cell, and without it JupyterLab shows the kernel as unknown.
				"untracked_message_types": []string{
					"comm_info_request", "comm_info_reply", "shutdown_request", "shutdown_reply",
					"interrupt_request", "interrupt_reply", "debug_request", "debug_reply",
					"stream", "display_data", "update_display_data", "execute_input", "execute_result", "error", "status",
					"clear_output", "debug_event", "input_request", "input_reply",
				},
			},
		},
		filepath.Join(config, "labconfig", "page_config.json"): {
			"disabledExtensions": object{
				"@jupyterlab/apputils-extension:announcements":     true,
				"@jupyterlab/lsp-extension":                        true,
				"@jupyterlab/notebook-extension:language-server":   true,
				"@jupyterlab/fileeditor-extension:language-server": true,
			},
		},
		filepath.Join(config, "labconfig", "default_setting_overrides.json"): {
			// So that a saved notebook shows its sliders as they were left.
			"@jupyter-widgets/jupyterlab-manager:plugin": object{"saveState": true},
		},
	}
	contents := map[string]string{}
	for name, content := range files {
		b, err := json.MarshalIndent(content, "", "  ")
		if err != nil {
			panic(err) // strings, lists and maps alone
		}
		contents[name] = string(b) + "\n"
	}
	contents[filepath.Join(config, "jupyter_server_config.py")] = serverConfig
	return contents
}
