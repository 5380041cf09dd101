package assist

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"dlmath/kernel/internal/cell"
)

// completeLine completes what is not Go: magics, their arguments, shell commands, and
// import paths. ok is false for all else.
func (a *Assistant) completeLine(ctx context.Context, n Notebook, source string, cursor int) (start int, matches []Match, ok bool) {
	if start, ok := importPath(source[:cursor]); ok {
		packages, _ := within(ctx, a, a.packageList)
		for _, p := range packages {
			matches = append(matches, Match{Text: p.Path, Type: "module"})
		}
		return start, matches, true
	}
	m := magicAt(source, cursor)
	if m == nil {
		return 0, nil, false
	}
	if !m.argument {
		for _, u := range cell.Usages() {
			if u.Magic[0] == '%' && (m.first || !isWhole(u.Magic)) {
				matches = append(matches, Match{Text: u.Magic, Type: "magic"})
			}
		}
		return m.start, matches, true
	}
	start = cursor - len(lastWord(source[m.start:cursor]))
	name, _ := m.usage()
	folders := false
	switch name {
	case "%time", "%timeit":
		return 0, nil, false // Go follows
	case "%rm", "%remove", "%exec":
		for _, d := range n.Decls {
			for _, declared := range d.Names {
				if name != "%exec" || d.Kind == cell.Func {
					matches = append(matches, Match{Text: declared, Type: kindType(d.Kind)})
				}
			}
		}
		return start, matches, true
	case "%reset":
		return start, []Match{{Text: "go.mod", Type: "path"}}, true
	case "%cd":
		folders = true
	case "!", "!*", "%args", "%%", "%main", "%capture", "%export", "%track", "%untrack", "%%writefile", "%%script", "%%bash", "%%sh":
	default:
		return start, nil, true
	}
	start, matches = files(n.Dir, source[start:cursor], start, folders)
	return start, matches, true
}

// kindType is the word for what a declaration declares.
func kindType(k cell.Kind) string {
	switch k {
	case cell.Const:
		return "constant"
	case cell.Var:
		return "variable"
	case cell.Type:
		return "type"
	case cell.Method:
		return "method"
	}
	return "function"
}

var (
	quoteOpen  = regexp.MustCompile(`^\s*(import\s+)?([\pL_][\pL_0-9]*\s+|\.\s+)?["` + "`" + `]([^"` + "`" + `\s]*)$`)
	importOpen = regexp.MustCompile(`(^|\n)import\s*\([^)]*$`)
)

// importPath tells whether a text ends in the path of an import, and where that begins.
func importPath(text string) (start int, ok bool) {
	line := strings.LastIndexByte(text, '\n') + 1
	m := quoteOpen.FindStringSubmatchIndex(text[line:])
	if m == nil || m[2] < 0 && !importOpen.MatchString(text[:line]) {
		return 0, false
	}
	return line + m[6], true
}

// magic is a line that begins with % or !, seen from a cursor in it.
type magic struct {
	name     string // as written: "%cd", "%%bash", "!"
	start    int    // offset of its % or !
	argument bool   // the cursor is behind the name
	first    bool   // nothing but blank lines stands above it
}

// magicAt is the magic that the cursor is in, or nil if it is in Go. All lines of a
// cell that is the input of a command belong to that.
func magicAt(source string, cursor int) *magic {
	first := 0
	for first < len(source) && strings.ContainsRune(" \t\r\n", rune(source[first])) {
		first++
	}
	first = strings.LastIndexByte(source[:first], '\n') + 1
	line := strings.LastIndexByte(source[:cursor], '\n') + 1
	if m := magicIn(source, first); m != nil && isWhole(m.name) && line > first {
		m.start, m.argument = line, true
		if m.name == "%%writefile" {
			m.name = "" // its lines are any text
		}
		return m
	}
	m := magicIn(source, line)
	if m == nil || cell.Close(source[:line]) != source[:line] { // a line in something that is open
		return nil
	}
	m.argument = cursor > m.start+len(m.name) || m.name[0] == '!'
	m.first = line <= first
	return m
}

// magicIn returns the magic that a line begins with, or nil.
func magicIn(source string, line int) *magic {
	text, _, _ := strings.Cut(source[line:], "\n")
	rest := strings.TrimPrefix(text, "//gonb:")
	if rest == "" || rest[0] != '%' && rest[0] != '!' {
		return nil
	}
	m := &magic{start: line + len(text) - len(rest)}
	switch {
	case strings.HasPrefix(rest, "!*"):
		m.name = "!*"
	case rest[0] == '!':
		m.name = "!"
	default:
		m.name = rest
		if i := strings.IndexAny(rest, " \t\r"); i >= 0 {
			m.name = rest[:i]
		}
	}
	return m
}

// usage is the name by which the magic is known, with its description.
func (m *magic) usage() (string, *cell.Usage) {
	usages := cell.Usages()
	i := slices.IndexFunc(usages, func(u cell.Usage) bool { return u.Magic == m.name })
	if i < 0 {
		return "", nil
	}
	return m.name, &usages[i]
}

// withoutDoc puts blanks for a %doc whose argument the cursor is in, since that is Go.
func withoutDoc(source string, cursor int) string {
	const name = "%doc"
	if m := magicAt(source, cursor); m != nil && m.name == name && m.argument {
		return source[:m.start] + strings.Repeat(" ", len(name)) + source[m.start+len(name):]
	}
	return source
}

// isWhole tells whether a magic takes all of its cell.
func isWhole(name string) bool { return strings.HasPrefix(name, "%%") && len(name) > 2 }

// lastWord is what stands behind the last blank, quote or sign that a file name in a
// command line can follow.
func lastWord(text string) string {
	return text[strings.LastIndexAny(text, " \t\"'`!*=<>|;&()$")+1:]
}

// files are the files, or only the folders, whose names begin as written, and where in
// the source the last part of that name begins.
func files(dir, written string, start int, folders bool) (int, []Match) {
	above, base := filepath.Split(written)
	start += len(above)
	switch {
	case strings.HasPrefix(above, "~/"):
		home, err := os.UserHomeDir()
		if err != nil {
			return start, nil
		}
		dir = filepath.Join(home, above[2:])
	case filepath.IsAbs(above):
		dir = above
	default:
		dir = filepath.Join(dir, above)
	}
	var matches []Match
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(base, ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, name))
		isFolder := err == nil && info.IsDir()
		if isFolder {
			name += "/"
		}
		if isFolder || !folders {
			matches = append(matches, Match{Text: name, Type: "path"})
		}
	}
	return start, matches
}
