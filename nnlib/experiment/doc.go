// Package experiment runs a function over many parameters, and keeps what it gives, so
// that it can be trusted, continued and repeated:
//
//	type Params struct {
//		Points int
//		Seed   uint64
//	}
//	type Result struct {
//		Cost  float64
//		Steps int
//	}
//
//	study := experiment.Study[Params, Result]{
//		Func: solve, // func(context.Context, Params) (Result, error)
//		Over: experiment.Grid[Params](experiment.Axes{
//			"Points": []int{10, 11},
//			"Seed":   experiment.Seeds(1000),
//		}),
//		Dir: "starts",
//	}
//	table, err := study.Run(ctx)
//
// A [Study] uses all cores. With a Dir every finished run is kept in it at once: a study
// that was stopped, or killed at any moment, goes on where it was, and no run is done
// twice. The [Table] is in the order of Over, and its hash is that of the results alone:
// neither depends on the number of cores, nor on what was interrupted. It is read in groups
// of equal parameters by [Table.GroupBy], and summed up by [Table.Count] and [Table.Quantile].
//
// Machines that share the folder each do a [Shard] of the study, and what they have done
// counts as if one had done it all. [Main] makes a program of a study that they can run.
//
// The folder holds lines of JSON, one for each run, that other tools read as they are:
// in DuckDB SELECT * FROM 'starts/runs.jsonl', in pandas read_json(…, lines=True).
// Beside them is an [Environment] for each program that ran the study. A [Record] is one
// small file to publish, by which the study can be repeated and compared to the bit.
//
// The function must be pure: what it returns depends on its parameters, and on the files
// that Files names, alone. Take random numbers from a seed among the parameters.
package experiment
