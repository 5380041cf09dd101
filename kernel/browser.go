//go:build !windows

package main

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/pkg/browser"
)

// hasDisplay tells whether a browser opened here would be seen.
func hasDisplay() bool {
	if runtime.GOOS == "darwin" {
		return os.Getenv("SSH_CONNECTION") == ""
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// openBrowser opens the address in the person's browser. The browser is started
// with another address, which leads there and works once: arguments are for all
// eyes on a machine with many users, and the token lets one run any program.
func openBrowser(ctx context.Context, address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	path := "/" + rand.Text()
	var once sync.Once // a second visitor gets an empty page
	visited := make(chan struct{})
	mux := http.NewServeMux()
	server := &http.Server{Handler: mux}
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() {
			http.Redirect(w, r, address, http.StatusSeeOther)
			close(visited)
		})
	})
	go server.Serve(listener)
	go func() {
		browser.Stdout, browser.Stderr = io.Discard, io.Discard
		browser.OpenURL("http://" + listener.Addr().String() + path) // the address was printed too
	}()
	select {
	case <-visited:
	case <-ctx.Done():
	case <-time.After(time.Minute):
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	server.Shutdown(ctx)
}
