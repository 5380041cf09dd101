// Command bench measures this library beside its peers and prints the tables of the
// README. The peers take turns in one run, first on one thread, then on all; each must
// come to the same numbers, and does the same work in float64, written as one would
// write it there.
//
//	go run ./nnlib/internal/bench
//
// It keeps what it makes for the peers in a cache folder of its own. A peer that is not
// installed is named, with the reason.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"
)

type workload struct {
	name   string
	title  string
	check  int  // times for the comparison of results; 0 where they are a rate of success
	shared bool // measured on all threads, too
}

var workloads = []workload{
	{"step", "SGD step, 2-2-3-2", 1000, false},
	{"cost", "the same, and the cost of ten points", 1000, false},
	{"batch", "SGD step, 784-128-64-10, batch 64", 20, true},
	{"nn-64-128-784", "A B, 64×128, k 784", 3, true},
	{"nt-64-128-784", "A Bᵀ, 64×128, k 784", 3, true},
	{"tn-128-784-64", "C + Aᵀ B, 128×784, k 64", 3, true},
	{"nn-64-64-128", "A B, 64×64, k 128", 3, false},
	{"nn-128-128-128", "A B, 128×128, k 128", 3, false},
	{"nt-128-128-128", "A Bᵀ, 128×128, k 128", 3, false},
	{"nn-512-512-512", "A B, 512×512, k 512", 3, true},
	{"nt-512-512-512", "A Bᵀ, 512×512, k 512", 3, true},
	{"tn-512-512-512", "C + Aᵀ B, 512×512, k 512", 3, true},
	{"lm", "least squares, 20 residuals, 23 parameters", 0, false},
	{"raster", "outputs of 2-2-3-2 on 500×500 points", 1, true},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Measures dlmath beside its peers and prints Markdown tables; takes some minutes.\n\n"+
			"usage: go run ./nnlib/internal/bench [flags]")
		flag.PrintDefaults()
	}
	only := flag.String("only", "", "measure only the workloads whose name matches this regular `expression`")
	rounds := flag.Int("rounds", 31, "how often the peers take turns; the table has the medians")
	span := flag.Duration("span", 50*time.Millisecond, "how long a peer works in its turn, about")
	self := flag.String("peer", "", "be the peer of this `name`; the command starts itself so")
	flag.Parse()
	switch {
	case *self == "dlmath":
		serve(dlmath)
		return
	case *self == "gonum":
		serve(gonum)
		return
	case flag.NArg() > 0 || *rounds < 1:
		flag.Usage()
		os.Exit(2)
	}
	chosen, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal(err)
	}
	if err := bench(chosen, *rounds, *span); err != nil {
		log.Fatal(err)
	}
}

func bench(chosen *regexp.Regexp, rounds int, span time.Duration) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	cache = filepath.Join(cache, "dlmath", "bench")
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return err
	}
	if err := writeData(cache); err != nil {
		return err
	}
	peers, err := prepare(cache)
	if err != nil {
		return err
	}
	fmt.Println(machine())
	for _, p := range peers {
		switch {
		case p.missing != "":
			fmt.Printf("- **%s is not installed**: %s\n", p.name, p.missing)
		case p.version != "":
			fmt.Printf("- %s: %s\n", p.name, p.version)
		}
	}
	peers = slices.DeleteFunc(peers, func(p *peer) bool { return p.missing != "" })
	for _, threads := range slices.Compact([]int{1, runtime.NumCPU()}) {
		list := slices.DeleteFunc(slices.Clone(workloads), func(w workload) bool {
			return !chosen.MatchString(w.name) || threads > 1 && !w.shared
		})
		if len(list) == 0 {
			continue
		}
		if err := measure(peers, list, threads, rounds, span); err != nil {
			return err
		}
	}
	return nil
}

// measure prints the table for a number of threads.
func measure(peers []*peer, list []workload, threads, rounds int, span time.Duration) error {
	for _, p := range peers {
		if err := p.start(threads); err != nil {
			return err
		}
		defer p.stop()
	}
	printHead(peers, threads)
	for _, w := range list {
		times := make([]int, len(peers)) // of a turn; 0 where a peer lacks the workload
		success := make([]float64, len(peers))
		var ours float64
		for i, p := range peers {
			n := max(1, w.check)
			seconds, result, known, err := p.do(w.name, n)
			switch {
			case err != nil:
				return err
			case !known:
				continue
			case i == 0:
				ours = result
			case w.check > 0 && !(math.Abs(result-ours) <= 1e-8*math.Abs(ours)):
				return fmt.Errorf("%s: %s comes to %v, dlmath to %v", w.name, p.name, result, ours)
			}
			times[i] = max(1, int(span.Seconds()/seconds*float64(n)))
			if w.check == 0 {
				times[i] = starts
			}
		}
		took := make([][]float64, len(peers))
		for range rounds {
			for i, p := range peers {
				if times[i] == 0 {
					continue
				}
				seconds, result, _, err := p.do(w.name, times[i])
				if err != nil {
					return err
				}
				took[i] = append(took[i], seconds/float64(times[i]))
				success[i] = result
			}
		}
		printRow(w, took, success)
	}
	return nil
}
