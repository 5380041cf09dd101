// Package figure draws the figures of the lecture from real values: fields within
// fields, a nerve cell beside a neuron, a neuron's line, activation functions, the
// labelled points, the region that a network assigns to a category, an image on its
// way through a network, cost curves, paths of descent, the costs of many starts, how
// results spread over a parameter, and the diagram of any network.
//
// Each function returns a [Figure]: a *plot.Plot of gonum with a size. It can be
// changed like any plot, put beside others with [Grid], and written as SVG or PNG. The
// package knows no notebook.
//
// Colours are those of Okabe and Ito, which colour-blind readers can tell apart; what
// differs in colour also differs in shape, dashes, width or place. Every figure has a
// quiet card of its own, so that it looks the same in a light and in a dark notebook.
package figure
