package jupyter

import (
	"context"
	"encoding/json"
)

// Kernel answers the front ends.
//
// Execute is called for one cell at a time; all other methods may be called at any
// moment, several at once, also while a cell runs. Every context ends with the
// kernel. A request whose method returns an error, or panics, gets an error reply:
// a returned [*Error] as it is, anything else under the name Error.
type Kernel interface {
	Info() Info

	// Execute runs a cell. ctx ends when it is interrupted or the kernel ends;
	// context.Cause(ctx) says which and may be returned. Output may be written to out
	// also after Execute has returned.
	Execute(ctx context.Context, request ExecuteRequest, out *Output) (ExecuteReply, error)

	// IsComplete says whether a console should run the code or ask for more lines.
	IsComplete(ctx context.Context, code string) (Completeness, error)
	// Complete offers what may stand at the cursor, a byte offset in code.
	Complete(ctx context.Context, code string, cursor int) (Completions, error)
	// Inspect describes what stands at the cursor, a byte offset in code. A detail of 0
	// is wanted by one press of Shift-Tab, and of 1 when the source may be included.
	Inspect(ctx context.Context, code string, cursor, detail int) (Inspection, error)
	History(ctx context.Context, request HistoryRequest) ([]HistoryEntry, error)

	// CommOpen, CommMsg and CommClose tell what the front end did with a comm. They are
	// called one after the other, in the front end's order, and only CommMsg and
	// CommClose for comms that are open. An error of CommOpen closes the comm again:
	// its target is not known, say. What they write to out belongs to the message.
	CommOpen(ctx context.Context, comm Comm, out *Output) error
	CommMsg(ctx context.Context, comm Comm, out *Output) error
	CommClose(ctx context.Context, comm Comm, out *Output) error

	// Interrupt is called for each interrupt, after the running cell's context has
	// ended: the second one, or one while no cell runs, shows only here.
	Interrupt()
	// Shutdown ends what Execute has left behind, and Execute itself if it still runs
	// though its context has ended. It may take until ctx ends.
	Shutdown(ctx context.Context, restart bool)
}

// Info is what a front end needs to know of a kernel and its language.
type Info struct {
	Implementation        string     `json:"implementation"`
	ImplementationVersion string     `json:"implementation_version"`
	Banner                string     `json:"banner"` // of a console
	Language              Language   `json:"language_info"`
	HelpLinks             []HelpLink `json:"help_links"`
}

// Language describes a language. The optional fields default to the name.
type Language struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	MIMEType          string `json:"mimetype"`
	FileExtension     string `json:"file_extension"` // with the dot
	PygmentsLexer     string `json:"pygments_lexer,omitempty"`
	CodeMirrorMode    any    `json:"codemirror_mode,omitempty"` // a string, or an object as CodeMirror takes it
	NBConvertExporter string `json:"nbconvert_exporter,omitempty"`
}

// HelpLink is an entry of the front end's Help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// ExecuteRequest is a cell to run.
type ExecuteRequest struct {
	Code            string
	Silent          bool              // shows nothing and does not count
	StoreHistory    bool              // the cell belongs into the history, under Count
	Count           int               // the n of In[n] and Out[n]
	AllowStdin      bool              // else Output.Input fails
	UserExpressions map[string]string // to be evaluated after the cell, by name
	CellID          string            // the notebook's name for the cell; "" in a console
}

// ExecuteReply is what Execute returns when a cell has succeeded.
type ExecuteReply struct {
	UserExpressions map[string]Evaluation
	Payload         []map[string]any // such as {"source": "page", "data": {"text/plain": …}, "start": 0}
}

// Evaluation is the value of a user expression, or why it has none.
type Evaluation struct {
	Value Bundle
	Err   error
}

// Completeness answers IsComplete.
type Completeness struct {
	Status string `json:"status"`           // complete, incomplete, invalid or unknown
	Indent string `json:"indent,omitempty"` // of the next line, if incomplete
}

// Completions answers Complete: each match may replace code[Start:End], in bytes.
type Completions struct {
	Matches    []string
	Start, End int
	Types      []string // of the matches, in their order (function, …), or nil
}

// Inspection answers Inspect. Not found is the zero value.
type Inspection struct {
	Found    bool
	Data     map[string]any // by MIME type, text/plain among them
	Metadata map[string]any
}

// HistoryRequest asks for entries of the history.
type HistoryRequest struct {
	Access string `json:"hist_access_type"` // range, tail or search
	Output bool   `json:"output"`           // with the outputs
	Raw    bool   `json:"raw"`              // the input as typed

	// range: lines Start to Stop-1 of a session; 0 is the present one, and negative ones
	// count back from it.
	Session int  `json:"session"`
	Start   int  `json:"start"`
	Stop    *int `json:"stop"` // nil: to the end

	// tail and search: no more than the last N, nil for all; search: those that match the
	// glob Pattern (*, ?), each once if Unique.
	N       *int   `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

// HistoryEntry is a cell that was run.
type HistoryEntry struct {
	Session, Line int
	Input         string
	Output        *string // nil: it had none
}

// Comm is a message of a comm, in either direction.
type Comm struct {
	ID       string
	Target   string          // when it is opened: the name of what is to answer on the other side
	Data     json.RawMessage // nil is sent as {}
	Metadata json.RawMessage // nil is sent as {}
	Buffers  [][]byte
}

// Bundle is a value in one or more representations.
type Bundle struct {
	// Data holds them by MIME type: text and SVG as a string, other images as []byte,
	// JSON types as any value that encoding/json can encode.
	Data     map[string]any
	Metadata map[string]any // by MIME type, or nil

	DisplayID string // names the display, for UpdateDisplay; or ""
}
