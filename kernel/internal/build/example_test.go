package build_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"dlmath/kernel/internal/build"
)

func ExampleBuilder_Build() {
	ctx := context.Background()
	b, err := build.New(ctx, build.Config{Workspace: []string{"../../.."}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()

	source := "package main\n\n//line Cell 1:1:1\nfunc main() { fmt.Println(mat.Trace(mat.NewDiagDense(2, []float64{3, 4}))) }\n"
	executable, err := b.Build(ctx, build.Program{Files: map[string][]byte{"main.go": []byte(source)}})
	fmt.Println(err)

	paths, _ := b.Imports(ctx, map[string]map[string]bool{"fmt": {"Println": true}, "mat": {"Trace": true, "NewDiagDense": true}})
	imports := fmt.Sprintf("package main\n\nimport (%q; %q)\n", paths["fmt"], paths["mat"])
	source = imports + source[len("package main\n"):]
	executable, err = b.Build(ctx, build.Program{Files: map[string][]byte{"main.go": []byte(source)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	run := exec.Command(executable)
	run.Stdout = os.Stdout
	run.Run()
	// Output:
	// Cell 1:1:15: undefined: fmt
	// Cell 1:1:27: undefined: mat
	// 7
}
