// Package nbformat reads and writes notebooks, files .ipynb of Jupyter's format 4,
// and keeps to the byte what was not set.
//
// A [Notebook] holds the text of the file. It is not decoded into a tree and
// encoded again, which would lose the order of keys, the indentation, the spelling
// of numbers and fields that this package does not know. Instead the text is
// scanned for where the parts of each [Cell] begin and end, and
// [Cell.SetOutputs] replaces just those two: the outputs and the execution count.
//
// What is set is written as Jupyter's own package nbformat writes it (keys in order,
// text as an array of its lines), with the indentation, the line ends and the
// treatment of non-ASCII characters that the cell has around it. So a notebook that
// Jupyter saved stays one that Jupyter could have saved.
//
// [Outputs] collects what a running cell puts out, the way a front end does: pieces
// of a stream are joined, displays updated, outputs cleared.
//
// The format: https://nbformat.readthedocs.io/en/latest/format_description.html
package nbformat
