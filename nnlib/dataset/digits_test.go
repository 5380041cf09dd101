package dataset

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
)

// The sum of the pixels, their hash, and how often each label comes, are those
// that scikit-learn's load_digits gives.
func TestDigitsAreThoseOfUCI(t *testing.T) {
	set := Digits()
	if rows, cols := set.X.Dims(); rows != 1797 || cols != 64 {
		t.Fatalf("X is %d×%d, want 1797×64", rows, cols)
	}
	count := make([]int, 10)
	for _, c := range set.Labels() {
		count[c]++
	}
	if want := []int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}; !slices.Equal(count, want) {
		t.Errorf("the digits 0 to 9 come %v times, want %v", count, want)
	}
	sixteenths := make([]byte, 0, 1797*64)
	total := 0.0
	for _, v := range set.X.RawMatrix().Data {
		if v < 0 || v > 1 || v*16 != float64(int(v*16)) {
			t.Fatalf("pixel %v is not a sixteenth in [0,1]", v)
		}
		sixteenths = append(sixteenths, byte(v*16))
		total += v * 16
	}
	if total != 561718 {
		t.Errorf("the pixels sum to %v, want 561718", total)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(sixteenths)); got != "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3" {
		t.Errorf("the pixels have the SHA-256 %s", got)
	}
}
