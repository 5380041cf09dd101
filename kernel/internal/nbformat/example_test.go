package nbformat_test

import (
	"encoding/json"
	"fmt"
	"log"

	"dlmath/kernel/internal/nbformat"
)

// A notebook as a person might have typed it; only the two values that are set change.
func Example() {
	n, err := nbformat.Parse([]byte(`{
  "nbformat": 4, "nbformat_minor": 4, "metadata": {"course": 1.0},
  "cells": [
    {
      "cell_type": "code",
      "source": ["6 * 7"],
      "execution_count": null,
      "outputs": []
    }
  ]
}
`))
	if err != nil {
		log.Fatal(err)
	}
	for i, c := range n.Cells() {
		if c.Type == "code" && c.Source == "6 * 7" {
			result := nbformat.ExecuteResult{Data: nbformat.Bundle{"text/plain": "42"}, ExecutionCount: 1}
			if err := c.SetOutputs([]nbformat.Output{result}, 1); err != nil {
				log.Fatalf("cell %d: %v", i+1, err)
			}
		}
	}
	fmt.Printf("%s", n.Bytes())
	// Output:
	// {
	//   "nbformat": 4, "nbformat_minor": 4, "metadata": {"course": 1.0},
	//   "cells": [
	//     {
	//       "cell_type": "code",
	//       "source": ["6 * 7"],
	//       "execution_count": 1,
	//       "outputs": [
	//         {
	//           "data": {
	//             "text/plain": [
	//               "42"
	//             ]
	//           },
	//           "execution_count": 1,
	//           "metadata": {},
	//           "output_type": "execute_result"
	//         }
	//       ]
	//     }
	//   ]
	// }
}

// A progress bar: the pieces of a stream are one output, and a carriage return goes
// back to the beginning of the line.
func ExampleOutputs() {
	var outputs nbformat.Outputs
	for percent := 0; percent <= 100; percent += 50 {
		outputs.Append(nbformat.Stream{Name: "stdout", Text: fmt.Sprintf("\r%3d %%", percent)})
	}
	outputs.Append(nbformat.Stream{Name: "stdout", Text: "\ndone\n"})
	fmt.Printf("%q\n", outputs.List())
	// Output: [{"stdout" "100 %\ndone\n"}]
}

// Metadata is given as JSON, to be decoded into what a program knows of it: here the
// marks of nbgrader.
func ExampleCell_metadata() {
	n, err := nbformat.Parse([]byte(`{"nbformat": 4, "nbformat_minor": 5, "cells": [
		{"cell_type": "code", "id": "t1", "source": "", "execution_count": null, "outputs": [], "metadata": {
			"nbgrader": {"schema_version": 3, "grade": true, "grade_id": "test-neuron", "points": 2, "locked": true, "solution": false}}}]}`))
	if err != nil {
		log.Fatal(err)
	}
	var metadata struct {
		NBGrader *struct {
			SchemaVersion int     `json:"schema_version"`
			GradeID       string  `json:"grade_id"`
			Points        float64 `json:"points"`
		} `json:"nbgrader"`
	}
	if err := json.Unmarshal(n.Cells()[0].Metadata, &metadata); err != nil {
		log.Fatal(err)
	}
	fmt.Println(metadata.NBGrader.GradeID, metadata.NBGrader.Points)
	// Output: test-neuron 2
}
