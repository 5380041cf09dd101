//go:build !windows

package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"dlmath/kernel/internal/setup"
)

const defaultPort = 8888

type labVerb struct {
	Folder    string `arg:"" optional:"" help:"Folder of notebooks to open (default: those of the lecture)." placeholder:"FOLDER"`
	Work      string `help:"Open copies of the lecture's notebooks in this folder. A newer lecture replaces those that you have not changed, and comes beside those that you have." placeholder:"FOLDER"`
	IP        string `name:"ip" help:"Address to listen on. Beyond this machine, whoever has the token can run programs here." default:"127.0.0.1" placeholder:"ADDRESS"`
	Port      int    `help:"Port to listen on (default: ${port}, or the next free one)." placeholder:"PORT"`
	NoBrowser bool   `help:"Do not open a browser; only print the address."`
}

// Help is shown by --help.
func (v *labVerb) Help() string {
	return "Each start has a new token, unless JUPYTER_TOKEN sets it. Started by JupyterHub, it serves the hub's user, at the hub's address."
}

func (v *labVerb) Run(ctx context.Context) error {
	home, err := setup.Open()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go watchParent(cancel)
	if v.Work != "" && v.Folder != "" {
		return fmt.Errorf("lab opens one folder: either %s, or copies of the lecture in %s", v.Folder, v.Work)
	}
	root := cmp.Or(v.Folder, v.Work, filepath.Join(home.Repo, "notebooks"))
	if root, err = filepath.Abs(root); err != nil {
		return err
	}
	if info, err := os.Stat(root); v.Work == "" && (err != nil || !info.IsDir()) {
		return fmt.Errorf("there is no folder %s to open", root)
	}
	if err := v.checkAddress(); err != nil {
		return err
	}
	if err := home.Setup(ctx, os.Stdout); err != nil {
		return err
	}
	if v.Work != "" {
		if err := updateWork(home, root); err != nil {
			return err
		}
	}
	if underHub() {
		return v.serveHub(ctx, home, root)
	}
	return v.serve(ctx, home, root)
}

// serve runs JupyterLab on the notebooks under root until it ends by itself or
// ctx does, and ends with all that it has started.
func (v *labVerb) serve(ctx context.Context, home *setup.Home, root string) (err error) {
	session, err := home.NewSession()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	lab, err := startLab(session, v.IP, v.Port, root, v.Folder == "")
	if err != nil {
		return err
	}
	address, err := lab.address(ctx)
	if err != nil {
		return err
	}
	address = address.JoinPath("lab")
	if first := firstNotebook(root); first != "" {
		address = address.JoinPath("tree", first)
	}
	address.RawQuery = "token=" + lab.token
	fmt.Printf("\nJupyterLab is at\n\n    %s\n\nCtrl-C ends it.\n", address)
	if !v.NoBrowser && hasDisplay() {
		go openBrowser(ctx, address.String())
	}
	select {
	case err := <-lab.ended:
		return lab.failure(err) // nil after File > Shut Down
	case <-ctx.Done():
		fmt.Println("\nEnding JupyterLab and its kernels.")
		lab.stop()
		return nil
	}
}

// checkAddress returns an error if an address or a port was asked for that cannot be had.
func (v *labVerb) checkAddress() error {
	if _, err := netip.ParseAddr(v.IP); err != nil {
		return fmt.Errorf("--ip must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them, not %q", v.IP)
	}
	if l, err := net.Listen("tcp", net.JoinHostPort(v.IP, "0")); err == nil {
		l.Close()
	} else {
		return fmt.Errorf("--ip %s is no address of this machine: %w", v.IP, err)
	}
	if v.Port == 0 {
		return nil
	}
	if v.Port < 1 || v.Port > 65535 {
		return fmt.Errorf("--port must lie between 1 and 65535, not be %d", v.Port)
	}
	l, err := net.Listen("tcp", net.JoinHostPort(v.IP, strconv.Itoa(v.Port)))
	if err == nil {
		return l.Close()
	}
	if errors.Is(err, os.ErrPermission) {
		return &setup.Problem{
			What: fmt.Sprintf("Port %d is for the system's own services.", v.Port),
			Mend: "Choose another:  go run ./kernel lab --port " + strconv.Itoa(v.freePort()),
			Err:  err,
		}
	}
	return &setup.Problem{
		What: fmt.Sprintf("Port %d is taken by another program.", v.Port),
		Mend: "Choose another:  go run ./kernel lab --port " + strconv.Itoa(v.freePort()) + "\nOr leave --port out: the next free one is taken.",
		Err:  err,
	}
}

func (v *labVerb) freePort() int {
	for port := defaultPort; port < 65535; port++ {
		if l, err := net.Listen("tcp", net.JoinHostPort(v.IP, strconv.Itoa(port))); err == nil {
			l.Close()
			return port
		}
	}
	return defaultPort
}

// jupyterLab is a running server.
type jupyterLab struct {
	session *setup.Session
	cmd     *exec.Cmd
	ip      string
	token   string
	log     string
	ended   chan error // the server's end, once
}

func startLab(session *setup.Session, ip string, port int, root string, lecture bool) (*jupyterLab, error) {
	lab := &jupyterLab{
		session: session,
		ip:      ip,
		token:   cmp.Or(os.Getenv("JUPYTER_TOKEN"), rand.Text()),
		log:     filepath.Join(session.Dir, "jupyterlab.log"),
		ended:   make(chan error, 1),
	}
	args := []string{"-m", "jupyterlab", "--ServerApp.root_dir=" + root, "--ServerApp.ip=" + ip}
	if port != 0 {
		args = append(args, "--ServerApp.port="+strconv.Itoa(port), "--ServerApp.port_retries=0")
	} else {
		args = append(args, "--ServerApp.port="+strconv.Itoa(defaultPort))
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root") // in a container one is often root
	}
	log, err := os.Create(lab.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	// Not ended by a context, but by stop, which gives the kernels time to end.
	lab.cmd = session.Python(context.Background(), args...)
	lab.cmd.Env = append(lab.cmd.Env, "JUPYTER_TOKEN="+lab.token) // arguments are for all eyes
	if !lecture {
		// The tabs that JupyterLab opens again are those of the lecture.
		lab.cmd.Env = append(lab.cmd.Env, "JUPYTERLAB_WORKSPACES_DIR="+session.Dir)
	}
	lab.cmd.Dir = root // where GoNB takes Jupyter's files to be
	lab.cmd.Stdout, lab.cmd.Stderr = log, log
	if err := lab.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { lab.ended <- lab.cmd.Wait() }()
	return lab, nil
}

// address waits until the server answers, and returns where.
func (lab *jupyterLab) address(ctx context.Context) (*url.URL, error) {
	for {
		select {
		case err := <-lab.ended:
			if err == nil {
				err = errors.New("it ended at once")
			}
			return nil, lab.failure(err)
		case <-ctx.Done():
			lab.stop()
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
		if address, ok := lab.answers(ctx); ok {
			return address, nil
		}
	}
}

// answers asks the server whether it is there. It writes a file that says where,
// a moment before it listens; and only this one knows the token.
func (lab *jupyterLab) answers(ctx context.Context) (*url.URL, bool) {
	info, err := os.ReadFile(filepath.Join(lab.session.Dir, fmt.Sprintf("jpserver-%d.json", lab.cmd.Process.Pid)))
	if err != nil {
		return nil, false
	}
	var server struct{ Port int }
	if json.Unmarshal(info, &server) != nil { // half written
		return nil, false
	}
	address := &url.URL{Scheme: "http", Host: net.JoinHostPort(reachable(lab.ip), strconv.Itoa(server.Port)), Path: "/"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.JoinPath("api", "status").String(), nil)
	if err != nil {
		return nil, false
	}
	request.Header.Set("Authorization", "token "+lab.token)
	client := http.Client{Timeout: 2 * time.Second} // another program may have the port by now
	response, err := client.Do(request)
	if err != nil {
		return nil, false
	}
	response.Body.Close()
	return address, response.StatusCode == http.StatusOK
}

// reachable is an address at which this machine reaches a server that listens on ip.
func reachable(ip string) string {
	switch a, err := netip.ParseAddr(ip); {
	case err != nil || !a.IsUnspecified():
		return ip
	case a.Is4():
		return "127.0.0.1"
	}
	return "::1"
}

// failure adds the end of the server's log to its error.
func (lab *jupyterLab) failure(err error) error {
	if err == nil {
		return nil
	}
	log, _ := os.ReadFile(lab.log)
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return fmt.Errorf("JupyterLab has failed: %w. The end of its log:\n\n    %s", err,
		strings.Join(lines[max(0, len(lines)-15):], "\n    "))
}

// stop lets the server end its kernels, for some seconds. The session's end is
// for those that do not.
func (lab *jupyterLab) stop() {
	lab.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-lab.ended:
	case <-time.After(5 * time.Second):
	}
}

// firstNotebook is the notebook to open, relative to root, or "" if there is none.
func firstNotebook(root string) string {
	names, _ := filepath.Glob(filepath.Join(root, "lecture1", "*.ipynb")) // sorted
	if len(names) == 0 {
		return ""
	}
	return "lecture1/" + filepath.Base(names[0])
}

// watchParent cancels when "go run" is gone: it passes on Ctrl-C, which reaches all
// of a terminal, but not the signal of kill, which reaches it alone.
func watchParent(cancel func()) {
	if exe, err := os.Executable(); err != nil || !strings.Contains(exe, "go-build") {
		return
	}
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(200 * time.Millisecond)
	}
	cancel()
}
