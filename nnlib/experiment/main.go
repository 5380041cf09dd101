package experiment

import (
	"fmt"
	"os"
)

// Main is the main function of a program that is a study and nothing more. It runs on any
// machine that shares a folder with the others, without this repository or Go:
//
//	PROGRAM shard 3/8 DIR    do the runs of a shard; see [Study.RunShard]
//	PROGRAM COMMAND          do what a [Command] asks, as JSON
//
// Its status is 1 when the study fails, and 130 when it was told to stop.
func Main[P, R any](s Study[P, R]) {
	switch {
	case len(os.Args) == 4 && os.Args[1] == "shard":
		exit(do(s, Command{Verb: "shard", Shard: os.Args[2], Dir: os.Args[3]}))
	case len(os.Args) == 2:
		Do(s, os.Args[1])
	default:
		fmt.Fprintf(os.Stderr, "usage: %s shard INDEX/OF DIR\n       %s COMMAND\n", os.Args[0], os.Args[0])
		os.Exit(2)
	}
}
