package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

const loud = "import \"fmt\"\nfunc loud[T any](name string, v T) T { fmt.Println(\"evaluate\", name); return v }"

func TestValuesAreEvaluatedOnce(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{loud, "", ""},
		step{"var x = loud(\"x\", 20)\nvar y = loud(\"y\", x+1)", "", ""},
		step{"%%\nfmt.Println(y)", "evaluate x\nevaluate y\n21\n", ""},
		step{"%%\nfmt.Println(x, y)", "20 21\n", ""},
		step{"var x = loud(\"x\", 20) // a comment", "", ""}, // the same source
		step{"%%\nfmt.Println(x, y)", "20 21\n", ""},
		step{"var x = loud(\"x\", 30)", "", ""},
		step{"%%\nfmt.Println(x, y)", "evaluate x\nevaluate y\n30 31\n", ""},
		step{"var z = loud(\"z\", 1)\n%%\nfmt.Println(x, z)", "evaluate z\n30 1\n", ""},
		step{"%%\nx = 5", "", ""},
		step{"%%\nfmt.Println(x)", "display_data x is as Cell[7] declares it: what Cell[10] did to it ended with that cell.\n30\n", ""},
		step{"%%\nfmt.Println(x)", "30\n", ""},
		step{"%rm x\nvar x = loud(\"x\", 30)", "", ""},
		step{"%%\nfmt.Println(x, z)", "evaluate x\n30 1\n", ""},
		step{"x", "execute_result 30\n", ""},
		step{"%env A 1\n%%\nfmt.Println(x)", "evaluate x\n30\n", ""},
	)
}

// A view of another global stays a view, and what an evaluation does to another global
// is done whenever that global is used.
func TestGlobalsThatShareMemory(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{loud, "", ""},
		step{"var net = loud(\"net\", nnlib.New(nnlib.Sigmoid, 2, 1))\nvar view = loud(\"view\", net.W(2))\nvar row = view.RawRowView(0)", "", ""},
		step{"%%\nfmt.Println(net.Params())", "evaluate net\n[0 0 0]\n", ""},
		step{"%%\nview.Set(0, 0, 7)\nrow[1] = 8\nfmt.Println(net.Params())", "evaluate view\n[7 8 0]\n", ""},
		step{"var rng = rand.New(rand.NewPCG(1, 0))\nvar a = loud(\"a\", rng.IntN(1000))\nvar b = loud(\"b\", rng.IntN(1000))", "", ""},
		step{"%%\nfmt.Println(b)", "evaluate b\n598\n", ""}, // b alone is in the program
		step{"%%\nfmt.Println(a, b)", "evaluate a\nevaluate b\n598 89\n", ""},
		step{"%%\nfmt.Println(a, b)", "598 89\n", ""},
		step{"%%\nfmt.Println(b)", "598\n", ""},
		step{"%%\nfmt.Println(a, b, rng.IntN(1000))", "evaluate a\nevaluate b\n598 89 715\n", ""},
		step{"%ls", "func   loud                     Cell[1]\n" +
			"var    net                      Cell[2]   kept, 111 bytes\n" +
			"var    view                     Cell[2]   evaluated in each cell that uses it: it shares memory, or could share it, with net\n" +
			"var    row                      Cell[2]   evaluated in each cell that uses it: it shares memory, or could share it, with net\n" +
			"var    rng                      Cell[5]   evaluated in each cell that uses it: that takes no time\n" +
			"var    a                        Cell[5]   kept, 8 bytes\n" +
			"var    b                        Cell[5]   kept, 8 bytes\n", ""},
	)
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{loud, "", ""},
		step{"var f = loud(\"f\", func() int { return 1 })\nvar g = loud(\"g\", f())", "", ""},
		step{"%%\nfmt.Println(g)", "evaluate f\nevaluate g\n1\n", ""},
		step{"%%\nfmt.Println(g)", "evaluate f\nevaluate g\n1\n", ""},
		step{"var n = flag.Int(\"n\", 5, \"\")", "", ""},
		step{"%args -n 7\n%%\nfmt.Println(*n)", "7\n", ""},
		step{"%args -n 8\n%%\nfmt.Println(*n)", "8\n", ""},
		step{"var bad = loud(\"bad\", 1) / zero()\nfunc zero() int { return 0 }", "", ""},
		step{"%%\nfmt.Println(bad)", "evaluate bad\n", "divide by zero"},
		step{"%%\nfmt.Println(bad)", "evaluate bad\n", "divide by zero"},
		step{"var last = loud(\"last\", 1)\n%%\nos.Exit(3)", "evaluate last\n", "exit status 3"},
		step{"%%\nfmt.Println(last)", "1\n", ""},
		step{"var pair, err = strconv.Atoi(fmt.Sprint(loud(\"pair\", 4)))", "", ""},
		step{"%%\nfmt.Println(pair, err)", "evaluate pair\n4 <nil>\n", ""},
		step{"%%\nfmt.Println(pair, err)", "4 <nil>\n", ""},
		step{"var logger = log.New(os.Stdout, \"log: \", 0)\nvar square = func(x int) int { return x * x }\n" +
			"func solve() int { logger.Print(\"solve\"); return square(5) }\nvar solved = solve()", "", ""},
		step{"%%\nfmt.Println(solved)", "log: solve\n25\n", ""},
		step{"%%\nlogger.Print(solved, square(2))", "log: 25 4\n", ""},
		step{"import . \"strings\"\nvar upper = ToUpper(fmt.Sprint(loud(\"upper\", \"a\")))\n%%\nfmt.Println(upper, ToLower(\"A\"))", "evaluate upper\nA a\n", ""},
		step{"func start() int { go func() { for { time.Sleep(time.Second) } }(); return loud(\"start\", 1) }\nvar started = start()", "", ""},
		step{"%%\nfmt.Println(started)", "evaluate start\n1\n", ""},
		step{"%%\nfmt.Println(started, ToLower(\"A\"))", "evaluate start\n1 a\n", ""},
	)
}

// The library's own workers, which wait for more work, do not stand in the way.
func TestTrainingIsDoneOnce(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{`func trained() (*nnlib.Network, *nnlib.History) {
	fmt.Println("train")
	net := nnlib.New(nnlib.Sigmoid, 200, 300, 100)
	net.Init(rand.New(rand.NewPCG(1, 0)), nnlib.Normal(0.5))
	data := &dataset.Set{X: mat.NewDense(256, 200, nil), Y: mat.NewDense(256, 100, nil)}
	trainer := train.Trainer{
		Objective: nnlib.NewObjective(net, nnlib.Quadratic, data), Rule: &train.SGD{Rate: 0.05},
		Batch: 64, Steps: 20, Every: 10, Rand: rand.New(rand.NewPCG(2, 0)),
	}
	history := &nnlib.History{}
	for s := range trainer.Run(context.Background()) {
		history.Add(s.Step, s.Cost)
	}
	return net, history
}
var net, history = trained()`, "", ""},
		step{"%%\nfmt.Println(net, len(history.Cost))", "train\n200-300-100 network, sigmoid, 90400 parameters 3\n", ""},
		step{"%%\nfmt.Println(net.L(), net.Activation(2) == nnlib.Sigmoid)", "3 true\n", ""},
		step{"%ls", "func   trained                  Cell[1]\nvar    net, history             Cell[1]   kept, 723 kB\n", ""},
		step{"%reset\n%ls", "Nothing has been declared.\n", ""},
	)
}

// stopper interrupts a cell when it evaluates the global second.
type stopper struct {
	recorder
	stop context.CancelFunc
}

func (s *stopper) Stream(name, text string) {
	s.recorder.Stream(name, text)
	if strings.Contains(s.text.String(), "evaluate second") {
		s.stop()
	}
}

// A cell that is interrupted while it evaluates keeps what it has evaluated before.
func TestInterruptedEvaluation(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	check(t, s,
		step{loud, "", ""},
		step{"func slow() int { loud(\"second\", 1); time.Sleep(time.Hour); return 1 }\nvar first = loud(\"first\", 1)\nvar second = slow() + first", "", ""},
		step{"%%\nfmt.Println(1)", "1\n", ""},
	)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &stopper{stop: cancel}
	if err := s.Execute(ctx, Cell{Source: "%%\nfmt.Println(second)", Number: 4}, Alone{r}); !errors.Is(err, context.Canceled) {
		t.Fatalf("an endless evaluation ended with %v", err)
	}
	check(t, s, step{"%%\nfmt.Println(first)", "1\n", ""})
}

// Notices stand beside a cell's own output, and speak of what really has changed.
func TestCellsAreToldOfChanges(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"type student struct { name string; marks []int }\nvar s = student{\"Emmy\", []int{1}}\nvar net = nnlib.New(nnlib.Sigmoid, 2, 1)\n" +
			"var obj = nnlib.NewObjective(net, nnlib.Quadratic, points())\n" +
			"func points() *dataset.Set { return &dataset.Set{X: mat.NewDense(1, 2, []float64{1, 2}), Y: mat.NewDense(1, 1, nil)} }", "", ""},
		step{"%%\nfmt.Println(s.name, obj.Cost(nil))", "Emmy 0.125\n", ""},
		step{"%%\nobj.Gradient(make([]float64, 3), nil)\ns.marks[0] = s.marks[0]", "", ""}, // nothing has changed
		step{"%%\nfmt.Println(s.marks, net.Params())", "[1] [0 0 0]\n", ""},
		step{"%%\ns.marks[0] = 6\nnet.W(2).Set(0, 0, 1)", "", ""},
		step{"%%\nfmt.Println(obj.Cost(nil))", "display_data net is as Cell[1] declares it: what Cell[5] did to it ended with that cell.\n0.125\n", ""},
		step{"%%\nfmt.Println(s.marks)", "display_data s is as Cell[1] declares it: what Cell[5] did to it ended with that cell.\n[1]\n", ""},
		step{"%%\nfmt.Println(s.marks, net.Params())", "[1] [0 0 0]\n", ""},
	)
}

// BenchmarkCell runs edited cells: one that prints, and those that use a global that is
// evaluated, watched or read back.
func BenchmarkCell(b *testing.B) {
	for _, c := range []struct{ name, declare, cell string }{
		{"print", "var unused = 1", "fmt.Println(%d)"},
		{"constant", "var x = 1", "fmt.Println(x, %d)"},
		{"watched", "var x = []int{1}", "fmt.Println(x, %d)"},
		{"kept", "func f() []int { return []int{1} }\nvar x = f()", "fmt.Println(x, %d)"},
		{"network", "func f() *nnlib.Network { return nnlib.New(nnlib.Sigmoid, 2, 2) }\nvar x = f()", "fmt.Println(x.Params(), %d)"},
		{"network, evaluated", "", "x := nnlib.New(nnlib.Sigmoid, 2, 2)\nfmt.Println(x.Params(), %d)"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newSession(b)
			n := 0
			run := func(source string) {
				n++
				if err := s.Execute(b.Context(), Cell{Source: source, Number: n}, Alone{&recorder{}}); err != nil {
					b.Fatal(err)
				}
			}
			run(c.declare)
			run("%%\n" + fmt.Sprintf(c.cell, -1))
			before := processorTime()
			for b.Loop() {
				run("%%\n" + fmt.Sprintf(c.cell, n))
			}
			b.ReportMetric(float64((processorTime()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// processorTime is that of this process and of those that it has waited for. It tells
// more than the clock does on a busy machine.
func processorTime() (total time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		syscall.Getrusage(who, &u)
		total += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return total
}

// %ls tells of each variable what becomes of its value.
func TestListingOfVariables(t *testing.T) {
	t.Parallel()
	check(t, newSession(t),
		step{"func f() []int { return []int{1} }\nvar a, x = f(), 3\nvar y = 5\nvar z int\nvar file, err = os.Open(os.DevNull)", "", ""},
		step{"y + z", "execute_result 5\n", ""},
		step{"fmt.Println(a, file.Name(), err)", "[1] /dev/null <nil>\n", ""},
		step{"%ls", "func   f                        Cell[1]\n" +
			"var    a                        Cell[1]   kept, 11 bytes\n" +
			"var    x                        Cell[1]   not used yet\n" +
			"var    y                        Cell[1]   evaluated in each cell that uses it: that takes no time\n" +
			"var    z                        Cell[1]   evaluated in each cell that uses it: that takes no time\n" +
			"var    file, err                Cell[1]   evaluated in each cell that uses it: it holds a *os.File\n", ""},
	)
}
