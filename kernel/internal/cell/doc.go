// Package cell parses the source of a notebook cell: Go, with GoNB's magics.
//
// [Parse] takes a cell apart: imports, declarations that are to be kept, the
// statements that are its body, and the magics (lines that begin with % or !).
// Go's own scanner finds the magics: a line is one only where a new statement
// could begin outside of all brackets. So % and ! in a raw string, a comment or
// an unfinished expression are just Go. Each declaration tells what it is named
// and which names it refers to, so that a program can hold just what it needs.
//
// A cell needs no %%: declarations (import, const, type, var, func) and
// statements may follow each other; after %% all is body, as in GoNB. The last
// statement, if it is an expression, is the value that the cell shows. A line of
// Go that would begin with ! needs parentheses: !done is a shell command, (!done)
// an expression.
//
// Lines and columns count from 1; a column counts bytes, as in Go's own messages.
// The package knows no compiler and no front end, and touches no file.
package cell
