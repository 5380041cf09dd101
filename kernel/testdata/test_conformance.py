"""The official suite for Jupyter's kernels (jupyter_kernel_test), with what it needs to know of Go."""

import unittest

import jupyter_kernel_test


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "dlmath"
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "oops")'
    code_page_something = "%doc strings.ToUpper"
    code_generate_error = 'panic("no")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": 'strings.ToUpper("é")', "result": "É"},
    ]
    code_display_data = [
        {"code": 'notebook.Show(notebook.HTML("<b>bold</b>"))', "mime": "text/html"},
        {"code": "notebook.Show(figure.Neuron(nnlib.Neuron{W: []float64{2}}, -5, 5))", "mime": "image/svg+xml"},
    ]
    code_clear_output = "notebook.Clear()"
    code_history_pattern = "6*7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "strings.ToUpper"

    completion_samples = [
        {"text": "fmt.Prin", "matches": {"Print", "Printf", "Println"}},
        {"text": 'π := "é"; strings.ToUpp', "matches": {"ToUpper", "ToUpperSpecial"}},
        {"text": "%timei", "matches": {"%timeit"}},
    ]
    complete_code_samples = ["1 + 2", "x := 1", "func f() int { return 1 }", "!ls"]
    incomplete_code_samples = ["func f() {", "x := []int{", "fmt.Println(", "s := `raw"]
    invalid_code_samples = ["func f( }", "%%nosuchmagic"]


if __name__ == "__main__":
    unittest.main()
