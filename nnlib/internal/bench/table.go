package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/floats"
)

func printHead(peers []*peer, threads int) {
	names, rule := "", ""
	for _, p := range peers {
		names += " " + p.name + " |"
		rule += "---|"
	}
	plural := ""
	if threads > 1 {
		plural = "s"
	}
	fmt.Printf("\n| %d thread%s |%s\n|---|%s\n", threads, plural, names, rule)
}

// printRow prints a row with the medians of the times, and of the times in proportion to
// ours in the same round: what else the machine does changes from round to round.
func printRow(w workload, took [][]float64, success []float64) {
	row := "| " + w.title + " |"
	for i, t := range took {
		if t == nil {
			row += " |"
			continue
		}
		m := median(t)
		cell := duration(m)
		if i > 0 {
			ratios := make([]float64, len(t))
			floats.DivTo(ratios, t, took[0])
			cell += fmt.Sprintf(" (%.3g)", median(ratios))
		}
		if w.check == 0 {
			cell += fmt.Sprintf(", %.3g %% solved", 100*success[i])
		}
		row += " " + cell + " |"
	}
	fmt.Println(row)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// duration writes seconds with three digits.
func duration(s float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}} {
		if s >= unit.size {
			return fmt.Sprintf("%.3g %s", s/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.3g ns", s*1e9)
}

func machine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %s, %d processors; medians, and in brackets those of the times in proportion to that of dlmath.\n\n- dlmath: %s",
		time.Now().Format("2 January 2006"), model, runtime.NumCPU(), runtime.Version())
}
