// Package build turns the source of a Go program into an executable, fast enough
// that nobody waits for a cell. It knows no notebooks.
//
// The go command spends most of its time finding out what has to be built. A
// [Builder] asks it only once for each set of imports (go list -export), keeps
// where the compiled packages lie, and from then on calls the compiler and the
// linker itself. What is kept is looked over before each use: the go.mod files,
// and sizes and times of the source files of the packages that are not pinned by
// a version. Only when one of them has changed is the go command asked again.
//
// The program is compiled as package main of a module named "cell", in a
// workspace with the modules that it may import. The settings are those with
// which the build cache is warmed, and no command ever uses the network.
//
// Programs that the compiler alone cannot build (cgo, embedded files, tests,
// flags of their own, another platform) go through go build or go test -c.
//
// Errors come back as [Errors], in the coordinates of //line directives.
package build
