// The peer of gomlx's pure Go backend: minibatch training. It is a module of its own,
// so that nobody who uses the library downloads gomlx.
//
// See peer.go for the lines it reads and prints.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"
)

const (
	points = 4096
	size   = 64
	rate   = 0.05
)

var sizes = []int{784, 128, 64, 10}

func main() {
	b, err := os.ReadFile(filepath.Join(os.Args[1], "batch.f64"))
	check(err)
	data := make([]float64, len(b)/8)
	check(binary.Read(bytes.NewReader(b), binary.LittleEndian, data))
	backend, err := compute.NewWithConfig("go")
	check(err)
	for {
		var workload string
		var times int
		if _, err := fmt.Scan(&workload, &times); err != nil {
			return
		}
		if workload != "batch" {
			fmt.Println("-")
			continue
		}
		seconds, result := batch(backend, data, times)
		fmt.Println(seconds, result)
	}
}

func batch(backend compute.Backend, data []float64, times int) (seconds, result float64) {
	var params []*tensors.Tensor
	rest := data
	take := func(dims ...int) *tensors.Tensor {
		n := 1
		for _, d := range dims {
			n *= d
		}
		t := tensors.FromFlatDataAndDimensions(rest[:n], dims...)
		rest = rest[n:]
		return t
	}
	for l, out := range sizes[1:] {
		params = append(params, take(out, sizes[l]), take(out))
	}
	x := take(points, 784)
	labels := make([]int32, points)
	for i := range labels {
		labels[i] = int32(rest[i])
	}
	y := tensors.FromFlatDataAndDimensions(labels, points)
	var batches []*tensors.Tensor
	for i := 0; i < points; i += size {
		rows := make([]int32, size)
		for j := range rows {
			rows[j] = int32(rest[points+i+j])
		}
		batches = append(batches, tensors.FromFlatDataAndDimensions(rows, size, 1))
	}
	step, err := NewExec(backend, func(in []*Node) []*Node {
		x, y, rows, params := in[0], in[1], in[2], in[3:]
		a := Gather(x, rows)
		target := OneHot(Gather(y, rows), 10, dtypes.Float64)
		for l := 0; l < len(params); l += 2 {
			if l > 0 {
				a = activation.Relu(a)
			}
			b := params[l+1]
			a = Add(DotGeneral(a, []int{1}, nil, params[l], []int{1}, nil), ExpandAxes(b, 0))
		}
		loss := Neg(DivScalar(ReduceAllSum(Mul(target, LogSoftmax(a))), size))
		var moved []*Node
		for i, g := range Gradient(loss, params...) {
			moved = append(moved, Sub(params[i], MulScalar(g, rate)))
		}
		return moved
	})
	check(err)
	run := func(params []*tensors.Tensor, s int) []*tensors.Tensor {
		args := []any{x, y, batches[s%len(batches)]}
		for _, p := range params {
			args = append(args, p)
		}
		out, err := step.Call(args...)
		check(err)
		return out
	}
	check(step.PreCompile(x, y, batches[0], params[0], params[1], params[2], params[3], params[4], params[5]))
	start := time.Now()
	for s := range times {
		next := run(params, s)
		for _, p := range params {
			check(p.FinalizeAll())
		}
		params = next
	}
	seconds = time.Since(start).Seconds()
	for _, p := range params {
		for _, v := range tensors.MustCopyFlatData[float64](p) {
			result += v * v
		}
	}
	return seconds, result
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
