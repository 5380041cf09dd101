package experiment

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestCSV(t *testing.T) {
	table := &Table[params, result]{Runs: []Run[params, result]{
		{Params: params{"a, \"b\"\nc", 2, 3}, Result: result{math.Inf(-1), true, []float64{1, math.NaN()}}},
		{Params: params{"", -1, math.MaxUint64}, Result: result{0.1, false, nil}},
	}}
	var b strings.Builder
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "Kind,N,Seed,Value,Big,Path\n\"a, \"\"b\"\"\nc\",2,3,-Infinity,true,\"[1,\"\"NaN\"\"]\"\n,-1,18446744073709551615,0.1,false,[]\n"
	if b.String() != want {
		t.Errorf("it writes\n%s\nwant\n%s", b.String(), want)
	}
}

func TestMatrix(t *testing.T) {
	table := run(t, study("", 2)).Where(func(p params, _ result) bool { return p.Kind == "a" && p.N == 3 })
	m := table.Matrix("Seed", "Value", "Big")
	want := mat.NewDense(2, 3, []float64{1, table.Runs[0].Result.Value, 0, 2, table.Runs[1].Result.Value, 0})
	if !mat.Equal(m, want) {
		t.Errorf("it is %v, want %v", m, want)
	}
	for _, c := range []struct{ column, want string }{
		{"Sed", `no column has the name "Sed"; there are Kind string, N int`},
		{"Path", "the column Path is a []float64, which a matrix cannot hold"},
	} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.Contains(s, c.want) {
					t.Errorf("%s panics with %s, want %s", c.column, s, c.want)
				}
			}()
			table.Matrix(c.column)
		}()
	}
}

func TestGrid(t *testing.T) {
	grid := Grid[params](Axes{"N": []int{1, 2}, "Seed": Seeds(3)})
	if len(grid) != 6 || grid[0] != (params{"", 1, 1}) || grid[1] != (params{"", 1, 2}) || grid[5] != (params{"", 2, 3}) {
		t.Errorf("the grid is %+v", grid)
	}
	for _, c := range []struct {
		axes Axes
		want string
	}{
		{Axes{"M": []int{1}}, "experiment.params has no field M for the axis of that name; it has Kind, N, Seed"},
		{Axes{"N": []float64{1}}, "the axis N is a []float64; the field N of experiment.params needs a []int"},
		{Axes{"N": 1}, "the axis N is a int; the field N"},
		{Axes{"N": []int{}}, "the axis N has no value"},
	} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.Contains(s, c.want) {
					t.Errorf("%v panics with %s, want %s", c.axes, s, c.want)
				}
			}()
			Grid[params](c.axes)
		}()
	}
}
