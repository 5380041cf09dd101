package history

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dlmath/kernel/internal/jupyter"
)

// History is that of one session, with those before it and beside it.
type History struct {
	file    file
	session int
}

// Limits of what is kept, in bytes.
const (
	fileLimit   = 8 << 20
	inputLimit  = 1 << 20  // a longer cell is not kept
	outputLimit = 64 << 10 // a longer output is kept up to here
)

// Open begins a session in the history of a file, which is made if it is not there.
func Open(path string) (*History, error) {
	h := &History{file: file{path, fileLimit}}
	err := h.file.locked(func() (add []record, err error) {
		records, err := h.file.read()
		if err != nil {
			return nil, err
		}
		h.session = lastSession(records) + 1
		return []record{{Session: h.session}}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("the history in %s cannot be used: %w", path, err)
	}
	return h, nil
}

// Session is the number of this session; the first one in a file is 1.
func (h *History) Session() int { return h.session }

// Add keeps a cell that begins to run as In[line].
func (h *History) Add(line int, input string) error {
	if len(input) > inputLimit {
		return nil
	}
	return h.append(record{Session: h.session, Line: line, Input: &input})
}

// AddOutput keeps the output of the cell that was kept as In[line].
func (h *History) AddOutput(line int, output string) error {
	if len(output) > outputLimit {
		output = strings.ToValidUTF8(output[:outputLimit], "") + "…"
	}
	return h.append(record{Session: h.session, Line: line, Output: &output})
}

func (h *History) append(r record) error {
	return h.file.locked(func() ([]record, error) { return []record{r}, nil })
}

// Entries answers a request, with the oldest entry first. All inputs are kept as they
// were typed.
func (h *History) Entries(request jupyter.HistoryRequest) ([]jupyter.HistoryEntry, error) {
	records, err := h.file.read()
	if err != nil {
		return nil, err
	}
	entries := cells(records)
	switch request.Access {
	case "range":
		entries = h.inRange(entries, request)
	case "tail":
		entries = last(entries, request.N)
	case "search":
		entries = last(matching(entries, request.Pattern, request.Unique), request.N)
	default:
		return nil, fmt.Errorf("hist_access_type is %q; it must be range, tail or search", request.Access)
	}
	if !request.Output {
		for i := range entries {
			entries[i].Output = nil
		}
	}
	return entries, nil
}

// cells are the cells in the records, each with the output that came later.
func cells(records []record) []jupyter.HistoryEntry {
	var entries []jupyter.HistoryEntry
	type place struct{ session, line int }
	latest := map[place]int{}
	for _, r := range records {
		at := place{r.Session, r.Line}
		if r.Input != nil {
			latest[at] = len(entries)
			entries = append(entries, jupyter.HistoryEntry{Session: r.Session, Line: r.Line, Input: *r.Input, Output: r.Output})
		} else if i, ok := latest[at]; ok && r.Output != nil {
			entries[i].Output = r.Output
		}
	}
	return entries
}

// inRange leaves the lines of one session. Negative lines count back from its end.
func (h *History) inRange(entries []jupyter.HistoryEntry, request jupyter.HistoryRequest) []jupyter.HistoryEntry {
	session := request.Session
	if session <= 0 {
		session += h.session
	}
	entries = slices.DeleteFunc(entries, func(e jupyter.HistoryEntry) bool { return e.Session != session })
	end := 0
	for _, e := range entries {
		end = max(end, e.Line+1)
	}
	start, stop := request.Start, end
	if request.Stop != nil {
		stop = *request.Stop
	}
	if start < 0 {
		start += end
	}
	if stop < 0 {
		stop += end
	}
	return slices.DeleteFunc(entries, func(e jupyter.HistoryEntry) bool { return e.Line < start || e.Line >= stop })
}

// matching leaves the entries whose whole input matches a glob, in which * stands for any
// text and ? for any character; of equal inputs only the last, if each is wanted once.
func matching(entries []jupyter.HistoryEntry, pattern string, unique bool) []jupyter.HistoryEntry {
	if pattern == "" {
		pattern = "*"
	}
	expression := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
	glob := regexp.MustCompile(`(?s)^` + expression + `$`)
	seen := map[string]bool{}
	var found []jupyter.HistoryEntry
	for _, e := range slices.Backward(entries) {
		if unique && seen[e.Input] || !glob.MatchString(e.Input) {
			continue
		}
		seen[e.Input] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

// last returns the last n entries; all, if n is nil.
func last(entries []jupyter.HistoryEntry, n *int) []jupyter.HistoryEntry {
	if n == nil {
		return entries
	}
	return entries[max(0, len(entries)-max(0, *n)):]
}
