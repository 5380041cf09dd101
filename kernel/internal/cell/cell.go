package cell

// Cell is what a cell asks for.
type Cell struct {
	Source string

	// Whole is set when the cell as a whole is the input of a command
	// (%%writefile, %%script, %%bash, %%sh). Nothing else is set then.
	Whole *Whole

	// Magics are in the order of their lines. %%, %main, %args, %exec, %test,
	// %time and %timeit are not among them: they became Main, Args and Test.
	Magics []Magic

	Imports []Import
	Decls   []Decl
	Main    *Body    // what the cell runs; nil if it only declares
	Args    []string // the program's arguments; those of %%, %main and %exec go before those of %args
	Test    *Test    // of %test; a Main beside it is a func main, which is then compiled but not run
}

// Whole is a command that has the rest of its cell as input.
type Whole struct {
	Name   string   // "writefile" or "script"; %%bash and %%sh are scripts too
	Args   []string // the file, or the command and its arguments
	Append bool     // %%writefile -a
	Input  string   // the lines below the command, with a newline after the last
	Line   int      // of the command
}

// Magic is a line that begins with % or !.
type Magic struct {
	Name   string   // without its %: "cd", "env", "capture"; "!" or "!*" for shell commands
	Args   []string // without their quotes; nil for shell commands
	Append bool     // %capture -a
	Shell  string   // a shell command as written; continued lines are joined with a blank
	Line   int
}

// Import is one import of a cell.
type Import struct {
	Name         string // "", ".", "_" or the name given to the package
	Path         string
	Doc          string // the comment above it, which for "C" is the preamble
	Line, Column int
}

// Kind says what a declaration declares.
type Kind int

// The kinds of declarations. Init is func init and each func init_x without
// parameters and results: all of them run as init functions.
const (
	Const Kind = iota
	Type
	Var
	Func
	Method
	Init
)

func (k Kind) String() string {
	return [...]string{"const", "type", "var", "func", "method", "init"}[k]
}

// Decl is a declaration, as small as it can be: groups in parentheses are split,
// and so is var a, b = 1, 2. What must stay together is one Decl with several
// names: a const group that counts with iota or repeats a value, and
// var a, b = f().
type Decl struct {
	Kind  Kind
	Names []string // "x", "_", "T", "T.Method" for methods, "init_foo" for init functions

	// Source is a whole declaration with its comments. It is as written in the
	// cell, but for the keyword of a group that was split.
	Source string

	Line, Column int // of the first byte of Source that is in the cell

	Uses Uses
	Keys []string // see [Body]

	pieces []piece
}

// Uses holds the free names of a piece of Go: those that it neither declares
// itself nor selects from something. They are names of declarations, packages
// and predeclared things such as len. Each is mapped to the names that are
// selected from it: math.Pi + math.Sqrt(x) is {"math": {"Pi", "Sqrt"}, "x": {}}.
type Uses map[string]map[string]bool

// Body is what a cell runs: its statements, or the inside of its func main, or
// the call that %exec asks for.
type Body struct {
	// Source is the cell's from Line and Column on, byte by byte, with blanks
	// for what is between statements but not of the body (declarations, magics).
	// So all lines and columns remain what they are in the cell.
	Source       string
	Line, Column int

	Func bool // written as func main; otherwise GoNB's rule holds that flag.Parse runs first

	Uses Uses

	// Keys are names that are keys in composite literals whose type the cell
	// does not tell, such as x in T{x: 1}. If T is a struct, x is its field; if
	// T is a map, an array or a slice, x is a name in use like those of Uses.
	Keys []string

	Locals  []string // the names that the outermost statements declare, which end with the cell
	Value   *Expr    // the last statement, if it is an expression whose value the cell shows
	Timings []Timing
}

// Expr is an expression in a body.
type Expr struct {
	Source       string
	Line, Column int
	Start, End   int  // Body.Source[Start:End] is Source
	Call         bool // a call or a receive: a statement as it is, with perhaps no value, or several
}

// Timing is a part of a body whose time %time or %timeit is to measure.
type Timing struct {
	Start, End  int  // Body.Source[Start:End]: one or more whole statements, or all of the body
	Repeat      bool // %timeit: to be run many times
	Loops, Runs int  // of %timeit -n LOOPS -r RUNS; 0 where not given
	Line        int
}

// Test is a cell's %test.
type Test struct {
	Args       []string // as given; without any, GoNB runs Tests and Benchmarks, verbosely
	Tests      []string // the test functions that this cell declares
	Benchmarks []string // and its benchmarks
	Line       int
}
