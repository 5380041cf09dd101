package cell

import (
	"strings"

	"dlmath/kernel/internal/spelling"
)

// Usage describes a magic, for help and completion.
type Usage struct {
	Magic     string // as written: "%cd", "%%bash", "!"
	Arguments string // "" if it takes none
	Summary   string
}

func (u Usage) String() string {
	return strings.TrimSuffix(u.Magic+" "+u.Arguments, " ")
}

// many is the greatest number of arguments of magics that take any number.
const many = 1 << 30

// spec is a magic with what is demanded of it.
type spec struct {
	Usage
	min, max int    // number of arguments
	once     bool   // may stand only once in a cell
	alias    string // another name for it
}

// isWhole tells whether the magic has its whole cell as input.
func (s *spec) isWhole() bool {
	return strings.HasPrefix(s.Magic, "%%") && s.Magic != "%%"
}

var specs = []spec{
	{Usage{"%%", "[ARGUMENT…]", "What follows is the cell's body, which runs with these arguments"}, 0, many, true, "%main"},
	{Usage{"%args", "[ARGUMENT…]", "Run the cell's body with these arguments"}, 0, many, true, ""},
	{Usage{"%exec", "FUNCTION [ARGUMENT…]", "Call this function as the cell's body"}, 1, many, true, ""},
	{Usage{"%test", "[FLAG…]", "Run the cell's tests and benchmarks"}, 0, many, true, ""},
	{Usage{"%time", "[STATEMENT]", "Measure the time of a statement, or of the cell's body"}, 0, many, false, ""},
	{Usage{"%timeit", "[-n LOOPS] [-r RUNS] [STATEMENT]", "Measure it over many runs"}, 0, many, false, ""},
	{Usage{"%capture", "[-a] FILE", "Write the cell's output to a file as well (-a: append)"}, 1, 1, true, ""},
	{Usage{"%export", "FILE", "Write the cell's declarations to a file of a Go package"}, 1, 1, false, ""},
	{Usage{"%ls", "", "List what has been declared"}, 0, 0, false, "%list"},
	{Usage{"%rm", "NAME…", "Forget these declarations"}, 1, many, false, "%remove"},
	{Usage{"%reset", "[go.mod]", "Forget all declarations and the modules that were fetched, or only these"}, 0, 1, false, ""},
	{Usage{"%cd", "[FOLDER]", "Change the working folder, or show it"}, 0, 1, false, ""},
	{Usage{"%env", "NAME VALUE", "Set an environment variable"}, 2, 2, false, ""},
	{Usage{"%goflags", "[FLAG…]", "Set flags for go build, or show them"}, 0, many, false, ""},
	{Usage{"%autoget", "", "Fetch the modules of packages that are missing, by go get, from now on"}, 0, 0, false, ""},
	{Usage{"%noautoget", "", "Do not fetch them (as at first)"}, 0, 0, false, ""},
	{Usage{"%with_inputs", "", "The next shell command may ask for input"}, 0, 0, false, ""},
	{Usage{"%with_password", "", "The next shell command may ask for a password"}, 0, 0, false, ""},
	{Usage{"%wasm", "", "Compile the cell to WebAssembly, and run it in the browser"}, 0, 0, true, ""},
	{Usage{"%widgets", "", "Connect the front end for gonbui's widgets"}, 0, 0, false, ""},
	{Usage{"%widgets_hb", "", "Check that connection"}, 0, 0, false, ""},
	{Usage{"%track", "[PATH…]", "List the folders whose modules cells import"}, 0, many, false, ""},
	{Usage{"%untrack", "[PATH…]", "Nothing, for GoNB's notebooks: these folders are followed by themselves"}, 0, many, false, ""},
	{Usage{"%goworkfix", "", "Let go get find the modules that go work use has added"}, 0, 0, false, ""},
	{Usage{"%version", "", "Show the versions of the kernel and of Go"}, 0, 0, false, ""},
	{Usage{"%doc", "NAME", "Show what a name is: its declaration and its comment"}, 1, 1, false, ""},
	{Usage{"%help", "", "Show this help"}, 0, 0, false, ""},
	{Usage{"%%writefile", "[-a] FILE", "Write the rest of the cell to a file (-a: append)"}, 1, 1, true, ""},
	{Usage{"%%script", "COMMAND…", "Run a command with the rest of the cell as its input"}, 1, many, true, ""},
	{Usage{"%%bash", "", "Run the rest of the cell in bash"}, 0, 0, true, ""},
	{Usage{"%%sh", "", "Run the rest of the cell in sh"}, 0, 0, true, ""},
	{Usage{"!", "COMMAND", "Run a shell command"}, 1, many, false, ""},
	{Usage{"!*", "COMMAND", "Run it in the folder of the cell's go.mod"}, 1, many, false, ""},
}

// Usages describes all magics, those of one subject next to each other.
func Usages() []Usage {
	var usages []Usage
	for _, s := range specs {
		usages = append(usages, s.Usage)
		if s.alias != "" {
			u := s.Usage
			u.Magic = s.alias
			usages = append(usages, u)
		}
	}
	return usages
}

// findSpec returns the magic of a name, or nil.
func findSpec(name string) *spec {
	for i := range specs {
		if specs[i].Magic == name || specs[i].alias == name {
			return &specs[i]
		}
	}
	return nil
}

// nearest returns the magic whose name is nearest to name.
func nearest(name string) string {
	var names []string
	for _, u := range Usages() {
		if u.Magic != "%%" && u.Magic[0] != '!' { // no word could be meant for them
			names = append(names, u.Magic)
		}
	}
	return spelling.Nearest(strings.ToLower(name), names)
}
