// Package parameters gives the parameters of a notebook other values than it has.
//
// A code cell with the tag "parameters" declares them in Go, with their defaults:
//
//	var epochs = 20
//	var rate float64 = 0.05
//
// [Inject] checks each new value against the declared type and puts declarations with
// the new values into a cell of their own, with the tag "injected-parameters", behind
// that cell. A later declaration of a name replaces an earlier one, so all cells below
// see the new value. The next Inject replaces that cell. Tags and order are those of
// papermill, so that its users, and notebooks made for it, find what they know.
// [Declare] does the same for papermill itself, so that both come to the same cell.
//
// Papermill's convention: https://papermill.readthedocs.io/en/latest/usage-parameterize.html
package parameters
