// Package parquet writes the table of a study as an Apache Parquet file, for pandas,
// DuckDB, R and others:
//
//	file, err := os.Create("starts.parquet")
//	…
//	err = parquet.Write(file, table)
//
// Then, in DuckDB, SELECT Residuals, avg(Cost) FROM 'starts.parquet' GROUP BY Residuals.
// It is a package of its own, so that programs which do not need it build and start
// without it. The command for a study in a notebook is
//
//	go run ./kernel study NOTEBOOK --parquet FILE
//
// The format: https://parquet.apache.org/docs/file-format/
package parquet
