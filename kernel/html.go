//go:build !windows

package main

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"dlmath/kernel/internal/nbformat"
	"dlmath/kernel/internal/webpage"

	"github.com/alecthomas/kong"
	"github.com/google/renameio/v2"
)

// pages says whether notebooks become web pages, and where: --html beside the notebook
// that is written, --html=DIR in a folder.
type pages struct {
	wanted bool
	dir    string // "" beside the notebook

	of map[string]string // the page of each notebook, both as absolute paths
}

// IsBool tells kong that the flag needs no value.
func (p *pages) IsBool() bool { return true }

// Decode reads the flag.
func (p *pages) Decode(ctx *kong.DecodeContext) error {
	p.wanted = true
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		p.dir = ctx.Scan.Pop().String()
	}
	return nil
}

// plan decides which notebook has which page, and makes the folder. The page has its name
// from the file that written says the notebook goes to.
func (p *pages) plan(notebooks []string, written func(notebook string) string) error {
	if !p.wanted {
		return nil
	}
	if p.dir != "" {
		if err := os.MkdirAll(p.dir, 0o755); err != nil {
			return fmt.Errorf("--html: %w", err)
		}
	}
	p.of = map[string]string{}
	from := map[string]string{}
	for _, name := range notebooks {
		dir := p.dir
		if dir == "" {
			dir = filepath.Dir(written(name))
		}
		target, err := filepath.Abs(filepath.Join(dir, titleOf(written(name))+".html"))
		if err != nil {
			return err
		}
		if other, taken := from[target]; taken {
			return fmt.Errorf("--html: the pages of %s and %s would both be %s: write them to different folders", other, name, target)
		}
		if err := nbformat.Writable(target); err != nil {
			return err
		}
		notebook, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		from[target], p.of[notebook] = name, target
	}
	return nil
}

// titleOf is the notebook's name without folder and extension.
func titleOf(name string) string {
	return strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
}

// write writes the page of a notebook, if it is to have one. Links to notebooks that
// have a page too lead to that.
func (p *pages) write(name string, nb *nbformat.Notebook) error {
	if !p.wanted {
		return nil
	}
	notebook, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	target := p.of[notebook]
	options := webpage.Options{Title: titleOf(name), Dir: filepath.Dir(notebook), Link: func(href string) string {
		u, err := url.Parse(href)
		if err != nil || u.Scheme != "" || u.Host != "" {
			return href
		}
		linked, ok := p.of[filepath.Join(filepath.Dir(notebook), filepath.FromSlash(u.Path))]
		if !ok {
			return href
		}
		relative, err := filepath.Rel(filepath.Dir(target), linked)
		if err != nil {
			return href
		}
		u.Path, u.RawPath = filepath.ToSlash(relative), ""
		return u.String()
	}}
	var b bytes.Buffer
	if err := webpage.Write(&b, nb, options); err != nil {
		return fmt.Errorf("%s: no page was written: %w", name, err)
	}
	return renameio.WriteFile(target, b.Bytes(), 0o644, renameio.WithTempDir(filepath.Dir(target)))
}
