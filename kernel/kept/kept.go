package kept

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"time"
)

// Globals are the variables of a program. They are methods, which Go's order of
// initialisation does not look into: to ask for a variable here is not to use it.
type Globals interface {
	// Variables returns pointers to the variables of declaration i.
	Variables(i int) []any

	// Known returns variables of packages by name. A value may refer to those that are
	// pointers, or of a type without memory.
	Known() map[string]any
}

const (
	largest  = 1 << 29 // bytes of a value that is looked at around an evaluation
	watching = 1 << 20 // and in every cell
)

// program is what is known of the program that runs.
var program struct {
	known      *known
	goroutines int           // before an evaluation
	unsettled  bool          // some that an evaluation has started run on, and may be writing
	before     map[int]*walk // of the globals that it uses
}

func know(g Globals) *known {
	if program.known == nil {
		program.known = knownTo(g)
	}
	return program.known
}

func folder() string { return os.Getenv("DLMATH_KEPT") }

// Begin is called before declaration i is evaluated, which uses others.
func Begin(g Globals, i int, uses ...int) struct{} {
	if folder() == "" || program.unsettled {
		return struct{}{}
	}
	program.goroutines = goroutines()
	program.before = map[int]*walk{}
	for _, u := range uses {
		program.before[u] = walkOf(g.Variables(u), know(g), largest, false)
	}
	return struct{}{}
}

// End is called after declaration i is evaluated. It writes its value, if that is
// wanted and can be had, and a line to the report:
//
//	done I FINGERPRINT SIZE TOUCHED… "REASON"
//
// The fingerprint is "-" if there is none, the size -1 if the value is not kept.
// TOUCHED are the globals that the evaluation has changed, or may have.
func End(g Globals, i int, keep bool, uses ...int) struct{} {
	dir := folder()
	if dir == "" {
		return struct{}{}
	}
	print, size, touched, why := "-", -1, "", ""
	if program.unsettled = program.unsettled || !settled(program.goroutines); program.unsettled {
		why = "goroutines that its evaluation has started still run"
		for _, u := range uses {
			touched += " " + strconv.Itoa(u)
		}
	} else {
		w := walkOf(g.Variables(i), know(g), largest, keep)
		why = w.lost
		for _, u := range uses {
			before, after := program.before[u], walkOf(g.Variables(u), know(g), largest, false)
			hidden := before.opaque != "" || after.opaque != ""
			if hidden || before.hash != after.hash {
				touched += " " + strconv.Itoa(u)
			}
			if why == "" && (w.shares(after) || hidden && len(w.spans) > len(g.Variables(i))) {
				why = "it shares memory, or could share it, with @" + strconv.Itoa(u)
			}
		}
		if w.opaque == "" {
			print = strconv.FormatUint(uint64(w.hash), 16)
		}
		if keep && why == "" {
			if err := os.WriteFile(dir+"/"+strconv.Itoa(i), w.data, 0o600); err != nil {
				why = err.Error()
			} else {
				size = len(w.data)
			}
		}
	}
	program.before = nil
	report("done " + strconv.Itoa(i) + " " + print + " " + strconv.Itoa(size) + touched + " " + strconv.Quote(why))
	return struct{}{}
}

// settled waits a moment for goroutines that are about to end.
func settled(before int) bool {
	for range 20 {
		if goroutines() <= before {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// goroutines is the number of goroutines that could write to a global. The library's
// workers, which wait for the next task, cannot.
func goroutines() (n int) {
	if runtime.NumGoroutine() == 1 {
		return 1
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, stack := range bytes.Split(stacks, []byte("\n\n")) {
		if !bytes.Contains(stack, []byte("\ncreated by dlmath/nnlib/internal/parallel.")) {
			n++
		}
	}
	return n
}

// Restore gives the variables of declaration i their kept value.
func Restore(g Globals, i int, file string) struct{} {
	data, err := os.ReadFile(file)
	if err == nil {
		err = decode(data, g.Variables(i), know(g))
	}
	if err != nil {
		panic("a kept value cannot be read; %reset, and run the cells again: " + err.Error())
	}
	return struct{}{}
}

// Watch returns a function that reports which of some declarations have changed since.
func Watch(g Globals, watched ...int) func() {
	if folder() == "" || program.unsettled {
		return func() {}
	}
	running := goroutines()
	before := map[int]*walk{}
	for _, i := range watched {
		before[i] = walkOf(g.Variables(i), know(g), watching, false)
	}
	return func() {
		if goroutines() > running {
			return // somebody may be writing
		}
		for _, i := range watched {
			if before[i].opaque != "" {
				continue
			}
			after := walkOf(g.Variables(i), know(g), watching, false)
			if after.opaque == "" && after.hash != before[i].hash {
				report("changed " + strconv.Itoa(i))
			}
		}
	}
}

// report adds a line to the report.
func report(line string) {
	f, err := os.OpenFile(folder()+"/report", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return // then nothing is kept
	}
	f.WriteString(line + "\n")
	f.Close()
}
