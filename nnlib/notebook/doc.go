// Package notebook shows what a program has made in the notebook whose cell it is.
//
//	notebook.Show(figure.Neuron(n, -5, 5))
//
// It is the one package of the library that talks to a front end. Outside a
// notebook, in a plain Go program, it prints a line instead.
package notebook
