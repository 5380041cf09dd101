package proc

import (
	"context"
	"encoding/json"
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Program is a program that is to run, and all that it is told.
type Program struct {
	Path string   // of the executable; without a slash it is looked for in PATH
	Args []string // without the program's name
	Dir  string   // in which it starts; "" stands for the current one
	Env  []string // as of [os.Environ]; nil stands for that

	// Attributes, if not nil, changes how the system starts the program.
	Attributes func(*syscall.SysProcAttr)

	// Kill, when it is closed, ends the program at once. It is for a person who
	// interrupts twice.
	Kill <-chan struct{}

	// Stdin is the program's standard input if Typed is false.
	Stdin []byte

	// Input, if not nil, asks a person for a line, without its line break. It is
	// called in a goroutine of its own, for one line at a time, when the program
	// asks over one of the protocols. ctx is done when the program ends.
	Input func(ctx context.Context, prompt string, password bool) (string, error)

	// Typed lets standard input be the lines that a person is asked for: those that
	// GoNB's protocol asks for, and those of AskAfter. An error of Input ends it, and
	// becomes that of the state.
	Typed bool

	// AskAfter, if positive, calls Input also when the program has run for so long,
	// and again so long after each answer: it may be waiting for standard input.
	AskAfter    time.Duration
	AskReader   bool // only if it is, as far as the system can tell
	AskPassword bool // what is typed then is not to be seen

	// Message gets what the program says in the kernel's own protocol besides
	// output and questions. Its error goes to the program.
	Message func(kind string, line json.RawMessage) error

	// Messages are told to the program in the kernel's own protocol, one JSON object
	// each. They are not received while the program does not read, nor when it has
	// ended.
	Messages <-chan json.RawMessage

	Widgets Widgets      // GoNB's; nil if there are none
	Values  <-chan Value // from GoNB's widgets, as Messages
}

// Widgets is the front end as GoNB's package gonbui/comms sees it: values, each
// with an address. A value is an int, float64, string, or a slice or map of them.
// The methods are called one at a time.
type Widgets interface {
	Set(address string, value any) // the program sets a value
	Get(address string)            // it asks for one: the answer is a [Value]
	Subscribe(address string)      // it wants every change as a [Value]
	Unsubscribe(address string)
}

// Value is what a widget has at an address.
type Value struct {
	Address string
	Value   any
}

// Output is where a program's output goes. Its methods are called one at a time,
// in the order in which the program wrote.
type Output interface {
	// Stream gets text that the program wrote to "stdout" or "stderr", as much as
	// there is at once: valid UTF-8, in pieces that never part a character. Bytes
	// that are not UTF-8 become U+FFFD. The program waits while Stream does.
	Stream(name, text string)

	// Display gets rich output.
	Display(Bundle)
}

// Kind is what a [Bundle] is for. The values are Jupyter's names.
type Kind string

const (
	Display Kind = "display_data"
	Result  Kind = "execute_result"      // the value of the cell
	Update  Kind = "update_display_data" // display, in place of what has this DisplayID if something has
	Clear   Kind = "clear_output"        // remove what was shown
)

// Bundle is rich output: the same thing in one or more forms.
type Bundle struct {
	Kind      Kind
	Data      map[string]any // by MIME type: text, bytes in base64, or a JSON value
	Metadata  map[string]any
	DisplayID string // "" if it has none
	Wait      bool   // of Clear: only when something follows
}

// State is how a program ended.
type State struct {
	Code   int            // exit status; -1 if a signal ended it
	Signal syscall.Signal // that ended it; 0 if none
	Panic  string         // of a Go program that crashed: the message, which was not streamed
	Trace  string         // and the goroutines, which were not streamed

	Input        error         // that ended standard input
	Interrupted  bool          // ctx or Kill asked it to end
	User, System time.Duration // processor time, with that of children it waited for
}

// OK says whether the program ended well.
func (s State) OK() bool { return s.Code == 0 }

// String is how the program ended, in words.
func (s State) String() string {
	switch {
	case s.Panic != "":
		return s.Panic
	case s.Interrupted && s.Signal != 0:
		return "interrupted"
	case s.Signal == syscall.SIGKILL:
		return "killed (signal SIGKILL); perhaps there was not enough memory"
	case s.Signal != 0:
		return fmt.Sprintf("ended by signal %s", unix.SignalName(s.Signal))
	}
	return fmt.Sprintf("exit status %d", s.Code)
}
