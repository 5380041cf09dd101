package experiment

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Groups have each run once, in the order of the table, and those of a group have the
// values that it names.
func TestGroupBy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := &Table[params, result]{}
		for range rapid.IntRange(0, 30).Draw(t, "runs") {
			p := params{rapid.SampledFrom([]string{"a", "b\"\n"}).Draw(t, "Kind"), rapid.IntRange(0, 3).Draw(t, "N"), uint64(table.Len())}
			table.Runs = append(table.Runs, Run[params, result]{Params: p})
		}
		var order []params
		var seeds []uint64
		for p, group := range table.GroupBy("N", "Kind") {
			if slices.Contains(order, p) {
				t.Fatalf("%+v is the key of two groups", p)
			}
			order = append(order, p)
			last := -1
			for _, r := range group.Runs {
				if r.Params.Kind != p.Kind || r.Params.N != p.N || p.Seed != 0 || int(r.Params.Seed) <= last {
					t.Fatalf("the group of %+v has %+v after seed %d", p, r.Params, last)
				}
				last = int(r.Params.Seed)
				seeds = append(seeds, r.Params.Seed)
			}
		}
		var want []params
		for _, r := range table.Runs {
			if p := (params{r.Params.Kind, r.Params.N, 0}); !slices.Contains(want, p) {
				want = append(want, p)
			}
		}
		if !slices.Equal(order, want) {
			t.Fatalf("the groups are %v, want %v", order, want)
		}
		slices.Sort(seeds)
		if len(seeds) != table.Len() || len(slices.Compact(seeds)) != table.Len() {
			t.Fatalf("the groups have the runs %d of %d", seeds, table.Len())
		}
	})
}

// Parameters that Go does not compare, or finds unequal, are grouped as well.
func TestGroupByValues(t *testing.T) {
	type inner struct{ Sizes []int }
	type params struct {
		inner
		X float64
	}
	table := &Table[params, result]{Runs: []Run[params, result]{
		{Params: params{inner{[]int{2, 3}}, math.NaN()}}, {Params: params{inner{[]int{2}}, 0}}, {Params: params{inner{[]int{2, 3}}, math.NaN()}},
	}}
	for _, name := range []string{"Sizes", "X"} {
		var sizes []int
		for p, group := range table.GroupBy(name) {
			sizes = append(sizes, group.Len())
			if name == "X" && p.Sizes != nil {
				t.Errorf("the group by X has the sizes %v", p.Sizes)
			}
			if name == "Sizes" && !slices.Equal(p.Sizes, group.Runs[0].Params.Sizes) {
				t.Errorf("the group has the sizes %v, its runs %v", p.Sizes, group.Runs[0].Params.Sizes)
			}
		}
		if !slices.Equal(sizes, []int{2, 1}) {
			t.Errorf("the groups by %s have %v runs, want 2 and 1", name, sizes)
		}
	}
}

func TestQuantile(t *testing.T) {
	table := &Table[params, result]{}
	value := func(_ params, r result) float64 { return r.Value }
	if q := table.Quantile(0.5, value); !math.IsNaN(q) {
		t.Errorf("the median of no run is %v", q)
	}
	for _, v := range []float64{30, 10, math.Inf(1), 20} {
		table.Runs = append(table.Runs, Run[params, result]{Result: result{Value: v}})
	}
	for _, c := range []struct{ p, want float64 }{{0, 10}, {0.25, 10}, {0.26, 20}, {0.5, 20}, {0.75, 30}, {1, math.Inf(1)}} {
		if q := table.Quantile(c.p, value); q != c.want {
			t.Errorf("the %v-quantile is %v, want %v", c.p, q, c.want)
		}
	}
	if table.Runs[0].Result.Value != 30 {
		t.Errorf("the first run has become %v", table.Runs[0].Result.Value)
	}
	table.Runs[3].Result.Value = math.NaN()
	if q := table.Quantile(0, value); !math.IsNaN(q) {
		t.Errorf("with a NaN the least is %v", q)
	}
}

func TestSummaryPanics(t *testing.T) {
	table := &Table[params, result]{}
	value := func(_ params, r result) float64 { return r.Value }
	for _, c := range []struct {
		want string
		do   func()
	}{
		{`no parameter has the name "Value"; there are Kind string, N int, Seed uint64`, func() { table.GroupBy("N", "Value") }},
		{"a share from 0 to 1, not 50", func() { table.Quantile(50, value) }},
		{"a share from 0 to 1, not NaN", func() { table.Quantile(math.NaN(), value) }},
		{"three", func() { Must(table, errors.New("three")) }},
	} {
		var got any
		func() {
			defer func() { got = recover() }()
			c.do()
		}()
		if text := fmt.Sprint(got); !strings.Contains(text, c.want) {
			t.Errorf("it panics with %s, want %s", text, c.want)
		}
	}
}
