package main

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// gonum is gonum's own BLAS, in Go, as a peer: all memory is made before the clock runs.
func gonum(workload string) work {
	switch workload {
	case "step", "cost":
		return func(times int, c *clock) float64 { return gonumTiny(times, workload == "cost", c) }
	case "batch":
		return gonumBatch
	}
	return gonumProduct(workload)
}

func gonumProduct(workload string) work {
	kind, m, n, k, a, b, z, ok := operands(workload)
	if !ok {
		return nil
	}
	ta, tb, beta := blas.NoTrans, blas.NoTrans, 0.0
	A, B := general(m, k, a), general(k, n, b)
	switch kind {
	case "nt":
		tb, B = blas.Trans, general(n, k, b)
	case "tn":
		ta, A, beta = blas.Trans, general(k, m, a), 1
	}
	return func(times int, c *clock) float64 {
		c.start()
		for range times {
			blas64.Gemm(ta, tb, 1, A, B, beta, general(m, n, z))
		}
		c.stop()
		return squares(z, kind, times)
	}
}

func general(rows, cols int, data []float64) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: data}
}

func gonumBatch(times int, c *clock) float64 {
	p, x, labels, order := batchData()
	var w []blas64.General
	var b [][]float64
	a, d := []blas64.General{general(batchSize, 784, make([]float64, batchSize*784))}, []blas64.General{{}}
	rest := p
	for l, out := range batchSizes[1:] {
		in := batchSizes[l]
		w, b = append(w, general(out, in, rest[:out*in])), append(b, rest[out*in:out*in+out])
		rest = rest[out*in+out:]
		a = append(a, general(batchSize, out, make([]float64, batchSize*out)))
		d = append(d, general(batchSize, out, make([]float64, batchSize*out)))
	}
	c.start()
	for s := range times {
		rows := order[s*batchSize%points:][:batchSize]
		for i, row := range rows {
			copy(a[0].Data[i*784:(i+1)*784], x[int(row)*784:])
		}
		for l := range w {
			for i := range batchSize {
				copy(a[l+1].Data[i*w[l].Rows:], b[l])
			}
			blas64.Gemm(blas.NoTrans, blas.Trans, 1, a[l], w[l], 1, a[l+1])
			if l < len(w)-1 {
				for i, v := range a[l+1].Data {
					a[l+1].Data[i] = max(v, 0)
				}
			}
		}
		top := len(w)
		for i, row := range rows {
			z, e := a[top].Data[i*10:i*10+10], d[top].Data[i*10:i*10+10]
			most, sum := floats.Max(z), 0.0
			for j, v := range z {
				e[j] = math.Exp(v - most)
				sum += e[j]
			}
			floats.Scale(1/(sum*batchSize), e)
			e[int(labels[int(row)])] -= 1.0 / batchSize
		}
		for l := top - 1; l >= 0; l-- {
			if l > 0 {
				blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, d[l+1], w[l], 0, d[l])
				for i, v := range a[l].Data {
					if v <= 0 {
						d[l].Data[i] = 0
					}
				}
			}
			blas64.Gemm(blas.Trans, blas.NoTrans, -rate, d[l+1], a[l], 1, w[l])
			for i := range batchSize {
				floats.AddScaled(b[l], -rate, d[l+1].Data[i*w[l].Rows:(i+1)*w[l].Rows])
			}
		}
	}
	c.stop()
	return floats.Dot(p, p)
}

// gonumTiny is the paper's listing with mat, which reuses its memory.
func gonumTiny(times int, withCost bool, c *clock) float64 {
	p, x, y := tinyData()
	sizes := []int{2, 2, 3, 2}
	var w []*mat.Dense
	var b, z, a, d []*mat.VecDense
	var outer []*mat.Dense
	a = append(a, nil)
	rest := p
	for l, out := range sizes[1:] {
		in := sizes[l]
		w, b = append(w, mat.NewDense(out, in, rest[:out*in])), append(b, mat.NewVecDense(out, rest[out*in:out*in+out]))
		rest = rest[out*in+out:]
		z, a, d = append(z, mat.NewVecDense(out, nil)), append(a, mat.NewVecDense(out, nil)), append(d, mat.NewVecDense(out, nil))
		outer = append(outer, mat.NewDense(out, in, nil))
	}
	forward := func(point int) *mat.VecDense {
		a[0] = mat.NewVecDense(2, x[2*point:2*point+2])
		for l := range w {
			z[l].MulVec(w[l], a[l])
			z[l].AddVec(z[l], b[l])
			for j, v := range z[l].RawVector().Data {
				a[l+1].RawVector().Data[j] = 1 / (1 + math.Exp(-v))
			}
		}
		return a[len(w)]
	}
	cost := 0.0
	c.start()
	for s := range times {
		point := s * 7 % 10
		out := forward(point)
		d[2].SubVec(out, mat.NewVecDense(2, y[2*point:2*point+2]))
		for l := len(w) - 1; l >= 0; l-- {
			if l < len(w)-1 {
				d[l].MulVec(w[l+1].T(), d[l+1])
			}
			for j, v := range a[l+1].RawVector().Data {
				d[l].RawVector().Data[j] *= v * (1 - v)
			}
		}
		for l := range w {
			outer[l].Outer(-rate, d[l], a[l])
			w[l].Add(w[l], outer[l])
			b[l].AddScaledVec(b[l], -rate, d[l])
		}
		if withCost {
			cost = 0
			for i := range 10 {
				e := forward(i)
				e0, e1 := e.AtVec(0)-y[2*i], e.AtVec(1)-y[2*i+1]
				cost += (e0*e0 + e1*e1) / 2
			}
			cost /= 10
		}
	}
	c.stop()
	if withCost {
		return cost
	}
	return floats.Dot(p, p)
}
