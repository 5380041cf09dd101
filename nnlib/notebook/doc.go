// Package notebook shows what a program has made in the notebook whose cell it is.
//
//	notebook.Show(figure.Neuron(n, -5, 5))
//
// [Show] takes figures, HTML, Markdown, formulas, tables and matrices. [Interact] puts
// controls over a figure, and draws it again when they move:
//
//	w := notebook.Slider("w", -5, 5, 1)
//	notebook.Interact(func() *figure.Figure { return … w.Value() … }, w)
//
// The controls are those of Jupyter's own widgets (ipywidgets), which JupyterLab,
// Notebook 7 and VS Code know how to show; [Live] arranges them freely. Where nobody can
// touch them, as in a notebook that is only executed, the figure stands there as it is at
// first. [Check] says in a quiet line that something holds, and fails where it does not.
// Package live shows a training while it runs.
//
// It is the one package of the library that talks to a front end. Outside a
// notebook, in a plain Go program, it prints a line instead.
package notebook
