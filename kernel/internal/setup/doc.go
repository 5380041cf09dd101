// Package setup makes everything that a notebook needs, and gives commands the
// environment to use it.
//
// All of it lies in one folder, the [Home]: a private Python environment with
// JupyterLab, the Go tools gonb, goimports and gopls, a kernelspec, Jupyter's
// settings. Nothing is written to a person's own Jupyter settings or shell files.
//
// [Home.Setup] runs a short list of steps. Each has a stamp: a hash of all that
// its result depends on, written only when the step has ended well. So a step is
// run when it never was, when it was cut short, or when something it depends on
// has changed, and is passed over otherwise. What can go wrong for reasons
// outside this program is a [Problem]: what is wrong, and what mends it.
//
// [Home.NewSession] starts processes in this environment, and ends every one of
// them, whatever they started in their turn.
package setup
