// Package figure draws the figures of the lecture from real values: a neuron's line,
// the labelled points, the region that a network assigns to a category, a cost curve,
// and the diagram of any network.
//
// Each function returns a [Figure]: a *plot.Plot of gonum with a size. It can be
// changed like any plot, and written as SVG or PNG. The package knows no notebook.
//
// Colours are those of Okabe and Ito, which colour-blind readers can tell apart;
// a category also has a shape of its own.
package figure
