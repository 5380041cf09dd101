// Package confine runs a program that nobody trusts: in one folder, without a network,
// with limits to memory, processor time, files and processes.
//
//	confine.Set(&program, confine.Default(folder))
//
// The program is started by this executable itself, which sets the limits and then
// becomes the program: main calls [Become] first of all. On Linux the network and the
// file system are taken away by namespaces, with the folder as the root of all files, and
// by Landlock besides; neither needs root. Where a machine forbids one of them the other
// remains, and [Lacking] says what is not there. On macOS only the limits are.
package confine
