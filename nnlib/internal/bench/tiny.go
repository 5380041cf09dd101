package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// runTiny runs the hand-written C of the tiny network, a process for each measurement.
func runTiny(program string, withCost bool, times int) (seconds, result float64, err error) {
	p, x, y := tinyData()
	var in bytes.Buffer
	for _, part := range [][]float64{p, x, y, {rate}} {
		for _, v := range part {
			fmt.Fprintf(&in, "%x\n", v)
		}
	}
	flag := "0"
	if withCost {
		flag = "1"
	}
	cmd := exec.Command(program, "1", fmt.Sprint(times), flag)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("the program in C for the tiny network: %w", err)
	}
	var each, cost float64
	r := strings.NewReader(string(out))
	if _, err := fmt.Fscanf(r, "%f\n%v\n", &each, &cost); err != nil {
		return 0, 0, fmt.Errorf("the program in C for the tiny network printed %q", out)
	}
	for i := range p {
		if _, err := fmt.Fscanln(r, &p[i]); err != nil {
			return 0, 0, fmt.Errorf("the program in C for the tiny network printed %q", out)
		}
	}
	seconds = each * float64(times) / 1e9
	if withCost {
		return seconds, cost, nil
	}
	return seconds, floats.Dot(p, p), nil
}
