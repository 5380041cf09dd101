//go:build !windows

package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"dlmath/kernel/internal/setup"
)

// underHub tells whether JupyterHub has started this process.
func underHub() bool { return os.Getenv("JUPYTERHUB_SERVICE_URL") != "" }

// serveHub runs the server that JupyterHub starts for a person. Where it listens and who may come in is the
// hub's to say: it does so by the environment, of which programs of a session otherwise see nothing of Jupyter's.
func (v *labVerb) serveHub(ctx context.Context, home *setup.Home, root string) (err error) {
	session, err := home.NewSession()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	cmd := session.Python(context.Background(), "-m", "jupyterhub.singleuser", "--ServerApp.root_dir="+root)
	if first := firstNotebook(root); first != "" {
		cmd.Env = append(cmd.Env, "JUPYTERHUB_DEFAULT_URL=/lab/tree/"+first)
	}
	for _, setting := range os.Environ() {
		if strings.HasPrefix(setting, "JUPYTERHUB_") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr // the hub's log
	if err := cmd.Start(); err != nil {
		return err
	}
	server := &jupyterLab{session: session, cmd: cmd, ended: make(chan error, 1)}
	go func() { server.ended <- cmd.Wait() }()
	select {
	case err := <-server.ended:
		return err
	case <-ctx.Done():
		server.stop()
		return nil
	}
}
