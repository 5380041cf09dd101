package jupyter

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Connection says where a kernel listens and how its messages are signed: the
// contents of Jupyter's connection file.
type Connection struct {
	Transport   string `json:"transport"` // tcp or ipc
	IP          string `json:"ip"`        // tcp: the address to listen on, * for all of IPv4; ipc: the sockets' path, less "-port"
	ShellPort   int    `json:"shell_port"`
	IOPubPort   int    `json:"iopub_port"`
	StdinPort   int    `json:"stdin_port"`
	ControlPort int    `json:"control_port"`
	HBPort      int    `json:"hb_port"`

	Key             string `json:"key"`              // signs the messages; empty: they are not signed
	SignatureScheme string `json:"signature_scheme"` // hmac-sha256

	// CurveKey is set by clients that want the sockets encrypted by CurveZMQ.
	CurveKey string `json:"curve_publickey,omitempty"`
}

// ReadConnection reads a connection file. The error names the file and the field.
func ReadConnection(path string) (*Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("connection file: %w", err)
	}
	var c Connection
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("connection file %s: %w", path, err)
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("connection file %s: %w", path, err)
	}
	return &c, nil
}

func (c *Connection) check() error {
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return fmt.Errorf("transport is %q, want tcp or ipc", c.Transport)
	}
	if c.IP == "" {
		return errors.New("ip is missing")
	}
	if c.Key != "" && c.SignatureScheme != "hmac-sha256" {
		return fmt.Errorf("signature_scheme is %q, want hmac-sha256", c.SignatureScheme)
	}
	if c.CurveKey != "" {
		return errors.New("it asks for sockets encrypted by CurveZMQ, which this kernel does not offer: set transport_encryption to disabled")
	}
	for _, p := range []struct {
		name string
		port int
	}{
		{"shell_port", c.ShellPort}, {"iopub_port", c.IOPubPort}, {"stdin_port", c.StdinPort},
		{"control_port", c.ControlPort}, {"hb_port", c.HBPort},
	} {
		if p.port < 1 || p.port > 65535 {
			return fmt.Errorf("%s is %d, want 1 to 65535", p.name, p.port)
		}
	}
	return nil
}

func (c *Connection) listen(port int) (net.Listener, error) {
	if c.Transport == "ipc" {
		return listenUnix(fmt.Sprintf("%s-%d", c.IP, port))
	}
	ip := c.IP
	if ip == "*" {
		ip = "0.0.0.0"
	}
	network := "tcp"
	if addr := net.ParseIP(ip); addr != nil && addr.To4() != nil && !strings.Contains(ip, ":") {
		network = "tcp4" // else Go takes 0.0.0.0 for IPv6 too
	}
	return net.Listen(network, net.JoinHostPort(ip, strconv.Itoa(port)))
}

// unixPathMax is macOS's limit; Linux allows four bytes more.
const unixPathMax = 103

func listenUnix(path string) (net.Listener, error) {
	if len(path) > unixPathMax {
		return nil, fmt.Errorf("the path of a socket may have no more than %d bytes, and %s has %d", unixPathMax, path, len(path))
	}
	l, err := net.Listen("unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && stale(path) {
		os.Remove(path)
		l, err = net.Listen("unix", path)
	}
	if err != nil {
		return nil, err
	}
	// Who can write to the socket can connect.
	return l, os.Chmod(path, 0o600)
}

// stale reports whether path is a socket on which nobody listens: a kernel that is
// restarted after SIGKILL finds those of the one before.
func stale(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err != nil {
		return errors.Is(err, syscall.ECONNREFUSED)
	}
	conn.Close()
	return false
}
