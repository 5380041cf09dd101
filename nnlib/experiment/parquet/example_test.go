package parquet_test

import (
	"bytes"
	"context"
	"fmt"

	"dlmath/nnlib/experiment"
	"dlmath/nnlib/experiment/parquet"

	pq "github.com/parquet-go/parquet-go"
)

func ExampleWrite() {
	type params struct{ Seed uint64 }
	type result struct{ Square float64 }
	study := experiment.Study[params, result]{
		Func: func(_ context.Context, p params) (result, error) { return result{float64(p.Seed * p.Seed)}, nil },
		Over: experiment.Grid[params](experiment.Axes{"Seed": experiment.Seeds(3)}),
	}
	table, err := study.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, table); err != nil {
		fmt.Println(err)
		return
	}

	rows, err := pq.Read[struct {
		Seed   uint64
		Square float64
	}](bytes.NewReader(file.Bytes()), int64(file.Len()))
	fmt.Println(rows, err)
	// Output: [{1 1} {2 4} {3 9}] <nil>
}
