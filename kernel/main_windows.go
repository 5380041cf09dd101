package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, `Windows is not supported: GoNB needs named pipes and signals of Linux or macOS.
  Use the Windows Subsystem for Linux:  wsl --install
  Then install Go and Python there, and run this command in its shell.`)
	os.Exit(1)
}
