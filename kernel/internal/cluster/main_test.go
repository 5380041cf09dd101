package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dlmath/nnlib/experiment"
)

// The program of the tests is also what they run: the study, by that name, and kubectl.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "study":
		experiment.Main(cubes())
	case "kubectl":
		if err := standIn(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

type params struct{ Seed int64 }
type result struct{ Cube int64 }

const runs = 60

// cubes is a study with a data file. The run number 13 fails if that says so.
func cubes() experiment.Study[params, result] {
	s := experiment.Study[params, result]{Files: []string{"data.txt"}, Cores: 1}
	for i := range runs {
		s.Over = append(s.Over, params{int64(i)})
	}
	s.Func = func(_ context.Context, p params) (result, error) {
		text, err := os.ReadFile("data.txt")
		if err != nil {
			return result{}, err
		}
		if strings.TrimSpace(string(text)) == strconv.FormatInt(p.Seed, 10) {
			return result{}, errors.New("no such luck")
		}
		time.Sleep(20 * time.Millisecond)
		return result{p.Seed * p.Seed * p.Seed}, nil
	}
	return s
}
