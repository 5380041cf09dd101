package nbformat

// Output is an output of a code cell: a [Stream], [DisplayData], [ExecuteResult] or
// [Error].
type Output interface{ outputType() string }

// Stream is text that a cell has printed.
type Stream struct {
	Name string // "stdout" or "stderr"
	Text string
}

// DisplayData is something that a cell has displayed.
type DisplayData struct {
	Data      Bundle
	Metadata  map[string]any // may be nil
	DisplayID string         // for [Outputs.Update]; not kept in the file
}

// ExecuteResult is the value of a cell's last expression.
type ExecuteResult struct {
	Data           Bundle
	Metadata       map[string]any // may be nil
	ExecutionCount int            // the n of Out[n], from 1; 0 if there is none
	DisplayID      string         // for [Outputs.Update]; not kept in the file
}

// Error is what ended a cell. Name and Value are Jupyter's ename and evalue.
type Error struct {
	Name      string
	Value     string
	Traceback []string // may have ANSI colours
}

// Bundle is the same thing in several forms, by MIME type.
//
// A JSON type (application/json, application/…+json) has any value that encoding/json
// can encode. Every other type has a string, which for binary data such as image/png
// is base64, as in the file; a []byte may be given for it, and is encoded.
//
// Read from a file, a JSON value has the types of encoding/json with numbers as
// json.Number, and anything else is a string. A base64 text keeps the newline that
// older kernels end it with.
type Bundle map[string]any

func (Stream) outputType() string        { return "stream" }
func (DisplayData) outputType() string   { return "display_data" }
func (ExecuteResult) outputType() string { return "execute_result" }
func (Error) outputType() string         { return "error" }
