package session

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// Server is the Jupyter server that runs the kernel.
type Server struct {
	Root   string // the folder whose files it serves, at Base+"files/"
	Base   string // the path at which it is, such as "/" or "/user/ada/"
	Kernel string // its id of the kernel
}

var kernelID = regexp.MustCompile(`^kernel-(.+)\.json$`)

// ServerOf finds the server that has written a connection file, and started this process:
// it keeps a file about itself in the same folder. Without a server, as in a console, the
// result is its zero value.
func ServerOf(connectionFile string) (Server, error) {
	id := kernelID.FindStringSubmatch(filepath.Base(connectionFile))
	about := filepath.Join(filepath.Dir(connectionFile), "jpserver-"+os.Getenv("JPY_PARENT_PID")+".json")
	text, err := os.ReadFile(about)
	if id == nil || os.IsNotExist(err) {
		return Server{}, nil
	}
	if err != nil {
		return Server{}, err
	}
	var said struct {
		Root string `json:"root_dir"`
		Base string `json:"base_url"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return Server{}, fmt.Errorf("%s: %w", about, err)
	}
	return Server{Root: said.Root, Base: said.Base, Kernel: id[1]}, nil
}
