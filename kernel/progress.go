//go:build !windows

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

// progress tells a person how far the execution of notebooks is. On a terminal one line
// follows the cells; elsewhere, as in a log, each notebook has a line when it is done.
type progress struct {
	out  io.Writer
	live bool // out is a terminal

	mu   sync.Mutex
	line func() string // what the line says now; nil if there is none
	stop chan struct{}
}

func newProgress(out *os.File) *progress {
	return &progress{out: out, live: isatty.IsTerminal(out.Fd())}
}

// patience is how long a notebook's first cell may take before a word about it.
const patience = 5 * time.Second

const coldCache = "The first cell compiles the packages that the notebook imports: on a new machine a minute or two, later none."

// notebook begins a notebook of so many cells. To call cell says which of them begins,
// to call done that the notebook is executed.
func (p *progress) notebook(name string, cells int) (cell func(int), done func(error)) {
	begin, name := time.Now(), filepath.Base(name)
	number := 0
	p.start(func() string {
		return fmt.Sprintf("%s  cell %d of %d  %s", name, number, cells, seconds(time.Since(begin)))
	})
	hint := time.AfterFunc(patience, func() { p.say(coldCache) })
	cell = func(n int) {
		if n > 1 {
			hint.Stop()
		}
		p.mu.Lock()
		number = n
		p.draw()
		p.mu.Unlock()
	}
	done = func(err error) {
		hint.Stop()
		p.end()
		if err != nil {
			fmt.Fprintf(p.out, "%s  ended in cell %d of %d after %s\n", name, number, cells, seconds(time.Since(begin)))
			return
		}
		fmt.Fprintf(p.out, "%s  %s  %s\n", name, counted(cells), seconds(time.Since(begin)))
	}
	return cell, done
}

// counted is "1 cell", "2 cells".
func counted(cells int) string {
	if cells == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", cells)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// start shows the line, and keeps it up to date.
func (p *progress) start(line func() string) {
	p.line, p.stop = line, make(chan struct{})
	if !p.live {
		return
	}
	go func(stop chan struct{}) {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				p.mu.Lock()
				p.draw()
				p.mu.Unlock()
			}
		}
	}(p.stop)
}

// draw needs mu.
func (p *progress) draw() {
	if p.live && p.line != nil {
		fmt.Fprintf(p.out, "\r\x1b[K%s", p.line())
	}
}

// say writes a line of its own above.
func (p *progress) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	fmt.Fprintln(p.out, text)
	p.draw()
}

func (p *progress) end() {
	close(p.stop)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line = nil
	if p.live {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
