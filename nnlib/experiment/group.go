package experiment

import (
	"iter"
	"reflect"
)

// GroupBy divides the runs by the values of the parameters that are named:
//
//	for p, runs := range table.GroupBy("Rate") {
//		fmt.Println(p.Rate, runs.Quantile(0.5, cost))
//	}
//
// Each group comes with those values; the other fields of p are zero. Groups are in the
// order of their first runs, and runs within a group in the order of the table. Values are
// equal when they are written alike in the table: NaN is equal to itself, and 0 is not −0.
// It panics for a name that is no parameter.
func (t *Table[P, R]) GroupBy(params ...string) iter.Seq2[P, *Table[P, R]] {
	fields := named("parameter", t.layout().params, params)
	return func(yield func(P, *Table[P, R]) bool) {
		groups := map[string]*Table[P, R]{}
		var order []*Table[P, R]
		for i := range t.Runs {
			// what is in a table has been written before, without an error
			key, _ := appendFields(nil, fields, reflect.ValueOf(&t.Runs[i].Params).Elem())
			group, known := groups[string(key)]
			if !known {
				group = &Table[P, R]{}
				groups[string(key)], order = group, append(order, group)
			}
			group.Runs = append(group.Runs, t.Runs[i])
		}
		for _, group := range order {
			if !yield(only(fields, group.Runs[0].Params), group) {
				return
			}
		}
	}
}

// only returns parameters with the given fields of p, and zero elsewhere.
func only[P any](fields []field, p P) (q P) {
	from, to := reflect.ValueOf(&p).Elem(), reflect.ValueOf(&q).Elem()
	for _, f := range fields {
		to.FieldByIndex(f.index).Set(from.FieldByIndex(f.index))
	}
	return q
}
